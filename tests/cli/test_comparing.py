"""Milestones, `readiness diff` and the gate on regressions, on small real repositories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.cli.app import run
from tests.repositories import commit, git, repository

DAY = "--as-of=2026-03-01"
APP = """from fastapi import FastAPI
from openai import OpenAI

client = OpenAI(timeout=20)
app = FastAPI()


@app.post("/ask")
def ask(q: str) -> str:
    try:
        return client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": q}]).choices[0].message.content
    except Exception:
        return "sorry"
"""
TESTS = "from app.main import ask\n" + "".join(
    f"\n\ndef test_{n}():\n    assert ask('{n}') == 'x'\n" for n in range(10)
)
EVALUATION = "def test_accuracy():\n    score = run_golden()\n    assert score >= 0.8, 'accuracy threshold'\n"
MORE = "import requests\n\n\ndef sum_up(t):\n    return requests.post('https://api.openai.com/v1/chat/completions', json={'model': 'gpt-4o', 'messages': [t]}).json()\n"
FILES = {
    "requirements.txt": "openai==1.30.0\nfastapi==0.110\n", "app/main.py": APP, "tests/test_main.py": TESTS, "evals/test_quality.py": EVALUATION,
    "README.md": "# Shop\n",
}  # fmt: skip


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A small product with its baseline written and committed."""
    root = repository(tmp_path / "shop", FILES)
    assert told(capsys, "audit", root, DAY, "-q", "--write-baseline")[0] == 0
    return commit(root, {"readiness.yaml": "baseline: readiness-baseline.json\n"}, message="Keep a baseline")


def gate(capsys: pytest.CaptureFixture[str], root: Path, *more: object) -> tuple[int, str]:
    code, out, err = told(capsys, "audit", root, DAY, "--hook", *more)
    return code, out + err


def test_nothing_changed_passes_though_the_verdict_is_blocked(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate(capsys, shop)[0] == 0
    assert gate(capsys, shop, "--fail-on", "blocked")[0] == 1


def test_moved_lines_and_renamed_files_pass(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(shop, "mv", "tests/test_main.py", "tests/test_other.py")
    git(shop, "mv", "app", "shop_app")
    moved = {
        "shop_app/main.py": "# One\n# Two\n\n\n" + APP,
        "tests/test_other.py": TESTS.replace("app.main", "shop_app.main"),
    }
    commit(shop, moved, day=2, message="Move things")
    assert gate(capsys, shop) == (0, gate(capsys, shop)[1])


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"tests/test_main.py": TESTS.rpartition("\n\n\ndef")[0] + "\n"}, "10 now: tests/test_main.py 10 → 9"),
        ({"evals/test_quality.py": EVALUATION.replace("0.8", "0.6")}, "evals/test_quality.py:3: regression evals/test_quality.py"),
        ({"app/more.py": MORE}, "app/more.py:5: regression app/more.py: chat call of openai in sum_up(): is new and has no guard"),
        ({"app/main.py": APP.replace("OpenAI(timeout=20)", "OpenAI()")}, "lost a time limit"),
        ({"app/main.py": APP.replace("    try:\n        return", "    if True:\n        return").partition("    except")[0]}, "lost a handler of failures"),
        ({"readiness.yaml": "baseline: readiness-baseline.json\nignore: [R301]\n"}, "is no longer judged"),
    ],
    ids=["deleted test", "loosened threshold", "new unguarded call", "removed limit", "removed handler", "ignored rule"],
)  # fmt: skip
def test_what_is_weakened_fails_and_names_itself(
    shop: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], names: str
) -> None:
    commit(shop, files, day=3)
    code, words = gate(capsys, shop)
    assert code == 1
    assert names in words
    assert "gate failed by" in words
    assert gate(capsys, shop, "--diff-base", "HEAD~1")[0] == 1


