"""The small language of a rule's check: all, any, not, share_of, or one detector call; in three-valued logic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.model import Evidence, Fact

Parameters = tuple[tuple[str, Any], ...]
Ask = Callable[[str, Parameters], Fact]
PREDICATES = ("found", "equals", "at_least", "at_most", "matches", "contains")
MAX_EVIDENCE = 12


@dataclass(frozen=True, slots=True)
class Detect:
    """One detector call: its dotted name, its parameters (hashable), and at most one predicate over what it found."""

    name: str
    parameters: Parameters = ()
    predicate: str = ""
    operand: Any = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds as far as its weakest part."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds as far as its strongest part."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where its part does not; unknown stays unknown."""

    part: Condition


Condition = Detect | AllOf | AnyOf | Not


def detectors_of(condition: Condition) -> frozenset[str]:
    """The dotted names of all detectors that a condition calls."""
    match condition:
        case Detect(name=name):
            return frozenset({name})
        case Not(part=part):
            return detectors_of(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return frozenset().union(*map(detectors_of, parts))


def calls_of(condition: Condition) -> tuple[Detect, ...]:
    """All detector calls of a condition, in order."""
    match condition:
        case Detect():
            return (condition,)
        case Not(part=part):
            return calls_of(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return tuple(call for part in parts for call in calls_of(part))


def judge(condition: Condition, ask: Ask) -> Fact:
    """How far the condition holds, with the evidence that decides it. `ask` gives a detector's fact."""
    match condition:
        case Detect():
            return _predicate(condition, ask(condition.name, condition.parameters))
        case Not(part=part):
            return _negated(judge(part, ask))
        case AllOf(parts=parts):
            return _weakest([judge(part, ask) for part in parts])
        case AnyOf(parts=parts):
            return _strongest([judge(part, ask) for part in parts])


def _predicate(call: Detect, fact: Fact) -> Fact:
    if call.predicate in ("", "found"):
        return fact if call.operand is not False else _negated(fact)
    if fact.degree is None and not fact.n:
        return fact
    number = fact.k if fact.n or fact.k else fact.degree or 0.0
    shown = " ".join([fact.says, *(e.snippet for e in fact.evidence)])
    tests: Mapping[str, Callable[[], bool]] = {
        "equals": lambda: number == call.operand or fact.says == str(call.operand),
        "at_least": lambda: bool(number >= call.operand),
        "at_most": lambda: bool(number <= call.operand),
        "matches": lambda: re.search(str(call.operand), shown) is not None,
        "contains": lambda: str(call.operand).casefold() in shown.casefold(),
    }
    return Fact(float(tests[call.predicate]()), fact.evidence, fact.says, fact.looked, fact.k, fact.n)


def _negated(fact: Fact) -> Fact:
    degree = None if fact.degree is None else 1.0 - fact.degree
    evidence = tuple(Evidence(e.path, e.line, e.snippet, e.says, not e.supports, e.cell) for e in fact.evidence)
    return Fact(degree, evidence, fact.says, fact.looked, fact.n - fact.k if fact.n else 0, fact.n)


def _weakest(facts: list[Fact]) -> Fact:
    known = [fact.degree for fact in facts if fact.degree is not None]
    unknown = len(known) < len(facts)
    degree = min(known, default=None)
    if unknown and degree != 0.0:
        degree = None
    decisive = [fact for fact in facts if fact.degree == degree] or facts
    counted = decisive[0] if len(decisive) == 1 else Fact(None)
    return Fact(degree, _merged(facts), _joined(decisive), _looked(facts), counted.k, counted.n)


def _strongest(facts: list[Fact]) -> Fact:
    known = [fact.degree for fact in facts if fact.degree is not None]
    unknown = len(known) < len(facts)
    degree = max(known, default=None)
    if unknown and degree == 0.0:
        degree = None
    decisive = [fact for fact in facts if fact.degree == degree] or facts
    others = facts if not degree else [fact for fact in facts if fact.degree]
    best = max(decisive, key=lambda fact: fact.n)
    return Fact(degree, _merged(others), _joined(decisive[:1] if degree else decisive), _looked(facts), best.k, best.n)


def _merged(facts: list[Fact]) -> tuple[Evidence, ...]:
    places: dict[tuple[str, int, int, bool], Evidence] = {}
    for fact in facts:
        for evidence in fact.evidence:
            places.setdefault((evidence.path, evidence.cell, evidence.line, evidence.supports), evidence)
    return tuple(places.values())


def _looked(facts: list[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for fact in facts for place in fact.looked))


def _joined(facts: list[Fact]) -> str:
    return "; ".join(dict.fromkeys(fact.says for fact in facts if fact.says))


def read_condition(
    raw: Any, at: tuple[str | int, ...], note: Callable[[tuple[str | int, ...], str], None]
) -> Condition | None:
    """A condition from a rule file's plain data; mistakes go to `note` with their key path, and None comes back."""
    if not isinstance(raw, Mapping) or not raw:
        note(at, "expects a condition: all, any, not, share_of, or one detector call")
        return None
    keys = list(raw)
    if keys[0] in ("all", "any"):
        return _read_parts(raw, keys, at, note)
    if keys[0] == "not":
        part = read_condition(raw["not"], (*at, "not"), note)
        return Not(part) if part else None
    if keys[0] == "share_of":
        return _read_share(raw, at, note)
    calls = [key for key in keys if key not in PREDICATES]
    predicates = [key for key in keys if key in PREDICATES]
    if len(calls) != 1 or len(predicates) > 1:
        note(at, "expects exactly one detector call and at most one predicate " + "/".join(PREDICATES))
        return None
    name, parameters = calls[0], raw[calls[0]]
    if not isinstance(parameters, (Mapping, type(None))):
        note((*at, name), "expects the detector's parameters as a mapping ({} for none)")
        return None
    predicate = predicates[0] if predicates else ""
    operand = raw.get(predicate) if predicate else None
    wrong = _wrong_operand(predicate, operand)
    if wrong:
        note((*at, predicate), wrong)
        return None
    return Detect(name, freeze(parameters or {}), predicate, operand)


def _wrong_operand(predicate: str, operand: Any) -> str:
    """What is wrong with the value beside a predicate, "" if nothing."""
    if predicate == "found" and not isinstance(operand, bool):
        return "found expects true or false"
    if predicate in ("at_least", "at_most") and (isinstance(operand, bool) or not isinstance(operand, (int, float))):
        return f"{predicate} expects a number"
    if predicate == "contains" and not isinstance(operand, str):
        return "contains expects a text"
    if predicate == "matches":
        try:
            re.compile(str(operand))
        except re.error as error:
            return f"the pattern does not compile: {error}"
    return ""


def _read_parts(
    raw: Mapping[str, Any], keys: list[str], at: tuple[str | int, ...], note: Callable[..., None]
) -> Condition | None:
    kind = keys[0]
    if len(keys) > 1 or not isinstance(raw[kind], list) or not raw[kind]:
        note(at, f"{kind} stands alone and expects a list of conditions")
        return None
    parts = [read_condition(part, (*at, kind, index), note) for index, part in enumerate(raw[kind])]
    if any(part is None for part in parts):
        return None
    whole = tuple(part for part in parts if part is not None)
    return AllOf(whole) if kind == "all" else AnyOf(whole)


def _read_share(raw: Mapping[str, Any], at: tuple[str | int, ...], note: Callable[..., None]) -> Condition | None:
    """`share_of: {inventory: {...}}, having: {...}` is the call of `inventory` with the parameter `having`."""
    of = raw["share_of"]
    if (
        set(raw) - {"share_of", "having"}
        or not isinstance(of, Mapping)
        or len(of) != 1
        or not isinstance(raw.get("having", {}), Mapping)
    ):
        note(at, "share_of expects one inventory call, and having a mapping beside it")
        return None
    name, parameters = next(iter(of.items()))
    if not isinstance(parameters, (Mapping, type(None))):
        note((*at, "share_of", name), "expects the inventory's parameters as a mapping ({} for none)")
        return None
    return Detect(name, freeze({**(parameters or {}), **({"having": raw["having"]} if "having" in raw else {})}))


def freeze(parameters: Mapping[str, Any]) -> Parameters:
    """Parameters as a hashable, sorted tuple of pairs; lists become tuples, mappings tuples of pairs."""
    return tuple(sorted((key, _frozen(value)) for key, value in parameters.items()))


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return freeze(value)
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(item) for item in value)
    return value
