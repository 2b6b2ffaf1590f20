"""A platform lead at the fleet's page: sort, filter, open a row, send a view, print; two thousand rows; no scripts."""

from __future__ import annotations

from functools import cache

import pytest
from playwright.sync_api import Page, expect

from readiness.fleet_report.html import page as text_of
from tests.e2e.conftest import SCHEMES, WIDTHS, Open, hindrances, is_as_wide_as_its_window
from tests.fleet_report_in_memory import empty, hostile, many, whole
from tests.html_reports_in_memory import HOSTILE

pytestmark = pytest.mark.e2e


@cache
def two_thousand() -> str:
    return text_of(many(2000))


def names(page: Page) -> list[str]:
    """The repositories that the filter leaves, in their order."""
    return page.evaluate(
        "[...document.querySelectorAll('#rows tbody > tr:not([hidden]) summary bdi')].map(one => one.textContent)"
    )


def column(page: Page, number: int) -> list[str]:
    """The words of a column in the rows that are left."""
    return page.evaluate(
        f"[...document.querySelectorAll('#rows tbody > tr:not([hidden])')].map(one => one.children[{number}].textContent)"
    )


def open_everything(page: Page) -> None:
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_hinders_anybody(open_page: Open, width: int, scheme: str) -> None:
    page = open_page(text_of(whole()), width=width, scheme=scheme)
    assert is_as_wide_as_its_window(page)
    assert hindrances(page) == []
    open_everything(page)
    assert hindrances(page) == []
    assert is_as_wide_as_its_window(page)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_shade_can_be_read(open_page: Open, scheme: str) -> None:
    page = open_page(text_of(many(24)), scheme=scheme)
    shades = {one for each in range(10) for one in [f"h{each}"] if page.locator(f".heat td.{one}").count()}
    assert shades == {f"h{each}" for each in range(10)}
    assert hindrances(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_words_neither_act_nor_break_the_page(open_page: Open, width: int) -> None:
    page = open_page(text_of(hostile(whole(), HOSTILE)), width=width)
    open_everything(page)
    assert page.locator("img, iframe, object, embed, form, base, link").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator("a:not([href^='#'])").count() == 0
    assert is_as_wide_as_its_window(page)
    page.fill("#f-text", "onerror=alert")
    assert len(names(page)) == 5
    page.locator("#f-o").select_option(index=page.locator("#f-o option").count() - 1)
    assert 0 < len(names(page)) < 5
    page.locator("a[data-pick^='o=']").first.press("Enter")
    assert names(page)
    if width < 1000:
        assert hindrances(page) == []


def test_without_scripts_the_table_is_whole_and_rows_open(open_page: Open) -> None:
    page = open_page(text_of(whole()), java_script_enabled=False)
    assert not page.locator(".filter").is_visible()
    assert page.locator("#rows tbody tr:visible").count() == 5
    assert page.locator("#rows button").count() == 0
    page.locator("#rows summary").first.click()
    expect(page.locator("#r1 details > div")).to_contain_text("Closed gates: R301 D106")
    page.locator("a[href='#r1']").first.click()
    expect(page.locator("#r1")).to_be_in_viewport()


def test_the_table_is_a_table_for_those_who_hear_it(open_page: Open) -> None:
    page = open_page(text_of(whole()))
    table = page.get_by_role("table", name="Every repository and its points")
    expect(table.get_by_role("columnheader")).to_have_count(13)
    expect(table.get_by_role("row")).to_have_count(6)
    expect(table.get_by_role("rowheader")).to_have_count(5)
    expect(table.get_by_role("columnheader", name="P Problem definition")).to_be_visible()
    expect(table.get_by_role("row").nth(1).get_by_role("cell")).to_have_count(12)


def test_heads_sort_by_keyboard_and_say_so(open_page: Open) -> None:
    page = open_page(text_of(whole()))
    expect(page.locator("th[aria-sort]")).to_have_text("Verdict")
    page.get_by_role("button", name="Repository").press("Enter")
    assert names(page) == ["assistant", "claims", "pricing", "shop", "triage"]
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#said")).to_have_text("Sorted by Repository, ascending")
    page.get_by_role("button", name="Repository").press("Space")
    assert names(page)[0] == "triage"
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("button", name="Repository")).to_be_focused()
    page.get_by_role("button", name="Verdict").click()
    assert names(page) == ["shop", "assistant", "triage", "claims", "pricing"]
    page.get_by_role("button", name="D Deployment readiness").click()
    assert names(page)[-1] == "pricing", "what has no points comes last"
    page.get_by_role("button", name="D Deployment readiness").click()
    assert names(page)[-1] == "pricing"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("#f-v", "ready", {"pricing"}),
        ("#f-s", "1", {"assistant", "triage"}),
        ("#f-o", "=jo@acme.example", {"assistant"}),
        ("#f-o", "-", {"triage"}),
        ("#f-g", "D106", {"shop"}),
        ("#f-m", "better", {"pricing"}),
    ],
)
def test_each_field_of_the_filter_finds_its_repositories(
    open_page: Open, field: str, value: str, expected: set[str]
) -> None:
    page = open_page(text_of(whole()))
    page.locator("#rows summary").first.click()
    page.select_option(field, value)
    assert set(names(page)) == expected
    expect(page.locator("#shown")).to_have_text(f"{len(expected)} of 5 repositories")
    page.locator("#f-clear").press("Enter")
    expect(page.locator("#f-text")).to_be_focused()
    expect(page.locator("#shown")).to_have_text("5 repositories")


