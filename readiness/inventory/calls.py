"""Find the places where the product's own code asks a model through an SDK."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from readiness.compiling import compile_later
from readiness.inventory.clients import Resolver
from readiness.inventory.expressions import steps
from readiness.inventory.making import parents
from readiness.inventory.members import member, own_object
from readiness.inventory.names import Key, plain
from readiness.inventory.signals import CallShape, Sdk
from readiness.inventory.values import Client, External, Instance, Made, Routine
from readiness.syntax import Call, Module

_DOTTED = compile_later(r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$")
_BOUND_LATER = frozenset({"partial", "partialmethod", "bind"})
"""Functions that only prepare a call: what they give is called elsewhere."""
_METRICS = frozenset(
    "accuracy_score f1_score roc_auc_score classification_report confusion_matrix mean_squared_error "
    "mean_absolute_error r2_score precision_score recall_score cross_entropy log_loss".split()
)
_TRAINING = _METRICS | {
    "fit",
    "fit_transform",
    "train",
    "train_test_split",
    "cross_val_score",
    "cross_validate",
    "backward",
}
_STEPS_OF_TRAINING = compile_later(
    r"^(?:train|fit|validate|validation|evaluate|eval|test)(?:_model|_epoch|_one_epoch|_step|_loop)?$"
    r"|_(?:epoch|step)$|^_?(?:estimate|compute)_loss|^_?(?:run_)?(?:evaluation|validation|training)(?:_loop)?$"
    r"|(?:for|in)_train(?:ing)?_|_train_eval$|^_?map_\w*train"
)
_ANSWERS = compile_later(r"(?i)predict|infer|serv|classif|detect|generat|sampl|handle|call|score|embed|answer|run")
_SPLITS = compile_later(
    r"(?i)\b(?:x|features|data|df)_?(?:test|train|val|valid|dev|holdout)\b|^(?:test|val|train)_(?:x|features|data|df|ds|loader)\b"
)
_EXECUTORS = frozenset("to_thread run_in_executor run_in_threadpool run_sync submit sync_to_async apply_async".split())
"""Functions that run another in a thread or a process of a pool."""


@dataclass(frozen=True, slots=True)
class Found:
    """A call of an SDK, before its guards are read."""

    key: Key
    call: Call
    sdk: Sdk
    shape: CallShape
    made: tuple[Made, ...]
    named: str = ""
    provider: str = ""
    elsewhere: tuple[tuple[Made, ...], ...] = ()
    """Where the client's making is not seen: how the clients of its kind are made in the product."""


def sdk_calls(resolver: Resolver, key: Key, http: bool = False) -> list[Found]:
    """The SDK calls in one module (or those of HTTP clients), one for each statement, in the order of lines."""
    module = resolver.names.modules[key]
    sdks = tuple(sdk for sdk in resolver.used(key).possible if sdk.http == http)
    if not sdks:
        return []
    words = _words(sdks)
    imported = resolver.names.imported(key)
    bound = resolver.names.bound_names
    found: dict[tuple[int, str], Found] = {}
    asking = _words(tuple(sdk for sdk in sdks if sdk.remote and not http))
    handed = (given for call in module.calls for given in _handed_over(call, _last_in(call, words, asking)))
    for call in (*module.calls, *handed):
        last = _last(call.callee)
        last = imported[last][1] if last == call.callee and last in imported else last
        known = last in words or "*" in words
        if not known and last not in bound and not call.callee.endswith(")"):
            continue  # neither a method of an SDK's client, nor a name that can stand for one
        hit = _match(resolver, key, module, call, known)
        if hit is not None and hit.sdk.http == http and not _is_training(resolver, module, hit):
            place = (call.line, hit.shape.kind)
            if place not in found or len(found[place].call.callee) > len(call.callee):
                found[place] = hit
    return [found[place] for place in sorted(found)]


@lru_cache(maxsize=32)
def _words(sdks: tuple[Sdk, ...]) -> frozenset[str]:
    return frozenset(_last(shape.callee) for sdk in sdks for shape in sdk.calls)


def _last(callee: str) -> str:
    return callee if callee in ("()", "*") else plain(callee).rsplit(".", 1)[-1].removesuffix("()")


