"""Stored results as a fleet report reads them: anybody may have written them, and most of each is not needed."""

from __future__ import annotations

import json
from typing import Any

from readiness.foreign_result import from_outside
from readiness.model import Assessment
from readiness.sanitizing import printable

_NOT_NEEDED: dict[str, Any] = {
    "facets": [], "facet_evidence": {}, "components": [], "left_out": [], "next": [], "settle": [], "notes": [],
    "errors": [], "changes": None, "lenses": [],
}  # fmt: skip
_NOT_NEEDED_OF_RULES: dict[str, Any] = {"evidence": [], "looked": [], "claims": [], "question": None}


def read(text: str) -> Assessment:
    """A stored result, whole. Raises ValueError where it is none."""
    return _checked(_loaded(text))


def read_outline(text: str) -> Assessment:
    """A stored result without places, components and steps: half the work. Raises ValueError where it is none."""
    data = _loaded(text)
    return _checked(_outline(data) if isinstance(data, dict) else data)


def _loaded(text: str) -> Any:
    if not text:
        raise ValueError("its result is gone")
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"it is no JSON: {_short(error)}") from error


def _checked(data: Any) -> Assessment:
    try:
        return from_outside(data)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        raise ValueError(_short(error)) from error


def _outline(data: dict[str, Any]) -> dict[str, Any]:
    """The data without what no figure of a fleet rests on. What is of another shape stays, to be refused as it is."""
    known = {key: _NOT_NEEDED.get(key, value) for key, value in data.items()}
    rules, inventory = data.get("rules"), data.get("inventory")
    if isinstance(rules, list):
        known["rules"] = [{**one, **_NOT_NEEDED_OF_RULES} if isinstance(one, dict) else one for one in rules]
    if isinstance(inventory, dict):
        known["inventory"] = {"ai_calls": inventory.get("ai_calls", [])}
    return known


def _short(error: ValueError) -> str:
    return printable(" ".join(str(error).split()))[:200]
