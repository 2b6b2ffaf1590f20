"""How the HTML report shows one rule: state, message, evidence, fix, and what people said or accepted of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from readiness.compiling import compile_later
from readiness.model import PILLARS, Evidence, Finding, Provenance, Reported, Severity, Standing, Status, Waiver
from readiness.wording import counted

STATES = {
    Status.MET: ("met", "Met"),
    Status.PARTIAL: ("partial", "Partial"),
    Status.UNMET: ("unmet", "Unmet"),
    Status.UNKNOWN: ("unknown", "Unknown"),
    Status.NOT_APPLICABLE: ("na", "Not applicable"),
    Status.ERROR: ("error", "Error"),
}
"""Status -> (its shape, its word). Waived and contradicted are told instead of what they are made of."""
SEVERITIES = {Severity.ESSENTIAL: "Essential", Severity.MAJOR: "Major", Severity.MINOR: "Minor"}
_CAPS = (24, 12, 6, 4, 2, 1, 0)
_BUDGET = 1_350_000
_RULE_BYTES, _PLACE_BYTES = 560, 90
_STANDING = {
    Standing.CORROBORATED: "The repository shows the same.",
    Standing.UNSUPPORTED: "The repository neither shows nor refutes it.",
    Standing.CONTRADICTED: "The repository refutes it.",
    Standing.STALE: "It no longer counts.",
}
_SOURCES = {
    Provenance.ATTESTED: "Told by people",
    Provenance.CONTRADICTED: "Told by people, and refuted by the repository",
}
_URL = compile_later(r"https?://[^\s\"'<>\\]+")


def places_each(findings: Iterable[Finding]) -> int:
    """How many places a rule may show on each side, so that the page stays below two million bytes."""
    every = tuple(findings)
    fixed = sum(
        _RULE_BYTES + _bytes(one.rule.title, one.rule.why, one.rule.fix, one.message, *one.looked) for one in every
    )
    costs = [[_PLACE_BYTES + _bytes(e.path, e.snippet, e.says) for e in one.evidence] for one in every]
    for cap in _CAPS:
        if fixed + sum(sum(found[: 2 * cap]) for found in costs) <= _BUDGET:
            return cap
    return _CAPS[-1]


def state(finding: Finding) -> tuple[str, str]:
    """The shape and the word of a finding."""
    if finding.waiver:
        return "waived", "Waived"
    shape, word = STATES[finding.status]
    if finding.provenance is Provenance.CONTRADICTED:
        return shape, "Contradicted"
    if finding.status is Status.PARTIAL and finding.value is not None:
        return shape, f"Partial, {int(100 * finding.value)}%"
    return shape, word


def card(finding: Finding, anchor: str, gain: float, day: str, most: int) -> dict[str, Any]:
    """Everything that the page shows of a rule. `day` is the day of the audit, `most` how many places of each side."""
    rule = finding.rule
    shape, word = state(finding)
    is_open = finding.status is Status.UNKNOWN
    is_done = finding.status in (Status.MET, Status.NOT_APPLICABLE)
    command = f"readiness ask --edit {rule.id}" if is_open and rule.question else f"readiness explain {rule.id}"
    return {
        "anchor": anchor,
        "id": rule.id,
        "title": rule.title,
        "pillar": rule.pillar,
        "pillar_name": PILLARS.get(rule.pillar, rule.pillar),
        "shape": shape,
        "word": word,
        "statuses": " ".join(_filters(finding)),
        "severity": str(rule.severity),
        "severity_word": SEVERITIES[rule.severity],
        "waits": rule.severity is Severity.ESSENTIAL and not finding.is_gate,
        "owners": owners(finding),
        "message": sentence(finding.message),
        "why": pieces(rule.why),
        "fix": [] if is_done else pieces(rule.fix),
        "effort": rule.effort,
        "gain": f"{gain:.1f}" if gain else "",
        "source": _SOURCES.get(finding.provenance, "") if finding.provenance else "",
        "question": rule.question.wording if rule.question and is_open else "",
        "against": places(finding.evidence, False, most),
        "for": places(finding.evidence, True, most),
        "looked": list(finding.looked),
        "answer": answer(finding.answer, day) if finding.answer else None,
        "waiver": waiver(finding.waiver, day) if finding.waiver else None,
        "command": "" if is_done else command,
    }


def places(evidence: Sequence[Evidence], supports: bool, most: int) -> dict[str, Any]:
    """One side of the evidence, and how many places of it are not shown."""
    mine = [place for place in evidence if place.supports is supports]
    shown = [{"place": one.place, "says": one.says, "snippet": one.snippet} for one in mine[:most]]
    return {"shown": shown, "more": max(0, len(mine) - most)}


def owners(finding: Finding) -> list[str]:
    """The people who answer for it: who accepted the risk, who said how it is."""
    named = [finding.waiver.owner if finding.waiver else "", finding.answer.by if finding.answer else ""]
    return list(dict.fromkeys(" ".join(name.split()) for name in named if name.strip()))


def answer(given: Reported, day: str) -> dict[str, Any]:
    """What a person answered, how old it was on the day of the audit, and how long it counts."""
    value = "" if given.value is None else f"{given.value:g}" if isinstance(given.value, float) else str(given.value)
    who = " ".join(part for part in (f"by {given.by}" if given.by else "", f"on {given.date}" if given.date else ""))
    age = _days(given.date, day)
    told = [f"{counted(age, 'day')} before this audit"] if age is not None and age > 0 else []
    left = _days(day, given.expires)
    if given.expires:
        until = f"counts until {given.expires}" if left is None or left >= 0 else f"counted until {given.expires}"
        told.append(until + (f" ({counted(left, 'day')} left)" if left is not None and left >= 0 else ""))
    return {
        "reply": given.reply.replace("-", " "),
        "who": who,
        "value": f"{value} {given.unit}".strip() if value else "",
        "age": "; ".join(told),
        "standing": _STANDING[given.standing],
        "tone": {Standing.CONTRADICTED: "bad", Standing.STALE: "warn"}.get(given.standing, ""),
        "reason": given.reason,
        "note": given.note,
        "evidence": [{"text": one, "is_link": bool(_URL.fullmatch(one))} for one in given.evidence],
        "place": given.place,
    }


def waiver(given: Waiver, day: str) -> dict[str, Any]:
    """An accepted risk: whose, why, how long."""
    left = _days(day, given.expires)
    return {
        "owner": given.owner,
        "reason": given.reason,
        "since": given.since,
        "expires": given.expires,
        "left": f"{counted(left, 'day')} left" if left is not None and left >= 0 else "",
        "place": given.place,
        "paths": list(given.paths),
    }


def pieces(text: str) -> list[tuple[bool, str]]:
    """A rule's own words in parts: (whether it stood between backticks, the words)."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:
        return [(False, " ".join(text.split()))]
    return [(bool(number % 2), part) for number, part in enumerate(parts) if part]


