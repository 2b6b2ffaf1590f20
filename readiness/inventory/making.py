"""How clients are made: by an SDK's class or factory, by injection, by a function that wraps one or keeps one."""

from __future__ import annotations

from readiness.inventory.expressions import Step, arguments
from readiness.inventory.names import Binding, Key
from readiness.inventory.signals import Sdk
from readiness.inventory.values import INJECTORS, Client, External, Follows, Instance, Made, Routine, Value
from readiness.syntax import Call, Function

PASSED = ("client", "llm", "model", "openai_client", "chat_model", "language_model", "chat", "embedding", "embeddings")
"""Names of arguments by which a client is handed on."""


def made_of(
    resolver: Follows, key: Key, head: External, taken: tuple[Step, ...], function: int, line: int, depth: int
) -> Value | None:
    """A call of a package's name: the client of an SDK that it makes, or what it injects."""
    name = _simple(head.path or taken[-1].name)
    full = head.path or taken[-1].name
    for sdk in resolver.owning(key, head.module, full):
        group = _group(sdk, full) or sdk.clients.get(f"{head.module}.{full}")
        if group is not None:
            made = call_at(resolver, key, taken, line)
            own = (Made(key, made),) if made else ()
            return Client(sdk, group, "", own + parents(resolver, key, made, function, depth), name)
    if name in INJECTORS:
        for _, text in arguments(taken[-1].args):
            value = resolver.value(key, text, function, line, depth + 1)
            if isinstance(value, Routine):
                value = resolver.returned(value, depth + 1)
            if isinstance(value, Instance):
                return Instance(value.key, value.index)
            if isinstance(value, Client):
                return value
    return head


def parents(resolver: Follows, key: Key, made: Call | None, function: int, depth: int) -> tuple[Made, ...]:
    """How the clients that a call is given were made: an agent has the limits of its model."""
    found: list[Made] = []
    for argument in made.args[:20] if made else ():
        if (len(argument.text) > 200 or not argument.text) or argument.text[0] in "\"'`[{0123456789":
            continue
        value = resolver.value(key, argument.text, function, argument.line, depth + 2)
        if isinstance(value, Client):
            found += value.made
    return tuple(found)


def passed_on(resolver: Follows, key: Key, call: Call, depth: int) -> Value | None:
    """An unknown call that is given a client is taken to give it back, wrapped (`instructor.from_openai(client)`)."""
    last = call.callee.rsplit(".", 1)[-1]
    for argument in call.args[:6]:
        if argument.name is not None and argument.name not in PASSED:
            continue
        if last in INJECTORS or argument.position in (0, -1) or argument.name:
            value = resolver.value(key, argument.text, call.function, call.line, depth + 1)
            if isinstance(value, Routine) and last in INJECTORS:
                value = resolver.returned(value, depth + 1)
            if isinstance(value, Instance) and value.is_class and last in INJECTORS:
                value = Instance(value.key, value.index)
            if isinstance(value, Client) or (last in INJECTORS and isinstance(value, Instance)):
                return value
    return None


def call_at(resolver: Follows, key: Key, taken: tuple[Step, ...], line: int) -> Call | None:
    dotted = ".".join(step.name for step in taken)
    return min(resolver.names.called(key, dotted), key=lambda call: (abs(call.line - line), call.line), default=None)


def set_later(resolver: Follows, key: Key, name: str, function: int, found: list[Binding], depth: int) -> Value | None:
    """The client that a function puts into a variable of its file (`global model`; JavaScript's `let model;`)."""
    module = resolver.names.modules[key]
    is_declared = any(binding.function < 0 for binding in found)
    if module.language not in ("python", "javascript") or not (is_declared or module.language == "javascript"):
        return None
    scope = function
    while scope >= 0:
        entry = module.functions[scope]
        if any(p.name.lstrip("*.") == name for p in entry.params) or any(b.function == scope for b in found):
            return None
        scope = entry.parent
    if function < 0 and not is_declared:
        return None
    inside = (resolver.bound(key, binding, depth + 1) for binding in found if binding.function >= 0)
    values = [value for value in inside if isinstance(value, Client) and not value.path]
    return values[0] if len({(value.sdk.name, value.group) for value in values}) == 1 else None


def handed_in(resolver: Follows, key: Key, entry: Function, name: str, depth: int) -> Value | None:
    """The model of this process, or the object of the product, that a parameter without a type is given by callers."""
    if depth > 8 or resolver.names.modules[key].language not in ("python", "javascript"):
        return None
    names = [parameter.name for parameter in entry.params]
    is_method = bool(names) and names[0] in ("self", "cls")
    for place, call in resolver.names.calls_of.get(entry.name.rsplit(".", 1)[-1], ()):
        given = call.argument(name) or call.positional(names.index(name) - is_method) if name in names else None
        if given is None or not given.text or len(given.text) > 100 or given.text[0] in "\"'`[{(0123456789":
            continue
        value = resolver.value(place, given.text, call.function, call.line, depth + 2)
        if isinstance(value, Instance) or (isinstance(value, Client) and not value.sdk.remote and not value.path):
            return value
    return None


def _group(sdk: Sdk, path: str) -> str | None:
    """The group of clients that a call of this name makes; `X.builder()` begins an X."""
    owner, _, last = path.rpartition(".")
    if last in ("builder", "Builder", "newBuilder", "create", "fromEnv", "withDefaults") and sdk.language == "java":
        found = sdk.clients.get(path) or sdk.clients.get(_simple(owner))
        if found is not None:
            return found
    return sdk.group(path)


def _simple(name: str) -> str:
    return name.rsplit(".", 1)[-1]
