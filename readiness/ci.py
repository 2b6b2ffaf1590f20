"""What CI really runs: every step of every pipeline, with the scripts and targets it calls written out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.workflows import Job, Pipeline, Step
from readiness.model import Evidence
from readiness.product import Product
from readiness.sanitizing import snippet

ON_CHANGE = frozenset({"push", "pull_request"})
_MAKE = compile_later(r"\b(?:make|gmake|just|task)\s+(?:-\S+\s+)*([A-Za-z][\w./:-]*)")
# The first word of a command, where it has a folder: `script/test`, `./bin/check --all`, `bash .ci/run`.
_PROGRAM = compile_later(
    r"(?m)(?:^|&&|\|\||;|\bpython3? |\b(?:bash|sh|zsh|source)[ \t]+(?:-\w+[ \t]+)*)[ \t]*"
    r"((?:\./)?[\w.-]+/[\w./-]+)(?=\s|$)"
)
_FROM_TOP = compile_later(r"^(?:\.{0,2}/)+")
_SCRIPT_RUN = compile_later(
    r"\b(?:npm|pnpm|yarn|bun|turbo|nx|deno|poe|pdm|hatch|rush)\s+(?:(?:-\S+|--filter[= ]\S+|run|"
    r"run-script|task|exec)\s+)*([A-Za-z][\w:.-]*)"
)
_SHELL = compile_later(r"(?:^|[\s;&|(])(?:(?:bash|sh|zsh|source)\s+(?:-\w+\s+)*)?([\w./-]+\.(?:sh|bash|ps1))\b")
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Command:
    """One step as CI runs it. `text` is its shell text followed by that of the scripts and targets it calls.

    `kinds` are the triggers through which it is reached (through callers for reusable workflows).
    `tolerated`: its failure does not fail the pipeline.
    """

    path: str
    line: int
    text: str
    uses: str
    inputs: tuple[tuple[str, str, int], ...]
    name: str
    job: Job
    pipeline: Pipeline
    kinds: frozenset[str]
    tolerated: bool

    def evidence(self, product: Product, says: str, supports: bool = True, words: str = "") -> Evidence:
        """The step as evidence, at the line that holds the words if one does."""
        lines = product.text(self.path).split("\n")
        line = self.line
        if words:
            near = range(self.line, min(self.line + 60, len(lines)) + 1)
            line = next((number for number in near if words in lines[number - 1]), self.line)
        return Evidence(self.path, line, snippet(lines[line - 1]) if 0 < line <= len(lines) else "", says, supports)


def commands(product: Product) -> tuple[Command, ...]:
    """All steps of all pipelines, in the order of their files."""
    reached = _reached(product.pipelines)
    actions = {
        pipeline.path.rpartition("/")[0]: pipeline for pipeline in product.pipelines if pipeline.kinds == {"call"}
    }
    scripts = _scripts(product)
    found = []
    for pipeline in product.pipelines:
        kinds = reached.get(pipeline.path, pipeline.kinds)
        for job, step in pipeline.steps():
            if _never(job.if_) or _never(step.if_):
                continue
            found += [_command(product, pipeline, job, s, kinds, scripts) for s in _unfolded(step, actions)]
        found += [_called(pipeline, job, kinds) for job in pipeline.jobs if job.uses and not job.steps]
    return tuple(found)


def _never(condition: str) -> bool:
    return condition.strip(" ${}").lower() == "false"


def _reached(pipelines: Iterable[Pipeline]) -> dict[str, frozenset[str]]:
    """Path -> triggers, those of the callers added for reusable workflows."""
    kinds = {pipeline.path: pipeline.kinds for pipeline in pipelines}
    for _ in range(_DEPTH):
        for pipeline in pipelines:
            for called in [job.uses for job in pipeline.jobs] + [path for path, _ in pipeline.includes]:
                local = called.split("@")[0].removeprefix("./").lstrip("/")
                for path in (local, f"{pipeline.path.rpartition('/')[0]}/{local}"):
                    if path in kinds:
                        kinds[path] |= kinds[pipeline.path]
    return kinds


def _unfolded(step: Step, actions: dict[str, Pipeline]) -> Iterator[Step]:
    """The step, and the steps of the repository's own action that it uses."""
    yield step
    own = actions.get(step.uses.removeprefix("./").rstrip("/")) if step.uses.startswith("./") else None
    if own is not None:
        yield from (
            Step(step.line, s.run, s.uses, s.name, s.if_, s.continue_on_error, step.line, s.inputs)
            for _, s in own.steps()
        )


