from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.model import (
    By,
    Evidence,
    Finding,
    Provenance,
    Qualification,
    Severity,
    Sign,
    Stage,
    Status,
    Verdict,
    Waiver,
)
from readiness.profiles import StageGates
from readiness.scoring import Gate, bounds, gate_of, let_wait, qualification, score
from readiness.steps import next_steps, settle
from readiness.waiving import unused, waive
from tests.rules_in_memory import finding, rule

GATE = Severity.ESSENTIAL
RAISED = Sign("W11", "single-provider", "one provider", "raised", "only OpenAI")


def one(rule_id: str, status: str, severity: Severity = Severity.MAJOR, **changes) -> Finding:  # type: ignore[no-untyped-def]
    by = changes.pop("by", By.REPO)
    return finding(status, rule(rule_id, severity=severity, by=by), **changes)


def test_a_pillar_is_the_weighted_mean_twice_with_ignorance_at_both_ends() -> None:
    found = [
        one("R301", "met", GATE),
        one("R302", "unknown"),
        one("R406", "unmet", Severity.MINOR),
        one("R403", "partial", value=0.4),
    ]
    pillar = score(found, (), 70).pillars["R"]
    assert (pillar.low, pillar.high) == (round(100 * 12 / 22, 1), round(100 * 17 / 22, 1))
    assert pillar.coverage == round(17 / 22, 3)
    assert pillar.counts == {"met": 1, "partial": 1, "unmet": 1, "unknown": 1, "not-applicable": 0, "error": 0}


def test_the_weakest_pillar_is_the_score_and_is_named() -> None:
    found = [one("P101", "met"), one("R301", "met"), one("R302", "unmet"), one("U101", "not-applicable")]
    scored = score(found, (), 70)
    assert (scored.low, scored.high, scored.binding_pillar) == (50, 50, "R")
    assert set(scored.pillars) == {"P", "R"}


def test_an_error_of_ours_is_ignorance_and_not_their_fault() -> None:
    assert bounds(one("R301", "error")) == (0, 1)
    assert score([one("R301", "error", GATE)], (), 70).verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("found", "gate"),
    [
        (one("R301", "met", GATE), Gate.PASSED),
        (one("R301", "partial", GATE, value=0.5), Gate.PASSED),
        (one("R301", "partial", GATE, value=0.49), Gate.BLOCKED),
        (one("R301", "unmet", GATE), Gate.BLOCKED),
        (one("R301", "unmet", GATE, provenance=Provenance.CONTRADICTED), Gate.BLOCKED),
        (one("R301", "unknown", GATE), Gate.OPEN),
        (one("R301", "met", GATE, value=0.5, provenance=Provenance.ATTESTED), Gate.PASSED),
        (
            one(
                "R301",
                "partial",
                GATE,
                value=0.25,
                provenance=Provenance.ATTESTED,
                has_evidence=False,
                seen=Status.UNKNOWN,
            ),
            Gate.OPEN,
        ),
        (
            one(
                "R301",
                "partial",
                GATE,
                value=0.25,
                provenance=Provenance.ATTESTED,
                has_evidence=False,
                seen=Status.UNMET,
            ),
            Gate.BLOCKED,
        ),
        (one("R301", "not-applicable", GATE), None),
        (one("R301", "unmet"), None),
    ],
)
def test_a_gate_is_passed_open_or_closed(found: Finding, gate: Gate | None) -> None:
    assert gate_of(found) is gate


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([one("R301", "unmet", GATE), *(one(f"R4{n:02}", "met", GATE) for n in range(30))], Verdict.BLOCKED),
        ([one("R301", "met", GATE), one("R302", "unmet"), one("R303", "unmet")], Verdict.NOT_READY),
        ([one("R301", "met", GATE), one("R302", "unknown"), one("R303", "unknown")], Verdict.UNDETERMINED),
        ([one("R301", "unknown", GATE), *(one(f"R4{n:02}", "met", GATE) for n in range(30))], Verdict.UNDETERMINED),
        ([one("R301", "met", GATE), one("R302", "met")], Verdict.READY),
        ([], Verdict.UNDETERMINED),
    ],
)
def test_the_verdict(found: list[Finding], verdict: Verdict) -> None:
    assert score(found, (), 70).verdict is verdict


