"""Whether a product is a gateway: it passes other people's model calls on and has no answers of its own."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.model import Fact
from readiness.product import Product
from readiness.search import Hit
from readiness.sightings import as_evidence, patterns_named, sightings

PATTERNS = (*patterns_named(("gateway-route", "gateway-word", "inference-route", "inference-word")),)
_README = compile_later(r"^readme(?:\.\w+)?$", re.I)
_TOP = 15  # lines of the README in which a product says what it is
_BELOW_BADGES = 50  # the lines in which it does so below pictures and announcements, in its title
_TITLE = compile_later(r"^\s*(?:#{1,2}\s|<h[12]\b)")


def only_passes_calls_on(product: Product) -> Fact:
    """Whether the README's opening calls it a gateway or proxy of models, and its code takes calls as such."""
    routes = sightings(product, "gateway-route")
    titles, named = _opening(product, "gateway-word")
    if not (routes and named) or (product.has("rag") and not titles):
        return Fact(0.0)
    return Fact(1.0, as_evidence((*named, *routes[:3])), "a gateway that passes other people's calls on")


def takes_others_calls(product: Product) -> Fact:
    """Whether it is a gateway, whatever else it does, or a server or platform for models that others bring.

    What is asked, of which model and with which sampling, is then the callers' matter.
    """
    passed, called = sightings(product, "gateway-route"), _opening(product, "gateway-word")[1]
    if passed and called:
        return Fact(1.0, as_evidence((*called, *passed[:3])), "a gateway that takes other people's calls")
    asked, named = sightings(product, "inference-route"), _opening(product, "inference-word")[1]
    if asked and named and not product.has("rag"):
        return Fact(1.0, as_evidence((*named, *asked[:3])), "a server of models that others bring")
    return Fact(0.0)


def is_gateway(product: Product) -> Fact:
    """Whether a gateway is one of the things that it is, as its README's opening says and its routes show."""
    found = takes_others_calls(product)
    return found if found.says.startswith("a gateway") else Fact(0.0)


_Seen = tuple[tuple[Hit, str], ...]


def _opening(product: Product, signal: str) -> tuple[_Seen, _Seen]:
    """Where the README's opening says a word: in its titles, and in these or its first lines."""
    words = [(hit, says) for hit, says in sightings(product, signal) if _README.search(hit.path)]
    opening = [(hit, says) for hit, says in words if hit.line <= _BELOW_BADGES]
    titles = tuple((hit, says) for hit, says in opening if _TITLE.search(hit.text))
    return titles, (*titles, *((hit, says) for hit, says in opening if hit.line <= _TOP))
