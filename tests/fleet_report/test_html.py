"""The fleet's page: what it tells, in which order, under which policy, and that no words of a repository act in it."""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import re
from dataclasses import replace
from typing import Any

import pytest

from readiness.fleet_report.html import page, write
from readiness.fleet_report.model import FleetReport, Release
from readiness.fleet_report.page_calls import bars
from readiness.fleet_report.page_head import share, stacked
from readiness.fleet_report.page_links import Links, own_page
from readiness.resources import resource
from tests.fleet_report_in_memory import VERDICTS, count, empty, hostile, many, row, whole
from tests.html_reports_in_memory import HOSTILE
from tests.reports.test_html import Page


def text_of(report: FleetReport) -> str:
    """The words of the page as people read them."""
    return Page(page(report)).text


def rows_of(report: FleetReport) -> list[str]:
    """The rows of the heat map, each as its words."""
    return [Page(f"<table>{one}</table>").text for one in re.findall(r'<tr id="r\d+".*?</tr>', page(report), re.DOTALL)]


def test_what_a_platform_lead_needs_comes_first() -> None:
    text = page(whole())
    headings = [one.strip() for one in re.findall(r'<h2 id="[\w-]+-title">([^<]*)', text)]
    assert headings == [
        "What moved since 2026-01-01", "What to do", "What blocks most", "Repositories by pillar", "AI calls", "Waivers that lapse",
        "Stale answers", "Owners", "All rules", "How to read this",
    ]  # fmt: skip
    words = Page(text).text
    assert (
        "5 repositories by 2026-03-01 2 are ready, 1 of them with exceptions. 1 is blocked by an essential rule"
        in words
    )
    assert words.index("1 run could not be read") < words.index("Verdicts") < words.index("What moved since 2026-01-01")


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ({"blocked": 3}, "None are ready. 3 are blocked"),
        ({"ready": 1}, "1 is ready. Production"),
        ({"ready-with-exceptions": 2}, "2 are ready, with exceptions."),
        ({"undetermined": 1234, "ready": 1200}, "1,200 are ready."),
    ],
)
def test_the_fleet_is_summed_up_in_a_sentence(verdicts: dict[str, int], said: str) -> None:
    start = said.removesuffix(" Production")
    assert start in text_of(whole(verdicts=verdicts))


def test_each_verdict_has_its_part_of_the_bar_and_its_number() -> None:
    found = stacked({"blocked": 3, "ready": 1}, 4)
    assert [(one["word"], one["count"], one["share"], one["x"], one["width"]) for one in found] == [
        ("ready", "1", "25 %", "0.00", "25.00"),
        ("blocked", "3", "75 %", "25.00", "75.00"),
    ]
    assert stacked({}, 0) == []
    assert [one["name"] for one in stacked({"of a later version": 1}, 1)] == ["other"]
    assert share(1, 2000) == "< 1 %" and share(1999, 2000) == "> 99 %" and share(0, 0) == "0 %"


def test_releases_say_how_many_become_what_with_which_rules() -> None:
    text = text_of(whole())
    assert "2 repositories become ready with R301 Every AI call has a time limit D106 Secrets" in text
    assert "1 of them with exceptions. For some, D106 needs only an answer." in text
    assert "1 repository is blocked no more with R301" in text
    assert "Which 2 they are assistant shop" in text


def test_a_fleet_that_no_small_set_helps_is_told_so() -> None:
    assert "No small set of rules would change a verdict" in text_of(whole(releases=()))
    ready = whole(rows=(row(verdict="ready", gates=()),), releases=(), rules=())
    assert 'id="todo"' not in page(ready)


def test_more_releases_than_a_page_holds_are_counted() -> None:
    found = tuple(Release((f"R{number}",), "ready", ("github.com/acme/shop",)) for number in range(100, 200))
    text = page(whole(releases=found))
    assert text.count('<li class="release') == 60
    assert "and 40 more, in the JSON report" in text and "94 more sets of rules" in text


