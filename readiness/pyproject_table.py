"""Read one table of a pyproject.toml as a document: `tomllib` gives the values, a look at the text gives the lines."""

from __future__ import annotations

import datetime
import re
import tomllib
from typing import Any

from readiness.compiling import compile_later
from readiness.strict_yaml import Document, KeyPath, Problem

_HEADER = compile_later(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?")
_KEY = compile_later(r"\s*([A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')\s*=")


def read_table(text: str, path: str, table: tuple[str, ...]) -> Document | None:
    """The table that `table` names, e.g. ("tool", "readiness"), or None where the file has none.

    A file that is not TOML is a problem only where the table's name stands in it: otherwise it is not our business.
    """
    try:
        value: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        if f"[{'.'.join(table)}" not in text:
            return None
        line = re.search(r"at line (\d+)", str(error))
        message = f"is not valid TOML: {error}"
        return Document(path, None, {}, (Problem(path, int(line.group(1)) if line else 0, message),))
    for name in table:
        value = value.get(name) if isinstance(value, dict) else None
    if value is None:
        return None
    return Document(path, _plain(value), _lines(text, table))


def _plain(value: Any) -> Any:
    """Dates and times as the text that a person wrote, like the YAML reader leaves them."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return value


def _lines(text: str, table: tuple[str, ...]) -> dict[KeyPath, int]:
    """Where the table, its sub-tables and their keys stand; keys of an inline table stand where the outer key does."""
    lines: dict[KeyPath, int] = {}
    entries: dict[KeyPath, int] = {}
    here: KeyPath | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line):
            names = tuple(part.strip().strip("\"'") for part in header[2].split("."))
            here = names[len(table) :] if names[: len(table)] == table else None
            if here is None:
                continue
            if header[1] == "[[":
                entries[here] = entries.get(here, -1) + 1
                lines.setdefault(here, number)
                here = (*here, entries[here])
            lines.setdefault(here, number)
        elif here is not None and (key := _KEY.match(line)):
            lines.setdefault((*here, key[1].strip("\"'")), number)
    return lines
