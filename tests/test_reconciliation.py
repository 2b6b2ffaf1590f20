import datetime
from dataclasses import replace

import pytest

from readiness.answers import Answer, Reply
from readiness.model import By, Evidence, Fact, Provenance, Status
from readiness.reconciliation import Circumstances, reconcile
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
    assert reconcile(seen, YES, HERE) == seen


def test_what_is_seen_stays_verified_where_it_is_worth_more_than_the_answer() -> None:
    for seen in (finding("met"), finding("partial", value=0.75)):
        assert reconcile(seen, YES, HERE) == seen
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
    assert reconcile(finding(status), YES, HERE) == finding(status)


def test_unanswered_and_unknown_leave_the_finding_as_it_is() -> None:
    assert reconcile(finding("unknown"), None, HERE) == finding("unknown")
    assert reconcile(finding("unknown"), replace(YES, reply=Reply.UNKNOWN), HERE) == finding("unknown")
