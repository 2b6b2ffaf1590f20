"""What a warning sign is read from: the product, the findings by rule, figures over time, and the product's growth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.model import Evidence, Finding, Series, Status
from readiness.product import Product
from readiness.series import Figures
from readiness.warning_signs.growth import Growth, growth
from readiness.warning_signs.samples import DAY

MONTH = 30 * DAY


@dataclass(frozen=True, slots=True)
class Read:
    """What a sign tells: the state is raised, clear or unknown; `series` is what it rests on, where that is one."""

    state: str
    why: str
    evidence: tuple[Evidence, ...] = ()
    series: tuple[Series, ...] = ()


def raised(why: str, evidence: tuple[Evidence, ...] = (), series: tuple[Series, ...] = ()) -> Read:
    """The sign is there."""
    return Read("raised", why, evidence, series)


def clear(why: str, evidence: tuple[Evidence, ...] = (), series: tuple[Series, ...] = ()) -> Read:
    """The sign is not there."""
    return Read("clear", why, evidence, series)


def unknown(why: str, evidence: tuple[Evidence, ...] = (), series: tuple[Series, ...] = ()) -> Read:
    """Nobody can tell; `why` says what is missing."""
    return Read("unknown", why, evidence, series)


@dataclass(frozen=True, slots=True)
class Look:
    """The product, and the findings of the rules that were judged (a rule that was not selected is missing)."""

    product: Product
    findings: Mapping[str, Finding]
    figures: Figures = field(default_factory=Figures)
    """Figures over time, as people gave them."""
    remembers: bool = True
    missed: set[str] = field(default_factory=set, compare=False)
    """Rules that were asked for and not judged: what was read without them tells nothing."""
    _grown: list[Growth] = field(default_factory=list, compare=False)

    @property
    def growth(self) -> Growth:
        """How the product grew over its history; read when first asked for."""
        if not self._grown:
            self._grown.append(growth(self.product.history, self.remembers))
        return self._grown[0]

    @property
    def told(self) -> Mapping[str, Series]:
        """Figures over time by their metric."""
        return self.figures.series

    def places(self, *metrics: str) -> tuple[Evidence, ...]:
        """Where the newest figures of these metrics stand."""
        return tuple(place for name in metrics for place in self.figures.places.get(name, ()))

    @property
    def span(self) -> int:
        """Seconds between the first and the last commit."""
        commits = self.product.history.commits
        return commits[0].time - commits[-1].time if commits else 0

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
