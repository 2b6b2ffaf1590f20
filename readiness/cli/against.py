"""What the repository says against an answer, looked up while the person who gives it is still there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from readiness.evaluation import announce, refutation
from readiness.facts import Facts
from readiness.model import Component, Fact
from readiness.product import Product
from readiness.rules import CompiledRule
from readiness.settings import Settings
from readiness.snapshot import Snapshot


@dataclass(frozen=True)
class Refutations:
    """Judges what refutes an answer, rule by rule and only when asked: most answers need no second look."""

    snapshot: Snapshot
    settings: Settings
    rules: Mapping[str, CompiledRule]

    def of(self, rule_id: str) -> Fact | None:
        """What refutes a "yes" to this rule, None where nothing does."""
        rule = self.rules.get(rule_id)
        return refutation(rule, self._facts) if rule is not None and rule.contradicted_by is not None else None

    @cached_property
    def _facts(self) -> Facts:
        given = tuple(Component(path, kind, "") for path, kind in self.settings.components)
        facts = Facts(Product(self.snapshot, self.settings.facets, given))
        announce(tuple(rule for rule in self.rules.values() if rule.contradicted_by is not None), facts)
        return facts
