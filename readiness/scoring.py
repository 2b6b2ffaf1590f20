"""Findings into a verdict: gates, a minimum over the pillars, and ignorance shown as an interval."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from readiness.model import (
    PILLARS,
    Assessment,
    Finding,
    PillarScore,
    Provenance,
    Qualification,
    Severity,
    Sign,
    Stage,
    Status,
    Verdict,
)
from readiness.profiles import StageGates
from readiness.settings import FAIL_ON

WEIGHTS: Mapping[Severity, float] = {Severity.ESSENTIAL: 10.0, Severity.MAJOR: 5.0, Severity.MINOR: 2.0}
PASSING_PART = 0.5
"""A partial finding passes a gate from this value upward."""
TESTED = ("R401",)
"""Without tests of its main code a product is a demo, whatever else it has."""
DEPLOYABLE = ("D101", "D104", "D105")
"""Built the same way twice, released by a program, or described as code: without any of them it is a demo."""
_WORST_FIRST = (Verdict.BLOCKED, Verdict.NOT_READY, Verdict.UNDETERMINED)


class Gate(Enum):
    """What an essential rule does to the verdict. A waiver opens a closed gate at the price of "with exceptions"."""

    PASSED = "passed"
    OPEN = "open"
    WAIVED = "waived"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Score:
    """What the findings come to. `low` and `high` are points (0 to 100); `pillars` lacks those without any rule."""

    pillars: Mapping[str, PillarScore]
    low: float
    high: float
    binding_pillar: str
    gates: Mapping[str, Gate]
    verdict: Verdict
    stage: Stage


def score(findings: Iterable[Finding], signs: Iterable[Sign], threshold: float) -> Score:
    """The score of one audit. The order of findings does not matter; without any applicable rule nothing is decided."""
    found = sorted(findings, key=lambda finding: finding.rule.id)
    pillars = {name: pillar for name in PILLARS if (pillar := pillar_score(_of_pillar(found, name))) is not None}
    low = min((pillar.low for pillar in pillars.values()), default=0.0)
    high = min((pillar.high for pillar in pillars.values()), default=100.0)
    gates = {finding.rule.id: gate for finding in found if (gate := gate_of(finding)) is not None}
    is_warned = any(sign.state == "raised" for sign in signs)
    verdict = verdict_of(low, high, threshold, gates.values(), is_warned)
    return Score(pillars, low, high, _binding(pillars), gates, verdict, _stage(verdict, gates, found))


def let_wait(findings: Iterable[Finding], waiting: frozenset[str]) -> tuple[Finding, ...]:
    """The findings, those of the rules that wait for a later stage marked as no gates."""
    return tuple(replace(one, is_gate=False) if one.rule.id in waiting else one for one in findings)


def qualification(
    findings: Iterable[Finding], pillars: Mapping[str, PillarScore], stages: Iterable[StageGates]
) -> Qualification:
    """The last of the stages, taken in order, whose gates all hold and whose points every pillar reaches.

    A gate that is waived holds; one that is not judged does not. Rules that no stage names are gates at every one.
    """
    ordered = tuple(stages)
    known = {one.rule.id: gate_of(replace(one, is_gate=True)) for one in findings}
    named = {rule for stage in ordered for rule in stage.gates}
    wanted = {rule for rule, gate in known.items() if gate is not None and rule not in named}
    reached = ""
    for stage in ordered:
        wanted |= set(stage.gates)
        lacking = tuple(
            rule for rule in sorted(wanted) if rule not in known or known[rule] in (Gate.OPEN, Gate.BLOCKED)
        )
        below = tuple(name for name, pillar in pillars.items() if pillar.low < stage.points)
        if lacking or below:
            return Qualification(reached, stage.name, lacking, below, stage.points)
        reached = stage.name
    return Qualification(reached)


def bounds(finding: Finding) -> tuple[float, float] | None:
    """The lowest and highest value that the finding may turn out to have; None where the rule does not apply."""
    if finding.status is Status.NOT_APPLICABLE:
        return None
    if finding.status in (Status.UNKNOWN, Status.ERROR) or finding.value is None:
        return 0.0, 1.0
    return finding.value, finding.value


def pillar_score(findings: Iterable[Finding]) -> PillarScore | None:
    """One pillar's interval and coverage; None where no rule of it applies."""
    found = tuple(findings)
    applicable = [(WEIGHTS[one.rule.severity], *span) for one in found if (span := bounds(one)) is not None]
    total = math.fsum(weight for weight, _, _ in applicable)
    if not total:
        return None
    low = 100 * math.fsum(weight * least for weight, least, _ in applicable) / total
    high = 100 * math.fsum(weight * most for weight, _, most in applicable) / total
    decided = math.fsum(weight for weight, least, most in applicable if least == most) / total
    counted = Counter(str(one.status) for one in found)
    # Rounded once, here, and compared as rounded: what people read is what was judged.
    return PillarScore(round(low, 1), round(high, 1), round(decided, 3), {str(s): counted[str(s)] for s in Status})


