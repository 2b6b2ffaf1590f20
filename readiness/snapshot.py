"""One look at a repository, the only door to its files: what each is, and a reader that reads each at most once."""

from __future__ import annotations

import codecs
import fnmatch
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from readiness.classification import GENERATED_MARK, is_own, left_out_reason, role_and_language
from readiness.content_ids import blob_id as blob_id
from readiness.content_ids import file_id, folder_id, text_id
from readiness.history import Git, History, TrackedFile

MAX_FILE = 1_000_000
MAX_NOTEBOOK = 12_000_000  # pictures of what was drawn make up its size, not code
MAX_OWN_FILE = 16_000_000  # a milestone holds a whole result
MAX_FILES = 200_000
KEPT_BYTES = 48_000_000  # texts kept in memory; what is beyond is read again on demand
_GONE = "not in the working tree"
_LFS = b"version https://git-lfs.github.com/spec/"
_SKIPPED_FOLDERS = frozenset(
    {".git", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache", ".terraform"}
)


@dataclass(frozen=True, slots=True)
class File:
    """A text file of the product; `role` and `language` as `classification` tells, `blob` git's id of the content."""

    path: str
    role: str
    language: str
    size: int
    blob: str


@dataclass(frozen=True, slots=True)
class Past:
    """A commit of a repository: git as of it, and every file that it holds."""

    git: Git
    files: tuple[TrackedFile, ...]


class Snapshot:
    """Files, texts and history of one repository. Made by `open` from a folder or by `of` from texts in memory."""

    def __init__(
        self,
        root: Path | None,
        texts: Mapping[str, bytes],
        tracked: Iterable[TrackedFile],
        git: Git | None,
        history: History,
    ) -> None:
        self._root = root
        self._bytes = dict(texts)
        self._kept = sum(len(text) for text in self._bytes.values())
        entries = tuple(tracked)
        self._entries = entries
        self._own = {entry.path for entry in entries if is_own(entry.path)}
        self._tracked = tuple(entry for entry in entries if entry.path not in self._own)
        self._git = git
        self.history = history

    @staticmethod
    def open(root: Path, exclude: tuple[str, ...] = (), past: Past | None = None) -> Snapshot:
        """Look at a folder, all but the paths that match `exclude`. Raises NotADirectoryError where there is none.

        `past` is what the folder was filled from: a commit of another repository.
        """
        if not root.is_dir():
            raise NotADirectoryError(str(root))
        git: Git | None = past.git if past else Git(root)
        tracked = past.files if past else git.files if git else None
        if tracked is None:
            git, tracked = None, tuple(_walk(root))
        snapshot = Snapshot(root, {}, tracked, git, History(git=git))
        snapshot.exclude = exclude
        return snapshot

    @staticmethod
    def of(files: Mapping[str, str | bytes], history: History | None = None) -> Snapshot:
        """A snapshot in memory, for examples and tests: path -> text."""
        texts = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        return Snapshot(None, texts, (TrackedFile(path, "", "") for path in sorted(texts)), None, history or History())

    exclude: tuple[str, ...] = ()

    @property
    def commit(self) -> str:
        """The commit looked at, "" without git."""
        return self._git.head if self._git else ""

    @property
    def references(self) -> str:
        """All git references with their ids, "" without git: what the history shows depends on them."""
        return self._git.references if self._git else ""

    def stamps(self) -> tuple[str, int]:
        """What shows without reading that no file changed: of each what git keeps, its size, times and inode.

        Beside it the newest of the times, in nanoseconds: what was written since then may look the same.
        """
        assert self._root is not None
        rows, newest, base = [], 0, f"{self._root}{os.sep}"
        for entry in self._entries:
            try:
                info = os.lstat(base + entry.path)
            except (OSError, ValueError):
                rows.append(f"{entry.path}\0{entry.blob}{entry.mode}{entry.is_sparse}")
                continue
            newest = max(newest, info.st_mtime_ns, info.st_ctime_ns)
            rows.append(
                f"{entry.path}\0{entry.blob}{entry.mode}{entry.is_sparse}{info.st_mode} {info.st_size} "
                f"{info.st_mtime_ns} {info.st_ctime_ns} {info.st_ino}"
            )
        return "\1".join(rows), newest

    @cached_property
    def is_dirty(self) -> bool:
        """True where a file read, or the index, differs from the commit, or something is untracked."""
        if self._git is None:
            return False
        ids = {entry.path: entry.blob for entry in self._tracked}
        gone = any(why == _GONE for _, why in self.left_out)
        return gone or self._git.index_differs or any(self._differs(file, ids[file.path]) for file in self.files)

    def _differs(self, file: File, blob: str) -> bool:
        """Whether a file is not what git keeps under the id; line ends may have been rewritten on checkout."""
        return file.blob != blob and blob_id(self.data(file.path).replace(b"\r\n", b"\n")) != blob

    @cached_property
    def _look(self) -> tuple[tuple[File, ...], tuple[tuple[str, str], ...]]:
        files, left_out = [], []
        for entry in self._tracked[:MAX_FILES]:
            file, why = self._classify(entry)
            if file:
                files.append(file)
            elif why:
                left_out.append((entry.path, why))
        left_out += [(entry.path, "more than 200,000 files") for entry in self._tracked[MAX_FILES:]]
        return tuple(files), tuple(left_out)

    @property
    def files(self) -> tuple[File, ...]:
        """The text files that are read, sorted by path."""
        return self._look[0]

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """(path, why) of everything not read: vendored, generated, binary, oversized, links, submodules, ..."""
        return self._look[1]

    @cached_property
    def all_paths(self) -> frozenset[str]:
        """Every path that the repository has, read or not."""
        return frozenset(entry.path for entry in self._tracked)

    @property
    def own_paths(self) -> tuple[str, ...]:
        """This program's own files (settings, answers, figures, milestones), sorted: never a part of the product."""
        return tuple(sorted(self._own))

    def own_text(self, path: str) -> str:
        """The text of one of `own_paths`; "" for others and for what cannot be read or is larger than 16 MB."""
        if path not in self._own:
            return ""
        if self._root is None:
            return decode(self._bytes[path])
        return decode(self._read(path, MAX_OWN_FILE)[0] or b"")

    @cached_property
    def _by_path(self) -> dict[str, File]:
        return {file.path: file for file in self.files}

    def file(self, path: str) -> File | None:
        """The file at a path, or None."""
        return self._by_path.get(path)

    def exists(self, path: str) -> bool:
        """Whether the repository has a file or folder at the path."""
        clean = path.strip("/").removeprefix("./")
        return clean in self.all_paths or any(known.startswith(clean + "/") for known in self.all_paths)

    def content_id(self, path: str) -> str:
        """The id of what a file or folder holds now, committed or not; "" where there is none or it cannot be told."""
        clean = path.strip("/").removeprefix("./")
        if clean in self.all_paths:
            return self._id_of(clean)
        below = [known for known in self.all_paths if known.startswith(clean + "/")]
        return folder_id((known, self._id_of(known)) for known in below) if below else ""

    def _id_of(self, path: str) -> str:
        if self._root is None:
            return text_id(self._bytes.get(path, b""))
        return file_id(os.path.join(self._root, path), self._by_entry[path], self._pointer)

    @cached_property
    def _by_entry(self) -> dict[str, TrackedFile]:
        return {entry.path: entry for entry in self._tracked}

    @cached_property
    def _has_lfs(self) -> bool:
        named = (path for path in self.all_paths if path.rpartition("/")[2] == ".gitattributes")
        return any(b"filter=lfs" in (self._read(path)[0] or b"") for path in sorted(named))

    def _pointer(self, blob: str) -> str:
        """The text of a blob that is small enough to be a pointer of Git LFS, else nothing."""
        if self._git is None or not self._has_lfs:
            return ""
        size = (self._git.run("cat-file", "-s", blob) or "").strip()
        is_small = size.isdigit() and int(size) < 1024
        return (self._git.run("cat-file", "blob", blob) or "") if is_small else ""

    def data(self, path: str) -> bytes:
        """The bytes of a file that is in `files`; b"" for others."""
        if path not in self._by_path:
            return b""
        known = self._bytes.get(path)
        return known if known is not None else self._read(path)[0] or b""

    def text(self, path: str) -> str:
        """The text of a file: UTF-8 (or UTF-16 by its mark, else Latin-1), line ends as "\\n"."""
        return decode(self.data(path))

    def _classify(self, entry: TrackedFile) -> tuple[File | None, str]:
        path = entry.path
        if entry.mode == "160000":
            return None, "submodule"
        if entry.mode == "120000" and self._git is not None and self._git.at:
            return None, "link"
        if entry.is_sparse:
            return None, "not checked out"
        if "\ufffd" in path:
            return None, "its name is not UTF-8"
        if any(fnmatch.fnmatch(path, glob) or path.startswith(glob.rstrip("/*") + "/") for glob in self.exclude):
            return None, "excluded by configuration"
        why = left_out_reason(path)
        if why:
            return None, why
        data, why = self._read(path) if self._root is not None else (self._bytes[path], "")
        if data is None:
            return None, why
        role, language = role_and_language(path)
        why = _content_reason(data, language)
        if why:
            self._bytes.pop(path, None)
            return None, why
        return File(path, role, language, len(data), blob_id(data)), ""

    def _read(self, path: str, limit: int = 0) -> tuple[bytes | None, str]:
        assert self._root is not None
        limit = limit or most_bytes(path)
        full = os.path.join(self._root, path)
        try:
            info = os.lstat(full)
            if stat.S_ISLNK(info.st_mode):
                return None, self._link_reason(full)
            if not stat.S_ISREG(info.st_mode):
                return None, "not a regular file"
            if not _inside(self._root, full):
                return None, "behind a link that leaves the repository"
            if info.st_size > limit:
                return None, f"larger than {limit // 1_000_000} MB"
            with open(full, "rb", opener=_no_follow) as handle:
                data = handle.read(limit + 1)
        except FileNotFoundError:
            return None, _GONE
        except OSError as error:
            return None, f"unreadable ({error.strerror})"
        if path not in self._own and self._kept + len(data) <= KEPT_BYTES:
            self._bytes[path] = data
            self._kept += len(data)
        return data, ""

    def _link_reason(self, full: str) -> str:
        assert self._root is not None
        if not os.path.exists(full):
            return "broken link"
        return "link" if _inside(self._root, full) else "link that leaves the repository"


def most_bytes(path: str) -> int:
    """How large a file of the product may be to be read."""
    return MAX_NOTEBOOK if path.endswith(".ipynb") else MAX_FILE


def decode(data: bytes) -> str:
    """Text of bytes: UTF-8 with or without a mark, UTF-16 by its mark, else Latin-1; line ends as newline."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _content_reason(data: bytes, language: str) -> str:
    head = data[:8192]
    if head.startswith(_LFS):
        return "Git LFS pointer"
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "binary"
    if language in {"javascript", "css"} and len(data) > 2000 and len(data) / (data.count(b"\n") + 1) > 400:
        return "minified"
    if language not in {"markdown", "text", "yaml", "html", "lock", "requirements", "toml"} and GENERATED_MARK.search(
        data[:600]
    ):
        return "generated"
    return ""


def _inside(root: Path, full: str) -> bool:
    real = os.path.realpath(full)
    base = os.path.realpath(root)
    return real == base or real.startswith(base.rstrip(os.sep) + os.sep)


def _no_follow(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _walk(root: Path) -> Iterable[TrackedFile]:
    found = []
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS)
        base = os.path.relpath(folder, root).replace(os.sep, "/")
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in names + links:
            path = name if base == "." else f"{base}/{name}"
            found.append(TrackedFile(os.fsencode(path).decode("utf-8", "replace"), "", ""))
    return sorted(found, key=lambda entry: entry.path)
