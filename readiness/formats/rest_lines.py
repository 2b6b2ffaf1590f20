"""Reads reStructuredText, AsciiDoc and plain text line by line into headings and lines."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.formats.document_shape import Line
from readiness.formats.prose_blocks import Block, Heading, kind_of, plain_title

_ADORNMENT = compile_later(r"([=\-`:'\"~^_*+#<>.!$%&])\1{2,}$")
_ROLE = compile_later(r":[\w:.+-]{1,40}:`([^`<]*?)(?:\s*<[^>]*>)?`")
_REST_LINK = compile_later(r"`([^`<]{1,200}?)\s*<[^>]{1,500}>`_{1,2}")
_CODE_DIRECTIVE = compile_later(
    r"\.\.\s+(?:code-block|code|sourcecode|highlight|parsed-literal|literalinclude|prompt)::\s*(\w*)"
)
_IMAGE_DIRECTIVE = compile_later(r"\.\.\s+(?:\|[^|]*\|\s+)?(?:image|figure)::")
_TOLD_DIRECTIVE = compile_later(
    r"\.\.\s+(?:note|warning|tip|important|caution|attention|danger|hint|admonition|seealso)::\s*(.*)"
)
_ADOC_HEADING = compile_later(r"(={1,6})[ \t]+(\S.*)$")
_ADOC_IMAGE = compile_later(r"image::?\S+\[[^\]]*\]\S*$")
_ADOC_ATTRIBUTE = compile_later(r":!?[\w-]+!?:(?:[ \t].*)?$")
_CAPITALS = compile_later(r"[A-Z0-9][A-Z0-9 &/'(),.-]{2,60}:?$")


def rest_blocks(text: str) -> list[Block]:
    """reStructuredText. Levels go by the order in which adornments appear; comments and options are gone."""
    lines = text.split("\n")
    blocks: list[Block] = []
    levels: list[str] = []
    at = 0
    while at < len(lines):
        raw, text_line = lines[at], lines[at].strip()
        if not text_line:
            at += 1
        elif _is_overlined(lines, at):
            blocks.append(_heading(levels, f"{text_line[0]}o", lines[at + 1], at + 2))
            at += 3
        elif _is_underlined(lines, at):
            blocks.append(_heading(levels, lines[at + 1].strip()[0], raw, at + 1))
            at += 2
        elif text_line.startswith(".."):
            at = _directive(lines, at, blocks)
        else:
            told = _told(text_line)
            if not _ADORNMENT.match(told):
                kind = (
                    "table" if told.startswith("+-") or (told.startswith("|") and told.endswith("|")) else kind_of(told)
                )
                blocks.append(Line(at + 1, told, kind))
            at += 1
            if text_line.endswith("::") and at < len(lines):
                at = _indented(lines, at, _indent(raw), "", blocks)
    return blocks


def asciidoc_blocks(text: str) -> list[Block]:
    """AsciiDoc: `==` headings, delimited blocks, comments, attributes."""
    blocks: list[Block] = []
    delimiter, language = "", ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if delimiter:
            if line == delimiter:
                delimiter = language = ""
            elif line and delimiter != "////":
                kind = kind_of(line) if delimiter == "====" else "table" if delimiter == "|===" else "code"
                blocks.append(Line(number, line, kind, language if kind == "code" else ""))
            continue
        heading = _ADOC_HEADING.match(line)
        source = re.match(r"\[(?:source|listing),?\s*(\w*)", line)
        if line in ("----", "....", "////", "|===", "====", "```", "++++"):
            delimiter = line
        elif heading:
            blocks.append(Heading(len(heading.group(1)), plain_title(heading.group(2)), number))
        elif source:
            language = source.group(1)
        elif _ADOC_IMAGE.match(line):
            blocks.append(Line(number, line, "image"))
        elif (
            line and not line.startswith("//") and not _ADOC_ATTRIBUTE.match(line) and not re.fullmatch(r"\[.*\]", line)
        ):
            blocks.append(Line(number, line, kind_of(line)))
    return blocks


def plain_blocks(text: str) -> list[Block]:
    """Plain text: underlined lines and short lines in capitals between empty lines are headings."""
    lines = text.split("\n")
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        alone = not (at and lines[at - 1].strip()) and not (at + 1 < len(lines) and lines[at + 1].strip())
        if line and _is_underlined(lines, at) and not _ADORNMENT.match(line):
            blocks.append(Heading(1 if lines[at + 1].strip()[0] == "=" else 2, plain_title(line), at + 1))
            at += 1
        elif line and alone and _CAPITALS.fullmatch(line) and re.search(r"[A-Z]{3}", line):
            blocks.append(Heading(2, plain_title(line), at + 1))
        elif line and not _ADORNMENT.match(line):
            blocks.append(Line(at + 1, line, kind_of(line)))
        at += 1
    return blocks


def _is_underlined(lines: list[str], at: int) -> bool:
    if at + 1 >= len(lines):
        return False
    title, line = lines[at], lines[at + 1].rstrip()
    return bool(_ADORNMENT.match(line)) and title[:1].strip() != "" and len(line) >= min(len(title.strip()), 4)


def _is_overlined(lines: list[str], at: int) -> bool:
    if at + 2 >= len(lines):
        return False
    over, under = lines[at].rstrip(), lines[at + 2].rstrip()
    return bool(_ADORNMENT.match(over)) and over == under and bool(lines[at + 1].strip())


def _heading(levels: list[str], sign: str, title: str, line: int) -> Heading:
    if sign not in levels:
        levels.append(sign)
    return Heading(min(levels.index(sign) + 1, 6), plain_title(_told(title)), line)


def _directive(lines: list[str], at: int, blocks: list[Block]) -> int:
    """A directive or comment with its body: code stays code, admonitions stay text, images images, the rest is gone."""
    line, indent = lines[at].strip(), _indent(lines[at])
    code, told = _CODE_DIRECTIVE.match(line), _TOLD_DIRECTIVE.match(line)
    if code:
        return _indented(lines, at + 1, indent, code.group(1).lower(), blocks)
    if told:
        if told.group(1):
            blocks.append(Line(at + 1, told.group(1), "text"))
        return at + 1
    if _IMAGE_DIRECTIVE.match(line):
        blocks.append(Line(at + 1, line, "image"))
    at += 1
    while at < len(lines) and (not lines[at].strip() or _indent(lines[at]) > indent):
        at += 1
    return at


def _indented(lines: list[str], at: int, indent: int, language: str, blocks: list[Block]) -> int:
    while at < len(lines) and (not lines[at].strip() or _indent(lines[at]) > indent):
        line = lines[at].strip()
        if line and not re.match(r":[\w-]+:", line):
            blocks.append(Line(at + 1, line, "code", language))
        at += 1
    return at


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _told(text: str) -> str:
    return _REST_LINK.sub(r"\1", _ROLE.sub(r"\1", text))
