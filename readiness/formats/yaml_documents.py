"""Reads YAML of any quality: each document as a tree with lines, as far as it can be read."""

from __future__ import annotations

import re
from typing import Any

import yaml

from readiness.compiling import compile_later
from readiness.formats.go_templates import defuse, is_go_template
from readiness.formats.plain_text import clean
from readiness.formats.tree import MAX_DEPTH, MISSING, Node, TreeBuilder

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SEPARATOR = compile_later(r"^(?:---(?=[ \t\n]|\Z)|\.\.\.[ \t]*$)", re.MULTILINE)
_LEADING_TABS = compile_later(r"^[ ]*\t[ \t]*", re.MULTILINE)
_CONTENT = compile_later(r"^[ \t]*[^#%\s]", re.MULTILINE)


def read_yaml(text: str) -> tuple[Node, ...]:
    """All documents of a text that hold something, in order. A broken one is read up to the break, the next one again.

    Go and Helm template actions are defused first (`go_templates`). Aliases are the values they stand for, as long as
    the document stays below `tree.MAX_NODES`. JSON is read as well, but `json_documents` does that better.
    """
    text = clean(text)
    if is_go_template(text):
        text = defuse(text)
    documents = []
    for first_line, part in _parts(text):
        node = _read_document(part, first_line)
        if node:
            documents.append(node)
    return tuple(documents)


def read_first(text: str) -> Node:
    """The first document that holds something, MISSING if there is none."""
    documents = read_yaml(text)
    return documents[0] if documents else MISSING


def _parts(text: str) -> list[tuple[int, str]]:
    """The documents as text, each with its first line; markers inside block scalars are indented and do not count."""
    parts, start, line = [], 0, 1
    for mark in _SEPARATOR.finditer(text):
        if _CONTENT.search(text, start, mark.start()):
            parts.append((line, text[start : mark.start()]))
        line += text.count("\n", start, mark.start())
        start = mark.end()
    if _CONTENT.search(text, start):
        parts.append((line, text[start:]))
    return parts


def _read_document(text: str, first_line: int) -> Node:
    node, whole = _build(text, first_line)
    if whole or "\t" not in text:
        return node
    again, _ = _build(_LEADING_TABS.sub(lambda tabs: tabs.group().replace("\t", "  "), text), first_line)
    return again if again.size >= node.size else node


def _build(text: str, first_line: int) -> tuple[Node, bool]:
    """The tree, and whether the text was read to its end."""
    builder = TreeBuilder()
    anchors: dict[str, Node] = {}
    open_anchors: list[str | None] = []
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if builder.full or builder.depth > MAX_DEPTH:  # deeper flow values cost the parser quadratic time
                return builder.finish(), False
            _take(event, builder, anchors, open_anchors, first_line)
    except (yaml.YAMLError, ValueError, RecursionError):
        return builder.finish(), False
    return builder.finish(), True


def _take(
    event: Any, builder: TreeBuilder, anchors: dict[str, Node], open_anchors: list[str | None], first_line: int
) -> None:
    line = event.start_mark.line + first_line
    if isinstance(event, yaml.ScalarEvent):
        block = event.style in ("|", ">")
        node = builder.scalar(
            event.value,
            line,
            bare=event.style in (None, ""),
            tag=_short(event.tag),
            text_line=line + 1 if block else line,
        )
        if event.anchor:
            anchors[event.anchor] = node
    elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
        kind: Any = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
        builder.open(kind, line, _short(event.tag))
        open_anchors.append(event.anchor)
    elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
        node = builder.close()
        anchor = open_anchors.pop() if open_anchors else None
        if anchor:
            anchors[anchor] = node
    elif isinstance(event, yaml.AliasEvent):
        builder.again(anchors.get(event.anchor or "") or Node(line, "scalar", bare=True, text_line=line), line)


def _short(tag: str | None) -> str:
    return "" if tag is None else tag.replace("tag:yaml.org,2002:", "!!")
