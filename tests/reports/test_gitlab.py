"""GitLab's code quality report, by the keys and words of its documentation."""

import io
import json

import jsonschema
import pytest

from readiness.reports import gitlab
from tests.assessments_in_memory import assessment

# docs.gitlab.com, "Code Quality report format": these are required of every entry; lines.begin or positions.begin.line.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]|^\\.[^./]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def entries() -> list[dict[str, object]]:
    out = io.StringIO()
    gitlab.write(assessment(), out)
    found: list[dict[str, object]] = json.loads(out.getvalue())
    return found


def test_the_report_is_as_the_documentation_says() -> None:
    jsonschema.validate(entries(), SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{**entries()[0], "severity": "bad"}], SCHEMA)


def test_fingerprints_are_unique() -> None:
    prints = [one["fingerprint"] for one in entries()]
    assert len(prints) == len(set(map(str, prints)))


def test_closed_gates_are_blockers_and_accepted_risks_are_left_out() -> None:
    severity = {str(one["check_name"])[:4]: one["severity"] for one in entries()}
    assert severity["R301"] == "blocker" and severity["U113"] == "critical"
    assert "R402" not in severity
