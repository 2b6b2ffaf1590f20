"""The matrix of model calls and what guards each of them, ready to be drawn from the inventory of a result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from readiness.inventory_table import WANTED, is_wanted
from readiness.model import Evidence

# guard -> (heading, what so many calls ... where they have it). In the order of the table on a screen.
GUARDS = {
    "timeout": ("Time limit", "have a time limit"),
    "retry": ("Retry", "are tried again"),
    "errors_handled": ("Errors handled", "handle errors"),
    "fallback": ("Fallback", "have a fallback"),
    "output_validated": ("Output checked", "have their output checked"),
    "token_cap": ("Token cap", "cap the tokens"),
    "traced": ("Traced", "are traced"),
    "cached": ("Cached", "are cached"),
    "streamed": ("Streamed", "are streamed"),
    "sampling": ("Sampling set", "set the sampling"),
    "cost_recorded": ("Cost recorded", "record their cost"),
    "moderated": ("Moderated", "are moderated"),
}
MOST_CALLS = 150
"""More calls than these are only counted: the page stays a page."""
_STATES = ("yes", "no", "default", "unknown")


def matrix(calls: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    """`calls` are rows of `inventory["ai_calls"]`; a guard that a row does not name is unknown."""
    rows = [_row(call) for call in calls[:MOST_CALLS]]
    wanted = {guard for guard, _, _ in WANTED}
    return {
        "count": len(calls),
        "more": max(0, len(calls) - MOST_CALLS),
        "guards": [_total(guard, heading, has, calls, guard in wanted) for guard, (heading, has) in GUARDS.items()],
        "rows": rows,
        "providers": _most_common(_text(call, "provider") or "unknown" for call in calls),
        "kinds": _most_common(_text(call, "kind") or "unknown" for call in calls),
        "has_notes": any(row["notes"] for row in rows),
    }


def _row(call: Mapping[str, object]) -> dict[str, Any]:
    states = [state_of(call, guard) for guard in GUARDS]
    told = [_text(call, "provider") or "provider unknown", _text(call, "model") or "model set elsewhere"]
    return {
        "place": _place(call),
        "about": [*told, _text(call, "kind") or "kind unknown"],
        "function": _text(call, "function"),
        "states": states,
        "notes": [note for guard in GUARDS if (note := _note(call, guard)) is not None],
    }


def state_of(call: Mapping[str, object], guard: str) -> str:
    """yes, no, default, unknown; "" where nobody would want the guard of such a call."""
    if not is_wanted(guard, _text(call, "kind")):
        return ""
    state = str(_guard(call, guard).get("state", "unknown"))
    return state if state in _STATES else "unknown"


def _total(guard: str, heading: str, has: str, calls: Sequence[Mapping[str, object]], wanted: bool) -> dict[str, Any]:
    states = Counter(state for call in calls if (state := state_of(call, guard)))
    asked = states.total()
    rest = [f"{states['default']} as the SDK does by itself"] if states["default"] else []
    rest += [f"{states['unknown']} unknown"] if states["unknown"] else []
    return {
        "heading": heading,
        "asked": asked,
        "share": f"{states['yes']} of {asked}" if asked else "none asked",
        "words": f"{states['yes']} of {asked} calls {has}" if asked else "wanted of none of these calls",
        "rest": ", ".join(rest),
        "yes": 100 * states["yes"] / asked if asked else 0.0,
        "possible": 100 * (asked - states["no"]) / asked if asked else 0.0,
        "tone": _tone(states, asked) if wanted else "plain",
        "wanted": wanted,
    }


def _tone(states: Counter[str], asked: int) -> str:
    if states["yes"] == asked:
        return "good"
    return "bad" if states["no"] == asked else "warn"


def _note(call: Mapping[str, object], guard: str) -> dict[str, str] | None:
    """Where a guard stands, or what is known of it, where anything is."""
    found = _guard(call, guard)
    says, path = _text(found, "says"), _text(found, "path")
    if not state_of(call, guard) or not (says or path):
        return None
    place = Evidence(path, _number(found, "line")).place if path else ""
    return {"guard": GUARDS[guard][0], "says": says, "place": place, "state": state_of(call, guard)}


def _guard(call: Mapping[str, object], guard: str) -> Mapping[str, object]:
    guards = call.get("guards")
    found = guards.get(guard) if isinstance(guards, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _place(call: Mapping[str, object]) -> str:
    return Evidence(_text(call, "path"), _number(call, "line"), cell=_number(call, "cell")).place


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _number(row: Mapping[str, object], key: str) -> int:
    value = row.get(key)
    return value if isinstance(value, int) else 0


def _most_common(words: Any) -> str:
    """`openai 5, anthropic 2`."""
    counts = Counter(words)
    return ", ".join(f"{word} {counts[word]}" for word in sorted(counts, key=lambda word: (-counts[word], word)))
