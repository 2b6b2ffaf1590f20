"""Whether the product meets users where they work: a documented interface, or a place inside the tools they use."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.model import Fact
from readiness.product import Product
from readiness.prose import document_paths
from readiness.search import Hit
from readiness.sightings import as_evidence, patterns_named, sightings

PATTERNS = (
    *patterns_named(
        (
            "works-inside",
            "own-interface",
            "interface-documented",
            "integration-described",
            "api-description",
            "library-use",
        )
    ),
)
_EXTENSION = compile_later(
    r"(?:^|/)(?:manifest\.json|plugin\.xml|slack[-_]?manifest\.\w+|manifest\.xml|appPackage/manifest\.json)$", re.I
)
_STRONG = ("an MCP server", "it answers in people's chat", "a browser extension", "a plugin")


def meets_users(product: Product) -> Fact:
    """Whether there is a documented interface, a package that others import, or a place in other tools.

    In part where there is an interface that nobody describes.
    """
    known = set(document_paths(product))
    inside = [(hit, says) for hit, says in sightings(product, "works-inside") if not _is_of_extension_store(hit)]
    strong = [(hit, says) for hit, says in inside if says.startswith(_STRONG)]
    interface = sightings(product, "own-interface")
    documented = [(hit, says) for hit, says in sightings(product, "interface-documented") if hit.path in known]
    described = [(hit, says) for hit, says in sightings(product, "integration-described") if hit.path in known]
    written = sightings(product, "api-description")
    package = _own_package(product, known)
    if strong:
        return Fact(1.0, as_evidence((*strong, *documented[:2])), strong[0][1])
    if interface and (written or len(documented) >= 2):
        return Fact(
            1.0, as_evidence((*written[:3], *documented, *interface[:2])), "a documented interface for other programs"
        )
    if package:
        return Fact(1.0, as_evidence(package), "a package that other programs use")
    if len({says for _, says in inside}) >= 2 or (inside and described):
        return Fact(1.0, as_evidence((*inside, *described[:2])), inside[0][1])
    if (
        inside
        or (interface and documented)
        or (interface and not product.has("ui") and any("describes itself" in says for _, says in interface))
    ):
        return Fact(0.5, as_evidence((*inside, *documented, *interface)), "an interface to other tools, not described")
    return Fact(
        0.0,
        (),
        "it stands alone: no documented interface and no place in other tools",
        ("interfaces for other programs and tools",),
    )


def _is_of_extension_store(hit: Hit) -> bool:
    return hit.match.startswith('"manifest_version"') and not _EXTENSION.search(hit.path)


def _own_package(product: Product, known: set[str]) -> list[tuple[Hit, str]]:
    """Lines that install the product itself as a package."""
    names = {manifest.name.lower().replace("_", "-") for manifest in product.manifests if manifest.name}
    found = []
    for hit, says in sightings(product, "library-use"):
        name = next(filter(None, hit.groups), "").lower().replace("_", "-")
        if (
            hit.path in known
            and hit.path.count("/") <= 2
            and "-e " not in hit.match
            and (
                name in names
                or name.partition("[")[0] in names
                or any(own and name.endswith("/" + own) for own in names)
            )
        ):
            found.append((hit, says))
    return found
