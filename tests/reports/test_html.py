"""The HTML report: what it tells, in which order, under which policy, and that no words of a repository act in it."""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from readiness.drawing import bar, trend
from readiness.lenses import shipped_lens
from readiness.model import PILLARS, Severity, Stage, Verdict
from readiness.report_rules import pieces, places_each
from readiness.report_ways import CHECKLIST
from readiness.reports.json import from_json
from readiness.reports.json import write as write_json
from readiness.resources import resource
from tests.assessments_in_memory import assessment, everything
from tests.html_reports_in_memory import HOSTILE, answered, hostile, html, many, page, whole
from tests.rules_in_memory import finding, rule

VOID = {"meta", "path", "circle", "rect", "use", "input", "polygon", "polyline"}


class Page(HTMLParser):
    """The page's elements as a browser nests them: attributes, text, and whether every tag is closed where it must be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> at {self.getpos()}"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


def test_what_a_leader_needs_comes_first() -> None:
    text = Page(page()).text
    wanted = ["Blocked", "2 gates are closed", "of 100, 70 needed", "What blocks it", "Gates still open", "Gates waived",
              "What changed since", "Five pillars", "What to do next", "Warning signs", "AI calls", "Checklist", "All rules",
              "About this audit"]  # fmt: skip
    start = text.index("Skip the contents")
    positions = [text.index(word, start + 1) for word in wanted]
    first, sections = positions[:3], positions[3:]
    assert first == sorted(first)
    assert max(first) < min(sections)
    headings = re.findall(r'<h2 id="[\w-]+-title">([^<]*)', page())
    assert [one.strip() for one in headings] == [
        "What blocks it", "Gates still open", "Gates waived", "What changed since", "Five pillars", "What to do next", "Warning signs",
        "AI calls", "Checklist", "Other frameworks", "All rules", "About this audit",
    ]  # fmt: skip


def test_a_closed_gate_has_evidence_fix_and_the_next_command() -> None:
    text = page()
    gate = text[text.index('id="gates-closed"') : text.index('id="gates-open"')]
    for word in (
        "Every AI call has a time limit",
        "app/chat.py:14",
        "has no time limit",
        "Mend it.",
        "readiness explain R301",
    ):
        assert word in gate
    assert gate.index("R305") < gate.index("R301"), "an answer that is refuted comes before a plain gap"
    waived = text[text.index('id="gates-waived"') :]
    assert "Accepted by" in waived and "31 days left" in waived


def test_the_policy_names_the_style_and_the_script_that_stand_in_the_page() -> None:
    text = page()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    for tag in ("style", "script"):
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(bodies) == 1
        digest = base64.b64encode(hashlib.sha256(bodies[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    shown = Page(text)
    assert shown.values("style") == []
    assert not [name for _, attrs in shown.tags for name in attrs if name.startswith("on")]
    assert {value[0] for value in shown.values("href")} - {"#"} == {"h"}
    assert [value for value in shown.values("href") if value[0] == "h"] == ["https://a.example/x"] * 3
    assert shown.values("src") == []


def test_every_link_leads_somewhere_and_every_id_stands_once() -> None:
    for run in (whole(), assessment((*everything(), *everything())), hostile(whole())):
        shown = Page(html(run))
        ids = shown.values("id")
        assert len(ids) == len(set(ids))
        assert {value[1:] for value in shown.values("href") if value.startswith("#")} <= set(ids)
        named = {one for name in ("aria-labelledby", "for") for value in shown.values(name) for one in value.split()}
        assert named <= set(ids)
    assert 'id="R301"' in page()


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = [int(tag[1]) for tag, _ in Page(page()).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_each_rule_tells_all_that_is_known_of_it() -> None:
    text = page()
    start = text.rindex("<details", 0, text.index('id="R302"'))
    rule_302 = Page(text[start : text.index("</details>", start) + len("</details>")]).text
    for word in ("Partial, 66%", "2 of 3 calls", "Because it matters.", "Mend it.", "Medium effort", "app/safe.py:9", "OpenAI(timeout=20)",
                 "src/[/etc]/[red]x[/red].py:3", "nb.ipynb#cell 4:2", "Against", "For"):  # fmt: skip
        assert word in rule_302
    assert "docs/; README.md" in text


def test_the_stage_that_it_qualifies_for_is_told_with_what_bars_the_next() -> None:
    text = Page(page()).text
    assert "Qualifies today for prototype ." in text
    assert "For pilot it lacks P101 , R301 and 50 points in Reliability and User adoption." in text


def test_waived_gates_are_counted_as_risk_debt() -> None:
    assert "In all 1 rule is waived, of weight 10; the next waiver lapses after 2026-04-01." in page()


def test_an_essential_rule_that_is_no_gate_yet_says_so() -> None:
    later = finding("unmet", rule("R301", severity=Severity.ESSENTIAL), is_gate=False)
    text = html(assessment((later,), profile="pilot"))
    assert "Not yet at the profile <bdi>pilot</bdi>" in text and 'id="gates-closed"' not in text


def test_an_answer_is_told_with_its_age_and_how_long_it_counts() -> None:
    text = Page(page()).text
    assert (
        "yes : 62 % of users by Ana Ruiz on 2026-01-30 , 30 days before this audit; counts until 2026-04-30 (60 days left)"
        in text
    )
    assert "30 days before this audit; counted until 2026-02-15" in text
    assert "It no longer counts." in text and "The repository refutes it." in text
    assert "Written in readiness-answers.yaml:9" in text


def test_who_answers_for_something_can_be_chosen_in_the_filter() -> None:
    options = re.search(r'<select id="f-o">(.*?)</select>', page())
    assert options and re.findall(r"<option>([^<]+)", options[1]) == ["Ana Ruiz", "Jo"]
    assert 'id="f-o"' not in html(assessment((finding("met"),)))


def test_the_matrix_tells_each_guard_in_words_and_counts() -> None:
    text = Page(page()).text
    assert "1 of 3 calls have a time limit; 1 as the SDK does by itself" in text
    assert "1 of 2 calls cap the tokens" in text, "embeddings have no tokens to cap"
    assert "nb.ipynb#cell 4:2 cohere , e , embeddings" in text
    assert "timeout = 20 app/client.py:7" in text
    assert "By provider: openai 2, cohere 1" in text
    assert 'id="calls"' not in html(whole(inventory={}))


def test_a_call_of_another_version_is_shown_as_far_as_it_goes() -> None:
    odd = [{"path": 3, "line": "x", "guards": []}, {"guards": {"timeout": "yes", "retry": {"state": ["no"]}}}, {}]
    assert "0 of 3 calls have a time limit; 3 unknown" in Page(html(whole(inventory={"ai_calls": odd}))).text


def test_trends_are_drawn_with_their_figures_beside_them() -> None:
    text = page()
    assert "10 to 31 EUR" in text and "2025-12-01 to 2026-02-01" in text
    assert text.count("<polyline") == 2, "one figure alone is no line"
    assert "<li>2026-01-01: 12.5</li>" in text


def test_the_checklist_has_the_articles_four_parts() -> None:
    text = page()
    for number, name in enumerate(("Business", "Technical", "Operational", "Organizational"), 1):
        assert re.search(rf'id="checklist-{number}">{name} ', text)
    shown = Page(text).text.lower()
    assert all(item.item.lower() in shown for item in shipped_lens(CHECKLIST).items)


def test_the_way_to_ready_is_told_with_what_stands_in_its_way() -> None:
    text = Page(page()).text
    assert "The cheapest way to ready" in text
    assert "W06 monitoring stays behind" in text
    alien = finding("unmet", rule("X1", pillar="X"))
    assert "The cheapest way to ready" not in html(whole(findings=(alien,)))


@pytest.mark.parametrize(("verdict", "stage"), [*itertools.zip_longest(Verdict, Stage, fillvalue=Stage.DEMO)])
def test_every_verdict_and_stage_has_its_words(verdict: Verdict, stage: Stage) -> None:
    text = html(whole(verdict=verdict, stage=stage))
    assert re.search(rf"<h1[^>]*><svg.*</svg>{str(verdict).replace('-', ' ').capitalize()}</h1>", text)
    assert text.count('aria-current="step"') == 1


def test_hostile_words_in_every_field_stay_words() -> None:
    clean, dirty = Page(page()), Page(html(hostile(whole())))
    names = {tag for tag, _ in dirty.tags}
    assert names <= {tag for tag, _ in clean.tags}, names - {tag for tag, _ in clean.tags}
    assert [tag for tag, _ in dirty.tags].count("script") == 1
    assert not [name for _, attrs in dirty.tags for name in attrs if name.startswith("on")]
    assert all(value.startswith("#") for value in dirty.values("href"))
    text = html(hostile(whole()))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    text.encode("utf-8")
    assert len(re.findall("alert", dirty.text)) > 100


def test_a_result_read_from_a_file_gives_the_same_page() -> None:
    out = io.StringIO()
    write_json(whole(), out)
    assert html(from_json(out.getvalue())) == page()


def test_the_page_is_the_same_whatever_the_terminal() -> None:
    assert html(whole(), width=20, color=True, verbose=2) == page()
    plain = html(whole(), unicode=False)
    assert plain.isascii()
    assert Page(plain).text == Page(page()).text
    for name in (
        "page.css",
        *(
            f"report/{one.name}"
            for one in (resource("templates") / "report").iterdir()
            if one.suffix in (".css", ".js")
        ),
    ):
        assert (resource("templates") / name).read_bytes().isascii(), "references mean nothing in styles and scripts"


def test_fifteen_hundred_findings_stay_below_two_million_bytes() -> None:
    run = many(1500)
    text = html(run)
    assert len(text.encode()) < 2_000_000
    assert text.count('<details class="rule"') == 1500
    assert "more, in the JSON report" in text
    assert places_each(whole().findings) == 24


def test_no_path_of_this_machine_stands_in_the_page() -> None:
    text = page()
    assert str(resource("templates")) not in text and "/home/" not in text


def test_an_empty_assessment_says_so() -> None:
    text = html(
        assessment((), signs=(), next=(), components=(), left_out=(), notes=(), facets={}, inventory={}, pillars={})
    )
    assert "No rule was judged" in text
    assert text.count("no rule applies") >= len(PILLARS)


def test_many_gates_are_told_in_full_up_to_a_point() -> None:
    found = tuple(finding("unmet", rule(f"R{number}", severity=Severity.ESSENTIAL)) for number in range(1000, 1060))
    text = html(assessment(found))
    assert text.count('<li class="gate') == 60
    assert text.count("readiness explain R1") == 60 + 40


def test_bars_and_lines_stay_in_their_boxes() -> None:
    assert bar(-5, 120) == {"low": "0", "high": "100", "span": "100"}
    assert bar(60, 40)["span"] == "0"
    assert trend((("a", 1.0),)) == {}
    assert trend((("2026-01-01", 5.0), ("2026-01-31", 5.0)))["line"] == "4,20 176,20"
    drawn = trend((("x", -3.0), ("y", 1e9), ("z", 0.0)))["line"].split()
    assert all(4 <= float(x) <= 176 and 4 <= float(y) <= 36 for x, y in (point.split(",") for point in drawn))


def test_words_between_backticks_are_code_where_they_come_in_pairs() -> None:
    assert pieces("use `a`  and `b`") == [(False, "use "), (True, "a"), (False, " and "), (True, "b")]
    assert pieces("one ` alone") == [(False, "one ` alone")]


def test_what_is_left_out_is_counted_where_it_is_too_much_to_list() -> None:
    run = replace(whole(), left_out=tuple((f"vendor/{n}.js", "vendored") for n in range(700)))
    assert "700 files not read" in html(run) and "and 200 more" in html(run)


def test_the_hostile_text_is_hostile() -> None:
    assert "\x00" in HOSTILE and "\u202e" in HOSTILE and "\ud800" in HOSTILE
    assert hostile(whole()).findings[0].rule.title == HOSTILE
    assert answered()
