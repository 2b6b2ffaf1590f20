"""The form with the keyboard, a reader of screens, a small window, other colours, paper, mistakes and hostile words."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from readiness.answers import Reply
from readiness.sanitizing import printable
from tests.e2e.at_the_form import ANSWERED, RULES, downloaded, key, load, say, taken
from tests.e2e.conftest import SCHEMES, WIDTHS, Open, hindrances, is_as_wide_as_its_window
from tests.forms_in_memory import HOSTILE, form, hostile_findings

pytestmark = pytest.mark.e2e


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
    page = open_page(form(ANSWERED), width=width, scheme=scheme)
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


def test_a_message_that_appears_does_not_move_what_is_being_clicked(open_page: Open) -> None:
    page = open_page(form())
    first, second = key(page, "P101"), key(page, "P108")
    page.check(f"#{first}-yes")
    page.fill(f"#{first}-evidence", "/etc/passwd")
    page.check(f"#{second}-no")
    expect(page.locator(f"#{first}-evidence-error")).to_contain_text("leads out of the repository")
