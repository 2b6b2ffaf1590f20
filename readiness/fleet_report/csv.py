"""The fleet report as a table for spreadsheets: one row a repository (RFC 4180), and nothing in it is a formula."""

from __future__ import annotations

import csv
from typing import TextIO

from readiness.fleet_report.model import FleetReport, Row
from readiness.model import PILLARS
from readiness.sanitizing import printable

COLUMNS = (
    "repository", "name", "owners", "verdict", "stage", "low", "high",
    *(f"{letter}_{end}" for letter in PILLARS for end in ("low", "high")),
    "closed_gates", "open_gates", "pillars_below", "warning_signs", "ai_calls", "waivers", "stale_answers",
    "date", "commit", "uncommitted", "profile", "version", "ruleset", "run",
    "was_verdict", "was_stage", "was_low", "was_date", "was_comparable", "page",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, or skips before it looks for one."""


def write(report: FleetReport, out: TextIO, *, width: int = 0, color: bool = False, unicode: bool = True) -> None:
    """Write a heading and a line for each repository, by id. A cell that holds several names has spaces between."""
    del width, color, unicode
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in report.rows:
        table.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in _cells(row)])


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that looks like it gets an apostrophe before it."""
    clean = printable(text)
    return f"'{clean}" if text.startswith(_FORMULA) or clean.lstrip().startswith(_FORMULA) else clean


def _cells(row: Row) -> list[str | int | float]:
    was = row.was
    ends: list[tuple[float | str, float | str]] = [row.pillars.get(letter) or ("", "") for letter in PILLARS]
    past: list[str | int | float] = ["", "", "", "", ""]
    if was:
        past = [was.verdict, was.stage, was.low, was.date, _word(was.is_comparable)]
    return [
        row.id, row.name, " ".join(row.owners), row.verdict, row.stage, row.low, row.high,
        *(end for pillar in ends for end in pillar),
        " ".join(row.gates), " ".join(row.open_gates), " ".join(row.below), " ".join(row.signs), row.ai_calls,
        row.waivers, row.stale, row.date, row.commit, _word(row.dirty), row.profile, row.version, row.ruleset, row.run,
        *past, row.page,
    ]  # fmt: skip


def _word(holds: bool) -> str:
    return "yes" if holds else "no"
