"""What the product is: served or not, with which facets. Used where a rule's own subject may be absent."""

from __future__ import annotations

from readiness.model import Fact
from readiness.product import Product
from readiness.settings import LACKING


def serves(product: Product) -> Fact:
    """Whether anything is served or worked at: a service, a ui or jobs."""
    for facet in ("service", "ui", "jobs"):
        if product.has(facet):
            return Fact(1.0, product.facets[facet][:1], f"it has the facet {facet}")
    return Fact(0.0, (), "nothing is served: no service, no screen, no jobs")


def has(product: Product, *, facet: str) -> Fact:
    """Whether the product has a facet."""
    if product.has(facet):
        return Fact(1.0, product.facets[facet][:1], f"it has the facet {facet}")
    return Fact(0.0, (), LACKING.get(facet, f"it lacks the facet {facet}"))


def only_command_line(product: Product) -> Fact:
    """Whether the product's only interface is a command line."""
    if not product.has("ui"):
        return Fact(0.0)
    evidence = product.facets["ui"]
    only = bool(evidence) and all("command line" in item.says for item in evidence)
    return Fact(float(only), evidence[:1], "the only interface is a command line" if only else "")


def has_own_code(product: Product) -> Fact:
    """Whether the repository holds code of its own, not only the deployment of others' images."""
    if product.code:
        return Fact(1.0)
    return Fact(0.0, (), "it deploys images of others and holds no code of its own")
