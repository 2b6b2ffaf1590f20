"""Thresholds that were loosened in the change that they gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repositories import commit, repository
from tests.signs_in_memory import sign_of


def gate(root: Path, before: str, after: str, beside: dict[str, str] | None = None) -> Path:
    """A repository whose app.py held `before` and holds `after`; `beside` is what changed with it."""
    repository(root, {"app.py": before, "model.py": "x = 1\n", "README.md": "# x\n"})
    return commit(root, {"app.py": after, **({"model.py": "x = 2\n"} if beside is None else beside)}, day=78)


def test_a_threshold_lowered_in_the_change_that_it_gates_is_told(tmp_path: Path) -> None:
    root = gate(tmp_path, "a = 1\nmin_accuracy = 0.9\n", "a = 1\nmin_accuracy = 0.8\n")
    found = sign_of("W13", root, P107="met")
    assert found.state == "raised" and found.why.startswith(
        "min_accuracy went from 0.9 to 0.8 on 2024-01-31, in a change"
    )
    assert [(place.place, place.supports) for place in found.evidence] == [("app.py:2", False)]


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("max_latency = 2\n", "max_latency = 5\n", "raised"), ("max_latency = 5\n", "max_latency = 2\n", "unknown"),
        ("threshold: 0.7\n", "threshold: 0.75\n", "unknown"), ('"fail_under": 80,\n', '"fail_under": 70,\n', "raised"),
        ("assert score_threshold >= 0.9\n", "assert score_threshold >= 0.5\n", "raised"), ("retries = 5\n", "retries = 3\n", "unknown"),
        ("threshold = 1\nthreshold = 2\n", "threshold = 0\nthreshold = 1\n", "unknown"), ("threshold = 9\n", "x = 1\n", "unknown"),
        ("threshold = 9\n", "\0\xff", "unknown"),
    ],
)  # fmt: skip
def test_only_what_became_looser_counts(tmp_path: Path, before: str, after: str, state: str) -> None:
    assert sign_of("W13", gate(tmp_path, before, after), P107="met").state == state


@pytest.mark.parametrize("beside", [{}, {"README.md": "# y\n"}, {"tests/test_a.py": "x\n"}])
def test_a_threshold_that_is_lowered_on_its_own_was_decided_on_its_own(tmp_path: Path, beside: dict[str, str]) -> None:
    assert sign_of("W13", gate(tmp_path, "threshold = 9\n", "threshold = 8\n", beside), P107="met").state == "unknown"


def test_what_was_tightened_again_is_forgiven(tmp_path: Path) -> None:
    root = gate(tmp_path, "threshold = 9\n", "threshold = 8\n")
    assert sign_of("W13", root, P107="met").state == "raised"
    assert sign_of("W13", commit(root, {"app.py": "threshold = 9\n"}, day=90), P107="met").state == "unknown"


def test_a_file_that_is_no_evidence_of_thresholds_is_not_looked_at(tmp_path: Path) -> None:
    assert sign_of("W13", gate(tmp_path, "threshold = 9\n", "threshold = 8\n"), P107="unmet").state == "unknown"