def test_text_finds_names_owners_gates_and_commits(open_page: Open) -> None:
    page = open_page(text_of(whole()))
    page.fill("#f-text", "ACME/Search")
    assert names(page) == ["assistant"]
    page.fill("#f-text", "r301 d106")
    assert names(page) == ["shop"]
    page.fill("#f-text", "nothing has these words")
    assert names(page) == []
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()


def test_numbers_lead_to_the_rows_that_they_count(open_page: Open) -> None:
    page = open_page(text_of(whole()))
    page.locator(".verdicts a", has_text="undetermined").click()
    assert names(page) == ["triage"]
    page.locator("#blockers a[data-pick='g=R301']").press("Enter")
    assert names(page) == ["shop"]
    page.locator("#owners a", has_text="Nobody").click()
    assert names(page) == ["triage"]
    expect(page.locator("#map")).to_be_in_viewport()


def test_a_view_stands_in_the_address_and_comes_back_from_it(open_page: Open) -> None:
    page = open_page(text_of(whole()))
    page.select_option("#f-o", "=@acme/payments")
    page.get_by_role("button", name="Repository").click()
    assert "#show:o=" in page.url
    again = page.context.new_page()
    again.goto(page.url)
    assert names(again) == names(page) == ["claims", "pricing", "shop"]
    again.goto(again.url.split("#")[0] + "#show:v=%00&by=99&o=nobody")
    again.reload()
    assert len(names(again)) == 5


def test_a_link_to_a_row_opens_it_whatever_the_filter(open_page: Open) -> None:
    page = open_page(two_thousand())
    page.select_option("#f-v", "ready")
    page.evaluate("location.hash = 'r700'")
    expect(page.locator("#r700 details > div")).to_be_visible()
    expect(page.locator("#r700")).to_be_in_viewport()
    page.locator("#r700 a[href^='#rule-']").first.click()
    expect(page.locator(f"[id='{page.url.split('#')[1]}']")).to_be_in_viewport()


def test_two_thousand_rows_sort_and_filter_right(open_page: Open) -> None:
    page = open_page(two_thousand())
    rows = many(2000).rows
    assert len(names(page)) == 2000
    page.get_by_role("button", name="Repository").click()
    words = [one.name.rsplit("-", 1) for one in rows]
    assert names(page) == ["-".join(one) for one in sorted(words, key=lambda one: (one[0], int(one[1])))]
    page.get_by_role("button", name="Calls").click()
    calls = [int(one.replace(",", "")) for one in column(page, 9)]
    assert calls == sorted((one.ai_calls for one in rows), reverse=True)
    page.get_by_role("button", name="R Reliability").click()
    lows = [int(one.split("–")[0]) for one in column(page, 4)]
    assert lows == sorted(lows) and len(lows) == 2000
    page.select_option("#f-g", "R301")
    page.select_option("#f-o", "=@acme/search")
    wanted = {one.name for one in rows if "R301" in one.gates and "@acme/search" in one.owners}
    assert set(names(page)) == wanted
    assert sorted(lows := [int(one.split("–")[0]) for one in column(page, 4)]) == lows
    page.locator("#f-clear").click()
    page.locator("#map").evaluate("one => { one.scrollIntoView({block: 'end'}); one.scrollTo(0, one.scrollHeight); }")
    expect(page.locator("#rows tbody > tr").last).to_be_in_viewport()
    assert page.evaluate("new Set([...document.querySelectorAll('#rows tbody > tr')].map(one => one.id)).size") == 2000


def test_the_map_scrolls_within_itself_and_keeps_its_heads(open_page: Open) -> None:
    page = open_page(text_of(many(80)), width=360)
    region = page.locator("#map")
    region.focus()
    region.evaluate("one => one.scrollTo(300, 900)")
    box = "one => { const at = one.getBoundingClientRect(); return [at.left, at.top]; }"
    left, top = region.evaluate(box)
    assert abs(page.locator("#map thead").evaluate(box)[1] - top) < 4
    assert abs(page.locator("#rows tbody tr").nth(30).locator("th").evaluate(box)[0] - left) < 4
    assert is_as_wide_as_its_window(page)


def test_on_paper_the_map_is_a_table_and_no_control_is_left(open_page: Open) -> None:
    page = open_page(text_of(whole()), scheme="dark")
    page.select_option("#f-v", "blocked")
    page.emulate_media(media="print")
    assert page.locator("input, select, nav").locator("visible=true").count() == 0
    assert page.locator("#rows tbody tr:visible").count() == 1
    expect(page.locator("#shown")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('#rows tbody td')).display") == "table-cell"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_verdicts_and_points_are_words_where_all_colours_are_one(open_page: Open) -> None:
    page = open_page(text_of(whole()), forced_colors="active")
    assert hindrances(page) == []
    assert column(page, 1) == ["blocked", "not ready", "undetermined", "ready with exceptions", "ready"]


def test_an_empty_fleet_is_a_whole_page(open_page: Open) -> None:
    page = open_page(text_of(empty()), width=360)
    expect(page.locator("h1")).to_contain_text("0 repositories")
    assert is_as_wide_as_its_window(page)
    assert hindrances(page) == []
