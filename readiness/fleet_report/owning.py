"""Whose the repositories of a fleet are, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.fleet_report.model import Owner, Row
from readiness.model import Verdict


def owners(rows: Iterable[Row]) -> tuple[Owner, ...]:
    """Every owner with what belongs to them, the most repositories first; one of several counts for each."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for name in row.owners or ("",):
            found.setdefault(name, []).append(row)
    told = [
        Owner(
            name,
            len(mine),
            {str(verdict): sum(row.verdict == verdict for row in mine) for verdict in Verdict},
            sum(row.ai_calls for row in mine),
        )
        for name, mine in found.items()
    ]
    return tuple(sorted(told, key=lambda one: (-one.repositories, one.name)))
