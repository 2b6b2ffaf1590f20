"""One repository of a fleet report: its row, out of a stored run's columns and its result."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from readiness.fields import a_date
from readiness.fleet_report.model import Lapse, Row, Stale
from readiness.model import Assessment, Standing
from readiness.scoring import Gate, gate_of
from readiness.store.identity import LONGEST
from readiness.store.rows import Run


def row_of(stored: Run, run: Assessment, stale: Sequence[Stale]) -> Row:
    """The row of a repository by its newest run; `stale` are those of its answers that count no more."""
    gates = {one.rule.id: gate_of(one) for one in run.findings}
    calls = run.inventory.get("ai_calls", ())
    return Row(
        id=stored.repository,
        name=stored.name,
        owners=owners_of(stored.owner),
        run=stored.id,
        date=stored.date,
        commit=stored.commit,
        dirty=stored.dirty,
        version=sys.intern(run.version),
        ruleset=sys.intern(run.ruleset),
        profile=sys.intern(run.profile),
        verdict=str(run.verdict),
        stage=str(run.stage),
        low=run.low,
        high=run.high,
        pillars={letter: (one.low, one.high) for letter, one in run.pillars.items()},
        gates=_ids(rule for rule, gate in gates.items() if gate is Gate.BLOCKED),
        open_gates=_ids(rule for rule, gate in gates.items() if gate is Gate.OPEN),
        below=tuple(letter for letter, one in run.pillars.items() if one.low < run.threshold),
        signs=_ids(sign.id for sign in run.signs if sign.state == "raised"),
        ai_calls=len(calls),
        waivers=sum(one.waiver is not None for one in run.findings),
        stale=len(stale),
    )


def owners_of(column: str) -> tuple[str, ...]:
    """The owners that a column of the store holds, between spaces or commas, each once.

    A column that is full was cut, and what it ends in is nobody's name.
    """
    names = column.replace(",", " ").split()
    if len(column) >= LONGEST and len(names) > 1:
        names = names[:-1]
    return tuple(sys.intern(name) for name in dict.fromkeys(names))


def lapsing(repository: str, run: Assessment, day: str, within: int) -> tuple[Lapse, ...]:
    """The waivers of a run that lapse within so many days of a day, or have lapsed by it."""
    found = []
    for one in run.findings:
        left = days_between(day, one.waiver.expires) if one.waiver else None
        if one.waiver is not None and left is not None and left <= within:
            waiver = one.waiver
            found.append(Lapse(repository, one.rule.id, waiver.owner, waiver.reason, waiver.expires, left))
    return tuple(found)


def stale_answers(repository: str, run: Assessment, day: str) -> tuple[Stale, ...]:
    """The answers of a run that count no more by a day: they have expired, or the run found their evidence changed."""
    found = []
    for one in run.findings:
        if (given := one.answer) is None:
            continue
        left = days_between(day, given.expires)
        if given.standing is Standing.STALE or (left is not None and left < 0):
            found.append(Stale(repository, one.rule.id, given.by, given.date, given.expires, max(0, -(left or 0))))
    return tuple(found)


def days_between(first: str, last: str) -> int | None:
    """Days from one day to another (YYYY-MM-DD); None where either is no date."""
    start, end = a_date(first), a_date(last)
    return (end - start).days if start and end else None


def _ids(rules: Iterable[str]) -> tuple[str, ...]:
    return tuple(sys.intern(rule) for rule in sorted(rules))
