"""The only door to git: files, commits, tags. Nothing that the audited repository's configuration names is ever run."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# Every setting through which a repository's own configuration could start a program or reach the network, switched off.
# Working-tree comparisons (status, diff without --cached) are never asked for: they would run clean filters.
_SAFE = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.untrackedCache=false",
    "core.quotePath=false", "core.sshCommand=false", "core.gitProxy=", "core.askPass=", "credential.helper=",
    "protocol.allow=never", "diff.external=", "log.showSignature=false", "gpg.program=false", "safe.directory=*",
    "core.attributesFile=/dev/null", "core.excludesFile=/dev/null", "maintenance.auto=false", "gc.auto=0",
    "color.ui=false", "core.alternateRefsCommand=", "submodule.recurse=false",
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_PAGER": "cat", "GIT_ASKPASS": "false",
    "GIT_EXTERNAL_DIFF": "", "LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_LITERAL_PATHSPECS": "1",
}  # fmt: skip
_BOT = re.compile(
    r"\[bot\]|\bbot\b|dependabot|renovate|github-actions|semantic-release|snyk|greenkeeper|pre-commit-ci|weblate|imgbot|allcontributors|copilot-swe",
    re.I,
)
MAX_COMMITS = 50_000


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the current branch. `time` is seconds since the epoch (author's), `parents` how many it has."""

    id: str
    author: str
    email: str
    time: int
    parents: int
    subject: str
    paths: tuple[str, ...] = ()

    @property
    def is_bot(self) -> bool:
        """Made by a program (dependency bots, release bots), to be left out of questions about people."""
        return bool(_BOT.search(self.author) or _BOT.search(self.email.partition("@")[0]))


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag with the time (seconds) of the tag, or of what it points at."""

    name: str
    time: int


@dataclass(frozen=True, slots=True)
class TrackedFile:
    """A file by its path below the folder; no blob id: untracked; mode 120000: a link, 160000: a submodule."""

    path: str
    blob: str
    mode: str
    is_sparse: bool = False
    """Kept by git, but not wanted in the working tree."""


class Git:
    """Reads one repository through GitPython's command door, all settings that could run something switched off."""

    def __init__(self, root: Path) -> None:
        from git import Git as Command

        self._command = Command(str(root))

    def run(self, *arguments: str) -> str | None:
        """The output of a read-only git command, or None where it fails."""
        settings = [part for setting in _SAFE for part in ("-c", setting)]
        try:
            output = self._command.execute(
                ["git", "--no-pager", *settings, *arguments],
                env=_ENVIRONMENT,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
        except Exception:  # GitPython raises a family of errors without one root (missing git, bad folder, exit code)
            return None
        return output.decode("utf-8", "replace") if isinstance(output, bytes) else str(output)

    @cached_property
    def files(self) -> tuple[TrackedFile, ...] | None:
        """Tracked and untracked-not-ignored files below the folder, or None where this is no git repository."""
        tracked = self.run("ls-files", "-t", "-s", "-z")
        if tracked is None:
            return None
        found = {}
        for row in tracked.split("\0"):
            meta, _, path = row.partition("\t")
            if path:
                tag, mode, blob, _stage = meta.split(" ")
                found[path] = TrackedFile(path, blob, mode, tag == "S")
        for path in (self.run("ls-files", "-z", "--others", "--exclude-standard") or "").split("\0"):
            if path and not path.endswith("/"):
                found.setdefault(path, TrackedFile(path, "", ""))
        return tuple(found[path] for path in sorted(found))

    @cached_property
    def head(self) -> str:
        """The commit that is checked out, "" where there is none."""
        return (self.run("rev-parse", "--verify", "-q", "HEAD") or "").strip()

    @cached_property
    def index_differs(self) -> bool:
        """True where what is staged differs from the commit (the snapshot's own hashes compare the working tree)."""
        return bool(
            (self.run("diff-index", "--cached", "--raw", "--no-ext-diff", "--no-textconv", "HEAD", "--") or "").strip()
        )

    @cached_property
    def references(self) -> str:
        """All references with their ids: changes whenever anything that the history shows may have changed."""
        return self.run("for-each-ref", "--format=%(refname) %(objectname)") or ""


class History:
    """The commits and tags of a repository, read in one pass when first asked for."""

    def __init__(self, commits: tuple[Commit, ...] = (), tags: tuple[Tag, ...] = (), git: Git | None = None) -> None:
        self._git = git
        self._given = (commits, tags)

    @property
    def exists(self) -> bool:
        """False for a plain folder or a repository without commits."""
        return bool(self.commits)

    @cached_property
    def commits(self) -> tuple[Commit, ...]:
        """Commits of the current branch, newest first, with the paths each touched (merges list none)."""
        if self._git is None:
            return self._given[0]
        form = "%x01%H%x02%an%x02%ae%x02%at%x02%P%x02%s%x02"
        output = self._git.run(
            "log", f"--max-count={MAX_COMMITS}", "--no-renames", "--no-ext-diff", "--no-textconv", "--name-only",
            "--relative", "-z", f"--format={form}", "HEAD",
        )  # fmt: skip
        return tuple(_read_commits(output or ""))

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """Tags, oldest first."""
        if self._git is None:
            return self._given[1]
        output = self._git.run("for-each-ref", "refs/tags", "--format=%(refname:strip=2)%00%(creatordate:unix)") or ""
        rows = (line.split("\0") for line in output.splitlines() if "\0" in line)
        return tuple(sorted((Tag(name, int(time or 0)) for name, time in rows), key=lambda tag: (tag.time, tag.name)))

    @cached_property
    def people(self) -> tuple[Commit, ...]:
        """Commits made by people: bots left out, merges kept."""
        return tuple(commit for commit in self.commits if not commit.is_bot)

    @cached_property
    def mainline(self) -> tuple[Commit, ...]:
        """Commits that the branch itself received, newest first: what merges brought in is represented by the merge."""
        if self._git is None:
            return self._given[0]
        known = {commit.id: commit for commit in self.commits}
        output = self._git.run("rev-list", "--first-parent", f"--max-count={MAX_COMMITS}", "HEAD") or ""
        return tuple(known[commit_id] for commit_id in output.split() if commit_id in known)

    @cached_property
    def first_touch(self) -> dict[str, int]:
        """Path -> time of the first commit that touched it."""
        first: dict[str, int] = {}
        for commit in self.commits:  # newest first: the last write wins
            for path in commit.paths:
                first[path] = commit.time
        return first

    @cached_property
    def last_touch(self) -> dict[str, int]:
        """Path -> time of the last commit that touched it."""
        last: dict[str, int] = {}
        for commit in self.commits:
            for path in commit.paths:
                last.setdefault(path, commit.time)
        return last


def _read_commits(output: str) -> list[Commit]:
    commits = []
    for block in output.split("\x01")[1:]:
        fields = block.split("\x02")
        if len(fields) < 7 or not fields[3].isdigit():
            continue
        paths = tuple(path.strip("\n") for path in fields[6].split("\0") if path.strip("\n"))
        commits.append(
            Commit(fields[0], fields[1], fields[2].lower(), int(fields[3]), len(fields[4].split()), fields[5], paths)
        )
    return commits