def gate_of(finding: Finding) -> Gate | None:
    """What the finding does to the verdict; None for a rule that is no gate or does not apply.

    An answer without evidence never clears a gate: it leaves it as the repository alone does.
    """
    is_none = finding.rule.severity is not Severity.ESSENTIAL or finding.status is Status.NOT_APPLICABLE
    if is_none or not finding.is_gate:
        return None
    if finding.provenance is Provenance.ATTESTED and not finding.has_evidence and finding.status is not Status.UNMET:
        passes, is_open = False, finding.seen is not Status.UNMET
    else:
        passes = finding.status is Status.MET or (
            finding.status is Status.PARTIAL and (finding.value or 0.0) >= PASSING_PART
        )
        is_open = finding.status in (Status.UNKNOWN, Status.ERROR)
    if passes:
        return Gate.PASSED
    if is_open:
        return Gate.OPEN
    return Gate.WAIVED if finding.waiver else Gate.BLOCKED


def verdict_of(low: float, high: float, threshold: float, gates: Iterable[Gate], is_warned: bool) -> Verdict:
    """The headline. A raised warning sign and a waived gate both cap it at "ready with exceptions"."""
    states = set(gates)
    if Gate.BLOCKED in states:
        return Verdict.BLOCKED
    if high < threshold:
        return Verdict.NOT_READY
    if low < threshold or Gate.OPEN in states:
        return Verdict.UNDETERMINED
    return Verdict.READY_WITH_EXCEPTIONS if is_warned or Gate.WAIVED in states else Verdict.READY


def _of_pillar(found: Iterable[Finding], pillar: str) -> list[Finding]:
    return [finding for finding in found if finding.rule.pillar == pillar]


def _binding(pillars: Mapping[str, PillarScore]) -> str:
    """The pillar that holds the others back: the lowest bound, then the lowest hope."""
    return min(pillars, key=lambda name: (pillars[name].low, pillars[name].high), default="")


def _stage(verdict: Verdict, gates: Mapping[str, Gate], found: Iterable[Finding]) -> Stage:
    """Where the product stands, in the words people use.

    - production ready: the verdict is "ready";
    - production candidate: no gate is closed and at least three quarters of the gates hold;
    - pilot: it is tested and can be deployed, and at least half of the gates hold: fit for users who know what it is;
    - demo: anything less.
    """
    if verdict is Verdict.READY:
        return Stage.PRODUCTION_READY
    passed = sum(gate is Gate.PASSED for gate in gates.values())
    share = passed / len(gates) if gates else 0.0
    status = {finding.rule.id: finding.status for finding in found}
    if verdict is Verdict.READY_WITH_EXCEPTIONS or (Gate.BLOCKED not in gates.values() and share >= 0.75):
        return Stage.PRODUCTION_CANDIDATE
    lacking = [
        rules
        for rules in (TESTED, DEPLOYABLE)
        if (told := {status[rule] for rule in rules if rule in status}) and not told & {Status.MET, Status.PARTIAL}
    ]
    return Stage.PILOT if not lacking and share >= 0.5 else Stage.DEMO


def has_failed(result: Assessment, fail_on: str = "blocked", fail_under: Mapping[str, float] | float = 0.0) -> bool:
    """Whether a gate fails on the result, as `readiness audit` leaves with 1: by a regression, the verdict, or points.

    `fail_on` is blocked, not-ready, undetermined (each with those before it), regression (something is worse than what
    the result was compared with) or never. `fail_under` is points (0 to 100) that the low bound of every pillar must
    reach, or pillar letter -> points. A pillar that fell below its ratchet always fails. Raises ValueError for a word
    or a pillar that is not known.
    """
    if fail_on not in FAIL_ON:
        raise ValueError(f'"{fail_on}" is not known: {", ".join(FAIL_ON)}')
    under = dict(fail_under) if isinstance(fail_under, Mapping) else dict.fromkeys(PILLARS, float(fail_under))
    if strange := sorted(set(under) - set(PILLARS)):
        raise ValueError(f"{', '.join(strange)}: no pillar of {', '.join(PILLARS)}")
    worse = [change for change in result.changes.changes if change.fails] if result.changes else []
    if any(fail_on == "regression" or change.subject == "pillar" for change in worse):
        return True
    verdicts = [str(verdict) for verdict in _WORST_FIRST]
    if fail_on in verdicts and result.verdict in _WORST_FIRST[: verdicts.index(fail_on) + 1]:
        return True
    return any(result.pillars[one].low < points for one, points in under.items() if one in result.pillars)
