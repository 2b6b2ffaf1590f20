"""Degradation: what a product still does for its users while its model is down."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Evidence, Fact
from readiness.model_paths import below, is_aside, takes_input, way_patterns, ways
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, files_of, patterns_named, sightings

SMALL_PART = 0.4  # of the code files reach the model: then the rest is a product of its own
FUNCTIONS = 3  # endpoints that take something and do without the model
SIZE = 12  # code files; below, there is no rest to speak of
_NOT_CODE = frozenset({"css", "sql", "html", "shell"})
_SCREEN = compile_later(
    r"(?i)\.(?:tsx|jsx|vue|svelte)$|(?:^|/)(?:components?|frontend|front-end|web-?app|[\w-]+-ui|ui|hooks|locales?|i18n)/"
)
_HOUSEKEEPING = compile_later(
    r"(?i)invit|profile|/status|statistic|dashboard|monitor|well-known|migrat|federat|oidc|saml|user-?pool|pg-?setup|"
    r"/(?:authentication|admin|setup|bootstrap)/|/list[A-Z]|\blist[A-Z]\w*"
)
_TEXT = compile_later(r"^\s*(?:import|from|using|use|[\"'`*#])")
_RESEARCH = compile_later(
    r"(?i)(?:^|/)[^/]*(?:train|evaluat|experiment|research|benchmark)[^/]*(?:/|\.\w+$)|(?:^|/)(?:components?|locales?|i18n)/"
)


def graceful(product: Product) -> Fact:
    """Whether something useful remains while the model is down: a substitute, a queue, a switch for the AI.

    Where other functions of some size simply go on, and the failure is told, it is half; where the AI is all, nothing.
    """
    way = ways(product)
    calls = product.inventory.calls
    close = way.callers | files_of(way.endpoints)
    others, share = _others(product, way.reaching)
    substitutes = [
        pair for pair in sightings(product, "degrade-substitute") if pair[0].path in close and _counts(pair[0])
    ]
    queued = _queued(product, way.callers)
    switches = [pair for pair in sightings(product, "degrade-switch") if _counts(pair[0])]
    handled = any(call.guards["errors_handled"].state == "yes" for call in calls if "errors_handled" in call.guards)
    failing = tuple(Evidence(c.path, c.line, "", "when this fails, the AI is gone", False, c.cell) for c in calls[:4])
    if queued:
        return Fact(1.0, queued, "the model is asked from a queue: work waits until it is back")
    if switches and others:
        return Fact(1.0, as_evidence(switches), "the AI can be switched off and the rest goes on")
    if substitutes and others:
        return Fact(1.0, as_evidence(substitutes), "something else answers while the model is down")
    if substitutes or switches:
        return Fact(
            0.5, as_evidence([*substitutes, *switches]) + failing, "there is a substitute or a switch for part of it"
        )
    if others and (handled or not calls):
        rest = tuple(
            hit.evidence("goes on without the model")
            for hit, _ in sightings(product, "endpoint")
            if hit.path not in way.reaching
        )[:4]
        return Fact(
            0.5,
            rest + failing,
            f"{round(100 * (1 - share))} % of the code does without the model; only the AI part stops",
        )
    return Fact(
        0.0,
        failing,
        "the AI is the whole product, and nothing stands in for it",
        ("substitutes", "queues", "switches", "caches"),
    )


def _others(product: Product, reaching: frozenset[str]) -> tuple[bool, float]:
    """Whether functions of some size do without the model, and the share of the code that reaches it."""
    code = [file.path for file in product.code if file.language not in _NOT_CODE and not _SCREEN.search(file.path)]
    if not product.inventory.calls or len(code) < SIZE:
        return False, 1.0
    share = len([path for path in code if path in reaching]) / len(code)
    apart = [
        hit
        for hit, _ in sightings(product, "endpoint")
        if hit.path not in reaching
        and takes_input(hit)
        and not is_aside(hit)
        and not _HOUSEKEEPING.search(f"{hit.path} {hit.text}")
    ]
    return share <= SMALL_PART and len(apart) >= FUNCTIONS, share


def _queued(product: Product, callers: frozenset[str]) -> tuple[Evidence, ...]:
    """Model calls in files that a queue or worker runs, where at least half of the calling files are such."""
    if not product.has("jobs"):
        return ()
    workers = files_of(sightings(product, "facet-jobs")) | {
        f.path for f in product.code if re.search(r"(?i)(?:^|/)(?:workers?|jobs|tasks|queues?|sidekiq|celery)/", f.path)
    }
    touched = below(product, frozenset(workers))
    waiting = sorted(callers & touched)
    if len(waiting) * 2 < len(callers):
        return ()
    return tuple(
        Evidence(c.path, c.line, "", "asked by a worker", True, c.cell)
        for c in product.inventory.calls
        if c.path in waiting
    )[:6]


def _counts(hit: Hit) -> bool:
    return not _TEXT.search(hit.text) and not _RESEARCH.search(hit.path)


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that `graceful` looks for, announced before the one pass."""
    return [*way_patterns(), *patterns_named(("degrade-switch", "degrade-substitute", "facet-jobs"))]
