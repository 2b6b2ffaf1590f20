"""What the readers of text formats hand over: a flat run of headings and lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.document_shape import Line, LineKind, without_markup

_IMAGES = compile_later(
    r"(?:\s|&nbsp;|\|"
    r"|\[?!\[[^\[\]]{0,300}\](?:\([^()]{0,2000}\)|\[[^\[\]]{0,200}\])(?:\](?:\([^()]{0,2000}\)|\[[^\[\]]{0,200}\]))?"
    r"|</?(?:a|p|div|center|picture|source|br|img|h1|h2|span|sub|sup)\b[^>]{0,2000}>)+"
)
_TAG = compile_later(
    r"</|<!|<[A-Z]|<[\w.-]+(?:\s+[\w:@.-]+=|\s*/>)"
    r"|<(?:a|b|br|hr|p|div|span|center|img|picture|source|video|iframe|details|summary|table|thead|tbody|tr|td|th|ul|ol|li"
    r"|pre|code|kbd|em|strong|i|sub|sup|small|font|section|article|header|footer|nav|svg|figure|h[1-6])\b[\s>]"
)
_LIST = compile_later(r"(?:[-*+•]|\d{1,3}[.)]|[a-z][.)])[ \t]+\S")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 to 6, or 7 for a bold line that serves as one."""

    level: int
    title: str
    line: int


Block = Heading | Line


def plain_title(text: str) -> str:
    """A heading's words without markup, images, anchors and closing signs."""
    text = re.sub(r"\{#[^{}]{0,200}\}$|[ \t]#+$", "", text[:1000].rstrip())
    return re.sub(r"\s+", " ", without_markup(text)).strip(" *_:#")


def kind_of(text: str) -> LineKind:
    """What a line outside code blocks is, by itself."""
    if text.startswith("|") and text.count("|") > 1:
        return "table"
    if "![" in text or "<img" in text or text.startswith("<"):
        if _IMAGES.fullmatch(text):
            return "image" if "![" in text or "<img" in text else "html"
        if text.startswith("<") and text.endswith(">") and _TAG.match(text) and not without_markup(text).strip():
            return "html"
    if _LIST.match(text):
        return "list"
    return "quote" if text.startswith(">") else "text"
