"""`init` and `check` as people type them: nothing is written over, every mistake is told at once."""

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from readiness import __version__
from readiness.cli.app import app

RUN = CliRunner()


def init(*words: object) -> tuple[int, str]:
    told = RUN.invoke(app, ["init", *map(str, words)])
    return told.exit_code, told.output


def test_what_init_writes_is_well_formed_and_audits(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    code, _ = init(tmp_path, "--profile", "pilot")
    assert code == 0
    assert RUN.invoke(app, ["check", str(tmp_path)]).exit_code == 0
    settings = yaml.safe_load((tmp_path / "readiness.yaml").read_text())
    assert settings == {"profile": "pilot", "fail_on": "blocked"}
    hooks = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())
    assert [one["id"] for one in hooks["repos"][0]["hooks"]] == ["readiness", "readiness-config"]
    workflow = (tmp_path / ".github" / "workflows" / "readiness.yml").read_text()
    assert f"readiness=={__version__}" in workflow and "@VERSION@" not in workflow
    assert RUN.invoke(app, ["audit", str(tmp_path), "--as-of", "2026-03-01", "--exit-zero"]).exit_code == 0


def test_the_hooks_that_init_names_exist() -> None:
    top = Path(__file__).resolve().parents[2]
    known = {one["id"] for one in yaml.safe_load((top / ".pre-commit-hooks.yaml").read_text())}
    named = yaml.safe_load((top / "templates" / "start" / "pre-commit-config.yaml").read_text())
    assert {one["id"] for one in named["repos"][0]["hooks"]} <= known


def test_nothing_is_written_over_and_what_to_add_is_told(tmp_path: Path) -> None:
    for name in (".readiness.yaml", ".pre-commit-config.yaml", "readiness-answers.yaml"):
        (tmp_path / name).write_text("# ours\n")
    code, told = init(tmp_path, "--ci", "none")
    assert code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".pre-commit-config.yaml", ".readiness.yaml", "readiness-answers.yaml",
    ]  # fmt: skip
    assert all(path.read_text() == "# ours\n" for path in tmp_path.iterdir())
    assert ".readiness.yaml is there already" in told and "- id: readiness" in told


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    code, told = init(tmp_path, "--dry-run", "--ci", "gitlab")
    assert code == 0 and not list(tmp_path.iterdir())
    assert "--- .gitlab/readiness.yml" in told


def test_the_ci_is_the_one_that_the_repository_uses(tmp_path: Path) -> None:
    (tmp_path / ".gitlab-ci.yml").write_text("stages: [test]\n")
    init(tmp_path, "--no-hook", "--no-answers")
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == [
        ".gitlab-ci.yml", ".gitlab/readiness.yml", "readiness.yaml",
    ]  # fmt: skip


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / ".github").symlink_to(outside)
    code, told = init(tmp_path / "repo", "--ci", "github")
    assert code == 0 and "leads out" in told and not list(outside.iterdir())


def test_mistakes_in_what_was_typed_are_told_at_once(tmp_path: Path) -> None:
    code, told = init(tmp_path / "gone", "--profile", "prodction", "--ci", "jenkins")
    assert code == 2
    assert 'did you mean "production"' in told and '"jenkins" is not known' in told and "3 mistakes" in told


def test_check_tells_every_mistake_of_every_file_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "readiness.yaml").write_text("profile: prod\nfail_om: never\nselect: [R9]\n")
    (tmp_path / "readiness-answers.yaml").write_text("schema: 1\nanswers:\n  P999: {answer: yes}\n")
    (tmp_path / "readiness-metrics.csv").write_text("date,metric,value,unit\n2026-13-01,cost,x,EUR\n")
    told = RUN.invoke(app, ["check", str(tmp_path)])
    assert told.exit_code == 2
    for place in (
        "readiness.yaml:1",
        "readiness.yaml:2",
        "readiness.yaml:3",
        "readiness-answers.yaml:3",
        "readiness-metrics.csv:2",
    ):
        assert f"{place}:" in told.output, place


@pytest.mark.parametrize("name", ["readiness.yaml", ".github/readiness.yaml"])
def test_check_takes_the_files_that_a_hook_names(name: str, tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / name).write_text("profle: pilot\n")
    told = RUN.invoke(app, ["check", str(tmp_path / name)])
    assert told.exit_code == 2 and 'did you mean "profile"' in told.output


def test_a_folder_without_files_of_ours_is_well_formed(tmp_path: Path) -> None:
    assert RUN.invoke(app, ["check", str(tmp_path)]).exit_code == 0


def test_check_tells_of_broken_milestones_and_baselines(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1\n")
    (tmp_path / "readiness-milestones").mkdir()
    (tmp_path / "readiness-milestones" / "pilot.json").write_text('{"schema": 1}')
    (tmp_path / "readiness-baseline.json").write_text("[]")
    told = RUN.invoke(app, ["check", str(tmp_path)])
    assert told.exit_code == 2
    assert "readiness-milestones/pilot.json: is no milestone" in told.output
    by_file = RUN.invoke(app, ["check", str(tmp_path / "readiness-milestones" / "pilot.json")])
    assert by_file.exit_code == 2 and by_file.output == told.output
    assert "readiness-baseline.json" in told.output and "2 mistakes" in told.output


def test_check_names_a_baseline_that_is_missing_or_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "readiness.yaml").write_text("baseline: known.json\n")
    told = RUN.invoke(app, ["check", str(tmp_path)])
    assert told.exit_code == 2 and "known.json: there is no such baseline" in told.output
    (tmp_path / "known.json").symlink_to("/etc/hostname")
    told = RUN.invoke(app, ["check", str(tmp_path)])
    assert told.exit_code == 2 and "leads out of the repository" in told.output


def test_check_accepts_what_readiness_wrote(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("from openai import OpenAI\n\nOpenAI().responses.create(model='m', input='x')\n")
    day = ("--as-of", "2026-03-01")
    assert RUN.invoke(app, ["audit", str(tmp_path), "--write-baseline", "--exit-zero", *day]).exit_code == 0
    assert RUN.invoke(app, ["milestone", "pilot", str(tmp_path), *day]).exit_code == 0
    told = RUN.invoke(app, ["check", str(tmp_path), *day])
    assert told.exit_code == 0, told.output
    assert "readiness-milestones/pilot.json" in told.output and "readiness-baseline.json" in told.output
