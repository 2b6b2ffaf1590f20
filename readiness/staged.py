"""What the next commit holds: the files of git's index that differ from HEAD, and their contents on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from readiness.classification import is_own, left_out_reason
from readiness.compiling import compile_later
from readiness.git_objects import as_lines, read_blobs
from readiness.history import Git, TrackedFile
from readiness.snapshot import MAX_NOTEBOOK

CHUNK = 24_000_000  # bytes of blobs that are read at once
_FILES = ("100644", "100755")
_NONE = "000000"
_ID = compile_later(r"[0-9a-f]{40,64}")
_OPTIONS = (
    "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--ita-invisible-in-index", "--no-ext-diff",
    "--no-textconv", "--relative",
)  # fmt: skip


class Contents:
    """What files hold, by git's id of it: asked for together, read in one go, and remembered."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._known: dict[str, bytes | None] = {}

    def of(self, wanted: Iterable[TrackedFile]) -> dict[str, bytes]:
        """Path -> content of those of the files that git has here and that an audit may read.

        Links, submodules, what an audit leaves out by its name, and what is larger than a megabyte are not read.
        """
        files = [file for file in wanted if file.mode in _FILES and _is_wanted(file.path)]
        ids = sorted({file.blob for file in files if file.blob not in self._known})
        self._known.update(dict.fromkeys(ids))
        sizes = (self._git.run("cat-file", "--batch-check", "--buffer", given=as_lines(ids)) or "") if ids else ""
        for chunk in _chunks(row.split(" ") for row in sizes.splitlines()):
            output = self._git.run_bytes("cat-file", "--batch", "--buffer", given=as_lines(chunk))
            self._known.update(read_blobs(output or b""))
        texts = ((file.path, self._known[file.blob]) for file in files)
        return {path: text for path, text in texts if text is not None}


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file that the commit adds, changes or deletes; None on the side where it is not there."""

    path: str
    before: TrackedFile | None
    after: TrackedFile | None


@dataclass(frozen=True, slots=True)
class Staged:
    """The index against HEAD, below the folder looked at.

    `head` is "" before the first commit. `merged` are files that come as they are from the branch being merged: their
    own commits were judged there. `unmerged` are files in conflict, which no commit can hold.
    """

    git: Git
    head: str
    contents: Contents
    files: tuple[StagedFile, ...]
    merged: tuple[StagedFile, ...] = ()
    unmerged: tuple[str, ...] = ()

    @property
    def paths(self) -> frozenset[str]:
        """The paths that the commit touches."""
        return frozenset(file.path for file in self.files)


def read_staged(root: Path, environment: Mapping[str, str], here: Path) -> Staged | None:
    """What is staged in the repository at `root`; None where there is no git repository.

    `environment` and `here` are those of the process: git tells its hooks by them which index to look at.
    """
    git = Git(root, place=place_of(root, environment, here))
    told = git.run("rev-parse", "--absolute-git-dir", "HEAD^{commit}")
    if told is None:  # before the first commit, or no repository
        told = git.run("rev-parse", "--absolute-git-dir")
    if not told:
        return None
    folder, _, head = told.rstrip("\n").partition("\n")
    base = head or (git.run("hash-object", "-t", "tree", "--stdin") or "").strip()
    rows = _differing(git, base)
    if rows is None:
        return None
    others = _merging(Path(folder)) if head else ()
    taken: set[str] = set()
    for other in others:
        theirs = _differing(git, other)
        taken |= rows.keys() - theirs.keys() if theirs is not None else set()
    files = tuple(row for _, row in sorted(rows.items()) if row is not None)
    return Staged(
        git,
        head,
        Contents(git),
        tuple(file for file in files if file.path not in taken),
        tuple(file for file in files if file.path in taken),
        tuple(sorted(path for path, row in rows.items() if row is None)),
    )


def place_of(root: Path, environment: Mapping[str, str], here: Path) -> dict[str, str]:
    """The variables by which git leads its hooks to a repository and an index, as far as they stand for `root`.

    `git commit -a` and `git commit FILE` put an index of their own beside the usual one; a repository may be kept away
    from its working tree. Variables that lead to another repository (a hook that audits something else) do not count.
    """
    given, index = environment.get("GIT_DIR"), environment.get("GIT_INDEX_FILE")
    found: dict[str, str] = {}
    if given:
        tree = (here / environment.get("GIT_WORK_TREE", "")).resolve()
        folder = (here / given).resolve()
        if not folder.is_dir() or not root.resolve().is_relative_to(tree):
            return {}
        own = (Git(root).run("rev-parse", "--absolute-git-dir") or "").rstrip("\n")
        if not own or Path(own).resolve() != folder:
            if own and not environment.get("GIT_WORK_TREE"):
                return {}  # a repository inside the one that the hook belongs to
            found = {"GIT_DIR": str(folder), "GIT_WORK_TREE": str(tree)}
    if index:
        file = (here / index).resolve()
        own = (Git(root, place=found).run("rev-parse", "--absolute-git-dir") or "").rstrip("\n")
        is_here = root.resolve() == here.resolve()
        theirs = str((here / given).resolve()) if given else own if is_here else _repository_of(here)
        if file.is_file() and own and theirs and Path(own).resolve() == Path(theirs).resolve():
            found["GIT_INDEX_FILE"] = str(file)
    return found


def _repository_of(folder: Path) -> str:
    return (Git(folder).run("rev-parse", "--absolute-git-dir") or "").rstrip("\n")


def _differing(git: Git, base: str) -> dict[str, StagedFile | None] | None:
    """Path -> how the index differs from a commit there; None as the value for a file in conflict."""
    output = git.run("diff-index", *_OPTIONS, base, "--")
    if output is None:
        return None
    found: dict[str, StagedFile | None] = {}
    parts = output.split("\0")
    for meta, path in zip(parts[::2], parts[1::2], strict=False):
        old_mode, new_mode, old, new, letter = meta.lstrip(":").split(" ")
        if letter.startswith("U"):
            found[path] = None
        elif path not in found:
            sides = [TrackedFile(path, blob, mode) for mode, blob in ((old_mode, old), (new_mode, new))]
            found[path] = StagedFile(path, *(side if side.mode != _NONE else None for side in sides))
    return found


def _merging(folder: Path) -> tuple[str, ...]:
    """The commits that are being merged."""
    try:
        text = (folder / "MERGE_HEAD").read_text(encoding="ascii")
    except (OSError, UnicodeError):
        return ()
    return tuple(line for line in text.split() if _ID.fullmatch(line))


def head_files(staged: Staged) -> tuple[TrackedFile, ...]:
    """Every file of HEAD below the folder, by path."""
    if not staged.head:
        return ()
    rows = (staged.git.run("ls-tree", "-r", "-z", staged.head) or "").split("\0")
    found = []
    for row in rows:
        meta, _, path = row.partition("\t")
        if path:
            mode, _kind, blob = meta.split(" ")
            found.append(TrackedFile(path, blob, mode))
    return tuple(sorted(found, key=lambda entry: entry.path))


def index_files(staged: Staged, before: Iterable[TrackedFile]) -> tuple[TrackedFile, ...]:
    """Every file that the commit will hold, given those of HEAD; what is merely intended to be added is none."""
    found = {entry.path: entry for entry in before}
    for file in (*staged.files, *staged.merged):
        found.pop(file.path, None)
        if file.after is not None:
            found[file.path] = file.after
    return tuple(found[path] for path in sorted(found))


def _is_wanted(path: str) -> bool:
    return is_own(path) or ("\ufffd" not in path and not left_out_reason(path))


def _chunks(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    chunk: list[str] = []
    total = 0
    for words in rows:
        if len(words) == 3 and words[1] == "blob" and int(words[2]) <= MAX_NOTEBOOK:
            chunk.append(words[0])
            total += int(words[2])
            if total > CHUNK:
                yield chunk
                chunk, total = [], 0
    if chunk:
        yield chunk
