"""One shape for YAML, JSON and TOML values, in which every value knows its line; bounded in depth and size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["mapping", "list", "scalar", "missing"]
Value = str | int | float | bool | None

MAX_DEPTH = 100
"""Deeper values are left out, so that whoever walks a tree may recurse."""
MAX_NODES = 200_000
"""Values in one document, aliases counted as often as they are used; what comes after is left out."""

_WORDS: dict[str, Value] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_TRUE = frozenset({"true", "yes", "on", "1", "enabled"})
_FALSE = frozenset({"false", "no", "off", "0", "disabled", "none", "null", "~", ""})


@dataclass(frozen=True, slots=True)
class Node:
    """One value. In a mapping `line` is the line of its key, elsewhere where the value begins; 0: no such value.

    `text` is a scalar as written, without quotes (so "3.10" stays "3.10"); `text_line` is the line of its first
    character, which for block scalars is the line after the key. `entries` keep the order of the source and double
    keys. `tag` is a YAML tag such as "!Ref". `bare` scalars are unquoted, and alone may stand for numbers, booleans
    and null. `size` counts all values inside.
    """

    line: int
    kind: Kind
    text: str = ""
    items: tuple[Node, ...] = ()
    entries: tuple[tuple[str, Node], ...] = ()
    tag: str = ""
    bare: bool = False
    text_line: int = 0
    size: int = 1

    def __bool__(self) -> bool:
        """Whether anything is there: a list or mapping with something in it, or a scalar that is not empty or null."""
        if self.kind == "scalar":
            return bool(self.text) and not (self.bare and _WORDS.get(self.text, 0) is None)
        return bool(self.items or self.entries)

    @property
    def exists(self) -> bool:
        """Whether the document has this value, be it empty."""
        return self.kind != "missing"

    @property
    def value(self) -> Value:
        """A scalar as Python sees it (YAML 1.2 core: `no`, `on`, dates and 12:30 stay text); None for anything else."""
        if self.kind != "scalar" or not self.bare:
            return self.text if self.kind == "scalar" else None
        if self.text in _WORDS:
            return _WORDS[self.text]
        number = as_number(self.text)
        return self.text if number is None else number

    @property
    def is_true(self) -> bool:
        """A scalar that means yes, in any spelling."""
        return self.kind == "scalar" and self.text.strip().lower() in _TRUE

    @property
    def is_false(self) -> bool:
        """A scalar that is there and means no, in any spelling."""
        return self.kind == "scalar" and self.text.strip().lower() in _FALSE

    def get(self, *keys: str | int) -> Node:
        """The value under these keys (and list positions), one inside the other; MISSING where there is none."""
        node = self
        for key in keys:
            node = node.child(key)
        return node

    def child(self, key: str | int) -> Node:
        """The value under one key; where a key stands twice, the last one that is not empty."""
        if isinstance(key, int):
            return self.items[key] if -len(self.items) <= key < len(self.items) else MISSING
        found = MISSING
        for name, node in self.entries:
            if name == key and (node or not found):
                found = node
        return found

    def first(self, *keys: str) -> Node:
        """The value under the first of these keys that is there (spellings of one thing)."""
        for key in keys:
            found = self.child(key)
            if found.exists:
                return found
        return MISSING

    def texts(self) -> tuple[str, ...]:
        """The scalars of a list, or the one scalar; empty ones are left out."""
        nodes = self.items if self.kind == "list" else (self,)
        return tuple(node.text for node in nodes if node.kind == "scalar" and node)

    def flat(self, prefix: str = "") -> Iterator[tuple[str, Node]]:
        """All scalars with their dotted keys; list positions are numbers from 0."""
        if self.kind == "scalar":
            yield prefix, self
            return
        start = f"{prefix}." if prefix else ""
        for key, node in self.entries:
            yield from node.flat(f"{start}{key}")
        for position, node in enumerate(self.items):
            yield from node.flat(f"{start}{position}")

    def walk(self) -> Iterator[Node]:
        """This value and all values inside it."""
        yield self
        for _, node in self.entries:
            yield from node.walk()
        for node in self.items:
            yield from node.walk()


MISSING = Node(0, "missing")


def as_number(text: str) -> int | float | None:
    """A decimal number written in at most 40 characters, None for anything else."""
    if not text or len(text) > 40 or not (text[0].isdigit() or text[0] in "+-."):
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None


@dataclass(slots=True)
class _Frame:
    kind: Literal["mapping", "list"]
    line: int
    tag: str
    items: list[Node]
    entries: list[tuple[str, Node]]
    key: str | None = None
    key_line: int = 0
    size: int = 1


class TreeBuilder:
    """Puts a stream of openings, scalars and closings together; never deeper or larger than the limits."""

    def __init__(self) -> None:
        self._frames: list[_Frame] = []
        self._root = MISSING
        self._left_out = 0
        self.total = 0

    @property
    def full(self) -> bool:
        """No more values are taken."""
        return self.total >= MAX_NODES

    @property
    def depth(self) -> int:
        """How many lists and mappings are open, those left out included."""
        return len(self._frames) + self._left_out

    @property
    def wants_key(self) -> bool:
        """Whether the next scalar is the key of a mapping."""
        return bool(self._frames) and self._frames[-1].kind == "mapping" and self._frames[-1].key is None

    def open(self, kind: Literal["mapping", "list"], line: int, tag: str = "") -> None:
        """A list or mapping begins."""
        if self._left_out or len(self._frames) >= MAX_DEPTH:
            self._left_out += 1
            return
        if self.wants_key:  # a list or mapping as a key: kept under no name
            self._frames[-1].key = ""
            self._frames[-1].key_line = line
        if self._frames and self._frames[-1].kind == "mapping":
            line = self._frames[-1].key_line
        self._frames.append(_Frame(kind, line, tag, [], []))

    def close(self) -> Node:
        """The innermost list or mapping ends; gives it back (MISSING when it was left out)."""
        if self._left_out:
            self._left_out -= 1
            return MISSING
        if not self._frames:
            return MISSING
        frame = self._frames.pop()
        if frame.key is not None:
            frame.entries.append((frame.key, Node(frame.key_line, "scalar", bare=True, text_line=frame.key_line)))
        entries = merged(frame.entries)
        node = Node(frame.line, frame.kind, "", tuple(frame.items), entries, frame.tag, False, frame.line, frame.size)
        self._attach(node)
        return node

    def scalar(self, text: str, line: int, *, bare: bool = False, tag: str = "", text_line: int = 0) -> Node:
        """A scalar: a key where one is due, else a value."""
        if self._left_out:
            return MISSING
        if self.wants_key:
            self._frames[-1].key, self._frames[-1].key_line = text, line
            return MISSING
        if self._frames and self._frames[-1].kind == "mapping":
            first, line = text_line or line, self._frames[-1].key_line
        else:
            first = text_line or line
        node = Node(line, "scalar", text, (), (), tag, bare, first)
        self.total += 1
        self._attach(node)
        return node

    def again(self, node: Node, line: int) -> None:
        """The same value a second time (an alias)."""
        if self._left_out:
            return
        if self.wants_key:
            self._frames[-1].key, self._frames[-1].key_line = node.text, line
            return
        if self.total + node.size > MAX_NODES:
            node = Node(line, "scalar", bare=True, text_line=line)
        self.total += node.size
        if self._frames and self._frames[-1].kind == "mapping":
            line = self._frames[-1].key_line
        self._attach(replace(node, line=line))

    def finish(self) -> Node:
        """The whole value; what is still open is closed."""
        self._left_out = 0
        while self._frames:
            self.close()
        return self._root

    def _attach(self, node: Node) -> None:
        if not self._frames:
            if not self._root.exists:
                self._root = node
            return
        frame = self._frames[-1]
        frame.size += node.size
        if frame.kind == "list":
            frame.items.append(node)
        else:
            frame.entries.append((frame.key or "", node))
            frame.key = None


def merged(entries: list[tuple[str, Node]]) -> tuple[tuple[str, Node], ...]:
    """The entries of a mapping with its YAML merge keys (`<<`) resolved; its own entries come last and win."""
    if not any(key == "<<" for key, _ in entries):
        return tuple(entries)
    own = {key for key, _ in entries}
    taken: list[tuple[str, Node]] = []
    for key, node in entries:
        if key == "<<":
            for source in node.items or (node,):
                taken.extend(entry for entry in source.entries if entry[0] not in own)
    return tuple(taken) + tuple(entry for entry in entries if entry[0] != "<<")
