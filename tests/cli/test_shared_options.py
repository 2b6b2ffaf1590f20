"""Options that several commands share: they are there in each, and mean the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from readiness.cli.app import app, run
from tests.repositories import commit, repository, write

DAY = ("--as-of", "2026-03-01")
CALL = "from openai import OpenAI\nclient = OpenAI()\nprint(client.responses.create(model='gpt-5', input='x'))\n"
WAIVER = "waivers:\n- {{rule: {}, owner: Jo, reason: soon, expires: 2026-03-31}}\n"
LOOKING = {"--as-of", "--config", "--no-config", "--no-cache", "--color"}
JUDGING = LOOKING | {"--rules", "--answers"}
SHARED = {
    "audit": JUDGING | {"--profile", "--no-waivers", "--output", "-o", "--quiet", "-q", "--verbose"},
    "plan": JUDGING | {"--profile", "--no-waivers", "--output", "-o", "--quiet", "-q", "--verbose"},
    "explain": JUDGING | {"--profile", "--no-waivers", "--output", "-o"},
    "ask": JUDGING | {"--quiet", "-q"},
    "inventory": LOOKING | {"--output", "-o", "--quiet", "-q", "--verbose"},
    "diff": LOOKING | {"--output", "-o", "--quiet", "-q", "--verbose"},
    "milestone": LOOKING,
}


@pytest.fixture
def product(tmp_path: Path) -> Path:
    root = repository(tmp_path / "shop", {"app.py": CALL, "README.md": "# Shop\n"})
    return commit(root, {"Dockerfile": "FROM python:3.12\nCOPY . .\n"}, day=3)


def told(capfd: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = run([*map(str, words)])
    shown = capfd.readouterr()
    return code, shown.out, shown.err


@pytest.mark.parametrize("name", SHARED)
def test_a_command_has_the_options_that_its_kind_shares(name: str) -> None:
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    assert SHARED[name] <= {word for option in command.params for word in option.opts}


@pytest.mark.parametrize("words", [["plan"], ["explain", "R301"], ["inventory"], ["ask", "--list"], ["milestone", "x"]])
def test_settings_can_be_named_or_left_out_everywhere(
    words: list[str], product: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(product, {"readiness.yaml": "profil: pilot\n"})
    good = write(tmp_path, {"good.yaml": "profile: pilot\n"}) / "good.yaml"
    code, _, err = told(capfd, *words, product, *DAY)
    assert code == 2 and "readiness.yaml:1" in err
    assert told(capfd, *words, product, *DAY, "--config", good)[0] == 0
    assert told(capfd, *words, product, *DAY, "--no-config", *(["--force"] if "milestone" in words else []))[0] == 0
    code, _, err = told(capfd, *words, product, *DAY, "--config", tmp_path / "gone.yaml")
    assert code == 2 and "gone.yaml: there is no such file" in err


@pytest.mark.parametrize("words", [["plan"], ["inventory"], ["explain", "R301"], ["ask", "--list"], ["milestone", "x"]])
def test_a_wrong_day_is_refused_everywhere(words: list[str], product: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = told(capfd, *words, product, "--as-of", "2026-3-1")
    assert code == 2 and '--as-of: "2026-3-1" is not a date' in err


@pytest.mark.parametrize("words", [["plan"], ["explain", "R301"], ["diff", "HEAD~1", "now", "-C"]])
def test_a_file_gets_what_stdout_gets(
    words: list[str], product: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _, shown, _ = told(capfd, *words, product, *DAY)
    assert told(capfd, *words, product, *DAY, "-o", tmp_path / "out.txt") == (0, "", "")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == shown
    assert told(capfd, *words, product, *DAY, "-o", "-")[1] == shown
    code, _, err = told(capfd, *words, product, *DAY, "-o", tmp_path / "no" / "out.txt")
    assert code == 2 and "there is no folder" in err


@pytest.mark.parametrize("words", [["plan"], ["plan", "--to", "ready"], ["diff", "HEAD~1", "now", "-C"]])
def test_quiet_is_one_line(words: list[str], product: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, shown, err = told(capfd, *words, product, *DAY, "-q")
    assert (code, shown.count("\n"), err) == (0, 1, "")
    assert told(capfd, *words, product, *DAY)[1].startswith(shown)


def test_quiet_answers_are_saved_without_words(product: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ("ask", product, *DAY, "--set", "P108=Jo Li", "--by", "Jo")
    code, shown, _ = told(capfd, *words, "-q")
    assert (code, shown) == (0, "") and "P108" in (product / "readiness-answers.yaml").read_text(encoding="utf-8")
    assert "P108" in told(capfd, *words)[1]


def test_a_profile_is_planned_for_and_explained_by(product: Path, capfd: pytest.CaptureFixture[str]) -> None:
    steps = [
        len(
            json.loads(told(capfd, "plan", product, *DAY, "--to", "ready", "--output-format", "json", *more)[1])[
                "steps"
            ]
        )
        for more in ((), ("--profile", "prototype"))
    ]
    assert steps[1] < steps[0]
    for words in (("plan", product), ("explain", "R301", product)):
        code, _, err = told(capfd, *words, "--profile", "protoype")
        assert code == 2 and 'did you mean "prototype"' in err


def test_without_waivers_they_count_nowhere(product: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def gates(*more: str) -> dict[str, str]:
        steps = json.loads(told(capfd, "plan", product, *DAY, "--output-format", "json", *more)[1])["steps"]
        return {one["rule"]: one["gate"] for one in steps}

    closed = next(rule for rule, gate in gates().items() if gate == "closed")
    write(product, {"readiness.yaml": WAIVER.format(closed)})
    assert (gates()[closed], gates("--no-waivers")[closed]) == ("waived", "closed")
    shown = [told(capfd, "explain", closed, product, *DAY, *more)[1] for more in ((), ("--no-waivers",))]
    assert ["Jo" in one for one in shown] == [True, False]


@pytest.mark.parametrize("words", [["plan"], ["explain", "R301"], ["ask", "--list"], ["milestone", "x"]])
def test_without_the_cache_no_result_is_kept(
    words: list[str], product: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setenv("READINESS_CACHE_DIR", str(memory))
    again = ["--force"] if "milestone" in words else []
    assert told(capfd, *words, product, *DAY, "--no-cache", *again)[0] == 0
    assert not list(memory.rglob("audit-*"))
    assert told(capfd, *words, product, *DAY, *again)[0] == 0
    assert list(memory.rglob("audit-*"))


def test_both_sides_of_a_diff_are_judged_by_the_settings_that_are_named(
    product: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    commit(product, {"readiness.yaml": "profile: critical\n"}, day=4)
    words = ("diff", "HEAD~1", "HEAD", "-C", product, *DAY, "--output-format", "json")
    assert any("profile" in note for note in json.loads(told(capfd, *words)[1])["notes"])
    assert not json.loads(told(capfd, *words, "--no-config")[1])["notes"]
    other = write(tmp_path, {"other.yaml": "profile: pilot\n"}) / "other.yaml"
    assert not json.loads(told(capfd, *words, "--config", other)[1])["notes"]
