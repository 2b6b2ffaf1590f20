"""A repository as it was at a commit: its files in a passing folder, its history up to there, its audit."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.classification import is_own, left_out_reason
from readiness.config import load_settings
from readiness.errors import NoSuchCommit as NoSuchCommit
from readiness.fingerprint import program_state
from readiness.history import Git, TrackedFile
from readiness.judging import audit
from readiness.model import Assessment, Change, Changes
from readiness.remembering import recall, remember
from readiness.result import as_data, from_data
from readiness.settings import Choice, Settings, under
from readiness.snapshot import MAX_FILES, MAX_OWN_FILE, Past, most_bytes
from readiness.strict_yaml import BadInput, Problem

CHUNK = 24_000_000  # bytes of blobs that are read at once
MAX_LOOKED_UP = 60  # files whose newest commit is looked for
_BRANCHES = ("main", "master", "trunk", "develop")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a commit. `size` is in bytes, -1 where it is none (a submodule) or its content was not fetched."""

    path: str
    mode: str
    blob: str
    size: int


def commit_of(root: Path, name: str) -> str:
    """The full id of the commit that a name (branch, tag, id, HEAD~2) stands for, "" where it stands for none."""
    if not name or name.startswith("-") or "\0" in name:
        return ""
    return (Git(root).run("rev-parse", "--verify", "-q", "--end-of-options", f"{name}^{{commit}}") or "").strip()


def left_at(root: Path, name: str) -> str:
    """Where what is checked out left the line of a commit, "" where the name stands for none.

    What came to that line since is no doing of who works here. Without a common ancestor it is the commit itself.
    """
    commit = commit_of(root, name)
    found = (Git(root).run("merge-base", "HEAD", commit) or "").split() if commit else []
    return found[0] if found else commit


def base_of(root: Path) -> tuple[str, str]:
    """Where the branch that is checked out left the default branch: (what it is, the commit's id), or ("", "")."""
    git = Git(root)
    remote = (git.run("symbolic-ref", "-q", "--short", "refs/remotes/origin/HEAD") or "").strip()
    for name in (remote, *(f"origin/{branch}" for branch in _BRANCHES), *_BRANCHES):
        if base := left_at(root, name):
            return f"where this branch left {name}", base
    return "", ""


def entries(git: Git) -> tuple[Entry, ...] | None:
    """Every file of the commit that `git` looks at, below its folder; None where the commit's trees are lacking."""
    rows = git.run("ls-tree", "-r", "-l", "-z", git.revision)
    if rows is None:
        return None
    found = []
    for row in rows.split("\0"):
        meta, _, path = row.partition("\t")
        words = meta.split()
        if path and len(words) == 4:
            found.append(Entry(path, words[0], words[2], int(words[3]) if words[3].isdigit() else -1))
    return tuple(sorted(found, key=lambda entry: entry.path))


@contextlib.contextmanager
def filled(root: Path, commit: str, only: tuple[str, ...] = ()) -> Iterator[tuple[Path, Past]]:
    """A folder of the same name with the files of a commit, and the commit as a snapshot takes it.

    With `only` no more than these files and folders. Only what an audit may read is written, as git keeps it: no
    filter, hook, attribute or link has a say, and no path leads out of the folder. Raises NoSuchCommit where the clone
    lacks the commit's files.
    """
    git = Git(root, commit)
    found = entries(git)
    if found is None:
        raise NoSuchCommit(f"the files of commit {commit[:12]} are not in this clone")
    name = root.resolve().name or "repository"
    with tempfile.TemporaryDirectory(prefix="readiness-", ignore_cleanup_errors=True) as above:
        folder = Path(above, name)
        folder.mkdir()
        chosen = [entry for entry in found if _is_among(entry.path, only)] if only else found[:MAX_FILES]
        _fill(folder, git, [entry for entry in chosen if _is_wanted(entry)])
        yield folder, Past(git, tuple(TrackedFile(one.path, one.blob, one.mode) for one in found))


def _is_among(path: str, names: tuple[str, ...]) -> bool:
    return any(path == name or path.startswith(f"{name.rstrip('/')}/") for name in names)


def _is_wanted(entry: Entry) -> bool:
    """Whether an audit may read the file; it leaves the others out by their name, mode or size alone."""
    if entry.mode not in ("100644", "100755") or entry.size < 0 or not _is_safe(entry.path):
        return False
    return is_own(entry.path) or entry.path.endswith((".yaml", ".yml")) or not left_out_reason(entry.path)


