"""A detector is called once, by its address; its crash stays with those who asked."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import readiness.detectors
from readiness.conditions import Detect
from readiness.facts import DetectorCrashed, Facts, detector, detector_names, patterns_of
from readiness.model import Fact
from readiness.product import Product
from readiness.search import Pattern
from readiness.snapshot import Snapshot

Install = Callable[..., None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts functions into a detector module called `made_up`."""

    def put(**members: Any) -> None:
        module = types.ModuleType("readiness.detectors.made_up")
        for name, member in members.items():
            if isinstance(member, types.FunctionType):
                member.__module__ = module.__name__
            setattr(module, name, member)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(readiness.detectors, "made_up", module, raising=False)

    yield put


def facts() -> Facts:
    return Facts(Product(Snapshot.of({"app.py": "x = 1\n"})))


@pytest.mark.parametrize(
    "name", ["", "x", "x.y", "code.", ".matches", "code._private", "code.re", "../x.y", "code.matches.more"]
)
def test_a_name_that_leads_to_no_detector_is_told(name: str) -> None:
    with pytest.raises(LookupError):
        detector(name)


def test_the_name_is_the_address() -> None:
    assert detector("code.matches").__module__ == "readiness.detectors.code"


def test_every_detector_takes_a_product_and_says_what_it_does() -> None:
    names = detector_names()
    assert len(names) > 100 and list(names) == sorted(set(names))
    for name in names:
        assert (detector(name).__doc__ or "").strip(), f"{name} has no docstring"


def test_a_detector_is_called_once_for_the_same_parameters(install: Install) -> None:
    asked: list[int] = []

    def counting(product: Product, *, x: int) -> Fact:
        asked.append(x)
        return Fact(1.0)

    install(counting=counting)
    known = facts()
    for x in (1, 1, 2):
        assert known.ask("made_up.counting", (("x", x),)).degree == 1.0
    assert asked == [1, 2]


def test_a_crash_is_told_again_and_again_and_called_once(install: Install) -> None:
    asked: list[int] = []

    def crashing(product: Product) -> Fact:
        asked.append(1)
        raise KeyError("lost")

    install(crashing=crashing)
    known = facts()
    for _ in range(2):
        with pytest.raises(DetectorCrashed, match=r"made_up.crashing: KeyError: 'lost'"):
            known.ask("made_up.crashing", ())
    assert asked == [1]


def test_endless_recursion_is_a_crash_too(install: Install) -> None:
    def deep(product: Product) -> Fact:
        return deep(product)

    install(deep=deep)
    with pytest.raises(DetectorCrashed, match="nested too deeply"):
        facts().ask("made_up.deep", ())


def test_a_detector_that_gives_no_fact_has_crashed(install: Install) -> None:
    def wrong(product: Product) -> Any:
        return True

    install(wrong=wrong)
    with pytest.raises(DetectorCrashed, match="gave bool instead of a fact"):
        facts().ask("made_up.wrong", ())


def test_patterns_are_those_of_the_module_and_of_the_parameters(install: Install) -> None:
    def following(function: str, parameters: tuple[tuple[str, Any], ...]) -> Iterator[Pattern]:
        yield from (Pattern(value) for _, value in parameters)

    install(PATTERNS=(Pattern("always"),), patterns_for=following)
    calls = [Detect("made_up.a", (("regex", "one"),)), Detect("made_up.b", (("regex", "two"),))]
    assert [pattern.regex for pattern in patterns_of(calls)] == ["always", "one", "two"]
