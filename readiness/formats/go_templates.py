"""Makes Go templates (Helm charts above all) readable as YAML: actions become harmless scalars; lines stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from readiness.compiling import compile_later

_MARK = compile_later(
    r"(?<!\$)\{\{-?\s*(?:/\*|(?:if|else|end|range|with|define|block|include|template|toYaml|tpl|printf|default|required|quote)\b"
    r"|\$?\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\$\w*\s*:?=)"
)
_CONTROL = compile_later(r"\s*(?:/\*|(?:if|else|end|range|with|define|block)\b|\$\w*\s*:?=)")
_VALUES = compile_later(r"\.Values\.([\w.]+)")
_DEFAULT = compile_later(r"\bdefault\s+(\d+|\"[\w./:-]*\"|'[\w./:-]*')")
_LOOK_AHEAD = 50
_OPENS = compile_later(r"\s*(if|range|with|define|block)\b(.*)", re.DOTALL)
_KEY_LINE = compile_later(r"^(\s*)(?:- )?[\w./\"'-]+:\s*$")
_PLACEHOLDER = compile_later(r"tpl\.Values\.([\w.]+)")

PLACEHOLDER = "tpl"
"""What an action becomes; `tpl.Values.<path>` where it takes a value of the chart."""


def is_go_template(text: str) -> bool:
    """Whether the text has actions of a Go template (GitHub's `${{ }}` and plain `{{ name }}` are none)."""
    return "{{" in text and _MARK.search(text) is not None


def value_paths(text: str) -> tuple[str, ...]:
    """The chart values that a defused text stands for: "tpl.Values.image.tag" gives "image.tag"."""
    return tuple(path.rstrip(".") for path in _PLACEHOLDER.findall(text))


def defuse(text: str) -> str:
    """The template with every action replaced; the same number of lines.

    A line of actions alone becomes a blank line, or, where it is all that a key has (`resources:` above
    `{{- toYaml .Values.resources | nindent 12 }}`), the placeholder as that key's value. Both branches of a condition
    stay.
    """
    scopes: list[str] = []
    pieces: list[str] = []
    end = 0
    for start, close in _actions(text):
        pieces.append(text[end:start])
        inner = text[start + 2 : close]
        pieces.append(_replacement(inner.removeprefix("-").removesuffix("-"), scopes) + "\n" * inner.count("\n"))
        end = close + 2
    pieces.append(text[end:])
    return "\n".join(_settle("".join(pieces).split("\n")))


def _actions(text: str) -> Iterator[tuple[int, int]]:
    """Where each action begins and where its closing braces stand; an action that is never closed ends the search."""
    start = text.find("{{")
    while start >= 0:
        close = text.find("}}", start + 2)
        if close < 0:
            return
        if start and text[start - 1] == "$":
            start = text.find("{{", start + 2)
            continue
        yield start, close
        start = text.find("{{", close + 2)


def _replacement(inner: str, scopes: list[str]) -> str:
    """A control action gives a NUL (a line of its own vanishes), an output action its placeholder."""
    if _CONTROL.match(inner):
        opening = _OPENS.match(inner)
        if opening:
            value = _VALUES.search(opening.group(2)) if opening.group(1) in ("with", "range") else None
            scopes.append(value.group(1) if value else "")
        elif scopes and inner.strip() == "end":
            scopes.pop()
        return "\0"
    value = _VALUES.search(inner)
    path = value.group(1) if value else ""
    if not path and re.match(r"\s*(?:toYaml|tpl|quote)?\s*\.\s*(?:\||$)", inner):
        path = next((scope for scope in reversed(scopes) if scope), "")
    block = "\1" if re.search(r"\b(?:toYaml|include|template|tpl|nindent|indent)\b", inner) else ""
    default = _DEFAULT.search(inner)
    if not path and default:
        return default.group(1).strip("\"'")
    return f"{block}{PLACEHOLDER}.Values.{path}" if path else f"{block}{PLACEHOLDER}"


def _settle(lines: list[str]) -> list[str]:
    """Lines of actions alone become blank lines or the value of the key above; the marks of `_replacement` go."""
    settled: list[str] = []
    key_at = -1
    for number, line in enumerate(lines):
        if "\0" not in line and PLACEHOLDER not in line:
            settled.append(line)
            if line.strip():
                key_at = number if _KEY_LINE.match(line) else -1
            continue
        words = line.replace("\0", "").strip()
        if not words:
            settled.append("")
        elif (words.startswith("\1") and " " not in words) or re.fullmatch(r"tpl(?:\.Values\.[\w.]+)?", words):
            settled.append(_as_value(lines, number, key_at, words.strip("\1")))
            if settled[-1]:
                key_at = -1
        else:
            settled.append(line.replace("\0", "").replace("\1", ""))
            key_at = number if _KEY_LINE.match(settled[-1]) else -1
    return settled


def _as_value(lines: list[str], number: int, key_at: int, placeholder: str) -> str:
    """The placeholder indented below the key at `key_at`, or nothing where that key has other content."""
    if key_at < 0:
        return ""
    key = lines[key_at].replace("\0", "")
    indent = len(key) - len(key.lstrip(" -"))
    rest = islice(lines, number + 1, number + 1 + _LOOK_AHEAD)
    following = next((line for line in rest if line.strip() and "\0" not in line), "")
    depth = len(following) - len(following.lstrip(" "))
    if "\1" not in following and (depth > indent or (depth == indent and following.lstrip().startswith("- "))):
        return ""
    return " " * (indent + 2) + placeholder
