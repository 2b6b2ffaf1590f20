from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from readiness.comparison import compare
from readiness.model import (
    Assessment,
    By,
    Change,
    Evidence,
    Finding,
    Provenance,
    Reported,
    Severity,
    Sign,
    Standing,
    Status,
    Waiver,
)
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

WAIVER = Waiver("R301", "Jo", "soon", "2026-04-01")


def run(*findings: Finding, **changes: Any) -> Assessment:
    return assessment(findings or (finding("met"),), inventory={}, signs=(), **changes)


def between(before: Assessment, after: Assessment, **options: Any) -> tuple[Change, ...]:
    return compare(before, after, "then", **options).changes


def of_rule(old: Finding, new: Finding) -> tuple[str, bool] | None:
    found = [one for one in between(run(old), run(new)) if one.subject == "rule"]
    return (found[0].kind, found[0].fails) if found else None


def attested(status: str = "met", **changes: Any) -> Finding:
    return finding(status, provenance=Provenance.ATTESTED, **changes)


def answered(standing: Standing, status: str = "met", message: str = "") -> Finding:
    answer = Reported("yes", "Jo", "2026-01-01", "2026-04-01", standing)
    return finding(status, answer=answer, message=message)


def test_two_equal_assessments_differ_in_nothing() -> None:
    same = assessment()
    found = compare(same, same, "then")
    assert (found.changes, found.notes, found.unchanged) == ((), (), len(same.findings))


@pytest.mark.parametrize(
    ("old", "new", "kind", "fails"),
    [
        (finding("met"), finding("unmet"), "new", True),
        (finding("met"), finding("partial"), "new", True),
        (finding("met"), finding("unmet", waiver=WAIVER), "new", False),
        (finding("unmet"), finding("met"), "fixed", False),
        (finding("unmet"), finding("partial"), "improved", False),
        (finding("partial"), finding("unmet"), "worsened", True),
        (finding("partial", value=0.8), finding("partial", value=0.4), "worsened", True),
        (finding("partial", value=0.4), finding("partial", value=0.8), "improved", False),
        (finding("met"), finding("unknown"), "weakened", True),
        (finding("unmet"), finding("unknown"), "changed", False),
        (finding("unknown"), finding("met"), "improved", False),
        (finding("unknown"), finding("unmet"), "new", False),
        (finding("unknown"), finding("unmet", evidence=(Evidence("a.py", 3, supports=False),)), "new", True),
        (finding("unknown"), attested("unmet"), "new", False),
        (finding("not-applicable"), finding("unmet"), "new", True),
        (finding("not-applicable"), finding("met"), "appeared", False),
        (finding("met"), finding("not-applicable"), "gone", False),
        (finding("unmet"), attested("not-applicable"), "weakened", True),
        (finding("unmet"), finding("unmet", provenance=Provenance.CONTRADICTED), "worsened", True),
        (finding("met"), attested(), "weakened", True),
        (attested(), attested(has_evidence=False), "weakened", True),
        (finding("unmet"), finding("unmet", waiver=WAIVER), "weakened", False),
        (answered(Standing.CORROBORATED), answered(Standing.STALE), "weakened", False),
        (finding("met"), finding("error"), "changed", False),
    ],
)  # fmt: skip
def test_each_change_of_a_rule_has_its_kind_and_fails_a_gate_or_not(
    old: Finding, new: Finding, kind: str, fails: bool
) -> None:
    assert of_rule(old, new) == (kind, fails)


def test_an_answer_that_time_alone_took_fails_nothing() -> None:
    lapsed = answered(Standing.STALE, "unknown", "Nobody can tell. The answer of Jo expired on 2026-02-01")
    assert of_rule(answered(Standing.UNSUPPORTED), lapsed) == ("weakened", False)


