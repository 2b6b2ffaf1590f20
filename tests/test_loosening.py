from __future__ import annotations

import time

import pytest

from readiness.loosening import demand_of, loosened
from readiness.model import Evidence


def line(text: str, number: int = 1, path: str = "evals/run.py") -> Evidence:
    return Evidence(path, number, text, "a threshold that fails the check")


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("assert score >= 0.8", "assert score >= 0.75"),
        ("assert rate > 0.7, 'too low'", "assert rate > 0.5, 'too low'"),
        ("assert duration < 3.0", "assert duration < 8.0"),
        ("if accuracy < 0.8:", "if accuracy < 0.6:"),
        ("pytest --cov-fail-under=80", "pytest --cov-fail-under=60"),
        ("fail_under = 90", "fail_under = 85"),
        ("threshold: 0.85", "threshold: 0.5"),
        ("min_score: 0.9", "min_score: 0.7"),
        ("max_latency_ms: 500", "max_latency_ms: 2_000"),
        ("expect(score).toBeGreaterThan(0.8)", "expect(score).toBeGreaterThan(0.5)"),
        ("expect(ms).toBeLessThanOrEqual(800)", "expect(ms).toBeLessThanOrEqual(1200)"),
        ("- 95 % of answers under 2 seconds", "- 95 % of answers under 5 seconds"),
        ("availability at least 99.9 %", "availability at least 99 %"),
        ("def __init__(self, requests_per_minute: int = 60):", "def __init__(self, requests_per_minute: int = 600):"),
    ],
)  # fmt: skip
def test_a_line_that_demands_less_is_noticed_and_one_that_demands_more_is_not(was: str, now: str) -> None:
    assert len(loosened([line(was)], [line(now, 7)])) == 1
    assert loosened([line(now)], [line(was)]) == ()


def test_moved_lines_and_files_and_unlike_lines_are_nothing() -> None:
    old = [line("assert score >= 0.8"), line("assert score >= 0.9", 2)]
    moved = [line("assert score >= 0.9", 30, "tests/b.py"), line("assert score >= 0.8", 31, "tests/b.py")]
    assert loosened(old, moved) == ()
    assert loosened([line("assert score >= 0.8")], [line("assert recall >= 0.2")]) == ()


def test_a_line_that_moved_and_demands_less_is_noticed() -> None:
    (found,) = loosened([line("assert score >= 0.8")], [line("assert score >= 0.5", 4, "tests/b.py")])
    assert (found.was, found.now, found.after.path) == (0.8, 0.5, "tests/b.py")


def test_what_is_no_demand_is_not_read() -> None:
    assert demand_of(Evidence("a.toml", 1, "httpx>=0.27", "a locked dependency")) is None
    assert demand_of(Evidence("a.py", 1, "assert score >= 0.8", "a threshold", supports=False)) is None
    assert demand_of(line("threshold from settings")) is None
    assert demand_of(line("the limit of 3 things")) is None


def test_long_lines_of_anything_are_read_at_once() -> None:
    start = time.monotonic()
    for text in ("1" * 100_000, "9,999" * 30_000, "minimum-" * 20_000 + "1", "limit: " * 20_000 + "3"):
        demand_of(line(text))
    assert time.monotonic() - start < 2
