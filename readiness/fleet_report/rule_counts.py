"""Every rule over the fleet: how it stands in so many repositories, and how many it blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.fleet_report.model import RuleCount
from readiness.model import Assessment, Rule, Status
from readiness.scoring import Gate, gate_of

_WAIVED = "waived"


@dataclass(slots=True)
class RuleTally:
    """Counts findings by rule. What a rule is called is taken from the newest run that knows it."""

    _rules: dict[str, tuple[tuple[str, int], Rule]] = field(default_factory=dict)
    _counts: dict[str, Counter[str]] = field(default_factory=dict)
    _blocks: Counter[str] = field(default_factory=Counter)

    def add(self, run: Assessment, number: int) -> None:
        """Count the findings of the run of that number."""
        newness = (run.target.date, number)
        for one in run.findings:
            rule = one.rule
            if rule.id not in self._rules or self._rules[rule.id][0] < newness:
                self._rules[rule.id] = (newness, rule)
            self._counts.setdefault(rule.id, Counter())[_WAIVED if one.waiver else str(one.status)] += 1
            if gate_of(one) is Gate.BLOCKED:
                self._blocks[rule.id] += 1

    def counts(self, frees: Mapping[str, int], readies: Mapping[str, int]) -> tuple[RuleCount, ...]:
        """The counts of all rules, those that block the most repositories first, then those that most lack."""
        found = [self._count(rule, frees, readies) for rule in self._rules]
        return tuple(sorted(found, key=lambda one: (-one.blocks, -one.unmet - one.partial, -one.unknown, one.rule)))

    def _count(self, rule_id: str, frees: Mapping[str, int], readies: Mapping[str, int]) -> RuleCount:
        rule, counted = self._rules[rule_id][1], self._counts[rule_id]
        return RuleCount(
            rule=rule_id,
            title=rule.title,
            pillar=rule.pillar,
            severity=str(rule.severity),
            effort=rule.effort,
            met=counted[Status.MET],
            partial=counted[Status.PARTIAL],
            unmet=counted[Status.UNMET],
            unknown=counted[Status.UNKNOWN],
            not_applicable=counted[Status.NOT_APPLICABLE],
            error=counted[Status.ERROR],
            waived=counted[_WAIVED],
            blocks=self._blocks[rule_id],
            frees=frees.get(rule_id, 0),
            readies=readies.get(rule_id, 0),
        )
