"""Classes of the product: what their attributes and methods are, and which SDK class they derive from."""

from __future__ import annotations

from dataclasses import replace

from readiness.inventory.expressions import bare, steps
from readiness.inventory.names import Key
from readiness.inventory.values import DEPTH, Client, External, Follows, Instance, Routine, Value
from readiness.syntax import Class, Function, Module


def member(resolver: Follows, owner: Instance, name: str, depth: int) -> Value | None:
    """What an object's attribute or method is: bound in its class, typed as a field, injected, or inherited."""
    if depth > DEPTH:
        return None
    module = resolver.names.modules[owner.key]
    entry = module.classes[owner.index]
    spread = module.language in ("go", "csharp")  # a type's methods may stand in several files
    for other in resolver.names.neighbours(owner.key) if spread else (owner.key,):
        value = own_member(resolver, other, entry, name, depth)
        if value is not None:
            return value
    for base in entry.bases:
        value = resolver.walk(owner.key, steps(bare(base).split("[")[0].split("<")[0]), -1, entry.line, depth + 1)
        if isinstance(value, Instance) and (value.key, value.index) != (owner.key, owner.index):
            if (found := member(resolver, value, name, depth + 1)) is not None:
                return found
        if isinstance(value, External) and (client := resolver.type_client(owner.key, value)) is not None:
            return replace(client, path=f"{client.path}.{name}".lstrip("."))
    return None


def own_member(resolver: Follows, key: Key, entry: Class, name: str, depth: int) -> Value | None:
    module = resolver.names.modules[key]
    simple = _simple(entry.name)
    typed: Value | None = None
    for mark in ("self", "this", "cls", *_receivers(module, simple)):
        for binding in resolver.names.bindings(key, f"{mark}.{name}"):
            if binding.function < 0 or _simple(module.functions[binding.function].class_name or simple) == simple:
                value = resolver.bound(key, binding, depth)
                if isinstance(value, Client) and not value.made:
                    typed = typed or value
                elif value is not None and not isinstance(value, External):
                    return value
    for call in module.calls if module.language == "go" else ():
        if call.is_new and _simple(call.callee) == simple and (given := call.argument(name)) is not None:
            value = resolver.value(key, given.text, call.function, call.line, depth + 1)
            if isinstance(value, Instance) or (isinstance(value, Client) and value.made):
                return value
    for part in entry.fields:
        if part.name == name:
            for text in (part.value, part.annotation):
                value = resolver.value(key, text, -1, part.line, depth + 1) if text is part.value and text else None
                value = value if value is not None and not isinstance(value, External) else None
                value = value or resolver.typed(key, text, part.line, depth + 1)
                if value is not None:
                    return value if typed is None or not isinstance(value, Client) or value.made else typed
    for place, index in resolver.names.functions.get(name, ()):
        routine = module.functions[index] if place == key else None
        if routine is not None and _simple(routine.class_name) == simple:
            return resolver.returned(Routine(key, index), depth + 1) if _is_property(routine) else Routine(key, index)
    return typed


def base_client(resolver: Follows, key: Key, index: int, depth: int = 0) -> Client | None:
    """The SDK class that a class of the product derives from, as a client."""
    entry = resolver.names.modules[key].classes[index]
    for base in entry.bases if depth < 4 else ():
        name = bare(base).split("[")[0].split("<")[0].split("(")[0]
        value = resolver.walk(key, steps(name), -1, entry.line, 3)
        if isinstance(value, External) and (client := resolver.type_client(key, value)) is not None:
            return client
        if isinstance(value, Instance) and (value.key, value.index) != (key, index):
            if (client := base_client(resolver, value.key, value.index, depth + 1)) is not None:
                return client
    return None


def own_object(resolver: Follows, key: Key, function: int, base: bool) -> Value | None:
    owner = resolver.names.class_of(key, function)
    if owner is None:
        return None
    place = next(((k, i) for k, i in resolver.names.classes.get(_simple(owner.name), ())
                  if resolver.names.modules[k].classes[i] is owner), None)  # fmt: skip
    if place is None:
        return None
    return base_client(resolver, *place) if base else Instance(*place)


def is_receiver(resolver: Follows, key: Key, name: str, function: int) -> bool:
    """Whether a Go method calls its own object by this name, which is bound nowhere else."""
    module = resolver.names.modules[key]
    if module.language != "go" or function < 0 or resolver.names.class_of(key, function) is None:
        return False
    scope = function
    while scope >= 0:
        entry = module.functions[scope]
        if any(p.name == name for p in entry.params) or any(
            b.function == scope for b in resolver.names.bindings(key, name)
        ):
            return False
        scope = entry.parent
    top = any(b.function < 0 for b in resolver.names.bindings(key, name))
    return name not in resolver.names.imported(key) and not top


def shared_attribute(resolver: Follows, language: str, name: str, depth: int) -> Client | None:
    """The client that an attribute of this name holds wherever it is bound in the product (`app.state.openai`)."""
    modules = resolver.names.modules
    places = [place for place in resolver.names.attributes.get(name, ()) if modules[place[0]].language == language]
    found = [resolver.bound(key, b, depth + 1) for key, b in places] if 0 < len(places) <= 4 else []
    clients = [value for value in found if isinstance(value, Client) and not value.path]
    alike = len({(client.sdk.name, client.group) for client in clients}) == 1
    return clients[0] if alike and len(clients) * 2 >= len(found) else None


def _is_property(entry: Function) -> bool:
    return any(
        _simple(d.name) in ("property", "cached_property", "computed", "computed_field") for d in entry.decorators
    )


def _receivers(module: Module, simple: str) -> list[str]:
    """How a Go type's methods call their object, where that is a parameter."""
    if module.language != "go":
        return []
    found = {
        f.params[0].name for f in module.functions if _simple(f.class_name) == simple and f.params and f.params[0].name
    }
    return sorted(found - {"self", "this", "cls"})[:3]


def _simple(name: str) -> str:
    return name.rsplit(".", 1)[-1]