def test_a_warning_sign_and_a_waiver_cap_the_verdict_and_change_no_value() -> None:
    met = [one(f"R4{number:02}", "met", GATE) for number in range(9)]
    assert score(met, (RAISED,), 70).verdict is Verdict.READY_WITH_EXCEPTIONS
    waiver = Waiver("R301", "Jo", "soon mended", "2026-04-01")
    waived = waive([*met, one("R301", "unmet", GATE)], [waiver])
    scored = score(waived, (), 70)
    assert (scored.verdict, scored.low) == (Verdict.READY_WITH_EXCEPTIONS, 90)
    assert score(waive([one("R301", "unmet", GATE)], [waiver]), (), 70).verdict is Verdict.NOT_READY


def test_a_waiver_for_paths_covers_only_what_lies_in_them() -> None:
    places = tuple(Evidence(path, 1, supports=False) for path in ("old/a.py", "old/deep/b.py"))
    found = one("R301", "unmet", GATE, evidence=places)
    for globs, covered in ((("old/**",), True), (("old",), True), (("old/a.py",), False), ((), True)):
        waiver = Waiver("R301", "Jo", "soon", "2026-04-01", paths=globs)
        assert bool(waive([found], [waiver])[0].waiver) is covered
        assert (waiver in unused([found], [waiver])) is not covered


def test_what_is_met_or_unknown_needs_no_waiver() -> None:
    waiver = Waiver("R301", "Jo", "soon", "2026-04-01")
    assert waive([one("R301", "met")], [waiver])[0].waiver is None
    assert waive([one("R301", "unknown")], [waiver])[0].waiver is None


def test_stages_go_from_demo_to_production_ready() -> None:
    def stage(*found: Finding) -> Stage:
        return score(found, (), 70).stage

    tested, built = one("R401", "met", GATE), one("D101", "partial")
    assert stage(one("R401", "unmet", GATE), one("D103", "met", GATE), built) is Stage.DEMO
    assert stage(tested, one("D101", "unmet"), one("D111", "unmet", GATE)) is Stage.DEMO
    assert stage(tested, built, *(one(f"P10{n}", "unmet", GATE) for n in range(3))) is Stage.DEMO
    assert stage(tested, built, one("P101", "unmet", GATE)) is Stage.PILOT
    assert stage(tested, one("D101", "unknown"), one("D103", "met", GATE)) is Stage.PRODUCTION_CANDIDATE
    assert stage(tested, one("D101", "met")) is Stage.PRODUCTION_READY


def test_next_steps_go_by_gain_and_tell_a_fix_from_an_answer() -> None:
    steps = next_steps(
        [
            one("R301", "unmet", GATE), one("R302", "partial"), one("R303", "met"), one("R304", "error"),
            one("R305", "unknown", by=By.BOTH), one("P108", "unknown", by=By.ASK), one("U101", "not-applicable"),
        ]
    )  # fmt: skip
    assert [(step.rule, step.kind, step.gain) for step in steps] == [
        ("P108", "answer", 100.0), ("R301", "fix", 33.3), ("R305", "answer", 13.3), ("R302", "fix", 8.3),
    ]  # fmt: skip


def test_what_the_repository_refutes_is_to_be_mended_not_answered_again() -> None:
    refuted = one("P108", "unmet", by=By.ASK)
    (step,) = next_steps([replace(refuted, provenance=Provenance.CONTRADICTED)])
    assert step.kind == "fix"


def test_the_fewest_answers_that_settle_an_open_verdict() -> None:
    found = [
        *(one(f"R4{number:02}", "met") for number in range(5)),
        one("R301", "unknown", GATE, by=By.ASK),
        one("R302", "unknown", Severity.MINOR, by=By.ASK),
        one("P101", "met"),
    ]
    assert settle(found, score(found, (), 70), 70) == ("R301",)
    pending = [
        *(one(f"R4{n:02}", "met") for n in range(2)),
        *(one(f"R3{n:02}", "unknown", by=By.ASK) for n in range(8)),
    ]
    assert len(settle(pending, score(pending, (), 70), 70)) == 5
    assert settle([one("R401", "met")], score([one("R401", "met")], (), 70), 70) == ()


STATUSES = st.sampled_from(list(Status))


@st.composite
def findings(draw: st.DrawFn) -> list[Finding]:
    ids = draw(
        st.lists(
            st.sampled_from([f"{p}1{n:02}" for p in "PRODU" for n in range(9)]), unique=True, min_size=1, max_size=12
        )
    )
    return [
        one(rule_id, draw(STATUSES), draw(st.sampled_from(list(Severity))), by=draw(st.sampled_from(list(By))))
        for rule_id in ids
    ]


