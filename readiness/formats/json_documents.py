"""Reads JSON of any quality (comments, trailing commas, cut off) as a tree with lines."""

from __future__ import annotations

import json

from readiness.compiling import compile_later
from readiness.formats.plain_text import LineNumbers, clean
from readiness.formats.tree import Node, TreeBuilder

_TOKEN = compile_later(
    r'"(?:[^"\\\n]|\\[^\n])*"?'  # a string, perhaps unterminated
    r"|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)"
    r"|[{}\[\]:,]"
    r"|[^\s{}\[\]:,\"/]+|/"
)


def read_json(text: str) -> Node:
    """The value of a JSON or JSON5-like text as far as it can be read; MISSING if it has none."""
    text = clean(text)
    numbers = LineNumbers(text)
    builder = TreeBuilder()
    open_kinds: list[str] = []
    expects_value = False
    for token in _TOKEN.finditer(text):
        if builder.full:
            break
        word, line = token.group(), numbers.at(token.start())
        if word in "{[":
            builder.open("mapping" if word == "{" else "list", line)
            open_kinds.append(word)
            expects_value = False
        elif word in "}]":
            if open_kinds:
                open_kinds.pop()
                builder.close()
            if not open_kinds:
                break
        elif word == ":":
            expects_value = True
        elif word == ",":
            if expects_value and not builder.wants_key and open_kinds and open_kinds[-1] == "{":
                builder.scalar("", line, bare=True)  # `"key": ,` so that the next key is not taken for the value
            expects_value = False
        elif not word.startswith(("//", "/*")):
            _scalar(builder, word, line)
            expects_value = False
            if not open_kinds:
                break
    return builder.finish()


def parse_json(text: str) -> object:
    """The plain value of a strict JSON text; None where it is none (also where it is nested too deeply)."""
    try:
        value: object = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return value


def _scalar(builder: TreeBuilder, word: str, line: int) -> None:
    if not word.startswith('"'):
        builder.scalar(word.strip("'"), line, bare=not word.startswith("'"))
        return
    inner = word[1:-1] if len(word) > 1 and word.endswith('"') else word[1:]
    if "\\" in inner:
        try:
            inner = json.loads(f'"{inner}"')
        except ValueError:
            inner = inner.replace('\\"', '"')
    builder.scalar(inner, line)
