"""The only door to git: files, commits, tags. Nothing that the audited repository's configuration names is ever run."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, cast

from readiness.classification import is_own
from readiness.compiling import compile_later
from readiness.git_commands import ENVIRONMENT, command_line, leading_elsewhere, run_git
from readiness.git_objects import Change, as_lines, read_blobs, read_trees

_BOT = compile_later(
    r"\[bot\]|\bbot\b|dependabot|renovate|github-actions|semantic-release|snyk|greenkeeper|pre-commit-ci|weblate|imgbot|allcontributors|copilot-swe",
    re.I,
)
MAX_COMMITS = 50_000
MAX_BLOB = 300_000  # bytes of one file of the past that is read
MAX_BLOBS = 32_000_000  # and of all together
_LAST_SECOND = 253_402_300_799  # of the year 9999: a commit may claim to be from later, no calendar goes further
_MARK = "\x01commit\x01"


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
    """Reads one repository, all settings that could run something switched off.

    With a commit's full id as `at`, history and tags are those that it can reach, not those of what is checked out.
    `place` are variables that say where git keeps the repository or its index; those of the environment do not count.
    """

    def __init__(self, root: Path, at: str = "", place: Mapping[str, str] | None = None) -> None:
        self._root = str(root)
        self.place = dict(place or {})
        self.at = at
        self.revision = at or "HEAD"

    def run(self, *arguments: str, given: bytes = b"") -> str | None:
        """The output of a read-only git command, or None where it fails. `given` is what it reads as its input."""
        output = self.run_bytes(*arguments, given=given)
        return None if output is None else output.decode("utf-8", "replace")

    def run_bytes(self, *arguments: str, given: bytes = b"") -> bytes | None:
        """As `run`, the output as it comes."""
        try:
            return run_git(self._root, arguments, given, self.place)
        except (OSError, ValueError, subprocess.SubprocessError):  # no git, a bad folder or argument, an exit code
            return None

    def told(self, *arguments: str, given: bytes = b"") -> str | None:
        """As `run`, for what is asked of history: through GitPython, which is loaded only when it is needed."""
        from git import Git as Command

        try:
            with _own_environment(), _input(given) as handle:
                output = Command(self._root).execute(
                    command_line(self._root, arguments),
                    istream=handle,
                    env={**ENVIRONMENT, **self.place},
                    stdout_as_string=False,
                    strip_newline_in_stdout=False,
                )
        except Exception:  # GitPython raises a family of errors without one root (missing git, bad folder, exit code)
            return None
        return (output if isinstance(output, bytes) else str(output).encode()).decode("utf-8", "replace")

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
        """The commit that is looked at, "" where there is none."""
        return self.at or (self.run("rev-parse", "--verify", "-q", "HEAD") or "").strip()

    @cached_property
    def index_differs(self) -> bool:
        """True where what is staged differs from the commit (the snapshot's own hashes compare the working tree)."""
        if self.at:
            return False
        options = ("--cached", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative")
        staged = self.run("diff-index", *options, "HEAD", "--") or ""
        return any(path and not is_own(path) for path in staged.split("\0"))

    @cached_property
    def references(self) -> str:
        """All references with their ids: changes whenever anything that the history shows may have changed."""
        if self.at:
            return "\n".join((self.at, self.run("for-each-ref", "refs/tags", f"--merged={self.at}") or ""))
        return self.run("for-each-ref", "--format=%(refname) %(objectname)") or ""


@contextlib.contextmanager
def _input(given: bytes) -> Iterator[BinaryIO | None]:
    """An open file that holds what a command is to read; None where that is nothing."""
    if not given:
        yield None
        return
    with tempfile.TemporaryFile() as handle:
        handle.write(given)
        handle.seek(0)
        yield cast(BinaryIO, handle)


def user_name() -> str:
    """The name that this machine's own settings of git give to its user, "" where they give none.

    A repository's settings are not asked: what comes from there is no more trusted than its files.
    """
    from git import Git as Command

    for scope in ("--global", "--system"):
        with contextlib.suppress(Exception):  # GitPython raises a family of errors without one root
            told = Command(str(Path.home())).execute(
                ["git", "--no-pager", "config", scope, "--get", "user.name"],
                env={"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat"},
            )
            if name := str(told).strip():
                return name
    return ""


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    """Without the variables that lead git elsewhere: a commit hook, for one, sets them for its own repository."""
    taken = {name: os.environ.pop(name) for name in leading_elsewhere()}
    try:
        yield
    finally:
        os.environ.update(taken)


class History:
    """The commits and tags of a repository, read in one pass when first asked for."""

    def __init__(self, commits: tuple[Commit, ...] = (), tags: tuple[Tag, ...] = (), git: Git | None = None) -> None:
        self._git = git
        self._given = (commits, tags)

    @cached_property
    def prefix(self) -> str:
        """The folder looked at, as its path inside the repository: "" for all of it, else `apps/web/`."""
        return (self._git.run("rev-parse", "--show-prefix") or "").strip() if self._git else ""

    @property
    def exists(self) -> bool:
        """False for a plain folder or a repository without commits."""
        return bool(self.commits)

    @cached_property
    def commits(self) -> tuple[Commit, ...]:
        """Commits of the current branch, newest first, with the paths each touched (merges list none)."""
        if self._git is None:
            return self._given[0]
        fields = "%x00".join((_MARK, "%H", "%an", "%ae", "%at", "%P", "%s"))
        options = ("--no-renames", "--no-ext-diff", "--no-textconv", "--relative", "-z", f"--max-count={MAX_COMMITS}")
        revision = self._git.revision
        output = self._git.told("log", *options, "--name-only", f"--format={fields}", revision)
        if output is None:  # a clone without trees cannot tell the paths; it can tell the rest
            output = self._git.told("log", *options, f"--format={fields}", revision)
        return tuple(_read_commits(output or "", self.is_shallow))

    @cached_property
    def is_shallow(self) -> bool:
        """True where older commits were not fetched: the oldest one known then seems to bring every file."""
        return self._git is not None and (self._git.run("rev-parse", "--is-shallow-repository") or "").strip() == "true"

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """Tags, oldest first."""
        if self._git is None:
            return self._given[1]
        form = "--format=%(refname:strip=2)%00%(creatordate:unix)"
        reached = (f"--merged={self._git.at}",) if self._git.at else ()
        output = self._git.told("for-each-ref", "refs/tags", form, *reached) or ""
        rows = (line.split("\0") for line in output.split("\n") if "\0" in line)
        return tuple(
            sorted(
                (Tag(name, min(int(time or 0), _LAST_SECOND)) for name, time in rows),
                key=lambda tag: (tag.time, tag.name),
            )
        )

    def text_at(self, commit: str, path: str) -> str:
        """The text of a file at a commit, "" where it was not there (or the history is not git's)."""
        return (self._git.run("cat-file", "blob", f"{commit}:./{path}") or "") if self._git else ""

    def trees(self, commits: Sequence[str]) -> Iterator[tuple[Change, ...]] | None:
        """How the files of each commit differ from those of the one before it in the list; the first brings all of its.

        `commits` are full ids. None where git cannot tell (a clone that lacks trees, no git).
        """
        if self._git is None or not commits:
            return None
        first = self._git.told("ls-tree", "-r", "-z", commits[0])
        pairs = "".join(f"{new} {old}\n" for old, new in pairwise(commits))
        options = ("-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative")
        rest = self._git.told("diff-tree", "--stdin", "-m", *options, given=pairs.encode()) if pairs else ""
        if first is None or rest is None:
            return None
        return read_trees(first, rest, commits)

    def commits_of(self, path: str) -> tuple[str, ...]:
        """The ids of the commits that changed one file, oldest first; this program's own files count here."""
        if self._git is None:
            return ()
        options = ("--no-renames", "--no-ext-diff", "--no-textconv", f"--max-count={MAX_COMMITS}", "--format=%H")
        return tuple(reversed((self._git.told("log", *options, "HEAD", "--", path) or "").split()))

    def texts_at(self, places: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """The texts of files at commits, given as (commit, path), in the same order; "" where there was none."""
        if self._git is None or not places:
            return tuple("" for _ in places)
        named = [f"{commit}:{self.prefix}{path}" if "\n" not in path else "" for commit, path in places]
        rows = (self._git.run("cat-file", "--batch-check", "--buffer", given=as_lines(named)) or "").split("\n")
        ids = [row.split(" ")[0] if row.split(" ")[1:2] == ["blob"] else "" for row in rows[: len(places)]]
        texts = self.blobs(ids)
        return tuple(texts.get(one, b"").decode("utf-8", "replace") for one in ids)

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The contents of these objects; none that is missing, larger than MAX_BLOB, or beyond MAX_BLOBS in all."""
        wanted = sorted({blob for blob in ids if blob})
        if self._git is None or not wanted:
            return {}
        sizes = self._git.run("cat-file", "--batch-check", "--buffer", given=as_lines(wanted)) or ""
        fitting, total = [], 0
        for row in sizes.splitlines():
            blob, kind, size = (*row.split(" "), "", "")[:3]
            if kind == "blob" and int(size) <= MAX_BLOB and total + int(size) <= MAX_BLOBS:
                fitting.append(blob)
                total += int(size)
        output = self._git.run_bytes("cat-file", "--batch", "--buffer", given=as_lines(fitting)) if fitting else b""
        return dict(read_blobs(output or b""))

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
        output = self._git.told("rev-list", "--first-parent", f"--max-count={MAX_COMMITS}", self._git.revision) or ""
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


def _read_commits(output: str, is_shallow: bool) -> Iterator[Commit]:
    """Commits from a list of texts with a NUL between: mark, six fields, then paths up to the next mark."""
    words = output.split("\0")
    starts = [at for at, word in enumerate(words) if word.strip("\n") == _MARK]
    for start, end in zip(starts, [*starts[1:], len(words)], strict=False):
        if end - start < 7:
            continue
        commit, author, email, time, parents, subject = words[start + 1 : start + 7]
        touched = (word.removeprefix("\n") for word in words[start + 7 : end])
        paths = tuple(path for path in touched if path and not is_own(path))
        known = () if is_shallow and not parents else paths
        when = min(int(time), _LAST_SECOND) if time.isdigit() else 0
        yield Commit(commit, author, email.lower(), when, len(parents.split()), subject, known)
