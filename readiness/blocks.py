"""How one finding is shown on a screen: what was found, where, how to mend it, and the next command."""

from __future__ import annotations

from readiness.model import Evidence, Finding, LensItem, LensReading, Provenance, Status
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Screen
from readiness.wording import sign_for, sign_of

PLACES = 4
"""So many places against and for are shown before the rest is only counted."""
STYLES = {
    Status.MET: GOOD,
    Status.PARTIAL: PART,
    Status.UNMET: BAD,
    Status.UNKNOWN: OPEN,
    Status.NOT_APPLICABLE: QUIET,
    Status.ERROR: BAD,
}


def title_line(screen: Screen, finding: Finding) -> None:
    """`✗ R301 Every AI call has a time limit  (unmet)`."""
    style = PART if finding.waiver else STYLES[finding.status]
    word = "waived" if finding.waiver else str(finding.status).replace("-", " ")
    if finding.provenance is Provenance.CONTRADICTED:
        word = "contradicted"
    elif finding.provenance is Provenance.ATTESTED:
        word += ", attested"
    sign = sign_of(finding, screen.unicode)
    # Colour is never bold: some terminals make bold yellow so bright that a light ground swallows it.
    head = ((f"{sign} ", style), (finding.rule.id, STRONG))
    screen.line(*head, f" {finding.rule.title}", (f"  ({word})", style), indent=2, hang=7)


def finding_block(screen: Screen, finding: Finding, places: int = PLACES) -> None:
    """The title, what was found, and its places: those against first, then those for."""
    title_line(screen, finding)
    screen.line(_sentence(finding.message), indent=4)
    evidence_lines(screen, finding, places)
    if finding.waiver:
        waiver = finding.waiver
        screen.line((f"Accepted by {waiver.owner} until {waiver.expires}: {waiver.reason}", QUIET), indent=4, hang=2)


def evidence_lines(screen: Screen, finding: Finding, places: int) -> None:
    """The places of a finding, `path:line` first, and where it was looked for in vain."""
    for supports in (False, True):
        side = [place for place in finding.evidence if place.supports is supports]
        for place in side[:places]:
            _place(screen, place)
        if len(side) > places:
            screen.line((f"and {len(side) - places} more", QUIET), indent=6)
    if finding.looked and not finding.evidence:
        screen.line((f"Looked in: {', '.join(finding.looked[:8])}", QUIET), indent=4, hang=2)


def closed_gate(screen: Screen, finding: Finding) -> None:
    """A gate that blocks: the finding, its fix and the next command."""
    finding_block(screen, finding)
    screen.line(("Fix: ", STRONG), finding.rule.fix, indent=4, hang=5)
    screen.line(("Next: ", STRONG), f"readiness explain {finding.rule.id}", indent=4, hang=6)


def open_gate(screen: Screen, finding: Finding) -> None:
    """A gate of which nobody can tell: why, and the question that would tell."""
    title_line(screen, finding)
    screen.line(_sentence(finding.message), indent=4)
    if finding.rule.question and finding.status is not Status.ERROR:
        screen.line(("Answer: ", STRONG), finding.rule.question.wording, indent=4, hang=8)


LENS_SIGNS = {"met": Status.MET, "partial": Status.PARTIAL, "unmet": Status.UNMET, "unknown": Status.UNKNOWN}


def lens_block(screen: Screen, reading: LensReading) -> None:
    """The audit through another framework: its verdict where it has one, then each item and what it lacks."""
    screen.heading(reading.title, reading.why)
    if reading.score:
        low, high = (f"{points:g}" for points in reading.score)
        span = low if low == high else f"{low}{'–' if screen.unicode else '-'}{high}"
        screen.line((f"{span} of 7", STRONG), f"  {reading.verdict}", indent=2, hang=2)
    elif reading.verdict:
        screen.line((reading.verdict.upper(), STRONG), indent=2)
    for item in reading.items:
        status = LENS_SIGNS.get(item.status, Status.NOT_APPLICABLE)
        ref = f"{item.ref} " if item.ref else ""
        head = ((f"{sign_for(status, screen.unicode)} ", STYLES[status]), (ref, STRONG), item.item)
        screen.line(*head, (f"  {_bearing(item)}", QUIET), indent=2, hang=4)


def _bearing(item: LensItem) -> str:
    """What keeps the item from being met: `R301 unmet, R302 partial; 3 met`."""
    if item.status == "no-rule":
        return "no rule judges this"
    by_state: dict[str, list[str]] = {}
    for rule, state in item.rules:
        by_state.setdefault(state, []).append(rule)
    lacking = [f"{', '.join(rules)} {state}" for state, rules in by_state.items() if state not in _GOOD_STATES]
    good = sum(len(rules) for state, rules in by_state.items() if state in _GOOD_STATES)
    return "; ".join(lacking + ([f"{good} met or not applicable"] if good else []))


_GOOD_STATES = ("met", "clear", "not-applicable")


def _place(screen: Screen, place: Evidence) -> None:
    status = Status.MET if place.supports else Status.UNMET
    parts = [(f"{sign_for(status, screen.unicode)} ", STYLES[status]), (place.place, STRONG)]
    if place.says:
        parts.append((f"  {place.says}", ""))
    screen.line(*parts, indent=4, hang=4)
    if place.snippet:
        screen.single(place.snippet, QUIET, indent=8)


def _sentence(message: str) -> str:
    """A message as a sentence: a capital first, except where it starts with a path or a name in code."""
    first = message.split(" ", 1)[0]
    return message[:1].upper() + message[1:] if first.isalpha() and first.islower() else message
