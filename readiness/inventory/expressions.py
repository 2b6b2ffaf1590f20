"""Take the text of an expression apart, as far as following a value through a product needs it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from readiness.compiling import compile_later

_OPEN, _CLOSE = "([{", ")]}"
_PREFIX = compile_later(r"^(?:await|new|yield|return|typeof|lambda\s*:|\(\s*\)\s*=>|async)\s+")
_NAME = compile_later(r"^[A-Za-z_$][\w$]*$")
_IDENTIFIERS = compile_later(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_KEYWORD = compile_later(r"^(\*{0,2}[A-Za-z_]\w*)\s*=(?!=)\s*(.+)$", re.DOTALL)


class Step(NamedTuple):
    """One piece of a dotted expression: its name, whether it is called, and the text of its arguments."""

    name: str
    called: bool
    args: str = ""


def split(text: str, marks: tuple[str, ...]) -> list[str]:
    """The text cut at any of the marks where no bracket or quote is open."""
    if not any(mark in text for mark in marks):
        return [text.strip()]
    parts, depth, start, index, quote = [], 0, 0, 0, ""
    while index < len(text):
        char = text[index]
        if quote:
            if char == "\\":
                index += 1
            elif char == quote:
                quote = ""
        elif char in "\"'`":
            quote = char
        elif char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth -= 1
        elif depth == 0:
            for mark in marks:
                if text.startswith(mark, index):
                    parts.append(text[start:index])
                    index += len(mark) - 1
                    start = index + 1
                    break
        index += 1
    parts.append(text[start:])
    return [part.strip() for part in parts]


@lru_cache(maxsize=50_000)
def steps(text: str) -> tuple[Step, ...]:
    """The pieces of a dotted expression (`a.b(x).c`), none where the text is something else."""
    text = bare(text)
    text = f"self.{text.lstrip('@')}" if text.startswith("@") else text  # Ruby's @name
    found = []
    for part in split(text.replace("?.", ".").replace("!.", "."), (".",)):
        step = _step(part)
        if step is None:
            return ()
        found.append(step)
    return tuple(found)


def bare(text: str) -> str:
    """The text without `await`, `new`, casts and brackets around the whole."""
    text = text.strip().rstrip("!;").strip()
    while True:
        before = text
        text = _PREFIX.sub("", text).lstrip("&*")
        if text.startswith("(") and _closes(text, 0) == len(text) - 1:
            text = text[1:-1].strip()
        cut = split(text, (" as ", " satisfies "))
        text = cut[0]
        if text == before:
            return text


def alternatives(text: str) -> list[str]:
    """What an expression may be: both sides of `a or b`, `a ?? b`, `x if c else y`, `c ? x : y`; else itself."""
    text = bare(text)
    if " if " in text and " else " in text:
        parts = split(text, (" if ", " else "))
        if len(parts) == 3:
            return [parts[0], parts[2]]
    if "?" in text:
        parts = split(text, (" ? ", " : "))
        if len(parts) == 3:
            return parts[1:]
    for marks in ((" or ",), ("||",), ("??",)):
        parts = split(text, marks)
        if len(parts) > 1:
            return parts
    return [text]


def piped(text: str) -> list[str]:
    """The parts of `a | b | c`, [] where there is no pipe."""
    parts = split(text, ("|",))
    return [part for part in parts if part] if len(parts) > 1 and "||" not in text else []


def arguments(text: str) -> list[tuple[str, str]]:
    """The arguments in the text of a call's brackets: (keyword or "", value)."""
    found = []
    for part in split(text, (",",)):
        match = _KEYWORD.match(part)
        if match:
            found.append((match[1], match[2]))
        elif part:
            found.append(("", part))
    return found


def identifiers(text: str) -> list[str]:
    """The dotted names in a text, in order."""
    return _IDENTIFIERS.findall(text)


def is_name(text: str) -> bool:
    """Whether the text is one plain name."""
    return bool(_NAME.match(text))


def _step(part: str) -> Step | None:
    part = part.strip()
    called, args = False, ""
    while part and part[-1] in ")]!":
        if part[-1] == "!":
            part = part[:-1]
            continue
        start = _opens(part)
        if start < 0:
            return None
        if part[-1] == ")":
            called, args = True, part[start + 1 : -1]
        part = part[:start].rstrip()
    generic = part.find("<")
    if generic > 0:
        part = part[:generic]
    if not _NAME.match(part):
        return None
    return Step(part, called, args)


def _closes(text: str, start: int) -> int:
    depth = 0
    for index in range(start, len(text)):
        depth += (text[index] in _OPEN) - (text[index] in _CLOSE)
        if depth == 0:
            return index
    return -1


def _opens(text: str) -> int:
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        depth += (text[index] in _CLOSE) - (text[index] in _OPEN)
        if depth == 0:
            return index
    return -1
