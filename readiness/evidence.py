"""A place in a repository that speaks for or against something."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One place that speaks for or against. `line` 0 means the file as a whole; `cell` is a notebook cell, from 1."""

    path: str
    line: int = 0
    snippet: str = ""
    says: str = ""
    supports: bool = True
    cell: int = 0

    @property
    def place(self) -> str:
        """`path:line`, or `nb.ipynb#cell 4:2` in a notebook."""
        if self.cell:
            return f"{self.path}#cell {self.cell}:{self.line}"
        return f"{self.path}:{self.line}" if self.line else self.path
