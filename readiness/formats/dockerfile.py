"""Reads Dockerfiles into stages and instructions; nothing is built or resolved from a registry."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

from readiness.compiling import compile_later
from readiness.formats.plain_text import file_name, lines_of

_INSTRUCTION = compile_later(r"\s*([A-Za-z]+)(?:\s+|$)")
_HEREDOC = compile_later(r"<<(-?)\s*[\"']?([A-Za-z_][\w.]*)[\"']?")
_VARIABLE = compile_later(r"\$(?:\{(\w+)(?::?([-+])([^}]*))?\}|(\w+))")
_ESCAPE = compile_later(r"#\s*escape\s*=\s*(\S)", re.IGNORECASE)
_KNOWN = frozenset({
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
    "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: `words` are its arguments with continuation lines joined by blanks and comments gone.

    `heredoc` is the text of its here-documents. `line`..`end_line` are its lines in the file.
    """

    name: str
    words: str
    line: int
    end_line: int
    heredoc: str = ""

    @property
    def command(self) -> str:
        """A command as one text, whether in the shell or the JSON form."""
        if self.words.startswith("["):
            try:
                parts = json.loads(self.words)
            except (ValueError, RecursionError):
                return self.words
            return " ".join(str(part) for part in parts) if isinstance(parts, list) else self.words
        return f"{self.words}\n{self.heredoc}".strip()


@dataclass(frozen=True, slots=True)
class Copy:
    """COPY or ADD: `stage` is what `--from=` names ("" for the build context)."""

    sources: tuple[str, ...]
    target: str
    stage: str
    line: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One build stage. `base` is the image of FROM with ARGs filled in by default, without tag and digest.

    `tag` is "" where none is given; `digest` as "sha256:...". `parent` is the index of the stage that it builds on, -1
    where the base is an image. `user` is the last USER of this stage ("" if it has none; see `Dockerfile.user`).
    """

    base: str
    tag: str
    digest: str
    name: str
    line: int
    end_line: int
    parent: int = -1
    instructions: tuple[Instruction, ...] = ()

    def every(self, *names: str) -> tuple[Instruction, ...]:
        """All instructions of these names (upper case), in order."""
        return tuple(instruction for instruction in self.instructions if instruction.name in names)

    def last(self, name: str) -> Instruction | None:
        """The last instruction of this name, which is the one that counts for CMD, ENTRYPOINT, USER, HEALTHCHECK."""
        found = self.every(name)
        return found[-1] if found else None

    @property
    def copies(self) -> tuple[Copy, ...]:
        """What COPY and ADD bring in."""
        return tuple(copy for instruction in self.every("COPY", "ADD") if (copy := _copy(instruction)))

    @property
    def ports(self) -> tuple[str, ...]:
        """The ports of EXPOSE as written."""
        return tuple(port for instruction in self.every("EXPOSE") for port in instruction.words.split())

    def variables(self, name: str = "ENV") -> tuple[tuple[str, str, int], ...]:
        """ENV (or ARG) settings: name, value, line."""
        return tuple(found for instruction in self.every(name) for found in _settings(instruction))


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A Dockerfile. One without FROM, such as a file of comments, has no stage."""

    stages: tuple[Stage, ...] = ()
    arguments: tuple[tuple[str, str, int], ...] = ()

    @property
    def final(self) -> Stage | None:
        """The stage that is built by default: the last one."""
        return self.stages[-1] if self.stages else None

    def lineage(self, stage: Stage) -> tuple[Stage, ...]:
        """The stage and those it builds on, itself first; the last one's base is an image from outside."""
        found = [stage]
        while found[-1].parent >= 0:
            found.append(self.stages[found[-1].parent])
        return tuple(found)

    def in_force(self, name: str) -> Instruction | None:
        """The instruction of this name that holds in the built image, inherited from earlier stages if need be."""
        if self.final is None:
            return None
        return next((found for stage in self.lineage(self.final) if (found := stage.last(name))), None)


def is_dockerfile(path: str) -> bool:
    """Dockerfile, Dockerfile.<x>, <x>.Dockerfile, Containerfile, by name alone; `Dockerfile.dockerignore` is none."""
    name = file_name(path)
    if name.endswith((".dockerignore", ".md", ".py", ".j2", ".tmpl", ".template")):
        return False
    start = re.split(r"[.\-_]", name)[0]
    return start in ("dockerfile", "containerfile") or name.endswith((".dockerfile", ".containerfile", "-dockerfile"))


def read_dockerfile(text: str) -> Dockerfile:
    """The stages of a Dockerfile, in order. ARGs before the first FROM fill it; unknown ones stay `$NAME`."""
    stages: list[Stage] = []
    held: list[Instruction] = []
    arguments: list[tuple[str, str, int]] = []
    for instruction in read_instructions(text):
        if instruction.name == "FROM":
            _close(stages, held)
            stages.append(_stage(instruction, {name: value for name, value, _ in arguments}, stages))
            held = []
        elif stages:
            held.append(instruction)
        elif instruction.name == "ARG":
            arguments += _settings(instruction)
    _close(stages, held)
    return Dockerfile(tuple(stages), tuple(arguments))


