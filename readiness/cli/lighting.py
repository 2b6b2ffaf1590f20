"""`readiness explain RULE PATH`: what was looked for in a repository, where, what was found, and what came near."""

from __future__ import annotations

from readiness import Explanation, Status
from readiness.blocks import finding_block
from readiness.closer_look import CloserLook, Part
from readiness.model import Fact
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Screen
from readiness.settings import FACETS
from readiness.wording import counted

PLACES = 6


def light(screen: Screen, found: Explanation) -> None:
    """Write what a rule comes to in the repository that it was explained by."""
    finding, look = found.finding, found.look
    assert finding is not None and look is not None
    screen.heading(f"In {found.target}", "everything that was found" if look.applies else "")
    finding_block(screen, finding, 12)
    if finding.looked and finding.evidence:
        screen.line((f"Looked for: {', '.join(finding.looked)}", QUIET), indent=4, hang=2)
    if finding.rule.when != "any":
        _facet(screen, finding.rule.when, look)
    if not look.applies:
        return
    role = ""
    for part in look.parts:
        if part.role != role:
            role = part.role
            screen.heading({"applies": "It applies where", "met": "It is met where", "partial": "It is partial where",
                            "refuted by": "A yes is refuted where"}[role])  # fmt: skip
        _part(screen, part)
    near = _near(look)
    if near and finding.status is not Status.MET:
        screen.heading("What came nearest")
        for part, fact in near:
            screen.line((part.words, STRONG), f"  {fact.says}", indent=2, hang=4)


def _facet(screen: Screen, when: str, look: CloserLook) -> None:
    holds = "holds" if look.applies else "does not hold here, so the rule does not apply"
    screen.line(("Applies to ", QUIET), (when, STRONG), f" ({FACETS.get(when, when)}): it {holds}", indent=4, hang=2)
    for place in look.facet_evidence[:3]:
        screen.line((place.place, STRONG), f"  {place.says}", indent=6, hang=2)


def _part(screen: Screen, part: Part) -> None:
    fact = part.fact
    indent = 2 + 2 * part.depth
    if fact is None:
        screen.line(("could not be judged ", BAD), part.words, f"  {part.crash}", indent=indent, hang=2)
        return
    word, style = _degree(fact)
    screen.line((f"{word:8}", style), part.words, (f"  {fact.says}" if fact.says else "", QUIET), indent=indent, hang=8)
    if part.words in ("all of these", "any of these", "not this"):
        return
    for place in fact.evidence[:PLACES]:
        mark = "for" if place.supports else "against"
        screen.line((f"{mark:8}", QUIET), (place.place, STRONG), f"  {place.says}", indent=indent + 2, hang=8)
        if place.snippet:
            screen.single(place.snippet, QUIET, indent=indent + 10)
    if len(fact.evidence) > PLACES:
        screen.line((f"and {counted(len(fact.evidence) - PLACES, 'more place')}", QUIET), indent=indent + 10)
    if fact.looked and not fact.evidence:
        screen.line((f"looked for {', '.join(fact.looked[:8])}", QUIET), indent=indent + 8, hang=2)


def _degree(fact: Fact) -> tuple[str, str]:
    if fact.degree is None:
        return "unknown", OPEN
    if fact.degree >= 1:
        return "yes", GOOD
    return ("in part", PART) if fact.degree > 0 else ("no", BAD)


def _near(look: CloserLook) -> list[tuple[Part, Fact]]:
    """The parts that found something without holding wholly: what a change would start from."""
    found = [
        (part, part.fact)
        for part in look.parts
        if part.role in ("met", "partial")
        and part.fact
        and part.words not in ("all of these", "any of these", "not this")
    ]
    return [
        (part, fact) for part, fact in found if fact.evidence and (fact.degree is None or fact.degree < 1) and fact.says
    ][:3]