def _match(resolver: Resolver, key: Key, module: Module, call: Call, known: bool) -> Found | None:
    taken = steps(call.callee)
    if not taken:
        return None
    if known and (hit := _as_function(resolver, key, call)) is not None:
        return hit
    receiver = call.callee.rpartition(".")[0] if known else ""
    if receiver:
        value = resolver.value(key, receiver, call.function, call.line)
        if isinstance(value, Routine):  # read as an attribute: a decorator made a property of it
            value = resolver.returned(value, 0)
        if isinstance(value, Client):
            hit = _on_client(resolver, key, call, value, _last(call.callee))
            return hit or (_loose(resolver, key, module, call) if value.path else None)
        if isinstance(value, Instance):
            hit = _on_instance(resolver, key, call, value)
            return hit or (_loose(resolver, key, module, call) if _is_interface(resolver, value) else None)
        return _loose(resolver, key, module, call) if not isinstance(value, External) else None
    value = resolver.value(key, plain(call.callee), call.function, call.line)
    if (
        isinstance(value, Client)
        and _last(call.callee) not in value.sdk.derive
        and (value.path or not _is_made(value, call))
    ):
        hit = _on_client(resolver, key, call, value, "" if value.path else "()")
        if hit is not None:
            return hit
    loose = value is None or isinstance(value, Client)
    return _asked_itself(resolver, key, call) if loose and _is_named(call) else None


def _is_named(call: Call) -> bool:
    """Whether something with a name is called, no function of a module and no new object."""
    return "(" not in call.callee and not call.is_new and not _last(call.callee)[:1].isupper()


def _asked_itself(resolver: Resolver, key: Key, call: Call) -> Found | None:
    """A model of unknown making that is called itself, known by its name and what it is given (`model(**inputs)`)."""
    for sdk, shape in resolver.used(key).loose.get("()", ()):
        if sdk in resolver.imported_in(key) and re.search(shape.receiver, plain(call.callee)) and _holds(shape, call):
            return Found(key, call, sdk, shape, ())
    return None


def _is_interface(resolver: Resolver, value: Instance) -> bool:
    """Whether an object is typed as a Go interface, which the SDK's client fits without saying so."""
    module = resolver.names.modules[value.key]
    return module.language == "go" and module.classes[value.index].kind == "interface"


def _last_in(call: Call, every: frozenset[str], remote: frozenset[str]) -> frozenset[str]:
    """The methods that a call may be given: of all models where it is a thread pool's, else of those far away."""
    return every if call.callee.rsplit(".", 1)[-1] in _EXECUTORS else remote


def _handed_over(call: Call, words: frozenset[str]) -> list[Call]:
    """Methods that are given to a call for it to call them (`with_retries(client.chat, prompt)`), as calls."""
    found = []
    for argument in call.args if call.callee.rsplit(".", 1)[-1] not in _BOUND_LATER else ():
        if len(argument.text) > 100 or "." not in argument.text or "(" in argument.text:
            continue
        if _DOTTED.match(argument.text) and argument.text.rsplit(".", 1)[-1] in words:
            rest = tuple(other for other in call.args if other is not argument)
            found.append(
                replace(call, line=argument.line, callee=argument.text, args=rest, passed_to=call.callee, target="")
            )
    return found


def _is_made(client: Client, call: Call) -> bool:
    return any(made.call is call for made in client.made)


def _on_client(resolver: Resolver, key: Key, call: Call, client: Client, method: str) -> Found | None:
    if client.path == "()" and method != "()":
        return None
    path = f"{client.path}.{method}".strip(".")
    while path:
        for sdk in (client.sdk, *_twins(resolver, key, client)):
            for shape in sdk.shapes(path, client.group):
                if shape.callee == "*" and not _built(client, call):
                    continue
                if not shape.function and _holds(shape, call):
                    return Found(key, call, sdk, shape, client.made, client.named)
        if (hit := _distinct(resolver, key, call, path, client)) is not None:
            return hit
        first, _, rest = path.partition(".")
        path = rest if first in ("client", "_client", "aio", "api", "current") or first.startswith("_") else ""
    return None


def _built(client: Client, call: Call) -> bool:
    """Whether the client is finished, and the call none of the steps of its making."""
    return "(" not in call.callee and (not client.made or client.made[0].call.callee.endswith((".build", ".create")))


def _distinct(resolver: Resolver, key: Key, call: Call, path: str, client: Client) -> Found | None:
    """A path that only another SDK's clients have, on a client that holds one (`llm._client.responses.create`)."""
    if path.count(".") < 2:
        return None
    for sdk in resolver.sdks(key):
        for shape in sdk.calls:
            if (
                shape.loose == "repo"
                and "." in shape.callee
                and path.endswith(f".{shape.callee}")
                and _holds(shape, call)
            ):
                return Found(key, call, sdk, shape, client.made, client.named)
    return None


def _twins(resolver: Resolver, key: Key, client: Client) -> list[Sdk]:
    """Other SDKs whose clients are made in the same way (`boto3.client`)."""
    own = set(client.sdk.imports)
    return [
        sdk
        for sdk in resolver.sdks(key)
        if sdk is not client.sdk and own & set(sdk.imports) and client.group in sdk.clients.values()
    ]


