"""Patterns written in a rule itself, looked for in the product's own code and configuration."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.conditions import Parameters
from readiness.model import Fact
from readiness.product import Product
from readiness.search import Pattern


def matches(
    product: Product,
    *,
    patterns: tuple[str, ...],
    says: str = "",
    languages: tuple[str, ...] = (),
    roles: tuple[str, ...] = ("code",),
    comments: bool = False,
    at_least_files: int = 1,
) -> Fact:
    """Whether a pattern is found in files of the roles and languages, comments blanked unless `comments`."""
    hits = product.hits(*_patterns(patterns, languages, roles, comments))
    files = len({hit.path for hit in hits})
    evidence = tuple(hit.evidence(says) for hit in hits)
    if files >= at_least_files:
        return Fact(1.0, evidence, says, (), files, 0)
    return Fact(0.0, evidence, "", (says,) if says else ())


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that a call of `matches` looks for, announced before the one pass."""
    given = dict(parameters)
    return _patterns(
        given["patterns"], given.get("languages", ()), given.get("roles", ("code",)), given.get("comments", False)
    )


def _patterns(
    patterns: tuple[str, ...], languages: tuple[str, ...], roles: tuple[str, ...], comments: bool
) -> list[Pattern]:
    return [Pattern(regex, frozenset(roles), frozenset(languages), comments) for regex in patterns]