def read_instructions(text: str) -> tuple[Instruction, ...]:
    """All instructions; lines that begin with no known instruction are left out."""
    lines = lines_of(text)
    escape = next((found.group(1) for line in lines[:5] if (found := _ESCAPE.match(line))), "\\")
    last_lines = {line.lstrip("\t"): number for number, line in enumerate(lines)}
    instructions: list[Instruction] = []
    at = 0
    while at < len(lines):
        start = at
        head = _INSTRUCTION.match(lines[at])
        name = head.group(1).upper() if head else ""
        if head is None or name not in _KNOWN:
            at += 1
            continue
        words, at = _continued(lines, at, head.end(), escape)
        body, at = _heredocs(words, lines, at, last_lines) if name in ("RUN", "COPY", "ADD") else ("", at)
        instructions.append(Instruction(name, words, start + 1, at, body))
    return tuple(instructions)


def _continued(lines: list[str], at: int, offset: int, escape: str) -> tuple[str, int]:
    """The arguments joined over continuation lines, and the index of the line behind them."""
    words, line = [], lines[at][offset:]
    while True:
        at += 1
        bare = line.rstrip()
        if not bare.endswith(escape):
            words.append(bare)
            break
        words.append(bare[:-1])
        while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
            at += 1  # comments and empty lines inside an instruction
        if at >= len(lines):
            break
        line = lines[at]
    return " ".join(filter(None, (word.strip() for word in words))), at


def _heredocs(words: str, lines: list[str], at: int, last_lines: dict[str, int]) -> tuple[str, int]:
    """The text of the here-documents that the words open; one that never ends takes none of the file."""
    body: list[str] = []
    for dash, mark in _HEREDOC.findall(words)[:5]:
        if last_lines.get(mark, -1) < at:
            break
        end = next((i for i in range(at, len(lines)) if (lines[i].lstrip("\t") if dash else lines[i]) == mark), -1)
        if end < 0:
            break
        body += lines[at:end]
        at = end + 1
    return "\n".join(body), at


def _stage(instruction: Instruction, arguments: dict[str, str], earlier: list[Stage]) -> Stage:
    words = [word for word in instruction.words.split() if not word.startswith("--")]
    image = _filled(words[0], arguments) if words else ""
    name = words[2] if len(words) > 2 and words[1].lower() == "as" else ""
    base, tag, digest = split_image(image)
    return Stage(base, tag, digest, name, instruction.line, instruction.end_line, _parent(image, earlier))


def _parent(image: str, earlier: list[Stage]) -> int:
    """The stage that an image names, -1 for none; a variable that is set at the build (TARGETARCH) stands for any."""
    pattern = ".+".join(re.escape(part) for part in _VARIABLE.sub("\0", image).split("\0"))
    if pattern.replace(".+", ""):
        for index, stage in enumerate(earlier):
            if stage.name and re.fullmatch(pattern, stage.name, re.IGNORECASE):
                return index
    return -1


def split_image(image: str) -> tuple[str, str, str]:
    """An image reference as name, tag and digest: "a:5000/b:1.2@sha256:c" gives ("a:5000/b", "1.2", "sha256:c")."""
    rest, _, digest = image.strip().partition("@")
    head, slash, last = rest.rpartition("/")
    last, _, tag = last.partition(":")
    return f"{head}{slash}{last}", tag, digest


def _filled(text: str, arguments: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name, sign, other = found.group(1) or found.group(4), found.group(2), found.group(3) or ""
        given = arguments.get(name, "")
        if sign == "+":
            return other if given else ""
        return given or other or found.group()

    for _ in range(3):
        text = _VARIABLE.sub(value, text)[:1000]
    return text


def _close(stages: list[Stage], held: list[Instruction]) -> None:
    if stages:
        end = held[-1].end_line if held else stages[-1].end_line
        stages[-1] = replace(stages[-1], instructions=tuple(held), end_line=end)


def _copy(instruction: Instruction) -> Copy | None:
    words, stage = instruction.words, ""
    while words.startswith("--"):
        flag, _, words = words.partition(" ")
        words = words.lstrip()
        if flag.startswith("--from="):
            stage = flag[7:]
    try:
        parts = [str(part) for part in json.loads(words)] if words.startswith("[") else words.split()
    except (ValueError, TypeError, RecursionError):
        parts = words.split()
    return Copy(tuple(parts[:-1]), parts[-1], stage, instruction.line) if len(parts) > 1 else None


def _settings(instruction: Instruction) -> list[tuple[str, str, int]]:
    pairs = re.findall(r"([\w.-]+)(?:=(\"(?:[^\"\\]|\\.)*\"|'[^']*'|(?:[^\s\\]|\\.)*))?", instruction.words)
    if instruction.name == "ENV" and "=" not in instruction.words.split(" ", 1)[0]:
        name, _, value = instruction.words.partition(" ")
        return [(name, value.strip(), instruction.line)] if name else []
    return [(name, value.strip("\"'"), instruction.line) for name, value in pairs]