def _on_instance(resolver: Resolver, key: Key, call: Call, value: Instance) -> Found | None:
    """A method of a class that derives from an SDK's, where the class does not define it itself."""
    method = _last(call.callee)
    found = member(resolver, value, method, 0)
    if isinstance(found, Client) and found.path:
        parent, _, name = found.path.rpartition(".")
        return _on_client(resolver, key, call, Client(found.sdk, found.group, parent, found.made, found.named), name)
    return None


def _as_function(resolver: Resolver, key: Key, call: Call) -> Found | None:
    """A function of an SDK, called by its name or on the SDK's module."""
    value = resolver.value(key, plain(call.callee), call.function, call.line) if "(" not in call.callee else None
    name = _last(call.callee)
    if value is None and name in (plain(call.callee), plain(call.callee).removeprefix("window.")):
        value = External(f"global:{name}", name)
    root, _, rest = plain(call.callee).partition(".")
    if value is None and rest and "(" not in call.callee and resolver.owners(key, root):
        if resolver.value(key, root, call.function, call.line) is None:  # imported by other means than an import
            value = External(root, rest)
    if isinstance(value, Routine) and is_request(resolver, value):
        value = External("global:fetch", "fetch")
    if not isinstance(value, External):
        return None
    for sdk in resolver.owning(key, value.module, value.path):
        for shape in sdk.calls:
            if shape.function and (value.path == shape.callee or value.path.endswith(f".{shape.callee}")):
                if _holds(shape, call):
                    return Found(
                        key, call, sdk, shape, () if sdk.http else parents(resolver, key, call, call.function, 0)
                    )
    return None


def is_request(resolver: Resolver, routine: Routine) -> bool:
    """Whether a function of the product stands in for the language's own request function (`fetch(url, ...)`)."""
    module = resolver.names.modules[routine.key]
    entry = module.functions[routine.index]
    first = entry.params[0].name.lower() if entry.params else ""
    named = entry.name.rsplit(".", 1)[-1] in ("fetch", "$fetch", "customFetch", "tauriFetch")
    return (
        module.language == "javascript" and named and first in ("url", "input", "path", "endpoint", "resource", "uri")
    )


def _loose(resolver: Resolver, key: Key, module: Module, call: Call) -> Found | None:
    """A call on something unknown that has a path that only an SDK's clients have."""
    path = plain(call.callee).replace("()", "")
    best: Found | None = None
    for sdk, shape in resolver.used(key).loose.get(path.rsplit(".", 1)[-1], ()):
        if not path.endswith(f".{shape.callee}"):
            continue
        here = sdk in resolver.imported_in(key)
        if not (here or (shape.loose == "repo" and sdk in resolver.used(key).imported)):
            continue
        rest = path[: -len(shape.callee) - 1]
        if shape.receiver and not re.search(shape.receiver, rest, re.IGNORECASE):
            continue
        if (here or best is None) and _holds(shape, call):
            best = Found(key, call, sdk, shape, ())
            if here:
                return best
    return best


def _holds(shape: CallShape, call: Call) -> bool:
    text = " ".join(f"{a.name or ''} {a.text}" for a in call.args)
    if shape.text and not re.search(shape.text, text):
        return False
    return not any(call.argument(name) for name in shape.not_with)


def _is_training(resolver: Resolver, module: Module, hit: Found) -> bool:
    """A prediction beside the fitting of the model or its metrics is part of training, not an answer of the product."""
    if hit.shape.kind != "predict":
        return False
    call = hit.call
    if any(_SPLITS.search(argument.text) for argument in call.args[:2]):
        return True
    if call.function < 0:
        is_loop = hit.sdk.name == "torch" and any(other.callee.endswith(".backward") for other in module.calls)
        return is_loop or (bool(call.target) and _is_measured(resolver, hit))
    near = {_last(c.callee) for c in module.calls if c.function == call.function}
    return bool(near & _TRAINING) or _is_step(resolver, module, hit)


def _is_measured(resolver: Resolver, hit: Found) -> bool:
    """Whether a metric is computed from what was predicted at the top of a file or notebook."""
    name = hit.call.target
    cells = resolver.names.neighbours(hit.key) if not isinstance(hit.key, str) else (hit.key,)
    every = (call for key in cells for call in resolver.names.modules[key].calls)
    return any(_last(call.callee) in _METRICS and any(a.text == name for a in call.args) for call in every)


def _is_step(resolver: Resolver, module: Module, hit: Found) -> bool:
    """Whether a network is asked within itself, or in a function of its training."""
    entry = module.functions[hit.call.function]
    if hit.call.callee.startswith(("self.", "super", "self(")) and hit.sdk.name == "torch":
        own = own_object(resolver, hit.key, hit.call.function, base=True)
        if isinstance(own, Client) and own.group == "network":
            return True
    if not any(call.callee.endswith(".backward") for call in module.calls):
        return bool(_STEPS_OF_TRAINING.search(entry.name)) and hit.sdk.name == "torch"
    return not _ANSWERS.search(entry.name)
