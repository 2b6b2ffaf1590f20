"""Reads Markdown, MDX, reStructuredText, AsciiDoc and plain text into sections."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.formats.document_language import language_of
from readiness.formats.document_shape import Document, Line, Section, count_words, without_markup
from readiness.formats.markdown_lines import markdown_blocks
from readiness.formats.placeholders import is_placeholder_section
from readiness.formats.plain_text import clean, file_name
from readiness.formats.prose_blocks import Block, Heading
from readiness.formats.rest_lines import asciidoc_blocks, plain_blocks, rest_blocks
from readiness.formats.toml_documents import read_toml
from readiness.formats.yaml_documents import read_first

_ENDINGS = (".md", ".mdx", ".markdown", ".mdown", ".rst", ".adoc", ".asciidoc", ".txt", ".qmd")
_FRONT = compile_later(r"(---|\+\+\+)[ \t]*\n")
_BARE = frozenset({
    "readme", "contributing", "changelog", "changes", "news", "authors", "maintainers", "security", "support",
    "code_of_conduct", "roadmap", "license", "copying", "notice", "governance", "history", "todo",
})  # fmt: skip


def is_document(path: str) -> bool:
    """Whether people read a file of this name as text; requirements.txt counts as well, so ask manifests first."""
    name = file_name(path)
    return name.endswith(_ENDINGS) or name in _BARE


def read_document(path: str, text: str) -> Document:
    """The sections of a document, in order. Comments and front matter are no part of them."""
    text = clean(text)
    front, text = _front_matter(text)
    name = file_name(path)
    if name.endswith(".rst"):
        blocks = rest_blocks(text)
    elif name.endswith((".adoc", ".asciidoc")):
        blocks = asciidoc_blocks(text)
    elif name.endswith(".txt") or "." not in name:
        blocks = markdown_blocks(text) if re.search(r"(?m)^#{1,3} \S", text) else plain_blocks(text)
    else:
        blocks = markdown_blocks(text)
    sections = _sections(blocks)
    titled = next((section.title for section in sections if 0 < section.level < 7), "")
    title = next((value for key, value, _ in front if key.lower() == "title"), "") or titled
    return Document(path, title, sections, language_of(_sample(sections)), front)


def _sample(sections: tuple[Section, ...]) -> str:
    """Enough prose to tell the language."""
    pieces, size = [], 0
    for section in sections:
        pieces.append(without_markup(f"{section.title}\n{section.prose}"))
        size += len(pieces[-1])
        if size > 6_000:
            break
    return "\n".join(pieces)


def _sections(blocks: list[Block]) -> tuple[Section, ...]:
    sections: list[Section] = []
    heading, held = Heading(0, "", 1), list[Line]()
    for block in blocks:
        if isinstance(block, Line):
            held.append(block)
            continue
        if held or heading.level:
            sections.append(_section(heading, held))
        heading, held = block, []
    if held or heading.level:
        sections.append(_section(heading, held))
    return tuple(sections)


def _section(heading: Heading, lines: list[Line]) -> Section:
    line = heading.line if heading.level else lines[0].number
    words = sum(count_words(found.text) for found in lines if found.kind not in ("code", "image"))
    return Section(heading.level, heading.title, line, tuple(lines), words, is_placeholder_section(lines))


def _front_matter(text: str) -> tuple[tuple[tuple[str, str, int], ...], str]:
    """The front matter's top keys, and the text with blank lines in its place."""
    opening = _FRONT.match(text)
    if not opening:
        return (), text
    end = re.compile(rf"(?m)^{re.escape(opening.group(1))}[ \t]*$").search(text, opening.end(), 50_000)
    if not end:
        return (), text
    inner = text[opening.end() : end.start()]
    rest = "\n" * (inner.count("\n") + 1) + text[end.end() :]
    if opening.group(1) == "+++":
        return tuple((key, ", ".join(node.texts()), node.line + 1) for key, node in read_toml(inner).entries), rest
    found = tuple((key, ", ".join(node.texts()), node.line + 1) for key, node in read_first(inner).entries)
    if not found and inner.strip():
        return (), text  # two rules with prose between them
    return found, rest
