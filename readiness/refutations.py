"""What the repository says against an answer, looked up while the person who gives it is still there."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from readiness.evaluation import announce, refutation
from readiness.facts import Facts
from readiness.model import Component, Fact
from readiness.product import Product
from readiness.ruleset import CompiledRule
from readiness.settings import Settings
from readiness.snapshot import Snapshot


@dataclass(frozen=True)
class Refutations:
    """Judges what refutes an answer: a rule when it is asked for, or all of them while somebody reads the question."""

    snapshot: Snapshot
    settings: Settings
    rules: Mapping[str, CompiledRule]
    _turn: threading.RLock = field(default_factory=threading.RLock, compare=False)

    def of(self, rule_id: str) -> Fact | None:
        """What refutes a "yes" to this rule, None where nothing does. Waits for what `begin` has begun."""
        rule = self.rules.get(rule_id)
        if rule is None or rule.contradicted_by is None:
            return None
        with self._turn:
            return refutation(rule, self._facts)

    def begin(self) -> None:
        """Look at the repository beside the dialogue, so that the first answer need not wait for it."""
        threading.Thread(target=self._look, name="readiness-beside", daemon=True).start()

    def _look(self) -> None:
        for rule_id in sorted(self.rules):
            with contextlib.suppress(Exception):  # it is told where it is asked for, not beside it
                self.of(rule_id)

    @cached_property
    def _facts(self) -> Facts:
        given = tuple(Component(path, kind, "") for path, kind in self.settings.components)
        facts = Facts(Product(self.snapshot, self.settings.facets, given))
        announce(tuple(rule for rule in self.rules.values() if rule.contradicted_by is not None), facts)
        return facts
