"""AI calls on the fleet's page: by provider and model, and what share of them has each guard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from readiness.call_matrix import GUARDS
from readiness.fleet_report.model import Calls, FleetReport
from readiness.fleet_report.page_head import many, share
from readiness.fleet_report.sentences import repositories
from readiness.inventory_table import WANTED
from readiness.wording import figure

MOST_MODELS = 100
"""So many providers and models the table shows; of more only the number."""
STATES = ("yes", "default", "unknown", "no")
"""In the order of the bars."""
_WORDS = {"yes": "yes", "default": "by the SDK’s default", "unknown": "unknown", "no": "no"}
_ASKED = tuple(guard for guard, _, _ in WANTED)


def calls(report: FleetReport) -> dict[str, Any] | None:
    """All calls of the fleet by guard, then by provider and model; None where there are none."""
    if not report.calls:
        return None
    rows = sorted(report.calls, key=lambda one: (-one.calls, one.provider, one.model))
    total = sum(one.calls for one in rows)
    remote = sum(one.remote for one in rows)
    reached = {repository for one in rows for repository in one.repositories}
    others = [guard for guard in GUARDS if guard not in _ASKED and any(guard in one.guards for one in rows)]
    return {
        "count": figure(total),
        "about": f"{many(total, 'call')} in {repositories(len(reached))}, {figure(remote)} of them over a network.",
        "shares": [_guard(guard, rows) for guard in _ASKED],
        "others": [_guard(guard, rows) for guard in others],
        "headings": [GUARDS[guard][0] for guard in _ASKED],
        "rows": [_row(one, total) for one in rows[:MOST_MODELS]],
        "more": max(0, len(rows) - MOST_MODELS),
    }  # fmt: skip


def _guard(guard: str, rows: list[Calls]) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for one in rows:
        counts.update({state: one.guards.get(guard, {}).get(state, 0) for state in STATES})
    return {"heading": GUARDS[guard][0], "has": GUARDS[guard][1], **bars(counts)}


def _row(one: Calls, total: int) -> dict[str, Any]:
    return {
        "provider": one.provider or "provider unknown",
        "model": one.model or "model set elsewhere",
        "is_known": bool(one.provider or one.model),
        "calls": figure(one.calls),
        "share": share(one.calls, total),
        "remote": figure(one.remote),
        "repositories": figure(len(one.repositories)),
        "guards": [bars(one.guards.get(guard, {})) for guard in _ASKED],
    }


def bars(counts: Mapping[str, int]) -> dict[str, Any]:
    """The states of a guard as parts of a bar of 100, with their numbers; `asked` is 0 where no call needs it."""
    asked = sum(counts.get(state, 0) for state in STATES)
    parts, at = [], 0.0
    for state in STATES:
        number = counts.get(state, 0)
        width = 100 * number / asked if asked else 0.0
        if number:
            parts.append(
                {
                    "state": state,
                    "word": _WORDS[state],
                    "count": figure(number),
                    "x": f"{at:.2f}",
                    "width": f"{width:.2f}",
                }
            )
        at += width
    return {
        "asked": asked,
        "of": f"{figure(counts.get('yes', 0))} of {figure(asked)}",
        "share": share(counts.get("yes", 0), asked),
        "parts": parts,
        "rest": ", ".join(f"{one['count']} {one['word']}" for one in parts if one["state"] != "yes"),
    }  # fmt: skip
