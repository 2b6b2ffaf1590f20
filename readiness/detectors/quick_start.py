"""Whether a newcomer can run or reach the product by steps to follow or to copy, and whether these steps can work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.document_shape import Document, Line, Section
from readiness.languages import language_of
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import document_paths
from readiness.sanitizing import snippet
from readiness.search import Pattern

_LINKED_STEPS = compile_later(
    r"\[[^\]\n]{0,30}\b(?:install\w*|set-?up|getting started|quick ?start|get started)\b[^\]\n]{0,30}\]\(\s*https?://",
    re.I,
)
_README = compile_later(r"(?:^|/)readme(?:[-_.][\w-]+)?(?:\.\w+)?$", re.I)
_START_PAGE = compile_later(
    r"(?:^|/)[\w-]*(?:install|quick|getting[-_]?started|start|set-?up|docker|usage|index|local|running|deploy|"
    r"self-?host|hosting|develop(?:er|ment|ing)?(?:[-_]guide)?)[\w-]*(?:/[\w-]+)?\.\w+$",
    re.I,
)
_START = compile_later(
    r"quick|start|install|set-?up|\brun|usage|how to|using|docker|local|deploy|prerequis|build|develop|launch|"
    r"get it|try|steps?|clone|instruction|manual|api|"
    r"compose|host|example|train|inference|安装|部署|快速|启动|运行|使用|開始|インストール|セットアップ|설치|시작|instal|inicio|empezar|démarr|"
    r"utilis|einricht|anleitung|començ|uso\b|como", re.I
)  # fmt: skip
_COMMAND = compile_later(
    r"^\s*(?:[$>%]\s+|PS> ?|sudo\s+|[A-Z_]+=\S+\s+)*(?:git clone|cd\s|pip3?\s|pipx|uv\s|uvx\s|poetry|conda|mamba|"
    r"python[\d.]*\s|py\s|npm|npx|pnpm|pnpx|yarn|bun|bunx|node\s|docker|podman|"
    r"docker-compose|make\s|just\s|task\s|go\s|cargo|mvn|\./|gradle|dotnet|bundle|rails|gem\s|composer|php\s|brew|"
    r"apt|helm|kubectl|curl\s|wget|cp\s|mv\s|export\s|source\s|"
    r"virtualenv|streamlit|gradio|uvicorn|flask|gunicorn|chainlit|celery|java\s|sh\s|bash\s|terraform|azd\s|az\s|"
    r"aws\s|gcloud|cdk|sam\s|fly\s|flyctl|vercel|wrangler|supabase|"
    r"ollama|huggingface-cli|torchrun|accelerate|deepspeed|dvc|mlflow|mix\s|flutter|swift|deno|nix|vagrant|ansible|"
    r"tilt|skaffold|mkdir|chmod|touch\s|set\s)", re.I
)  # fmt: skip
_INLINE = compile_later(r"`([^`\n]{4,160})`")
_NUMBERED = compile_later(r"^(?:\*\*)?(?:\d+[.)]|step \d+)", re.I)
_REFERS = compile_later(
    r"\b(?:python[\d.]*|streamlit run|chainlit run|bash|sh|node|py)\s+(?:-[uw]\s+)?((?:\./)?[\w./-]+\.(?:py|sh|js|"
    r"mjs|ts))(?=\s|$)|"
    r"\bpip3?\s+install\s+(?:-\S+\s+)*-r\s+([\w./-]+\.txt)|\bdocker[- ]compose\s+(?:-\S+\s+)*?-f\s+([\w./-]+\.ya?ml)|"
    r"\bconda env create\s+(?:-\S+\s+)*(?:-f|--file)[ =]([\w./-]+\.ya?ml)", re.I
)  # fmt: skip
_MADE = compile_later(
    r"(?:>|\btouch|\bcp\s+\S+|\bmv\s+\S+|\bcurl\s[^\n]{0,200}-o|\bwget\s[^\n]{0,200}-O|\b(?:nano|vim?|"
    r"code))\s+([\w./-]+)|/([\w-]+\.(?:py|sh|js|ya?ml|txt))\b"
)
_CD = compile_later(r"(?:^|&&|;)\s*(?:[$>#%]\s+)?cd\s+([\w./-]+)")
_INSTALLS = Pattern(
    r"^\s*[!%]{0,2}\s*(?:pip3?|uv pip|conda|apt-get|npm) install\s+\S",
    frozenset({"code", "example"}),
    frozenset({"notebook"}),
    True,
)
PATTERNS = (_INSTALLS,)
_ENOUGH = 2
_REACH = 25  # lines for which a change of folder holds

_ELSEWHERE = compile_later(
    r"\b(?:docker|podman|kubectl|compose)\b[^\n]*\b(?:run|exec)\b|--directory|--cwd|\s-C\s|--workspace|--filter"
)
"""A command that runs in a container or another folder: a file that it names is sought everywhere."""


@dataclass(frozen=True, slots=True)
class _Step:
    path: str
    line: int
    text: str
    code: bool


def steps(product: Product) -> Fact:
    """Whether the README or an installation page gives at least two commands to copy, or numbered steps; in part where
    one is all, or a file that the commands name is not there."""
    found = list(_steps(product))
    commands = [step for step in found if step.code]
    numbered = [step for step in found if not step.code]
    evidence = tuple(
        Evidence(step.path, step.line, snippet(step.text), "a step to copy" if step.code else "a numbered step")
        for step in (*commands, *numbered)[:6]
    )
    missing = _missing(product, commands)
    if len(commands) >= _ENOUGH or len(numbered) >= 3:
        if missing and missing[0].path.count("/") == 0:
            broken = tuple(
                Evidence(step.path, step.line, snippet(step.text), "names a file that is not there", False)
                for step in missing[:4]
            )
            return Fact(0.5, (*evidence, *broken), "the steps name a file that is not there")
        return Fact(1.0, evidence, "steps to copy lead to a running product", (), len(commands) + len(numbered))
    if found:
        return Fact(0.5, evidence, "one command is all that a newcomer is given")
    cells = _cells(product)
    if cells:
        return Fact(1.0, cells[:4], "notebooks to run from the top install what they need")
    elsewhere = tuple(_elsewhere(product))
    if elsewhere:
        return Fact(0.5, elsewhere[:2], "the steps are kept elsewhere")
    return Fact(
        0.0,
        (),
        "no steps to run or reach it are given",
        ("numbered or copyable steps in the README and installation pages",),
    )


def _cells(product: Product) -> tuple[Evidence, ...]:
    """Where notebooks are the product: cells that install what the next ones use, a step to run each."""
    kinds = {file.language for file in product.code if file.language == "notebook" or language_of(file.path)}
    if kinds != {"notebook"}:
        return ()
    return tuple(hit.evidence("a cell that installs what is needed") for hit in product.hits(_INSTALLS))


def _elsewhere(product: Product) -> Iterator[Evidence]:
    """Lines of the README that lead to the steps on a site."""
    for path in document_paths(product):
        if _README.search(path) and "/" not in path:
            for section in product.document(path).sections:
                for line in section.lines:
                    if line.kind != "code" and _LINKED_STEPS.search(line.text):
                        yield Evidence(path, line.number, snippet(line.text), "the steps are linked")


def _steps(product: Product) -> Iterator[_Step]:
    paths = document_paths(product)
    first = [path for path in paths if _README.search(path) and "/" not in path]
    nested = [path for path in paths if _README.search(path) and path.count("/") == 1]
    pages = [path for path in paths if path not in first and path not in nested and _START_PAGE.search(path)][:12]
    for path in (*first, *pages, *nested):
        document = product.document(path)
        for section in document.sections:
            yield from _of_section(document, section)


def _of_section(document: Document, section: Section) -> Iterator[_Step]:
    starts = bool(_START.search(section.title)) or section.level <= 1 or section.level == 7
    for line in section.lines:
        if line.kind == "code" and _COMMAND.search(line.text):
            yield _Step(document.path, line.number, line.text, True)
        elif line.kind in ("list", "text", "table") and starts:
            yield from _in_prose(document.path, line)


def _in_prose(path: str, line: Line) -> Iterator[_Step]:
    inline = [
        match.group(1)
        for match in _INLINE.finditer(line.text)
        if _COMMAND.search(match.group(1)) and " " in match.group(1).strip()
    ]
    for text in inline:
        yield _Step(path, line.number, text, True)
    if not inline and _NUMBERED.search(line.text) and len(line.text) > 12:
        yield _Step(path, line.number, line.text, False)


def _missing(product: Product, commands: list[_Step]) -> list[_Step]:
    """Commands of a README that run or read a file that is not there, where a `cd` before led included."""
    paths = product.snapshot.all_paths
    folders = {part for path in paths for part in _parents(path)}
    found = []
    for document in sorted({step.path for step in commands}):
        own = [step for step in commands if step.path == document]
        made = {
            name
            for step in own
            for match in _MADE.findall(step.text)
            for name in match
            if (name and "://" in step.text) or ">" in step.text
        }
        moved = [step.line for step in own for name in _CD.findall(step.text) if name.strip("./") in folders]
        for step in own:
            inside = any(0 <= step.line - line <= _REACH for line in moved)
            for match in _REFERS.findall(step.text):
                name = next(filter(None, match)).removeprefix("./")
                if name.startswith(("/", "~", "..")) or name in made or "path/to" in name:
                    continue
                base = document.rpartition("/")[0]
                known = (
                    name in paths
                    or f"{base}/{name}" in paths
                    or name.partition("/")[2] in paths
                    or ((inside or _ELSEWHERE.search(step.text)) and any(path.endswith("/" + name) for path in paths))
                )
                if not known:
                    found.append(step)
    return found


def _parents(path: str) -> Iterator[str]:
    parts = path.split("/")[:-1]
    for index in range(len(parts)):
        yield "/".join(parts[: index + 1])
