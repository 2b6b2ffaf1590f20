"""Read YAML that people write, strictly: nothing is guessed, no key is lost, and every mistake has its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

from readiness.compiling import compile_later
from readiness.errors import BadInput as BadInput
from readiness.errors import Problem as Problem

KeyPath = tuple[str | int, ...]

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 60
MAX_NODES = 100_000

_TEXT = "tag:yaml.org,2002:str"
# What the parser gives to untagged text, and tags that add nothing to it. Any other tag is somebody's own type.
_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
# No octal, hexadecimal, sexagesimal or underscored numbers: `0755`, `12:30` and `1_000` stay what was written.
_INTEGER = compile_later(r"[-+]?(0|[1-9][0-9]{0,17})")
_LINE_START = compile_later(r"^[ \t?:-]{500,}", re.MULTILINE)
_NUMBER = compile_later(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Document:
    """A file's value (dict with text keys, list, str, int, float, bool, None), and the line of every key path in it."""

    path: str
    value: Any
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, keys: KeyPath = ()) -> int:
        """The line where `keys` stands, or where the nearest thing around it does."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)

    def problem(self, keys: KeyPath, message: str, hint: str = "") -> Problem:
        """A mistake at `keys`, with its line."""
        return Problem(self.path, self.line(keys), message, hint)


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`did you mean "timeout"?`, or nothing where no choice is near."""
    import difflib

    known = sorted(set(choices))
    folded = {choice.casefold(): choice for choice in reversed(known)}
    near = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return f'did you mean "{folded[near[0]]}"?' if near else ""


def read(text: str, path: str) -> Document:
    """Read one YAML document. Never raises: what is wrong is in `problems`, and `value` holds what could be read."""
    import yaml

    if len(text) > MAX_CHARACTERS:
        return Document(path, None, {}, (Problem(path, 0, f"is longer than {MAX_CHARACTERS:,} characters"),))
    try:
        if _may_nest_deeply(text):
            _refuse_deep_nesting(text)
        nodes = list(yaml.compose_all(text, Loader=_loader()))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = " ".join(part for part in (error.context, error.problem) if part)
        return Document(path, None, {}, (Problem(path, mark.line + 1 if mark else 1, f"is not valid YAML: {message}"),))
    except (yaml.YAMLError, UnicodeError) as error:
        return Document(path, None, {}, (Problem(path, 0, f"is not valid YAML: {' '.join(str(error).split())[:200]}"),))
    if len(nodes) > 1:
        line = nodes[1].start_mark.line + 1
        return Document(path, None, {}, (Problem(path, line, "a second document starts here; only one is read"),))
    if not nodes or nodes[0] is None:
        return Document(path, None, {(): 1})
    building = _Building(path)
    value = building.value(nodes[0], ())
    return Document(path, value, building.lines, tuple(building.problems))


def _loader() -> Any:
    """The C parser where PyYAML was built with it (ten times faster), else the Python one; both read the same."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _may_nest_deeply(text: str) -> bool:
    """Whether the text could be deeper than a C stack likes: an upper bound that costs nothing for ordinary files."""
    if text.count("[") + text.count("{") > 1000:
        return True
    return any(len(start) > 500 for start in _LINE_START.findall(text))


def _refuse_deep_nesting(text: str) -> None:
    """Composing recurses, so depth is bounded beforehand; parsing into events does not."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=_loader()):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > MAX_DEPTH:
                raise yaml.YAMLError(f"it is more than {MAX_DEPTH} levels deep")
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1


@dataclass(slots=True)
class _Building:
    """The state of turning nodes into values: lines and problems found on the way, and how many nodes were turned."""

    path: str
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def note(self, node: yaml.Node, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, node.start_mark.line + 1, message, hint))

    def value(self, node: Any, keys: KeyPath) -> Any:
        self.lines.setdefault(keys, node.start_mark.line + 1)
        # An alias (*name) is the same node met again: written small it may unfold to something huge, or into itself.
        self.nodes += 1
        if self.nodes > MAX_NODES:
            if self.nodes == MAX_NODES + 1:
                self.note(node, f"unfolds to more than {MAX_NODES:,} values")
            return None
        if len(keys) > MAX_DEPTH:
            self.note(node, f"more than {MAX_DEPTH} levels deep")
            return None
        if node.tag not in _TAGS:
            self.note(node, f'the tag "{node.tag}" is not read')
            return None
        if node.id == "mapping":
            return self.mapping(node, keys)
        if node.id == "sequence":
            return [self.value(item, (*keys, index)) for index, item in enumerate(node.value)]
        text = str(node.value)
        return text if node.style or node.tag == _TEXT else plain(text)

    def mapping(self, node: yaml.MappingNode, keys: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                self.note(key_node, "a key must be plain text")
                continue
            key = str(key_node.value)
            if key in result:
                first = self.lines[(*keys, key)]
                self.note(key_node, f'the key "{key}" stands here a second time', f"first in line {first}")
                continue
            self.lines[(*keys, key)] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, (*keys, key))
        return result


def plain(text: str) -> str | int | float | bool | None:
    """What an unquoted word means: true/false, null, a decimal number, else the text itself (`no`, dates, times)."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return text


def place_of(keys: Sequence[str | int]) -> str:
    """A key path as people write it: `waivers[2].owner`."""
    out = ""
    for key in keys:
        out += f"[{key + 1}]" if isinstance(key, int) else (f".{key}" if out else str(key))
    return out
