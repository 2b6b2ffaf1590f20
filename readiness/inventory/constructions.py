"""How the clients of each SDK are made across the product, for calls whose own client's making is out of sight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from readiness.compiling import compile_later
from readiness.inventory.callers import Callers
from readiness.inventory.calls import Found
from readiness.inventory.clients import Resolver
from readiness.inventory.expressions import identifiers, is_name
from readiness.inventory.making import PASSED
from readiness.inventory.members import base_client
from readiness.inventory.names import Key, order_of, plain
from readiness.inventory.values import Client, External, Made

_PROVIDERS = frozenset({"Singleton", "Factory", "ThreadSafeSingleton", "ThreadLocalSingleton", "Resource"})
_STAND_IN = compile_later(r"(?i)mock|fake|dummy|stub")

Makings = Mapping[tuple[str, str], tuple[tuple[str, tuple[Made, ...]], ...]]
"""By SDK and group of clients: the class's name and the calls that made one."""


def makings(resolver: Resolver) -> Makings:
    """Every call in the product that makes a client of an SDK."""
    found: dict[tuple[str, str], list[tuple[str, tuple[Made, ...]]]] = defaultdict(list)
    derived = {
        name
        for name, places in resolver.names.classes.items()
        if any(resolver.names.modules[k].classes[i].bases and base_client(resolver, k, i) for k, i in places)
    }
    for key in sorted(resolver.names.modules, key=order_of):
        names = {name.rsplit(".", 1)[-1] for sdk in resolver.sdks(key) for name in sdk.clients} | derived
        for call in resolver.names.modules[key].calls:
            last = plain(call.callee).rsplit(".", 1)[-1]
            original = resolver.names.imported(key).get(last, ("", last))[1]
            finished = last == "build" and "uilder()" in call.callee
            if last in _PROVIDERS and (given := call.positional(0)) is not None:
                provided = resolver.value(key, given.text, call.function, call.line)
                client = resolver.type_client(key, provided) if isinstance(provided, External) else None
                if client is not None:
                    found[client.sdk.name, client.group].append((client.named, (Made(key, call),)))
                continue
            if last == call.callee and not names.isdisjoint(
                word for binding in resolver.names.bindings(key, last) for word in identifiers(binding.text[:120])
            ):
                last = original = next(iter(sorted(names)))  # a variable that holds the class
            if (last not in names and original not in names and not finished) or _STAND_IN.search(call.callee):
                continue
            if call.chained and last in ("builder", "newBuilder"):
                continue  # the end of the chain makes it
            value = resolver.result(key, call, 1)
            if isinstance(value, Client) and not value.path and value.made and value.made[0].call is call:
                found[value.sdk.name, value.group].append((value.named, value.made))
    return {place: tuple(made) for place, made in found.items()}


def with_makings(hit: Found, made: Makings, callers: Callers) -> Found:
    """The call with the makings of clients like its own, where its own is not known."""
    if hit.made:
        return replace(hit, elsewhere=_of_what_it_is_made_with(hit, made, callers))
    if hit.shape.function:
        return hit
    given = _given(callers, hit.key, hit.call.callee.split(".", 1)[0], hit.call.function, 0)
    if given:
        return replace(hit, elsewhere=tuple(given))
    groups = hit.shape.on or _groups(hit, made)
    alike = [row for group in groups for row in made.get((hit.sdk.name, group), ())]
    same = [row for row in alike if hit.named and row[0] == hit.named]
    found = tuple(calls for _, calls in (same or alike))
    return replace(hit, elsewhere=found or tuple(_given_to_the_object(callers, hit)))


def _of_what_it_is_made_with(hit: Found, made: Makings, callers: Callers) -> tuple[tuple[Made, ...], ...]:
    """How the model of a chain or agent may be made, where the chain's making is seen and the model's is not."""
    first = hit.made[0]
    for argument in first.call.args:
        if (argument.name or "") not in PASSED or not argument.text:
            continue
        value = callers.resolver.value(first.key, argument.text, first.call.function, first.call.line)
        if isinstance(value, Client) and not value.made and not value.path:
            groups = [
                group for name, group in made if name == value.sdk.name and group in (value.group or group, "llm")
            ]
            rows = [row for group in groups for row in made[value.sdk.name, group] if row[1][0].call is not first.call]
            return tuple(calls for _, calls in rows)
    return ()


def _groups(hit: Found, made: Makings) -> tuple[str, ...]:
    """The groups of clients that have such a call: by its name, else by its kind, else all."""
    shapes = [shape for shape in hit.sdk.calls if shape.on]
    same = [shape for shape in shapes if shape.callee == hit.shape.callee] or [
        shape for shape in shapes if shape.kind == hit.shape.kind
    ]
    found = {group for shape in same for group in shape.on}
    return tuple(sorted(found or {group for name, group in made if name == hit.sdk.name}))


def _given_to_the_object(callers: Callers, hit: Found) -> list[tuple[Made, ...]]:
    """How the clients were made that an object is given when it is made: `Summaries(model=ChatOpenAI(...))`."""
    mark, _, rest = plain(hit.call.callee).partition(".")
    names = callers.resolver.names
    owner = names.class_of(hit.key, hit.call.function) if mark in ("self", "this") else None
    if owner is None:
        return []
    attribute, functions = rest.split(".", 1)[0], names.modules[hit.key].functions
    for binding in names.bindings(hit.key, f"{mark}.{attribute}"):
        inside = binding.function >= 0 and functions[binding.function].class_name == owner.name
        if inside and is_name(binding.text):
            return _given(callers, hit.key, binding.text, binding.function, 0)
    for index, entry in enumerate(functions):  # TypeScript's constructor(private readonly client: OpenAI)
        if entry.class_name == owner.name and entry.name.endswith("constructor"):
            return _given(callers, hit.key, attribute, index, 0)
    return []


def _given(callers: Callers, key: Key, name: str, function: int, depth: int) -> list[tuple[Made, ...]]:
    """How the clients were made that callers give for a parameter."""
    module, found = callers.resolver.names.modules[key], []
    while function >= 0 and depth < 3:
        entry = module.functions[function]
        place = next((i for i, p in enumerate(entry.params) if p.name == name), -1)
        if place >= 0:
            index = place - (1 if entry.params[0].name in ("self", "cls") else 0)
            for frame in callers.of(key, function):
                argument = frame.call.argument(name) or frame.call.positional(index)
                if argument is None or not argument.text:
                    continue
                value = callers.resolver.value(frame.key, argument.text, frame.call.function, frame.call.line)
                if isinstance(value, Client) and value.made:
                    found.append(value.made)
                elif argument.text.isidentifier():
                    found += _given(callers, frame.key, argument.text, frame.call.function, depth + 1)
            return found[:12]
        function = entry.parent
    return found
