"""A leader at the report: read, filter, follow and copy a link, print; without scripts; hostile words act nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.assessments_in_memory import assessment
from tests.e2e.conftest import SCHEMES, WIDTHS, Open, hindrances, is_as_wide_as_its_window
from tests.html_reports_in_memory import hostile, html, many, whole
from tests.html_reports_in_memory import page as text_of_all
from tests.rules_in_memory import finding

pytestmark = pytest.mark.e2e


def open_everything(page: Page) -> None:
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def shown(page: Page) -> list[str]:
    """The ids of the rules that the filter leaves."""
    return page.locator("details.rule:visible > summary .id").all_text_contents()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_hinders_anybody(open_page: Open, width: int, scheme: str) -> None:
    page = open_page(text_of_all(), width=width, scheme=scheme)
    assert is_as_wide_as_its_window(page)
    open_everything(page)
    assert hindrances(page) == []
    assert is_as_wide_as_its_window(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_words_neither_act_nor_break_the_page(open_page: Open, width: int) -> None:
    page = open_page(html(hostile(whole())), width=width)
    open_everything(page)
    assert page.locator("img, iframe, object, embed, form, base, link").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator("a:not([href^='#'])").count() == 0
    assert is_as_wide_as_its_window(page)
    page.fill("#f-text", "onerror=alert")
    assert shown(page)
    page.locator("#f-o").select_option(index=1)
    assert shown(page)
    page.locator("a[href^='#']").first.press("Enter")
    if width < 1000:  # axe takes seconds on so many words, and finds the same on both
        assert hindrances(page) == []


def test_without_scripts_all_can_be_read_and_links_lead_on(open_page: Open) -> None:
    page = open_page(text_of_all(), java_script_enabled=False)
    expect(page.locator("h1")).to_contain_text("Blocked")
    assert not page.locator(".filter").is_visible()
    assert page.locator("details.rule").count() == page.locator("details.rule:visible").count() == len(whole().findings)
    page.locator("#gates-closed a.id").first.click()
    expect(page.locator("#R305")).to_be_visible()
    page.locator("details.rule", has=page.locator("#R302")).locator("summary").first.click()
    expect(page.locator("#R302")).to_be_visible()


def test_a_link_to_a_rule_opens_it(open_page: Open, tmp_path: Any) -> None:
    page = open_page(text_of_all())
    assert not page.is_visible("#R302")
    page.goto(page.url + "#R302")
    expect(page.locator("#R302")).to_be_visible()
    expect(page.locator("#R302")).to_be_in_viewport()
    page.fill("#f-text", "nothing has these words")
    assert shown(page) == []
    page.evaluate("location.hash = 'R305'")
    expect(page.locator("#R305")).to_be_visible()
    again = page.context.new_page()
    again.goto((tmp_path / "page.html").as_uri() + "#R301")
    expect(again.locator("#R301")).to_be_visible()


def test_a_link_can_be_copied(open_page: Open) -> None:
    page = open_page(text_of_all(), permissions=["clipboard-read", "clipboard-write"])
    page.goto(page.url + "#R302")
    button = page.locator("#R302 .link")
    button.press("Enter")
    expect(button).to_have_text("Link copied")
    expect(page.locator("#said")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith("page.html#R302")


def test_rules_are_filtered_by_keyboard_and_counted_aloud(open_page: Open) -> None:
    page = open_page(text_of_all())
    every = len(whole().findings)
    status = page.locator("#shown")
    expect(status).to_have_attribute("role", "status")
    expect(status).to_have_text(f"{every} rules")
    page.locator("#f-text").focus()
    page.keyboard.type("no TIME limit")
    assert set(shown(page)) == {"R301", "R302", "R305"}
    expect(status).to_have_text(f"3 of {every} rules")
    page.keyboard.press("Tab")
    page.keyboard.type("Partial")
    assert shown(page) == ["R302"]
    page.locator("#f-clear").press("Enter")
    expect(page.locator("#f-text")).to_be_focused()
    assert len(shown(page)) == every
    page.locator("#f-open").press("Space")
    expect(page.locator("#f-open")).to_have_text("Close all shown")
    assert page.locator("details.rule[open]").count() == every


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("#f-s", "contradicted", {"R305", "U112", "U113"}),
        ("#f-s", "waived", {"R402"}),
        ("#f-p", "O", {"O101", "O104"}),
        ("#f-v", "essential", {"P101", "R301", "R305", "R402"}),
        ("#f-o", "Jo", {"R402"}),
        ("#f-a", "Business", {"P101", "P102"}),
    ],
)
def test_each_field_of_the_filter_finds_its_rules(open_page: Open, field: str, value: str, expected: set[str]) -> None:
    page = open_page(text_of_all())
    page.select_option(field, value)
    assert set(shown(page)) == expected
    assert page.locator(".group:visible").count() == len({one[0] for one in expected})


def test_the_matrix_scrolls_within_itself_and_keeps_its_heads(open_page: Open) -> None:
    page = open_page(html(many(20)), width=360)
    region = page.locator("#calls .tall")
    region.focus()
    region.evaluate("one => one.scrollTo(200, 900)")
    top = region.evaluate("one => one.getBoundingClientRect().top")
    head = page.locator("#calls thead th").nth(1)
    assert abs(head.evaluate("one => one.getBoundingClientRect().top") - top) < 4
    assert is_as_wide_as_its_window(page)


def test_on_paper_every_gate_is_open_and_no_control_is_left(open_page: Open) -> None:
    page = open_page(text_of_all(), scheme="dark")
    page.select_option("#f-s", "met")
    page.emulate_media(media="print")
    assert page.is_visible("#gates-closed .where li >> nth=0")
    assert page.locator("button, input, select, nav").locator("visible=true").count() == 0
    assert page.locator("details.rule > summary").locator("visible=true").count() == len(whole().findings)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_states_are_told_apart_where_all_colours_are_one(open_page: Open) -> None:
    page = open_page(text_of_all(), forced_colors="active")
    assert hindrances(page) == []
    words = {one.strip() for one in page.locator(".matrix td").all_text_contents()}
    assert {"yes", "no", "default", "unknown", "not wanted"} <= words
    assert page.locator(".matrix td svg").count() == page.locator(".matrix td").count()


def test_a_ready_product_without_calls_and_an_empty_result_are_whole_pages(open_page: Open) -> None:
    for run in (assessment((finding("met"),), signs=(), inventory={}), assessment((), signs=(), next=(), pillars={})):
        page = open_page(html(run), width=360)
        assert page.locator("h1").is_visible()
        assert is_as_wide_as_its_window(page)


def test_fifteen_hundred_rules_can_be_filtered(open_page: Open) -> None:
    page = open_page(html(many(1500)))
    page.fill("#f-text", "U2499")
    assert len(shown(page)) == 1
