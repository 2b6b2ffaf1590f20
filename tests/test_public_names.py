"""docs/api.md: every public name is in it, its programs run, its types hold, and the command line uses nothing else."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import readiness
from tests.repositories import commit, repository

PUBLIC = {*readiness.__all__, "Store"}
PACKAGE = Path(readiness.__file__).parent
PAGE = (PACKAGE.parent / "docs" / "api.md").read_text(encoding="utf-8")
CALL = "from openai import OpenAI\nclient = OpenAI()\nprint(client.responses.create(model='gpt-5', input='x'))\n"
CLIENT = """
import datetime
from pathlib import Path

from readiness import Assessment, BadInput, Finding, Gate, PillarScore, Store, audit, compare, gate_of, open_store, plan

result: Assessment = audit(Path("."), as_of=datetime.date(2026, 3, 1), select=["R3"])
low: float = result.pillars["R"].low
gates: list[Gate | None] = [gate_of(finding) for finding in result.findings]
lines: list[int] = [place.line for finding in result.findings for place in finding.evidence]
steps: list[str] = [move.rule for move in plan(result, 80).moves]
worse: bool = any(change.is_worse for change in compare(result, result).changes)
try:
    with open_store("history.db") as store:
        name: Store = store
        verdicts: list[str] = [run.verdict for run in store.runs_of("x")]
except BadInput as wrong:
    first: str = wrong.problems[0].message
"""
WRONG = {
    "audit(3)": "arg-type",
    "audit('.', asof='2026-03-01')": "call-arg",
    "audit('.', '2026-03-01')": "call-arg",
    "audit('.').verdikt": "attr-defined",
    "audit('.').findings[0].value + 1": "operator",
    "plan('ready')": "arg-type",
    "result.verdict = result.verdict": "misc",
}


def documented(page: str = PAGE) -> tuple[set[str], set[tuple[str, str]]]:
    """The public names in the page's tables, and (module, name) of the modules below."""
    tables, _, modules = page.partition("## Functions")[2].partition("## Provisional modules")
    cells = [row.split("|")[1] for row in tables.splitlines() if row.startswith("| ")]
    names = {name for cell in cells for name in re.findall(r"`(\w+)", cell)}
    below = set()
    for row in modules.splitlines():
        if row.startswith("| `readiness."):
            module, held = row.split("|")[1:3]
            below |= {(module.strip().strip("`"), name) for name in re.findall(r"`(\w+)`", held)}
    return names, below


def imports(file: Path) -> Iterator[tuple[str, str, int]]:
    """(module, name, line) of everything that a file takes from the package."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((one.name, "", node.lineno) for one in node.names if one.name.partition(".")[0] == "readiness")
        elif isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").partition(".")[0] == "readiness"):
            yield from (("." * node.level + (node.module or ""), one.name, node.lineno) for one in node.names)


def is_allowed(module: str, name: str) -> bool:
    if module == "readiness":
        return not name or name in PUBLIC
    own = module == "readiness.cli" or module.startswith("readiness.cli.")
    return own or (module, name) in documented()[1]


def test_the_page_describes_the_public_names_and_no_others() -> None:
    assert documented()[0] == PUBLIC


def test_the_arguments_that_the_page_shows_are_those_there_are() -> None:
    for shown in re.findall(r"^\| `(\w+\(.*?\))` \|", PAGE, re.MULTILINE):
        name, given = shown.partition("(")[0], shown.partition("(")[2].removesuffix(")")
        wanted = [part.partition("=")[0].strip(" *") for part in re.split(r",(?![^(]*\))", given)]
        signature = inspect.signature(getattr(readiness, name))
        assert [one for one in wanted if one] == list(signature.parameters), name


def test_every_provisional_name_is_there() -> None:
    for module, name in sorted(documented()[1]):
        assert hasattr(importlib.import_module(module), name), f"{module}.{name}"


def test_the_command_line_takes_only_what_the_page_names() -> None:
    wrong = [
        f"{file.relative_to(PACKAGE)}:{line}: {module} {name}"
        for file in sorted((PACKAGE / "cli").rglob("*.py"))
        for module, name, line in imports(file)
        if not is_allowed(module, name)
    ]
    assert wrong == []


def test_a_name_that_is_provisional_is_used_by_the_command_line() -> None:
    used = {(module, name) for file in (PACKAGE / "cli").rglob("*.py") for module, name, _ in imports(file)}
    assert documented()[1] <= used


@pytest.mark.parametrize(
    "line",
    [
        "from readiness.facts import Facts",
        "from readiness import facts",
        "import readiness.facts",
        "from ..facts import Facts",
        "from readiness.judging import audit",
    ],
)
def test_another_way_in_is_seen(tmp_path: Path, line: str) -> None:
    file = tmp_path / "x.py"
    file.write_text(f"def f():\n    {line}\n")
    (found,) = imports(file)
    assert not is_allowed(*found[:2])


def test_only_the_command_line_takes_names_from_the_package_itself() -> None:
    """Inside, a module says from where it takes a name; so the layers see it."""
    modules = {path.stem for path in PACKAGE.iterdir()}
    wrong = [
        f"{file.relative_to(PACKAGE)}:{line}: {name}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for module, name, line in imports(file)
        if module == "readiness" and name not in modules and file.parent.name != "cli" and file.name != "__main__.py"
    ]
    assert wrong == []


def test_the_programs_of_the_page_run(tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 8
    root = repository(tmp_path / "shop", {"app.py": CALL, "README.md": "# Shop\n"})
    commit(root, {"Dockerfile": "FROM python:3.12\nCOPY . .\n"}, day=3)
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(blocks)],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("blocked ") and "changes" in done.stdout and "did you mean" in done.stdout


@pytest.mark.slow
def test_a_client_is_checked_against_the_types_and_a_wrong_use_is_refused(tmp_path: Path) -> None:
    lines = dict(enumerate(WRONG.values(), CLIENT.count("\n") + 1))
    (tmp_path / "good.py").write_text(CLIENT)
    (tmp_path / "bad.py").write_text(CLIENT + "\n".join(WRONG) + "\n")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary", "--cache-dir", "cache"]
    good = subprocess.run([*command, "good.py"], cwd=tmp_path, capture_output=True, text=True)
    assert (good.returncode, good.stdout) == (0, "")
    bad = subprocess.run([*command, "bad.py"], cwd=tmp_path, capture_output=True, text=True)
    told = {int(line): code for line, code in re.findall(r"^bad\.py:(\d+): error: .*\[([\w-]+)\]$", bad.stdout, re.M)}
    assert told == lines, bad.stdout