def _command(
    product: Product, pipeline: Pipeline, job: Job, step: Step, kinds: frozenset[str], scripts: dict[str, str]
) -> Command:
    text = written_out(product, step.run, scripts)
    line = step.run_line or step.line
    tolerated = step.continue_on_error or job.continue_on_error
    return Command(pipeline.path, line, text, step.uses, step.inputs, step.name, job, pipeline, kinds, tolerated)


def _called(pipeline: Pipeline, job: Job, kinds: frozenset[str]) -> Command:
    return Command(pipeline.path, job.line, "", job.uses, (), job.name, job, pipeline, kinds, job.continue_on_error)


def written_out(product: Product, text: str, scripts: dict[str, str] | None = None) -> str:
    """A shell text with the texts of the scripts, make targets and package scripts that it calls appended."""
    scripts = _scripts(product) if scripts is None else scripts
    done: set[str] = set()
    pieces, waiting = [], [(text, 0)]
    while waiting:
        piece, depth = waiting.pop(0)
        pieces.append(piece)
        if depth >= _DEPTH or sum(map(len, pieces)) > 100_000:
            continue
        for called in _calls(product, piece, scripts):
            if called not in done:
                done.add(called)
                waiting.append((scripts[called] if called in scripts else product.text(called), depth + 1))
    return "\n".join(pieces)


def _calls(product: Product, text: str, scripts: dict[str, str]) -> Iterator[str]:
    for match in _MAKE.finditer(text):
        if f"make {match.group(1)}" in scripts:
            yield f"make {match.group(1)}"
    for match in _SCRIPT_RUN.finditer(text):
        if f"run {match.group(1)}" in scripts:
            yield f"run {match.group(1)}"
    for match in (*_SHELL.finditer(text), *_PROGRAM.finditer(text)):
        path = _FROM_TOP.sub("", match.group(1))
        if product.snapshot.file(path) is not None:
            yield path


def _scripts(product: Product) -> dict[str, str]:
    """`make <target>` and `run <script>` -> text. The root's scripts come before those of its parts."""
    found: dict[str, str] = {}
    for manifest in sorted(product.manifests, key=lambda manifest: (manifest.path.count("/"), manifest.path)):
        for name, text, _ in manifest.scripts:
            found[f"run {name}"] = f"{found[f'run {name}']}\n{text}" if f"run {name}" in found else text
    for file in product.files("config", "code", "script", "infra", "other"):
        if re.search(r"(?i)(?:^|/)(?:gnu)?makefile[^/]*$|(?:^|/)\.?justfile$|\.mk$", file.path):
            for name, text in _targets(product.text(file.path)):
                found.setdefault(f"make {name}", text)
    return found


def _targets(text: str) -> Iterator[tuple[str, str]]:
    name, body = "", [""]
    for row in text.split("\n"):
        head = re.match(r"([A-Za-z][\w./-]*)(?:\s+[\w=\"' *+-]+)?\s*:(?!=)(.*)", row)
        if head:
            if name:
                yield name, "\n".join(body)
            name, body = head.group(1), ["\n".join(f"make {word}" for word in head.group(2).split())]
        elif row.startswith(("\t", " ")):
            body.append(row.strip())
    if name:
        yield name, "\n".join(body)
