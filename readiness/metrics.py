"""Read figures that people keep over time: `readiness-metrics.csv`, strictly, every mistake at once and at its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from readiness.compiling import compile_later
from readiness.fields import a_date
from readiness.model import Series
from readiness.sanitizing import snippet
from readiness.strict_yaml import Problem, did_you_mean

FILE = "readiness-metrics.csv"
COLUMNS = ("date", "metric", "value", "unit")
MAX_CHARACTERS = 4_000_000
MAX_ROWS = 50_000
MAX_PROBLEMS = 100
MAX_UNIT = 40

KNOWN: Mapping[str, str] = {
    "active_users": "people who used it in the period",
    "adoption_rate": "share of the eligible people who use it",
    "sessions": "conversations or visits in the period",
    "requests": "requests to the AI function in the period",
    "cost": "what running it cost in the period",
    "cost_per_request": "cost of a request",
    "cost_per_user": "cost of an active user",
    "acceptance_rate": "share of outputs that people took over",
    "thumbs_up_rate": "share of ratings that are good",
    "thumbs_down_rate": "share of ratings that are bad",
    "rating": "mean rating that people give",
    "satisfaction": "satisfaction or usability figure",
    "trust_score": "trust as people state it",
    "override_rate": "share of outputs that people overrule or correct",
    "escalation_rate": "share of cases that are handed to a person",
    "abandonment_rate": "share of sessions that people break off",
    "complaints": "complaints in the period",
    "incidents": "incidents in the period",
    "services": "services that run",
    "ai_calls": "places that call a model",
    "alerts": "alert rules in force",
    "user_outcome": "change of the users' own outcome",
}
"""The metrics that are understood, each with what it says. Others are kept, and told to be read by nothing."""

_NAME = compile_later(r"[a-z][a-z0-9_]{0,59}")
_NUMBER = compile_later(r"[-+]?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][-+]?[0-9]{1,2})?")
_LARGEST = 1e18
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|")


@dataclass(frozen=True, slots=True)
class Metrics:
    """The figures by metric, each a series from the oldest on, and the file that they come from ("" without one)."""

    path: str = ""
    series: Mapping[str, Series] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each metric's newest figure."""

    @property
    def unread(self) -> tuple[str, ...]:
        """The metrics whose names nothing understands, sorted."""
        return tuple(sorted(name for name in self.series if name not in KNOWN))


