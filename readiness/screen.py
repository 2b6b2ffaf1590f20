"""The only door to rich: styled lines on a stream, wrapped, in colours that dark and light grounds bear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from readiness.wording import ascii_only

Part = str | tuple[str, str]
"""A piece of a line: text, or (text, style). Never read as markup, so what a repository says stays what it says."""

# The terminal's own colours, which its owner has made readable; no fixed shades, no white, no black.
GOOD, PART, BAD, OPEN, QUIET, STRONG, PLACE = "green", "yellow", "red", "cyan", "dim", "bold", "bold"
NARROWEST = 40


class Screen:
    """A stream to write lines to. `width` 0 never wraps; without `unicode` all text becomes ASCII."""

    def __init__(self, out: TextIO, width: int = 0, color: bool = False, unicode: bool = True) -> None:
        self.width = max(width, NARROWEST) if width else 0
        self.unicode = unicode
        self._out = out
        self._console = Console(
            file=out, width=self.width or 10_000, color_system="standard" if color else None, force_terminal=color,
            no_color=not color, highlight=False, markup=False, emoji=False, legacy_windows=False,
        )  # fmt: skip

    def line(self, *parts: Part, indent: int = 0, hang: int = 0) -> None:
        """Write one line, wrapped at words; further lines start `hang` columns deeper than `indent`."""
        text = Text()
        for part in parts:
            words, style = (part, "") if isinstance(part, str) else part
            text.append((words if self.unicode else ascii_only(words)).replace("\t", " "), style)
        text.rstrip()
        if not self.width or not text:
            self._emit(Text(" " * indent) + text)
            return
        start, rest = Text(" " * indent), Text(" " * (indent + hang))
        first = text.wrap(self._console, self.width - indent)[0]
        first.rstrip()
        self._emit(start + first)
        further = text[len(first) :]
        further = further[len(further.plain) - len(further.plain.lstrip()) :]
        if further.plain:
            for wrapped in further.wrap(self._console, self.width - indent - hang):
                wrapped.rstrip()
                self._emit(rest + wrapped)

    def single(self, words: str, style: str, indent: int = 0) -> None:
        """Write one line that is cut off, not wrapped, where it is wider than the screen."""
        text = Text(" " * indent + (words if self.unicode else ascii_only(words)), style)
        if self.width and text.cell_len > self.width:
            text.truncate(self.width - 3)
            text.append("..." if not self.unicode else "…")
        self._emit(text)

    def blank(self) -> None:
        """Write an empty line."""
        self._out.write("\n")

    def heading(self, words: str, note: str = "") -> None:
        """Write a heading, with an empty line before it."""
        self.blank()
        self.line((words, STRONG), *([("  " + note, QUIET)] if note else []))

    def bullets(self, entries: Sequence[str], indent: int = 2) -> None:
        """Write one line for each entry."""
        for entry in entries:
            self.line(entry, indent=indent, hang=2)

    def _emit(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)
