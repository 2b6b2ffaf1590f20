"""The AI calls of a fleet by provider and model, with what guards them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.call_matrix import GUARDS, state_of
from readiness.fleet_report.model import Calls
from readiness.model import Assessment

STATES = ("yes", "no", "default", "unknown")
_LONGEST = 120


@dataclass(slots=True)
class _Group:
    calls: int = 0
    remote: int = 0
    repositories: set[str] = field(default_factory=set)
    guards: dict[str, Counter[str]] = field(default_factory=lambda: {guard: Counter() for guard in GUARDS})


@dataclass(slots=True)
class CallTally:
    """Counts calls by provider and model. A guard that nobody would want of a call is not counted for it."""

    _groups: dict[tuple[str, str], _Group] = field(default_factory=dict)

    def add(self, repository: str, run: Assessment) -> None:
        """Count the calls of one repository."""
        for call in run.inventory.get("ai_calls", ()):
            group = self._groups.setdefault((_text(call, "provider"), _text(call, "model")), _Group())
            group.calls += 1
            group.remote += call.get("remote") is True
            group.repositories.add(repository)
            for guard in GUARDS:
                if state := state_of(call, guard):
                    group.guards[guard][state if state in STATES else "unknown"] += 1

    def calls(self) -> tuple[Calls, ...]:
        """The groups, those with the most calls first."""
        found = [
            Calls(provider, model, one.calls, one.remote, tuple(sorted(one.repositories)), _states(one.guards))
            for (provider, model), one in self._groups.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.calls, one.provider, one.model)))


def _states(guards: Mapping[str, Counter[str]]) -> Mapping[str, Mapping[str, int]]:
    return {guard: {state: counted[state] for state in STATES} for guard, counted in guards.items() if counted}


def _text(call: Mapping[str, object], key: str) -> str:
    value = call.get(key)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
