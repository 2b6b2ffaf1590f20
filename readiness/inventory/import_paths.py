"""Where imports lead by their text: places of modules, names that are bound, paths that are alike."""

from __future__ import annotations

import re
from posixpath import basename, dirname, join, normpath

JS_ENDINGS = (".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs", ".cts", ".cjs", ".vue", ".svelte", ".astro")
INDEX = ("__init__", "index", "mod")


def python_place(here: str, module: str) -> tuple[str, bool]:
    """The place that a Python import names, seen from a folder, and whether it is relative."""
    dots = len(module) - len(module.lstrip("."))
    place = module.lstrip(".").replace(".", "/")
    if not dots:
        return place, False
    base = here
    for _ in range(dots - 1):
        base = dirname(base)
    return normpath(join(base, place)) if place else base, True


def without_ending(module: str) -> str:
    """A JavaScript import without the ending of its file."""
    for ending in JS_ENDINGS:
        if module.endswith(ending):
            return module[: -len(ending)]
    return module.removesuffix("/")


def stem_of(path: str) -> str:
    """A path without its ending; a folder's own file goes by the folder."""
    stem = path.rsplit(".", 1)[0]
    return dirname(stem) if basename(stem) in INDEX else stem


def bound_name(module: str, language: str) -> str:
    """The name that an import binds where it gives none itself."""
    if language == "go":
        parts = module.split("/")
        name = parts[-2] if re.fullmatch(r"v\d+", parts[-1]) and len(parts) > 1 else parts[-1]
        return name.removeprefix("go-").removesuffix("-go").rsplit(".", 1)[0]
    return re.split(r"[./\\:]", module)[-1]


def shared(one: list[str], two: list[str]) -> int:
    """How many parts two paths begin with in common."""
    count = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        count += 1
    return count
