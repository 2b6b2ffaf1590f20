"""Weigh what the repository shows against what a person answered: one rule, one finding, with who says so."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

from readiness.answers import Answer, Reply, evidence_path, expires_on, is_url, lasting_evidence
from readiness.fields import a_date
from readiness.model import By, Evidence, Fact, Finding, Provenance, Rule, Status
from readiness.sanitizing import printable, snippet

WITHOUT_EVIDENCE = 0.25
"""What an answer "yes" is worth that names no evidence; "partly" is worth half of whatever "yes" would be."""
WITH_EVIDENCE = {By.ASK: 1.0, By.BOTH: 0.8, By.REPO: 0.5}
"""What an evidenced "yes" is worth, by where the rule's proof should come from."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What answers are weighed by: the day, which paths exist, and the day (YYYY-MM-DD) a path last changed."""

    as_of: datetime.date
    exists: Callable[[str], bool]
    last_change: Callable[[str], str | None] = lambda _: None


def reconcile(
    found: Finding, answer: Answer | None, circumstances: Circumstances, refutation: Fact | None = None
) -> Finding:
    """The verdict on a rule from `found`, what the repository alone shows, and a person's answer to the same rule.

    `refutation` is what the rule's own refutation found; it holds where its degree is above 0. A rule that does not
    apply, or that could not be judged, stays so whatever people answer.
    """
    if answer is None or answer.reply is Reply.UNKNOWN or found.status in (Status.NOT_APPLICABLE, Status.ERROR):
        return found
    if lapsed := why_lapsed(answer, found.rule, circumstances):
        return _saying(found, lapsed)
    if answer.reply is Reply.NO:
        return _denied(found, answer)
    if answer.reply is Reply.NOT_APPLICABLE:
        return _excused(found, answer)
    return _attested(found, answer, circumstances, refutation)


def why_lapsed(answer: Answer, rule: Rule, circumstances: Circumstances) -> str:
    """Why an answer no longer counts (too old, or its evidence changed since), as a sentence; "" where it counts."""
    as_of = circumstances.as_of
    given, last = a_date(answer.date), expires_on(answer, rule)
    if given is not None and given > as_of:
        return f"The answer of {_who(answer)} is dated {given}, after the day of this audit"
    if last is not None and as_of > last:
        return f"The answer of {_who(answer)} expired on {last}"
    for place in answer.evidence:
        changed = None if is_url(place) else a_date(circumstances.last_change(evidence_path(place)) or "")
        if changed is not None and given is not None and given < changed <= as_of:
            return f"The answer of {_who(answer)} lapsed on {changed}, when its evidence {printable(place)} changed"
    return ""


def _denied(found: Finding, answer: Answer) -> Finding:
    if found.status in (Status.MET, Status.PARTIAL):
        return _saying(found, f"{_who(answer)} answered no, but the repository shows it")
    if found.status is Status.UNMET:
        return _saying(found, f"{_who(answer)} answered no as well")
    return replace(
        found,
        seen=found.status,
        status=Status.UNMET,
        provenance=Provenance.ATTESTED,
        value=0.0,
        message=_sentence(answer, "no"),
        evidence=(_spoken(answer, supports=False), *found.evidence),
    )


def _excused(found: Finding, answer: Answer) -> Finding:
    missing = [name for name in ("reason", "by", "date") if not getattr(answer, name)]
    if not answer.expires and not answer.valid_days:
        missing.append("expires")
    if missing:
        return _saying(found, f'The answer "not applicable" lacks {", ".join(missing)}')
    if found.status in (Status.MET, Status.PARTIAL) or _is_seen_lacking(found):
        return _saying(
            found, f'The answer "not applicable" of {_who(answer)} is refused: the repository shows where it applies'
        )
    message = f"Does not apply, says {_who(answer)} ({answer.date}): {snippet(answer.reason)}"
    return replace(
        found,
        seen=found.status,
        status=Status.NOT_APPLICABLE,
        provenance=Provenance.ATTESTED,
        value=None,
        message=message,
        evidence=(_spoken(answer),),
    )


def _attested(found: Finding, answer: Answer, circumstances: Circumstances, refutation: Fact | None) -> Finding:
    refuted = refutation is not None and (refutation.degree or 0) > 0
    if refuted or (found.status is Status.UNMET and _is_seen_lacking(found)):
        says = (refutation.says if refuted and refutation else "") or found.message
        against = refutation.evidence if refuted and refutation else found.evidence
        return replace(
            found,
            seen=found.status,
            status=Status.UNMET,
            provenance=Provenance.CONTRADICTED,
            value=0.0,
            message=f"{_who(answer)} answered {answer.reply}, and the repository refutes it: {says}",
            evidence=(*against, _spoken(answer)),
        )
    holding = lasting_evidence(answer, circumstances.exists)
    value = WITH_EVIDENCE[found.rule.by] if holding else WITHOUT_EVIDENCE
    if answer.reply is Reply.PARTLY:
        value /= 2
    # What is seen is better than what is told, and places seen to lack it cannot be talked away.
    seen = found.status is Status.MET or (found.status is Status.PARTIAL and (found.value or 0) >= value)
    if seen or (found.status is Status.PARTIAL and _is_seen_lacking(found)):
        return found
    gone = [printable(place) for place in answer.evidence if place not in holding]
    message = _sentence(answer, str(answer.reply)) + (
        f"; evidence named: {', '.join(printable(place) for place in holding)}" if holding else "; no evidence is named"
    )
    if gone:
        message += f"; not in the repository: {', '.join(gone)}"
    is_met = answer.reply is Reply.YES and bool(holding)
    return replace(
        found,
        seen=found.status,
        status=Status.MET if is_met else Status.PARTIAL,
        provenance=Provenance.ATTESTED,
        value=value,
        message=message,
        has_evidence=bool(holding),
        evidence=(_spoken(answer), *_named(holding, answer), *found.evidence),
    )


def _is_seen_lacking(found: Finding) -> bool:
    """Whether the repository shows a place, by its line, that speaks against; having looked in vain shows nothing."""
    return any(not place.supports and place.line for place in found.evidence)


def _who(answer: Answer) -> str:
    return snippet(answer.by) or "somebody"


def _sentence(answer: Answer, reply: str) -> str:
    told = (
        snippet(str(answer.value)) + (f" {snippet(answer.unit)}" if answer.unit else "")
        if answer.value is not None
        else ""
    )
    return f"{_who(answer)} answered {reply} on {answer.date}" + (f": {told}" if told else "")


def _spoken(answer: Answer, supports: bool = True) -> Evidence:
    """The answer itself as evidence, at its line."""
    path, _, line = answer.place.rpartition(":")
    words = snippet("; ".join(str(word) for word in (answer.value, answer.reason, answer.note) if word))
    return Evidence(
        path or answer.place,
        int(line) if line.isdigit() else 0,
        words,
        f"answered {answer.reply} by {_who(answer)}",
        supports,
    )


def _named(places: tuple[str, ...], answer: Answer) -> tuple[Evidence, ...]:
    """The paths that an answer names; its URLs stand in the message, for they are no places of the repository."""
    return tuple(
        Evidence(printable(evidence_path(place)), says=f"named as evidence by {_who(answer)}")
        for place in places
        if not is_url(place)
    )


def _saying(found: Finding, sentence: str) -> Finding:
    return replace(found, message=f"{found.message}. {sentence}" if found.message else sentence)
