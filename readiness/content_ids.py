"""Ids of what files hold, the same on every machine: git's blob ids, whatever a checkout did to line ends and links."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable

from readiness.compiling import compile_later
from readiness.history import TrackedFile

MAX_HASHED = 256_000_000
"""Bytes of one file that are read for its id; a larger one is known by what git keeps of it."""
_CHUNK = 1_000_000
_HEAD = 8000  # as far as git looks for a NUL before it takes a file for binary (buffer_is_binary in xdiff-interface.c)
_POINTER = compile_later(r"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n")


def blob_id(data: bytes) -> str:
    """Git's id of the content (SHA-1 over `blob <size>\\0<content>`)."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def text_id(data: bytes) -> str:
    """Git's id of the content with line ends as "\\n", for a checkout may rewrite them; of anything binary as it is."""
    if b"\r\n" in data and b"\0" not in data[:_HEAD]:
        data = data.replace(b"\r\n", b"\n")
    return blob_id(data)


def file_id(full: str, entry: TrackedFile, pointer_of: Callable[[str], str]) -> str:
    """The id of a file that is on disk at `full`; "" where it cannot be told. No link is followed.

    `pointer_of` gives the text of a small blob: a file that Git LFS brought counts as the pointer that git keeps.
    """
    if entry.mode == "160000":
        return entry.blob
    try:
        info = os.lstat(full)
        if stat.S_ISLNK(info.st_mode):
            return blob_id(os.fsencode(os.readlink(full)))
        if not stat.S_ISREG(info.st_mode):
            return ""
        if info.st_size > MAX_HASHED:
            return entry.blob
        pointer = _POINTER.match(pointer_of(entry.blob)) if entry.blob else None
        if pointer and _sha256(full) == pointer[1]:
            return entry.blob
        with open(full, "rb", opener=_no_follow) as handle:
            return text_id(handle.read(MAX_HASHED))
    except OSError:
        return ""


def folder_id(members: Iterable[tuple[str, str]]) -> str:
    """One id over the files of a folder, given as (path, id) in any order: it changes with each of them."""
    return hashlib.sha1(
        b"".join(b"%s %s\0" % (blob.encode(), path.encode("utf-8", "replace")) for path, blob in sorted(members)),
        usedforsecurity=False,
    ).hexdigest()


def _sha256(full: str) -> str:
    digest = hashlib.sha256()
    with open(full, "rb", opener=_no_follow) as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _no_follow(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))
