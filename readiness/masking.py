"""Blanks what is not code: comments and docstrings become spaces, so their words earn nothing and lines stay put."""

from __future__ import annotations

import re

_C_STRING = r'"(?:\\.|[^"\\\n])*"|' + r"'(?:\\.|[^'\\\n])*'" + r"|`(?:\\.|[^`\\])*`"
_C_LIKE = re.compile(_C_STRING + r"|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))", re.S)
_RUST = re.compile(r'"(?:\\.|[^"\\])*"|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))', re.S)
_PYTHON = re.compile(
    r'(?P<triple>[rRbBfFuU]{0,2}(?:"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'(?:\\.|[^\\])*?(?:\'\'\'|\Z)))|'
    r'"(?:\\.|[^"\\\n])*"|' + r"'(?:\\.|[^'\\\n])*'" + r"|(?P<comment>#[^\n]*)",
    re.S,
)
_HASH = re.compile(r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'" + r"|(?P<comment>(?:(?<=\s)|(?<![^\n]))#[^\n]*)")
_SQL = re.compile(r"'(?:''|[^'])*'|(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))", re.S)
_MARKUP = re.compile(r"(?P<comment><!--.*?(?:-->|\Z))", re.S)
_PHP = re.compile(_C_STRING + r"|(?P<comment>//[^\n]*|#(?!\[)[^\n]*|/\*.*?(?:\*/|\Z))", re.S)
_PROPERTIES = re.compile(r"(?P<comment>^[ \t]*[#;!][^\n]*)", re.M)

_BY_LANGUAGE = {
    "javascript": _C_LIKE, "go": _C_LIKE, "java": _C_LIKE, "kotlin": _C_LIKE, "csharp": _C_LIKE, "scala": _C_LIKE,
    "groovy": _C_LIKE, "swift": _C_LIKE, "dart": _C_LIKE, "c": _C_LIKE, "cpp": _C_LIKE, "css": _C_LIKE,
    "protobuf": _C_LIKE, "bicep": _C_LIKE, "prisma": _C_LIKE, "rust": _RUST, "python": _PYTHON, "php": _PHP,
    "sql": _SQL, "html": _MARKUP, "xml": _MARKUP, "markdown": _MARKUP, "yaml": _HASH, "toml": _HASH, "shell": _HASH,
    "ruby": _HASH, "dockerfile": _HASH, "terraform": _HASH, "conf": _HASH, "make": _HASH, "requirements": _HASH,
    "powershell": _HASH, "r": _HASH, "julia": _HASH, "elixir": _HASH, "graphql": _HASH, "nix": _HASH,
    "ini": _PROPERTIES,
}  # fmt: skip
_NOT_NEWLINE = re.compile(r"[^\n]")


def mask(text: str, language: str) -> str:
    """The text with comments (and Python docstrings) blanked: same length, same lines. Unknown languages stay."""
    pattern = _BY_LANGUAGE.get(language)
    if pattern is None:
        return text
    if language == "python":
        return _mask_python(text, pattern)
    return pattern.sub(
        lambda m: _NOT_NEWLINE.sub(" ", m.group()) if m.group("comment") is not None else m.group(), text
    )


def _mask_python(text: str, pattern: re.Pattern[str]) -> str:
    pieces: list[str] = []
    end = 0
    last = ""  # the last character of code seen: a string that follows ":" or nothing is a docstring
    for match in pattern.finditer(text):
        between = text[end : match.start()]
        pieces.append(between)
        stripped = between.rstrip()
        last = stripped[-1] if stripped else last
        blank = match.group("comment") is not None
        if match.group("triple") is not None:
            opens_line = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
            blank = opens_line and last in {"", ":"}
        pieces.append(_NOT_NEWLINE.sub(" ", match.group()) if blank else match.group())
        if not blank:
            last = '"'
        end = match.end()
    pieces.append(text[end:])
    return "".join(pieces)