def test_each_gap_tells_what_it_was_where_it_is_now_and_what_to_do() -> None:
    was, now = (
        Evidence("app.py", 3, "OpenAI(timeout=20)", "a time limit"),
        Evidence("app.py", 3, "OpenAI()", "no limit", False),
    )
    old, new = (
        finding("met", message="1 of 1 calls", evidence=(was,)),
        finding("unmet", message="0 of 1 calls", evidence=(now,)),
    )
    (change,) = [one for one in between(run(old), run(new)) if one.subject == "rule"]
    assert change.says == "was met (1 of 1 calls), is unmet (0 of 1 calls)"
    assert (change.evidence, change.was, change.fix) == ((now,), (was,), "Mend it.")
    assert (change.before, change.after) == ("met", "unmet")


def test_lines_that_moved_and_files_that_were_renamed_change_nothing() -> None:
    old = tuple(Evidence("a.py", line, f"call({line})", "no limit", False) for line in (3, 9))
    new = tuple(replace(place, path="lib/b.py", line=place.line + 40) for place in old)
    assert of_rule(finding("unmet", evidence=old), finding("unmet", evidence=new)) is None


def test_one_more_place_against_a_known_gap_is_worse_and_is_named() -> None:
    old = (Evidence("a.py", 3, "call(1)", "no limit", False),)
    extra = Evidence("b.py", 7, "call(2)", "no limit", False)
    (change,) = between(run(finding("unmet", evidence=old)), run(finding("unmet", evidence=(*old, extra))))
    assert (change.kind, change.says, change.fails) == ("worsened", "1 more place speaks against it", True)
    assert change.evidence[0] == extra


def test_a_lower_share_without_any_more_places_against_fails_nothing() -> None:
    place = Evidence("a.py", 3, "call()", "no limit", False)
    old, new = finding("partial", value=0.75, evidence=(place,)), finding("partial", value=0.5, evidence=(place,))
    assert of_rule(old, new) == ("changed", False)


def test_half_of_the_places_gone_is_told_and_one_of_many_is_not() -> None:
    places = tuple(Evidence(f"{n}.py", 1, f"log({n})", "a log line") for n in range(6))
    assert of_rule(finding("met", evidence=places), finding("met", evidence=places[:3])) == ("weakened", False)
    assert of_rule(finding("met", evidence=places), finding("met", evidence=places[:5])) is None


def test_a_threshold_that_demands_less_weakens_a_rule_that_is_still_met() -> None:
    old = Evidence("evals/run.py", 3, "assert score >= 0.8", "a threshold that fails the check")
    new = replace(old, line=9, snippet="assert score >= 0.6")
    (change,) = between(run(finding("met", evidence=(old,))), run(finding("met", evidence=(new,))))
    assert (change.kind, change.fails) == ("weakened", True)
    assert change.says == "evals/run.py:9 demands less: 0.8 before, 0.6 now"
    assert of_rule(finding("met", evidence=(new,)), finding("met", evidence=(old,))) is None


def test_rules_that_came_or_went_with_the_rule_set_are_told_apart_from_those_that_were_dropped() -> None:
    two, one = (finding("met"), finding("unmet", rule("R302"))), (finding("met"),)
    other = between(run(*two, ruleset="old"), run(*one))
    assert [(change.kind, change.id, change.fails) for change in other if change.subject == "rule"] == [
        ("gone", "R302", False)
    ]
    dropped = between(run(*two), run(*one))
    assert [(change.kind, change.fails) for change in dropped if change.id == "R302"] == [("weakened", True)]
    assert not [change for change in between(run(*two), run(*one), is_part=True) if change.id == "R302"]
    assert [change.kind for change in between(run(*one), run(*two)) if change.id == "R302"] == ["appeared"]
    assert "rule-sets differ" in compare(run(*two, ruleset="old"), run(*one), "then").notes[0]


def test_another_version_of_the_program_is_a_note() -> None:
    assert compare(run(version="0.1"), run(version="0.2"), "then").notes == (
        "readiness 0.1 judged then, 0.2 now: the program may see more, or otherwise",
    )


