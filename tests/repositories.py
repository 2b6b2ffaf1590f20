"""Repositories made on disk for tests: plain folders and git repositories with fixed people and dates."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_DAY = 86_400
FIRST_DAY = 1_700_000_000  # 2023-11-14


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """The folder with these files in it."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    root.mkdir(parents=True, exist_ok=True)
    return root


def git(root: Path, *arguments: str, day: int = 0, author: str = "Ada", stdin: str = "") -> str:
    """The output of a git command that knows nothing of this machine's settings."""
    time = f"{FIRST_DAY + day * _DAY} +0000"
    email = f"{author.lower().replace(' ', '.')}@example.org"
    environment = {
        "PATH": os.environ["PATH"], "HOME": os.devnull, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": time,
        "GIT_COMMITTER_NAME": author, "GIT_COMMITTER_EMAIL": email, "GIT_COMMITTER_DATE": time,
    }  # fmt: skip
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *arguments],
        cwd=root, env=environment, input=stdin, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def repository(root: Path, files: Mapping[str, str | bytes], day: int = 0, author: str = "Ada") -> Path:
    """A new git repository with these files in one commit."""
    write(root, files)
    git(root, "init", "-q")
    return commit(root, {}, day, author, "Begin")


def commit(
    root: Path, files: Mapping[str, str | bytes], day: int = 0, author: str = "Ada", message: str = "Go on"
) -> Path:
    """One more commit of everything in the folder, with these files written before."""
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message, day=day, author=author)
    return root