def test_without_settings_the_base_is_judged_without_its_own(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(shop, {"readiness.yaml": "facets: {llm: false, ai: false}\n"}, day=3)
    commit(shop, {"notes.txt": "x\n"}, day=4)
    code, words = gate(capsys, shop, "--diff-base", "HEAD~1", "--no-config")
    assert code == 0 and "gate failed" not in words


def test_what_others_mended_meanwhile_is_no_regression_of_this_branch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository(tmp_path / "shop", {**FILES, "app/main.py": APP.replace("OpenAI(timeout=20)", "OpenAI()")})
    git(root, "checkout", "-q", "-b", "work")
    commit(root, {"docs/note.md": "# Note\n"}, day=2)
    git(root, "checkout", "-q", "main")
    commit(root, {"app/main.py": APP}, day=3, message="Set the limit")
    git(root, "checkout", "-q", "work")
    assert gate(capsys, root, "--diff-base", "main")[0] == 0
    assert told(capsys, "diff", "main", "work", "-C", root, DAY, "--exit-code")[0] == 1


def test_a_baseline_that_is_written_again_accepts_what_is(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(shop, {"app/more.py": MORE}, day=3)
    assert gate(capsys, shop, "--write-baseline")[0] == 0
    assert gate(capsys, shop)[0] == 0


def test_what_is_better_is_to_be_tightened(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(shop, {"tests/test_main.py": TESTS + "\n\ndef test_more():\n    assert ask('more') == 'x'\n"}, day=3)
    code, out, _ = told(capsys, "audit", shop, DAY)
    assert code == 0
    assert "1 entry of the baseline is better now: take it into the baseline with --write-baseline" in out


def test_our_own_files_change_nothing_in_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = repository(tmp_path / "shop", FILES)
    before = told(capsys, "audit", root, DAY, "--output-format=json", "--no-cache")[1]
    told(capsys, "audit", root, DAY, "-q", "--write-baseline")
    told(capsys, "milestone", "pilot", root, DAY)
    assert git(root, "status", "--short").split() == ["??", "readiness-baseline.json", "??", "readiness-milestones/"]
    assert told(capsys, "audit", root, DAY, "--output-format=json", "--no-cache")[1] == before


def test_every_mistake_of_a_gate_is_told_before_the_audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = repository(tmp_path / "shop", FILES)
    for arguments, says in (
        (["--fail-on", "regression"], "needs something to compare with"), (["--baseline", root / "b.json"], "there is no such baseline"),
        (["--diff-base", "nope"], '"nope" is no commit'), (["--diff-base", "HEAD", "--baseline", root / "README.md"], "compare with one of the two"),
        (["--write-baseline", "--select", "R"], "needs all rules"),
    ):  # fmt: skip
        code, _, err = told(capsys, "audit", root, DAY, "--no-config", *arguments)
        assert (code, "No audit was made" in err) == (2, True)
        assert says in err


def test_a_broken_baseline_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = repository(tmp_path / "shop", FILES)
    code, _, err = told(capsys, "audit", root, DAY, "--baseline", root / "README.md")
    assert code == 2
    assert "README.md:1: is no JSON" in err
    (root / "b.json").write_text('{"schema": 1, "tool": "1", "verdict": "blocked", "gaps": {"R301": 7}}')
    code, _, err = told(capsys, "audit", root, DAY, "--baseline", root / "b.json", "--fail-on", "sometimes")
    assert (code, err.count("mistakes. No audit was made")) == (2, 1)
    assert "b.json: is broken: it: lacks ruleset; " in err
    assert "KeyError" not in err


def test_a_part_of_the_rules_is_compared_with_its_part(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate(capsys, shop, "--select", "R3")[0] == 0
    assert gate(capsys, shop, "--select", "R3", "--diff-base", "HEAD")[0] == 0


def test_a_ratchet_lets_no_pillar_fall(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = "baseline: readiness-baseline.json\nfail_on: never\n"
    commit(shop, {"app/main.py": APP.replace("OpenAI(timeout=20)", "OpenAI()"), "readiness.yaml": settings}, day=3)
    assert gate(capsys, shop)[0] == 0
    commit(shop, {"readiness.yaml": settings + "ratchet: true\n"}, day=3)
    code, words = gate(capsys, shop)
    assert (code, "gate failed by" in words) == (1, True)
    commit(shop, {"readiness.yaml": settings + "ratchet: {R: 50}\n"}, day=3)
    assert gate(capsys, shop)[0] == 0


def test_a_diff_tells_what_changed_where_by_which_commit_and_what_to_do(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(shop, {"app/main.py": APP.replace("OpenAI(timeout=20)", "OpenAI()")}, day=3, message="Drop the limit")
    code, out, err = told(capsys, "diff", "HEAD~1", "HEAD", "-C", shop, DAY)
    assert (code, err) == (0, "")
    assert out.startswith("Since HEAD~1 (")
    assert (
        "✗ R301" in out
        and "app/main.py:11" in out
        and f"by commit {git(shop, 'rev-parse', 'HEAD')[:12]}" in out
        and "Do: " in out
    )
    assert told(capsys, "diff", "HEAD~1", "HEAD", "-C", shop, DAY, "--exit-code")[0] == 1
    assert told(capsys, "diff", "HEAD", "HEAD~1", "-C", shop, DAY, "--exit-code")[1].count("Fixed") == 1
    assert told(capsys, "diff", "HEAD", "now", "-C", shop, DAY, "--exit-code")[0] == 0


def test_a_diff_is_written_as_json_and_markdown(shop: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    commit(shop, {"app/main.py": APP.replace("OpenAI(timeout=20)", "OpenAI()")}, day=3)
    data = json.loads(told(capsys, "diff", "HEAD~1", "HEAD", "-C", shop, DAY, "--output-format=json")[1])
    assert (data["since"], data["until"], data["changes"][0]["id"]) == ("HEAD~1", "HEAD", "R301")
    told(capsys, "diff", "HEAD~1", "HEAD", "-C", shop, DAY, "--output-format=markdown", "-o", tmp_path / "d.md")
    assert "- R301 **Every call of a remote model has a time limit**" in (tmp_path / "d.md").read_text()


def test_a_diff_starts_at_the_newest_milestone_else_where_the_branch_began(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(shop, "checkout", "-q", "-b", "work")
    commit(shop, {"app/more.py": MORE}, day=3)
    assert told(capsys, "diff", "-C", shop, DAY)[1].startswith("Since where this branch left main (")
    assert told(capsys, "milestone", "pilot", shop, DAY, "--note", "first users")[0] == 0
    assert told(capsys, "diff", "-C", shop, DAY)[1].startswith("Since milestone pilot (")
    assert "first users" in told(capsys, "milestone", "--list", shop)[1]


def test_a_result_file_can_be_compared(shop: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told(capsys, "audit", shop, DAY, "-q", f"--report=json={tmp_path}/run.json")
    commit(shop, {"app/more.py": MORE}, day=3)
    assert "is new and has no guard" in told(capsys, "diff", f"{tmp_path}/run.json", "now", "-C", shop, DAY)[1]
    (tmp_path / "run.json").write_text("{}")
    code, _, err = told(capsys, "diff", f"{tmp_path}/run.json", "-C", shop, DAY)
    assert (code, "run.json: is no result" in err) == (2, True)


def test_a_word_that_means_two_things_or_none_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "milestone", "pilot", shop, DAY)
    git(shop, "tag", "pilot")
    code, _, err = told(capsys, "diff", "pilot", "-C", shop, DAY)
    assert (code, "write milestone:pilot or ref:pilot" in err) == (2, True)
    assert told(capsys, "diff", "milestone:pilot", "-C", shop, DAY)[0] == 0
    assert told(capsys, "diff", "ref:pilot", "-C", shop, DAY)[0] == 0
    code, _, err = told(capsys, "diff", "plot", "-C", shop, DAY)
    assert (code, 'did you mean "pilot"?' in err) == (2, True)


def test_a_milestone_of_what_is_not_committed_is_set_with_a_warning(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "new.py").write_text("x = 1\n")
    code, out, err = told(capsys, "milestone", "pilot", shop, DAY)
    assert (code, out.startswith("readiness-milestones/pilot.json: blocked")) == (0, True)
    assert "not committed" in err
    assert told(capsys, "milestone", "pilot", shop, DAY)[0] == 2
    assert told(capsys, "milestone", "../x", shop, DAY)[0] == 2


def test_a_plain_folder_has_nothing_to_start_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    assert told(capsys, "diff", "-C", tmp_path, DAY)[0] == 2
    assert told(capsys, "diff", "-C", tmp_path / "none", DAY)[0] == 3


@pytest.mark.parametrize("part", ["rules", "inventory", "pillars", "target", "warning_signs"])
def test_a_result_that_somebody_bent_is_refused_and_no_fault_of_ours(
    shop: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, part: str
) -> None:
    bent = {
        "rules": [3],
        "inventory": {"ai_calls": [{"path": 3, "guards": {}}], "tests": 3},
        "pillars": {"P": 3},
        "target": [],
        "warning_signs": {},
    }
    told(capsys, "audit", shop, DAY, "-q", f"--report=json={tmp_path}/run.json")
    data = json.loads((tmp_path / "run.json").read_text())
    (tmp_path / "bent.json").write_text(json.dumps({**data, part: bent[part]}))
    code, _, err = told(capsys, "diff", f"{tmp_path}/bent.json", f"{tmp_path}/run.json", "-C", shop, DAY)
    assert code in (0, 2)
    assert "internal error" not in err


def test_words_of_a_result_act_on_no_terminal(shop: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told(capsys, "audit", shop, DAY, "-q", f"--report=json={tmp_path}/run.json")
    text = (tmp_path / "run.json").read_text()
    data = json.loads(text)
    data["rules"][0] |= {
        "status": "met",
        "value": 1.0,
        "provenance": "verified",
        "message": "\x1b[2J[red]@all",
        "title": "\x1b]0;x\x07",
        "evidence": [],
    }
    (tmp_path / "bent.json").write_text(json.dumps(data))
    for form in ("text", "markdown"):
        out = told(
            capsys, "diff", f"{tmp_path}/bent.json", f"{tmp_path}/run.json", "-C", shop, DAY, "--output-format", form
        )[1]
        assert data["rules"][0]["id"] in out
        assert "\x1b" not in out and "\x07" not in out
