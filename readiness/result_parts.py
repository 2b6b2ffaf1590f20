"""Places and what differs from an earlier assessment as plain data, and back: what results and diffs share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from readiness.model import Change, Changes, Evidence


def places_data(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Places by path and line, with what each says and whether it speaks for the rule."""
    return [
        {"path": e.path, "line": e.line, "snippet": e.snippet, "says": e.says, "for": e.supports}
        | ({"cell": e.cell} if e.cell else {})
        for e in evidence
    ]


def places_of(places: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """The places that `places_data` wrote."""
    return tuple(
        Evidence(p["path"], p["line"], p["snippet"], p["says"], p["for"], p.get("cell", 0)) for p in places
    )  # fmt: skip


def changes_data(changes: Changes) -> dict[str, Any]:
    """What differs from an earlier assessment, as plain data."""
    return {
        "since": changes.since,
        "until": changes.until,
        "commit": changes.commit,
        "date": changes.date,
        "unchanged": changes.unchanged,
        "notes": list(changes.notes),
        "changes": [
            {
                "kind": one.kind,
                "subject": one.subject,
                "id": one.id,
                "title": one.title,
                "says": one.says,
                "fix": one.fix,
                "before": one.before,
                "after": one.after,
                "evidence": places_data(one.evidence),
                "was": places_data(one.was),
                "pillar": one.pillar,
                "severity": one.severity,
                "commit": one.commit,
                "fails": one.fails,
            }
            for one in changes.changes
        ],
    }


def changes_of(data: Mapping[str, Any]) -> Changes:
    """The changes that `changes_data` wrote."""
    changes = tuple(_change(one) for one in data["changes"])
    return Changes(
        data["since"], data["commit"], data["date"], changes, data["unchanged"], tuple(data["notes"]), data["until"]
    )


def _change(one: Mapping[str, Any]) -> Change:
    return Change(
        one["kind"], one["subject"], one["id"], one["title"], one["says"], one["fix"], one["before"], one["after"],
        places_of(one["evidence"]), places_of(one["was"]), one["pillar"], one["severity"], one["commit"], one["fails"],
    )  # fmt: skip
