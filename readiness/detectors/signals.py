"""Signals of the shared sets (`rules/signals/*.yaml`), seen in the product's files."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.conditions import Parameters
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Pattern
from readiness.signals import Signal, load_signals


def seen(product: Product, *, any_of: tuple[str, ...], at_least_files: int = 1, running: bool = False) -> Fact:
    """Whether any pattern of the named signals is found. `k` counts the files; `at_least_files` of them are needed.

    `running` leaves out modules that nothing which runs imports.
    """
    idle = product.idle_modules if running else frozenset()
    evidence: dict[tuple[str, int, int], Evidence] = {}
    says: dict[str, None] = {}
    for signal in _signals(any_of):
        for pattern, meaning in signal.patterns:
            for hit in product.hits(pattern):
                if hit.path in idle:
                    continue
                evidence.setdefault((hit.path, hit.cell, hit.line), hit.evidence(meaning))
                says.setdefault(meaning)
    places = tuple(evidence[place] for place in sorted(evidence))
    files = len({place.path for place in places})
    if files >= at_least_files:
        return Fact(1.0, places, ", ".join(list(says)[:4]), (), files, 0)
    looked = tuple(signal.says for signal in _signals(any_of))
    return Fact(0.0, places, "nothing shows that " + " or that ".join(looked[:2]), looked)


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that a call of `seen` looks for, announced before the one pass."""
    return [pattern for signal in _signals(dict(parameters)["any_of"]) for pattern, _ in signal.patterns]


def _signals(names: tuple[str, ...]) -> list[Signal]:
    known = load_signals()
    return [known[name] for name in names]
