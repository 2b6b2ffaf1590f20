"""A closer look at one rule in one repository: every part of its condition, how far it holds, and on what evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from readiness.conditions import AllOf, AnyOf, Condition, Detect, Not, judge
from readiness.evaluation import announce
from readiness.facts import DetectorCrashed, Facts
from readiness.model import Component, Evidence, Fact
from readiness.product import Product
from readiness.ruleset import CompiledRule
from readiness.settings import Settings
from readiness.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition. `role` is met, partial, applies or refuted by; `depth` counts from 0.

    `fact` is None where its detector crashed, and `crash` says how.
    """

    role: str
    depth: int
    words: str
    fact: Fact | None
    crash: str = ""


@dataclass(frozen=True, slots=True)
class CloserLook:
    """What was looked for and found. `facet_evidence` is why the rule applies; empty where its facet does not hold."""

    applies: bool
    facet_evidence: tuple[Evidence, ...]
    parts: tuple[Part, ...]


def look_closely(root: Path, settings: Settings, compiled: CompiledRule) -> CloserLook:
    """Look at the repository for one rule alone. Raises NotADirectoryError."""
    given = tuple(Component(path, kind, "") for path, kind in settings.components)
    product = Product(Snapshot.open(root, settings.exclude), settings.facets, given)
    facts = Facts(product)
    announce((compiled,), facts)
    when = compiled.rule.when
    applies = when == "any" or product.has(when)
    roles = (
        ("applies", compiled.applies),
        ("met", compiled.check),
        ("partial", compiled.partial),
        ("refuted by", compiled.contradicted_by),
    )
    parts = tuple(
        part for role, condition in roles if condition is not None for part in _parts(role, condition, facts, 0)
    )
    return CloserLook(applies, tuple(product.facets.get(when, ())) if when != "any" else (), parts)


def _parts(role: str, condition: Condition, facts: Facts, depth: int) -> Iterator[Part]:
    """The condition itself, then what it is made of."""
    words, inner = _described(condition)
    try:
        yield Part(role, depth, words, judge(condition, facts.ask))
    except DetectorCrashed as crash:
        yield Part(role, depth, words, None, str(crash))
    for part in inner:
        yield from _parts(role, part, facts, depth + 1)


def _described(condition: Condition) -> tuple[str, tuple[Condition, ...]]:
    match condition:
        case AllOf(parts=parts):
            return "all of these", parts
        case AnyOf(parts=parts):
            return "any of these", parts
        case Not(part=part):
            return "not this", (part,)
        case Detect():
            return _call(condition), ()


def _call(call: Detect) -> str:
    """`documents.section words=[...] at least 3`, short enough for a line."""
    given = " ".join(f"{name}={_value(value)}" for name, value in call.parameters)
    predicate = f" {call.predicate.replace('_', ' ')} {call.operand}" if call.predicate else ""
    return call.name + (f" {given}" if given else "") + predicate


def _value(value: object) -> str:
    if isinstance(value, tuple) and value and all(isinstance(one, tuple) and len(one) == 2 for one in value):
        value = tuple(f"{name}: {inner}" for name, inner in value)
    text = ", ".join(map(str, value)) if isinstance(value, (tuple, list, frozenset)) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
