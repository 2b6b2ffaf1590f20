"""Limits and retries that a product gives to all clients of a kind: an SDK's module settings, HTTP clients of .NET."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.inventory.around import Around
from readiness.inventory.calls import Found
from readiness.inventory.model import Guard
from readiness.inventory.names import order_of, path_of, plain
from readiness.inventory.once import set_up_once
from readiness.syntax import Module

_OFF = compile_later(r"(?i)^(?:none|null|nil|0|0\.0|false)$")


def equipped(found: Found, around: Around, guard: str) -> Guard | None:
    """Where the product sets the guard for all calls of the SDK, None where it does not."""
    if (once := set_up_once(found, around, guard)) is not None:
        return once
    if found.sdk.language == "python":
        return _of_module(found, around, guard)
    if found.sdk.language == "csharp" and (found.sdk.http or handed(found, around, guard) is not None):
        return _of_http_clients(found, around, guard)
    return None


def _of_module(found: Found, around: Around, guard: str) -> Guard | None:
    """A setting of the SDK's module, which its functions follow: `openai.timeout = 30`."""
    names = around.callers.resolver.names
    options = found.sdk.options.get(guard, ())
    for key in sorted(names.modules, key=order_of) if found.shape.function and not found.sdk.http else ():
        module = names.modules[key]
        if module.language != "python":
            continue
        bound = [
            local for local, (source, name) in names.imported(key).items() if name == "*" and found.sdk.owns(source)
        ]
        for local in bound:
            for option in options:
                for binding in names.bindings(key, f"{local}.{option}"):
                    if not _OFF.match(binding.text.strip()):
                        return Guard("yes", path_of(key), binding.line, f"{local}.{option} = {binding.text[:40]}")
    return None


def _of_http_clients(found: Found, around: Around, guard: str) -> Guard | None:
    """What .NET's factory gives to the HTTP clients that it makes: resilience handlers, a time limit."""
    modules = around.callers.resolver.names.modules
    for key in sorted(modules, key=order_of):
        for call in modules[key].calls if modules[key].language == "csharp" else ():
            if around.words.has(guard, "clients", [plain(call.callee)]):
                return Guard("yes", path_of(key), call.line, call.callee[-60:])
            if guard == "timeout" and call.callee.endswith((".AddHttpClient", ".ConfigureHttpClient")):
                if line := _timeout_within(modules[key], call.line, call.end_line):
                    return Guard("yes", path_of(key), line, "the time limit of the HTTP client")
    return None


def _timeout_within(module: Module, first: int, last: int) -> int:
    rows = [(entry.line, entry.target) for entry in module.assignments]
    rows += [(call.line, call.target) for call in module.calls]
    return next((line for line, target in rows if first <= line <= last and target.endswith(".Timeout")), 0)


def handed(found: Found, around: Around, guard: str) -> Guard | None:
    """What an SDK does by itself where it is handed something that changes its defaults."""
    modules = around.callers.resolver.names.modules
    for rule in found.sdk.handed:
        told = dict(rule.defaults).get(guard)
        for key in sorted(modules, key=order_of) if told is not None else ():
            for call in modules[key].calls if modules[key].language == found.sdk.language else ():
                if not re.search(rule.to, plain(call.callee)):
                    continue
                given = next((a for a in call.args if re.search(rule.argument, a.name or a.text)), None)
                if told is not None and given is not None:
                    return Guard(told.state, path_of(key), given.line, told.says)
    return None
