"""`audit --hook` before a commit: what the commit makes worse fails and is named, what was closed before does not block."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readiness.cli.app import run
from tests.repositories import commit, git, repository, write

APP = """import logging

from openai import APIError, OpenAI

client = OpenAI(timeout=20)
log = logging.getLogger(__name__)


def ask(question: str) -> str:
    try:
        return client.responses.create(model="gpt-4o-2024-08-06", input=question, max_output_tokens=200).output_text
    except APIError:
        log.exception("the model failed")
        return "Please try again later."
"""
BARE = 'from openai import OpenAI\n\n\ndef sum_up(text):\n    return OpenAI().responses.create(model="gpt-4o", input=text)\n'
TESTS = "".join(f"def test_{n}():\n    assert {n} + 1 == {n + 1}\n\n\n" for n in range(6))
EVALUATION = "def test_quality(score):\n    accuracy = score()\n    assert accuracy >= 0.8\n"
FILES = {
    "app/main.py": APP, "tests/test_main.py": TESTS, "evals/test_quality.py": EVALUATION, "README.md": "# Shop\n\nIt answers.\n",
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["openai==1.50.0"]\n',
}  # fmt: skip
# Of a form that no scanner takes for a real one, put together so that none takes it for one here.
KEY = "AKIA" + "Q3EGRT6TNXPQ5WZB"


@pytest.fixture(autouse=True)
def _own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


def hook(capsys: pytest.CaptureFixture[str], root: Path, *more: object) -> tuple[int, str]:
    code = run(["audit", str(root), "--hook", "--as-of", "2026-03-01", *map(str, more)])
    told = capsys.readouterr()
    return code, told.out + told.err


def stage(root: Path, files: dict[str, str]) -> Path:
    write(root, files)
    git(root, "add", "-A")
    return root


def test_a_commit_that_makes_nothing_worse_passes_and_says_what_was_judged(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage(shop, {"app/main.py": APP.replace("later.", "soon."), "docs/note.md": "# Note\n"})
    code, words = hook(capsys, shop)
    assert code == 0
    assert "2 files against HEAD, " in words and words.endswith("touched: nothing new or worse\n")


@pytest.mark.parametrize(
    ("files", "place", "says"),
    [
        ({"app/more.py": BARE}, "app/more.py:5: ", "is new and has no guard: a handler of failures"),
        ({"app/main.py": APP.replace("OpenAI(timeout=20)", "OpenAI()")}, "app/main.py:11: ", "lost a time limit"),
        ({"tests/test_main.py": TESTS.rpartition("def test_5")[0]}, "tests/test_main.py: ", "6 test cases before, 5 now"),
        ({"evals/test_quality.py": EVALUATION.replace("0.8", "0.6")}, "evals/test_quality.py:3: ", "demands less: 0.8 before, 0.6 now"),
        ({"app/keys.py": f'import boto3\n\nsession = boto3.Session(aws_access_key_id="{KEY}")\n'}, "app/keys.py:3: ", ""),
    ],
    ids=["unguarded call", "lost limit", "deleted test", "loosened threshold", "secret"],
)  # fmt: skip
def test_what_a_commit_makes_worse_fails_and_is_named(
    shop: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], place: str, says: str
) -> None:
    stage(shop, files)
    code, words = hook(capsys, shop)
    assert code == 1
    line = next(line for line in words.splitlines() if line.startswith(place) and says in line)
    assert KEY not in line
    assert words.splitlines()[-1].startswith("1 file against HEAD, ") and words.endswith("new or worse\n")
    assert hook(capsys, shop, "--exit-zero")[0] == 0


def test_a_deleted_file_of_tests_fails(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(shop, "rm", "-q", "tests/test_main.py")
    code, words = hook(capsys, shop)
    assert (code, "tests/test_main.py is gone (6)" in words) == (1, True)


def test_what_is_not_staged_has_no_say(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stage(shop, {"docs/note.md": "# Note\n"})
    write(
        shop,
        {
            "app/more.py": BARE,
            "app/main.py": APP.replace("OpenAI(timeout=20)", "OpenAI()"),
            "readiness.yaml": "nonsense: 1\n",
        },
    )
    assert hook(capsys, shop)[0] == 0


def test_of_a_file_that_is_partly_staged_the_staged_part_counts(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stage(shop, {"app/more.py": BARE})
    write(shop, {"app/more.py": "# mended, but not added\n"})
    assert hook(capsys, shop)[0] == 1


def test_gates_that_were_closed_before_do_not_block(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = repository(tmp_path / "shop", {**FILES, "app/more.py": BARE})
    assert run(["audit", str(root), "-q", "--as-of", "2026-03-01"]) == 1
    capsys.readouterr()
    stage(root, {"docs/note.md": "# Note\n"})
    code, words = hook(capsys, root)
    assert code == 0
    assert "were closed at the last audit" in words and "do not block this commit" in words
    stage(root, {"app/more.py": "# Moved lines\n\n" + BARE})
    assert hook(capsys, root)[0] == 0


def test_moved_files_are_nothing_worse(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(shop, "mv", "app", "shop_app")
    git(shop, "mv", "tests/test_main.py", "tests/test_other.py")
    code, words = hook(capsys, shop)
    assert code == 0, words


def test_the_first_commit_is_judged_against_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write(tmp_path / "shop", {"app/more.py": BARE})
    git(root, "init", "-q")
    git(root, "add", "-A")
    code, words = hook(capsys, root)
    assert code == 1
    assert "app/more.py:5: responses call of openai in sum_up(): is new and has no guard" in words
    assert "against nothing (the first commit)" in words


def test_a_change_of_settings_is_judged_as_a_whole(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stage(shop, {"readiness.yaml": "ignore: [R301]\n"})
    code, words = hook(capsys, shop)
    assert code == 1
    assert "R301 " in words and "is no longer judged" in words
    assert "settings or answers change: everything against HEAD" in words


def test_wrong_settings_of_the_index_are_refused(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stage(shop, {"readiness.yaml": "profil: pilot\nthreshold: many\n"})
    code, words = hook(capsys, shop)
    assert code == 2
    assert "readiness.yaml:1: " in words and "readiness.yaml:2: " in words and "No audit was made" in words


def test_what_the_baseline_holds_does_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = repository(
        tmp_path / "shop", {**FILES, "app/more.py": BARE, "readiness.yaml": "baseline: readiness-baseline.json\n"}
    )
    assert run(["audit", str(root), "-q", "--write-baseline", "--as-of", "2026-03-01"]) == 0
    commit(root, {"app/more.py": "# gone for a while\n"}, day=1)
    capsys.readouterr()
    stage(root, {"app/more.py": BARE})
    code, words = hook(capsys, root)
    assert (code, "and readiness-baseline.json" in words) == (0, True), words
    stage(root, {"app/again.py": BARE.replace("sum_up", "again")})
    code, words = hook(capsys, root)
    assert (code, "app/again.py:5: " in words) == (1, True), words


def test_nothing_staged_is_said_in_a_hook_of_git_and_else_judged_as_a_whole(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "threshold 70" in hook(capsys, shop)[1]
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.chdir(shop)
    assert hook(capsys, shop) == (
        0, "the commit changes no file, so nothing was judged; `readiness audit` judges the whole repository\n",
    )  # fmt: skip


def test_a_proof_that_is_elsewhere_too_is_not_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    health = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/health')\ndef health():\n    return 'ok'\n"
    filler = {f"lib/part{n}.py": f"VALUE_{n} = {n}\n" for n in range(5)}
    two = {"one/main.py": health, "two/server.py": health}
    root = repository(tmp_path / "shop", {**FILES, **filler, **two})
    git(root, "rm", "-q", "one/main.py")
    code, words = hook(capsys, root)
    assert code == 0, words


def test_settings_may_let_every_commit_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = repository(tmp_path / "shop", {**FILES, "readiness.yaml": "fail_on: never\n"})
    stage(root, {"app/more.py": BARE})
    code, words = hook(capsys, root)
    assert (code, "app/more.py:5: " in words) == (0, True)


def test_what_a_merge_brings_was_judged_where_it_was_made(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(shop, "checkout", "-q", "-b", "work")
    commit(shop, {"app/more.py": BARE}, day=1)
    git(shop, "checkout", "-q", "main")
    commit(shop, {"docs/note.md": "# Note\n"}, day=2)
    git(shop, "merge", "-q", "--no-commit", "--no-ff", "work")
    code, words = hook(capsys, shop)
    assert (code, "1 file as merged from the other branch" in words) == (0, True), words


def test_a_conflict_is_not_judged(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(shop, "checkout", "-q", "-b", "work")
    commit(shop, {"app/main.py": APP + "# theirs\n"}, day=1)
    git(shop, "checkout", "-q", "main")
    commit(shop, {"app/main.py": APP + "# ours\n"}, day=2)
    with pytest.raises(Exception, match="merge"):
        git(shop, "merge", "-q", "work")
    code, words = hook(capsys, shop)
    assert (code, "1 file in conflict: app/main.py" in words) == (3, True)


def test_the_hook_agrees_with_itself_without_memory(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(shop, {"app/more.py": BARE})
    run(["audit", str(shop), "-q"])
    capsys.readouterr()
    with_memory = hook(capsys, shop)
    monkeypatch.setenv("READINESS_NO_CACHE", "1")
    without = hook(capsys, shop)
    shown = [line for line in with_memory[1].splitlines() if line.startswith("app/more.py")]
    assert shown == [line for line in without[1].splitlines() if line.startswith("app/more.py")]
    assert with_memory[0] == without[0] == 1


def test_hostile_names_reach_no_terminal(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stage(shop, {"app/\x1b[31mred.py": BARE})
    code, words = hook(capsys, shop)
    assert code == 1 and "\x1b" not in words
