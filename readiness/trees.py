"""Small steps over a tree-sitter tree: children without comments, lines, and what a handler's statement does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from tree_sitter import Language, Node, Query

from readiness.compiling import compile_later
from readiness.handling import effect_of

_ESCAPE = compile_later(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}
_PASSING = frozenset({"await_expression", "parenthesized_expression", "try_expression", "non_null_expression"})
_MAX_HEAD = 160
_SPACE = compile_later(r"\s+")
_SIGNS = compile_later(r"[-?!$&@]*(?:->|::|\.)|[$@!]")
_LOGS = compile_later(
    r"(?:^|[._>:@$])_*(?:\w*L|[a-z]*_l|l|L|sl|kl|gl)(?:og|OG)(?:ger|GER|ging|rus)?s?\b"
    r"|^(?:print\w*|e?println|puts|pp?|warn|error|info|debug|trace|error_log|fmt\.F?[Pp]rint\w*|console\.\w+|tracing\.\w+)!?$"
    r"|System\.(?:out|err)\b|Console\.(?:Error\.)?Write|printStackTrace|[cC]apture_?[eE]xception|[rR]ecord_?(?:Error|[eE]xception)"
)
_ANSWERS = compile_later(
    r"^(?:http\.Error|[rR]espond\w*|[wW]rite(?:Error|JSON)\w*|render)$"
    r"|\.(?:JSON|IndentedJSON|AbortWith\w+|SendStatus|WriteHeader|HTML|sendError|sendStatus|respond\w*)$"
)


def compiled(syntax: Language, types: Iterable[str], narrowed: Mapping[str, str]) -> Query:
    """The query for all nodes of the types; `narrowed` replaces a type by a pattern of its own."""
    patterns = [narrowed.get(kind, f"({kind})") for kind in types]
    return Query(syntax, "[" + "\n".join(patterns) + "] @node")


def children(node: Node | None) -> list[Node]:
    """The node's named children without comments."""
    return [] if node is None else [child for child in node.named_children if not child.is_extra]


def child(node: Node | None, *types: str) -> Node | None:
    """The first named child of one of the types."""
    if node is None:
        return None
    return next((inner for inner in node.named_children if inner.type in types), None)


def inside(node: Node | None, name: str) -> Node | None:
    """The child in the field of that name."""
    return None if node is None else node.child_by_field_name(name)


def line(node: Node) -> int:
    """The line that the node starts in."""
    return int(node.start_point[0]) + 1


def end_line(node: Node) -> int:
    """The line that the node ends in."""
    row, column = node.end_point
    return int(row) + (1 if column or row == node.start_point[0] else 0)


def shortened(raw: bytes, limit: int) -> str:
    """Source with white space folded to one space, cut at `limit` characters."""
    return _SPACE.sub(" ", raw[: 4 * limit].decode("utf-8", "ignore")).strip()[:limit]


def unescaped(value: str) -> str:
    """A literal's content with the usual escapes resolved."""
    return _ESCAPE.sub(lambda m: _ESCAPES.get(m[1], m[1]), value) if "\\" in value else value


def statement_kind(text: str) -> str:
    """What a call statement in a handler does, from its text: "log", "return" (it answers), "raise" or "other"."""
    head = text[:160].partition("(")[0].strip()
    first = head.partition(" ")[0]
    if _LOGS.search(head) or _LOGS.search(first):
        return "log"
    return "return" if _ANSWERS.search(first) else effect_of(_SIGNS.sub(".", first).strip("."))


def content(data: bytes, node: Node, pieces: Collection[str], holes: Collection[str]) -> str:
    """A literal's content from its children: `pieces` are its text, `holes` become `{}`, escapes are resolved."""
    parts = []
    for inner in node.named_children:
        if inner.type in holes:
            parts.append("{}")
        elif inner.type in pieces or inner.type == "escape_sequence":
            written = data[inner.start_byte : inner.end_byte].decode("utf-8", "ignore")
            parts.append(written if inner.type in pieces else unescaped(written))
    return "".join(parts)


def loop_head(data: bytes, body: Node) -> str:
    """What a loop says before its body ("for _, q := range questions"), white space folded; "loop" if nothing."""
    around = body.parent
    start = around.start_byte if around is not None else body.start_byte
    return shortened(data[start : min(body.start_byte, start + 4 * _MAX_HEAD)], _MAX_HEAD).rstrip("{ ") or "loop"


def is_statement(node: Node) -> bool:
    """Whether an expression is a statement of its own, awaited or not, so that its value goes nowhere."""
    around = node.parent
    while around is not None and around.type in _PASSING:
        around = around.parent
    return around is not None and around.type == "expression_statement"
