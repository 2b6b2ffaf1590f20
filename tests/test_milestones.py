from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from readiness.milestones import Milestone, load, names, path_of, points, read_milestone, save, wrong_name
from readiness.strict_yaml import Problem
from tests.assessments_in_memory import assessment

ANSWERS = "schema: 1\nanswers:\n  P108: {answer: yes}  # Jo\n"


def milestone(name: str = "pilot", day: str = "2026-03-01") -> Milestone:
    return Milestone(name, day, "first users", "readiness-answers.yaml", ANSWERS, assessment())


def test_what_is_frozen_comes_back_whole(tmp_path: Path) -> None:
    assert save(tmp_path, milestone()) is None
    assert load(tmp_path, "pilot") == milestone()
    assert names(tmp_path) == ("pilot",)
    assert [path.name for path in (tmp_path / "readiness-milestones").iterdir()] == ["pilot.json"]


def test_one_of_that_name_is_not_replaced_without_being_told_to(tmp_path: Path) -> None:
    save(tmp_path, milestone())
    wrong = save(tmp_path, milestone(day="2026-04-01"))
    assert wrong is not None and "--force" in wrong.hint
    assert load(tmp_path, "pilot") == milestone()
    assert save(tmp_path, milestone(day="2026-04-01"), force=True) is None
    found = load(tmp_path, "pilot")
    assert isinstance(found, Milestone) and found.date == "2026-04-01"


def test_a_name_that_differs_only_in_its_case_is_refused_even_by_force(tmp_path: Path) -> None:
    save(tmp_path, milestone())
    assert isinstance(save(tmp_path, milestone("PILOT"), force=True), Problem)


@pytest.mark.parametrize("name", ["pilot", "2026-Q1", "v1.0", "a_b"])
def test_plain_names_are_taken(name: str) -> None:
    assert wrong_name(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "-x",
        ".x",
        "a b",
        "ü",
        "x" * 81,
        "now",
        "con",
        "NUL",
        "lpt1.x",
        "a.json",
        "a.",
        "a.lock",
        "a\n",
    ],
)
def test_names_that_lead_elsewhere_or_mean_something_else_are_refused(name: str) -> None:
    assert wrong_name(name)


def test_a_folder_that_is_a_link_out_of_the_repository_is_not_written_to(tmp_path: Path) -> None:
    root, outside = tmp_path / "shop", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    os.symlink(outside, root / "readiness-milestones")
    assert isinstance(save(root, milestone()), Problem)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"schema": 2}',
        '{"schema": 1, "result": {}}',
        '{"schema": 1, "result": {"schema_version": 1}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_milestone_is_a_problem(text: str) -> None:
    assert isinstance(read_milestone(text, "a.json"), Problem)


def test_points_are_told_oldest_first_and_broken_ones_left_out(tmp_path: Path) -> None:
    save(tmp_path, milestone("b", "2026-01-01"))
    save(tmp_path, milestone("a", "2026-02-01"))
    path_of(tmp_path, "c").write_text("{")
    path_of(tmp_path, "d").write_bytes(b"\xff")
    assert [(point.name, point.verdict) for point in points(tmp_path)] == [("b", "blocked"), ("a", "blocked")]
    assert isinstance(load(tmp_path, "d"), Problem)
    assert isinstance(load(tmp_path, "nope"), Problem)
    assert points(tmp_path / "nowhere") == ()


def test_the_answers_are_kept_to_the_letter(tmp_path: Path) -> None:
    save(tmp_path, milestone())
    assert json.loads(path_of(tmp_path, "pilot").read_text())["answers"] == {
        "path": "readiness-answers.yaml",
        "text": ANSWERS,
    }
