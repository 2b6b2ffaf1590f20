"""The files that call a model: those of the known calls or, where none could be read, those that name a model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from readiness.inventory import AiCall
from readiness.model import Evidence
from readiness.model_paths import below, ways
from readiness.product import Product
from readiness.sightings import sightings

_TESTS_OF_FACET = ("llm", "ai")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Files by their distance from the model; `known` is False where no call could be read."""

    calling: frozenset[str]
    near: frozenset[str]
    """The calling files and the product's own files that they import."""
    leading: frozenset[str]
    """Files that lead to the calls through imports."""
    known: bool


@lru_cache(maxsize=1)  # asked by many detectors of one product
def model_files(product: Product) -> ModelFiles:
    """The files around the model of a product."""
    calling = frozenset(call.path for call in product.inventory.calls)
    known = bool(calling)
    if not known:
        calling = frozenset(place.path for place in shown(product))
    return ModelFiles(calling, below(product, calling), ways(product).files, known)


def shown(product: Product) -> tuple[Evidence, ...]:
    """Where code shows that it has to do with models: their addresses and keys, else the evidence of its facets."""
    named = tuple(hit.evidence(says, False) for hit, says in sightings(product, "facet-generative"))
    found = tuple(place for place in named if _is_code(product, place.path))
    if found:
        return found
    for facet in _TESTS_OF_FACET:
        places = product.facets.get(facet, ())
        found = tuple(place for place in places if _is_code(product, place.path))
        if found:
            return found
    return ()


def is_local_only(product: Product) -> bool:
    """Whether models are asked on the product's own machine alone, or none is asked."""
    calls = product.inventory.calls
    return not any(call.remote for call in calls) if calls else not product.has("llm")


def place_of(call: AiCall, says: str, supports: bool) -> Evidence:
    """A call as evidence."""
    return Evidence(call.path, call.line, "", says, supports, call.cell)


def _is_code(product: Product, path: str) -> bool:
    file = product.snapshot.file(path)
    return file is not None and file.role in ("code", "example")
