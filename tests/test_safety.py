"""A hostile repository: whatever its settings name must never run, and nothing of its code may be imported."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from readiness.judging import audit
from readiness.settings import Settings
from readiness.snapshot import Snapshot
from tests.repositories import commit, git, repository, write

DAY = datetime.date(2026, 1, 31)


def trap(root: Path, name: str) -> str:
    """A program that leaves a mark when it runs."""
    script = root.parent / "traps" / name
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"#!/bin/sh\necho {name} >> '{root.parent / 'marks'}'\ncat 2>/dev/null\nexit 0\n")
    script.chmod(0o755)
    return str(script)


def hostile(tmp_path: Path) -> Path:
    """A repository each of whose settings would run a trap."""
    root = tmp_path / "hostile"
    repository(root, {"app.py": "from openai import OpenAI\nOpenAI()\n", "data.x": "1\n", "README.md": "# App\n"})
    git(root, "tag", "-a", "v1", "-m", "one")
    commit(root, {"app.py": "from openai import OpenAI\nOpenAI(timeout=1)\n"}, day=3)
    attributes = "* filter=evil diff=evil merge=evil text eol=lf ident\n"
    write(root, {".gitattributes": attributes, "data.x": "changed\n", "new.py": "x = 1\n"})
    (root / ".git" / "info").mkdir(exist_ok=True)
    write(root, {".git/info/attributes": attributes})
    programs = {
        "core.fsmonitor": "fsmonitor", "core.pager": "pager", "pager.log": "pager-log", "pager.ls-files": "pager-ls",
        "diff.external": "external", "diff.evil.command": "diff", "diff.evil.textconv": "textconv",
        "filter.evil.clean": "clean", "filter.evil.smudge": "smudge", "filter.evil.process": "process",
        "merge.evil.driver": "merge", "gpg.program": "gpg", "gpg.ssh.program": "gpg-ssh", "gpg.x509.program": "gpg-x",
        "core.sshCommand": "ssh", "core.gitProxy": "proxy", "core.askPass": "askpass", "core.editor": "editor",
        "sequence.editor": "sequence", "credential.helper": "credential", "uploadpack.packObjectsHook": "pack",
        "core.alternateRefsCommand": "alternates", "interactive.diffFilter": "interactive", "trailer.x.command": "trailer",
        "remote.origin.uploadpack": "upload", "remote.origin.receivepack": "receive", "remote.origin.vcs": "evil",
    }  # fmt: skip
    for key, name in programs.items():
        git(root, "config", key, trap(root, name))
    for command in ("log", "ls-files", "rev-parse", "for-each-ref", "diff-index", "rev-list"):
        git(root, "config", f"alias.{command}", f"!{trap(root, 'alias')}")
    settings = {
        "log.showSignature": "true", "filter.evil.required": "true", "core.untrackedCache": "true", "log.mailmap": "true",
        "log.diffMerges": "on", "remote.origin.url": f"ext::{trap(root, 'ext')}", "remote.origin.promisor": "true",
        "remote.origin.partialclonefilter": "blob:none", "protocol.ext.allow": "always", "diff.submodule": "log",
        "submodule.recurse": "true", "status.submoduleSummary": "true", "fetch.recurseSubmodules": "true",
        "credential.helper": f"!{trap(root, 'credential-shell')}", "maintenance.auto": "true", "gc.auto": "1",
    }  # fmt: skip
    for key, value in settings.items():
        git(root, "config", "--replace-all", key, value)
    git(root, "config", "extensions.partialClone", "origin")
    _hooks(root)
    _included(root)
    return root


def _hooks(root: Path) -> None:
    folder = root.parent / "hooks"
    folder.mkdir(exist_ok=True)
    names = (
        "post-index-change",
        "pre-auto-gc",
        "post-checkout",
        "fsmonitor-watchman",
        "reference-transaction",
        "post-rewrite",
    )
    for name in names:
        for place in (folder, root / ".git" / "hooks"):
            place.mkdir(exist_ok=True)
            shutil.copy(trap(root, f"hook-{name}"), place / name)
    git(root, "config", "core.hooksPath", str(folder))


def _included(root: Path) -> None:
    more = root.parent / "more"
    more.write_text(f"[core]\n\tfsmonitor = {trap(root, 'included')}\n[diff]\n\texternal = {trap(root, 'included')}\n")
    git(root, "config", "include.path", str(more))
    git(root, "config", f"includeIf.gitdir:{root}/.path", str(more))


def marks(root: Path) -> str:
    """What ran, "" if nothing did."""
    found = root.parent / "marks"
    return found.read_text() if found.exists() else ""


def look_at_everything(root: Path) -> None:
    """What an audit asks of git, and more: all of the snapshot's and the history's questions."""
    snapshot = Snapshot.open(root)
    assert snapshot.files
    assert snapshot.is_dirty in (True, False)
    history = snapshot.history
    assert (history.commits, history.tags, history.mainline, history.people) is not None
    assert (history.first_touch, history.last_touch, history.is_shallow, snapshot.references) is not None


def test_nothing_that_a_repositorys_settings_name_is_run(tmp_path: Path) -> None:
    root = hostile(tmp_path)
    look_at_everything(root)
    assert Snapshot.open(root).history.commits, "its history is read all the same"
    assert marks(root) == ""


def test_the_traps_would_have_caught_a_plain_git(tmp_path: Path) -> None:
    root = hostile(tmp_path)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    subprocess.run(["git", "status"], cwd=root, env=environment, capture_output=True, check=False, timeout=20)
    subprocess.run(["git", "diff"], cwd=root, env=environment, capture_output=True, check=False, timeout=20)
    assert marks(root) != ""


def test_a_full_audit_runs_nothing_and_imports_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = hostile(tmp_path)
    mark = f"open({str(root.parent / 'marks')!r}, 'a').write(__name__)\n"
    names = (
        "conftest.py",
        "setup.py",
        "sitecustomize.py",
        "usercustomize.py",
        "yaml.py",
        "git.py",
        "typer.py",
        "re2.py",
    )
    write(root, dict.fromkeys((*names, "readiness/__init__.py", "tests/conftest.py", "json/__init__.py"), mark))
    write(
        root, {"pyproject.toml": "[project]\nname = 'x'\n", "package.json": '{"scripts": {"prepare": "touch marks"}}'}
    )
    monkeypatch.setenv("READINESS_NO_CACHE", "1")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "readiness", "audit", ".", "--output-format", "json"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert '"verdict"' in done.stdout
    assert marks(root) == ""


def test_a_git_file_that_points_elsewhere_runs_nothing_of_there(tmp_path: Path) -> None:
    elsewhere = hostile(tmp_path)
    root = write(tmp_path / "pointing", {"app.py": "x = 1\n", ".git": f"gitdir: {elsewhere / '.git'}\n"})
    snapshot = Snapshot.open(root)
    assert all(file.path in {"app.py"} for file in snapshot.files)
    assert (snapshot.is_dirty, snapshot.history.commits) is not None
    assert marks(elsewhere) == ""


def test_a_worktree_setting_that_points_elsewhere_shows_no_files_of_there(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.py": "key = 1\n"})
    root = repository(tmp_path / "repo", {"app.py": "x = 1\n"})
    git(root, "config", "core.worktree", str(outside))
    assert "secret.py" not in {file.path for file in Snapshot.open(root).files}


def test_a_missing_object_is_not_fetched(tmp_path: Path) -> None:
    root = hostile(tmp_path)
    tree = git(root, "rev-parse", "HEAD^{tree}")
    (root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    look_at_everything(root)
    assert marks(root) == ""


@pytest.mark.parametrize("name", ["config", "HEAD", "index", "packed-refs"])
def test_a_damaged_repository_is_a_partial_result(tmp_path: Path, name: str) -> None:
    root = repository(tmp_path, {"app.py": "x = 1\n"})
    (root / ".git" / name).write_bytes(b"\x00\xff garbage [[[\n")
    snapshot = Snapshot.open(root)
    assert "app.py" in {file.path for file in snapshot.files}
    assert snapshot.history.commits is not None and snapshot.is_dirty in (True, False)


def test_the_audited_folder_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_NO_CACHE", "1")
    root = repository(tmp_path / "repo", {"app.py": "x = 1\n"})
    before = _state(root)
    audit(root, Settings(), as_of=DAY)
    assert _state(root) == before


def _state(root: Path) -> Mapping[str, tuple[int, int]]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}
