"""What would have to be met for a repository's verdict to change, proved by scoring it again as if it were."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from readiness.model import Assessment, Finding, Provenance, Status, Verdict
from readiness.planning import COSTS, cheapest
from readiness.reconciliation import WITH_EVIDENCE
from readiness.scoring import Gate, Score, score
from readiness.steps import gains, kind_of

MOST_RULES = 8
"""Larger sets are no plan that anybody could follow."""
READY = (Verdict.READY, Verdict.READY_WITH_EXCEPTIONS)
SIGN = ""
_ROUNDING = 0.1  # points are judged as rounded; so much more is asked for where the exact need falls short


@dataclass(frozen=True, slots=True)
class Way:
    """Rules that, met, change a verdict, sorted. `answers` are those that need an answer.

    `exceptions` are why it would be ready with exceptions only: gates that stay waived, and SIGN for a warning sign.
    """

    rules: tuple[str, ...]
    answers: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What a repository needs. None has more than MOST_RULES rules, and none of a repository's ways holds another.

    `unblocking` is None where nothing blocks it, or more rules do; `closed` is how many gates block it. `readying` are
    ways to ready: every single rule, and the cheapest set; empty where it is ready, or no such way is known.
    """

    closed: int
    unblocking: Way | None
    readying: tuple[Way, ...]


def needs_of(run: Assessment, lapsed: Collection[str] = ()) -> Needs | None:
    """What a run's repository needs; `lapsed` are rules whose waiver counts no more.

    None where this program would not give the verdict that the run has: then nothing that it says of others is sure.
    """
    known = {one.rule.id: one for one in run.findings}
    if len(known) != len(run.findings) or score(run.findings, run.signs, run.threshold).verdict is not run.verdict:
        return None
    trial = _Trial(run, {rule: _without_waiver(one) if rule in lapsed else one for rule, one in known.items()})
    gates = trial.scored(()).gates
    closed = tuple(rule for rule, gate in gates.items() if gate is Gate.BLOCKED)
    unblocking = None
    if run.verdict is Verdict.BLOCKED and 0 < len(closed) <= MOST_RULES:
        unblocking = trial.way(closed) if Gate.BLOCKED not in trial.scored(closed).gates.values() else None
    wanted = tuple(rule for rule, gate in gates.items() if gate in (Gate.BLOCKED, Gate.OPEN))
    is_near = run.verdict not in READY and len(wanted) <= MOST_RULES
    return Needs(len(closed), unblocking, _readying(trial, wanted) if is_near else ())


def mended(finding: Finding) -> Finding:
    """The finding as it is once it is met: seen in the repository, or well answered where only people can tell.

    Such an answer is worth what `readiness plan` says. What could not be judged stays as it is: no fault of theirs.
    """
    if finding.status in (Status.ERROR, Status.NOT_APPLICABLE):
        return finding
    if kind_of(finding) == "answer":
        worth = max(WITH_EVIDENCE[finding.rule.by], finding.value or 0.0)
        met = replace(finding, status=Status.MET, value=worth, provenance=Provenance.ATTESTED)
    else:
        met = replace(finding, status=Status.MET, value=1.0, provenance=Provenance.VERIFIED)
    return replace(met, waiver=None, has_evidence=True)


@dataclass(frozen=True, slots=True)
class _Trial:
    """A run whose findings are tried out as met."""

    run: Assessment
    findings: Mapping[str, Finding]

    def scored(self, rules: Collection[str]) -> Score:
        return score(self.tried(rules), self.run.signs, self.run.threshold)

    def tried(self, rules: Collection[str]) -> list[Finding]:
        return [mended(one) if rule in rules else one for rule, one in self.findings.items()]

    def is_ready(self, rules: Collection[str]) -> bool:
        return self.scored(rules).verdict in READY

    def way(self, rules: Iterable[str]) -> Way:
        chosen = tuple(sorted(rules))
        answers = tuple(rule for rule in chosen if kind_of(self.findings[rule]) == "answer")
        waived = [rule for rule, gate in self.scored(chosen).gates.items() if gate is Gate.WAIVED]
        signs = [SIGN] if any(sign.state == "raised" for sign in self.run.signs) else []
        return Way(chosen, answers, (*waived, *signs))


def _readying(trial: _Trial, gates: tuple[str, ...]) -> tuple[Way, ...]:
    """The ways to ready. Every closed or open gate is on each of them."""
    after = trial.scored(gates)
    if after.verdict in READY:
        return (trial.way(gates),)
    if any(gate in (Gate.BLOCKED, Gate.OPEN) for gate in after.gates.values()):
        return ()
    below = [letter for letter, pillar in after.pillars.items() if pillar.low < trial.run.threshold]
    singles = _singles(trial, below[0]) if not gates and len(below) == 1 else ()
    further = _cheapest(trial, gates, after, below)
    if further is not None and not any(set(one.rules) <= set(further.rules) for one in singles):
        return (*singles, further)
    return singles


def _singles(trial: _Trial, letter: str) -> tuple[Way, ...]:
    """Every rule of a pillar that is enough by itself."""
    found = gains(trial.findings.values())
    mine = [rule for rule in sorted(found) if trial.findings[rule].rule.pillar == letter]
    return tuple(trial.way((rule,)) for rule in mine if trial.is_ready((rule,)))


def _cheapest(trial: _Trial, gates: tuple[str, ...], after: Score, below: Iterable[str]) -> Way | None:
    """The gates, and the least effort in each pillar that reaches the threshold with them; no rule too many."""
    found = gains(trial.tried(gates))
    steps: dict[str, dict[str, tuple[float, int]]] = {letter: {} for letter in below}
    for rule, gain in found.items():
        of = trial.findings[rule].rule
        if of.pillar in steps:
            steps[of.pillar][rule] = (gain, COSTS.get(of.effort, COSTS["medium"]))
    for more in (0.0, _ROUNDING):
        chosen = set(gates)
        for letter, mine in steps.items():
            need = trial.run.threshold - after.pillars[letter].low + more
            if math.fsum(gain for gain, _ in mine.values()) < need - _ROUNDING:
                return None
            chosen |= cheapest(mine, need)
        if len(chosen) <= MOST_RULES and trial.is_ready(chosen):
            return trial.way(_needed(trial, chosen, gates))
    return None


def _needed(trial: _Trial, chosen: Collection[str], gates: tuple[str, ...]) -> set[str]:
    """Of the chosen rules those without which it would not do."""
    kept = set(chosen)
    for rule in sorted(kept - set(gates)):
        if trial.is_ready(kept - {rule}):
            kept.remove(rule)
    return kept


def _without_waiver(finding: Finding) -> Finding:
    return replace(finding, waiver=None)
