import io
import json

import pytest

from readiness.reports import json as report
from readiness.reports import jsonl
from tests.assessments_in_memory import assessment


def written(made=None) -> str:  # type: ignore[no-untyped-def]
    out = io.StringIO()
    report.write(made or assessment(), out)
    return out.getvalue()


def test_everything_that_other_programs_may_rely_on_is_there() -> None:
    data = json.loads(written())
    assert set(data) >= {
        "schema_version", "tool", "target", "facets", "verdict", "stage", "overall", "pillars", "rules", "warning_signs", "components",
        "left_out", "inventory", "next", "errors",
    }  # fmt: skip
    assert data["schema_version"] == 1
    assert set(data["tool"]) == {"name", "version", "ruleset"}
    assert data["facets"] == ["ai", "llm"]
    assert set(data["overall"]) == {"low", "high", "binding_pillar"}
    assert set(data["pillars"]["R"]) >= {"low", "high", "coverage", "counts"}
    rule = next(one for one in data["rules"] if one["id"] == "R301")
    assert set(rule) >= {
        "id", "name", "pillar", "severity", "status", "provenance", "value", "message", "evidence", "fix", "claims", "waived",
    }  # fmt: skip
    assert rule["evidence"][0] == {
        "path": "app/chat.py", "line": 14, "snippet": "client.chat.completions.create(", "says": "has no time limit", "for": False,
    }  # fmt: skip
    assert data["left_out"] == [{"path": "vendor/x.js", "why": "vendored"}]
    assert set(data["warning_signs"][0]) >= {"id", "name", "state", "why", "evidence"}
    assert set(data["next"][0]) >= {"rule", "gain", "kind", "effort"}


def test_the_result_can_be_read_back_whole() -> None:
    made = assessment()
    again = report.from_json(written(made))
    assert again == made
    assert written(again) == written(made)


def test_the_result_is_ascii_even_where_a_path_is_not_text() -> None:
    made = assessment(left_out=(("b\udce4d.txt", "é"),))
    assert written(made).isascii()
    assert report.from_json(written(made)) == made


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": 2}', '{"schema_version": 1}', "[" * 100_000])
def test_something_else_is_refused_and_not_guessed_at(text: str) -> None:
    with pytest.raises(ValueError):
        report.from_json(text)


def test_json_lines_hold_the_same_entry_by_entry() -> None:
    out = io.StringIO()
    jsonl.write(assessment(), out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    whole = json.loads(written())
    assert lines[0]["type"] == "audit"
    assert lines[0]["verdict"] == whole["verdict"]
    assert [line["id"] for line in lines if line["type"] == "rule"] == [rule["id"] for rule in whole["rules"]]
    assert [{k: v for k, v in line.items() if k != "type"} for line in lines if line["type"] == "step"] == whole["next"]
    assert sum(line["type"] == "ai_call" for line in lines) == 1
