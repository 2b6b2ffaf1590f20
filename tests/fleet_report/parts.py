"""Parts of tests of the fleet report: small runs scored as the product scores, and stores of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from readiness.fleet_report.gathering import gather
from readiness.fleet_report.model import FleetReport
from readiness.model import (
    Assessment,
    By,
    Finding,
    Provenance,
    Reported,
    Severity,
    Sign,
    Standing,
    Status,
    Target,
    Waiver,
)
from readiness.scoring import score
from readiness.store.identity import Given, Identity
from readiness.store.places import Place
from readiness.store.runs import Store, open_store
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

DAY = "2026-03-01"
GIVEN = Given("", "5e771265")
RAISED = Sign("W11", "single-provider", "one provider's outage is the product's outage", "raised", "only OpenAI")
ESSENTIAL = ("P101", "R301", "R401", "D106")
MAJOR = ("R302", "R303", "R304", "D101", "O101", "U101")


def run(
    lacking: Iterable[str] = (), *, unknown: Iterable[str] = (), more: Iterable[Finding] = (), **changes: Any
) -> Assessment:
    """A run of ten rules that are met but for those that are lacking, or that people have not answered (by: both)."""
    lacks, asks, extra = set(lacking), set(unknown), {one.rule.id: one for one in more}
    found = []
    for name in (*ESSENTIAL, *MAJOR):
        severity = Severity.ESSENTIAL if name in ESSENTIAL else Severity.MAJOR
        of = rule(name, severity=severity, by=By.BOTH if name in asks else By.REPO, title=f"Title of {name}")
        status = "unmet" if name in lacks else "unknown" if name in asks else "met"
        found.append(extra.pop(name, None) or finding(status, of))
    return judged((*found, *extra.values()), **changes)


def judged(
    findings: tuple[Finding, ...],
    *,
    date: str = DAY,
    signs: tuple[Sign, ...] = (),
    calls: Iterable[Mapping[str, object]] = (),
    **changes: Any,
) -> Assessment:
    """A run of these findings, scored at 70 points."""
    scored = score(findings, signs, 70)
    made = assessment(findings)
    return replace(
        made,
        **{
            "signs": signs, "verdict": scored.verdict, "stage": scored.stage, "low": scored.low, "high": scored.high,
            "pillars": dict(scored.pillars), "binding_pillar": scored.binding_pillar, "profile": "general",
            "target": Target("shop", "c0ffee", False, date), "inventory": {"ai_calls": list(calls)}, **changes,
        },
    )  # fmt: skip


def waived(name: str, expires: str, severity: Severity = Severity.ESSENTIAL) -> Finding:
    """A rule that is unmet, and whose risk somebody has accepted until a day."""
    return finding("unmet", rule(name, severity=severity), waiver=Waiver(name, "Jo", "next quarter", expires, "x:1"))


def answered(name: str, expires: str, standing: Standing = Standing.UNSUPPORTED) -> Finding:
    """A rule that somebody has answered."""
    told = Reported("yes", "Jo", "2026-01-01", expires, standing)
    of = rule(name, by=By.BOTH)
    return finding("met", of, value=0.8, provenance=Provenance.ATTESTED, seen=Status.UNKNOWN, answer=told)


def call(provider: str = "openai", model: str = "gpt-4o", **guards: str) -> dict[str, object]:
    """An AI call over a network with these guards."""
    return {
        "path": "app.py", "line": 3, "provider": provider, "model": model, "kind": "chat", "remote": True,
        "guards": {guard: {"state": state} for guard, state in guards.items()},
    }  # fmt: skip


def store_of(file: Path, runs: Mapping[str, Assessment], owners: Mapping[str, str] | None = None) -> Store:
    """An open store of these runs; a name is the repository's, and what follows a space in it makes it another run."""
    store = open_store(Place(str(file), file), create=True)
    for name, one in runs.items():
        repository = name.partition(" ")[0]
        identity = Identity(f"github.com/acme/{repository}", repository)
        store.write(one, identity, GIVEN, (owners or {}).get(repository, ""))
    return store


def report_on(
    folder: Path, runs: Mapping[str, Assessment], owners: Mapping[str, str] | None = None, **asked: Any
) -> FleetReport:
    """The report on a store of these runs, as of DAY unless another day is given."""
    with store_of(folder / "fleet.db", runs, owners) as store:
        return gather(store, asked.pop("date", DAY), **asked)


def named(*names: str) -> tuple[str, ...]:
    """The ids of repositories by their names."""
    return tuple(f"github.com/acme/{name}" for name in names)
