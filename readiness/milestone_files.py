"""Read milestones lightly, for what wants dated points only: when, which commit, what was answered and raised."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.fields import a_date
from readiness.sanitizing import printable, snippet
from readiness.snapshot import Snapshot

FOLDER = "readiness-milestones"


@dataclass(frozen=True, slots=True)
class Told:
    """What a person had answered to a rule by then. `value` is a number, a text, or None where none was given."""

    reply: str
    value: str | float | None
    unit: str
    date: str


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone as a point in time. `date` is YYYY-MM-DD, the day it was judged by; `lows` are points by pillar.

    `answers` are by rule id, `signs` say raised, clear or unknown by sign id. `counts` are what there was of the
    product then, by the metric's name (`ai_calls`, `services`).
    """

    name: str
    date: str
    commit: str
    path: str
    note: str = ""
    verdict: str = ""
    lows: Mapping[str, float] = field(default_factory=dict)
    answers: Mapping[str, Told] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, float] = field(default_factory=dict)


def milestone_points(snapshot: Snapshot) -> tuple[Point, ...]:
    """The milestones that the repository keeps, oldest first. One that cannot be read is left out."""
    found = (
        read_point(snapshot.own_text(path), path)
        for path in snapshot.own_paths
        if path.startswith(FOLDER + "/") and path.endswith(".json") and path.count("/") == 1
    )
    return tuple(sorted((point for point in found if point), key=lambda point: (point.date, point.name)))


def read_point(text: str, path: str) -> Point | None:
    """The point that a milestone's text holds; None where it is no milestone. Parts of a wrong type are left out."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    result = _mapping(_mapping(data).get("result"))
    day = a_date(_text(_mapping(data).get("date")))
    if not result or day is None:
        return None
    name = printable(path.rpartition("/")[2].removesuffix(".json"))
    told = point_of(result, name, day.isoformat(), snippet(_text(data.get("commit"))), path)
    return replace(told, note=snippet(_text(data.get("note"))))


def point_of(result: Mapping[str, Any], name: str, day: str, commit: str, path: str = "") -> Point:
    """The point that a result (as JSON has it) makes. `path` is the file that keeps it, "" where none does."""
    return Point(
        name=name,
        date=day,
        commit=commit,
        path=path,
        verdict=snippet(_text(result.get("verdict"))),
        lows={name: low for name, one in _items(result.get("pillars")) if (low := _number(one.get("low"))) is not None},
        answers=_answers(result),
        signs={
            _text(sign.get("id")): _text(sign.get("state"))
            for sign in _mappings(result.get("warning_signs"))
            if _text(sign.get("id"))
        },
        counts=_counts(result),
    )


def _counts(result: Mapping[str, Any]) -> dict[str, float]:
    """How many places called a model, and how many services there were; nothing where the result does not say."""
    found = {}
    if isinstance(calls := _mapping(result.get("inventory")).get("ai_calls"), list):
        found["ai_calls"] = float(len(calls))
    if isinstance(result.get("components"), list):
        found["services"] = float(sum(one.get("kind") == "service" for one in _mappings(result["components"])))
    return found


def _answers(result: Mapping[str, Any]) -> dict[str, Told]:
    found = {}
    for rule in _mappings(result.get("rules")):
        name, given = _text(rule.get("id")), _mapping(rule.get("answer"))
        if name and given:
            value = given.get("value")
            number = _number(value)
            kept = number if number is not None else snippet(value) if isinstance(value, str) else None
            day = a_date(_text(given.get("date")))
            found[name] = Told(
                _text(given.get("reply")), kept, snippet(_text(given.get("unit"))), day.isoformat() if day else ""
            )
    return found


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: object) -> list[tuple[str, Mapping[str, Any]]]:
    return [(name, one) for name, one in sorted(_mapping(value).items()) if isinstance(one, dict)]


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < _LARGEST:
        return None
    return value if math.isfinite(value) else None


_LARGEST = 1e18
"""No figure that people mean is larger, and a whole number of any length is no float."""
