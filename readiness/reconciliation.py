"""Weigh what the repository shows against what a person answered: one rule, one finding, with who says so."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from readiness.answers import Answer, Reply, evidence_path, expires_on, is_url, lasting_evidence
from readiness.conditions import MAX_EVIDENCE
from readiness.fields import a_date
from readiness.model import By, Evidence, Fact, Finding, Provenance, Reported, Rule, Standing, Status
from readiness.sanitizing import mask_secrets, printable, snippet

WITHOUT_EVIDENCE = 0.25
"""What an answer "yes" is worth that names no evidence; "partly" is worth half of whatever "yes" would be."""
WITH_EVIDENCE = {By.ASK: 1.0, By.BOTH: 0.8, By.REPO: 0.5}
"""What an evidenced "yes" is worth, by where the rule's proof should come from."""
WARNED_DAYS = 14
"""How many days before an answer expires people are told."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What answers are weighed by.

    The day, which paths exist, the day (YYYY-MM-DD) a path last changed, and the id of what is at a path now (as an
    answer remembers it in `blobs`; "" where that cannot be told).
    """

    as_of: datetime.date
    exists: Callable[[str], bool]
    last_change: Callable[[str], str | None] = lambda _: None
    content: Callable[[str], str] = lambda _: ""


def reconcile(
    found: Finding, answer: Answer | None, circumstances: Circumstances, refutation: Fact | None = None
) -> Finding:
    """The verdict on a rule from `found`, what the repository alone shows, and a person's answer to the same rule.

    `refutation` is what the rule's own refutation found; it holds where its degree is above 0, and beside a rule that
    is seen to be met where it is 1. A rule that does not apply, or that could not be judged, stays so whatever people
    answer. The finding carries the answer, counted or not, with its standing beside what the repository shows.
    """
    if answer is None:
        return found
    weighed, standing = _weighed(found, answer, circumstances, refutation)
    return replace(weighed, answer=_reported(answer, found.rule, standing))


def _weighed(
    found: Finding, answer: Answer, circumstances: Circumstances, refutation: Fact | None
) -> tuple[Finding, Standing]:
    if answer.reply is Reply.UNKNOWN:
        return found, Standing.UNSUPPORTED
    lapsed = why_lapsed(answer, found.rule, circumstances)
    if found.status in (Status.NOT_APPLICABLE, Status.ERROR):
        agrees = found.status is Status.NOT_APPLICABLE and answer.reply is Reply.NOT_APPLICABLE
        return found, Standing.STALE if lapsed else Standing.CORROBORATED if agrees else Standing.UNSUPPORTED
    if lapsed:
        return _saying(found, lapsed), Standing.STALE
    # A refutation in part is stronger than a person's word, not stronger than what the repository shows wholly.
    needed = 1.0 if found.status is Status.MET else 0.0
    holds = refutation is not None and (refutation.degree or 0.0) > 0.0 and (refutation.degree or 0.0) >= needed
    against = refutation if holds else None
    if answer.reply is Reply.NO:
        return _denied(found, answer)
    if answer.reply is Reply.NOT_APPLICABLE:
        return _excused(found, answer, against)
    if against is not None or (found.status is Status.UNMET and _is_seen_lacking(found)):
        return _refuted(found, answer, against), Standing.CONTRADICTED
    return _attested(found, answer, circumstances)


def why_lapsed(answer: Answer, rule: Rule, circumstances: Circumstances) -> str:
    """Why an answer no longer counts (too old, or its evidence changed since), as a sentence; "" where it counts."""
    as_of = circumstances.as_of
    given, last = a_date(answer.date), expires_on(answer, rule)
    if given is not None and given > as_of:
        return f"The answer of {_who(answer)} is dated {given}, after the day of this audit"
    if last is not None and as_of > last:
        return f"The answer of {_who(answer)} expired on {last}"
    for place in answer.evidence:
        if not is_url(place) and (changed := _change(place, answer, circumstances)):
            return f"The answer of {_who(answer)} lapsed{changed}, when its evidence {printable(place)} changed"
    return ""


def _change(place: str, answer: Answer, circumstances: Circumstances) -> str:
    """When a path changed after the answer was given, as " on <day>" or " since"; "" where it is as it was.

    What the answer remembers of the content decides; where that cannot be compared, the day of the last commit does.
    A path that is gone proves nothing any more, which is for the weighing of the evidence to tell.
    """
    path = evidence_path(place)
    remembered, now = answer.blobs.get(path, ""), circumstances.content(path)
    is_comparable = bool(remembered and now)
    if now == remembered if is_comparable else not circumstances.exists(path):
        return ""
    changed, given = a_date(circumstances.last_change(path) or ""), a_date(answer.date)
    if changed is not None and given is not None and given < changed <= circumstances.as_of:
        return f" on {changed}"
    return f" after {given}" if is_comparable else ""


def notes_on_answers(findings: Iterable[Finding], as_of: datetime.date) -> tuple[str, ...]:
    """What people should know of their answers: which no longer count, and which will soon cease to."""
    stale: list[str] = []
    soon: dict[str, list[str]] = {}
    for finding in findings:
        given, rule = finding.answer, finding.rule.id
        if given is None:
            continue
        last = a_date(given.expires)
        if given.standing is Standing.STALE:
            stale.append(rule)
        elif given.reply != Reply.UNKNOWN and last and (last - as_of).days <= WARNED_DAYS:
            soon.setdefault(given.expires, []).append(rule)
    notes = [f"answers that no longer count: {', '.join(sorted(stale))}"] if stale else []
    if soon:
        days = "; ".join(f"{', '.join(sorted(rules))} on {day}" for day, rules in sorted(soon.items()))
        notes.append(f"answers that soon expire: {days}")
    return tuple(notes)


