"""Guards that hold for every call of a product: tracing switched on, a cache set, a gateway's configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readiness.inventory.guard_words import GuardWords
from readiness.inventory.model import Guard
from readiness.inventory.names import Key, order_of, path_of, plain
from readiness.syntax import Module

_SHARED = ("traced", "cached", "fallback", "moderated")
_SWITCHED_OFF = re.compile(r"(?i)[=:]\s*[\"']?(?:false|0|off|no|none|null)?[\"']?\s*(?:#.*)?$")


def everywhere(modules: Mapping[Key, Module], configs: Mapping[str, str], words: GuardWords) -> dict[str, Guard]:
    """The guards that the product sets up once for all its calls, with where."""
    found: dict[str, Guard] = {}
    for key in sorted(modules, key=order_of):
        module = modules[key]
        for guard in _SHARED:
            if guard in found:
                continue
            for call in module.calls:
                if words.has(guard, "everywhere", [plain(call.callee).removesuffix("()")]):
                    found[guard] = Guard("yes", path_of(key), call.line, call.callee[-60:])
                    break
            for entry in module.imports if guard not in found else ():
                if words.has(guard, "imports", [entry.module]):
                    found[guard] = Guard("yes", path_of(key), entry.line, f"imports {entry.module}")
                    break
    for path in sorted(configs):
        for number, line in enumerate(configs[path].splitlines(), 1):
            for guard in _SHARED:
                if guard not in found and words.has(guard, "settings", [line[:400]]):
                    if not line.lstrip().startswith(("#", "//")) and not _SWITCHED_OFF.search(line[:400]):
                        found[guard] = Guard("yes", path, number, line.strip()[:60])
    return found
