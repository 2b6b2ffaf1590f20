"""Warning signs about value and trust: W01 to W04."""

from __future__ import annotations

from readiness.model import Status
from readiness.warning_signs.look import Look, Read


def w01(look: Look) -> Read:
    """Business value: from the problem statement, and from what people answered about value."""
    if look.holds("P101", "P110"):
        return "clear", "a document or an answer names the problem that is solved", look.evidence("P101", "P110")
    if look.fails("P101"):
        return "raised", "no document says which problem is solved and for whom", look.evidence("P101")
    return (
        "unknown",
        "the repository says at most what it does; answer P101 (problem) and P110 (value)",
        look.evidence("P101"),
    )


def w02(look: Look) -> Read:
    """Success metrics: from goals with numbers."""
    if look.holds("P103"):
        return "clear", "goals with numbers are written down", look.evidence("P103")
    if look.fails("P103"):
        return "raised", "no goal has a number", look.evidence("P103")
    if look.status("P103") is Status.PARTIAL:
        return "raised", "metrics are named without a target", look.evidence("P103")
    return "unknown", "the repository names no goal; answer P103 (success metrics)", ()


def w03(look: Look) -> Read:
    """Cost against adoption: needs two dated points of each, which a repository alone never holds."""
    if not look.product.has("ai"):
        return "clear", "no model is called, so no model is paid for", ()
    return (
        "unknown",
        "needs cost and active users at two dates or more; nothing in the repository tells them",
        look.evidence("D118", "O105"),
    )


def w04(look: Look) -> Read:
    """Trust: needs feedback over time; without any channel nobody could hear of it."""
    if not look.product.has("ai"):
        return "clear", "no model output to trust", ()
    if look.fails("O108") and look.fails("U113"):
        return (
            "raised",
            "users can neither rate an output nor report a problem, so lost trust would go unheard",
            look.evidence("O108", "U113"),
        )
    return (
        "unknown",
        "needs ratings, overrides or escalations at two dates or more; nothing in the repository tells them",
        look.evidence("O108"),
    )
