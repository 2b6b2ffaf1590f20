"""Jupyter notebooks: their cells, numbered from 1."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its number from 1, kind ("code", "markdown", "raw"), source, execution count (None if never run), outputs or not."""

    number: int
    kind: str
    source: str
    execution_count: int | None = None
    has_output: bool = False


@dataclass(frozen=True, slots=True)
class Notebook:
    """The cells in order; empty where the text is no notebook."""

    cells: tuple[Cell, ...] = ()


def read_notebook(text: str) -> Notebook:
    """The notebook in a text; never raises."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return Notebook()
    rows = raw.get("cells") if isinstance(raw, dict) else None
    if not isinstance(rows, list):
        return Notebook()
    return Notebook(tuple(_cell(number, row) for number, row in enumerate(rows, 1) if isinstance(row, dict)))


def _cell(number: int, row: dict[str, object]) -> Cell:
    source = row.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    count = row.get("execution_count")
    return Cell(number, str(row.get("cell_type", "")), text, count if isinstance(count, int) else None, bool(row.get("outputs")))
