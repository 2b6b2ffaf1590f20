"""Reads XML of any quality (pom.xml, project files) as a tree with lines; no entities, no outside references."""

from __future__ import annotations

import html
import re

from readiness.compiling import compile_later
from readiness.formats.plain_text import LineNumbers, clean
from readiness.formats.tree import Node, TreeBuilder

_TAG = compile_later(
    r"<(?P<close>/?)(?P<name>[A-Za-z_][\w:.-]*)"
    r"(?P<attributes>(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(?P<empty>/?)>"
)
_ATTRIBUTE = compile_later(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_COMMENT = compile_later(r"<!--(?:[^-]|-(?!->))*(?:-->|\Z)")


def read_xml(text: str) -> Node:
    """The document as a mapping: elements by their name without prefix, attributes as `@name`, mixed text as `#text`.

    An element with text alone is a scalar. Elements that repeat are entries that repeat.
    """
    text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment.group()), clean(text))
    numbers = LineNumbers(text)
    builder = TreeBuilder()
    builder.open("mapping", 1)
    names: list[str] = []
    end = 0
    for tag in _TAG.finditer(text):
        if tag.start() < end or builder.full:
            continue
        name = tag.group("name").rsplit(":", 1)[-1]
        if tag.group("close"):
            if name in names[-20:]:
                while names.pop() != name:
                    builder.close()
                builder.close()
            continue
        line = numbers.at(tag.start())
        attributes = _ATTRIBUTE.findall(tag.group("attributes"))
        words = _text_after(text, tag.end())
        close = f"</{tag.group('name')}"
        builder.scalar(name, line)
        if not attributes and (tag.group("empty") or text.startswith(close, tag.end() + len(words))):
            builder.scalar(html.unescape(words).strip() if not tag.group("empty") else "", line)
            end = tag.end() if tag.group("empty") else tag.end() + len(words) + len(close)
            continue
        builder.open("mapping", line)
        for key, double, single in attributes:
            builder.scalar(f"@{key.rsplit(':', 1)[-1]}", line)
            builder.scalar(html.unescape(double or single), line)
        if tag.group("empty"):
            builder.close()
            continue
        if words.strip():
            builder.scalar("#text", line)
            builder.scalar(html.unescape(words).strip(), line)
        names.append(name)
    return builder.finish()


def every(node: Node, name: str) -> list[Node]:
    """All elements of this name below a node, in order."""
    found = []
    for key, child in node.entries:
        if key == name:
            found.append(child)
        found += every(child, name)
    return found


def text_of(node: Node) -> str:
    """The text of an element with or without attributes."""
    return node.text if node.kind == "scalar" else node.child("#text").text


def _text_after(text: str, start: int) -> str:
    end = text.find("<", start)
    return text[start : end if end >= 0 else len(text)]
