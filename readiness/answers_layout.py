"""The lines of an answers file: which belong to which answer and to which of its keys, and how one answer is changed.

What is not changed stays as it was written, byte for byte, so that a change reads in a diff as what it is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from readiness.answers import KEYS
from readiness.compiling import compile_later
from readiness.strict_yaml import Document

_KEY_ALONE = compile_later(r"^( *)(\"[^\"]*\"|'[^']*'|[^\s:#'\"{\[][^:#]*?)\s*:\s*(#.*)?$")
Render = Callable[[str, object, int], list[str]]
"""(key, value, columns deep) -> lines."""
Comments = Callable[[str], list[tuple[int, str]]]
"""A text -> its comments as (line from 0, "# words")."""


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive lines: those of a key, with the comments right above it (`above` of them)."""

    key: str
    above: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's lines before its answers, of each answer, and after them. `indent` is that of the answers' keys."""

    head: tuple[str, ...]
    entries: tuple[Block, ...]
    tail: tuple[str, ...]
    indent: int = 2

    @property
    def text(self) -> str:
        """The whole file again."""
        lines = [*self.head, *(line for block in self.entries for line in block.lines), *self.tail]
        return "\n".join(lines).rstrip("\n") + "\n"


def layout_of(document: Document, text: str) -> Layout | None:
    """The lines of a file whose answers stand in block style; None where they are written in another way."""
    lines = text.rstrip("\n").split("\n")
    values = document.value["answers"]
    start = document.line(("answers",)) - 1
    opening = re.fullmatch(r"answers:\s*(\{\s*\})?\s*(#.*)?", lines[start])
    if opening is None:
        return None
    head = [*lines[:start], f"answers:{'  ' + opening[2] if opening[2] else ''}"]
    if not values:
        return Layout(tuple(head), (), tuple(lines[start + 1 :]))
    starts = [(name, document.lines[("answers", name)] - 1) for name in values]
    indent = _indent(lines[starts[0][1]])
    if indent == 0 or any(_indent(lines[at]) != indent for _, at in starts):
        return None
    later = [at - 1 for (key, *more), at in _tops(document) if not more and at - 1 > start]
    end = min(later, default=len(lines))
    blocks = blocks_of(lines[start + 1 : end], [(name, at - start - 1) for name, at in starts], indent)
    if blocks is None:
        return None
    first, *rest = blocks
    return Layout((*head, *first.lines), tuple(rest), tuple(lines[end:]), indent)


def _tops(document: Document) -> list[tuple[tuple[str | int, ...], int]]:
    return [(keys, line) for keys, line in document.lines.items() if len(keys) == 1]


def blocks_of(lines: Sequence[str], starts: Sequence[tuple[str, int]], indent: int) -> list[Block] | None:
    """The lines cut into those before the first key (a block without a key) and those of each key.

    Comments right above a key belong to it, where they are not deeper than it. None where two keys share a line.
    """
    cuts: list[tuple[str, int, int]] = []
    for key, at in starts:
        begin = at
        while begin > 0 and lines[begin - 1].lstrip().startswith("#") and _indent(lines[begin - 1]) <= indent:
            begin -= 1
        cuts.append((key, begin, at))
    bounds = [cut[1] for cut in cuts] + [len(lines)]
    if any(before >= after for before, after in itertools.pairwise(bounds)):
        return None
    blocks = [Block("", 0, tuple(lines[: bounds[0]]))]
    for (key, begin, at), end in zip(cuts, bounds[1:], strict=True):
        blocks.append(Block(key, at - begin, tuple(lines[begin:end])))
    return blocks


def changed(
    block: Block,
    lines_of: Mapping[str, int],
    old: Mapping[str, object],
    new: Mapping[str, object],
    indent: int,
    tools: tuple[Render, Comments],
) -> Block:
    """One answer's lines with what differs between `old` and `new` written anew.

    `lines_of` tells for each old key its line from 0 within the block. Comments of what goes stay, on lines of their
    own.
    """
    render, comments = tools
    body = list(block.lines)
    trailing = _count_trailing(body)
    body, blank = body[: len(body) - trailing], body[len(body) - trailing :]
    if not _KEY_ALONE.match(body[block.above]) or not lines_of:
        kept = [" " * indent + words for _, words in comments("\n".join(body[block.above :]))]
        lines = [*body[: block.above], *kept, *_entry(block.key, new, indent, render), *blank]
        return replace(block, above=block.above + len(kept), lines=tuple(lines))
    inner = min(_indent(body[at]) for at in lines_of.values())
    first = block.above + 1
    starts = sorted(((key, at - first) for key, at in lines_of.items()), key=lambda start: start[1])
    parts = blocks_of(body[first:], starts, inner)
    if parts is None:
        kept = [" " * indent + words for _, words in comments("\n".join(body[block.above :]))]
        return replace(block, lines=(*body[: block.above], *kept, *_entry(block.key, new, indent, render), *blank))
    lines = body[:first] + list(parts[0].lines)
    pieces = {part.key: _piece(part, old, new, inner, tools) for part in parts[1:]}
    pieces |= {key: render(key, value, inner) for key, value in new.items() if key not in pieces}
    placed = _placed([part.key for part in parts[1:]], [key for key in new if key not in old])
    lines += [line for key in placed for line in pieces[key]]
    return replace(block, lines=(*lines, *blank))


def new_entry(key: str, title: str, entry: Mapping[str, object], indent: int, render: Render) -> Block:
    """The lines of an answer that was not there; the rule's title stands beside its id, for those who read a diff."""
    lines = _entry(key, entry, indent, render)
    note = " ".join(title.split())
    return Block(key, 0, (f"{lines[0]}  # {note}" if note.isprintable() and note else lines[0], *lines[1:]))


