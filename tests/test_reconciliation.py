import datetime
from dataclasses import replace

import pytest

from readiness.answers import Answer, Reply
from readiness.model import By, Evidence, Fact, Finding, Provenance, Reported, Standing, Status
from readiness.reconciliation import Circumstances, notes_on_answers, reconcile
from tests.rules_in_memory import finding, rule

TODAY = datetime.date(2026, 3, 1)
HERE = Circumstances(TODAY, exists=lambda path: path.startswith("docs/"))
YES = Answer("R301", Reply.YES, "Jo Li", "2026-02-20", ("docs/proof.md",), place="readiness-answers.yaml:4")
AGAINST = Evidence("app.py", 7, "call()", "has no time limit", supports=False)


@pytest.mark.parametrize(
    ("by", "reply", "evidence", "status", "value"),
    [
        (By.ASK, Reply.YES, ("docs/a.md",), Status.MET, 1.0),
        (By.BOTH, Reply.YES, ("https://example.org/x",), Status.MET, 0.8),
        (By.REPO, Reply.YES, ("docs/a.md:12",), Status.MET, 0.5),
        (By.ASK, Reply.YES, (), Status.PARTIAL, 0.25),
        (By.ASK, Reply.YES, ("gone.md",), Status.PARTIAL, 0.25),
        (By.ASK, Reply.PARTLY, ("docs/a.md",), Status.PARTIAL, 0.5),
        (By.BOTH, Reply.PARTLY, ("docs/a.md",), Status.PARTIAL, 0.4),
        (By.REPO, Reply.PARTLY, ("docs/a.md",), Status.PARTIAL, 0.25),
        (By.BOTH, Reply.NO, (), Status.UNMET, 0.0),
    ],
)
def test_an_answer_is_worth_what_its_evidence_and_the_rule_allow(
    by: By, reply: Reply, evidence: tuple[str, ...], status: Status, value: float
) -> None:
    judged = reconcile(finding("unknown", rule(by=by)), replace(YES, reply=reply, evidence=evidence), HERE)
    assert (judged.status, judged.provenance, judged.value) == (status, Provenance.ATTESTED, value)
    assert "Jo Li" in judged.message


def test_an_answer_whose_evidence_is_gone_says_so_and_never_clears_a_gate() -> None:
    judged = reconcile(finding("unknown"), replace(YES, evidence=("gone.md",)), HERE)
    assert "gone.md" in judged.message
    assert not judged.has_evidence


def test_silence_of_the_repository_is_no_refutation() -> None:
    assert reconcile(finding("unmet"), YES, HERE).provenance is Provenance.ATTESTED


def test_a_refuted_yes_is_unmet_and_says_what_refutes_it() -> None:
    refutation = Fact(1.0, (AGAINST,), "the limit is switched off")
    judged = reconcile(finding("unknown"), YES, HERE, refutation)
    assert (judged.status, judged.provenance, judged.value) == (Status.UNMET, Provenance.CONTRADICTED, 0.0)
    assert "the limit is switched off" in judged.message
    assert judged.evidence[0] == AGAINST


def test_a_refutation_that_did_not_hold_changes_nothing() -> None:
    assert reconcile(finding("unknown"), YES, HERE, Fact(0.0)).status is Status.MET
    assert reconcile(finding("unknown"), YES, HERE, Fact(None)).status is Status.MET


def test_places_seen_to_lack_it_refute_a_yes() -> None:
    assert reconcile(finding("unmet", evidence=(AGAINST,)), YES, HERE).provenance is Provenance.CONTRADICTED


def test_a_part_seen_to_be_lacking_cannot_be_talked_away() -> None:
    seen = finding("partial", rule(by=By.ASK), 0.5, evidence=(AGAINST,))
    judged = reconcile(seen, YES, HERE)
    assert (judged.status, judged.provenance, judged.value) == (Status.PARTIAL, Provenance.VERIFIED, 0.5)
    assert "Jo Li answered yes, but places lack it" in judged.message


def test_what_is_seen_stays_verified_where_it_is_worth_more_than_the_answer() -> None:
    for seen in (finding("met"), finding("partial", value=0.75)):
        assert replace(reconcile(seen, YES, HERE), answer=None) == seen
    assert reconcile(finding("partial", rule(by=By.BOTH), 0.5), YES, HERE).value == 0.8


def test_a_no_does_not_undo_what_the_repository_shows() -> None:
    judged = reconcile(finding("met"), replace(YES, reply=Reply.NO), HERE)
    assert (judged.status, judged.provenance) == (Status.MET, Provenance.VERIFIED)
    assert "answered no, but the repository shows it" in judged.message


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "2025-11-01"},
        {"expires": "2026-02-28"},
        {"date": "2026-02-20", "valid_days": 5},
        {"date": "2026-03-02"},
    ],
)
def test_an_answer_outside_its_time_leaves_the_repository_to_speak_alone(changes: dict[str, object]) -> None:
    judged = reconcile(finding("unknown"), replace(YES, **changes), HERE)  # type: ignore[arg-type]
    assert judged.status is Status.UNKNOWN
    assert "Jo Li" in judged.message


