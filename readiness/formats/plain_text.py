"""Text as the readers want it: no byte-order mark, one kind of line end, no control characters."""

from __future__ import annotations

from bisect import bisect_right

from readiness.compiling import compile_later

MAX_CHARACTERS = 1_000_000
"""Longer texts are cut here: what stands behind it is not read."""

_CONTROL = compile_later("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text with line feeds alone as line ends, and a blank for what no parser accepts; lines keep their numbers."""
    text = text[:MAX_CHARACTERS].removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(" ", text)


def lines_of(text: str) -> list[str]:
    """The lines of a text, cleaned; index 0 is line 1."""
    return clean(text).split("\n")


class LineNumbers:
    """Turns offsets of one text into 1-based line numbers."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def at(self, offset: int) -> int:
        """The line that holds the character at `offset`."""
        return bisect_right(self._starts, offset)


def file_name(path: str) -> str:
    """The last part of a path, in lower case."""
    return path.rsplit("/", 1)[-1].lower()


def folders(path: str) -> tuple[str, ...]:
    """The folders of a path from the root inwards, in lower case."""
    return tuple(path.lower().split("/")[:-1])
