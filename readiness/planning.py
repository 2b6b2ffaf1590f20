"""What to do next: every step by what it adds to the bound, or the cheapest set of steps that reaches a goal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readiness.model import PILLARS, Assessment, Evidence, Finding
from readiness.scoring import Gate, gate_of
from readiness.steps import gains, kind_of

COSTS: Mapping[str, int] = {"small": 1, "medium": 3, "large": 8}
"""How efforts compare: hours, days, weeks. An unknown word costs as much as a medium one."""
READY = "ready"
_GATES = {Gate.BLOCKED: "closed", Gate.OPEN: "open", Gate.WAIVED: "waived"}


@dataclass(frozen=True, slots=True)
class Move:
    """One step. `gain` is points of its pillar; `gate` is closed, open, waived or ""; `confirm` is a command."""

    rule: str
    title: str
    pillar: str
    kind: str
    effort: str
    gain: float
    gate: str
    what: str
    """The fix, or the question to answer."""
    place: Evidence | None
    confirm: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps to a goal ("" = as far as it goes). `before` and `after` are the pillars' lower bounds, in points.

    `obstacles` are sentences on what the steps do not clear; `reaches` tells whether the goal is reached by them.
    """

    goal: str
    moves: tuple[Move, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]
    reaches: bool
    obstacles: tuple[str, ...] = ()

    @property
    def efforts(self) -> Mapping[str, int]:
        """How many steps there are of each effort, the small ones first."""
        return {word: count for word in COSTS if (count := sum(move.effort == word for move in self.moves))}


def plan(run: Assessment, goal: str = "") -> Plan:
    """The way to `goal`: "" for every step by gain, "ready", or points ("80") that every pillar is to reach.

    For a goal the set is the cheapest by effort: what a gate needs, then in each pillar the least effort that
    reaches the points (exactly, not step by step). Raises ValueError for a goal that is neither.
    """
    target = _points(run, goal)
    before = {letter: pillar.low for letter, pillar in run.pillars.items()}
    known = gains(run.findings)
    by_id = {finding.rule.id: finding for finding in run.findings if finding.rule.id in known}
    if not goal:
        chosen = set(by_id)
    else:
        gates = {one.rule.id for one in run.findings if goal == READY and gate_of(one) in _GATES}
        chosen = gates & set(by_id)
        for letter in before:
            mine = {rule: known[rule] for rule, one in by_id.items() if one.rule.pillar == letter}
            need = target - before[letter] - math.fsum(gain for rule, gain in mine.items() if rule in chosen)
            rest = {rule: (gain, _cost(by_id[rule])) for rule, gain in mine.items() if rule not in chosen}
            chosen |= cheapest(rest, need)
    after = _after(before, chosen, known, by_id)
    obstacles = _obstacles(run, goal, target, after, chosen)
    moves = sorted((_move(by_id[rule], known[rule]) for rule in chosen), key=lambda move: _order(move, bool(goal)))
    return Plan(goal, tuple(moves), before, after, bool(goal) and not obstacles, obstacles)


def cheapest(steps: Mapping[str, tuple[float, int]], need: float) -> frozenset[str]:
    """The steps whose gains reach `need` at the least cost; of those the most gain. All of them where none suffices.

    `steps` is name -> (gain, cost). Exact: the best gain for every sum of costs (a 0/1 knapsack; costs are small).
    """
    if need <= 0:
        return frozenset()
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for name in sorted(steps):
        gain, cost = steps[name]
        longer = [*best, *[(-1.0, ())] * cost]
        for at in range(len(best)):
            reached, names = best[at]
            if reached >= 0 and reached + gain > longer[at + cost][0]:
                longer[at + cost] = (reached + gain, (*names, name))
        best = longer
    enough = [names for reached, names in best if reached >= need - 1e-9]
    return frozenset(enough[0] if enough else steps)


def _points(run: Assessment, goal: str) -> float:
    if goal in ("", READY):
        return run.threshold
    try:
        points = float(goal)
    except ValueError:
        points = -1.0
    if not 0 <= points <= 100:
        raise ValueError(f'"{goal}" is no goal')
    return points


def _cost(finding: Finding) -> int:
    return COSTS.get(finding.rule.effort, COSTS["medium"])


def _after(
    before: Mapping[str, float], chosen: Iterable[str], known: Mapping[str, float], by_id: Mapping[str, Finding]
) -> Mapping[str, float]:
    sums = dict(before)
    for rule in sorted(chosen):
        sums[by_id[rule].rule.pillar] += known[rule]
    return {letter: round(min(points, 100.0), 1) for letter, points in sums.items()}


def _obstacles(
    run: Assessment, goal: str, target: float, after: Mapping[str, float], chosen: Iterable[str]
) -> tuple[str, ...]:
    """What stands between the steps and the goal: gates and signs that no step clears, points out of reach."""
    if not goal:
        return ()
    told = [
        f"{PILLARS[letter]} reaches {points:g} of the {target:g} points: some answers are worth less than a proof"
        for letter, points in after.items()
        if points < target - 0.1
    ]
    if goal == READY:
        told += [
            f"{one.rule.id} could not be judged: {one.message}"
            for one in run.findings
            if gate_of(one) in _GATES and one.rule.id not in chosen
        ]
        told += [
            f"{sign.id} {sign.says}" + (f". To clear it: {sign.clears}" if sign.clears else "")
            for sign in run.signs
            if sign.state == "raised"
        ]
    return tuple(told)


def _move(finding: Finding, gain: float) -> Move:
    rule, kind, gate = finding.rule, kind_of(finding), gate_of(finding)
    against = [place for place in finding.evidence if not place.supports and place.path]
    question = rule.question.wording if rule.question else ""
    is_answer = kind == "answer"
    return Move(
        rule=rule.id,
        title=rule.title,
        pillar=rule.pillar,
        kind=kind,
        effort=rule.effort,
        gain=round(gain, 1),
        gate=_GATES.get(gate, "") if gate else "",
        what=question if is_answer and question else " ".join(rule.fix.split()),
        place=against[0] if against else None,
        confirm=f"readiness ask --edit {rule.id}" if is_answer else f"readiness audit --select {rule.id} -v",
    )


def _order(move: Move, has_goal: bool) -> tuple[object, ...]:
    """Without a goal by gain; towards one the gates first, then the most gain for the effort."""
    cost = COSTS.get(move.effort, COSTS["medium"])
    if not has_goal:
        return (-move.gain, cost, move.rule)
    gates = ["closed", "open", "waived", ""]
    return (gates.index(move.gate), -move.gain / cost, move.rule)