@dataclass(slots=True)
class _Reading:
    """The state of reading a file: what was found on the way."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    values: dict[str, dict[str, float]] = field(default_factory=dict)
    units: dict[str, tuple[str, int]] = field(default_factory=dict)

    def note(self, line: int, message: str, hint: str = "") -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self.path, line, message, hint))


def load_metrics(text: str, path: str = FILE) -> tuple[Metrics, tuple[Problem, ...]]:
    """The figures in `text`, and what is wrong with it. Never raises; a row with a mistake is left out."""
    reading = _Reading(path)
    if len(text) > MAX_CHARACTERS:
        return Metrics(path), (Problem(path, 0, f"is longer than {MAX_CHARACTERS:,} characters"),)
    rows = _rows(text.removeprefix("\ufeff"), reading)
    line, header = next(rows, (0, []))
    columns = _columns(line, header, reading)
    if columns:
        for number, (line, row) in enumerate(rows):
            if number >= MAX_ROWS:
                reading.note(line, f"has more than {MAX_ROWS:,} rows")
                break
            _row(line, row, columns, reading)
    found = {
        name: Series(name, reading.units.get(name, ("", 0))[0], tuple(sorted(points.items())))
        for name, points in sorted(reading.values.items())
    }
    lines = {name: reading.lines[name, series.points[-1][0]] for name, series in found.items()}
    return Metrics(path, found, lines), tuple(reading.problems)


def near_misses(metrics: Metrics) -> tuple[str, ...]:
    """One sentence for each metric that nothing reads, with the name that was perhaps meant."""
    return tuple(
        f'{metrics.path}: no warning sign reads "{name}"' + (f"; {hint}" if (hint := did_you_mean(name, KNOWN)) else "")
        for name in metrics.unread
    )


def _rows(text: str, reading: _Reading) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            reading.note(line, f"is not CSV: {error}")
            return
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield line, [cell.strip() for cell in row]
        line = reader.line_num + 1


def _columns(line: int, header: list[str], reading: _Reading) -> dict[str, int]:
    """Where each column stands; nothing where the header cannot be used."""
    form = f"the first line must be {','.join(COLUMNS)}"
    if not header:
        reading.note(0, "is empty, or cannot be read", form)
        return {}
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        reading.note(line, "its columns are not separated by commas", form)
        return {}
    names = [cell.lower() for cell in header]
    columns: dict[str, int] = {}
    for at, name in enumerate(names):
        if name not in COLUMNS:
            reading.note(line, f'"{snippet(name)}" is not a known column', did_you_mean(name, COLUMNS) or form)
        elif name in columns:
            reading.note(line, f'the column "{name}" stands here twice')
        else:
            columns[name] = at
    missing = [name for name in COLUMNS[:3] if name not in columns]
    for name in missing:
        reading.note(line, f'the column "{name}" is missing', form)
    return {} if missing else columns


def _row(line: int, row: list[str], columns: Mapping[str, int], reading: _Reading) -> None:
    before = len(reading.problems)
    width = max(columns.values()) + 1
    if len(row) > width and any(row[width:]):
        hint = "a number with a decimal comma must be written with a point" if len(row) == width + 1 else ""
        reading.note(line, f"has {len(row)} cells where the header has {width}", hint)
        return
    cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
    day = cells["date"]
    if not a_date(day):
        reading.note(line, f'"{snippet(day)}" is not a date' if day else "has no date", "YYYY-MM-DD, as 2026-01-31")
    name = cells["metric"].lower()
    if not _NAME.fullmatch(name):
        why = f'"{snippet(name)}" is not a name of a metric' if name else "names no metric"
        reading.note(line, why, did_you_mean(name, KNOWN) or "small letters, digits and _, as active_users")
    value = _value(line, cells["value"], reading)
    unit = _unit(line, name, cells.get("unit", ""), reading)
    first = reading.lines.setdefault((name, day), line)
    if first != line and len(reading.problems) == before:
        reading.note(line, f"gives {name} of {day} a second time", f"first in line {first}")
    if len(reading.problems) > before or value is None:
        return
    reading.values.setdefault(name, {})[day] = value
    if unit:
        reading.units.setdefault(name, (unit, line))


def _value(line: int, text: str, reading: _Reading) -> float | None:
    if _NUMBER.fullmatch(text) and abs(float(text)) < _LARGEST:
        return float(text)
    if not text:
        reading.note(line, "has no value")
    elif text.startswith(_FORMULA) and not text[1:2].isdigit():
        reading.note(line, f'"{snippet(text)}" is a formula', "write the number that it gives")
    elif text.endswith("%") and _NUMBER.fullmatch(text[:-1].strip()):
        reading.note(line, f'"{snippet(text)}" is not a number', f"write {text[:-1].strip()}, and % as its unit")
    else:
        reading.note(line, f'"{snippet(text)}" is not a number', "digits with a decimal point, as 1234.5")
    return None


def _unit(line: int, name: str, unit: str, reading: _Reading) -> str:
    if unit.startswith(_FORMULA):
        reading.note(line, f'"{snippet(unit)}" is not a unit', "as USD, %, users")
        return ""
    if len(unit) > MAX_UNIT:
        reading.note(line, f"its unit is longer than {MAX_UNIT} characters")
        return ""
    known, first = reading.units.get(name, ("", 0))
    if known and unit and unit != known:
        reading.note(
            line, f'{name} is in "{snippet(unit)}" here', f'in "{known}" in line {first}: one metric has one unit'
        )
    return snippet(unit)