def test_rules_stand_by_how_many_they_block_with_what_each_alone_would_free() -> None:
    text = page(whole())
    table = text[text.index('id="blockers-table"') : text.index('id="repositories"')]
    assert re.findall(r'href="#rule-(\w+)"', table) == ["D106", "R301"]
    assert Page(table[table.index("<tbody>") : table.index("</tbody>") + 8]).text.startswith(
        "D106 Secrets are kept out of the repository 2 that D106 blocks 2 1 medium Deployment readiness"
    )


def test_the_heat_map_is_whole_and_in_order_without_scripts() -> None:
    rows = rows_of(whole())
    assert [one.split()[0] for one in rows] == ["shop", "assistant", "triage", "claims", "pricing"]
    assert "blocked 12 –41 12 –41 33 –60 71 50 –69 80 –96 2 12 @acme/payments worse Report" in rows[0]
    assert "100 75 –88 – – – 0 12" in rows[4], "a pillar without a rule has no points"
    text = page(whole())
    assert "<button" not in text.split('id="map"')[1], "heads become buttons only where a script runs"
    tags = [(tag, attrs) for tag, attrs in Page(text).tags if tag in ("tr", "thead", "th")]
    names = [tag for tag, _ in tags]
    assert sum(attrs.get("scope") == "row" for _, attrs in tags) == names.count("tr") - names.count("thead")
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs in tags if tag == "th")
    assert '<th scope="col" data-by="f-v" aria-sort="ascending">Verdict' in text


def test_what_else_is_known_of_a_repository_stands_in_its_row() -> None:
    first = rows_of(whole())[0]
    for words in (
        "Identity: github.com/acme/shop", "Closed gates: R301 D106", "Open gates: P101", "Warning signs: W06", "Stage: demo",
        "Below the threshold: Problem definition, Reliability, Deployment readiness", "1 waived, 2 stale",
        "Before: undetermined, 55 points on 2026-01-01 (run 3); P 55", "Judged: 2026-03-01, commit 0123456789ab",
        "By: readiness 1.4.0, rules 2026.2, profile general; run 7",
    ):  # fmt: skip
        assert words in first
    assert "with changes not committed" in rows_of(whole())[1]


def test_cells_are_shaded_by_what_is_certain_and_bold_where_the_threshold_is_reached() -> None:
    shown = row(pillars={"P": (0.0, 9.0), "R": (69.9, 80.0), "O": (70.0, 70.0), "D": (100.0, 100.0)}, below=("P", "R"))
    cells = re.findall(r'<td class="(h\d[^"]*|na)">(.*?)</td>', page(whole(rows=(shown,))))
    assert cells == [
        ("h0", "0<i>–9</i>"), ("h6", "69<i>–80</i>"), ("h7 ok", "70"), ("h9 ok", "100"), ("na", "–"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "comparable", "told"),
    [("not-ready", True, "worse"), ("blocked", True, "same"), ("ready", False, "not comparable"), (None, True, "new")],
)
def test_each_row_says_how_it_moved(before: str | None, comparable: bool, told: str) -> None:
    was = replace(whole().rows[0].was, verdict=before, is_comparable=comparable) if before else None  # type: ignore[type-var]
    assert f"@acme/payments {told}" in rows_of(whole(rows=(row(was=was),)))[0]
    assert f"@acme/payments {told}" not in rows_of(whole(rows=(row(was=was),), movement=None))[0]


def test_who_moved_is_told_with_from_where_to_where() -> None:
    text = text_of(whole())
    assert "Better 1 pricing not ready → to ready , +20 points" in text
    assert "Worse 1 shop undetermined → to blocked , −43 points" in text
    assert "Problem definition +2.5, Reliability −1, Observability ±0." in text
    assert 'id="moved"' not in page(whole(movement=None))


