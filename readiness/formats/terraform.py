"""Reads Terraform and OpenTofu files: block headers and attributes, line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.json_documents import read_json
from readiness.formats.plain_text import file_name, lines_of
from readiness.formats.tree import Node

_HEADER = compile_later(r"(\w[\w-]*)((?:[ \t]+(?:\"[^\"]*\"|[\w.-]+))*)[ \t]*\{(.*)$")
_LABEL = compile_later(r"\"([^\"]*)\"|([\w.-]+)")
_ATTRIBUTE = compile_later(r"(?:\"([^\"]+)\"|([\w.-]+))[ \t]*[=:](?!=)[ \t]*(.*)$")
_STRING = compile_later(r"\"(?:[^\"\\$]|\\.|\$(?!\{)|\$\{[^{}]*\})*\"")
_HEREDOC = compile_later(r"<<[-~]?\"?(\w+)\"?\s*$")
_COMMENT = compile_later(r"(?:#|//).*$")
_MAX_DEPTH = 6
_MAX_VALUE = 400


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute. `key` is dotted for nested blocks and maps ("scaling_config.min_size"); strings are unquoted."""

    key: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class TerraformBlock:
    """One block of the first level. `type` and `name` are its labels: a resource has both, a module only `name`."""

    block: str
    type: str
    name: str
    line: int
    end_line: int
    attributes: tuple[Attribute, ...] = ()
    blocks: tuple[str, ...] = ()

    def get(self, key: str) -> Attribute | None:
        """The first attribute with this key."""
        return next((attribute for attribute in self.attributes if attribute.key == key), None)


@dataclass(slots=True)
class _Open:
    block: str
    labels: list[str]
    line: int
    attributes: list[Attribute]
    blocks: list[str]


def is_terraform(path: str) -> bool:
    """Whether the name is that of a Terraform or OpenTofu file."""
    return file_name(path).endswith((".tf", ".tofu", ".tf.json"))


def read_terraform(text: str) -> tuple[TerraformBlock, ...]:
    """The blocks of the first level, in order; one that is never closed ends with the text."""
    if text.lstrip("\ufeff \r\n\t").startswith("{"):
        return _read_json(read_json(text))
    found: list[TerraformBlock] = []
    current: _Open | None = None
    path: list[str] = []  # names of what is open inside the current block
    heredoc, in_comment = "", False
    number = 0
    for number, raw in enumerate(lines_of(text), 1):
        line = raw.strip()[:4000]
        if heredoc:
            heredoc = "" if line == heredoc else heredoc
            continue
        if in_comment or line.startswith("/*"):
            in_comment = "*/" not in line
            continue
        line = _bare(line)
        if not line:
            continue
        marker = _HEREDOC.search(line)
        heredoc = marker.group(1) if marker else ""
        if current is None:
            header = _HEADER.match(line)
            if header:
                current, path = _open(header, number), []
                rest = header.group(3).strip()
                if _inline(current, rest, number) or _balance(rest) < 0:
                    found.append(_closed(current, number))
                    current = None
            continue
        if not _inside(current, path, line, number):
            found.append(_closed(current, number))
            current = None
    if current is not None:
        found.append(_closed(current, number))
    return tuple(found)


def _open(header: re.Match[str], number: int) -> _Open:
    labels = [quoted or bare for quoted, bare in _LABEL.findall(header.group(2))]
    return _Open(header.group(1), labels, number, [], [])


def _inline(current: _Open, rest: str, number: int) -> bool:
    """A block on one line: `variable "x" { default = 1 }`."""
    if not rest.endswith("}") or _balance(rest) >= 0:
        return False
    found = _ATTRIBUTE.match(rest[:-1].strip())
    if found:
        current.attributes.append(Attribute(found.group(1) or found.group(2), _value(found.group(3)), number))
    return True


def _inside(current: _Open, path: list[str], line: str, number: int) -> bool:
    """One line of a block's body; False when it closes the block."""
    attribute = _ATTRIBUTE.match(line)
    header = _HEADER.match(line) if not attribute else None
    change = _balance(line)
    name = ""
    if attribute:
        name = attribute.group(1) or attribute.group(2)
        if len(path) < _MAX_DEPTH:
            current.attributes.append(Attribute(_dotted(path, name), _value(attribute.group(3)), number))
    elif header:
        name = header.group(1)
        labels = [quoted or bare for quoted, bare in _LABEL.findall(header.group(2))]
        name = labels[0] if name == "dynamic" and labels else name
        current.blocks.append(_dotted(path[:_MAX_DEPTH], name))
        inner = _ATTRIBUTE.match(header.group(3).strip().rstrip("} "))
        if inner and len(path) < _MAX_DEPTH:
            key = _dotted(path, name, inner.group(1) or inner.group(2))
            current.attributes.append(Attribute(key, _value(inner.group(3)), number))
    elif current.attributes and path and not line.startswith(("}", "]", ")")):
        _continue(current, line)
    for extra in range(min(change, 50)):
        path.append("" if extra else name)  # `object({` opens two brackets for one name
    for _ in range(-change):
        if not path:
            return False
        path.pop()
    return True


def _dotted(path: list[str], *names: str) -> str:
    return ".".join(filter(None, (*path, *names)))


def _continue(current: _Open, line: str) -> None:
    """Items of a list that goes on over lines are added to the value of its attribute."""
    last = current.attributes[-1]
    if len(last.value) < _MAX_VALUE:
        current.attributes[-1] = Attribute(last.key, f"{last.value} {line}"[:_MAX_VALUE], last.line)


def _closed(current: _Open, number: int) -> TerraformBlock:
    labels = current.labels
    has_type = current.block in ("resource", "data", "ephemeral", "check") or len(labels) > 1
    return TerraformBlock(
        current.block,
        labels[0] if has_type and labels else "",
        labels[-1] if labels else "",
        current.line,
        number,
        tuple(current.attributes),
        tuple(current.blocks),
    )


def _bare(line: str) -> str:
    """The line without a comment; signs inside strings are none."""
    if "#" not in line and "//" not in line:
        return line
    masked = _STRING.sub(lambda text: "x" * len(text.group()), line)
    comment = _COMMENT.search(masked)
    return line[: comment.start()].rstrip() if comment else line


def _balance(line: str) -> int:
    """Opened minus closed brackets outside strings."""
    bare = _STRING.sub("", line)
    return sum(bare.count(sign) for sign in "{[(") - sum(bare.count(sign) for sign in "}])")


def _value(text: str) -> str:
    text = text.strip().rstrip(",")
    whole = _STRING.fullmatch(text)
    return (text[1:-1] if whole else text)[:_MAX_VALUE]


def _read_json(root: Node) -> tuple[TerraformBlock, ...]:
    found = []
    for block, node in root.entries:
        typed = block in ("resource", "data")
        for first, inner in node.entries:
            for name, body in inner.entries if typed else ((first, inner),):
                attributes = tuple(Attribute(key, value.text, value.line) for key, value in body.flat())
                found.append(TerraformBlock(block, first if typed else "", name, body.line, body.line, attributes))
    return tuple(found)
