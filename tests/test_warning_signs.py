"""The fourteen warning signs: what raises each, what clears it, and what is missing where nobody can tell."""

from __future__ import annotations

import re

import pytest

from readiness.history import History, Tag
from readiness.model import Sign
from readiness.product import Product
from readiness.snapshot import Snapshot
from readiness.warning_signs import known_signs, over_time, read_signs, sign_patterns
from tests.signs_in_memory import ASK, DAY, START, commits, sign


def test_all_fourteen_are_read_in_order_whatever_is_known() -> None:
    signs = read_signs(Product(Snapshot.of({"app.py": "x = 1\n"})), ())
    assert [one.id for one in signs] == list(known_signs()) and len(signs) == 14
    assert all(one.state in {"raised", "clear", "unknown"} and one.why and one.name and one.says for one in signs)
    assert all(re.search(r"needs|answer|tell|none|no |not ", one.why) for one in signs if one.state == "unknown")


def test_a_sign_that_is_not_clear_says_what_would_clear_or_tell_it() -> None:
    for meta in known_signs().values():
        assert str(meta["clears"]).endswith(".") and str(meta["tells"]).endswith(".")
    raised, clear, unknown = sign("W01", P101="unmet"), sign("W01", P101="met"), sign("W01")
    assert "(P101)" in raised.clears and clear.clears == "" and "answer" in unknown.clears
    assert raised.clears != unknown.clears


@pytest.mark.parametrize(
    ("name", "facets", "judged", "state"),
    [
        ("W01", (), {"P101": "met"}, "clear"), ("W01", (), {"P101": "unmet"}, "raised"), ("W01", (), {}, "unknown"),
        ("W01", (), {"P101": "partial"}, "unknown"), ("W02", (), {"P103": "met"}, "clear"), ("W02", (), {"P103": "unmet"}, "raised"),
        ("W02", (), {"P103": "partial"}, "raised"), ("W02", (), {"P103": "unknown"}, "unknown"), ("W03", (), {}, "clear"),
        ("W03", ("ai",), {}, "unknown"), ("W04", (), {}, "clear"), ("W04", ("ai",), {"O108": "unmet", "U113": "unmet"}, "raised"),
        ("W04", ("ai",), {"O108": "met", "U113": "unmet"}, "unknown"), ("W06", (), {}, "clear"),
        ("W06", ("service",), {"O104": "met", "O102": "met"}, "clear"), ("W06", ("service",), {"O104": "unmet"}, "unknown"),
        ("W07", (), {}, "clear"), ("W07", ("service",), {"D104": "partial"}, "clear"), ("W07", ("service",), {}, "unknown"),
        ("W08", (), {}, "clear"), ("W08", ("llm",), {}, "unknown"), ("W09", (), {}, "clear"),
        ("W09", ("llm",), {"D115": "unmet"}, "raised"), ("W09", ("llm", "rag"), {}, "clear"), ("W09", ("llm",), {"R202": "partial"}, "clear"),
        ("W11", (), {}, "clear"), ("W13", (), {}, "unknown"), ("W14", (), {}, "clear"), ("W14", ("llm",), {}, "clear"),
    ],
)  # fmt: skip
def test_a_sign_is_read_from_rules_and_facets(
    name: str, facets: tuple[str, ...], judged: dict[str, str], state: str
) -> None:
    assert sign(name, facets=facets, **judged).state == state


def test_a_pilot_that_goes_on_without_a_release_is_told() -> None:
    rows = [(day, "Ada", "app.py") for day in range(300)]
    assert sign("W07", None, commits(*rows), ("service",)).state == "raised"
    assert sign("W07", None, commits(*rows[:100]), ("service",)).state == "clear"
    idle = [*rows[:100], (300, "Ada", "app.py")]
    assert sign("W07", None, commits(*idle), ("service",)).state == "clear"
    released = History(commits(*rows).commits, (Tag("v1", START),))
    assert sign("W07", None, released, ("service",)).state == "clear"


def test_prompts_that_change_and_are_never_measured_are_told() -> None:
    rows = [(day, "Ada", "prompts/answer.txt") for day in range(12)]
    assert sign("W08", None, commits(*rows), ("llm",), R402="unmet").state == "raised"
    assert sign("W08", None, commits(*rows, (20, "Ada", "evals/run.py")), ("llm",), R402="unmet").state == "clear"
    assert sign("W08", None, commits(*rows[:5]), ("llm",)).state == "unknown"
    assert (
        sign("W08", None, commits(*((d, "dependabot[bot]", "prompts/a.txt") for d in range(12))), ("llm",)).state
        == "unknown"
    )


def test_one_naked_call_is_a_wrapper() -> None:
    found = sign("W09", {"app.py": ASK})
    assert found.state == "raised" and found.evidence[0].place == "app.py:4"


@pytest.mark.parametrize(
    ("files", "judged", "state"),
    [
        ({"nb.ipynb": '{"cells": [{"cell_type": "code", "source": "x = 1"}]}'}, {}, "raised"), ({"app.py": "x = 1\n" * 99}, {}, "raised"),
        ({"app.py": "x = 1\n" * 99}, {"R401": "met"}, "clear"), ({"app.py": "x = 1\n" * 99}, {"R401": "partial"}, "clear"),
        ({f"m{n}.py": "x = 1\n" * 99 for n in range(3)}, {}, "clear"), ({"README.md": "# x\n"}, {}, "unknown"),
    ],
)  # fmt: skip
def test_a_product_of_notebooks_or_one_script_is_a_prototype(
    files: dict[str, str], judged: dict[str, str], state: str
) -> None:
    assert sign("W10", files, **judged).state == state


def test_one_provider_without_another_is_told() -> None:
    assert sign("W11", {"app.py": ASK}).state == "raised"
    assert sign("W11", {"app.py": ASK}, R304="met").state == "clear"
    assert sign("W11", {"app.py": ASK}, R305="met").state == "clear"


def test_one_person_who_did_nearly_everything_is_told() -> None:
    alone = [(day, "Ada", "a.py") for day in range(9)]
    assert sign("W12", None, commits(*alone, (10, "Bo", "a.py"))).state == "raised"
    assert sign("W12", None, commits(*alone[:5], *((20 + day, "Bo", "a.py") for day in range(5)))).state == "clear"
    assert sign("W12", None, commits(*alone[:2])).state == "unknown"
    bots = [(day, "dependabot[bot]", "a.py") for day in range(50)]
    assert sign("W12", None, commits(*alone, *bots)).state == "raised"


def test_one_person_under_two_names_is_one_person() -> None:
    assert over_time._most_active([("Ada", "a@x"), ("Ada L.", "a@x"), ("Ada", "home@y"), ("Bo", "b@x")]) == ("Ada", 3)


def test_safeguards_that_came_after_the_release_are_told() -> None:
    def product(day: int) -> Sign:
        history = History(commits((0, "Ada", "x.py"), (day, "Ada", "app.py")).commits, (Tag("v1", START + 100 * DAY),))
        return sign("W13", {"app.py": "x = 1\n"}, history, (), R402="met")

    assert (product(200).state, product(50).state, product(110).state) == ("raised", "clear", "clear")


def test_a_sign_whose_reading_fails_is_unknown_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(over_time, "w12", lambda look: 1 / 0)
    found = sign("W12")
    assert found.state == "unknown" and "ZeroDivisionError" in found.why
    assert sign("W01", P101="met").state == "clear"


def test_the_patterns_of_signs_are_those_that_are_announced() -> None:
    assert sign_patterns() and len(set(sign_patterns())) == len(sign_patterns())
