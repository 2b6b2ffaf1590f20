"""The prompts that a product holds: constants, texts in calls, and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.compiling import compile_later
from readiness.inventory.model import AiCall, Prompt
from readiness.inventory.names import Key, order_of, path_of
from readiness.syntax import Module

_NAMED = compile_later(r"(?i)(?:prompt|instruction|system_?message|system_?template|template)")
_NOT_NAMED = compile_later(r"(?i)path|file|url|id$|_key|name|label|placeholder|title|html|email|css|style|class")
_OPENING = compile_later(
    r"(?i)^\s*(?:you are|you're|act as|your task|as an? (?:expert|assistant)|given the following|answer the)"
)
_LEAST = 40


def prompts(modules: Mapping[Key, Module], calls: Sequence[AiCall]) -> tuple[Prompt, ...]:
    """The prompts in the code, in the order of paths and lines."""
    spans = {(c.path, c.cell, line) for c in calls for line in range(c.line, c.end_line + 1)}
    found: dict[tuple[str, int], Prompt] = {}
    for key in sorted(modules, key=order_of):
        path, cell = path_of(key), key[1] if isinstance(key, tuple) else 0
        for text in modules[key].texts:
            if text.length < _LEAST or " " not in text.value:
                continue
            named = bool(_NAMED.search(text.target)) and not _NOT_NAMED.search(text.target)
            inline = (path, cell, text.line) in spans and text.length >= 2 * _LEAST
            if named or inline or _OPENING.match(text.value):
                kind = "inline" if inline else "constant"
                found.setdefault((path, text.line), Prompt(text.target, path, text.line, text.length, kind))
    return tuple(found[place] for place in sorted(found))
