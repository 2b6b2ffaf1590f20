"""The only door to ruamel.yaml: writes YAML that people also edit, and finds and keeps the comments that they wrote."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from readiness.fields import a_date
from readiness.strict_yaml import plain

_WIDE = 1_000_000  # no line is ever folded: one key, one line
_STREAM_END = "StreamEndToken"


class CannotBeKept(Exception):
    """The text is YAML of a kind that cannot be written back without changing more than was asked for."""


def key_lines(key: str, value: object, indent: int) -> list[str]:
    """`key: value` in block style, each line `indent` columns deep; lists and mappings one item a line."""
    out = io.StringIO()
    _yaml().dump(CommentedMap({key: _writable(value)}), out)
    return [" " * indent + line if line else line for line in out.getvalue().removesuffix("...\n").split("\n")[:-1]]


def comments_of(text: str) -> list[tuple[int, str]]:
    """Every comment of a text as (line from 0, "# words"), in order. Raises CannotBeKept where it is not YAML."""
    lines = text.split("\n")
    ends: dict[int, int] = {}  # line -> column behind the last thing on it that is no comment
    try:
        for token in YAML(typ="safe", pure=True).scan(text):
            start, end = token.start_mark, token.end_mark
            if type(token).__name__ == _STREAM_END or (start.line, start.column) == (end.line, end.column):
                continue
            for line in range(start.line, end.line):
                ends[line] = len(lines[line])
            ends[end.line] = max(ends.get(end.line, 0), end.column)
    except YAMLError as error:
        raise CannotBeKept(" ".join(str(error).split())[:200]) from error
    rests = ((number, line[ends.get(number, 0) :].strip()) for number, line in enumerate(lines))
    return [(number, rest) for number, rest in rests if rest.startswith("#")]


def with_entries(text: str, name: str, entries: Mapping[str, Mapping[str, object]], order: list[str]) -> str:
    """The document with `entries` put into its mapping `name`, whatever its style; `order` is that of all keys.

    Raises CannotBeKept where it is no such document.
    """
    yaml = _yaml()
    try:
        document = yaml.load(text)
        inside = document[name]
        for part in (document, inside):
            part.fa.set_block_style()
        for key, entry in entries.items():
            made = CommentedMap({word: _writable(value) for word, value in entry.items()})
            if key in inside:
                inside[key] = made
            else:
                later = [known for known in inside if order.index(known) > order.index(key)]
                inside.insert(list(inside).index(later[0]) if later else len(inside), key, made)
        out = io.StringIO()
        yaml.dump(document, out)
    except (YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise CannotBeKept(" ".join(str(error).split())[:200]) from error
    return out.getvalue()


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width = _WIDE
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _writable(value: object) -> Any:
    """The value in the type that is written most plainly and that the strict reader reads back as it was."""
    if isinstance(value, Mapping):
        return CommentedMap({key: _writable(inner) for key, inner in value.items()})
    if isinstance(value, (list, tuple)):
        return [_writable(inner) for inner in value]
    if not isinstance(value, str):
        return value
    day: datetime.date | None = a_date(value)
    if day is not None:
        return day
    if "\n" in value and value == value.strip() and all(c.isprintable() or c == "\n" for c in value):
        return LiteralScalarString(value)
    if plain(value) != value or not value.isprintable() or value != value.strip():
        return DoubleQuotedScalarString(value)
    return str(value)
