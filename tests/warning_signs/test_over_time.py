"""Tuning without outcome (W08), one person (W12) and afterthought (W13), in repositories with a history."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.history import History, Tag
from tests.repositories import commit, git, repository
from tests.signs_in_memory import DAY, START, commits, sign, sign_of


def tuned(root: Path, days: range, path: str = "prompts/answer.txt", begin: bool = True) -> Path:
    if begin:
        repository(root, {"app.py": "x = 1\n"})
    for day in days:
        commit(root, {path: f"Answer briefly, version {day}.\n"}, day=day)
    return root


def test_prompts_that_change_and_are_never_judged_are_told(tmp_path: Path) -> None:
    found = sign_of("W08", tuned(tmp_path, range(0, 120, 10)), ("llm",), R402="unmet")
    assert found.state == "raised" and found.why.startswith("12 changes of prompts or models, none")
    assert found.evidence[0].place == "prompts/answer.txt" and found.evidence[0].says == "changed 12 times"
    assert found.series[0].points == (("2023-10-01", 5.0), ("2024-01-01", 7.0))
    assert sign_of("W08", tmp_path, (), R402="unmet").state == "clear"


def test_an_evaluation_that_changes_with_them_clears(tmp_path: Path) -> None:
    root = tuned(tmp_path, range(0, 120, 10))
    commit(root, {"evals/run.py": "x = 1\n"}, day=121)
    assert sign_of("W08", root, ("llm",), R402="unmet").state == "clear"


def test_an_evaluation_that_was_left_behind_does_not(tmp_path: Path) -> None:
    root = repository(tmp_path, {"evals/run.py": "x = 1\n"})
    tuned(root, range(10, 130, 10), begin=False)
    found = sign_of("W08", root, ("llm",), R402="partial")
    assert found.state == "raised" and found.why.endswith("12 of the former since the last of the latter on 2023-11-14")
    assert sign_of("W08", root, ("llm",), R402="met").state == "clear"


@pytest.mark.parametrize("path", ["tests/test_prompt.py", "web/PromptInput.tsx", "docs/answers.md"])
def test_tests_screens_and_pages_about_prompts_are_no_tuning(tmp_path: Path, path: str) -> None:
    found = sign_of("W08", tuned(tmp_path, range(0, 120, 10), path), ("llm",), R402="unmet")
    assert (found.state, found.why) == ("unknown", "0 changes of prompts or models: too few to tell")


def test_a_quarter_without_changes_is_shown_as_none() -> None:
    rows = [(day, "Ada", "prompts/a.txt") for day in [*range(9), 400, 401]]
    found = sign("W08", None, commits(*rows), ("llm",), R402="unmet")
    assert [value for _, value in found.series[0].points] == [9.0, 0.0, 0.0, 0.0, 2.0]
    assert [day for day, _ in found.series[0].points][-1] == "2024-10-01"


def test_a_history_of_absurd_dates_makes_no_endless_series() -> None:
    rows = [(day * 100_000, "Ada", "prompts/a.txt") for day in range(-3, 20)]
    assert all(len(one.points) <= 60 for one in sign("W08", None, commits(*rows), ("llm",), R402="unmet").series)


def test_one_person_is_told_with_the_share(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "0\n"})
    for day in range(1, 10):
        commit(root, {"a.py": f"{day}\n"}, day=day)
    commit(root, {"a.py": "x\n"}, day=11, author="Bo")
    commit(root, {"a.py": "y\n"}, day=12, author="renovate[bot]")
    found = sign_of("W12", root)
    assert (found.state, found.why) == ("raised", "Ada made 10 of 11 commits (91%), 67% of the latest quarter")
    for day in range(13, 20):
        commit(root, {"a.py": f"{day}\n"}, day=day, author="Bo")
    assert sign_of("W12", root).state == "clear"
    assert sign_of("W12", repository(tmp_path / "new", {"a.py": "1\n"})).state == "unknown"


def released(root: Path, safeguard: int, tag: int) -> Path:
    """A repository whose app.py, which holds a safeguard, came on one day, and its first release on another."""
    repository(root, {"README.md": "# x\n"})
    for day, files in sorted([(safeguard, {"app.py": "x = 1\n"}), (tag, {"b.py": "x = 1\n"})], key=lambda one: one[0]):
        commit(root, files, day=day)
        if day == tag:
            git(root, "tag", "v1", day=day)
    return root


@pytest.mark.parametrize(("safeguard", "tag", "state"), [(200, 100, "raised"), (50, 100, "clear"), (120, 100, "clear")])
def test_safeguards_are_dated_against_the_first_release(tmp_path: Path, safeguard: int, tag: int, state: str) -> None:
    found = sign_of("W13", released(tmp_path, safeguard, tag), R402="met")
    assert found.state == state
    if state == "raised":
        assert found.why == "after the first release (v1, 2024-02-22) came an evaluation (100 days)"
        assert found.evidence[0].place == "app.py:1" and not found.evidence[0].supports


def test_without_release_or_safeguards_nothing_was_an_afterthought(tmp_path: Path) -> None:
    root = released(tmp_path / "a", 200, 100)
    assert sign_of("W13", root).why == "none of the papers or safeguards exists yet"
    assert sign_of("W13", repository(tmp_path / "b", {"app.py": "x\n"}), R402="met").state == "unknown"
    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), "shallow")
    assert sign_of("W13", tmp_path / "shallow", R402="met").state == "unknown"


def test_the_name_of_a_tag_and_of_a_person_cannot_write_to_the_terminal() -> None:
    rows = [(day, "A\x1b[31mda", "app.py") for day in range(9)]
    history = History(commits(*rows).commits, (Tag("v\x1b1", START - 100 * DAY),))
    assert "\x1b" not in sign("W12", None, history).why
    assert "\x1b" not in sign("W13", None, history, R402="met").why
