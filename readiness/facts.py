"""Facts: calls a detector by its dotted name, remembers what it found, and keeps a crash from spreading."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from readiness.conditions import Detect, Parameters
from readiness.model import Fact
from readiness.product import Product
from readiness.search import Pattern


class DetectorCrashed(Exception):
    """A detector raised. `args[0]` says which and how; its rules become errors, all others go on."""


def detector(name: str) -> Any:
    """The function that a dotted name addresses: `documents.section` is `section` in `readiness.detectors.documents`.

    Raises LookupError where there is no such module or public function.
    """
    module_name, _, function_name = name.partition(".")
    if not module_name.isidentifier() or not function_name.isidentifier() or function_name.startswith("_"):
        raise LookupError(name)
    try:
        module = importlib.import_module(f"readiness.detectors.{module_name}")
    except ModuleNotFoundError as error:
        raise LookupError(name) from error
    function = getattr(module, function_name, None)
    if not inspect.isfunction(function) or function.__module__ != module.__name__:
        raise LookupError(name)
    return function


def detector_names() -> tuple[str, ...]:
    """All detectors that a rule may name."""
    import pkgutil

    import readiness.detectors as package

    found = []
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"readiness.detectors.{info.name}")
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                if next(iter(inspect.signature(function).parameters), "") == "product":
                    found.append(f"{info.name}.{name}")
    return tuple(sorted(found))


def patterns_of(calls: Iterable[Detect]) -> Iterator[Pattern]:
    """The patterns that detector calls will look for, so that all are looked for in one pass.

    A detector module announces the constant ones as `PATTERNS`, and those that follow from a rule's parameters
    by `patterns_for(function, parameters)`.
    """
    seen = set()
    for call in calls:
        module_name, _, function = call.name.partition(".")
        if module_name not in seen:
            seen.add(module_name)
            yield from getattr(importlib.import_module(f"readiness.detectors.{module_name}"), "PATTERNS", ())
        yield from _following(module_name, function, call.parameters)


@lru_cache(maxsize=2048)
def _following(module_name: str, function: str, parameters: Parameters) -> tuple[Pattern, ...]:
    """The patterns that follow from a rule's parameters: the same for every repository."""
    follow = getattr(importlib.import_module(f"readiness.detectors.{module_name}"), "patterns_for", None)
    return tuple(follow(function, parameters)) if follow is not None else ()


class Facts:
    """The facts of one product: each detector call is made once, whoever asks."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self._known: dict[tuple[str, Parameters], Fact | DetectorCrashed] = {}

    def ask(self, name: str, parameters: Parameters) -> Fact:
        """The fact that a detector call gives. Raises DetectorCrashed where the detector raised."""
        key = (name, parameters)
        if key not in self._known:
            self._known[key] = self._call(name, parameters)
        known = self._known[key]
        if isinstance(known, DetectorCrashed):
            raise known
        return known

    def _call(self, name: str, parameters: Parameters) -> Fact | DetectorCrashed:
        try:
            fact = detector(name)(self.product, **dict(parameters))
        except RecursionError:
            return DetectorCrashed(f"{name}: nested too deeply")
        except Exception as error:  # a fault of ours must stay with the rules that asked
            return DetectorCrashed(f"{name}: {type(error).__name__}: {error}"[:300])
        if not isinstance(fact, Fact):
            return DetectorCrashed(f"{name}: gave {type(fact).__name__} instead of a fact")
        return fact
