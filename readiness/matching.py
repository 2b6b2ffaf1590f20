"""The only door to RE2, which matches in linear time; where it has no wheel, `re` does the same more slowly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from readiness.compiling import compile_later

MEMORY = 2 << 20
MORE_MEMORY = 64 << 20

Match = tuple[int, int, str, tuple[str, ...]]
"""Start and end in bytes, the words, and the captures ("" for those that took no part)."""


def _re2() -> Any:
    try:
        import re2
    except ImportError:  # no wheel on this platform (musl, Windows)
        return None
    return re2


_COUNTED = compile_later(r"(?<=[\])\w.])\{([01]),\d+\}\??")


@lru_cache(maxsize=8192)
def widened(regex: str) -> str:
    """A pattern that finds at least what the given one does, with `{0,80}` as `*`.

    Counted repeats are what makes automata large and a first look slow; the exact pattern counts afterwards.
    """
    return _COUNTED.sub(lambda repeat: "*" if repeat.group(1) == "0" else "+", regex)


@lru_cache(maxsize=8192)
def _linear(regex: str) -> Any:
    """The pattern as RE2 matches it, None without RE2. Multi-line, as `_backtracking` has it."""
    re2 = _re2()
    if re2 is None:
        return None
    options = re2.Options()
    options.log_errors = False
    for memory in (MEMORY, MORE_MEMORY):
        options.max_mem = memory
        try:
            return re2.compile(f"(?m){regex}", options)
        except re2.error:
            if memory == MORE_MEMORY:
                raise
    return None


@lru_cache(maxsize=8192)
def _backtracking(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.ASCII | re.MULTILINE)


def may_be_in(regex: str, data: bytes) -> bool:
    """Whether a text (UTF-8) may hold a match; never false where it does. Raises re.error or re2.error."""
    linear = _linear(widened(regex))
    if linear is not None:
        return linear.search(data) is not None
    return _backtracking(regex).search(data.decode("utf-8", "replace")) is not None


def found_in(regex: str, text: str, data: bytes) -> Iterator[Match]:
    """All matches in a text, which is given twice, the second time as UTF-8."""
    linear = _linear(regex)
    if linear is None:
        yield from _found_slowly(regex, text)
        return
    for match in linear.finditer(data):
        groups = tuple((group or b"").decode("utf-8", "replace") for group in match.groups())
        yield match.start(), match.end(), match.group().decode("utf-8", "replace"), groups


def _found_slowly(regex: str, text: str) -> Iterator[Match]:
    seen = behind = 0  # characters, and the bytes that they take
    for match in _backtracking(regex).finditer(text):
        behind += len(text[seen : match.start()].encode("utf-8", "replace"))
        seen = match.start()
        length = len(match.group().encode("utf-8", "replace"))
        yield behind, behind + length, match.group(), tuple(group or "" for group in match.groups())


class AnyOf:
    """Tells whether a text holds a match of any of many expressions that both engines read alike."""

    def __init__(self, regexes: Iterable[str]) -> None:
        known = "|".join(sorted(set(regexes)))
        known = f"(?m){known}" if known else ""
        re2 = _re2()
        self._search: Any = re.compile(known.encode()).search if known and re2 is None else None
        if known and re2 is not None:
            options = re2.Options()
            options.max_mem = MORE_MEMORY
            options.log_errors = False
            options.never_capture = True
            self._search = re2.compile(known, options).search

    def is_in(self, data: bytes) -> bool:
        """Whether there is a match in the bytes."""
        return self._search is not None and self._search(data) is not None


def wrong_with(regex: str) -> str:
    """What is wrong with a regular expression, "" if nothing: both engines must read it, and in the same way."""
    try:
        _backtracking(regex)
    except re.error as error:
        return f"the pattern does not compile: {error}"
    if re.search(r"\(\?(?:[=!]|<[=!])|\\[1-9]", regex):
        return "the pattern uses look-around or a back-reference, which the one-pass search cannot do"
    re2 = _re2()
    if re2 is None:
        return ""
    try:
        _linear(regex)
    except re2.error as error:
        return f"the pattern does not compile in RE2: {error}"
    return ""