def _reported(answer: Answer, rule: Rule, standing: Standing) -> Reported:
    last = expires_on(answer, rule)
    return Reported(
        reply=str(answer.reply),
        by=printable(answer.by),
        date=answer.date,
        expires=last.isoformat() if last else "",
        standing=standing,
        evidence=tuple(printable(place) for place in answer.evidence),
        value=_shown(answer.value) if isinstance(answer.value, str) else answer.value,
        unit=_shown(answer.unit),
        reason=_shown(answer.reason),
        note=_shown(answer.note),
        place=answer.place,
    )


def _shown(words: str) -> str:
    return mask_secrets(printable(words))


def _denied(found: Finding, answer: Answer) -> tuple[Finding, Standing]:
    if found.status is Status.MET or (found.status is Status.PARTIAL and not _is_seen_lacking(found)):
        told = _saying(found, f"{_who(answer)} answered no, but the repository shows it")
        return told, Standing.CONTRADICTED
    lacking = Standing.CORROBORATED if _is_seen_lacking(found) else Standing.UNSUPPORTED
    if found.status is Status.PARTIAL:
        return _saying(found, f"{_who(answer)} answered no, but the repository shows it in part"), lacking
    if found.status is Status.UNMET:
        return _saying(found, f"{_who(answer)} answered no as well"), lacking
    denied = replace(
        found,
        seen=found.status,
        status=Status.UNMET,
        provenance=Provenance.ATTESTED,
        value=0.0,
        message=_sentence(answer, "no"),
        evidence=(_spoken(answer, supports=False), *found.evidence),
    )
    return denied, Standing.UNSUPPORTED


def _excused(found: Finding, answer: Answer, against: Fact | None) -> tuple[Finding, Standing]:
    missing = [name for name in ("reason", "by", "date") if not getattr(answer, name)]
    if not answer.expires and not answer.valid_days:
        missing.append("expires")
    if missing:
        return _saying(found, f'The answer "not applicable" lacks {", ".join(missing)}'), Standing.UNSUPPORTED
    if against is not None or found.status in (Status.MET, Status.PARTIAL) or _is_seen_lacking(found):
        places = ", ".join(one.place for one in (against or found).evidence[:2])
        where = f": {places}" if places else ""
        told = f'The answer "not applicable" of {_who(answer)} is refused: the repository shows where it applies{where}'
        return _saying(found, told), Standing.CONTRADICTED
    message = f"Does not apply, says {_who(answer)} ({answer.date}): {snippet(answer.reason)}"
    excused = replace(
        found,
        seen=found.status,
        status=Status.NOT_APPLICABLE,
        provenance=Provenance.ATTESTED,
        value=None,
        message=message,
        evidence=(_spoken(answer),),
    )
    return excused, Standing.UNSUPPORTED


def _refuted(found: Finding, answer: Answer, against: Fact | None) -> Finding:
    says = (against.says if against else "") or found.message
    places = against.evidence if against else found.evidence
    # A detector may bring what speaks for the refutation as support; to the answer it is the contrary.
    shown = tuple(replace(place, supports=False) for place in places[:MAX_EVIDENCE]) if against else places
    return replace(
        found,
        seen=found.status,
        status=Status.UNMET,
        provenance=Provenance.CONTRADICTED,
        value=0.0,
        message=f"{_who(answer)} answered {answer.reply}, and the repository refutes it: {says}",
        evidence=(*shown, _spoken(answer)),
    )


def _attested(found: Finding, answer: Answer, circumstances: Circumstances) -> tuple[Finding, Standing]:
    holding = lasting_evidence(answer, circumstances.exists)
    value = WITH_EVIDENCE[found.rule.by] if holding else WITHOUT_EVIDENCE
    if answer.reply is Reply.PARTLY:
        value /= 2
    if found.status is Status.MET:
        return found, Standing.CORROBORATED
    standing = Standing.UNSUPPORTED
    if found.status is Status.PARTIAL:
        # What is seen is better than what is told, and places seen to lack it cannot be talked away.
        if _is_seen_lacking(found):
            if answer.reply is Reply.PARTLY:
                return found, Standing.CORROBORATED
            return _saying(found, f"{_who(answer)} answered yes, but places lack it"), Standing.CONTRADICTED
        if any(place.supports for place in found.evidence):
            standing = Standing.CORROBORATED
        if (found.value or 0) >= value:
            return found, standing
    gone = [printable(place) for place in answer.evidence if place not in holding]
    message = _sentence(answer, str(answer.reply))
    if holding:
        message += f"; evidence named: {', '.join(printable(place) for place in holding)}"
    elif not gone:
        message += "; no evidence is named"
    if gone:
        message += f"; not in the repository, or only begun: {', '.join(gone)}"
    is_met = answer.reply is Reply.YES and bool(holding)
    attested = replace(
        found,
        seen=found.status,
        status=Status.MET if is_met else Status.PARTIAL,
        provenance=Provenance.ATTESTED,
        value=value,
        message=message,
        has_evidence=bool(holding),
        evidence=(_spoken(answer), *_named(holding, answer), *found.evidence),
    )
    return attested, standing


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
