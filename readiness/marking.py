"""The places to mend, worst first, as code hosts and editors want them: one path, one line, one lasting fingerprint."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from readiness.compiling import compile_later
from readiness.model import Assessment, Evidence, Finding, Provenance, Severity, Status
from readiness.scoring import Gate, gate_of

_WEIGHT = {Severity.ESSENTIAL: 0, Severity.MAJOR: 1, Severity.MINOR: 2}
_README = compile_later(r"(?i)^readme(\.\w+)?$")


class Level(StrEnum):
    """How loudly a place is told: a closed gate is an error, a major gap a warning, the rest a note."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Mark:
    """One place to mend. `line` is at least 1; `cell` is a notebook's cell, from 1, or 0.

    `is_found` is False where the repository as a whole lacks something: then the place is the file that should carry
    the fix. `fingerprint` is 32 hexadecimal digits made of rule, path and content, never of the line's number.
    """

    finding: Finding
    path: str
    line: int
    cell: int
    says: str
    snippet: str
    level: Level
    is_found: bool
    fingerprint: str


def marks(assessment: Assessment) -> tuple[Mark, ...]:
    """Every place of every unmet or partial rule, waived ones included, the worst first."""
    found = [one for one in assessment.findings if one.status in (Status.UNMET, Status.PARTIAL)]
    seen: Counter[str] = Counter()
    return tuple(
        _mark(finding, place, is_found, seen)
        for finding in sorted(found, key=_order)
        for place, is_found in _places(finding, assessment)
    )


def level_of(finding: Finding) -> Level:
    """How loudly an unmet or partial finding is told."""
    if gate_of(finding) is Gate.BLOCKED:
        return Level.ERROR
    if finding.waiver or finding.rule.severity is Severity.MINOR:
        return Level.NOTE
    if finding.provenance is Provenance.CONTRADICTED:
        return Level.ERROR
    return Level.NOTE if finding.status is Status.PARTIAL and finding.rule.severity is Severity.MAJOR else Level.WARNING


def headline(finding: Finding) -> str:
    """`R301 Every AI call has a time limit (partial)`: what a place is marked with."""
    word = "contradicted" if finding.provenance is Provenance.CONTRADICTED else str(finding.status)
    return f"{finding.rule.id} {finding.rule.title} ({'waived' if finding.waiver else word})"


def _order(finding: Finding) -> tuple[int, int, bool, str]:
    levels = list(Level)
    partial = finding.status is Status.PARTIAL
    return levels.index(level_of(finding)), _WEIGHT[finding.rule.severity], partial, finding.rule.id


def _places(finding: Finding, run: Assessment) -> list[tuple[Evidence, bool]]:
    """The places that speak against; the one that should carry the fix where there is none."""
    against = [place for place in finding.evidence if not place.supports and place.path]
    return [(place, True) for place in against] or [(anchor(finding, run), False)]


def anchor(finding: Finding, run: Assessment) -> Evidence:
    """Where a finding on the whole repository is shown: what there is of it, a model call, the README."""
    supporting = [place for place in finding.evidence if place.supports and place.path]
    if supporting:
        return supporting[0]
    if finding.rule.pillar in "RO" and finding.rule.when in ("ai", "llm", "rag", "agent"):
        for call in run.inventory.get("ai_calls", ()):
            return Evidence(str(call["path"]), _number(call.get("line")), cell=_number(call.get("cell")))
    known = {place.path for one in run.findings for place in one.evidence}
    return Evidence(min((path for path in known if _README.match(path)), default="README.md"))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _mark(finding: Finding, place: Evidence, is_found: bool, seen: Counter[str]) -> Mark:
    words = " ".join((place.snippet or place.says).split()) if is_found else finding.rule.name
    key = f"{finding.rule.id}\n{place.path}\n{words}"
    seen[key] += 1
    digest = hashlib.sha256(f"{key}\n{seen[key]}".encode("utf-8", "replace")).hexdigest()[:32]
    says = place.says if is_found and place.says else finding.message
    return Mark(
        finding, place.path, max(1, place.line), place.cell, says, place.snippet, level_of(finding), is_found, digest
    )


def by_level(places: Iterable[Mark]) -> dict[Level, list[Mark]]:
    """The marks by level, each in its order."""
    sorted_out: dict[Level, list[Mark]] = {level: [] for level in Level}
    for place in places:
        sorted_out[place.level].append(place)
    return sorted_out
