"""`plan`, `report` and `explain` with a repository, as people type them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.cli.leaving import Code

TOP = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("product") / "service"
    shutil.copytree(TOP / "tests" / "products" / "service", folder)
    return folder


def readiness(*words: object, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "readiness", *map(str, words)]
    return subprocess.run(command, cwd=TOP, input=given, capture_output=True, text=True, encoding="utf-8", timeout=120)


def test_plan_tells_the_steps_and_the_fewest_to_ready(service: Path) -> None:
    told = readiness("plan", service, "--as-of", "2026-03-01")
    assert told.returncode == Code.PASSED, told.stderr
    assert "Now blocked" in told.stdout and "closed gate" in told.stdout
    ready = readiness("plan", service, "--to", "ready", "--as-of", "2026-03-01", "--output-format", "json")
    data = json.loads(ready.stdout)
    assert data["goal"] == "ready" and data["steps"][0]["gate"] == "closed"
    assert all(points >= 70 for points in data["after"].values())


def test_plan_refuses_what_is_no_goal_with_what_was_meant(service: Path) -> None:
    told = readiness("plan", service, "--to", "redy", "--output-format", "tekst")
    assert told.returncode == Code.WRONG_INPUT
    assert '"redy" is no goal (did you mean "ready"?)' in told.stderr
    assert '"tekst" is not known' in told.stderr and "2 mistakes" in told.stderr


def test_explain_with_a_repository_shows_what_was_looked_for_and_found(service: Path) -> None:
    told = readiness("explain", "R301", service)
    assert told.returncode == Code.PASSED, told.stderr
    assert "app/llm.py:25" in told.stdout and "It is met where" in told.stdout
    missing = readiness("explain", "O102", service).stdout
    assert "looked for requests are traced" in missing


def test_explain_tells_a_rule_that_does_not_apply(service: Path) -> None:
    told = readiness("explain", "R505", service).stdout
    assert "does not hold here, so the rule does not apply" in told


def test_a_result_is_rendered_again_without_an_audit(service: Path, tmp_path: Path) -> None:
    result = tmp_path / "run.json"
    made = readiness("audit", service, "--as-of", "2026-03-01", "--exit-zero", "--output-format", "json", "-o", result)
    assert made.returncode == Code.PASSED
    again = readiness("report", result, "--output-format", "markdown", "--report", f"junit={tmp_path / 'j.xml'}")
    assert again.returncode == Code.PASSED, again.stderr
    assert again.stdout.startswith("<!-- readiness -->") and (tmp_path / "j.xml").stat().st_size
    piped = readiness("report", "-", given=result.read_text())
    assert piped.stdout.splitlines()[-1].startswith("BLOCKED")
    lens = readiness("report", result, "--lens", "ship-checklist-6", "--output-format", "json")
    assert json.loads(lens.stdout)["lenses"][0]["verdict"] == "not ready"


def test_what_is_no_result_is_refused_with_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]")
    told = readiness("report", tmp_path / "x.json", "--output-format", "sarff")
    assert told.returncode == Code.WRONG_INPUT
    assert "is no result" in told.stderr and 'did you mean "sarif"' in told.stderr and "2 mistakes" in told.stderr
