"""Blanks what is not code: comments and docstrings become spaces, so their words earn nothing and lines stay put."""

from __future__ import annotations

import re

from readiness.compiling import compile_later

# Every alternative begins with a plain sign, so that the search can skip to the next of them; whether it is a
# comment is told afterwards by how it begins. Repeats are possessive, bounded or to the end: no text takes long. A
# group with a look-ahead is not possessive: Python 3.11.2 then finds nothing (python/cpython#100061 and #106052).
_DOUBLE = r'"[^"\\\n]*+(?:\\.[^"\\\n]*+){0,200}+"'
_SINGLE = r"'[^'\\\n]*+(?:\\.[^'\\\n]*+){0,200}+'"
_BACKTICK = r"`[^`\\]*+(?:\\.[^`\\]*+)*+(?:`|\Z)"
_LONG_DOUBLE = r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*(?:"""|\Z)'
_LONG_SINGLE = r"'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*(?:'''|\Z)"
_SLASHES = r"//[^\n]*+|/\*.*?(?:\*/|\Z)"
_HASHES = r"#[^\n]*+"
_C_LIKE = compile_later("|".join((_DOUBLE, _SINGLE, _BACKTICK, _SLASHES)), re.S)
_RUST = compile_later(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|' + _SLASHES, re.S)
_PYTHON = compile_later("|".join((_LONG_DOUBLE, _LONG_SINGLE, _DOUBLE, _SINGLE, _HASHES)), re.S)
_HASH = compile_later("|".join((_DOUBLE, r"'[^'\n]*+'", _HASHES)), re.S)
_SQL = compile_later(r"'[^']*+(?:''[^']*+)*+(?:'|\Z)|--[^\n]*+|/\*.*?(?:\*/|\Z)", re.S)
_MARKUP = compile_later(r"<!--.*?(?:-->|\Z)", re.S)
_PHP = compile_later("|".join((_DOUBLE, _SINGLE, _BACKTICK, _SLASHES, _HASHES)), re.S)
_PROPERTIES = compile_later(r"^[ \t]*[#;!][^\n]*+", re.M)

_BY_LANGUAGE = {
    "javascript": _C_LIKE, "go": _C_LIKE, "java": _C_LIKE, "kotlin": _C_LIKE, "csharp": _C_LIKE, "scala": _C_LIKE,
    "groovy": _C_LIKE, "swift": _C_LIKE, "dart": _C_LIKE, "c": _C_LIKE, "cpp": _C_LIKE, "css": _C_LIKE,
    "protobuf": _C_LIKE, "bicep": _C_LIKE, "prisma": _C_LIKE, "rust": _RUST, "python": _PYTHON, "php": _PHP,
    "sql": _SQL, "html": _MARKUP, "xml": _MARKUP, "markdown": _MARKUP, "yaml": _HASH, "toml": _HASH, "shell": _HASH,
    "ruby": _HASH, "dockerfile": _HASH, "terraform": _HASH, "conf": _HASH, "make": _HASH, "requirements": _HASH,
    "powershell": _HASH, "r": _HASH, "julia": _HASH, "elixir": _HASH, "graphql": _HASH, "nix": _HASH,
    "ini": _PROPERTIES,
}  # fmt: skip
_NOT_NEWLINE = compile_later(r"[^\n]")
_QUOTES = frozenset("\"'`")
_LETTERS = "rRbBfFuU"  # those that may stand before a Python string


def mask(text: str, language: str) -> str:
    """The text with comments (and Python docstrings) blanked: same length, same lines. Unknown languages stay."""
    pattern = _BY_LANGUAGE.get(language)
    if pattern is None:
        return text
    pieces: list[str] = []
    end = at = 0
    before = ""  # the last two signs of code before the string at hand; nothing yet, or a colon, makes it a docstring
    while (match := pattern.search(text, at)) is not None:
        start, at = match.span()
        is_string = text[start] in _QUOTES
        if not is_string and not _is_comment(text, start, language):
            at = start + 1
            continue
        blank = not is_string
        if language == "python":
            before = text[end:start].strip().rstrip(_LETTERS).rstrip()[-2:] or before
            blank = blank or (before[-1:] in ("", ":") and _is_docstring(text, start, at, before))
            before = before if blank else '"'
        pieces += text[end:start], _NOT_NEWLINE.sub(" ", match.group()) if blank else match.group()
        end = at
    pieces.append(text[end:])
    return "".join(pieces)


def _is_comment(text: str, start: int, language: str) -> bool:
    """Whether what begins like a comment is one: no address (https://), no part of a word (a#b), no PHP attribute."""
    sign = text[start]
    if sign == "/":
        return not (start and text[start - 1] == ":" and text[start + 1] == "/")
    if sign != "#" or language in {"python", "ini"}:
        return True
    return text[start + 1 : start + 2] != "[" if language == "php" else not start or text[start - 1].isspace()


def _is_docstring(text: str, start: int, end: int, before: str) -> bool:
    """Whether a string that follows nothing, or a colon, stands alone; a dict's value follows a string and a colon."""
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip(" \t" + _LETTERS):
        return False
    if text.startswith(('"""', "'''"), start):
        return True
    stop = text.find("\n", end)
    rest = text[end : stop if stop >= 0 else len(text)].strip()
    return before != ":" and (not rest or rest.startswith("#"))
