"""The heat map of the fleet's page: a row for each repository, its five pillars shaded by what is certain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from readiness.fleet_report.model import FleetReport, Row
from readiness.fleet_report.page_head import STAGE_WORDS, verdict_class
from readiness.fleet_report.page_links import Links, own_page, rank
from readiness.fleet_report.sentences import verdict_word
from readiness.model import PILLARS, Stage
from readiness.wording import figure, interval

_STAGES = [str(one) for one in Stage]
BLOCK = 20
"""So many rows are laid out together, once one of them comes into sight."""
MOVES = ("better", "worse", "same", "new", "not comparable")


def heat_map(report: FleetReport, links: Links) -> dict[str, Any]:
    """The rows, worst first, and what they can be filtered by."""
    has_moves = report.movement is not None
    rows = [_row(row, number, links, has_moves) for number, row in enumerate(links.rows, 1)]
    verdicts = {one.verdict for one in report.rows}
    stages = {one.stage for one in report.rows}
    gates = {gate for one in report.rows for gate in one.gates}
    owners = {owner for one in report.rows for owner in one.owners if owner}
    stood = sorted((_stage(one), one) for one in stages)
    return {
        "rows": rows,
        "block": BLOCK,
        "pillars": [{"letter": letter, "name": name} for letter, name in PILLARS.items()],
        "has_pages": any(row["page"] for row in rows),
        "has_moves": has_moves,
        "verdicts": [verdict_word(one) for one in sorted(verdicts, key=rank)],
        "stages": [{"at": at, "word": STAGE_WORDS.get(one, one)} for at, one in stood],
        "owners": sorted(owners, key=lambda one: (one.casefold(), one)),
        "has_ownerless": any(not one.owners for one in report.rows),
        "gates": [links.rule(gate) for gate in sorted(gates)],
        "moves": [word for word in MOVES if any(row["moved"] == word for row in rows)],
    }  # fmt: skip


def _row(row: Row, number: int, links: Links, has_moves: bool) -> dict[str, Any]:
    return {
        "anchor": f"r{number}",
        "label": links.label(row.id),
        "verdict": verdict_word(row.verdict),
        "class": verdict_class(row.verdict),
        "stage_at": _stage(row.stage),
        "points": _points(row.low, row.high),
        "cells": [_cell(row, letter) for letter in PILLARS],
        "gates": figure(len(row.gates)),
        "calls": figure(row.ai_calls),
        "owners": list(row.owners),
        "moved": _moved(row) if has_moves else "",
        "page": own_page(row),
        "facts": _facts(row),
    }


def _stage(stage: str) -> int:
    return _STAGES.index(stage) if stage in _STAGES else len(_STAGES)


def _points(low: float, high: float) -> tuple[str, str]:
    """What is certain, and the rest of the interval: `41`, `–67`."""
    certain, dash, possible = interval(low, high).partition("–")
    return certain, dash + possible


def _cell(row: Row, letter: str) -> dict[str, str]:
    """A pillar's points with their shade, one of ten; without a shade where no rule applies."""
    if letter not in row.pillars:
        return {"class": "na", "low": "–", "high": ""}
    low, high = row.pillars[letter]
    certain, rest = _points(low, high)
    shade = f"h{max(0, min(9, int(low // 10)))}"
    return {"class": shade if letter in row.below else f"{shade} ok", "low": certain, "high": rest}


def _moved(row: Row) -> str:
    """Better or worse by the order of the verdicts, as `Movement` says."""
    if row.was is None:
        return "new"
    if not row.was.is_comparable:
        return "not comparable"
    change = rank(row.verdict) - rank(row.was.verdict)
    return "better" if change > 0 else "worse" if change < 0 else "same"


def _facts(row: Row) -> str:
    """What else is known of it, a line for each: `Closed gates: R301 D106`. Elements would cost more than all cells."""
    below = [PILLARS.get(letter, letter) for letter in row.below]
    debts = _joined(
        [f"{figure(row.waivers)} waived" if row.waivers else "", f"{figure(row.stale)} stale" if row.stale else ""]
    )
    judged = [
        row.date,
        f"commit {row.commit[:12]}" if row.commit else "no commit",
        "with changes not committed" if row.dirty else "",
    ]
    told = [
        ("Identity", row.id),
        ("Closed gates", " ".join(row.gates)),
        ("Open gates", " ".join(row.open_gates)),
        ("Warning signs", " ".join(row.signs)),
        ("Stage", STAGE_WORDS.get(row.stage, row.stage)),
        ("Owners", ", ".join(row.owners)),
        ("Below the threshold", ", ".join(below)),
        ("Waivers and answers", debts),
        ("Before", _before(row)),
        ("Judged", _joined(judged)),
        ("By", f"readiness {row.version}, rules {row.ruleset}, profile {row.profile}; run {row.run}"),
    ]  # fmt: skip
    return "\n".join(f"{heading}: {' '.join(words.split())}" for heading, words in told if words.strip())


def _before(row: Row) -> str:
    was = row.was
    if was is None:
        return ""
    pillars = ", ".join(f"{letter} {interval(low, low)}" for letter, low in was.pillars.items())
    verdict = verdict_word(was.verdict)
    told = f"{verdict}, {interval(was.low, was.low)} points on {was.date} (run {was.run})"
    return told + (f"; {pillars}" if pillars else "")


def _joined(words: Sequence[str]) -> str:
    return ", ".join(word for word in words if word)
