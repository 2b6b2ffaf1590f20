"""Three-valued logic: what holds wholly, in part, not at all, and what nobody can tell."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from readiness.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Detect,
    Not,
    Parameters,
    calls_of,
    detectors_of,
    judge,
    read_condition,
)
from readiness.model import Evidence, Fact

VALUES: dict[str, float | None] = {"yes": 1.0, "part": 0.5, "no": 0.0, "nobody": None}


def ask(name: str, parameters: Parameters) -> Fact:
    """A detector whose name is its answer."""
    place = Evidence(name, 1, name, f"says {name}", VALUES[name] != 0.0)
    return Fact(VALUES[name], (place,), name, (f"looked in {name}",))


def degree(condition: Condition) -> float | None:
    return judge(condition, ask).degree


def known(values: list[float | None]) -> list[float]:
    return [value for value in values if value is not None]


@pytest.mark.parametrize("names", list(itertools.product(VALUES, repeat=2)))
def test_all_is_its_weakest_part_and_unknown_unless_a_part_fails(names: tuple[str, ...]) -> None:
    values = [VALUES[name] for name in names]
    expected = 0.0 if 0.0 in values else None if None in values else min(known(values))
    assert degree(AllOf(tuple(map(Detect, names)))) == expected


@pytest.mark.parametrize("names", list(itertools.product(VALUES, repeat=2)))
def test_any_is_its_strongest_part_and_unknown_only_where_nothing_holds(names: tuple[str, ...]) -> None:
    values = [VALUES[name] for name in names]
    best = max(known(values), default=None)
    expected = None if None in values and not best else best
    assert degree(AnyOf(tuple(map(Detect, names)))) == expected


@pytest.mark.parametrize(("name", "expected"), [("yes", 0.0), ("part", 0.5), ("no", 1.0), ("nobody", None)])
def test_not_turns_a_degree_around_and_leaves_unknown(name: str, expected: float | None) -> None:
    assert degree(Not(Detect(name))) == expected


def test_not_turns_evidence_and_counts_around() -> None:
    def counted(name: str, parameters: Parameters) -> Fact:
        return Fact.share(1, 4, (Evidence("a", 1, supports=True),), "1 of 4")

    fact = judge(Not(Detect("x")), counted)
    assert (fact.k, fact.n, fact.degree, fact.evidence[0].supports) == (3, 4, 0.75, False)


def test_evidence_of_what_decides_and_of_both_sides_is_kept_once() -> None:
    fact = judge(AllOf((Detect("yes"), Detect("no"), Detect("no"))), ask)
    assert [place.path for place in fact.evidence] == ["yes", "no"]
    assert fact.says == "no"
    assert fact.looked == ("looked in yes", "looked in no")


def test_any_shows_what_holds_and_keeps_quiet_about_the_rest() -> None:
    fact = judge(AnyOf((Detect("no"), Detect("yes"))), ask)
    assert [place.path for place in fact.evidence] == ["yes"] and fact.says == "yes"


@pytest.mark.parametrize(
    ("predicate", "operand", "expected"),
    [
        ("found", True, 0.75), ("found", False, 0.25), ("equals", 3, 1.0), ("equals", 4, 0.0), ("at_least", 3, 1.0),
        ("at_least", 4, 0.0), ("at_most", 3, 1.0), ("at_most", 2.5, 0.0), ("matches", "^3 of", 1.0), ("matches", "none", 0.0),
        ("contains", "LIMIT", 1.0), ("contains", "nothing", 0.0),
    ],
)  # fmt: skip
def test_a_predicate_asks_about_the_count_or_the_words(predicate: str, operand: Any, expected: float) -> None:
    def counted(name: str, parameters: Parameters) -> Fact:
        return Fact.share(3, 4, (), "3 of 4 calls have a limit")

    assert judge(Detect("x", (), predicate, operand), counted).degree == expected


@pytest.mark.parametrize("predicate", ["equals", "at_least", "at_most", "matches", "contains"])
def test_a_predicate_over_nothing_known_is_unknown(predicate: str) -> None:
    assert judge(Detect("x", (), predicate, 1), lambda name, parameters: Fact(None)).degree is None


def read(raw: Any) -> tuple[Condition | None, list[str]]:
    found: list[str] = []
    condition = read_condition(raw, ("check",), lambda at, message: found.append(f"{at}: {message}"))
    return condition, found


def test_the_written_form_is_read() -> None:
    raw = {"all": [{"a.b": {"x": [1, {"y": 2}]}}, {"any": [{"c.d": None, "at_least": 2}, {"not": {"e.f": {}}}]}]}
    condition, problems = read(raw)
    assert problems == []
    assert condition == AllOf(
        (Detect("a.b", (("x", (1, (("y", 2),))),)), AnyOf((Detect("c.d", (), "at_least", 2), Not(Detect("e.f")))))
    )
    assert condition is not None and detectors_of(condition) == {"a.b", "c.d", "e.f"}
    assert [call.name for call in calls_of(condition)] == ["a.b", "c.d", "e.f"]


def test_a_share_is_the_inventorys_call_with_what_it_must_have() -> None:
    condition, problems = read({"share_of": {"ai_calls.remote": {"kind": "chat"}}, "having": {"guard": "timeout"}})
    assert problems == []
    assert condition == Detect("ai_calls.remote", (("having", (("guard", "timeout"),)), ("kind", "chat")))


@pytest.mark.parametrize(
    "raw",
    [
        None, [], {}, "a.b", 3, {"all": []}, {"all": {}}, {"any": [{}]}, {"all": [{"a.b": {}}], "a.b": {}}, {"not": None},
        {"a.b": {}, "c.d": {}}, {"a.b": {}, "found": True, "equals": 1}, {"a.b": [1]}, {"found": True}, {"share_of": {}},
        {"share_of": {"a.b": {}, "c.d": {}}}, {"share_of": {"a.b": {}}, "having": 3}, {"share_of": {"a.b": {}}, "equals": 3},
        {"a.b": {}, "at_least": "many"}, {"a.b": {}, "matches": "("}, {"a.b": {}, "found": 1}, {"a.b": {}, "contains": 3},
        {"a.b": {}, "at_most": True}, {"share_of": {"a.b": [1]}},
    ],
)  # fmt: skip
def test_what_is_no_condition_is_told_and_never_raises(raw: Any) -> None:
    condition, problems = read(raw)
    assert condition is None and problems


def test_every_mistake_of_a_condition_is_told() -> None:
    _, problems = read({"all": [{}, {"not": {}}, {"any": [{"a.b": [1]}]}]})
    assert len(problems) == 3
