"""Reads TOML of any quality as a tree with lines: a broken line costs itself, not the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from readiness.compiling import compile_later
from readiness.formats.plain_text import LineNumbers, clean
from readiness.formats.tree import MAX_DEPTH, Node, TreeBuilder

_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_TOKEN = compile_later(
    # A header begins with a bare key, so that an array of arrays on lines of their own is not taken for one.
    rf"(?P<header>^[ \t]*\[{{1,2}}[ \t]*[A-Za-z_][\w-]*(?:[ \t]*\.[ \t]*{_PART})*[ \t]*\]{{1,2}}[ \t]*(?=#|\n|\Z))"
    r'|(?P<long>"""(?:[^"\\]|\\.|"(?!""))*(?:"{3,5}|\Z)'
    r"|'''(?:[^']|'(?!''))*(?:'{3,5}|\Z))"
    r'|(?P<string>"(?:[^"\\\n]|\\[^\n])*"?'
    r"|'[^'\n]*'?)"
    r"|(?P<comment>\#[^\n]*)|(?P<newline>\n)|(?P<mark>[\[\]{},=])|(?P<bare>[^\s\"'\[\]{},=#]+)",
    re.MULTILINE | re.DOTALL,
)
_DOT = "\0"  # no cleaned text has it
_KEY = compile_later(r"\"([^\"]*)\"|'([^']*)'|([^\s.\"']+)")


@dataclass(slots=True)
class _Table:
    line: int
    entries: dict[str, _Table | list[_Table] | Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


def read_toml(text: str) -> Node:
    """The document as a mapping, as far as it can be read. Later definitions of a key win."""
    root = _Table(1)
    table = root
    tokens = _Tokens(clean(text))
    for token in tokens:
        if token.kind == "header":
            table = _open(root, _keys(token.text.strip().strip("[]")), token.line, token.text.strip().startswith("[["))
        elif token.kind in ("bare", "string"):
            _statement(table, token, tokens)
        elif token.text == "[":  # a header that begins with a quoted key
            table = _open(root, _keys(_rest_of_line(tokens)), token.line, False)
    return _node(root)


class _Tokens:
    """The tokens of a text, with one step back."""

    def __init__(self, text: str) -> None:
        self._numbers = LineNumbers(text)
        self._found = _TOKEN.finditer(text)
        self._again: _Token | None = None

    def __iter__(self) -> Iterator[_Token]:
        return self

    def __next__(self) -> _Token:
        if self._again is not None:
            token, self._again = self._again, None
            return token
        match = next(self._found)
        kind = match.lastgroup or ""
        start = match.start() + len(match.group()) - len(match.group().lstrip(" \t"))
        return _Token(kind, match.group(), self._numbers.at(start))

    def back(self, token: _Token) -> None:
        """Gives a token again at the next step."""
        self._again = token


def _rest_of_line(tokens: _Tokens) -> str:
    words = []
    for token in tokens:
        if token.kind == "newline":
            break
        words.append("" if token.kind == "comment" else token.text)
    return "".join(words).strip("[]")


def _statement(table: _Table, first: _Token, tokens: _Tokens) -> None:
    """`key.key = value`; without an equals sign the line is left out."""
    words = [first.text]
    for token in tokens:
        if token.text == "=":
            break
        if token.kind not in ("bare", "string"):
            tokens.back(token)
            return
        words.append(token.text)
    else:
        return
    keys = _keys("".join(words))
    if keys:
        holder = _open(table, keys[:-1], first.line, False)
        holder.entries[keys[-1]] = _value(tokens, first.line)


def _value(tokens: _Tokens, key_line: int) -> Node:
    """One value up to the end of its line, or of its brackets; a table header inside brackets ends them."""
    builder = TreeBuilder()
    builder.open("mapping", key_line)
    builder.scalar("value", key_line)
    waiting_for_equals = dotted = False
    for token in tokens:
        if token.kind == "header":
            tokens.back(token)
            break
        if token.kind == "newline":
            if builder.depth <= 1:
                tokens.back(token)
                break
        elif token.kind == "mark":
            waiting_for_equals = _mark(builder, token, waiting_for_equals)
        elif token.kind != "comment" and not builder.full:
            if builder.wants_key and builder.depth == 1:
                continue  # a second word on the line, such as the time after a date
            if not waiting_for_equals:
                waiting_for_equals = builder.wants_key
                text = _text(token)
                if waiting_for_equals and token.kind == "bare" and "." in text:
                    text, dotted = text.replace(".", _DOT), True
                builder.scalar(text, token.line, bare=token.kind == "bare")
    node = builder.finish().child("value")
    if dotted:
        return _undotted(node)
    return node if node.exists else Node(key_line, "scalar", bare=True, text_line=key_line)


def _undotted(node: Node) -> Node:
    """The value with `{a.b = 1}` as `{a = {b = 1}}`; the dots of quoted keys stay."""
    if node.kind == "list":
        return replace(node, items=tuple(_undotted(item) for item in node.items))
    if node.kind != "mapping":
        return node
    table = _Table(node.line)
    for key, child in node.entries:
        keys = [part.strip() for part in key.split(_DOT)][:MAX_DEPTH]
        _open(table, keys[:-1], child.line, False).entries[keys[-1]] = _undotted(child)
    return _node(table)


def _mark(builder: TreeBuilder, token: _Token, waiting_for_equals: bool) -> bool:
    if token.text in "[{":
        builder.open("list" if token.text == "[" else "mapping", token.line)
    elif token.text in "]}" and builder.depth > 1:
        builder.close()
    elif token.text == ",":
        return False
    return waiting_for_equals and token.text not in "=]}{"


def _text(token: _Token) -> str:
    if token.kind == "bare":
        return token.text.replace("_", "") if token.text[0].isdigit() else token.text
    quote = token.text[0]
    if token.kind == "long":
        closed = len(token.text) >= 6 and token.text.endswith(quote * 3)
        inner = token.text[3:-3] if closed else token.text[3:]
        inner = inner.removeprefix("\n")
        if quote == "'":
            return inner
        inner = re.sub(r"\\\s*\n\s*", "", inner)
        return inner if "\\" not in inner else _unescape(inner)
    inner = token.text[1:-1] if len(token.text) > 1 and token.text.endswith(quote) else token.text[1:]
    return _unescape(inner) if quote == '"' and "\\" in inner else inner


def _unescape(inner: str) -> str:
    escaped = inner.replace('\\"', '"').replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    try:
        return str(json.loads(f'"{escaped}"'))
    except ValueError:
        return inner


def _keys(text: str) -> list[str]:
    return [a or b or c for a, b, c in _KEY.findall(text)][:MAX_DEPTH]


def _open(table: _Table, keys: list[str], line: int, another: bool) -> _Table:
    """The table under these keys, made where it is not there; `another` appends one to an array of tables."""
    for position, key in enumerate(keys):
        last = position == len(keys) - 1
        held = table.entries.get(key)
        if last and another:
            rows = held if isinstance(held, list) else []
            rows.append(_Table(line))
            table.entries[key] = rows
            table = rows[-1]
        elif isinstance(held, list):
            table = held[-1]
        elif isinstance(held, _Table):
            table = held
            if last:
                table.line = line
        else:
            fresh = _Table(line)
            table.entries[key] = fresh
            table = fresh
    return table


def _node(table: _Table) -> Node:
    entries = []
    for key, held in table.entries.items():
        if isinstance(held, _Table):
            entries.append((key, _node(held)))
        elif isinstance(held, list):
            rows = tuple(_node(row) for row in held)
            entries.append((key, Node(rows[0].line, "list", items=rows, size=1 + sum(row.size for row in rows))))
        else:
            entries.append((key, held))
    size = 1 + sum(node.size for _, node in entries)
    return Node(table.line, "mapping", entries=tuple(entries), text_line=table.line, size=size)