def sentence(text: str) -> str:
    """A message as a sentence: a capital first, except where it starts with a path or a name in code."""
    words = " ".join(text.split())
    first = words.split(" ", 1)[0]
    return words[:1].upper() + words[1:] if first.isalpha() and first.islower() else words


def _filters(finding: Finding) -> list[str]:
    """What the filter by status finds it under: its status, and waived or contradicted beside it."""
    found = [str(finding.status)]
    found += ["contradicted"] if finding.provenance is Provenance.CONTRADICTED else []
    return found + (["waived"] if finding.waiver else [])


def filters(findings: Iterable[Finding]) -> Mapping[str, int]:
    """How many findings each word of the filter by status finds, those that need work first."""
    order = ("unmet", "contradicted", "partial", "unknown", "error", "waived", "met", "not-applicable")
    counts = dict.fromkeys(order, 0)
    for one in findings:
        for word in _filters(one):
            counts[word] += 1
    return {word: count for word, count in counts.items() if count}


def _days(start: str, end: str) -> int | None:
    """Days from one day to another; None where one is no day."""
    try:
        return (datetime.date.fromisoformat(end) - datetime.date.fromisoformat(start)).days
    except ValueError:
        return None


def _bytes(*texts: str) -> int:
    return sum(len(text.encode("utf-8", "replace")) for text in texts)
