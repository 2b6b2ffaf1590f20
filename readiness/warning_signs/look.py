"""What a warning sign is read from: the product and the findings by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.model import Evidence, Finding, Status
from readiness.product import Product

DAY = 86_400
Read = tuple[str, str, tuple[Evidence, ...]]
"""(state, why, evidence): the state is raised, clear or unknown."""


@dataclass(frozen=True, slots=True)
class Look:
    """The product, and the findings of the rules that were judged (a rule that was not selected is missing)."""

    product: Product
    findings: Mapping[str, Finding]
    missed: set[str] = field(default_factory=set, compare=False)
    """Rules that were asked for and not judged: what was read without them tells nothing."""

    def status(self, rule: str) -> Status:
        """The status of a rule; unknown where it was not judged."""
        finding = self.findings.get(rule)
        if finding is None:
            self.missed.add(rule)
            return Status.UNKNOWN
        return finding.status

    def holds(self, *rules: str) -> bool:
        """Whether any of the rules is met."""
        return any(self.status(rule) is Status.MET for rule in rules)

    def holds_in_part(self, *rules: str) -> bool:
        """Whether any of the rules is met or partial."""
        return any(self.status(rule) in (Status.MET, Status.PARTIAL) for rule in rules)

    def fails(self, *rules: str) -> bool:
        """Whether all of the rules are unmet."""
        return all(self.status(rule) is Status.UNMET for rule in rules)

    def evidence(self, *rules: str, supports: bool | None = None) -> tuple[Evidence, ...]:
        """The first places of the rules' evidence, one a rule."""
        found = []
        for rule in rules:
            places = self.findings[rule].evidence if rule in self.findings else ()
            found += [e for e in places if supports is None or e.supports is supports][:1]
        return tuple(found)
