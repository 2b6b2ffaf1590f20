import json

import pytest

from readiness.milestone_files import Told, milestone_points, read_point
from readiness.snapshot import Snapshot

PATH = "readiness-milestones/pilot.json"


def milestone(date: str = "2026-01-31", **result: object) -> str:
    return json.dumps(
        {
            "name": "ignored",
            "date": date,
            "commit": "abc",
            "note": "first users",
            "result": {"verdict": "blocked", **result},
        }
    )


def test_a_milestone_is_a_point_with_what_was_answered_and_raised() -> None:
    rules = [
        {"id": "U111", "answer": {"reply": "yes", "value": 40, "unit": "%", "date": "2026-01-20"}},
        {"id": "P108", "answer": None},
    ]
    signs = [{"id": "W03", "state": "raised"}]
    point = read_point(milestone(rules=rules, warning_signs=signs, pillars={"P": {"low": 12.5}}), PATH)
    assert point is not None
    assert (point.name, point.date, point.commit, point.note) == ("pilot", "2026-01-31", "abc", "first users")
    assert point.answers == {"U111": Told("yes", 40, "%", "2026-01-20")}
    assert (point.signs, point.lows, point.verdict) == ({"W03": "raised"}, {"P": 12.5}, "blocked")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "3", '{"result": 1}', '{"date": "soon", "result": {"a": 1}}', "[" * 100_000]
)
def test_what_is_no_milestone_is_no_point(text: str) -> None:
    assert read_point(text, PATH) is None


def test_parts_of_a_wrong_type_are_left_out() -> None:
    rules = [
        {"id": 3, "answer": {"reply": "yes"}},
        "x",
        {"id": "U111", "answer": {"reply": 1, "value": [1], "unit": {}, "date": 5}},
    ]
    point = read_point(
        milestone(rules=rules, pillars={"P": {"low": True}, "R": 3, "O": {"low": 10**400}}, warning_signs={"a": 1}),
        PATH,
    )
    assert point is not None
    assert (point.answers, point.lows, point.signs) == ({"U111": Told("", None, "", "")}, {}, {})


def test_the_oldest_point_comes_first_and_only_our_folder_is_read() -> None:
    files = {
        "readiness-milestones/b.json": milestone("2025-01-01"),
        "readiness-milestones/a.json": milestone("2026-01-01"),
        "readiness-milestones/broken.json": "{",
        "readiness-milestones/deep/c.json": milestone("2024-01-01"),
        "other/readiness-milestones/d.json": milestone("2024-01-01"),
    }
    assert [point.name for point in milestone_points(Snapshot.of(files))] == ["b", "a"]
