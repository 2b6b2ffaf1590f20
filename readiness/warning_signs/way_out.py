"""The warning sign of an open way out (W14): untrusted text, private data and a way out in one context."""

from __future__ import annotations

from readiness.model import Evidence
from readiness.signals import load_signals
from readiness.warning_signs.look import Look, Read, clear, raised, unknown

UNTRUSTED, PRIVATE, ACTS, SHOWS = (
    "reads-untrusted-text", "reaches-private-data", "has-a-way-out", "renders-answers",
)  # fmt: skip
SIGNALS = (UNTRUSTED, PRIVATE, ACTS, SHOWS)
_SHORT = ("text of strangers is read", "stored data is reached", "something can leave")


def w14(look: Look) -> Read:
    """Whether all three meet, and whether a person stands between.

    Retrieval reaches stored data; code of the model that runs with the product's rights reaches data and the network.
    A confirmation stops a tool that acts, not the links and pictures of an answer that is shown.
    """
    product = look.product
    if not product.has("llm"):
        return clear("no generative model reads untrusted text")
    if not product.has("agent") and not product.has("rag"):
        return clear("the model has neither tools nor retrieval")
    runs_code = product.has("agent") and look.fails("R209")
    code = look.evidence("R209") if runs_code else ()
    acts, shows = _places(look, ACTS) + code, _places(look, SHOWS)
    retrieves = product.facets.get("rag", ())[:1] if product.has("rag") else ()
    parts = (_places(look, UNTRUSTED), _places(look, PRIVATE) + retrieves + code, acts + shows)
    missing = [words for words, places in zip(_SHORT, parts, strict=True) if not places]
    met = f"{len(parts) - len(missing)} of 3 meet"
    if missing == [_SHORT[2]] and product.has("agent"):
        return unknown(
            f"{met}; no tool that acts and no rendered answer was recognised: a person must look", _firsts(parts)
        )
    if missing:
        return clear(f"{met}; not seen: {', '.join(missing)}", _firsts(parts))
    if look.holds("R205") and not shows and not code:
        return clear("all three meet, and a person confirms what acts", look.evidence("R205"))
    return raised("text of strangers, stored data and a way out meet with no person or policy between", _firsts(parts))


def _firsts(parts: tuple[tuple[Evidence, ...], ...]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(places[0] for places in parts if places))


def _places(look: Look, name: str) -> tuple[Evidence, ...]:
    return tuple(
        hit.evidence(says, False)
        for pattern, says in load_signals()[name].patterns
        for hit in look.product.hits(pattern)[:3]
    )
