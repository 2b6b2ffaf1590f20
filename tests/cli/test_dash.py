"""A hyphen in a file's place is stdout, and leaves no file of that name."""

from pathlib import Path

import pytest

from readiness.cli.app import run
from readiness.cli.dash import or_stdout
from tests.repositories import repository

DAY = ("--as-of", "2026-03-01")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return repository(tmp_path / "shop", {"README.md": "# Shop\n\nSells hats to people.\n", "app.py": "print(1)\n"})


def test_a_hyphen_is_stdout_and_any_other_word_a_file() -> None:
    assert or_stdout(None) is None and or_stdout(Path("-")) is None
    assert or_stdout(Path("--")) == Path("--") and or_stdout(Path("./out/-")) == Path("out/-")


def test_results_lists_and_comparisons_go_to_stdout(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, first in (
        (("audit", root, *DAY, "--select", "D1", "--output-format", "json", "-o", "-"), "{"),
        (("inventory", root, "--output-format", "json", "-o", "-"), "{"),
        (("diff", "HEAD", "HEAD", "-C", root, *DAY, "-o", "-"), "Since HEAD"),
        (("ask", root, *DAY, "--html", "-"), "<!doctype html>"),
    ):
        run([str(word) for word in arguments])
        assert capsys.readouterr().out.startswith(first)
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


def test_a_further_report_wants_a_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", str(root), "--report", "json=-"]) == 2
    assert '"json=-" names no file (for stdout: --output-format json)' in capsys.readouterr().err


def test_a_list_of_no_question_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", str(root), *DAY, "--list", "--stale"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Nothing is to be asked. Of ")
