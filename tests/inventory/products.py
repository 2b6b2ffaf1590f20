"""Small products for the tests of the inventory."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from readiness.inventory import AiCall, Inventory, collect
from readiness.inventory.names import Key
from readiness.languages import language_of, parse
from readiness.syntax import Module


def inventory(files: Mapping[str, str]) -> Inventory:
    """The inventory of a product given as path to text; texts are dedented."""
    modules: dict[Key, Module] = {}
    for path, text in files.items():
        language = language_of(path)
        if language:
            modules[path] = parse(language, dedent(text), path)
    return collect(modules, {path: dedent(text) for path, text in files.items() if not language_of(path)})


def only_call(files: Mapping[str, str]) -> AiCall:
    """The single call of a product."""
    calls = inventory(files).calls
    assert len(calls) == 1, [f"{c.path}:{c.line} {c.kind}" for c in calls]
    return calls[0]


def states(call: AiCall, *guards: str) -> list[str]:
    """The states of some guards of a call."""
    return [call.guards[guard].state for guard in guards]