@pytest.mark.parametrize(
    "bad",
    [
        "https://a.example/x", "//a.example", "/etc/passwd", "javascript:alert(1)", "data:text/html,x", "a b.html", "a\\b.html",
        "x.html?next=1", "x.html#y", "\x00", HOSTILE, "", "ü.html", "a" * 3000,
    ],
)  # fmt: skip
def test_only_plain_relative_links_lead_out_of_the_page(bad: str) -> None:
    assert own_page(row(page=bad)) == ""
    text = page(whole(rows=(row(page=bad),)))
    assert all(one.startswith("#") for one in Page(text).values("href"))


def test_a_repository_with_a_report_of_its_own_leads_to_it() -> None:
    text = page(whole())
    links = [one for one in Page(text).values("href") if not one.startswith("#")]
    assert links == ["reports/shop.html", "reports/a%20b%23c.html"]
    assert 'aria-label="Report of shop"' in text
    assert ">Report<" not in page(whole(rows=(row(),)))


def test_repositories_of_one_name_are_told_apart() -> None:
    twins = (row("shop"), row("shop", id="gitlab.com/other/shop"), row("", id="nameless"))
    assert {one.split()[0] for one in rows_of(whole(rows=twins))} == {
        "github.com/acme/shop",
        "gitlab.com/other/shop",
        "nameless",
    }
    links = Links(whole(rows=twins))
    assert links.label("not there") == "not there" and links.anchor("not there") == ""


def test_guards_are_told_in_words_numbers_and_bars() -> None:
    text = text_of(whole())
    assert "Time limit 9 of 15 calls have a time limit; 2 by the SDK’s default, 3 unknown, 1 no" in text
    assert "openai gpt-5 12 80 % 2 75 % 9 yes , 2 default , 1 no 0 % 12 default 100 % 12 yes" in text
    assert "provider unknown model set elsewhere 3 20 % 1 0 % 3 unknown" in text
    assert bars({})["asked"] == 0
    widths = [float(one["width"]) for one in bars({"yes": 1, "no": 1, "unknown": 1})["parts"]]
    assert sum(widths) == pytest.approx(100, abs=0.1)
    assert 'id="calls"' not in page(whole(calls=()))


def test_waivers_and_answers_tell_since_when_they_count_no_more() -> None:
    text = text_of(whole())
    assert text.index("lapsed 9 days ago") < text.index("19 days left")
    assert "P108 Somebody answers for the problem" not in text, "a rule the report does not count has no title"
    assert "shop P108 expired 28 days ago Ana Ruiz 2025-08-01" in text
    bare = text_of(whole(lapses=(), stale=()))
    assert "None lapses soon." in bare and "None is stale." in bare


def test_owners_are_told_by_verdict_and_nobody_last() -> None:
    text = text_of(whole())
    table = text[text.index("Owners and their repositories by verdict") :]
    assert (
        "@acme/payments 3 1 ready , 1 ready with exceptions , 1 blocked 24 @acme/search 1 1 not ready 12 Nobody 1"
        in table
    )


def test_every_rule_is_counted_by_its_states() -> None:
    text = page(whole())
    line = re.search(r'<tr id="rule-O101">.*?</tr>', text)
    assert line and Page(f"<table>{line[0]}</table>").text == "O101 Calls are traced major low 1 0 2 1 1 0 1 0"


def test_notes_and_problems_are_told() -> None:
    text = text_of(whole())
    assert "Notes 2 repositories were judged by an older version: 1.3.0" in text
    assert "Runs that could not be read run 9 of github.com/acme/old cannot be read" in text


