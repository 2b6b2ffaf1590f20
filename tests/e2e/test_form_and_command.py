"""From the command to the browser and back: what a product owner answers stands in the repository's file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.at_the_form import downloaded, key, say
from tests.e2e.conftest import Open, hindrances
from tests.repositories import repository

pytestmark = pytest.mark.e2e


def readiness(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "readiness", "ask", str(root), "--as-of", "2026-03-01", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=180)


def test_what_is_answered_in_the_browser_comes_into_the_repository(open_page: Open, tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {
        "app.py": "from openai import OpenAI\nOpenAI().responses.create(model='m', input='x')\n",
        "README.md": "# Shop\n\nAnswers questions of customers.\n", "docs/owner.md": "Maria Ortiz answers for it.\n",
    })  # fmt: skip
    file = tmp_path / "form.html"
    made = readiness(root, "--html", str(file))
    assert made.returncode == 0, made.stderr
    page = open_page(file.read_text(encoding="utf-8"))
    assert hindrances(page) == []
    page.select_option("#show", "all")
    page.fill("#name", "Maria Ortiz")
    say(page, "P108", "yes", value="Maria Ortiz; docs/owner.md", evidence="docs/owner.md", date="2026-02-28")
    say(page, "U111", "partly", value="12.5", evidence="https://a.example/use", date="2026-02-28")
    assert key(page, "P101")
    back = tmp_path / "back.yaml"
    back.write_text(downloaded(page), encoding="utf-8")
    took = readiness(root, "--from", str(back))
    assert took.returncode == 0, took.stdout + took.stderr
    written = (root / "readiness-answers.yaml").read_text(encoding="utf-8")
    assert "Maria Ortiz; docs/owner.md" in written
    assert "12.5" in written
    assert "form:" not in written
    again = readiness(root, "--from", str(back))
    assert again.returncode == 0
    assert (root / "readiness-answers.yaml").read_text(encoding="utf-8") == written
