import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from readiness.answers import load_answers
from readiness.baseline import baseline_text
from readiness.config import KEYS, settings_of
from readiness.milestones import Milestone, save
from readiness.model import Change, Changes, Evidence, Qualification, Stage, Status, Verdict
from readiness.reports import json as report
from readiness.resources import resource
from readiness.result import as_data, from_data
from readiness.ruleset import rule_files
from readiness.settings import COMPONENT_KINDS, FACETS, FAIL_ON, PROFILES
from readiness.strict_yaml import read
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import rule

NAMES = ("config", "answers", "rule", "result", "baseline", "milestone", "fleet-report")
TODAY = datetime.date(2026, 3, 1)


def schema(name: str) -> dict[str, Any]:
    return json.loads((resource("schemas") / f"{name}.json").read_text())


def fits(name: str, value: object) -> bool:
    return Draft7Validator(schema(name)).is_valid(value)


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_draft_07_and_describes_itself(name: str) -> None:
    Draft7Validator.check_schema(schema(name))
    assert schema(name)["description"]


@pytest.mark.parametrize("name", ["config", "answers"])
def test_every_key_that_people_write_is_described(name: str) -> None:
    def undescribed(part: Any, at: str = "") -> list[str]:
        if not isinstance(part, dict):
            return []
        here = [
            f"{at}.{key}"
            for key, value in part.get("properties", {}).items()
            if "description" not in value and "if" not in at
        ]
        inner = [
            item
            for key, value in part.items()
            if key not in ("if", "then", "allOf")
            for item in undescribed(value, f"{at}.{key}")
        ]
        return here + inner

    assert undescribed(schema(name)) == []


@pytest.mark.parametrize(
    "text",
    [
        "", "profile: pilot", "threshold: 50.5", "select: [R, P101]", "ignore: R4", "facets: {rag: no, ai: true}", "fail_on: never",
        "components: [{path: a, kind: service}]", "fail_under: 60", "fail_under: {P: 60}", "schema: 1", "rules: [own]", "answers: a.yaml",
        "exclude: ['docs/**']", "waivers: [{rule: R301, owner: Jo, reason: soon, expires: 2026-04-01, paths: [a]}]",
        "profil: pilot", "profile: prod", "threshold: 101", "threshold: high", "select: {a: b}", "facets: {rags: true}", "facets: {rag: maybe}",
        "fail_on: regret", "components: [{path: a}]", "components: [{path: a, kind: x}]", "components: {a: b}", "fail_under: {X: 1}",
        "fail_under: high", "fail_under: -1", "schema: 2", "waivers: [{rule: R301, owner: Jo, reason: soon}]", "waivers: [x]", "[1, 2]",
        "waivers: [{rule: R301, owner: ' ', reason: soon, expires: 2026-04-01}]", "waivers: [{rule: R301, owner: Jo, reason: soon, expires: soon}]",
        "waivers: [{rule: R301, owner: Jo, reason: soon, expires: 2026-04-01, extra: 1}]",
    ],
)  # fmt: skip
def test_the_schema_of_settings_and_the_reader_agree(text: str) -> None:
    document = read(text, "readiness.yaml")
    assert fits("config", document.value) == (not settings_of(document, TODAY).problems)


WHOLE = "by: Jo, date: 2026-01-01"