def test_fewer_test_cases_are_named_with_their_files_and_moved_ones_are_not_missed() -> None:
    def tests(**files: int) -> Assessment:
        return replace(
            run(), inventory={"tests": [{"path": f"tests/{name}.py", "cases": n} for name, n in files.items()]}
        )

    (change,) = between(tests(a=5, b=4, c=1), tests(a=3, b=4))
    assert (change.subject, change.fails, change.before, change.after) == ("test", True, "10", "7")
    assert change.says == "10 test cases before, 7 now: tests/a.py 5 → 3, tests/c.py is gone (1)"
    assert [place.path for place in change.evidence] == ["tests/a.py"]
    assert [place.path for place in change.was] == ["tests/c.py"]
    assert between(tests(a=5, b=4), tests(a=5, d=4)) == ()
    assert [one.kind for one in between(tests(a=5), tests(a=6))] == ["improved"]
    assert between(run(), tests(a=5)) == ()


def test_an_evaluation_set_that_shrank_fails_and_other_data_is_only_told() -> None:
    def data(cases: int, kind: str) -> Assessment:
        return replace(run(), inventory={"datasets": [{"path": "golden.jsonl", "cases": cases, "kind": kind}]})

    (judging,) = between(data(40, "evaluation"), data(10, "evaluation"))
    assert (judging.subject, judging.says, judging.fails) == ("data", "golden.jsonl 40 → 10", True)
    assert [one.fails for one in between(data(40, "data"), data(10, "data"))] == [False]


def test_a_sign_that_is_raised_or_cleared_is_told_and_fails_nothing() -> None:
    def signed(state: str) -> Assessment:
        return replace(run(), signs=(Sign("W11", "one-provider", "one provider", state, "why", clears="Add another."),))

    (raised,) = between(signed("clear"), signed("raised"))
    assert (raised.kind, raised.says, raised.fix, raised.fails) == (
        "worsened",
        "is raised now: why",
        "Add another.",
        False,
    )
    assert [one.kind for one in between(signed("raised"), signed("clear"))] == ["improved"]
    assert between(signed("clear"), signed("unknown")) == ()


def test_pillars_and_verdict_that_moved_are_told_and_a_ratchet_fails_on_a_fall() -> None:
    held, fell = run(finding("met")), run(finding("unmet", rule(severity=Severity.ESSENTIAL)))
    told = {one.subject: one for one in between(held, fell)}
    assert (told["verdict"].says, told["verdict"].kind) == ("was ready with exceptions, is blocked", "worsened")
    assert (told["pillar"].says, told["pillar"].fails) == ("was 100–100, is 0–0", False)
    caught = {one.subject: one for one in between(held, fell, ratchet={"R": 2.0})}
    assert caught["pillar"].fails and "may fall by 2 at most" in caught["pillar"].says
    assert not {one.subject: one for one in between(held, fell, ratchet={"R": 100.0})}["pillar"].fails
    assert not [one for one in between(held, fell, is_part=True) if one.subject in ("pillar", "verdict", "stage")]


def test_the_worst_comes_first() -> None:
    ids = ("R301", "R302", "R303", "R304")
    old = run(
        *(
            finding(status, rule(one, by=By.REPO))
            for one, status in zip(ids, ("unmet", "met", "met", "met"), strict=True)
        )
    )
    essential = rule("R304", severity=Severity.ESSENTIAL)
    new = run(
        finding("met", rule("R301")),
        finding("unmet", rule("R302")),
        attested(of=rule("R303")),
        finding("unmet", essential),
    )
    kinds = [(one.kind, one.id) for one in between(old, new) if one.subject == "rule"]
    assert kinds == [("new", "R304"), ("new", "R302"), ("weakened", "R303"), ("fixed", "R301")]


def test_a_status_that_stayed_is_counted_as_unchanged() -> None:
    both = run(finding("met"), finding("unmet", rule("R302")))
    assert compare(both, run(finding("unmet"), finding("unmet", rule("R302"))), "then").unchanged == 1
    assert Status.MET is both.findings[0].status
