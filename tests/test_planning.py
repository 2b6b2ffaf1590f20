"""The plan: every step by its gain, and the cheapest set of steps that reaches a goal."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.model import By, Evidence, Finding, Severity, Sign, Waiver
from readiness.planning import cheapest, plan
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

GATE = Severity.ESSENTIAL


def run_of(*found: Finding, signs: tuple[Sign, ...] = ()):  # type: ignore[no-untyped-def]
    from readiness.steps import next_steps

    return assessment(found, signs=signs, next=next_steps(found))


@given(
    st.lists(st.tuples(st.floats(0.1, 30), st.integers(1, 8)), max_size=8),
    st.floats(0, 120),
)
def test_no_cheaper_set_reaches_what_is_needed(steps: list[tuple[float, int]], need: float) -> None:
    named = {f"R{n}": step for n, step in enumerate(steps)}
    chosen = cheapest(named, need)
    sets = [set(one) for size in range(len(named) + 1) for one in itertools.combinations(named, size)]
    enough = [one for one in sets if math.fsum(named[name][0] for name in one) >= need - 1e-9]
    if not enough:
        assert chosen == set(named)
        return
    assert math.fsum(named[name][0] for name in chosen) >= need - 1e-6
    assert sum(named[name][1] for name in chosen) == min(sum(named[name][1] for name in one) for one in enough)


def test_without_a_goal_every_step_is_told_the_greatest_gain_first() -> None:
    found = plan(
        run_of(finding("unmet", rule("R306", severity=Severity.MINOR)), finding("unmet", rule("R301", severity=GATE)))
    )
    assert [move.rule for move in found.moves] == ["R301", "R306"]
    assert found.moves[0].gate == "closed"
    assert found.after["R"] == 100


def test_to_ready_takes_every_gate_and_then_only_as_much_as_the_points_need() -> None:
    found = [finding("unmet", rule("R301", severity=GATE, effort="large"))]
    found += [finding("met", rule(f"R4{n:02}", severity=Severity.MAJOR)) for n in range(4)]
    found += [finding("unmet", rule(f"R5{n:02}", severity=Severity.MAJOR, effort="small")) for n in range(4)]
    made = plan(run_of(*found), "ready")
    assert made.moves[0].rule == "R301"
    assert len(made.moves) == 2, "one gate of 10 and one rule of 5 bring 20 of 50 to 35 of 50"
    assert made.after["R"] == 70
    assert made.reaches and not made.obstacles


def test_small_steps_are_preferred_to_a_large_one_of_the_same_gain() -> None:
    found = [
        finding("unmet", rule("R501", severity=Severity.MAJOR, effort="large")),
        finding("unmet", rule("R502", severity=Severity.MAJOR, effort="small")),
    ]
    assert [move.rule for move in plan(run_of(*found), "50").moves] == ["R502"]


def test_an_open_gate_is_answered_and_its_command_asks_the_question() -> None:
    made = plan(run_of(finding("unknown", rule("P101", severity=GATE, by=By.BOTH))), "ready")
    (move,) = made.moves
    assert (move.gate, move.kind, move.confirm) == ("open", "answer", "readiness ask --edit P101")


def test_a_waived_gate_must_be_mended_to_be_ready_without_exceptions() -> None:
    waived = finding("unmet", rule("R402", severity=GATE), waiver=Waiver("R402", "Jo", "soon", "2026-04-01"))
    (move,) = plan(run_of(waived), "ready").moves
    assert move.gate == "waived"


def test_a_raised_sign_and_a_rule_that_could_not_be_judged_are_obstacles() -> None:
    sign = Sign(
        "W11", "single-provider", "one provider's outage is the product's", "raised", "", clears="Add a second."
    )
    made = plan(
        run_of(finding("met", rule("R401")), finding("error", rule("R301", severity=GATE)), signs=(sign,)), "ready"
    )
    assert not made.reaches
    assert any("To clear it: Add a second." in one for one in made.obstacles)
    assert any(one.startswith("R301 could not be judged") for one in made.obstacles)


def test_points_that_answers_cannot_reach_are_told() -> None:
    made = plan(run_of(finding("unknown", rule("P102", by=By.BOTH))), "90")
    assert made.after["P"] == 80
    assert not made.reaches and "80 of the 90 points" in made.obstacles[0]


def test_a_step_names_the_place_to_start_at() -> None:
    place = Evidence("app.py", 3, "create()", "no limit", supports=False)
    (move,) = plan(run_of(finding("unmet", rule("R301"), evidence=(place,)))).moves
    assert move.place == place
    assert move.confirm == "readiness audit --select R301 -v"


@pytest.mark.parametrize("goal", ["redy", "-1", "101", "nan"])
def test_what_is_no_goal_is_refused(goal: str) -> None:
    with pytest.raises(ValueError, match="no goal"):
        plan(run_of(), goal)
