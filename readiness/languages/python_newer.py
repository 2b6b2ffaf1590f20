"""Rewrite Python syntax newer than 3.11 so that an older parser reads it, every line and nearly every column kept."""

from __future__ import annotations

import re
from functools import partial

from readiness.compiling import compile_later

_OPENING = compile_later(r"#[^\n]*|(?<![\w])([A-Za-z]{0,2})(\"\"\"|'''|\"|')|(\"\"\"|'''|\"|')")
_END = {
    quote: compile_later(r"\\[\s\S]|" + quote + ("|\n" if len(quote) == 1 else ""))
    for quote in ("'", '"', "'''", '"""')
}
_DECLARED = compile_later(r"^([ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w+)(\[)", re.MULTILINE)
_ALIAS = compile_later(r"^([ \t]*)type[ \t]+(\w+)([ \t]*\[[^\]\n]{0,200}\])?([ \t]*=[^=])", re.MULTILINE)
_UNPARENTHESISED = compile_later(r"^([ \t]*except\*?[ \t])([\w.]+(?:,[ \t]?[A-Z][\w.]*){1,10})[ \t]?:", re.MULTILINE)
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_MAX_DEPTH = 6


def in_older_syntax(text: str) -> str:
    """The text without type parameters (3.12), with quotes inside f-strings changed (3.12) and with parentheses
    around the types of an `except A, B:` (3.14); text that has none of these comes back as it is."""
    text = _ALIAS.sub(lambda m: f"{m[1]}{m[2]}{' ' * (len(m[0]) - len(m[1] + m[2] + m[4]))}{m[4]}", text)
    text = _UNPARENTHESISED.sub(r"\1(\2):", text)
    return _with_older_templates(_without_type_parameters(text))


def _without_type_parameters(text: str) -> str:
    parts: list[str] = []
    position = 0
    for found in _DECLARED.finditer(text):
        if found.start() < position:
            continue
        depth, end = 0, found.start(2)
        for end in range(found.start(2), min(len(text), found.start(2) + 2000)):
            depth += (text[end] in _OPEN) - (text[end] in _CLOSE)
            if depth == 0:
                break
        parts.append(text[position : found.start(2)])
        listed = text[found.start(2) : end + 1]
        parts.append(re.sub(r"[^\n]", " ", listed) if depth == 0 else listed)
        position = end + 1
    return "".join(parts) + text[position:]


def _with_older_templates(text: str) -> str:
    characters = list(text)
    position = 0
    while found := _OPENING.search(text, position):
        quote = found[2] or found[3]
        if not quote:
            position = found.end()
        elif "f" in (found[1] or "").lower() or "t" in (found[1] or "").lower():
            if "t" in found[1].lower():
                characters[found.start(1)] = "f"
            position = _template(text, found.end(), quote, characters, 0)
        else:
            position = _string_end(text, found.end(), quote)
    return "".join(characters)


def _string_end(text: str, position: int, quote: str) -> int:
    while found := _END[quote].search(text, position):
        position = found.end()
        if found[0][0] != "\\":
            return position
    return len(text)


def _template(text: str, position: int, quote: str, characters: list[str], depth: int) -> int:
    """Go through an f-string from behind its opening quote; returns the position behind its closing one."""
    while position < len(text):
        character = text[position]
        if text.startswith(quote, position):
            return position + len(quote)
        if character == "\n" and len(quote) == 1:
            return position
        if character == "\\" or text.startswith("{{", position):
            position += 2
        elif character == "{":
            position = _interpolation(text, position + 1, quote, characters, depth)
        else:
            position += 1
    return position


def _interpolation(text: str, position: int, quote: str, characters: list[str], depth: int) -> int:
    """Go through `{...}`: strings in the quotes of the whole get the other quotes, backslashes go."""
    opened = 1
    other = "'" if quote[0] == '"' else '"'
    while position < len(text) and opened:
        character = text[position]
        if character in "\"'":
            inner = character * 3 if text.startswith(character * 3, position) else character
            prefix = re.search(r"[A-Za-z]{0,2}$", text[max(0, position - 2) : position])
            nested = prefix is not None and "f" in prefix[0].lower() and depth < _MAX_DEPTH
            start = position + len(inner)
            skip = partial(_template, characters=characters, depth=depth + 1) if nested else _string_end
            end = skip(text, start, inner)
            if inner == quote:
                _requote(characters, position, end, len(inner), other, nested)
            for index in range(position, end):
                if characters[index] == "\\":
                    characters[index] = "/"
            position = end
            continue
        if character == "\n" and len(quote) == 1:
            return position
        opened += (character in _OPEN) - (character in _CLOSE)
        position += 1
    return position


def _requote(characters: list[str], start: int, end: int, width: int, other: str, nested: bool) -> None:
    for index in range(start, end):
        if index < start + width or index >= end - width:
            characters[index] = other
        elif characters[index] == other and not nested:
            characters[index] = "`"
