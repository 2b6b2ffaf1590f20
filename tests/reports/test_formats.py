"""What all formats share: every report of one run tells the same, and hostile words act nowhere."""

import importlib
import io
import json
import re
import xml.etree.ElementTree as Xml
from collections import Counter

import pytest

from readiness import report_formats
from readiness.model import Evidence, Status
from readiness.scoring import Gate, gate_of
from readiness.wording import STAGES, VERDICTS, interval
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

EVIL = "]]><script>alert(1)</script>|`@team #12 \x1b[31m\x00\ud800 ::error::x\r\n::warning::y"

_COUNTED = (Status.MET, Status.PARTIAL, Status.UNMET, Status.UNKNOWN, Status.ERROR)


def written(name: str, made=None, **options) -> str:  # type: ignore[no-untyped-def]
    out = io.StringIO()
    importlib.import_module(f"readiness.reports.{name}").write(made or assessment(), out, **options)
    return out.getvalue()


@pytest.mark.parametrize("name", [one for one in report_formats() if one not in ("json", "jsonl", "sarif")])
def test_every_format_for_people_and_dashboards_tells_the_verdict(name: str) -> None:
    made = assessment()
    text = written(name, made)
    if name == "gitlab":  # it has no place for a verdict: what blocks stands as blockers
        assert [one for one in json.loads(text) if one["severity"] == "blocker"]
    else:
        assert VERDICTS[made.verdict] in text.lower()


def test_every_format_tells_the_same_rules_and_counts() -> None:
    made = assessment()
    bad = {one.rule.id for one in made.findings if one.status in (Status.UNMET, Status.PARTIAL)}
    unwaived = bad - {one.rule.id for one in made.findings if one.waiver}
    sarif = json.loads(written("sarif", made))["runs"][0]
    assert {one["ruleId"] for one in sarif["results"]} == bad
    assert sarif["properties"]["verdict"] == str(made.verdict)
    assert sarif["properties"]["counts"] == {
        str(status): sum(one.status is status for one in made.findings) for status in Status
    }
    assert {one["check_name"][:4] for one in json.loads(written("gitlab", made))} == unwaived
    junit = Xml.fromstring(written("junit", made))
    failed = {case.get("name", "")[:4] for case in junit.iter("testcase") if case.find("failure") is not None}
    assert {name for name in failed if not name.startswith("W")} == unwaived
    assert int(junit.get("tests", "0")) == len(made.findings) + len(made.signs)
    annotated = written("github", made, verbose=1)
    assert {rule_id for rule_id in bad if f"title={rule_id} " in annotated} == unwaived
    markdown, text = written("markdown", made, verbose=1), written("text", made, verbose=2)
    assert all(f"**{rule_id}**" in markdown for rule_id in bad)
    assert all(rule_id in text for rule_id in bad)


def test_the_page_tells_the_same_pillars_and_steps_as_text_markdown_and_json() -> None:
    made = assessment()
    page, text, markdown = written("html", made), written("text", made), written("markdown", made)
    data = json.loads(written("json", made))
    table = page[page.index('id="pillars-table"') :]
    rows = {
        row[0][0]: [float(cell.rstrip("%")) for cell in row[1:]]
        for row in (_cells(part) for part in table[: table.index("</table>")].split("<tr")[2:])
        if len(row) == 10
    }
    assert list(rows) == list(made.pillars)
    order = [status.value for status in (*_COUNTED, Status.NOT_APPLICABLE)]
    for letter, pillar in made.pillars.items():
        low, high, decided, *counts = rows[letter]
        told = data["pillars"][letter]
        assert (low, high) == pytest.approx((told["low"], told["high"]), abs=0.1)
        assert decided == pytest.approx(100 * told["coverage"], abs=1)
        assert counts == [told["counts"].get(status, 0) for status in order]
        span = interval(pillar.low, pillar.high)
        assert all(f"{span}" in report for report in (page, text, markdown))
    steps = page[page.index('<ol class="steps">') :]
    shown = re.findall(r'href="#([A-Z]\d+)"', steps[: steps.index("</ol>")])
    assert shown == [step.rule for step in made.next][: len(shown)]
    assert [one["rule"] for one in data["next"]] == [step.rule for step in made.next]
    nexts = text[text.index("\nNext") :]
    assert re.findall(r"^  \+ ?[\d.]+ [PRODU]  ([A-Z]\d+)", nexts, re.M) == [step.rule for step in made.next[:5]]


