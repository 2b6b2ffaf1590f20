"""A product owner at the form: every kind of question, keeping, handing in, going on; hostile words change nothing."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from readiness.answers import Answers, Reply
from readiness.merging import read_incoming
from readiness.sanitizing import printable
from tests.e2e.conftest import SCHEMES, WIDTHS, Open, hindrances, is_as_wide_as_its_window
from tests.forms_in_memory import HOSTILE, asked_rules, form, hostile_findings

pytestmark = pytest.mark.e2e

RULES = {rule.id: rule for rule in asked_rules()}
ANSWERED = """schema: 1
answers:
  P108: {answer: yes, by: Jo Li, date: 2026-02-01, value: Jo Li, valid_days: 60, evidence: [docs/owner.md]}
  O112: {answer: yes, by: Jo Li, date: 2025-01-01, value: 'https://a.example/d', evidence: ['https://a.example/d']}
"""


def key(page: Page, rule_id: str) -> str:
    """The beginning of the ids of a question's elements."""
    return str(
        page.evaluate(
            "id => JSON.parse(document.getElementById('data').textContent).items.find(one => one.id === id).key",
            rule_id,
        )
    )


def say(page: Page, rule_id: str, reply: str, **fields: str) -> None:
    """Answer a question as a person would."""
    start = key(page, rule_id)
    page.check(f"#{start}-{reply}")
    for name, text in fields.items():
        field = page.locator(f"#{start}-{name}")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def downloaded(page: Page, button: str = "#download") -> str:
    with page.expect_download() as waiting:
        page.click(button)
    assert waiting.value.suggested_filename == "readiness-answers.yaml"
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def taken(text: str, rules: Any = None) -> Answers:
    """The answers as `readiness ask --from` reads them; a mistake fails the test."""
    incoming = read_incoming(text, "readiness-answers.yaml", rules or RULES, "cafe", Answers())
    assert incoming.problems == ()
    assert not incoming.refused
    assert incoming.form is not None
    assert (incoming.form.ruleset, incoming.form.date) == ("cafe", "2026-03-01")
    return incoming.answers


def load(page: Page, text: str, name: str = "earlier.yaml") -> None:
    page.set_input_files("#load", files=[{"name": name, "mimeType": "text/plain", "buffer": text.encode()}])
    expect(page.locator("#loaded, #load-error").locator("visible=true").first).to_be_visible()


def everything(page: Page) -> None:
    """One answer of every kind."""
    page.fill("#name", "María Ortiz")
    say(
        page,
        "P101",
        "yes",
        value="Clerks read:\n- 60 pages\n\n# a day: 'no' \"x\" \\ \t{a} \U0001f600",
        evidence="docs/problem.md:12\n\nhttps://a.example/x?y=1#z\n",
    )
    say(page, "P108", "partly", value="yes")
    say(page, "R305", "no", note="Planned: May")
    say(page, "R408", "yes", value="production sample", evidence="evals/")
    say(page, "O112", "not-applicable", reason="No operations yet")
    say(page, "O120", "unknown", note="Ask Jo")
    say(page, "U111", "yes", value="62,5 %", evidence="docs/use.md")


def test_every_kind_of_answer_comes_back_as_it_was_given(open_page: Open) -> None:
    page = open_page(form())
    everything(page)
    expect(page.locator("#count")).to_have_text("7 of 7 done")
    answers = taken(downloaded(page)).answers
    today = datetime.date.today().isoformat()  # noqa: DTZ011 - the page asks the same clock
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
    everything(page)
    expect(page.locator("#saved")).to_have_text("Saved")
    before = downloaded(page)
    page.reload()
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
    say(page, "R305", "no", note="the last word")
    page.reload()
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
    page.fill("#name", "Ann")
    page.click(f"#{key(page, 'O112')} [data-act=renew]")
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
    expect(listed).to_contain_text("1 more, which this page does not ask, stay in the file: D101")
    assert '  D101:\n    answer: "no"\n    by: "Jo"' in downloaded(page)


@pytest.mark.parametrize(
    "text", ["schema: 2\n", "[1, 2]", "schema: 1\nanswers: [", "\x00\xff", "{", "schema: 1\nanswers: 3", "a: &x 1"]
)
def test_a_file_that_is_none_is_refused_in_words(open_page: Open, text: str) -> None:
    page = open_page(form())
    load(page, text, "odd.yaml")
    expect(page.locator("#load-error")).to_contain_text("odd.yaml cannot be taken: ")
    expect(page.locator("#count")).to_have_text("0 of 7 done")


def test_mistakes_are_told_at_the_field_and_together_before_anything_is_handed_in(open_page: Open) -> None:
    page = open_page(form())
    say(page, "P101", "yes", evidence="/etc/passwd\nftp://a/b")
    say(page, "U111", "yes", value="many", by="Ann")
    say(page, "O112", "not-applicable", by="Ann", expires="2020-01-01")
    say(page, "R305", "no", by="Ann")
    page.click("#download")
    summary = page.locator("#summary")
    expect(summary).to_be_focused()
    for words in (
        "P101: Write the answer",
        "leads out of the repository",
        "ftp://a/b",
        "P101: Write the name",
        "U111: Write one number",
        "O112: Say in a sentence",
        "O112: This day is before",
    ):
        expect(summary).to_contain_text(words)
    value = page.locator(f"#{key(page, 'U111')}-value")
    assert value.get_attribute("aria-invalid") == "true"
    described = (value.get_attribute("aria-describedby") or "").split()
    assert any("one number" in (page.locator(f"#{one}").text_content() or "") for one in described)
    page.click("#summary-list a >> text=U111")
    expect(value).to_be_focused()
    assert set(taken(downloaded(page, "#download-rest")).answers) == {"R305"}


