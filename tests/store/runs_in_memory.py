"""Runs for tests of the store: the same product at other commits, on other days, with other points."""

from __future__ import annotations

from dataclasses import replace

from readiness.model import Assessment, PillarScore, Reported, Standing
from readiness.store.identity import Given, Identity
from tests.assessments_in_memory import assessment, everything

SHOP = Identity("github.com/acme/shop", "shop")
BARE = Given("", "5e771265")


def run_of(commit: str = "c0ffee", date: str = "2026-03-01", dirty: bool = False, observed: float = 30.0) -> Assessment:
    """A run of a commit by the day it was judged by; `observed` is the low bound of the pillar O."""
    made = assessment()
    pillars = made.pillars | {"O": PillarScore(observed, 60.0, 0.5, {"met": 1})}
    target = replace(made.target, commit=commit, date=date, dirty=dirty)
    return replace(made, target=target, pillars=pillars)


def answered(run: Assessment, rule: str, value: float, date: str) -> Assessment:
    """The run with a person's figure as the answer to its first rule, under the id of `rule`."""
    first, *others = everything()
    told = Reported("yes", "Jo", date, "2027-01-01", Standing.UNSUPPORTED, value=value, unit="%")
    return replace(run, findings=(replace(first, rule=replace(first.rule, id=rule), answer=told), *others))
