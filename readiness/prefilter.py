"""Which of many regular expressions may match a text, told by the words in it, long before any is tried."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

from readiness.compiling import compile_later
from readiness.literals import LEAST, needed
from readiness.remembering import remembered_data

_TOKEN = compile_later(rb"[a-z0-9_]{2,}|[\x80-\xff]{3,}")
_VERSION = 3  # of what is remembered; changes when `literals` or this module reads patterns differently
_MOST_TOKENS = 400_000  # words remembered as seen; beyond it they are looked at again


@lru_cache(maxsize=4)
def prefilter_of(regexes: tuple[str, ...]) -> Prefilter:
    """The prefilter of these patterns; the same one for whoever asks with the same."""
    return Prefilter(regexes)


class Prefilter:
    """Made once for many patterns; then asked about many texts."""

    def __init__(self, regexes: tuple[str, ...]) -> None:
        self._free, branches, self._by_piece, self._by_gram = _index(regexes)
        self._branches = tuple((index, tuple(map(frozenset, others))) for index, others in branches)
        self._seen: set[bytes] = set()
        self._telling: dict[bytes, tuple[str, ...]] = {}

    def candidates(self, data: bytes, among: Collection[int]) -> list[int]:
        """Indexes of the patterns, of those asked for, that may match the text (UTF-8), in order."""
        found = self._pieces(data)
        chosen = {index for index in self._free if index in among}
        for piece in found:
            for branch in self._by_piece.get(piece, ()):
                index, others = self._branches[branch]
                if index in among and index not in chosen:
                    if not others or not any(one_of.isdisjoint(found) for one_of in others):
                        chosen.add(index)
        return sorted(chosen)

    def _pieces(self, data: bytes) -> set[str]:
        """The pieces that stand in a text."""
        tokens = set(_TOKEN.findall(data.lower()))
        for token in tokens - self._seen:
            pieces = self._pieces_in(token)
            if pieces:
                self._telling[token] = pieces
        if len(self._seen) > _MOST_TOKENS:
            self._seen = set(self._telling)
        self._seen |= tokens
        found: set[str] = set()
        for token in tokens & self._telling.keys():
            found.update(self._telling[token])
        return found

    def _pieces_in(self, token: bytes) -> tuple[str, ...]:
        text = f" {token.decode('latin-1')} "
        grams = {text[at : at + LEAST] for at in range(len(text) - LEAST + 1)}
        return tuple({piece for gram in grams for piece in self._by_gram.get(gram, ()) if piece in text})


_Index = tuple[list[int], list[tuple[int, list[list[str]]]], dict[str, list[int]], dict[str, list[str]]]
"""Patterns that need nothing; (pattern, sets besides the first) of each branch; piece -> branches; run -> pieces."""


def _index(regexes: tuple[str, ...]) -> _Index:
    """What tells the patterns; remembered between runs, because reading a thousand patterns takes a while."""
    digest = hashlib.sha256("\0".join(regexes).encode("utf-8", "replace")).hexdigest()[:16]
    free, branches, by_piece, by_gram = remembered_data(f"words-{_VERSION}-{digest}.json", lambda: _made(regexes))
    return free, branches, by_piece, by_gram


def _made(regexes: tuple[str, ...]) -> _Index:
    needs = [needed(regex) for regex in regexes]
    branches: list[tuple[int, list[list[str]]]] = []
    by_piece: dict[str, list[int]] = {}
    for index, need in enumerate(needs):
        for branch in need:
            for piece in sorted(branch[0]):
                by_piece.setdefault(piece, []).append(len(branches))
            branches.append((index, [sorted(one_of) for one_of in branch[1:]]))
    pieces = {piece for need in needs for branch in need for one_of in branch for piece in one_of}
    return [index for index, need in enumerate(needs) if not need], branches, by_piece, _by_rarest_gram(pieces)


def _by_rarest_gram(pieces: Iterable[str]) -> dict[str, list[str]]:
    """Each piece under that run of three characters of it which the fewest pieces share."""
    grams = {piece: [piece[at : at + LEAST] for at in range(len(piece) - LEAST + 1)] for piece in sorted(pieces)}
    counted = Counter(gram for found in grams.values() for gram in found)
    index: dict[str, list[str]] = {}
    for piece, found in grams.items():
        index.setdefault(min(found, key=lambda gram: (counted[gram], gram)), []).append(piece)
    return index
