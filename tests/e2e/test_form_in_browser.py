"""A product owner at the form: every kind of question, keeping, handing in, and going on with an earlier file."""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import expect

from readiness.answers import Reply
from tests.e2e.at_the_form import ANSWERED, downloaded, everything, key, load, reloaded, say, taken
from tests.e2e.conftest import Open
from tests.forms_in_memory import form

pytestmark = pytest.mark.e2e


def test_every_kind_of_answer_comes_back_as_it_was_given(open_page: Open) -> None:
    page = open_page(form())
    everything(page)
    expect(page.locator("#count")).to_have_text("7 of 7 done")
    answers = taken(downloaded(page)).answers
    now = datetime.datetime.now().astimezone()
    today = min(now.date(), now.astimezone(datetime.UTC).date()).isoformat()
    assert len(answers) == 7
    problem = answers["P101"]
    assert (problem.reply, problem.by, problem.date) == (Reply.YES, "María Ortiz", today)
    assert problem.value == "Clerks read:\n- 60 pages\n\n# a day: 'no' \"x\" \\ \t{a} \U0001f600"
    assert problem.evidence == ("docs/problem.md:12", "https://a.example/x?y=1#z")
    assert (answers["P108"].reply, answers["P108"].value) == (Reply.PARTLY, "yes")
    assert (answers["R305"].reply, answers["R305"].note) == (Reply.NO, "Planned: May")
    assert answers["R408"].value == "production sample"
    gone = answers["O112"]
    assert (gone.reply, gone.reason, gone.expires > today) == (Reply.NOT_APPLICABLE, "No operations yet", True)
    assert (answers["O120"].reply, answers["O120"].note) == (Reply.UNKNOWN, "Ask Jo")
    assert (answers["U111"].value, answers["U111"].unit) == (62.5, "% of users")


def test_a_skipped_and_a_cleared_question_are_not_written(open_page: Open) -> None:
    page = open_page(form())
    say(page, "P108", "skip")
    say(page, "R305", "yes")
    page.click(f"#{key(page, 'R305')} [data-act=clear]")
    expect(page.locator("#count")).to_have_text("1 of 7 done")
    assert taken(downloaded(page, "#download-end")).answers == {}


def test_what_is_typed_survives_a_reload_and_can_be_forgotten(open_page: Open) -> None:
    page = open_page(form())
    before = ""

    def answer() -> None:
        nonlocal before
        everything(page)
        expect(page.locator("#saved")).to_have_text("Saved")
        before = downloaded(page)

    reloaded(page, answer)
    expect(page.locator("#saved")).to_contain_text("7 answers brought back")
    expect(page.locator("#name")).to_have_value("María Ortiz")
    assert downloaded(page) == before
    page.click("#forget")
    page.click("#forget-yes")
    page.reload()
    expect(page.locator("#count")).to_have_text("0 of 7 done")
    assert page.evaluate("localStorage.length") == 0


def test_leaving_at_once_loses_nothing(open_page: Open) -> None:
    page = open_page(form())
    reloaded(page, lambda: say(page, "R305", "no", note="the last word"))
    expect(page.locator(f"#{key(page, 'R305')}-note")).to_have_value("the last word")


def test_an_answer_given_in_the_repository_since_is_not_overwritten_unasked(open_page: Open) -> None:
    page = open_page(form())
    say(page, "P108", "no", by="Ann")
    say(page, "R305", "no", by="Ann")
    expect(page.locator("#saved")).to_have_text("Saved")
    newer = open_page(form(ANSWERED), context=page.context)
    expect(newer.locator("#older-text")).to_contain_text("P108")
    assert newer.is_checked(f"#{key(newer, 'P108')}-yes")
    assert newer.is_checked(f"#{key(newer, 'R305')}-no")
    newer.click("#older-use")
    assert newer.is_checked(f"#{key(newer, 'P108')}-no")


def test_without_storage_the_page_says_so_and_works(open_page: Open) -> None:
    page = open_page(form())
    page.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    page.reload()
    expect(page.locator("#no-storage")).to_be_visible()
    say(page, "R305", "no", by="Ann")
    assert taken(downloaded(page)).answers["R305"].by == "Ann"


def test_answers_at_hand_go_on_and_stale_ones_can_be_renewed(open_page: Open) -> None:
    page = open_page(form(ANSWERED))
    before = taken(downloaded(page)).answers
    assert before["P108"].valid_days == 60
    assert before["P108"].date == "2026-02-01"
    expect(page.locator("#count")).to_have_text("1 of 7 done")
    page.fill("#name", "Ann")
    page.click(f"#{key(page, 'O112')} [data-act=renew]")
    expect(page.locator("#count")).to_have_text("2 of 7 done")
    after = taken(downloaded(page)).answers
    assert (after["O112"].by, after["O112"].date > "2026") == ("Ann", True)
    assert after["P108"] == before["P108"]


def test_an_earlier_file_is_loaded_and_unloaded(open_page: Open) -> None:
    page = open_page(form())
    everything(page)
    first = downloaded(page)
    page.click("#forget")
    page.click("#forget-yes")
    say(page, "R305", "yes", by="Ann")
    load(page, first)
    expect(page.locator("#loaded-text")).to_have_text("7 answers were taken from earlier.yaml.")
    expect(page.locator("#loaded-list")).to_contain_text("R305: what stood here was replaced.")
    assert downloaded(page) == first
    page.click("#undo")
    assert page.is_checked(f"#{key(page, 'R305')}-yes")
    expect(page.locator("#count")).to_have_text("1 of 7 done")


def test_a_file_with_other_questions_and_mistakes_is_taken_as_far_as_it_goes(open_page: Open) -> None:
    page = open_page(form())
    text = (
        "schema: 1\nform: {ruleset: old, questions: {P108: '000000000000'}}\nanswers:\n"
        "  name-of-p108: {answer: yes, by: Jo, date: 2026-01-31, value: Jo}\n"
        "  D101: {answer: no, by: Jo, date: 2026-01-31, note: kept}\n"
        "  P101: {answer: maybe}\n"
    )
    load(page, text)
    listed = page.locator("#loaded-list")
    expect(listed).to_contain_text("P101: “maybe” is none of")
    expect(listed).to_contain_text("P108: the question has changed since")
    expect(listed).to_contain_text("Kept in the file, though not asked here: D101.")
    assert '  D101:\n    answer: "no"\n    by: "Jo"' in downloaded(page)


@pytest.mark.parametrize(
    "text", ["schema: 2\n", "[1, 2]", "schema: 1\nanswers: [", "\x00\xff", "{", "schema: 1\nanswers: 3", "a: &x 1"]
)
def test_a_file_that_is_none_is_refused_in_words(open_page: Open, text: str) -> None:
    page = open_page(form())
    load(page, text, "odd.yaml")
    expect(page.locator("#load-error")).to_contain_text("odd.yaml cannot be taken: ")
    expect(page.locator("#count")).to_have_text("0 of 7 done")


def test_a_suggestion_is_used_only_when_asked(open_page: Open) -> None:
    page = open_page(form())
    start = key(page, "P101")
    page.check(f"#{start}-yes")
    expect(page.locator(f"#{start}-evidence")).to_have_value("")
    page.click(f"#{start} [data-act=use]")
    expect(page.locator(f"#{start}-evidence")).to_have_value("README.md:12")