def test_the_page_tells_each_rule_once_with_the_status_of_the_result() -> None:
    made = assessment()
    page = written("html", made)
    cards = re.findall(r'<details class="rule" data-s="([a-z -]+)"[^>]*>(?:(?!<details).)*?<dl id="(\w+)"', page, re.S)
    told = {rule_id: set(states.split()) for states, rule_id in cards}
    for one in made.findings:
        assert str(one.status) in told[one.rule.id]
        assert ("waived" in told[one.rule.id]) == (one.waiver is not None)
        assert ("contradicted" in told[one.rule.id]) == (one.provenance == "contradicted")
    assert len(cards) == len(made.findings)
    gates = Counter(gate_of(one) for one in made.findings)
    words = f"{gates[Gate.BLOCKED]} closed, {gates[Gate.OPEN]} open, {gates[Gate.WAIVED]} waived"
    assert words in page
    assert f"{gates[Gate.BLOCKED]} closed" in written("text", made)
    assert STAGES[made.stage].capitalize() in page and STAGES[made.stage] in written("text", made)


def _cells(row: str) -> list[str]:
    return [re.sub("<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]


def test_every_format_shows_the_same_places() -> None:
    made = assessment()
    against = {
        (place.path, place.line)
        for one in made.findings
        if one.status is Status.UNMET and not one.waiver
        for place in one.evidence
    }
    sarif = json.loads(written("sarif", made))["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"] for one in sarif]
    from urllib.parse import unquote

    assert against <= {(unquote(p["artifactLocation"]["uri"]), p["region"]["startLine"]) for p in places}
    gitlab = json.loads(written("gitlab", made))
    assert against <= {(one["location"]["path"], one["location"]["lines"]["begin"]) for one in gitlab}


@pytest.mark.parametrize("name", report_formats())
def test_hostile_words_neither_break_a_format_nor_act_in_it(name: str) -> None:
    evil = finding(
        "unmet", rule("R301", title=EVIL), message=EVIL, evidence=(Evidence(EVIL, 3, EVIL, EVIL, supports=False),)
    )
    text = written(name, assessment((evil,)), verbose=2)
    if name in ("json", "sarif", "gitlab", "badge"):
        json.loads(text)
    elif name == "jsonl":
        assert [json.loads(line) for line in text.splitlines()]
    elif name == "junit":
        Xml.fromstring(text)
    elif name == "github":
        # A command is a line that starts with two colons: all of them are ours.
        assert {line.split(" ", 1)[0] for line in text.splitlines() if line.startswith("::")} <= {
            "::error", "::warning", "::notice",
        }  # fmt: skip
        assert "\r" not in text
    elif name == "markdown":
        assert "<script" not in text.replace("\\<script", "").replace("`", "")[: text.find("<details")] or "\\<" in text
        assert "@team" not in _outside_code(text) and "#12" not in _outside_code(text)
    elif name == "html":
        assert "<script>alert" not in text


def _outside_code(markdown: str) -> str:
    """The Markdown without its code spans, as a reader of the format finds them: by runs of backticks."""
    return re.sub(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", markdown)


@pytest.mark.parametrize("name", report_formats())
def test_an_empty_assessment_can_be_written(name: str) -> None:
    assert written(name, assessment((), signs=(), next=(), components=(), left_out=(), notes=()))


@pytest.mark.parametrize("name", report_formats())
def test_the_same_result_gives_the_same_bytes(name: str) -> None:
    assert written(name) == written(name)
