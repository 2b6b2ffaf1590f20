"""Reads Markdown and MDX line by line into headings and lines."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.formats.document_shape import Line
from readiness.formats.prose_blocks import Block, Heading, kind_of, plain_title

_FENCE = compile_later(r"[ \t]*(?:>[ \t]?)*(?:[-*+] +|\d+[.)] +)?(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^`]*$")
_ATX = compile_later(r" {0,3}(#{1,6})(?:[ \t]+(.*)|(?=[^\s#!])(\D.*))?$")
_HTML_HEADING = compile_later(r"<h([1-6])\b[^>]{0,500}>(.*)", re.IGNORECASE)
_HTML_SUMMARY = compile_later(r"<summary\b[^>]{0,200}>(.*)", re.IGNORECASE)
_BOLD = compile_later(r"(?:\*\*|__)([^*_]{2,80})(?:\*\*|__)[ \t]*:?$")
_UNDERLINE = compile_later(r" {0,3}(=+|-{2,})[ \t]*$")
_TABLE_RULE = compile_later(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?$")
_IMPORT = compile_later(r"(?:import|export)\s.*(?:from\s+['\"]|['\"];?$|=|\{)")
_MDX_COMMENT = compile_later(r"\{/\*|\*/\}")


def markdown_blocks(text: str) -> list[Block]:
    """Headings and lines that hold something, in order; HTML comments are gone."""
    lines = _without_comments(text).split("\n")
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if fence:
            at = _code(lines, at, fence.group(1), fence.group(2), blocks)
            continue
        if re.match(r" {4,}\S|\t", lines[at]) and _begins_indented_code(lines, at, blocks):
            blocks.append(Line(at + 1, lines[at].strip(), "code"))
            at += 1
            continue
        at = _line(lines, at, blocks)
    return blocks


def _code(lines: list[str], at: int, fence: str, language: str, blocks: list[Block]) -> int:
    """The lines of a fenced block; one that is never closed ends with the text."""
    closing = re.compile(rf"[ \t]*(?:>[ \t]?)*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    for number in range(at + 1, len(lines)):
        if closing.match(lines[number]):
            return number + 1
        if lines[number].strip():
            blocks.append(Line(number + 1, lines[number].strip(), "code", language.lower()))
    return len(lines)


def _begins_indented_code(lines: list[str], at: int, blocks: list[Block]) -> bool:
    """Four blanks make code only after an empty line or other code, and not below a list."""
    previous = blocks[-1] if blocks else None
    if isinstance(previous, Line) and previous.kind == "code" and previous.number >= at - 1:
        return previous.language == ""
    if at > 0 and lines[at - 1].strip():
        return False
    return not isinstance(previous, Line) or previous.kind == "text"


def _line(lines: list[str], at: int, blocks: list[Block]) -> int:
    """One line that is no code; gives the index of the next."""
    raw = lines[at]
    text = raw.strip()
    if not text:
        return at + 1
    if text.startswith("#"):
        atx = _ATX.match(raw)
        if atx:
            blocks.append(Heading(len(atx.group(1)), plain_title(atx.group(2) or atx.group(3) or ""), at + 1))
            return at + 1
    if "<" in text:
        found = _HTML_HEADING.search(text)
        if found:
            return _html_heading(lines, at, int(found.group(1)), found.group(2), blocks)
        summary = _HTML_SUMMARY.search(text)
        if summary and plain_title(summary.group(1)):
            blocks.append(Heading(7, plain_title(summary.group(1)), at + 1))
            return at + 1
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if _is_setext(text, following, lines[at - 1] if at else "", blocks):
        blocks.append(Heading(1 if "=" in following else 2, plain_title(text), at + 1))
        return at + 2
    bold = _BOLD.fullmatch(text)
    if bold and not (at and lines[at - 1].strip()):
        blocks.append(Heading(7, plain_title(bold.group(1)), at + 1))
        return at + 1
    if text in ("---", "***", "___") or (_UNDERLINE.match(raw) and "|" not in text):
        return at + 1
    if _IMPORT.match(text) and not blocks:
        return at + 1
    kind = kind_of(text)
    previous = blocks[-1] if blocks else None
    in_table = isinstance(previous, Line) and previous.kind == "table" and previous.number == at
    if kind == "text" and "|" in text and (in_table or _TABLE_RULE.match(following.strip()) or _TABLE_RULE.match(text)):
        kind = "table"
    blocks.append(Line(at + 1, text, kind))
    return at + 1


def _is_setext(text: str, following: str, before: str, blocks: list[Block]) -> bool:
    if not _UNDERLINE.match(following) or text.startswith((">", "|", "- ", "* ", "```")):
        return False
    if "|" in text:
        return False
    in_paragraph = bool(before.strip()) and bool(blocks) and isinstance(blocks[-1], Line) and blocks[-1].kind == "text"
    return not in_paragraph or "=" in following


def _html_heading(lines: list[str], at: int, level: int, rest: str, blocks: list[Block]) -> int:
    """`<h2>Title</h2>`, also over up to five lines."""
    words, end = [rest], at
    while "</h" not in words[-1].lower() and end + 1 < len(lines) and end < at + 5:
        end += 1
        words.append(lines[end].strip())
    inside, _, after = re.sub(r"(?i)</h[1-6]>", "\0", " ".join(words), count=1).partition("\0")
    title = plain_title(inside)
    if title:
        blocks.append(Heading(level, title, at + 1))
    elif "<img" in inside or "![" in inside:
        blocks.append(Line(at + 1, inside.strip(), "image"))
    if after.strip() and kind_of(after.strip()) != "html":
        blocks.append(Line(end + 1, after.strip(), kind_of(after.strip())))
    return end + 1


def _without_comments(text: str) -> str:
    """The text with HTML comments (in code too) and MDX comment signs blanked; a comment never closed stays."""
    pieces, end = [], 0
    start = text.find("<!--")
    while start >= 0:
        close = text.find("-->", start + 4)
        if close < 0:
            break
        pieces.append(text[end:start])
        pieces.append("\n" * text.count("\n", start, close))
        end = close + 3
        start = text.find("<!--", end)
    pieces.append(text[end:])
    text = "".join(pieces)
    return _MDX_COMMENT.sub("", text) if "{/*" in text else text
