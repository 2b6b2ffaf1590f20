"""Cut the scripts out of Vue, Svelte and Astro components, every line staying where it was."""

from __future__ import annotations

import re

from readiness.compiling import compile_later

_OPEN = compile_later(r"<script\b([^>]{0,500})>", re.IGNORECASE)
_CLOSE = compile_later(r"</script\s{0,20}>", re.IGNORECASE)
_NO_SCRIPT = compile_later(
    r"type\s{0,5}=\s{0,5}[\"']?(?:application/(?:ld\+)?json|text/(?:template|x-))", re.IGNORECASE
)
_FENCE = compile_later(r"^---[ \t]*\r?$", re.MULTILINE)
_VISIBLE = compile_later(r"[^\r\n]")


def scripts_only(text: str, extension: str) -> str:
    """The component with everything outside its scripts (and an Astro file's front matter) blanked."""
    ranges = _front_matter(text) if extension == ".astro" else []
    position = ranges[-1][1] if ranges else 0
    while opening := _OPEN.search(text, position):
        closing = _CLOSE.search(text, opening.end())
        end = closing.start() if closing else len(text)
        if not _NO_SCRIPT.search(opening[1]):
            ranges.append((opening.end(), end))
        position = closing.end() if closing else len(text)
    parts: list[str] = []
    position = 0
    for start, end in ranges:
        parts += [_VISIBLE.sub(" ", text[position:start]), text[start:end]]
        position = end
    return "".join(parts) + _VISIBLE.sub(" ", text[position:])


def is_javascript_x(text: str) -> bool:
    """Whether the component's scripts are declared as JSX or TSX."""
    return any(re.search(r"lang\s{0,5}=\s{0,5}[\"']?[jt]sx", m[1]) for m in _OPEN.finditer(text))


def _front_matter(text: str) -> list[tuple[int, int]]:
    opening = _FENCE.match(text.lstrip())
    if opening is None:
        return []
    start = len(text) - len(text.lstrip()) + opening.end()
    closing = _FENCE.search(text, start)
    return [(start, closing.start())] if closing else []
