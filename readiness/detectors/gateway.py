"""Whether a product is a gateway: it passes other people's model calls on and has no answers of its own."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.model import Fact
from readiness.product import Product
from readiness.sightings import as_evidence, patterns_named, sightings

PATTERNS = (*patterns_named(("gateway-route", "gateway-word")),)
_README = compile_later(r"^readme(?:\.\w+)?$", re.I)
_TOP = 15  # lines of the README in which a product says what it is


def only_passes_calls_on(product: Product) -> Fact:
    """Whether the README's opening calls it a gateway or proxy of models, and its code takes calls as such."""
    if product.has("rag"):
        return Fact(0.0)
    routes = sightings(product, "gateway-route")
    words = sightings(product, "gateway-word")
    named = tuple((hit, says) for hit, says in words if _README.search(hit.path) and hit.line <= _TOP)
    if not (routes and named):
        return Fact(0.0)
    return Fact(1.0, as_evidence((*named, *routes[:3])), "a gateway that passes other people's calls on")