def test_an_answer_counts_on_its_last_day() -> None:
    assert reconcile(finding("unknown"), replace(YES, expires="2026-03-01"), HERE).status is Status.MET


def test_a_person_cannot_make_an_answer_last_longer_than_its_rule_allows() -> None:
    answer = replace(YES, date="2025-10-01", valid_days=3000, expires="2030-01-01")
    assert reconcile(finding("unknown"), answer, HERE).status is Status.UNKNOWN


def test_an_answer_lapses_when_its_evidence_changes_afterwards() -> None:
    for changed, status in (("2026-02-25", Status.UNKNOWN), ("2026-02-20", Status.MET), ("2026-03-05", Status.MET)):
        here = replace(HERE, last_change=lambda _, day=changed: day)
        assert reconcile(finding("unknown"), YES, here).status is status


def excused(**changes: str) -> Answer:
    return replace(YES, reply=Reply.NOT_APPLICABLE, reason="no such part", expires="2026-04-01", **changes)


def test_not_applicable_needs_a_reason_and_a_last_day() -> None:
    judged = reconcile(finding("unknown"), excused(), HERE)
    assert (judged.status, judged.value) == (Status.NOT_APPLICABLE, None)
    assert "no such part" in judged.message
    assert reconcile(finding("unknown"), replace(excused(), reason=""), HERE).status is Status.UNKNOWN
    assert reconcile(finding("unknown"), replace(excused(), expires=""), HERE).status is Status.UNKNOWN


@pytest.mark.parametrize("seen", [finding("met"), finding("partial"), finding("unmet", evidence=(AGAINST,))])
def test_not_applicable_is_refused_where_the_repository_shows_that_it_applies(seen) -> None:  # type: ignore[no-untyped-def]
    judged = reconcile(seen, excused(), HERE)
    assert judged.status is seen.status
    assert "refused" in judged.message


@pytest.mark.parametrize("status", ["not-applicable", "error"])
def test_what_does_not_apply_or_could_not_be_judged_stays_so(status: str) -> None:
    assert replace(reconcile(finding(status), YES, HERE), answer=None) == finding(status)


def test_unanswered_and_unknown_leave_the_finding_as_it_is() -> None:
    assert reconcile(finding("unknown"), None, HERE) == finding("unknown")
    judged = reconcile(finding("unknown"), replace(YES, reply=Reply.UNKNOWN), HERE)
    assert replace(judged, answer=None) == finding("unknown")
    assert judged.answer and judged.answer.reply == "unknown"


FOR = Evidence("app.py", 3, "call(timeout=20)", "has a time limit")
REFUTATION = Fact(1.0, (replace(AGAINST, supports=True),), "the limit is switched off")
NO = replace(YES, reply=Reply.NO)
PARTLY = replace(YES, reply=Reply.PARTLY)


def standing(found: Finding, answer: Answer, refutation: Fact | None = None, here: Circumstances = HERE) -> Standing:
    reported = reconcile(found, answer, here, refutation).answer
    assert reported is not None
    return reported.standing


@pytest.mark.parametrize(
    ("found", "answer", "expected"),
    [
        (finding("met", evidence=(FOR,)), YES, Standing.CORROBORATED),
        (finding("partial", evidence=(FOR,)), YES, Standing.CORROBORATED),
        (finding("partial", evidence=(FOR, AGAINST)), PARTLY, Standing.CORROBORATED),
        (finding("unknown"), YES, Standing.UNSUPPORTED),
        (finding("unmet"), YES, Standing.UNSUPPORTED),
        (finding("unknown"), replace(YES, evidence=("gone.md",)), Standing.UNSUPPORTED),
        (finding("partial", evidence=(FOR, AGAINST)), YES, Standing.CONTRADICTED),
        (finding("unmet", evidence=(AGAINST,)), YES, Standing.CONTRADICTED),
        (finding("unmet", evidence=(AGAINST,)), NO, Standing.CORROBORATED),
        (finding("partial", evidence=(FOR, AGAINST)), NO, Standing.CORROBORATED),
        (finding("unknown"), NO, Standing.UNSUPPORTED),
        (finding("met", evidence=(FOR,)), NO, Standing.CONTRADICTED),
        (finding("not-applicable"), replace(YES, reply=Reply.NOT_APPLICABLE), Standing.CORROBORATED),
        (finding("not-applicable"), YES, Standing.UNSUPPORTED),
        (finding("error"), YES, Standing.UNSUPPORTED),
        (finding("unknown"), replace(YES, date="2025-01-01"), Standing.STALE),
        (finding("met"), replace(YES, date="2025-01-01"), Standing.STALE),
        (finding("not-applicable"), replace(YES, date="2025-01-01"), Standing.STALE),
    ],
)
def test_each_answer_stands_somewhere_beside_the_repository(found: Finding, answer: Answer, expected: Standing) -> None:
    assert standing(found, answer) is expected


