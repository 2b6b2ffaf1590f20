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
_BELOW_BADGES = 50  # the lines in which it does so below pictures and announcements, in its title
_TITLE = compile_later(r"^\s*(?:#{1,2}\s|<h[12]\b)")


def only_passes_calls_on(product: Product) -> Fact:
    """Whether the README's opening calls it a gateway or proxy of models, and its code takes calls as such."""
    routes = sightings(product, "gateway-route")
    words = sightings(product, "gateway-word")
    opening = [(hit, says) for hit, says in words if _README.search(hit.path) and hit.line <= _BELOW_BADGES]
    titles = [(hit, says) for hit, says in opening if _TITLE.search(hit.text)]
    named = (*titles, *((hit, says) for hit, says in opening if hit.line <= _TOP))
    if not (routes and named) or (product.has("rag") and not titles):
        return Fact(0.0)
    return Fact(1.0, as_evidence((*named, *routes[:3])), "a gateway that passes other people's calls on")