@pytest.mark.parametrize(
    "entry",
    [
        f"answer: yes, {WHOLE}", f"answer: no, {WHOLE}", f"answer: partly, {WHOLE}, value: 3, unit: ms, evidence: [a.md], note: x",
        "answer: unknown", f"answer: not-applicable, {WHOLE}, reason: none, expires: 2026-05-01", f"answer: yes, {WHOLE}, valid_days: 30",
        f"answer: not-applicable, {WHOLE}, reason: none, valid_days: 9",
        "answer: yes", "answer: yes, by: Jo", f"answer: maybe, {WHOLE}", f"answer: true, {WHOLE}", f"answer: not-applicable, {WHOLE}",
        f"answer: not-applicable, {WHOLE}, reason: none", f"answer: yes, {WHOLE}, who: me", f"answer: yes, {WHOLE}, valid_days: 0",
        f"answer: yes, {WHOLE}, valid_days: 1.5", "answer: yes, by: ' ', date: 2026-01-01", "answer: yes, by: Jo, date: soon", WHOLE,
        f"answer: yes, {WHOLE}, evidence: {{a: b}}", f"answer: yes, {WHOLE}, evidence: [a.md], blobs: {{a.md: {'0a' * 20}}}",
        f"answer: yes, {WHOLE}, evidence: [a.md], blobs: {{a.md: abc}}", f"answer: yes, {WHOLE}, evidence: [a.md], blobs: [{'0a' * 20}]",
    ],
)  # fmt: skip
def test_the_schema_of_answers_and_the_reader_agree(entry: str) -> None:
    text = f"schema: 1\nanswers:\n  P108: {{{entry}}}\n"
    _, problems = load_answers(text, "a.yaml", {"P108": rule("P108")})
    assert fits("answers", read(text, "a.yaml").value) == (not problems)


@pytest.mark.parametrize(
    "text", ["schema: 1", "answers: {}", "schema: 1\nanswers: []", "schema: 1\nanswers: {P108: yes}", "", "[]"]
)
def test_the_schema_and_the_reader_agree_on_the_whole_answers_file(text: str) -> None:
    _, problems = load_answers(text, "a.yaml", {"P108": rule("P108")})
    assert fits("answers", read(text, "a.yaml").value) == (not problems)


def test_words_in_the_schemas_are_those_of_the_program() -> None:
    properties = schema("config")["properties"]
    assert set(properties) == set(KEYS)
    assert properties["profile"]["enum"] == list(PROFILES)
    assert properties["fail_on"]["enum"] == list(FAIL_ON)
    assert list(properties["facets"]["properties"]) == list(FACETS)
    assert properties["components"]["items"]["properties"]["kind"]["enum"] == list(COMPONENT_KINDS)
    result = schema("result")["properties"]
    assert result["verdict"]["enum"] == [str(verdict) for verdict in Verdict]
    assert result["stage"]["enum"] == [str(stage) for stage in Stage]
    assert result["rules"]["items"]["properties"]["status"]["enum"] == [str(status) for status in Status]


def test_every_result_fits_its_schema() -> None:
    out = io.StringIO()
    report.write(assessment(), out)
    errors = [error.message for error in Draft7Validator(schema("result")).iter_errors(json.loads(out.getvalue()))]
    assert errors == []


def test_every_shipped_rule_fits_its_schema() -> None:
    validator = Draft7Validator(schema("rule"))
    wrong = [
        f"{name}: {error.message}"
        for path, name in rule_files()
        for error in validator.iter_errors(read(Path(path).read_text(encoding="utf-8"), name).value)
    ]
    assert wrong == []


def test_a_result_that_was_compared_and_qualified_fits_and_comes_back() -> None:
    change = Change(
        "new", "rule", "R301", "t", "s", "f", "met", "unmet", (Evidence("a.py", 3),), (), "R", "major", "c", True
    )
    changes = Changes("main", "c", "2026-01-31", (change,), 3, ("a note",), "now")
    run = assessment(changes=changes, qualification=Qualification("pilot", "limited", ("R101",), ("R",), 60.0))
    data = as_data(run)
    Draft7Validator(schema("result")).validate(json.loads(json.dumps(data)))
    assert from_data(json.loads(json.dumps(data))) == run
    assert (data["qualifies_for"], data["next_stage"]["gates"]) == ("pilot", ["R101"])


def test_every_baseline_and_milestone_fits_its_schema(tmp_path: Path) -> None:
    Draft7Validator(schema("baseline")).validate(json.loads(baseline_text(assessment())))
    save(tmp_path, Milestone("pilot", "2026-03-01", "", "readiness-answers.yaml", "", assessment()))
    Draft7Validator(schema("milestone")).validate(
        json.loads((tmp_path / "readiness-milestones/pilot.json").read_text())
    )
