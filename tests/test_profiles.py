from readiness.model import Severity
from readiness.profiles import gates_at, stages, waiting
from readiness.ruleset import load_rules
from readiness.settings import PROFILES

ESSENTIAL = {rule.rule.id for rule in load_rules().rules if rule.rule.severity is Severity.ESSENTIAL}


def test_every_essential_rule_is_a_gate_from_exactly_one_stage_on() -> None:
    named = [rule for stage in stages() for rule in stage.gates]
    assert sorted(named) == sorted(ESSENTIAL)


def test_the_stages_come_in_their_order_and_ask_for_more_and_more() -> None:
    assert [stage.name for stage in stages()] == ["prototype", "pilot", "limited", "general"]
    points = [stage.points for stage in stages()]
    assert points == sorted(points)
    counts = [len(gates_at(stage.name, ESSENTIAL)) for stage in stages()]
    assert counts == sorted(counts) and counts[0] and counts[-1] == len(ESSENTIAL)


def test_nothing_waits_in_production() -> None:
    assert [name for name in PROFILES if not waiting(name)] == ["general", "production", "critical"]
    assert PROFILES["production"] == PROFILES["general"] == 70.0


def test_a_rule_of_ones_own_holds_at_every_stage() -> None:
    assert gates_at("prototype", ["X101", "R301", "D112"]) == ("D112", "X101")
