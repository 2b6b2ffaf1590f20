"""For which deployed parts memory and CPU are set."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.conditions import Parameters
from readiness.deployments import is_aside, is_development, is_orphan, own_services, own_workloads
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Pattern
from readiness.sightings import first_places, patterns_named

_USED = ("size-set", "size-by-command", "size-implied", "size-in-documents", "imperative-deploy")
_LOOKED = ("compose limits", "Kubernetes resources", "platform files", "deploy commands")


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return patterns_named(_USED)


def limited(product: Product) -> Fact:
    """For how many of the deployed parts memory or CPU are set.

    In part where only some deployments say so, or only a plan, a GPU, a sample or a document does.
    """
    parts = [*_of_workloads(product), *_of_services(product), *_of_commands(product)]
    yes, no = [e for e in parts if e.supports], [e for e in parts if not e.supports]
    elsewhere = [e for e in first_places(product, "size-set") if _counts(product, e.path)]
    if elsewhere:
        says = "memory or CPU are set" if yes or not no else "one way to deploy sets memory or CPU, another does not"
        return Fact(1.0 if yes or not no else 0.5, tuple(elsewhere[:6] + yes[:3] + no[:3]), says)
    if yes:
        k, n = len(yes), len(parts)
        return Fact(k / n, tuple(yes + no), f"{k} of {n} deployed parts have memory or CPU set", (), k, n)
    implied = [*first_places(product, "size-implied"), *first_places(product, "size-in-documents")]
    if implied:
        return Fact(0.5, tuple(implied[:6] + no[:3]), implied[0].says)
    return Fact(0.0, tuple(no[:6]), "no memory or CPU is set for any part", _LOOKED)


def _counts(product: Product, path: str) -> bool:
    """Whether a setting of size speaks for a part that is not counted one by one already, nor for a disk or a trial."""
    counted = path in product.compose or any(path == where for where, item in product.kubernetes if item.containers)
    aside = is_aside(path) or is_development(path) or bool(re.search(r"(?i)pvc|persistentvolume", path))
    return not counted and not aside and not is_orphan(product, path)


def _of_workloads(product: Product) -> list[Evidence]:
    found = []
    for path, item in own_workloads(product):
        for container in item.containers:
            sized = bool(container.requests or container.limits or container.resources)
            says = "has requests or limits" if sized else "has no requests or limits"
            if not container.is_init:
                found.append(Evidence(path, container.line, f"name: {container.name}", says, sized))
    return found


def _of_services(product: Product) -> list[Evidence]:
    found = {}
    for own in own_services(product):
        name, line = own.service.name, own.service.memory[1] or own.service.cpus[1]
        says = f"{name} has memory or CPU limits" if line else f"{name} has no limits"
        found[(own.path, name)] = Evidence(own.path, line or own.service.line, f"{name}:", says, bool(line))
    return list(found.values())


def _of_commands(product: Product) -> list[Evidence]:
    """Deploy commands of serverless platforms, by file: with and without a size."""
    sized = first_places(product, "size-by-command")
    known = {place.path for place in sized}
    bare = [e for e in first_places(product, "imperative-deploy") if e.path not in known and not e.path.endswith(".md")]
    return sized + [Evidence(e.path, e.line, e.snippet, "the deploy command sets no size", False) for e in bare]