def test_the_policy_names_the_style_and_the_script_that_stand_in_the_page() -> None:
    text = page(whole())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    for tag in ("style", "script"):
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(bodies) == 1
        digest = base64.b64encode(hashlib.sha256(bodies[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'; ") and "unsafe" not in policy[1]
    shown = Page(text)
    assert shown.values("style") == shown.values("src") == []
    assert not re.search(r"""url\((?!["']?#)|@import|https?://""", text)


@pytest.mark.parametrize("report", [whole(), empty(), many(120), hostile(whole(), HOSTILE)], ids=["whole", "empty", "many", "hostile"])  # fmt: skip
def test_every_link_leads_somewhere_and_every_id_stands_once(report: FleetReport) -> None:
    shown = Page(page(report))
    ids = shown.values("id")
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in shown.values("href") if value.startswith("#")} <= set(ids)
    named = {one for name in ("aria-labelledby", "for") for value in shown.values(name) for one in value.split()}
    assert named <= set(ids)
    levels = [int(tag[1]) for tag, _ in shown.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_hostile_words_in_every_field_stay_words() -> None:
    clean, text = Page(page(whole())), page(hostile(whole(), HOSTILE))
    dirty = Page(text)
    assert {tag for tag, _ in dirty.tags} <= {tag for tag, _ in clean.tags}
    assert [tag for tag, _ in dirty.tags].count("script") == 1
    assert not [name for _, attrs in dirty.tags for name in attrs if name.startswith("on")]
    assert all(value.startswith("#") for value in dirty.values("href"))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    text.encode("utf-8")
    assert len(re.findall("alert", dirty.text)) > 80


def test_a_line_break_in_a_name_makes_no_line_of_facts() -> None:
    tricky = row(profile="x\nClosed gates: R999", gates=())
    facts = re.findall(r"<summary>.*?</summary><div>(.*?)</div>", page(whole(rows=(tricky,))), re.DOTALL)
    assert not [line for line in facts[0].split("\n") if line.startswith("Closed gates")]


def test_words_of_other_versions_are_shown_as_they_are() -> None:
    odd = row(verdict="splendid", stage="beyond", pillars={"X": (1.0, 2.0), "P": (-5.0, 180.0)})
    text = text_of(whole(rows=(odd,), verdicts={"splendid": 1}, stages={"beyond": 1}))
    assert "splendid" in text and "Beyond" in text
    assert '<td class="v other">' in page(whole(rows=(odd,)))


def test_the_page_is_the_same_each_time_and_whatever_the_order_of_the_rows() -> None:
    report = many(60)
    text = page(report)
    assert page(report) == text == page(replace(report, rows=tuple(reversed(report.rows))))
    out = io.StringIO()
    write(whole(), out)
    assert out.getvalue() == page(whole())


def test_an_output_without_unicode_gets_references() -> None:
    out = io.StringIO()
    write(whole(), out, unicode=False)
    assert out.getvalue().isascii()
    assert Page(out.getvalue()).text == text_of(whole())
    for one in (resource("templates") / "fleet").iterdir():
        if one.suffix in (".css", ".js"):
            assert one.read_bytes().isascii(), "references mean nothing in styles and scripts"


def test_an_empty_store_says_so() -> None:
    text = text_of(empty())
    assert "0 repositories" in text and "No repository was found, so there is nothing to show." in text
    assert "How to read this" in text
    assert 'id="map"' not in page(empty())


@pytest.mark.parametrize("gone", ["rules", "releases", "calls", "lapses", "stale", "owners", "notes", "problems"])
def test_a_part_that_is_empty_leaves_a_whole_page(gone: str) -> None:
    changes: dict[str, Any] = {gone: ()}
    shown = Page(page(whole(**changes)))
    assert {value[1:] for value in shown.values("href") if value.startswith("#")} <= set(shown.values("id"))


def test_two_thousand_repositories_stay_below_three_million_bytes() -> None:
    text = page(many(2000))
    assert len(text.encode()) < 3_000_000
    assert len(re.findall(r'<tr id="r\d+"', text)) == 2000


def test_a_list_names_so_many_and_counts_the_others() -> None:
    report = many(400)
    ids = tuple(one.id for one in report.rows)
    text = page(replace(report, releases=(Release(("R301",), "ready", ids),), movement=None, lapses=(), stale=()))
    assert "and 100 more, in the JSON report" in text
    assert text.count("<li><a href=") >= 300


def test_the_hostile_report_is_hostile() -> None:
    report = hostile(whole(), HOSTILE)
    assert report.rows[0].name == HOSTILE and report.rows[0].verdict in VERDICTS
    assert count("R301").blocks
