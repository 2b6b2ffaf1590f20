"""What became of a fleet since a day: which verdicts rose and fell, and how the pillars moved."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from readiness.fleet_report.model import Movement, Row, Was
from readiness.model import PILLARS, Verdict
from readiness.store.rows import Run

_ORDER = {str(verdict): place for place, verdict in enumerate(Verdict)}


def was_of(then: Run, row: Row) -> Was:
    """What the repository of a row was by the run that was its newest then."""
    rules = (then.ruleset, then.version, then.profile)
    lows = {letter: low for letter, (low, _) in then.pillars.items()}
    return Was(
        then.id, then.date, then.verdict, then.stage, then.low, lows, rules == (row.ruleset, row.version, row.profile)
    )


def movement(rows: Iterable[Row], since: str) -> Movement:
    """What the rows tell by what they were. A verdict that this program does not know is worse than all others."""
    known = tuple(rows)
    compared = [(row, row.was) for row in known if row.was is not None and row.was.is_comparable]
    steps = [(row.id, _ORDER.get(row.verdict, -1) - _ORDER.get(was.verdict, -1)) for row, was in compared]
    pillars = {}
    for letter in PILLARS:
        both = [
            (was.pillars[letter], row.pillars[letter][0])
            for row, was in compared
            if letter in was.pillars and letter in row.pillars
        ]
        if both:
            pillars[letter] = round(median(now for _, now in both) - median(then for then, _ in both), 1)
    return Movement(
        since,
        better=tuple(name for name, step in steps if step > 0),
        worse=tuple(name for name, step in steps if step < 0),
        same=sum(not step for _, step in steps),
        new=tuple(row.id for row in known if row.was is None),
        incomparable=tuple(row.id for row in known if row.was is not None and not row.was.is_comparable),
        pillars=pillars,
    )