@pytest.mark.parametrize("seen", ["met", "partial", "unmet", "unknown"])
def test_a_refuted_yes_is_contradicted_whatever_else_is_seen(seen: str) -> None:
    assert standing(finding(seen), YES, REFUTATION) is Standing.CONTRADICTED
    assert standing(finding(seen), PARTLY, REFUTATION) is Standing.CONTRADICTED


def test_a_refutation_in_part_does_not_undo_what_is_seen_wholly() -> None:
    weak = replace(REFUTATION, degree=0.5)
    assert standing(finding("met"), YES, weak) is Standing.CORROBORATED
    assert standing(finding("partial"), YES, weak) is Standing.CONTRADICTED


def test_what_refutes_speaks_against_however_its_detector_brought_it() -> None:
    judged = reconcile(finding("unknown"), YES, HERE, REFUTATION)
    assert [(one.place, one.supports) for one in judged.evidence] == [("app.py:7", False), (YES.place, True)]


def test_a_refutation_refuses_not_applicable_and_names_its_place() -> None:
    judged = reconcile(finding("unknown"), excused(), HERE, REFUTATION)
    assert judged.status is Status.UNKNOWN
    assert "refused" in judged.message and "app.py:7" in judged.message
    assert standing(finding("unknown"), excused(), REFUTATION) is Standing.CONTRADICTED


def test_the_finding_tells_the_answer_as_it_was_given() -> None:
    answer = replace(YES, value=12.5, unit="%", note="asked twice", reason="a \x1b[31mreason", date="2026-02-20")
    reported = reconcile(finding("unknown"), answer, HERE).answer
    assert reported == Reported(
        "yes", "Jo Li", "2026-02-20", "2026-05-21", Standing.UNSUPPORTED, ("docs/proof.md",), 12.5, "%",
        "a \ufffd[31mreason", "asked twice", "readiness-answers.yaml:4",
    )  # fmt: skip


def test_no_secret_that_somebody_answered_is_told() -> None:
    note = "key sk-" + "a1B2" * 10
    reported = reconcile(finding("unknown"), replace(YES, note=note, value=note), HERE).answer
    assert reported and "a1B2" not in f"{reported.note}{reported.value}"


def remembering(now: str, changed: str | None = None) -> Circumstances:
    return Circumstances(TODAY, HERE.exists, lambda _: changed, lambda _: now)


def test_evidence_whose_content_changed_makes_an_answer_stale() -> None:
    answer = replace(YES, evidence=("docs/proof.md:12",), blobs={"docs/proof.md": "a" * 40})
    judged = reconcile(finding("unknown"), answer, remembering("b" * 40))
    assert judged.status is Status.UNKNOWN
    assert "docs/proof.md:12 changed" in judged.message
    assert judged.answer and judged.answer.standing is Standing.STALE


def test_evidence_that_was_touched_but_reads_the_same_still_counts() -> None:
    answer = replace(YES, blobs={"docs/proof.md": "a" * 40})
    assert reconcile(finding("unknown"), answer, remembering("a" * 40, "2026-02-25")).status is Status.MET


def test_without_remembered_content_the_day_of_the_last_change_decides() -> None:
    answer = replace(YES, blobs={"docs/proof.md": "a" * 40})
    assert standing(finding("unknown"), YES, here=remembering("b" * 40, "2026-02-25")) is Standing.STALE
    assert standing(finding("unknown"), answer, here=remembering("", "2026-02-25")) is Standing.STALE
    assert reconcile(finding("unknown"), answer, remembering("")).status is Status.MET


def test_evidence_that_is_gone_is_missing_and_not_stale() -> None:
    answer = replace(YES, evidence=("gone.md",), blobs={"gone.md": "a" * 40})
    judged = reconcile(finding("unknown"), answer, remembering("", "2026-02-25"))
    assert (judged.status, judged.has_evidence) == (Status.PARTIAL, False)
    assert judged.answer and judged.answer.standing is Standing.UNSUPPORTED


def answered(rule_id: str, **changes: object) -> Finding:
    return reconcile(finding("unknown", rule(rule_id)), replace(YES, rule=rule_id, **changes), HERE)  # type: ignore[arg-type]


def test_stale_answers_and_those_that_soon_expire_are_told_in_few_words() -> None:
    findings = (
        answered("R302", date="2025-01-01"),
        answered("R301", expires="2026-02-28"),
        answered("P102", expires="2026-03-15"),
        answered("O103", expires="2026-03-01"),
        answered("D104", expires="2026-03-15"),
        answered("U105", expires="2026-03-16"),
        answered("U106", reply=Reply.UNKNOWN, expires="2026-03-02"),
        finding("unknown", rule("U107")),
    )
    assert notes_on_answers(findings, TODAY) == (
        "answers that no longer count: R301, R302",
        "answers that soon expire: O103 on 2026-03-01; D104, P102 on 2026-03-15",
    )


def test_nothing_is_noted_of_answers_that_last() -> None:
    assert notes_on_answers((answered("R301"), finding("met")), TODAY) == ()


def test_an_answer_for_the_end_of_all_days_is_no_fault() -> None:
    judged = reconcile(finding("unknown"), replace(YES, date="9999-12-31"), HERE)
    assert judged.status is Status.UNKNOWN
