"""What to do next: fixes and answers by what each adds to its pillar, and the fewest that settle an open verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from readiness.model import By, Finding, Provenance, Status, Step, Verdict
from readiness.reconciliation import WITH_EVIDENCE
from readiness.scoring import WEIGHTS, Gate, Score, bounds

EFFORTS = ("small", "medium", "large")


def next_steps(findings: Iterable[Finding]) -> tuple[Step, ...]:
    """Every fix and answer that would raise a pillar's lower bound, the greatest gain first, then the least effort."""
    found = sorted(findings, key=lambda finding: finding.rule.id)
    totals = _totals(found)
    steps = []
    for finding in found:
        gain = _gain(finding, totals)
        if gain > 0 and finding.status is not Status.ERROR:
            rule = finding.rule
            steps.append(Step(rule.id, gain, kind_of(finding), rule.effort, rule.pillar, rule.title))
    return tuple(sorted(steps, key=lambda step: (-step.gain, step.kind, _effort(step.effort), step.rule)))


def gains(findings: Iterable[Finding]) -> Mapping[str, float]:
    """Rule id -> points that its pillar's lower bound gains when it is mended or answered well; only where any."""
    found = sorted(findings, key=lambda finding: finding.rule.id)
    totals = _totals(found)
    known = {one.rule.id: _exact_gain(one, totals) for one in found if one.status is not Status.ERROR}
    return {rule: gain for rule, gain in known.items() if gain > 0}


def kind_of(finding: Finding) -> str:
    """`answer` where only people can tell, or nothing is seen and they may be asked; `fix` otherwise.

    What the repository refutes no answer mends.
    """
    rule = finding.rule
    if finding.provenance is Provenance.CONTRADICTED:
        return "fix"
    if rule.by is By.ASK or (finding.status is Status.UNKNOWN and rule.by is By.BOTH):
        return "answer"
    return "fix"


def settle(findings: Iterable[Finding], score: Score, threshold: float) -> tuple[str, ...]:
    """The fewest rules whose answer or fix turns an undetermined verdict to ready: open gates, then largest gains.

    Within a pillar gains add up, so taking the largest first takes the fewest. Empty for every other verdict.
    """
    if score.verdict is not Verdict.UNDETERMINED:
        return ()
    found = sorted(findings, key=lambda finding: finding.rule.id)
    totals = _totals(found)
    chosen = [finding.rule.id for finding in found if score.gates.get(finding.rule.id) is Gate.OPEN]
    for name, pillar in score.pillars.items():
        mine = {one.rule.id: _gain(one, totals) for one in found if one.rule.pillar == name and bounds(one) is not None}
        reached = pillar.low + math.fsum(mine[rule] for rule in chosen if rule in mine)
        for rule in sorted(mine, key=lambda rule: (-mine[rule], rule)):
            if reached >= threshold or mine[rule] <= 0:
                break
            if rule not in chosen:
                chosen.append(rule)
                reached += mine[rule]
    return tuple(chosen)


def answer_gains(findings: Iterable[Finding]) -> Mapping[str, float]:
    """Rule id -> points that its pillar's lower bound gains by a good answer with evidence; 0.0 where none helps.

    Places that are seen to lack something cannot be talked away, and what is seen needs no words.
    """
    found = sorted(findings, key=lambda finding: finding.rule.id)
    totals = _totals(found)
    gains = {}
    for finding in found:
        span = bounds(finding)
        gains[finding.rule.id] = 0.0
        if span is None or finding.status is Status.ERROR:
            continue
        if finding.status in (Status.UNMET, Status.PARTIAL) and is_seen_lacking(finding):
            continue
        best = WITH_EVIDENCE[finding.rule.by]
        weight = 100 * WEIGHTS[finding.rule.severity] / totals[finding.rule.pillar]
        gains[finding.rule.id] = max(0.0, round(weight * (best - span[0]), 1))
    return gains


def is_seen_lacking(finding: Finding) -> bool:
    """Whether the repository itself shows a place, by its line, that speaks against; an answer "no" is none."""
    return any(
        not place.supports and place.line and not place.says.startswith("answered ") for place in finding.evidence
    )


def _totals(found: Iterable[Finding]) -> Mapping[str, float]:
    totals: dict[str, float] = {}
    for finding in found:
        if bounds(finding) is not None:
            totals[finding.rule.pillar] = totals.get(finding.rule.pillar, 0.0) + WEIGHTS[finding.rule.severity]
    return totals


def _gain(finding: Finding, totals: Mapping[str, float]) -> float:
    """The gain as it is told: in tenths of a point."""
    return round(_exact_gain(finding, totals), 1)


def _exact_gain(finding: Finding, totals: Mapping[str, float]) -> float:
    """Points that the pillar's lower bound gains when the rule is answered well or mended."""
    span = bounds(finding)
    if span is None:
        return 0.0
    best = WITH_EVIDENCE[finding.rule.by] if kind_of(finding) == "answer" else 1.0
    return max(0.0, 100 * WEIGHTS[finding.rule.severity] * (best - span[0]) / totals[finding.rule.pillar])


def _effort(word: str) -> int:
    return EFFORTS.index(word) if word in EFFORTS else len(EFFORTS)