@given(findings(), st.randoms())
def test_the_order_of_findings_does_not_matter(found: list[Finding], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(found)
    random.shuffle(shuffled)
    first, second = score(found, (), 70), score(shuffled, (), 70)
    assert first == second
    assert next_steps(found) == next_steps(shuffled)
    assert settle(found, first, 70) == settle(shuffled, second, 70)


@given(findings())
def test_bounds_are_ordered_and_the_whole_is_no_better_than_any_part(found: list[Finding]) -> None:
    scored = score(found, (), 70)
    assert 0 <= scored.low <= scored.high <= 100
    for pillar in scored.pillars.values():
        assert scored.low <= pillar.low <= pillar.high <= 100
        assert 0 <= pillar.coverage <= 1
        assert (pillar.coverage == 1) == (pillar.low == pillar.high)


WORSE_TO_BETTER = [
    Verdict.BLOCKED,
    Verdict.NOT_READY,
    Verdict.UNDETERMINED,
    Verdict.READY_WITH_EXCEPTIONS,
    Verdict.READY,
]


@given(findings(), st.data())
def test_improving_one_rule_never_lowers_a_bound_or_the_verdict(found: list[Finding], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(found) - 1))
    better = {Status.UNMET: [Status.PARTIAL, Status.MET], Status.PARTIAL: [Status.MET], Status.UNKNOWN: [Status.MET]}
    steps = better.get(found[index].status, [])
    if not steps:
        return
    improved = list(found)
    improved[index] = finding(data.draw(st.sampled_from(steps)), found[index].rule)
    before, after = score(found, (), 70), score(improved, (), 70)
    assert after.low >= before.low
    assert after.high >= before.high or found[index].status is Status.UNKNOWN
    assert WORSE_TO_BETTER.index(after.verdict) >= WORSE_TO_BETTER.index(before.verdict)


@given(findings())
def test_doing_what_settles_it_settles_it(found: list[Finding]) -> None:
    scored = score(found, (), 70)
    if chosen := settle(found, scored, 70):
        done = [replace(finding("met", f.rule), value=1.0) if f.rule.id in chosen else f for f in found]
        assert score(done, (), 70).verdict in (Verdict.READY, Verdict.READY_WITH_EXCEPTIONS)


STAGES = (StageGates("small", "few", 0.0, ("R301",)), StageGates("large", "all", 60.0, ("R303",)))


def qualified(*findings: Finding) -> Qualification:
    return qualification(findings, score(findings, (), 70).pillars, STAGES)


def essential(rule_id: str, status: str = "met", **changes: Any) -> Finding:
    return finding(status, rule(rule_id, severity=Severity.ESSENTIAL), **changes)


def test_a_product_qualifies_for_the_last_stage_whose_gates_hold() -> None:
    assert qualified(essential("R301"), essential("R303")) == Qualification("large")
    assert qualified(essential("R301"), essential("R303", "unmet")) == Qualification(
        "small", "large", ("R303",), ("R",), 60.0
    )
    assert qualified(essential("R301", "unknown"), essential("R303")).stage == ""


def test_a_pillar_that_is_too_low_bars_a_stage_whose_gates_hold() -> None:
    low = [finding("unmet", rule(f"R30{n}")) for n in range(4, 9)]
    assert qualified(essential("R301"), essential("R303"), *low) == Qualification("small", "large", (), ("R",), 60.0)


def test_a_gate_that_was_not_judged_bars_and_one_that_does_not_apply_does_not() -> None:
    assert qualified(essential("R301")).gates == ("R303",)
    assert qualified(essential("R301"), essential("R303", "not-applicable")).stage == "large"


def test_a_waived_gate_holds_and_a_rule_that_no_stage_names_is_a_gate_at_every_one() -> None:
    waived = essential("R303", "unmet", waiver=Waiver("R303", "Jo", "soon", "2026-04-01"))
    assert qualified(essential("R301"), waived, *(finding("met", rule(f"R40{n}")) for n in range(5))).stage == "large"
    assert qualified(essential("R301"), essential("R303"), essential("X101", "unmet")).gates == ("X101",)


def test_a_gate_that_waits_for_a_later_stage_blocks_nothing_and_still_counts() -> None:
    found = (essential("R301"), essential("R303", "unmet"))
    waiting = let_wait(found, frozenset({"R303"}))
    assert score(found, (), 0).verdict is Verdict.BLOCKED
    assert score(waiting, (), 0).verdict is Verdict.READY
    assert score(waiting, (), 0).low == score(found, (), 0).low
    assert qualification(waiting, score(waiting, (), 0).pillars, STAGES) == qualified(*found)
