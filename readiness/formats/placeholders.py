"""Tells text that somebody wrote from what a template left to be filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readiness.compiling import compile_later
from readiness.formats.document_shape import Line, count_words, without_markup

_WHOLE = compile_later(
    r"(?:to[ -]?do|tbd|tba|tbc|fixme|wip|xxx+|n/?a|placeholder|pending|work in progress|under construction|empty"
    r"|to be (?:determined|defined|decided|done|announced|added|written|completed|confirmed|documented|updated)"
    r"|(?:(?:more|further) )?(?:details?|information|info|docs|documentation|content)? ?coming (?:very )?soon"
    r"|not (?:yet )?(?:written|documented|available|filled)(?: yet)?|nothing (?:here )?yet|none yet"
    r"|(?:this )?(?:section|page|document|file)? ?(?:is )?(?:not ready|incomplete|to come|(?:left|intentionally) blank)"
    r"|待补充|待完善|待定|敬请期待|建设中|作成中|準備中|추후 작성"
    r"|a completar|por definir|à compléter|wird ergänzt|em breve)"
    r"[\s.:!…*_)\]-]*",
    re.IGNORECASE,
)
_START = compile_later(
    r"(?:to[ -]?do|tbd|fixme|xxx)\b\s*[:\-–—(]|lorem ipsum"
    r"|\[?(?:your|my|insert|enter|put|fill in) [^\]]{0,80}\b(?:here|below)\b"
    r"|(?:please )?(?:describe|explain|summari[sz]e) (?:the|your|any|what|how|why|this|in)\b"
    r"|(?:please )?(?:describe|explain|provide|write|give|add|include|insert)"
    r" (?:an? )?(?:brief|short|clear|concise|detailed)\b"
    r"|an? (?:brief|short|clear|clear and concise|concise)"
    r" (?:description|summary|explanation|overview) of (?:what|the|your)\b",
    re.IGNORECASE,
)
_BRACKETED = compile_later(
    r"(?:<[^<>\n/!][^<>\n]{1,120}>|\[[A-Za-z][^\[\]\n]{1,120}\](?![(\[:])|\{\{[^{}\n]{1,120}\}\})"
)
_TAG = compile_later(
    r"<(?:https?:|mailto:|/?(?:a|b|i|p|br|hr|div|span|img|code|pre|kbd|em|strong|sub|sup|h[1-6]|ul|ol|li|table|tr|td|th"
    r"|thead|tbody|details|summary|center|picture|source|video|iframe|svg|path|font|small|u|s|del|ins|mark|blockquote"
    r"|section)\b)",
    re.IGNORECASE,
)
_HINT = compile_later(r"[_*]{1,2}(?:[^_*]{3,300})[_*]{1,2}[.:]?")
_HINT_VERB = compile_later(
    r"[\W_]*(?:describe|explain|provide|list|add|insert|include|write|fill|replace|specify|what|how|why|who|which|e\.g|"
    r"your|optional|if applicable|delete|remove|note to|instructions?|example)\b",
    re.IGNORECASE,
)
_BULLET = compile_later(r"^\s*(?:[-*+•]|\d+[.)])(?:\s+|$)(?:\[[ xX]?\](?:\s+|$))?")
_LABEL = compile_later(r"^[*_`]*[\w /&()'-]{1,40}[*_`]*:[*_`]*\s*")
_UNFILLED = " \t*_`.…?-–—[]|"


def is_placeholder_line(text: str) -> bool:
    """Whether a line says nothing yet: "TODO", "- **Owner:** TBD", "_Describe it_", "<name here>", "..."."""
    words = _BULLET.sub("", text).strip()
    if _says_nothing(words):
        return True
    after = _LABEL.sub("", words, count=1).strip()
    if after == words:
        return False
    if after.strip(_UNFILLED):
        return _says_nothing(after)
    return words != text.strip() or words.startswith(("*", "_"))  # a sentence that ends in a colon says something


def _says_nothing(words: str) -> bool:
    bare = words.strip(" \t*_`>#~\"'")
    if not re.search(r"\w", bare):
        return bool(words)  # "-", "...", "| | |"
    if _WHOLE.fullmatch(bare) or _START.match(bare):
        return True
    if _HINT.fullmatch(words) and _HINT_VERB.match(words):
        return True
    return bool(_BRACKETED.search(words)) and not _rest(words)


def is_placeholder_section(lines: Sequence[Line]) -> bool:
    """Whether the lines of a section hold something, and all of it waits to be filled in."""
    told = [line for line in lines if line.kind not in ("image", "html")]
    if not told or any(line.kind == "code" for line in told):
        return False
    rows = [line.text for line in told if line.kind == "table"]
    others = [line.text for line in told if line.kind != "table"]
    if rows and not _empty_table(rows):
        return False
    return all(is_placeholder_line(text) for text in others) and bool(rows or others)


def _rest(words: str) -> bool:
    """Whether anything stands beside bracketed placeholders; tags, addresses and link texts are no placeholders."""
    if _TAG.search(words):
        return True
    return count_words(_BRACKETED.sub(" ", words)) > 2


def _empty_table(rows: list[str]) -> bool:
    """A heading row and a rule, and no row below them that has a filled cell apart from its first."""
    rules = [number for number, row in enumerate(rows) if "-" in row and not row.strip(" \t|:+=-")]
    if not rules:
        return False
    for row in rows[rules[0] + 1 :]:
        cells = [without_markup(cell).strip(_UNFILLED) for cell in row.strip().strip("|").split("|")]
        told = [cell for cell in (cells[1:] or cells) if cell]
        if any(not re.search(r"\w", cell) or not is_placeholder_line(cell) for cell in told):
            return False
    return True
