"""Which files are worth parsing for the inventory: those that hold a word of an SDK or host, and those around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from readiness.inventory.names import Key, Names, order_of
from readiness.inventory.signals import Signals, load
from readiness.resources import resource
from readiness.syntax import Module

_ENTRY = re.compile(r"(?i)exception_handler|errorhandler|ControllerAdvice|ExceptionHandler|setErrorHandler|maxDuration")


@lru_cache(maxsize=2)
def literals() -> tuple[str, ...]:
    """Words of which a file holds at least one where it makes a client or a call: imports, hosts and paths, sorted."""
    signals = load(resource("rules") / "signals")
    return _literals(signals)


def _literals(signals: Signals) -> tuple[str, ...]:
    words = set(signals.hosts) | set(signals.paths)
    for sdks in signals.sdks.values():
        for sdk in sdks:
            if not sdk.http:
                words |= {name.rstrip("*").rstrip("/") for name in sdk.imports if not name.startswith("global:")}
            words |= {shape.callee for shape in sdk.calls if shape.loose == "repo" and len(shape.callee) > 8}
    return tuple(sorted(word for word in words if len(word) > 1))


def interesting(text: str) -> bool:
    """Whether a file's text holds one of the words (as a substring, so that it is cheap and misses nothing)."""
    return any(word in text for word in literals()) or bool(_ENTRY.search(text))


def needs(modules: Mapping[Key, Module], rest: Iterable[str], levels: int = 3) -> tuple[str, ...]:
    """Of the paths not parsed yet, those that the parsed modules lead to or that are likely to call them.

    A path is named where a parsed module imports it, or where its stem is a word of an import. Ask again with the newly
    parsed modules until nothing is named, at most `levels` times; callers are found because they import what they call.
    """
    names = Names(modules)
    open_paths = sorted(rest)
    by_stem: dict[str, list[str]] = {}
    for path in open_paths:
        pure = PurePosixPath(path)
        stem = pure.parent.name if pure.stem in ("__init__", "index", "mod") else pure.stem
        by_stem.setdefault(stem, []).append(path)
    found: set[str] = set()
    for key in sorted(modules, key=order_of)[: 100_000 if levels else 0]:
        for entry in modules[key].imports:
            if names.files(key, entry.module):
                continue
            for word in {re.split(r"[./\\:]", entry.module)[-1], *(original for original, _ in entry.names)}:
                found.update(by_stem.get(word, ()))
    return tuple(sorted(found))
