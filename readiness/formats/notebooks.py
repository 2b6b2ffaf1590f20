"""Reads Jupyter notebooks into numbered cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from readiness.formats.json_documents import parse_json

CellKind = Literal["code", "markdown", "raw"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `number` counts from 1 over cells of all kinds; lines of `source` count from 1 within the cell.

    `has_error`: its stored output is an error. `output` is what it printed or showed as text, cut at 2,000 characters.
    """

    number: int
    kind: CellKind
    source: str
    execution_count: int | None = None
    has_output: bool = False
    has_error: bool = False
    output: str = ""


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook. `language` is its kernel's, in lower case ("" where it does not say)."""

    cells: tuple[Cell, ...] = ()
    language: str = ""

    @property
    def code(self) -> tuple[Cell, ...]:
        """Its code cells."""
        return tuple(cell for cell in self.cells if cell.kind == "code")


def is_notebook(path: str) -> bool:
    """Whether the name is a notebook's."""
    return path.lower().endswith(".ipynb")


def read_notebook(text: str) -> Notebook:
    """The cells of a notebook of format 3 or 4; none where the text is no JSON."""
    root = _mapping(parse_json(text))
    raw = root.get("cells")
    if not isinstance(raw, list):
        sheets = root.get("worksheets")
        first = _mapping(sheets[0]) if isinstance(sheets, list) and sheets else {}
        raw = first.get("cells")
    cells = raw if isinstance(raw, list) else []
    metadata = _mapping(root.get("metadata"))
    language = _mapping(metadata.get("language_info")).get("name") or _mapping(metadata.get("kernelspec")).get(
        "language"
    )
    found = tuple(_cell(number, _mapping(cell)) for number, cell in enumerate(cells, 1))
    return Notebook(found, language.lower() if isinstance(language, str) else "")


def _cell(number: int, cell: dict[str, object]) -> Cell:
    name = cell.get("cell_type")
    kind: CellKind = "code" if name == "code" else "markdown" if name in ("markdown", "heading") else "raw"
    count = cell.get("execution_count", cell.get("prompt_number"))
    outputs = cell.get("outputs")
    listed = [_mapping(output) for output in outputs] if isinstance(outputs, list) else []
    return Cell(
        number,
        kind,
        _joined(cell.get("source", cell.get("input"))),
        count if isinstance(count, int) else None,
        bool(listed),
        any(output.get("output_type") in ("error", "pyerr") for output in listed),
        "\n".join(filter(None, map(_shown, listed)))[:2000],
    )


def _shown(output: dict[str, object]) -> str:
    return _joined(output.get("text")) or _joined(_mapping(output.get("data")).get("text/plain"))


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
