"""The neutral shape of a written document: sections, and lines that know what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from readiness.compiling import compile_later

LineKind = Literal["text", "code", "list", "table", "quote", "html", "image"]

_WIDE = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = compile_later(rf"[{_WIDE}]|[^\W\d_]+(?:['’][^\W\d_]+)?")
_ADDRESS = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_IMAGE = compile_later(rf"!\[[^\[\]\n]*\](?:{_ADDRESS}|\[[^\[\]\n]*\])")
_LINK = compile_later(rf"\[([^\[\]\n]*)\](?:{_ADDRESS}|\[[^\[\]\n]*\])")
_OTHER = compile_later(r"<[^<>\n]*>|https?://\S+|`+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section as written, without the white space around it. Empty lines are left out.

    `kind`: "code" is a line of a code block (`language` is what its fence says); "image" holds images or badges
    alone; "table" a row of a table; "list" an item's first line (what continues it is "text").
    """

    number: int
    text: str
    kind: LineKind = "text"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what follows up to the next heading of any level. `level` is 0 for what stands before the first.

    Bold lines alone count as headings of level 7. `words` counts prose (text, lists, tables, quotes), not code, images
    or markup; a sign of Chinese, Japanese or Korean counts as a word. `is_placeholder`: there is nothing in it but
    what a template left ("TODO", "coming soon", "<your text here>", an empty table); a section with nothing at all
    is not flagged, it has `words` 0.
    """

    level: int
    title: str
    line: int
    lines: tuple[Line, ...] = ()
    words: int = 0
    is_placeholder: bool = False

    @property
    def prose(self) -> str:
        """The text of all lines but code and images."""
        return "\n".join(line.text for line in self.lines if line.kind not in ("code", "image"))

    @property
    def code(self) -> tuple[Line, ...]:
        """The lines of its code blocks."""
        return tuple(line for line in self.lines if line.kind == "code")


@dataclass(frozen=True, slots=True)
class Document:
    """A document. `title` is its front matter's or first heading; `front_matter` has key, value, line of its top keys.

    `language` is a two-letter code, "" where the text is too short to tell.
    """

    path: str
    title: str = ""
    sections: tuple[Section, ...] = ()
    language: str = ""
    front_matter: tuple[tuple[str, str, int], ...] = ()

    @property
    def words(self) -> int:
        """Words of prose in all sections."""
        return sum(section.words for section in self.sections)

    def within(self, index: int) -> Iterator[Section]:
        """The section at `index` and the deeper ones that belong to it."""
        yield self.sections[index]
        for section in self.sections[index + 1 :]:
            if section.level <= self.sections[index].level:
                return
            yield section


def without_markup(text: str) -> str:
    """The text as people read it: links by their words, no images, tags, addresses and back quotes."""
    if "](" in text or "][" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
    return _OTHER.sub(" ", text) if "<" in text or "`" in text or "://" in text else text


def count_words(text: str) -> int:
    """How many words of prose a line has."""
    return len(_WORD.findall(without_markup(text)))
