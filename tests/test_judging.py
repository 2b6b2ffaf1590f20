"""The use case: the same result twice, remembered or not; and what must never be remembered as the same."""

from __future__ import annotations

import datetime
import inspect
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readiness.detectors import code
from readiness.judging import NothingJudged, audit
from readiness.model import Assessment, Fact, Status
from readiness.product import Product
from readiness.result import as_data
from readiness.settings import Settings
from readiness.snapshot import Snapshot
from readiness.strict_yaml import BadInput
from tests.repositories import commit, git, repository, write

DAY = datetime.date(2026, 1, 31)
FILES: dict[str, str | bytes] = {
    "app.py": "from fastapi import FastAPI\nfrom openai import OpenAI\napp = FastAPI()\nclient = OpenAI(timeout=20)\n"
    "@app.post('/a')\ndef a(q: str):\n    return client.responses.create(model='gpt-4o', input=q)\n",
    "README.md": "# App\n\nNurses lose an hour a day on letters. This writes them.\n",
    "requirements.txt": "openai==1.0\nfastapi\n",
}
RULE = """\
id: X90{n}
name: own-rule-{n}
title: A word is there
pillar: R
severity: major
by: repo
when: any
check: {{{check}}}
why: Because.
fix: Write it.
claims: []
examples: []
"""


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty memory for each test; the program's own knowledge is compiled once a run."""
    folder = tmp_path / "memory"
    monkeypatch.setattr("readiness.judging.recall", lambda name: _recall(folder, name))
    monkeypatch.setattr("readiness.judging.remember", lambda name, text: _remember(folder, name, text))
    return folder


def _recall(folder: Path, name: str) -> str | None:
    return (folder / name).read_text() if (folder / name).exists() else None


def _remember(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)


def run(root: Path, cache: bool = True, as_of: datetime.date = DAY, **changes: Any) -> Assessment:
    return audit(root, replace(Settings(), **changes), as_of=as_of, cache=cache)


def written(assessment: Assessment) -> str:
    return json.dumps(as_data(assessment))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


def test_two_audits_are_byte_equal_and_so_is_the_remembered_one(root: Path, memory: Path) -> None:
    cold, again = written(run(root, cache=False)), written(run(root, cache=False))
    assert cold == again
    first, warm = written(run(root)), written(run(root))
    assert cold == first == warm
    assert len(list(memory.glob("audit-*"))) == 1


def test_a_plain_folder_and_two_clones_of_the_same_name_give_the_same(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(root), str(tmp_path / "elsewhere" / "shop"))
    assert written(run(root, False)) == written(run(tmp_path / "elsewhere" / "shop", False))


def test_no_path_of_this_machine_is_in_a_result(root: Path, tmp_path: Path) -> None:
    assert str(tmp_path) not in written(run(root))


Change = Callable[[Path], Any]
CHANGES: dict[str, Change] = {
    "a file's text": lambda root: write(root, {"app.py": "x = 1\n"}),
    "a new file": lambda root: write(root, {"new.py": "x = 1\n"}),
    "a file that is gone": lambda root: (root / "requirements.txt").unlink(),
    "a file that is left out": lambda root: write(root, {"logo.png": "x"}),
    "a commit": lambda root: commit(root, {}, day=3),
    "a tag": lambda root: git(root, "tag", "v1"),
    "a branch": lambda root: git(root, "branch", "side"),
    "answers": lambda root: write(root, {"readiness-answers.yaml": "schema: 1\nanswers: {}\n"}),
    "the folder's name": lambda root: root.rename(root.with_name("other")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_is_audited_anew(root: Path, memory: Path, what: str) -> None:
    run(root)
    moved = CHANGES[what](root)
    root = moved if what == "the folder's name" else root
    remembered, fresh = written(run(root)), written(run(root, cache=False))
    assert remembered == fresh
    assert len(list(memory.glob("audit-*"))) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"as_of": DAY + datetime.timedelta(1)}, {"select": ("R",)}, {"ignore": ("R401",)}, {"exclude": ("app.py",)},
        {"threshold": 10}, {"facets": {"ui": True}}, {"profile": "pilot"},
    ],
)  # fmt: skip
def test_other_settings_are_audited_anew(root: Path, memory: Path, changes: dict[str, Any]) -> None:
    run(root)
    assert written(run(root, **changes)) == written(run(root, cache=False, **changes))
    assert len(list(memory.glob("audit-*"))) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"schema_version": 1}', "\x00"])
def test_a_broken_memory_is_thrown_away(root: Path, memory: Path, text: str) -> None:
    expected = written(run(root))
    for kept in memory.glob("audit-*"):
        kept.write_text(text)
    assert written(run(root)) == expected
    assert written(run(root)) == expected


def rules(tmp_path: Path, *checks: str) -> tuple[Path, ...]:
    made = {f"r{n}.yaml": RULE.format(n=n, check=check) for n, check in enumerate(checks)}
    return (write(tmp_path / "own", made),)


