from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readiness.baseline import baseline_text, is_same, read_baseline
from readiness.comparison import compare
from readiness.gating import against_baseline, load_baseline, regressions, write_baseline
from readiness.model import Assessment, Evidence, Target
from readiness.strict_yaml import Problem
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

CALL = {
    "path": "app/chat.py", "line": 14, "function": "ask", "provider": "openai", "kind": "chat", "model": "gpt-4o",
    "guards": {"timeout": {"state": "yes"}, "errors_handled": {"state": "no"}, "cached": {"state": "no"}},
}  # fmt: skip
INVENTORY: dict[str, list[dict[str, object]]] = {
    "ai_calls": [CALL],
    "tests": [{"path": "tests/a.py", "cases": 4}],
    "datasets": [{"path": "golden.jsonl", "cases": 9, "kind": "evaluation"}],
    "demands": [{"path": "evals/run.py", "line": 3, "text": "assert score >= 0.8"}],
}


def run(**changes: Any) -> Assessment:
    return assessment(**{"inventory": INVENTORY, **changes})


def read(text: str, like: Assessment) -> Assessment:
    found = read_baseline(text, "readiness-baseline.json", like)
    assert isinstance(found, Assessment)
    return found


def test_a_run_has_not_changed_since_its_own_baseline() -> None:
    changes = compare(read(baseline_text(run()), run()), run(), "baseline").changes
    assert [one for one in changes if one.subject != "sign"] == []


def test_a_baseline_is_small_readable_and_holds_no_line_number() -> None:
    data = json.loads(baseline_text(run()))
    assert data["gaps"]["R301"] == {
        "name": "name-of-r301", "status": "unmet", "against": 2,
        "places": [
            {"path": "app/chat.py", "says": "has no time limit", "text": "client.chat.completions.create("},
            {"path": "src/[/etc]/[red]x[/red].py", "says": "has no time limit", "text": "call([bold]x[/bold])"},
        ],
    }  # fmt: skip
    assert data["calls"] == [
        {
            "path": "app/chat.py", "function": "ask", "provider": "openai", "kind": "chat", "model": "gpt-4o",
            "guarded": ["timeout"], "by_default": [], "unguarded": ["errors_handled"],
        }
    ]  # fmt: skip
    assert data["tests"] == {"tests/a.py": 4}
    moved = tuple(
        replace(one, evidence=tuple(replace(place, line=place.line + 90) for place in one.evidence))
        for one in run().findings
    )
    calls = [{**CALL, "line": 99}]
    assert baseline_text(run(findings=moved, inventory={**INVENTORY, "ai_calls": calls})) == baseline_text(run())


def test_writing_the_same_again_keeps_the_file_to_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "readiness-baseline.json"
    write_baseline(run(), file)
    first = file.read_bytes()
    later = run(target=Target("shop", "f" * 40, False, "2026-09-09"))
    assert write_baseline(later, file) == "readiness-baseline.json is up to date"
    assert file.read_bytes() == first
    assert is_same(first.decode(), baseline_text(later))
    assert not is_same(first.decode(), baseline_text(run(findings=(finding("met"),))))
    assert not is_same("{", "[]")
    assert [path.name for path in tmp_path.iterdir()] == ["readiness-baseline.json"]


def test_what_is_new_or_worse_fails_and_what_is_better_is_to_be_tightened() -> None:
    before = assessment((finding("unmet"), finding("met", rule("R302"))), inventory=INVENTORY)
    after = assessment((finding("met"), finding("unmet", rule("R302"))), inventory=INVENTORY)
    made = against_baseline(after, read(baseline_text(before), after), "readiness-baseline.json")
    assert [one.id for one in regressions(made.changes)] == ["R302"]
    assert made.changes is not None
    assert "1 entry of the baseline is better now" in made.changes.notes[-1]
    assert "--write-baseline" in made.changes.notes[-1]


def test_a_rule_that_the_rule_set_lost_is_a_dead_entry() -> None:
    before = assessment((finding("unmet"), finding("unmet", rule("R302"))), ruleset="old")
    after = assessment((finding("unmet"),))
    made = against_baseline(after, read(baseline_text(before), after), "b.json")
    assert made.changes is not None
    assert any("R302 in the baseline: no such rule is judged any more" in note for note in made.changes.notes)
    assert regressions(made.changes) == ()


def test_a_ratchet_fails_on_a_pillar_that_fell() -> None:
    held = assessment((finding("met"), finding("met", rule("R302"))))
    fell = assessment((finding("met"), finding("partial", rule("R302"), waiver=None)))
    baseline = read(baseline_text(held), fell)
    caught = against_baseline(fell, baseline, "b", ratchet={"R": 2.0})
    assert "pillar" in {one.subject for one in regressions(caught.changes)}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"schema": 2}', '{"schema": 1}', "[" * 100_000, '{"schema": 1, "demands": 3}']
)
def test_what_is_no_baseline_is_a_problem(text: str) -> None:
    assert isinstance(read_baseline(text, "b.json", run()), Problem)


@pytest.mark.parametrize(
    ("part", "value"),
    [("gaps", {"R301": 3}), ("calls", [3]), ("pillars", {"R": {}}), ("verdict", "great"), ("tests", {"a": "x"})],
)
def test_a_baseline_with_a_part_of_a_wrong_type_is_a_problem(part: str, value: object) -> None:
    data = {**json.loads(baseline_text(run())), part: value}
    assert isinstance(read_baseline(json.dumps(data), "b.json", run()), Problem)


def test_a_baseline_that_is_not_there_or_not_text_is_a_problem(tmp_path: Path) -> None:
    missing = load_baseline(tmp_path / "b.json", run())
    assert isinstance(missing, Problem) and missing.hint == "write it with --write-baseline"
    (tmp_path / "b.json").write_bytes(b"\xff\xfe\x00")
    assert isinstance(load_baseline(tmp_path / "b.json", run()), Problem)


def test_more_like_places_in_one_file_are_counted() -> None:
    place = Evidence("a.py", 3, "call()", "no limit", False)
    two = (place, replace(place, line=9))
    before, after = (
        assessment((finding("unmet", evidence=two),)),
        assessment((finding("unmet", evidence=(*two, replace(place, line=20))),)),
    )
    changes = compare(read(baseline_text(before), after), after, "b").changes
    assert [one.says for one in changes if one.subject == "rule"] == ["1 more place speaks against it"]
    assert not compare(read(baseline_text(after), after), after, "b").changes
