"""Accepted risks: put each waiver on the finding that it covers; it changes the verdict's label, never a value."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from readiness.fields import a_date
from readiness.model import Finding, Status, Waiver
from readiness.scoring import WEIGHTS
from readiness.wording import counted

WARNED_DAYS = 14


@dataclass(frozen=True, slots=True)
class RiskDebt:
    """What waivers in force stand for: how many rules, their lacking weight, and days (YYYY-MM-DD, "" not told)."""

    waivers: int
    weight: float
    oldest: str
    next_lapse: str


def waive(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> tuple[Finding, ...]:
    """The findings, those that a waiver covers marked with it. Nothing that is met or unknown can be waived."""
    known = tuple(waivers)
    return tuple(replace(finding, waiver=next((w for w in known if covers(w, finding)), None)) for finding in findings)


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver speaks of this rule and, where it names paths, of every place that speaks against."""
    if waiver.rule not in (finding.rule.id, finding.rule.name):
        return False
    if finding.status not in (Status.UNMET, Status.PARTIAL):
        return False
    against = [place.path for place in finding.evidence if not place.supports]
    return not waiver.paths or (bool(against) and all(_is_within(path, waiver.paths) for path in against))


def unused(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> tuple[Waiver, ...]:
    """The waivers that cover nothing: what they excuse is mended, does not apply, or lies elsewhere."""
    known = tuple(findings)
    return tuple(waiver for waiver in waivers if not any(covers(waiver, finding) for finding in known))


def risk_debt(findings: Iterable[Finding]) -> RiskDebt | None:
    """The risk debt of an audit, None where nothing is waived."""
    waived = [(finding, finding.waiver) for finding in findings if finding.waiver is not None]
    if not waived:
        return None
    weight = math.fsum(WEIGHTS[one.rule.severity] * (1.0 - (one.value or 0.0)) for one, _ in waived)
    oldest = min((waiver.since for _, waiver in waived if waiver.since), default="")
    return RiskDebt(len(waived), round(weight, 1), oldest, min(waiver.expires for _, waiver in waived))


def notes_on_waivers(findings: Iterable[Finding], waivers: Iterable[Waiver], as_of: datetime.date) -> tuple[str, ...]:
    """What people should know of their waivers: the debt, which lapse within two weeks, which cover nothing."""
    found, known = tuple(findings), tuple(waivers)
    notes = []
    if debt := risk_debt(found):
        oldest = f", the oldest since {debt.oldest}" if debt.oldest else ""
        notes.append(
            f"risk debt: {counted(debt.waivers, 'rule')} waived, weight {debt.weight:g}{oldest}; "
            f"the next waiver lapses after {debt.next_lapse}"
        )
    dead = unused(found, known)
    for waiver in known:
        last = a_date(waiver.expires)
        left = (last - as_of).days if last else None
        if waiver not in dead and left is not None and 0 <= left <= WARNED_DAYS:
            when = "today" if not left else f"in {counted(left, 'day')}"
            whose = f"the waiver of {waiver.rule} ({waiver.place}), owned by {waiver.owner}"
            notes.append(f"{whose}, lapses after {waiver.expires}, {when}")
    notes += [f"the waiver of {waiver.rule} ({waiver.place}) covers nothing that is unmet" for waiver in dead]
    return tuple(notes)


def _is_within(path: str, globs: Iterable[str]) -> bool:
    return any(fnmatchcase(path, glob) or path.startswith(glob.rstrip("/") + "/") for glob in globs)
