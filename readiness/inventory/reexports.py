"""Imports and re-exports: what a name is that comes from another file of the product or from a package."""

from __future__ import annotations

from readiness.inventory.names import Key
from readiness.inventory.values import DEPTH, External, Follows, Instance, Routine, Value


def imported(resolver: Follows, key: Key, module: str, name: str, depth: int) -> Value | None:
    """What an imported name is: the product's own where the import leads there, else a name of a package."""
    if depth > DEPTH:
        return None
    if not resolver.names.hides(key, module) and (
        resolver.owners(key, module) or (name != "*" and resolver.owners(key, f"{module}.{name}"))
    ):
        return External(module, "" if name == "*" else name)
    for file in resolver.names.files(key, module):
        if name == "*":
            return External(f"#{module}", "")
        if (value := exported(resolver, file, name, depth + 1)) is not None:
            return value
    for file in (
        resolver.names.files(key, f"{module}.{name}") if resolver.names.modules[key].language != "javascript" else ()
    ):
        if (own := resolver.names.own(file, name)) is not None:
            return Instance(own[1], own[2], is_class=True) if own[0] == "class" else Routine(own[1], own[2])
        return External(f"#{module}.{name}", "")
    return External(module, "" if name == "*" else name)


def exported(resolver: Follows, file: Key, name: str, depth: int) -> Value | None:
    """What a module of the product's own gives under a name, re-exports followed."""
    if depth > DEPTH:
        return None
    local = name
    for public, inner in resolver.names.modules[file].exports:
        if public == name or public == "*":
            module, mark, original = inner.partition("#")
            if mark:
                original = name if original in ("*", "") else original
                if (value := imported(resolver, file, module, original, depth + 1)) is not None:
                    if not (isinstance(value, External) and public == "*"):
                        return value
            elif public == name:
                local = inner
    return resolver.local(file, local, -1, 10**9, depth + 1) or resolver.from_outside(file, local, -1, 10**9, depth + 1)
