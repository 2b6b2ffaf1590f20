"""Of what a change makes worse, what a baseline has accepted already: the same gap in the same place is no news."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from readiness.comparison import compare
from readiness.model import Assessment, Change, Finding, Status

_GAPS = (Status.UNMET, Status.PARTIAL)


def not_tolerated(
    changes: tuple[Change, ...], baseline: Assessment, after: Assessment, paths: Collection[str]
) -> tuple[Change, ...]:
    """The changes that the baseline does not hold. `after` may show only some files; `paths` are those that changed."""
    known = {finding.rule.id: finding for finding in baseline.findings}
    worse = compare(
        _within(baseline, paths), replace(_within(after, paths), ruleset=baseline.ruleset), "", is_part=True
    )
    others = {_key(change) for change in worse.changes if change.fails and change.subject != "rule"}
    return tuple(
        change
        for change in changes
        if (not _is_held(change, known.get(change.id)) if change.subject == "rule" else _key(change) in others)
    )


def _is_held(change: Change, gap: Finding | None) -> bool:
    """Whether a gap of the baseline holds every place that the change shows; one that only lost its proof has none."""
    if gap is None or gap.status not in _GAPS:
        return False
    held = {(place.path, place.says, place.snippet) for place in gap.evidence if not place.supports}
    shown = [place for place in change.evidence if not place.supports]
    return all((place.path, place.says, place.snippet) in held for place in shown)


def _key(change: Change) -> tuple[str, str, str]:
    return change.subject, change.id, change.title


def _within(run: Assessment, paths: Collection[str]) -> Assessment:
    """The run with what its inventory tells of these files alone, and no rules."""
    rows = {
        name: [row for row in run.inventory.get(name, ()) if row.get("path") in paths]
        for name in ("ai_calls", "tests", "datasets", "demands")
    }
    return replace(run, findings=(), signs=(), inventory=rows)
