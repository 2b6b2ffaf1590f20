"""Stored results as a fleet report reads them: anybody may have written them, and most of each is not needed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.foreign_result import from_outside
from readiness.model import Assessment, Finding
from readiness.sanitizing import printable

_NOT_NEEDED: dict[str, Any] = {
    "facets": [], "facet_evidence": {}, "components": [], "left_out": [], "next": [], "settle": [], "notes": [],
    "errors": [], "changes": None, "lenses": [],
}  # fmt: skip
_NOT_NEEDED_OF_RULES: dict[str, Any] = {"evidence": [], "looked": [], "claims": [], "question": None, "message": ""}
_MOST_KNOWN = 50_000


def read(text: str) -> Assessment:
    """A stored result, whole. Raises ValueError where it is none."""
    return _checked(_loaded(text))


@dataclass(slots=True)
class Outlines:
    """Reads results without places, components and steps, one after the other.

    Most of a fleet's findings are alike once their places are left out. Each is checked and made once.
    """

    _known: dict[tuple[object, ...], Finding] = field(default_factory=dict)

    def read(self, text: str) -> Assessment:
        """A stored result in outline. Raises ValueError where it is none."""
        data = _loaded(text)
        if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
            return _checked(data)
        outline = _outline(data)
        keys = [_key(one) for one in outline["rules"]]
        fresh = [one for one, key in zip(outline["rules"], keys, strict=True) if key not in self._known]
        try:
            run = from_outside({**outline, "rules": fresh})
        except (ValueError, RecursionError):
            return _checked(outline)  # it tells the mistakes by where they are in the whole
        made = iter(run.findings)
        findings = tuple(self._known[key] if key in self._known else next(made) for key in keys)
        for key, finding in zip(keys, findings, strict=True):
            if key is not None and len(self._known) < _MOST_KNOWN:
                self._known[key] = finding
        return replace(run, findings=findings)


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


def _key(rule: object) -> tuple[object, ...] | None:
    """What makes a finding the same as another: all that is told of it. None where it holds more than words."""
    if not isinstance(rule, dict):
        return None
    known = [(name, value) for name, value in rule.items() if name not in _NOT_NEEDED_OF_RULES]
    if any(isinstance(value, dict | list) for _, value in known):
        return None
    # JSON knows 1 and true apart, Python does not.
    return tuple((name, type(value), value) for name, value in known)


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
