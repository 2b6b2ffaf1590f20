"""Sightings: where the patterns of named signals were found in a product, each with what it shows."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.model import Evidence
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.signals import load_signals


def patterns_named(names: Iterable[str]) -> list[Pattern]:
    """The patterns of named signals, to be announced before the one pass."""
    known = load_signals()
    return [pattern for name in names for pattern, _ in known[name].patterns]


def sightings(product: Product, *names: str) -> tuple[tuple[Hit, str], ...]:
    """(hit, what it shows) for every place that the named signals are seen at, by path and line, a place only once."""
    known = load_signals()
    found: dict[tuple[str, int, int], tuple[Hit, str]] = {}
    for name in names:
        for pattern, says in known[name].patterns:
            for hit in product.hits(pattern):
                found.setdefault((hit.path, hit.cell, hit.line), (hit, says))
    return tuple(found[place] for place in sorted(found))


def as_evidence(found: Iterable[tuple[Hit, str]], supports: bool = True, a_file: int = 3) -> tuple[Evidence, ...]:
    """Sightings as evidence, at most `a_file` of one file."""
    counts: dict[str, int] = {}
    chosen = []
    for hit, says in found:
        counts[hit.path] = counts.get(hit.path, 0) + 1
        if counts[hit.path] <= a_file:
            chosen.append(hit.evidence(says, supports))
    return tuple(chosen)


def files_of(found: Iterable[tuple[Hit, str]]) -> frozenset[str]:
    """The paths of sightings."""
    return frozenset(hit.path for hit, _ in found)


def first_places(product: Product, *names: str) -> list[Evidence]:
    """The first place in each file where the named signals are seen, by path."""
    first: dict[str, Evidence] = {}
    for hit, says in sightings(product, *names):
        if hit.path not in first:
            first[hit.path] = hit.evidence(says)
    return [first[path] for path in sorted(first)]
