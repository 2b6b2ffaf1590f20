"""Which questions people are asked, in which order, where each stands, and what is suggested."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from readiness.answers import Answer, Answers, Reply
from readiness.model import By, Evidence, Finding, Provenance, Question, Reported, Rule, Severity, Standing, Status
from readiness.question_values import value_of, wrong_value
from readiness.questionnaire import (
    UNFINISHED,
    Item,
    State,
    by_gain,
    chosen,
    fingerprint_of,
    is_due,
    item_of,
    minutes,
    questions,
    section_letter,
)
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

TODAY = datetime.date(2026, 3, 1)


def asked(rule_id: str, by: By = By.ASK, **more: Any) -> Rule:
    return rule(rule_id, by=by, question=Question(f"What of {rule_id}?", "text"), **more)


def items(*findings: Finding, answers: dict[str, Answer] | None = None) -> dict[str, Item]:
    found = questions(assessment(findings), Answers("readiness-answers.yaml", answers or {}), TODAY)
    return {item.rule.id: item for item in found}


def yes(rule_id: str, date: str = "2026-02-20", **more: Any) -> Answer:
    return Answer(rule_id, Reply.YES, "Jo", date, **more)


def test_only_rules_with_a_question_that_apply_are_asked_in_the_order_of_pillars() -> None:
    found = items(
        finding("unknown", asked("U101")), finding("unmet", rule("R301")), finding("unknown", asked("P108")),
        finding("not-applicable", asked("O102")), finding("unknown", asked("D105")),
    )  # fmt: skip
    assert list(found) == ["P108", "D105", "U101"]


def test_a_rule_of_the_repository_is_asked_by_name_and_listed_once_answered() -> None:
    judged = finding("unmet", rule("R301"))
    assert items(judged) == {}
    assert "R301" in items(judged, answers={"R301": yes("R301")})
    item = item_of("R301", assessment((judged,)), Answers(), TODAY)
    assert item is not None and "Title of R301" in item.question.wording and item.question.kind == "yes-no"
    assert item_of("P999", assessment((judged,)), Answers(), TODAY) is None


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, State.OPEN),
        (yes("P108"), State.ANSWERED),
        (yes("P108", "2025-11-01"), State.STALE),
        (yes("P108", "2026-03-02"), State.STALE),
        (yes("P108", "2025-12-10"), State.EXPIRES_SOON),
        (yes("P108", expires="2026-03-15"), State.EXPIRES_SOON),
        (yes("P108", expires="2026-03-16"), State.ANSWERED),
        (Answer("P108", Reply.UNKNOWN, "Jo", "2026-02-20"), State.NOT_KNOWN),
        (Answer("P108", Reply.UNKNOWN, note=f"{UNFINISHED}yes"), State.OPEN),
    ],
)
def test_a_question_stands_where_its_answer_does(answer: Answer | None, state: State) -> None:
    given = {"P108": answer} if answer else {}
    assert items(finding("unknown", asked("P108")), answers=given)["P108"].state is state


def test_an_answer_whose_evidence_changed_is_stale() -> None:
    reported = Reported("yes", "Jo", "2026-02-20", "2027-01-01", Standing.STALE)
    item = items(finding("unknown", asked("P108"), answer=reported), answers={"P108": yes("P108")})["P108"]
    assert item.state is State.STALE and "evidence changed" in item.why_stale
    bound = yes("P108", blobs={"docs/owner.md": "0" * 40})
    item = items(finding("unknown", asked("P108"), answer=reported), answers={"P108": bound})["P108"]
    assert item.why_stale == "docs/owner.md changed"


def test_what_the_repository_shows_is_not_asked_for() -> None:
    lacking = (Evidence("a.py", 3, "x", "lacks it", supports=False),)
    found = items(
        finding("met", asked("P101", By.BOTH)), finding("unmet", asked("P102", By.BOTH), evidence=lacking),
        finding("unmet", asked("P103", By.BOTH)), finding("partial", asked("P104", By.BOTH)),
    )  # fmt: skip
    assert {key: item.state for key, item in found.items()} == {
        "P101": State.SEEN, "P102": State.SEEN, "P103": State.OPEN, "P104": State.OPEN,
    }  # fmt: skip


def test_not_applicable_would_be_refused_where_the_subject_is_seen() -> None:
    lacking = (Evidence("a.py", 3, "x", "lacks it", supports=False),)
    found = items(
        finding("partial", asked("P101"), evidence=(Evidence("README.md", 4, "x", "told in part"),)),
        finding("unmet", asked("P102"), evidence=lacking), finding("unmet", asked("P103")),
        finding("met", asked("P104"), provenance=Provenance.ATTESTED, seen=Status.UNKNOWN),
    )  # fmt: skip
    assert "README.md:4 told in part" in found["P101"].refusal
    assert "a.py:3 lacks it" in found["P102"].refusal
    assert found["P103"].refusal == found["P104"].refusal == ""


def test_an_answer_no_is_no_place_that_lacks_it() -> None:
    said = Evidence("readiness-answers.yaml", 4, "", "answered no by Jo", supports=False)
    denied = finding("unmet", asked("P101"), provenance=Provenance.ATTESTED, seen=Status.UNKNOWN, evidence=(said,))
    assert items(denied, answers={"P101": Answer("P101", Reply.NO, "Jo", "2026-02-20")})["P101"].refusal == ""


def test_gates_come_first_then_what_adds_most() -> None:
    found = items(
        finding("unknown", asked("P102", severity=Severity.MINOR)), finding("unknown", asked("P103")),
        finding("unknown", asked("D105", severity=Severity.ESSENTIAL)), finding("unmet", rule("D106")), finding("unmet", rule("D107")),
        finding("unknown", asked("P104", By.BOTH)),
    )  # fmt: skip
    assert [item.rule.id for item in by_gain(found.values())] == ["D105", "P103", "P104", "P102"]
    assert found["D105"].moves and not found["P103"].moves


def test_what_settles_an_open_verdict_can_move_it() -> None:
    judged = (finding("unknown", asked("P102")), *(finding("met", rule(f"P11{number}")) for number in range(2)))
    run = assessment(judged)
    assert run.settle == ("P102",)
    assert questions(run, Answers(), TODAY)[0].moves


def test_a_choice_of_questions() -> None:
    found = items(
        finding("unknown", asked("P101", severity=Severity.ESSENTIAL)), finding("unknown", asked("P102")), finding("unknown", asked("U103")),
        finding("unknown", asked("P104")), finding("unknown", asked("P105")), finding("unmet", rule("R301", severity=Severity.ESSENTIAL)),
        answers={"P102": yes("P102", "2025-01-01"), "P104": yes("P104"), "P105": Answer("P105", Reply.UNKNOWN, date="2026-03-01")},
    ).values()  # fmt: skip

    def ids(**how: Any) -> list[str]:
        return [item.rule.id for item in chosen(found, TODAY, **how)]

    assert sorted(ids()) == ["P101", "P102", "U103"]
    assert ids(quick=True) == ["P101"]
    assert sorted(ids(only_missing=True)) == ["P101", "U103"]
    assert ids(stale=True) == ["P102"]
    assert ids(sections=("U",)) == ["U103"]
    tomorrow = TODAY + datetime.timedelta(days=1)
    assert "P105" in [item.rule.id for item in chosen(found, tomorrow)]
    assert not any(is_due(item, TODAY) for item in found if item.rule.id in ("P104", "P105"))


def test_suggestions_are_what_speaks_for_it_and_documents_about_it() -> None:
    places = (
        Evidence("README.md", 12, "For nurses.", "a role"), Evidence("docs/plan.md", 3, "Soon", "no date", supports=False),
        Evidence("app.py", 3, "x", "lacks it", supports=False), Evidence("readiness-answers.yaml", 4, "", "answered partly by Jo"),
    )  # fmt: skip
    item = items(finding("partial", asked("P101"), evidence=places))["P101"]
    assert [(one.place, one.near) for one in item.suggestions] == [("README.md:12", False), ("docs/plan.md:3", True)]


@pytest.mark.parametrize(
    ("word", "letter"),
    [("P", "P"), ("problem", "P"), ("Problem definition", "P"), ("obs", "O"), ("u", "U"), ("user adoption", "U"), ("adoption", "U"), ("deploy", "D"), ("x", None), ("", None)],
)  # fmt: skip
def test_a_section_is_named_by_letter_word_or_beginning(word: str, letter: str | None) -> None:
    assert section_letter(word) == letter


@pytest.mark.parametrize(
    ("kind", "typed", "value", "is_right"),
    [
        ("number", "62 %", 62, True), ("number", "62,5", 62.5, True), ("number", "+3.5%", 3.5, True), ("number", "many", "many", False),
        ("date", "2026-01-31; two rules", "2026-01-31; two rules", True), ("date", "January", "January", False), ("date", "2026-02-31", "2026-02-31", False),
        ("choice", "field trial, 3 weeks", "field trial, 3 weeks", True), ("choice", "guess", "guess", False), ("text", " 12 ", "12", True),
    ],
)  # fmt: skip
def test_a_value_is_of_the_kind_that_was_asked_for(kind: str, typed: str, value: str | float, is_right: bool) -> None:
    question = Question("What?", kind, choices=("demo set", "field trial"), unit="%")
    assert value_of(question, typed) == value
    assert (wrong_value(question, value_of(question, typed)) == "") == is_right


def test_a_fingerprint_tells_questions_apart_and_not_their_help() -> None:
    first = Question("What?", "text", help="a")
    assert fingerprint_of(first) == fingerprint_of(Question("What?", "text", help="b"))
    assert fingerprint_of(first) != fingerprint_of(Question("Which?", "text"))


def test_a_few_questions_take_a_minute_at_least() -> None:
    assert (minutes(0), minutes(7)) == (1, 5)
