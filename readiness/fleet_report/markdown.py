"""The fleet report in Markdown, for an issue, a wiki or a CI step's summary: bounded, and nothing in it acts.

An issue on GitHub may hold 65,536 characters; the report stays below by telling less.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TextIO

from readiness.compiling import compile_later
from readiness.fleet_report.model import FleetReport, Row
from readiness.fleet_report.sentences import (
    blocking,
    guard_shares,
    movement_sum,
    pillar_moves,
    release_words,
    since_when,
    sum_of,
    verdict_moves,
    verdict_word,
    when_lapses,
    worst_first,
)
from readiness.model import PILLARS
from readiness.reports.markdown import fitted, plain
from readiness.sanitizing import marked_up, printable
from readiness.wording import counted

MOST_ROWS, MOST_RULES, MOST_OTHERS = 100, 25, 20
_LONGEST = 200
_BEGINNING, _ESCAPED = compile_later(r"^(\d*)([#+\-=>.)])"), r"\1\\\2"
"""What at the beginning of an entry would make it a heading, a quotation or another list."""


def write(report: FleetReport, out: TextIO, *, width: int = 0, color: bool = False, unicode: bool = True) -> None:
    """Write the report. Long lists are cut, and it is said how many more there are."""
    del width, color
    parts = [_head(report), _problems(report), _movement(report), _releases(report), _rules(report), _rows(report)]
    parts += [_owners(report), _calls(report), _lapses(report), _stale(report), _notes(report)]
    out.write(marked_up(fitted(parts, "csv, json and html hold everything"), unicode))


def _head(report: FleetReport) -> str:
    rules = f", rules {_plain(report.ruleset)}" if report.ruleset else ""
    return (
        f"## Readiness of the fleet\n\n**{sum_of(report)}.**\n\n"
        f"<sub>As of {report.date}; readiness {report.version}{rules}</sub>\n"
    )


def _problems(report: FleetReport) -> str:
    if not report.problems:
        return ""
    return f"\n### Left out\n\n{_list(report.problems)}"


def _movement(report: FleetReport) -> str:
    moved = report.movement
    if moved is None:
        return ""
    told = f"\n### Since {moved.since}\n\n{movement_sum(moved)}.\n"
    named = []
    for word, names in (("better", moved.better), ("worse", moved.worse)):
        named += [f"{word}: {_plain(name)}, {was}" for name, was in verdict_moves(report, names[:MOST_OTHERS])]
        named += [f"{word}: {len(names) - MOST_OTHERS:,} more"] if len(names) > MOST_OTHERS else []
    told += "\n" + "".join(f"- {one}\n" for one in named) if named else ""
    return told + (f"\nMedian points: {pillar_moves(moved)}.\n" if moved.pillars else "")


def _releases(report: FleetReport) -> str:
    if not report.releases:
        return ""
    note = "At least so many: each was scored again as if the rules were met."
    return f"\n### What would free the most\n\n{note}\n\n{_list([release_words(one) for one in report.releases])}"


def _rules(report: FleetReport) -> str:
    rows = [
        (one.rule, one.title, one.effort, f"{one.blocks:,}", f"{one.frees:,}", f"{one.readies:,}")
        for one in blocking(report)
    ]
    heads = (":Rule", ":Title", ":Effort", "Blocks", "Alone unblocks", "Alone makes ready")
    return _table("Rules that block", heads, rows, MOST_RULES)


def _rows(report: FleetReport) -> str:
    rows = [
        (_name(row), verdict_word(row.verdict), *_points(row), f"{len(row.gates):,}", ", ".join(row.owners))
        for row in worst_first(report.rows)[: MOST_ROWS + 1]
    ]
    heads = (":Repository", ":Verdict", *PILLARS, "Closed gates", ":Owners")
    return _table("Repositories, the worst first", heads, rows, MOST_ROWS, len(report.rows))


def _name(row: Row) -> str:
    return row.id if not row.id.startswith("local:") else row.name


def _points(row: Row) -> list[str]:
    return [str(math.floor(row.pillars[letter][0])) if letter in row.pillars else "" for letter in PILLARS]


def _owners(report: FleetReport) -> str:
    if not any(one.name for one in report.owners):
        return ""
    verdicts = list(report.verdicts)
    rows = [
        (one.name or "nobody", f"{one.repositories:,}", *(f"{one.verdicts.get(verdict, 0):,}" for verdict in verdicts))
        for one in report.owners
    ]
    heads = (":Owner", "Repositories", *(verdict_word(verdict).capitalize() for verdict in verdicts))
    return _table("Owners", heads, rows, MOST_OTHERS)


def _calls(report: FleetReport) -> str:
    headings = [heading for heading, _ in guard_shares(report.calls)]
    rows = []
    for one in report.calls[: MOST_OTHERS + 1]:
        shares = dict(guard_shares((one,)))
        known = (one.provider or "not known", one.model or "not known", f"{one.calls:,}", f"{len(one.repositories):,}")
        rows.append((*known, *(shares.get(heading, "") for heading in headings)))
    heads = (":Provider", ":Model", "Calls", "Repositories", *(f":{heading}" for heading in headings))
    return _table("AI calls", heads, rows, MOST_OTHERS, len(report.calls))


def _lapses(report: FleetReport) -> str:
    rows = [(one.repository, one.rule, when_lapses(one), one.owner, one.reason) for one in report.lapses]
    heads = (":Repository", ":Rule", ":Lapses", ":Owner", ":Reason")
    return _table(f"Waivers that have lapsed, or do within {counted(report.within, 'day')}", heads, rows, MOST_OTHERS)


def _stale(report: FleetReport) -> str:
    rows = [(one.repository, one.rule, since_when(one), one.by, one.date) for one in report.stale]
    heads = (":Repository", ":Rule", ":Since", ":Given by", ":On")
    return _table("Answers that count no more", heads, rows, MOST_OTHERS)


def _notes(report: FleetReport) -> str:
    return f"\n### Notes\n\n{_list(report.notes)}" if report.notes else ""


def _table(title: str, heads: Sequence[str], rows: Sequence[Iterable[str]], most: int, number: int = 0) -> str:
    """A heading and a table; "" without rows. A head that begins with a colon is of words, others of figures."""
    if not rows:
        return ""
    lines = ["| " + " | ".join(head.removeprefix(":") for head in heads) + " |"]
    lines.append("|" + "|".join(":--" if head.startswith(":") else "--:" for head in heads) + "|")
    lines += ["| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows[:most]]
    more = (number or len(rows)) - most
    told = f"\n_And {more:,} more; csv, json and html tell all._\n" if more > 0 else ""
    return f"\n### {title}\n\n" + "\n".join(lines) + f"\n{told}"


def _list(entries: Sequence[str]) -> str:
    more = f"- and {len(entries) - MOST_OTHERS:,} more\n" if len(entries) > MOST_OTHERS else ""
    return "".join(f"- {_BEGINNING.sub(_ESCAPED, _plain(entry))}\n" for entry in entries[:MOST_OTHERS]) + more


def _plain(text: str) -> str:
    return plain(_cut(text))


def _cut(text: str) -> str:
    clean = printable(text)
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"
