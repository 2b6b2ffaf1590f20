"""Turn one source file into the neutral `Module` shape, by the module in this package named after its language."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePosixPath

from readiness.syntax import Module

_LANGUAGE_OF_EXTENSION = {
    extension: language
    for language, extensions in {
        "python": ".py .pyi .pyw",
        "javascript": ".js .jsx .mjs .cjs .ts .tsx .mts .cts .vue .svelte .astro",
        "go": ".go",
        "java": ".java",
        "csharp": ".cs",
        "ruby": ".rb .rake .ru",
        "rust": ".rs",
        "php": ".php",
        "kotlin": ".kt .kts",
    }.items()
    for extension in extensions.split()
}


def language_of(path: str | PurePosixPath) -> str | None:
    """The language of a path by its extension (case does not matter), or None for what no language module reads."""
    return _LANGUAGE_OF_EXTENSION.get(PurePosixPath(path).suffix.lower())


def parse(language: str, text: str, path: str) -> Module:
    """Parse the text as the language; never raises: what cannot be read is a `Module` with `ok=False`."""
    try:
        reader: Callable[[str, str], Module] = import_module(f"readiness.languages.{language}").parse
        return reader(text, path)
    except Exception:
        return Module(language=language, ok=False)


def version(language: str) -> int:
    """The version of the language module's output (0 where there is none); facts cached per file are keyed by it."""
    try:
        return int(import_module(f"readiness.languages.{language}").VERSION)
    except ImportError:
        return 0