def statuses(root: Path, folders: tuple[Path, ...]) -> dict[str, Status]:
    settings = replace(Settings(), select=("X",))
    found = audit(root, settings, as_of=DAY, rules_dirs=folders, cache=False).findings
    return {finding.rule.id: finding.status for finding in found}


def _crashing(like: Callable[..., Fact]) -> Callable[..., Fact]:
    """A detector that looks like another and raises."""

    def crash(product: Product, **parameters: object) -> Fact:
        raise RuntimeError("a fault of ours")

    crash.__module__ = like.__module__
    crash.__signature__ = inspect.signature(like)  # type: ignore[attr-defined]
    return crash


def test_a_crash_stays_with_its_rules(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = rules(tmp_path, "code.matches: {patterns: [timeout]}", "signals.seen: {any_of: [facet-service]}")
    whole = statuses(root, folders)
    monkeypatch.setattr(code, "matches", _crashing(code.matches))
    broken = statuses(root, folders)
    assert broken == {**whole, "X900": Status.ERROR}


def test_an_audit_in_which_nothing_could_be_judged_is_no_audit(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = rules(tmp_path, "code.matches: {patterns: [timeout]}")
    monkeypatch.setattr(code, "matches", _crashing(code.matches))
    with pytest.raises(NothingJudged, match="a fault of ours"):
        statuses(root, folders)


def test_selecting_nothing_judges_nothing(root: Path) -> None:
    with pytest.raises((NothingJudged, BadInput)):
        run(root, ignore=("P", "R", "O", "D", "U"))


def test_mistakes_in_answers_and_selection_are_told_together(root: Path) -> None:
    write(root, {"readiness-answers.yaml": "schema: 1\nanswers: {R9: {answer: yes}}\n"})
    with pytest.raises(BadInput) as wrong:
        run(root, select=("R40l",))
    assert len(wrong.value.problems) >= 2


def test_an_empty_folder_is_no_audit(tmp_path: Path) -> None:
    with pytest.raises(NothingJudged, match="no file"):
        run(write(tmp_path / "empty", {}))


def test_a_shallow_clone_is_told(root: Path, tmp_path: Path) -> None:
    commit(root, {"app.py": "x = 1\n"}, day=2)
    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), "shallow")
    assert any("shallow" in note for note in run(tmp_path / "shallow").notes)
    assert not any("shallow" in note for note in run(root).notes)


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": ""}, {"README.md": ""}, {"a.py": "def (:\n" * 50}, {"nb.ipynb": "{"}, {"package.json": "[1"},
        {"Dockerfile": "\\\n" * 50}, {"a.yaml": "a: [" * 300}, {"pyproject.toml": "[[[[\n"}, {"a.ts": "{" * 5000},
        {"a.py": "(" * 5000}, {"README.md": "#" * 5000 + "[" * 5000}, {"a.tf": 'x "' * 900}, {"a.py": b"\xff\xfe\x00\xd8"},
        {"a\nb.py": "x = 1", "\x1b[31m.md": "# x"}, {".github/workflows/ci.yml": "on: {push: &a [*a]}\njobs: 3\n"},
    ],
)  # fmt: skip
def test_no_repository_makes_an_audit_fail(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    assessment = run(repository(tmp_path / "odd", files), cache=False)
    assert not assessment.errors
    assert Snapshot.open(tmp_path / "odd").files is not None


def late(folder: Path, name: str, newest: int) -> str | None:
    """As `recall_since`, from the memory of these tests."""
    file = folder / name
    return file.read_text() if file.exists() and file.stat().st_mtime_ns > newest + 1_000_000_000 else None


def test_what_did_not_change_is_not_even_read(root: Path, memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.judging.recall_since", lambda name, newest: late(memory, name, newest))
    first = written(run(root))
    for kept in memory.glob("seen-*"):  # as if it had been kept a while after the last change
        os.utime(kept, (kept.stat().st_mtime + 60,) * 2)
    with monkeypatch.context() as patch:
        patch.setattr("readiness.snapshot.Snapshot._read", lambda *_: pytest.fail("nothing is to be read"))
        assert written(run(root)) == first
    path = root / "app.py"
    path.write_text(path.read_text().replace("gpt-4o", "gpt-4x"))  # of the same size
    assert written(run(root)) != first


def test_what_was_kept_in_the_moment_of_a_change_is_not_trusted(
    root: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readiness.judging.recall_since", lambda name, newest: late(memory, name, newest))
    run(root)
    read = []
    monkeypatch.setattr("readiness.judging.fingerprint", lambda *given: read.append(given) or "0" * 32)
    run(root)
    assert read


@pytest.mark.parametrize("text", ["", "audit-x.json", "../../etc/passwd"])
def test_a_broken_note_of_what_was_seen_only_costs_time(root: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    first = written(run(root))
    monkeypatch.setattr("readiness.judging.recall_since", lambda *_: text)
    assert written(run(root)) == first
