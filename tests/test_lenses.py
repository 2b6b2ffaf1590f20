"""Other frameworks over the same audit: the shipped ones fit the rules, and each item is judged as it should be."""

from pathlib import Path

import pytest
import yaml

from readiness.lenses import Item, Lens, load_lens, parse_lens, read_through, shipped_lenses
from readiness.model import Finding, Provenance, Severity, Sign
from readiness.ruleset import load_rules
from readiness.warning_signs import known_signs
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

KNOWN = (*load_rules().by_id, *known_signs())
GATE = Severity.ESSENTIAL


def status_of(findings: tuple[Finding, ...], rules: tuple[str, ...], signs: tuple[Sign, ...] = ()) -> str:
    lens = Lens("x", "X", (Item("an item", "", rules),))
    return read_through(assessment(findings, signs=signs), lens).items[0].status


def test_there_are_the_twenty_lenses_of_the_catalog() -> None:
    assert len(shipped_lenses()) == 20
    assert {"ship-checklist-6", "owasp-llm-2025", "eu-ai-act", "ml-test-score"} <= set(shipped_lenses())


@pytest.mark.parametrize("name", shipped_lenses())
def test_a_shipped_lens_names_only_rules_and_signs_that_exist(name: str) -> None:
    lens, problems = load_lens(name, KNOWN)
    assert not problems
    assert lens is not None and lens.title and lens.items


def test_every_rule_is_seen_through_the_framework_of_its_own() -> None:
    lens, _ = load_lens("produ", KNOWN)
    assert lens is not None
    assert {one for item in lens.items for one in item.rules} == set(KNOWN)


def test_an_item_is_met_only_where_all_that_bears_on_it_is() -> None:
    met, unmet = finding("met", rule("R101")), finding("unmet", rule("R104"))
    assert status_of((met,), ("R101",)) == "met"
    assert status_of((met, unmet), ("R101", "R104")) == "partial"
    assert status_of((unmet,), ("R104",)) == "unmet"


def test_no_essential_gap_hides_behind_what_else_is_met() -> None:
    many = tuple(finding("met", rule(f"O{n}", severity=GATE)) for n in range(101, 109))
    gap = finding("unmet", rule("R301", severity=GATE))
    assert status_of((*many, gap), (*(one.rule.id for one in many), "R301")) == "unmet"


def test_what_nobody_can_tell_stays_unknown_and_what_does_not_apply_says_so() -> None:
    assert status_of((finding("unknown", rule("O118")),), ("O118",)) == "unknown"
    assert status_of((finding("not-applicable", rule("O118")),), ("O118",)) == "not-applicable"
    assert status_of((finding("error", rule("O118")),), ("O118",)) == "unknown"
    assert status_of((), ("O118",)) == "unknown", "a rule that was not judged is no pass"
    assert status_of((), ()) == "no-rule"


def test_a_raised_warning_sign_counts_against_its_item() -> None:
    raised = Sign("W11", "single-provider", "", "raised", "")
    clear = Sign("W11", "single-provider", "", "clear", "")
    met = finding("met", rule("R304", severity=Severity.MAJOR))
    assert status_of((met,), ("R304", "W11"), (raised,)) == "partial"
    assert status_of((met,), ("R304", "W11"), (clear,)) == "met"
    assert status_of((), ("W11",), (raised,)) == "unmet"


def six(status: str) -> str:
    lens, _ = load_lens("ship-checklist-6", KNOWN)
    assert lens is not None
    found = tuple(finding("met", rule(one)) for item in lens.items for one in item.rules if one[0] != "W")
    changed = tuple(finding(status, rule("R101", severity=GATE)) if one.rule.id == "R101" else one for one in found)
    signs = tuple(Sign(one, one, "", "clear", "") for one in ("W10", "W11"))
    return read_through(assessment(changed, signs=signs), lens).verdict


def test_any_no_to_the_six_questions_means_not_ready() -> None:
    assert six("met") == "ready"
    assert six("unmet") == "not ready"
    assert six("unknown") == "undetermined"


def ml_score(**changed: Finding) -> tuple[float, float]:
    lens, _ = load_lens("ml-test-score", KNOWN)
    assert lens is not None
    ids = sorted({one for item in lens.items for one in item.rules})
    found = tuple(changed.get(one) or finding("met", rule(one)) for one in ids if one[0] != "W")
    signs = tuple(Sign(one, one, "", "clear", "") for one in ids if one[0] == "W")
    score = read_through(assessment(found, signs=signs), lens).score
    assert score is not None
    return score


def test_the_ml_test_score_is_the_least_of_its_four_sections() -> None:
    low, high = ml_score()
    assert low == 4.0, "three tests of the data section have no rule here and count nothing until somebody tells"
    assert high == 7.0
    worse_low, worse_high = ml_score(R401=finding("unmet", rule("R401", severity=GATE)))
    assert worse_low < low and worse_high < high


def test_what_people_do_by_hand_counts_half_in_the_ml_test_score() -> None:
    told = finding("met", rule("R501"), provenance=Provenance.ATTESTED)
    assert ml_score(R501=told)[0] == 3.5


def test_mistakes_in_a_lens_are_told_all_at_once_and_at_their_lines() -> None:
    text = "titel: X\nitems:\n  - item: a\n    rules: [R999, R301]\n  - rules: [R30l]\ndecides: sometimes\n"
    lens, problems = parse_lens(text, "mine.yaml", "mine", KNOWN)
    told = [str(one) for one in problems]
    assert lens is None
    assert any("mine.yaml:1" in one and "titel" in one for one in told)
    assert any("R999" in one for one in told)
    assert any('"R30l"' in one and "did you mean" in one for one in told)
    assert any("sometimes" in one for one in told)
    assert any('"item"' in one or "item" in one for one in told)


def test_a_lens_of_ones_own_is_taken_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(yaml.safe_dump({"title": "Ours", "items": [{"item": "calls end", "rules": ["R301"]}]}))
    lens, problems = load_lens(str(file), KNOWN)
    assert not problems and lens is not None
    assert (lens.id, lens.items[0].rules) == ("ours", ("R301",))


def test_a_lens_that_is_not_there_is_named_with_what_was_meant() -> None:
    lens, (problem,) = load_lens("owasp-llm-2052", KNOWN)
    assert lens is None and "owasp-llm-2025" in str(problem)