def _is_safe(path: str) -> bool:
    """Whether a path stays inside and means the same everywhere; a tree made by hand may hold any name."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") or part.lower() == ".git" for part in parts) and not any(
        sign in path for sign in ("\\", "\0", "\ufffd", *(":" if os.name == "nt" else ""))
    )


def _fill(folder: Path, git: Git, wanted: Iterable[Entry]) -> None:
    chunk: list[Entry] = []
    total = 0
    for entry in wanted:
        if entry.size > (MAX_OWN_FILE if is_own(entry.path) else most_bytes(entry.path)):
            _write(folder, entry.path, None, entry.size)
            continue
        chunk.append(entry)
        total += entry.size
        if total > CHUNK:
            _write_all(folder, git, chunk)
            chunk, total = [], 0
    _write_all(folder, git, chunk)


def _write_all(folder: Path, git: Git, chunk: list[Entry]) -> None:
    asked = "".join(f"{entry.blob}\n" for entry in chunk).encode()
    output = git.run_bytes("cat-file", "--batch", "--buffer", given=asked) if chunk else b""
    for entry, content in zip(chunk, _contents(output or b""), strict=False):
        if content is not None:
            _write(folder, entry.path, content, len(content))


def _contents(output: bytes) -> Iterator[bytes | None]:
    """What was asked for, in its order: `<id> blob <size>`, a line end, the content, a line end; or `<id> missing`."""
    at = 0
    while at < len(output):
        end = output.find(b"\n", at)
        head = output[at:end].split(b" ")
        if end < 0:
            return
        if len(head) != 3 or not head[2].isdigit():
            yield None
            at = end + 1
            continue
        size = int(head[2])
        yield output[end + 1 : end + 1 + size] if head[1] == b"blob" else None
        at = end + 1 + size + 1


def _write(folder: Path, path: str, content: bytes | None, size: int) -> None:
    """Write one file; without content only its size, so that it is known as too large. Two names may be one on disk."""
    target = folder.joinpath(*path.split("/"))
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            if content is None:
                out.truncate(size)
            else:
                out.write(content)


def audit_at(
    root: Path,
    commit: str,
    *,
    as_of: datetime.date,
    settings: Settings | None = None,
    config: Path | None = None,
    waivers: bool = True,
    answers_path: Path | None = None,
    rules_dirs: tuple[Path, ...] = (),
    choice: Choice | None = None,
    cache: bool = True,
) -> Assessment:
    """The audit of a repository at one of its commits, with the settings, rules and answers that it held then.

    `settings`, `config` and `answers_path` stand in for its own; `rules_dirs` and `choice` come beside. Raises as
    `audit` does, and NoSuchCommit; a mistake in a file of then names the commit.
    """
    asked = repr((settings, choice)) if choice else repr(settings)
    key = _key(root, commit, as_of, asked, config, waivers, answers_path) if cache and not rules_dirs else None
    known = recall(key) if key else None
    if known is not None:
        with contextlib.suppress(ValueError, KeyError, TypeError):  # a broken memory only costs time
            return from_data(json.loads(known))
    with filled(root, commit) as (folder, past):
        if settings is None:
            # A waiver that held then may have lapsed by the day of this audit: it is read as of its commit's own day.
            settings = load_settings(folder, min(as_of, _day(past.git, as_of)), config, waivers)
        settings = under(settings, choice) if choice else settings
        folders = tuple(folder / name for name in settings.rules if (folder / name).is_dir())
        try:
            found = audit(
                folder, settings, as_of=as_of, answers_path=answers_path, rules_dirs=(*folders, *rules_dirs),
                cache=cache, past=past,
            )  # fmt: skip
        except BadInput as wrong:
            named = [Problem(f"{commit[:12]}:{one.path}", one.line, one.message, one.hint) for one in wrong.problems]
            raise BadInput(named) from wrong
    if key:
        remember(key, json.dumps(as_data(found)))
    return found


def _key(
    root: Path,
    commit: str,
    as_of: datetime.date,
    asked: str,
    config: Path | None,
    waivers: bool,
    answers_path: Path | None,
) -> str | None:
    """By what the audit of a commit is remembered; None where something that it depends on cannot be read."""
    git = Git(root, commit)
    parts = [program_state(), root.resolve().name, git.run("rev-parse", "--show-prefix") or "", git.references]
    parts += [git.run("rev-parse", "--is-shallow-repository") or "", as_of.isoformat(), asked, str(waivers)]
    try:
        parts += [path.read_text(encoding="utf-8") if path else "" for path in (config, answers_path)]
    except (OSError, UnicodeError):
        return None
    digest = hashlib.sha256("\1".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return f"audit-at-{digest}.json"


def _day(git: Git, otherwise: datetime.date) -> datetime.date:
    seconds = (git.run("log", "-1", "--format=%ct", git.revision) or "").strip()
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        return otherwise


def with_commits(changes: Changes, root: Path, before: str, after: str = "HEAD") -> Changes:
    """The changes, each with the newest commit between the two that touched one of its places.

    It is left out where none did (what is not committed), where the places are many, or where a commit is not known.
    """
    if not before:
        return changes
    git, known = Git(root), dict[str, str]()
    return replace(
        changes, changes=tuple(_with_commit(one, git, f"{before}..{after}", known) for one in changes.changes)
    )


def _with_commit(change: Change, git: Git, span: str, known: dict[str, str]) -> Change:
    paths = tuple(dict.fromkeys(place.path for place in (*change.evidence, *change.was)))[:4]
    if change.subject not in ("rule", "call", "test", "data", "demand") or not paths:
        return change
    key = "\0".join(paths)
    if key not in known:
        if len(known) >= MAX_LOOKED_UP:
            return change
        options = ("-1", "--format=%H", "--no-show-signature", "--max-count=1")
        known[key] = (git.run("log", *options, "--end-of-options", span, "--", *paths) or "").strip()
    return replace(change, commit=known[key])