def test_a_field_shows_only_what_fits_the_answer(open_page: Open) -> None:
    page = open_page(form())
    start = key(page, "P101")
    shown = {
        "yes": "value evidence by date",
        "no": "note by date",
        "not-applicable": "reason expires by date",
        "unknown": "note",
        "skip": "",
    }
    for reply, names in shown.items():
        page.check(f"#{start}-{reply}")
        visible = [
            name
            for name in ("value", "evidence", "reason", "expires", "note", "by", "date")
            if page.is_visible(f"#{start}-{name}")
        ]
        assert visible == names.split(), reply


def test_a_suggestion_is_used_only_when_asked(open_page: Open) -> None:
    page = open_page(form())
    start = key(page, "P101")
    page.check(f"#{start}-yes")
    expect(page.locator(f"#{start}-evidence")).to_have_value("")
    page.click(f"#{start} [data-act=use]")
    expect(page.locator(f"#{start}-evidence")).to_have_value("README.md:12")


def test_a_section_can_be_answered_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page(form())
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Ann")
    page.locator(".sections a").first.focus()
    page.keyboard.press("Enter")
    for _ in range(3):  # the example, then the replies
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("Clerks read 60 pages.")
    page.keyboard.press("Tab")
    page.keyboard.type("docs/a.md")
    expect(page.locator("#status")).to_have_text("Saved. 1 of 7 done.")
    answer = taken(downloaded(page)).answers["P101"]
    assert (answer.reply, answer.value, answer.evidence, answer.by) == (
        Reply.PARTLY,
        "Clerks read 60 pages.",
        ("docs/a.md",),
        "Ann",
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_hinders_anyone(open_page: Open, width: int, scheme: str) -> None:
    page = open_page(form(ANSWERED), width=width, scheme=scheme, reduced_motion="reduce")
    assert hindrances(page) == []
    say(page, "P101", "yes", evidence="/x")
    say(page, "U111", "partly", value="x")
    say(page, "R408", "not-applicable")
    say(page, "R305", "no")
    say(page, "O120", "yes")
    page.click("#download")
    page.click("#forget")
    load(page, ANSWERED)
    assert hindrances(page) == []
    assert is_as_wide_as_its_window(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_words_neither_run_nor_break_the_page(open_page: Open, width: int) -> None:
    findings = hostile_findings()
    page = open_page(form(findings=findings), width=width)
    assert page.locator("img").count() == 0
    assert is_as_wide_as_its_window(page)
    page.fill("#name", HOSTILE)
    for rule_id in RULES:
        say(page, rule_id, "no", note=HOSTILE)
    say(page, "P101", "yes", value=HOSTILE)
    page.click(f"#{key(page, 'P101')} [data-act=use]")
    assert is_as_wide_as_its_window(page)
    rules = {one.rule.id: one.rule for one in findings}
    answers = taken(downloaded(page), rules).answers
    whole = HOSTILE.replace("\x00", "").replace("\x1b", "")
    # A field of one line holds none, and a name ends somewhere.
    assert answers["R305"].note == whole
    assert answers["P101"].value == whole
    assert answers["P101"].evidence == (printable(f"docs/{HOSTILE}.md:3"),)
    assert hindrances(page) == []


def test_on_paper_every_question_is_open_and_no_button_is_left(open_page: Open) -> None:
    page = open_page(form(ANSWERED))
    say(page, "R305", "no", note="word " * 400)
    page.emulate_media(media="print")
    for rule_id in RULES:
        assert page.is_visible(f"#{key(page, rule_id)} legend")
    start = key(page, "P101")
    assert page.is_visible(f"#{start}-value") and page.is_visible(f"#{start}-date")
    assert page.is_visible(f"#{start} .example p")
    assert page.locator("button").locator("visible=true").count() == 0
    note = page.locator(f"#{key(page, 'R305')}-note")
    assert note.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_without_scripts_the_page_can_be_read_and_printed(open_page: Open) -> None:
    page = open_page(form(), java_script_enabled=False)
    expect(page.locator(".unscripted")).to_contain_text("answer on paper")
    assert page.is_visible(".unscripted")
    assert page.is_visible("#q1-value")
    assert not page.is_visible("#download")


def test_the_page_says_how_it_stands_to_people_who_see_all_colours_as_one(open_page: Open) -> None:
    page = open_page(form(), forced_colors="active")
    say(page, "R305", "no")
    assert hindrances(page) == []
    expect(page.locator(f"#{key(page, 'R305')}-done")).to_have_text("No")
    assert json.loads(page.locator("#data").text_content() or "{}")["page"]["ruleset"] == "cafe"
