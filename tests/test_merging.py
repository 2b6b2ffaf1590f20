"""Answers of another file: what is new, what differs, what changed on both sides, and what does not fit."""

from __future__ import annotations

import datetime
import json

import pytest

from readiness.answers import Answer, Answers, Reply
from readiness.merging import Change, differences, read_incoming, refused_by_the_scan, without
from readiness.model import By, Evidence, Question
from readiness.questionnaire import fingerprint_of, questions
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

RULES = {
    one.id: one
    for one in (
        rule("P108", by=By.ASK, question=Question("Who?", "person")),
        rule("U111", by=By.ASK, question=Question("How many?", "number", unit="%")),
        rule("D105", by=By.BOTH, question=Question("Where?", "url")),
    )
}
WHO = fingerprint_of(Question("Who?", "person"))
MINE = Answer("P108", Reply.YES, "Jo", "2026-02-01", value="Maria", place="readiness-answers.yaml:3")
ENTRY = "  P108: {answer: yes, value: Sam, by: Ann, date: 2026-02-10}\n"


def read(entries: str, form: str = "", current: Answers | None = None):  # type: ignore[no-untyped-def]
    return read_incoming(f"schema: 1\n{form}answers:\n{entries}", "b.yaml", RULES, "now", current or Answers())


def changes(entries: str, mine: Answer | None = MINE, form: str = "") -> dict[str, Change]:
    current = Answers("readiness-answers.yaml", {mine.rule: mine} if mine else {})
    incoming = read(entries, form, current)
    assert incoming.problems == ()
    return {one.rule: one.change for one in differences(current, incoming)}


def test_an_answer_to_an_open_question_is_new() -> None:
    assert changes(ENTRY, None) == {"P108": Change.NEW}


def test_the_same_words_are_no_difference_whatever_the_machine_keeps_beside_them() -> None:
    entry = "  P108: {answer: yes, value: Maria, by: Jo, date: 2026-02-01}\n"
    assert changes(entry) == {"P108": Change.SAME}


def test_a_later_answer_is_a_change_and_an_older_one_a_conflict() -> None:
    assert changes(ENTRY) == {"P108": Change.CHANGED}
    assert changes(ENTRY.replace("02-10", "01-10")) == {"P108": Change.CONFLICT}
    assert changes(ENTRY.replace("02-10", "02-01")) == {"P108": Change.CONFLICT}


def test_an_answer_at_hand_that_is_later_than_the_form_is_a_conflict() -> None:
    assert changes(ENTRY, form="form: {ruleset: now, date: 2026-01-20}\n") == {"P108": Change.CONFLICT}
    assert changes(ENTRY, form="form: {ruleset: now, date: 2026-02-05}\n") == {"P108": Change.CHANGED}


def test_a_difference_tells_each_field_old_and_new() -> None:
    current = Answers("a", {"P108": MINE})
    (one,) = differences(current, read(ENTRY, current=current))
    assert one.fields == (("value", "Maria", "Sam"), ("by", "Jo", "Ann"), ("date", "2026-02-01", "2026-02-10"))


def test_every_mistake_of_the_file_is_told_at_its_line() -> None:
    incoming = read(
        "  P109: {answer: yes, by: A, date: 2026-02-10}\n"
        "  U111: {answer: yes, value: many, by: A, date: 2026-02-10}\n"
        "  D105: {answer: maybe, by: A, date: 2026-02-30}\n",
        "form: {rules: x}\n",
    )
    told = [str(problem) for problem in incoming.problems]
    assert [line.split(":")[1] for line in told] == ["2", "2", "4", "5", "6", "6"]
    assert 'did you mean "P108"' in told[2] and "is no number (%)" in told[3]


def test_an_answer_to_other_words_is_refused_alone_where_the_rules_differ() -> None:
    form = f'form:\n  ruleset: old\n  questions: {{P108: "{WHO}", U111: "000000000000"}}\n'
    entries = ENTRY + "".join(f"  {key}: {{answer: no, by: A, date: 2026-02-10}}\n" for key in ("U111", "D105"))
    incoming = read(entries, form)
    assert incoming.problems == ()
    assert set(incoming.answers.answers) == {"P108"}
    assert "other words" in str(incoming.refused["U111"]) and "b.yaml:7" in str(incoming.refused["U111"])
    assert "does not tell what it asked" in str(incoming.refused["D105"])
    assert read(entries, form.replace("old", "now")).refused == {}


def test_an_old_answer_that_is_at_hand_already_is_not_refused() -> None:
    current = Answers("a", {"P108": MINE})
    entry = "  P108: {answer: yes, value: Maria, by: Jo, date: 2026-02-01}\n"
    assert read(entry, "form: {ruleset: old}\n", current).refused == {}


def test_not_applicable_is_refused_where_the_repository_shows_the_subject() -> None:
    seen = finding("partial", RULES["D105"], evidence=(Evidence("Dockerfile", 3, "x", "half"),))
    (item,) = questions(assessment((seen,)), Answers(), datetime.date(2026, 3, 1))
    incoming = read(
        "  D105: {answer: not-applicable, reason: x, by: A, date: 2026-02-10, expires: 2026-05-01}\n" + ENTRY
    )
    refused = refused_by_the_scan(incoming, {"D105": item.refusal}.__getitem__)
    assert "Dockerfile:3 half" in str(refused["D105"])
    assert set(without(incoming, refused).answers.answers) == {"P108"}


@pytest.mark.parametrize("indent", [None, 2])
def test_json_is_read_as_well(indent: int | None) -> None:
    data = {
        "schema": 1,
        "form": {"ruleset": "now", "date": "2026-02-01"},
        "answers": {"P108": {"answer": "yes", "by": "A", "date": "2026-02-10", "value": "a/b \u00e9"}},
    }
    incoming = read_incoming(json.dumps(data, indent=indent), "b.json", RULES, "now", Answers())
    assert incoming.problems == () and incoming.answers.answers["P108"].value == "a/b é"
