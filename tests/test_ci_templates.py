"""The files for CI: as their hosts' schemas say, without what an auditor of workflows warns of, and with our options."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).resolve().parents[1]
TEMPLATES = TOP / "templates"
ACTION = TEMPLATES / "ci" / "github" / "action.yml"
WORKFLOW = TEMPLATES / "ci" / "github-workflow.yml"
GITLAB = TEMPLATES / "ci" / "gitlab-ci.yml"
COMPONENT = TEMPLATES / "readiness" / "template.yml"
TOOLS = Path(sys.executable).parent


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        (ACTION, "vendor.github-actions"),
        (WORKFLOW, "vendor.github-workflows"),
        (TOP / ".github" / "workflows" / "ci.yml", "vendor.github-workflows"),
        (GITLAB, "vendor.gitlab-ci"),
    ],
    ids=lambda one: getattr(one, "name", one),
)
def test_a_file_is_as_its_host_s_schema_says(file: Path, schema: str) -> None:
    checked = subprocess.run(
        [TOOLS / "check-jsonschema", "--builtin-schema", schema, file], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_the_component_s_job_is_as_gitlab_s_schema_says(tmp_path: Path) -> None:
    header, job = COMPONENT.read_text(encoding="utf-8").split("\n---\n")
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    named = set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", job))
    assert named == set(inputs), "every input is used, and nothing else is"
    for name, entry in inputs.items():
        job = job.replace(f"$[[ inputs.{name} ]]", entry["default"] or '""')
    file = tmp_path / ".gitlab-ci.yml"
    file.write_text(job)
    checked = subprocess.run(
        [TOOLS / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", file], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_the_component_lies_where_gitlab_looks_and_nothing_else_does() -> None:
    assert COMPONENT.is_file()
    assert not list(TEMPLATES.glob("*.yml")), "GitLab would take it for a component"
    assert [path.parent.name for path in TEMPLATES.glob("*/template.yml")] == ["readiness"]


def test_no_warning_of_an_auditor_of_workflows(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    shutil.copy(WORKFLOW, folder / "readiness.yml")
    shutil.copy(TOP / ".github" / "workflows" / "ci.yml", folder / "ci.yml")
    (tmp_path / "action").mkdir()
    shutil.copy(ACTION, tmp_path / "action" / "action.yml")
    checked = subprocess.run(
        [TOOLS / "zizmor", "--offline", "--no-progress", "--no-config", folder, tmp_path / "action" / "action.yml"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("file", [ACTION, WORKFLOW], ids=lambda one: one.name)
def test_no_expression_stands_in_a_script(file: Path) -> None:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    steps = data["runs"]["steps"] if "runs" in data else data["jobs"]["audit"]["steps"]
    assert steps and not any("${{" in step.get("run", "") for step in steps)
    uses = [step["uses"] for step in steps if "uses" in step]
    assert uses and all(re.fullmatch(r"[\w/.-]+@[0-9a-f]{40}", one) for one in uses)


def test_every_option_in_the_templates_is_one_of_ours() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "readiness", "audit", "--help"], capture_output=True, text=True, cwd=TOP,
        env={**os.environ, "COLUMNS": "200"},
    ).stdout  # fmt: skip
    known = set(re.findall(r"--[a-z][a-z-]+", told))
    for file in (ACTION, WORKFLOW, GITLAB, COMPONENT):
        text = file.read_text(encoding="utf-8")
        lines = [
            line for line in text.splitlines() if "pip" not in line and "gh api" not in line and "--jq" not in line
        ]
        given = {
            option
            for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(lines))
            if option not in ("--silent", "--method", "--paginate")
        }
        assert given and given <= known, file.name


def test_the_action_s_script_gates_by_the_audit_s_own_code(tmp_path: Path) -> None:
    """The audit step is run as GitHub runs it, with a stand-in for the program; the last step ends with its code."""
    steps = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
    audit = next(step for step in steps if step.get("id") == "audit")
    program = tmp_path / "readiness-venv" / "bin" / "readiness"
    program.parent.mkdir(parents=True)
    program.write_text(
        '#!/bin/bash\nprintf "%s\\n" "$@" > "$RUNNER_TEMP/given"\n'
        'for one in "$@"; do case "$one" in --report=*) f="${one#--report=*=}"; echo \'{"verdict": "blocked"}\' > "$f";; esac; done\n'
        "exit 1\n"
    )
    program.chmod(0o755)
    outputs, summary = tmp_path / "out", tmp_path / "summary"
    environment = {
        "PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(summary),
        "TARGET": '-x"; touch hacked; "', "PROFILE": "pilot", "FAIL_ON": "", "FAIL_UNDER": "", "BASELINE": "ref:main", "LENS": "",
    }  # fmt: skip
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", audit["run"]],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    given = (tmp_path / "given").read_text().splitlines()
    assert given[:4] == ["audit", "--profile=pilot", "--diff-base=main", "--output-format=github"]
    assert given[-2:] == ["--", '-x"; touch hacked; "'] and not (tmp_path / "hacked").exists()
    told = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
    assert told["code"] == "1" and told["verdict"] == "blocked"
    assert summary.read_text()
    assert steps[-1]["run"] == 'exit "$CODE"' and steps[-1]["env"] == {"CODE": "${{ steps.audit.outputs.code }}"}
