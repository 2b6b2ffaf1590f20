"""`readiness ask` as people and scripts type it: without a terminal, by options, from a file, and in a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from readiness import refutations
from readiness.__main__ import BESIDE
from readiness.answers import Answer, Reply, load_answers
from readiness.cli.app import run
from readiness.cli.leaving import Code
from readiness.ruleset import load_rules
from tests.repositories import commit, repository

TODAY = "2026-03-01"
FILES = {
    "README.md": "# Shop\n\nAnswers questions of customers.\n",
    "docs/owner.md": "# Owner\n\nMaria Ortiz\n",
    "app.py": "from openai import OpenAI\n\nclient = OpenAI(timeout=20)\n\n\ndef ask(text):\n    return client.responses.create(model='m', input=text)\n",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return repository(tmp_path / "shop", FILES)


def ask(root: Path, *words: str) -> int:
    return run(["ask", str(root), "--as-of", TODAY, *words])


def answers(root: Path, name: str = "readiness-answers.yaml") -> dict[str, Answer]:
    rules = {one.rule.id: one.rule for one in load_rules().rules}
    found, problems = load_answers((root / name).read_text(encoding="utf-8"), name, rules)
    assert problems == ()
    return dict(found.answers)


def test_without_a_terminal_the_other_ways_are_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ((), ("--quick",), ("--no-input", "--stale")):
        assert ask(root, *words) == Code.WRONG_INPUT
        told = capsys.readouterr()
        assert told.out == ""
        for way in ("--list", "--set RULE=VALUE", "--html", "--from FILE", "readiness-answers.yaml"):
            assert way in told.err


def test_the_list_is_plain_in_a_pipe(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(root, "--list") == Code.PASSED
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 30 and all(line[2:6].strip().isalnum() for line in lines)
    assert "\x1b" not in "".join(lines)
    assert [line[2] for line in lines] == sorted((line[2] for line in lines), key="PRODU".index)
    assert ask(root, "--list", "--section", "user", "--section", "problem,R") == Code.PASSED
    assert {line[2] for line in capsys.readouterr().out.splitlines()} == {"P", "R", "U"}


def test_a_set_answer_is_bound_to_its_evidence_and_goes_stale_with_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(root, "--set", "P108=Maria Ortiz", "--by", "Jo Li", "--evidence", "docs/owner.md") == Code.PASSED
    assert "P108 yes: Maria Ortiz, by Jo Li on 2026-03-01, counts until" in capsys.readouterr().out
    answer = answers(root)["P108"]
    assert (answer.reply, answer.value, answer.evidence) == (Reply.YES, "Maria Ortiz", ("docs/owner.md",))
    assert len(answer.blobs["docs/owner.md"]) == 40
    ask(root, "--list", "--stale")
    assert capsys.readouterr().out == ""
    commit(root, {"docs/owner.md": "# Owner\n\nKim\n"})
    ask(root, "--list", "--stale")
    assert capsys.readouterr().out.startswith("  P108  stale") or "P108  stale" in capsys.readouterr().out


def test_every_mistake_of_set_is_told_and_nothing_saved(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = ask(
        root, "--set", "P108=yes", "--set", "P9=yes", "--set", "U111=many", "--set", "U117", "--set", "P110=n/a",
        "--set", "P108=no", "--evidence", "doc/owner.md", "--date", "2026-04-01",
    )  # fmt: skip
    assert code == Code.WRONG_INPUT
    told = capsys.readouterr().err
    for words in (
        'did you mean "docs/owner.md"', "2026-04-01 is after 2026-03-01", "--by: is missing", "P9 names no rule",
        '"many" is no number', '"U117" is not RULE=VALUE', "not-applicable needs a reason", "P108 is answered twice",
        "needs a day on which it expires", "Nothing was saved",
    ):  # fmt: skip
        assert words in told
    assert not (root / "readiness-answers.yaml").exists()


@pytest.mark.parametrize("word", ["maybe", "noo", "yess", "y", "partially", "unknwon"])
def test_a_word_that_is_nearly_a_reply_is_not_taken_for_a_yes(
    root: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    assert ask(root, "--set", f"P108={word}", "--by", "Jo Li") == Code.WRONG_INPUT
    assert f'"{word}" is no answer to this question' in capsys.readouterr().err


def test_replies_and_words_of_set(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root.parent / "gitconfig").write_text("[user]\n\tname = Ada Byron\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(root.parent / "gitconfig"))
    words = ("P108=partly: only until May", "P110=no", "P111=unknown", "U111=62 %", "R301=yes")
    assert ask(root, *(part for word in words for part in ("--set", word)), "--note", "n") == Code.PASSED
    found = answers(root)
    assert (found["P108"].reply, found["P108"].value) == (Reply.PARTLY, "only until May")
    assert (found["U111"].value, found["U111"].unit) == (62, "% of eligible users a week")
    assert [found[key].reply for key in ("P110", "P111", "R301")] == [Reply.NO, Reply.UNKNOWN, Reply.YES]
    assert {one.by for one in found.values()} == {"Ada Byron"}


def test_not_applicable_with_reason_and_expiry(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ("--by", "Jo", "--reason", "nobody uses it", "--expires", "2026-06-01")
    assert ask(root, "--set", "P110=not-applicable", *more) == Code.PASSED
    assert answers(root)["P110"].expires == "2026-06-01"
    assert ask(root, "--set", "R301=n/a", *more) == Code.WRONG_INPUT
    assert "not-applicable is refused: the repository shows that it applies: app.py" in capsys.readouterr().err


def test_another_answers_file_is_made_where_it_is_named(root: Path) -> None:
    named = root / "docs" / "answers.yaml"
    assert ask(root, "--answers", str(named), "--set", "P108=no", "--by", "Jo") == Code.PASSED
    assert answers(root, "docs/answers.yaml")["P108"].reply is Reply.NO
    assert not (root / "readiness-answers.yaml").exists()


def test_what_comes_back_is_shown_and_merged(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = root / "readiness-answers.yaml"
    mine.write_text(
        "schema: 1\nanswers:\n  # asked in May\n  P108: {answer: yes, value: Maria, by: Jo, date: 2026-02-20}  # sure\n"
    )
    other = root.parent / "form.yaml"
    other.write_text(
        "schema: 1\nanswers:\n  P108: {answer: yes, value: Sam, by: Ann, date: 2026-02-10}\n"
        "  P110: {answer: no, by: Ann, date: 2026-02-10}\n"
    )
    assert ask(root, "--from", str(other)) == Code.WRONG_INPUT
    told = capsys.readouterr()
    assert "form.yaml: 1 new, 1 changed on both sides" in told.out and "value: Maria -> Sam" in told.out
    assert "both sides changed" in told.err and "--overwrite" in told.err
    assert (answers(root)["P108"].value, answers(root)["P110"].reply) == ("Maria", Reply.NO)
    assert ask(root, "--from", str(other), "--overwrite") == Code.PASSED
    assert answers(root)["P108"].value == "Sam"
    assert "# asked in May" in mine.read_text() and "# sure" in mine.read_text()
    before = mine.read_bytes()
    assert ask(root, "--from", str(other)) == Code.PASSED
    assert mine.read_bytes() == before and "Nothing in it is new" in capsys.readouterr().out


def test_a_file_with_mistakes_is_not_merged(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = root.parent / "form.yaml"
    other.write_text(
        "schema: 1\nanswers:\n  P999: {answer: yes}\n  P108: {answer: maybe}\n  P110: {answer: no, by: A, date: 2026-02-10}\n"
    )
    assert ask(root, "--from", str(other)) == Code.WRONG_INPUT
    told = capsys.readouterr().err
    assert "form.yaml:3" in told and "form.yaml:4" in told and "Nothing was taken in" in told
    assert not (root / "readiness-answers.yaml").exists()


def test_what_the_form_writes_can_be_read_back(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = root.parent / "form.html"
    assert ask(root, "--html", str(page)) == Code.PASSED
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "--from" in capsys.readouterr().err


def test_options_that_do_not_go_together_are_told_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run([
        "ask", str(tmp_path), "--list", "--set", "P108=yes", "--section", "probelm", "--as-of", "today", "--overwrite",
        "--edit", "P108", "--quick", "--only-missing", "--stale", "--html", str(tmp_path / "no" / "form.html"),
    ])  # fmt: skip
    assert code == Code.WRONG_INPUT
    told = capsys.readouterr().err
    for words in (
        "--list: cannot be combined",
        'did you mean "problem"',
        "--as-of",
        "--overwrite: belongs",
        "--edit",
        "--only-missing",
        "there is no folder",
    ):
        assert words in told
    assert "8 mistakes" in told or "7 mistakes" in told


def test_answers_with_mistakes_are_told_before_anything_is_asked(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "readiness-answers.yaml").write_text(
        "schema: 1\nanswers:\n  P108:\n    answer: yes\n    blobs: {a.md: x}\n"
    )
    assert ask(root, "--list") == Code.WRONG_INPUT
    told = capsys.readouterr().err
    assert "readiness-answers.yaml:5" in told and "is no evidence of this answer" in told and 'needs "by"' in told


def test_a_terminal_is_asked_in_and_left_with_130(root: Path) -> None:
    pty = pytest.importorskip("pty")
    main, other = pty.openpty()
    environment = {
        **os.environ,
        "TERM": "xterm",
        "COLUMNS": "80",
        "LINES": "24",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = [sys.executable, "-m", "readiness", "ask", str(root), "--as-of", TODAY, "--edit", "P108", "--by", "Jo Li"]
    with subprocess.Popen(
        command, stdin=other, stdout=other, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
    ) as process:
        os.close(other)
        seen = _until(main, "Your answer")
        os.write(main, b"n\r")
        seen += _until(main, "missing or planned")
        os.write(main, b"\x03")
        seen += _until(main, "goes on from here")
        assert process.wait(timeout=30) == Code.INTERRUPTED
    os.close(main)
    assert "[1/1] Problem definition" in seen


def _until(terminal: int, words: str) -> str:
    seen, end = "", time.monotonic() + 30
    while words not in seen:
        assert time.monotonic() < end, seen
        seen += os.read(terminal, 65536).decode("utf-8", "replace")
        if "\x1b[6n" in seen:  # it asks where the cursor is
            os.write(terminal, b"\x1b[1;1R")
            seen = seen.replace("\x1b[6n", "")
    return seen


def test_what_the_repository_holds_against_a_yes_is_told_at_once(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(root, {"app.py": FILES["app.py"].replace("timeout=20", ""), "other.py": FILES["app.py"]})
    assert ask(root, "--set", "D120=yes", "--by", "Jo") == Code.PASSED
    assert "note: D120: the repository speaks against it: app.py:7" in capsys.readouterr().err


def test_a_look_that_still_goes_on_beside_the_dialogue_does_not_change_the_way_to_leave() -> None:
    program = (
        "import threading, time\nfrom readiness.__main__ import BESIDE, leave\n"
        "threading.Thread(target=time.sleep, args=(600,), name=BESIDE).start()\nprint('told')\nleave(130)\n"
    )
    assert 'name="readiness-beside"' in Path(refutations.__file__).read_text() and BESIDE == "readiness-beside"
    # Not even a daemon: whoever ended in the usual way would wait ten minutes for it.
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (130, "told\n")
