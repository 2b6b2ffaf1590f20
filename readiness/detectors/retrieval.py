"""Retrieval: whether what is looked up, remembered or cached for a user is limited to what that user may see."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Fact
from readiness.model_paths import below, way_patterns, ways
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, files_of, patterns_named, sightings

_NAMES = (
    "scope-user",
    "scope-rows",
    "scope-session",
    "scope-named",
    "scope-shared",
    "scope-single",
    "facet-rag",
    "takes-documents",
    "loads-own-documents",
)


_IN_DATABASE = compile_later(
    r"(?i)\brpc\(|<=>|<->|<#>|pgvector|\bmatch_\w+|vector_search|cosine_?distance|l2_?distance|\bsupabase"
)
"""Words of a search that a relational database makes itself, and its row-level security limits."""


def limited(product: Product) -> Fact:
    """Whether retrieval is limited to the user or tenant, lives in the user's session, or serves one user and says so.

    A collection that an unknown caller names, a filter beside a shared memory, or an index of the product's own
    documents alone is half of it.
    """
    way = ways(product)
    searches = sightings(product, "facet-rag")
    index = files_of(searches)
    near = below(product, index) | way.files
    users = [pair for pair in sightings(product, "scope-user") if pair[0].path in near]
    close = [pair for pair in users if pair[0].path in index]
    own = [pair for pair in sightings(product, "scope-session") if pair[0].path in near]
    named = [pair for pair in sightings(product, "scope-named") if pair[0].path in near]
    shared = [pair for pair in sightings(product, "scope-shared") if pair[0].path in near]
    single = sightings(product, "scope-single")
    against = as_evidence(shared, False)
    rows = sightings(product, "scope-rows")
    if rows and not shared and any(_IN_DATABASE.search(f"{hit.path} {hit.text}") for hit, _ in searches):
        return Fact(1.0, as_evidence(rows), "the database shows each user only their own rows")
    if (close or own) and not shared:
        return Fact(
            1.0,
            as_evidence(close or own),
            "what is looked up is limited to the user" if close else "the index lives in the user's own session",
        )
    if single and not shared:
        return Fact(1.0, as_evidence(single), "it is made for one user, and says so")
    if (close or users or named) and not shared:
        says = "users are told apart near the search, not in it" if users else "the caller names what is searched"
        return Fact(0.5, as_evidence(users or named), says)
    if close or users:
        return Fact(
            0.5, as_evidence(close or users) + against, "the search is limited to the user, but memory is shared"
        )
    public = _own_documents(product)
    if public and not shared and not sightings(product, "takes-documents"):
        return Fact(0.5, as_evidence(public), "only documents of the product's own, or public ones, are looked up")
    missing = as_evidence([(hit, "searched for everybody alike") for hit, _ in searches[:4]], False)
    return Fact(
        0.0,
        against + missing,
        "everybody's data is looked up for everybody",
        ("filters by user or tenant", "sessions", "documents"),
    )


def _own_documents(product: Product) -> list[tuple[Hit, str]]:
    """Where files of the repository, or pages of the web that code names, are loaded for the index."""
    paths = product.snapshot.all_paths
    found = []
    for hit, says in sightings(product, "loads-own-documents"):
        where = next((group for group in hit.groups if group), "").rstrip("*/").removeprefix("./").removeprefix("../")
        kept = where and any(
            path.startswith(f"{where}/") or f"/{where}/" in path or path.endswith(where) for path in paths
        )
        if where.startswith("http") or kept:
            found.append((hit, says))
    return found


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that `limited` looks for, announced before the one pass."""
    return [*way_patterns(), *patterns_named(_NAMES)]