def _entry(key: str, entry: Mapping[str, object], indent: int, render: Render) -> list[str]:
    return render(key, dict(entry), indent)


def _piece(
    part: Block, old: Mapping[str, object], new: Mapping[str, object], indent: int, tools: tuple[Render, Comments]
) -> list[str]:
    """The lines of one key after the change; only its comments where the key is gone."""
    render, comments = tools
    if part.key in new and _same(old.get(part.key), new[part.key]):
        return list(part.lines)
    above, rest = list(part.lines[: part.above]), list(part.lines[part.above :])
    trailing = _count_trailing(rest)
    rest, blank = rest[: len(rest) - trailing], rest[len(rest) - trailing :]
    words = [comment for _, comment in comments("\n".join(line[min(indent, _indent(line)) :] for line in rest))]
    if part.key not in new:
        return [*above, *(" " * indent + comment for comment in words), *blank]
    made = render(part.key, new[part.key], indent)
    if len(words) == 1 and len(made) == 1 and len(rest) == 1:
        return [*above, f"{made[0]}  {words[0]}", *blank]
    return [*above, *(" " * indent + comment for comment in words), *made, *blank]


def _same(old: object, new: object) -> bool:
    return old == new or (isinstance(old, str) and new == [old])


def _placed(there: list[str], added: list[str]) -> list[str]:
    """Keys in the order in which a person left them, each new one behind those that come before it in an answer."""
    placed = list(there)
    for key in added:
        earlier = set(KEYS[: KEYS.index(key)])
        at = max((number + 1 for number, known in enumerate(placed) if known in earlier), default=0)
        placed.insert(at, key)
    return placed


def _count_trailing(lines: Sequence[str]) -> int:
    """How many lines at the end hold nothing, or a comment behind an empty line: they speak of no key."""
    filled = [number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    rest = lines[filled[-1] + 1 :] if filled else ()
    first_blank = next((number for number, line in enumerate(rest) if not line.strip()), len(rest))
    return len(rest) - first_blank


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
