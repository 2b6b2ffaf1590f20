"""Read what git says of trees and objects: which files a commit changed, and what objects hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Change = tuple[str, str]
"""A path, and git's id of what it holds now; "" where it is gone."""


def read_trees(first: str, rest: str, commits: Sequence[str]) -> Iterator[tuple[Change, ...]]:
    """The changes to each commit: a listing of the first, then for each pair its newer commit and raw changes.

    A raw change is `:modes ids status`, then its path: `:100644 100644 <old> <new> M`; an id of zeros means gone.
    """
    rows = (row.partition("\t") for row in first.split("\0") if row)
    yield tuple((path, meta.split(" ")[2]) for meta, _, path in rows)
    words = rest.split("\0")
    found: dict[str, list[Change]] = {}
    current: list[Change] = []
    at = 0
    while at < len(words):
        word = words[at].lstrip("\n")
        if word.startswith(":") and at + 1 < len(words):
            new = word.split(" ")[3]
            current.append((words[at + 1], "" if not new.strip("0") else new))
            at += 1
        elif word:
            current = found.setdefault(word, [])
        at += 1
    for commit in commits[1:]:
        yield tuple(found.get(commit, ()))


def as_lines(ids: Iterable[str]) -> bytes:
    """One id a line, as git reads them."""
    return "".join(f"{one}\n" for one in ids).encode()


def read_blobs(output: bytes) -> Iterator[tuple[str, bytes]]:
    """Objects as `cat-file --batch` gives them: `<id> blob <size>`, a line end, the content, a line end."""
    at = 0
    while at < len(output):
        end = output.find(b"\n", at)
        head = output[at:end].split(b" ")
        if end < 0 or len(head) != 3:
            return
        size = int(head[2])
        yield head[0].decode("ascii"), output[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
