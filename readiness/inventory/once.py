"""Guards that a product gives once to every call of an SDK: a dispatcher for all requests, defaults of a library."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.inventory.around import Around
from readiness.inventory.calls import Found
from readiness.inventory.model import Guard
from readiness.inventory.names import Key, order_of, path_of, plain
from readiness.inventory.signals import SetUp
from readiness.syntax import Call

_SHELVES = frozenset({"apps", "packages", "services", "libs", "projects", "modules"})
"""Folders whose folders are programs of their own."""


def set_up_once(found: Found, around: Around, guard: str) -> Guard | None:
    """Where the program that a call is in gives the guard to all such calls, None where it does not."""
    ways = [way for way in found.sdk.set_up if way.guard == guard and _is_of(way, found, around)]
    modules = around.callers.resolver.names.modules
    for key in sorted(modules, key=order_of) if ways else ():
        if modules[key].language != found.sdk.language or not _same_program(path_of(key), path_of(found.key)):
            continue
        for way in ways:
            told = next(_told(way, key, around), None)
            if told is not None and told.state == "yes":
                return told
    return None


def _is_of(way: SetUp, found: Found, around: Around) -> bool:
    """Whether a call, or what makes its client, is one that the way is meant for."""
    places = [(found.key, found.call), *((made.key, made.call) for made in found.made)]
    return not way.of or any(re.search(way.of, _whole_name(around, key, call.callee)) for key, call in places)


def _told(way: SetUp, key: Key, around: Around) -> Iterator[Guard]:
    names, last = around.callers.resolver.names, (way.call or way.sets).rpartition(".")[2]
    for call in names.modules[key].calls if way.call else ():
        if plain(call.callee).endswith(last) and _whole_name(around, key, call.callee) == way.call:
            if _runs(around, key, call) and (told := _given(way, key, call, around)) is not None:
                yield told
    for entry in names.modules[key].assignments if way.sets else ():
        if entry.target.endswith(last) and _whole_name(around, key, entry.target) == way.sets:
            if not re.match(r"(?i)(?:0+|none|null|undefined|false)$", entry.text.strip()):
                yield Guard("yes", path_of(key), entry.line, f"{entry.target} = {entry.text[:40]}")


def _given(way: SetUp, key: Key, call: Call, around: Around) -> Guard | None:
    if way.options:
        return around.options.read(key, call, way.guard, way.options)
    return around.options.first(key, call, way.guard)


def _runs(around: Around, key: Key, call: Call) -> bool:
    """Whether a call stands where a module is loaded, or in a function that something calls or is given."""
    if call.function < 0:
        return True
    owner, index = around.callers.outermost(key, call.function)
    module = around.module(owner)
    name = module.functions[index].name.rsplit(".", 1)[-1]
    exported = any(name in (public, inner) for public, inner in module.exports)
    return exported or any(around.callers.of(owner, index)) or module.functions[index].name.startswith("<")


def _whole_name(around: Around, key: Key, dotted: str) -> str:
    """A name with the package that its first part is imported from (`axios.defaults`, `undici.setGlobalDispatcher`)."""
    head, _, rest = plain(dotted).partition(".")
    source, original = around.callers.resolver.names.imported(key).get(head, ("", ""))
    if not source:
        return plain(dotted)
    return ".".join(part for part in (source, "" if original in ("*", "default") else original, rest) if part)


def _same_program(one: str, other: str) -> bool:
    """Whether two files belong to one program, as far as their folders tell; what stands at the top is part of all."""
    first, second = one.split("/")[:-1], other.split("/")[:-1]
    if not first or not second:
        return True
    depth = 2 if first[0] in _SHELVES else 1
    return first[:depth] == second[:depth]
