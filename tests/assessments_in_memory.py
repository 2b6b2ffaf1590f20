"""A whole assessment made in memory, with one of everything that a report must show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from readiness.model import (
    Assessment,
    By,
    Component,
    Evidence,
    Finding,
    Provenance,
    Question,
    Severity,
    Sign,
    Status,
    Target,
    Waiver,
)  # fmt: skip
from readiness.scoring import score
from readiness.steps import next_steps, settle
from tests.rules_in_memory import finding, rule

HOSTILE = "src/[/etc]/[red]x[/red].py"


def everything() -> tuple[Finding, ...]:
    """Findings of every status, provenance and severity, with words that rich would read as markup."""
    gate = Severity.ESSENTIAL
    places = (
        Evidence("app/chat.py", 14, "client.chat.completions.create(", "has no time limit", supports=False),
        Evidence(HOSTILE, 3, "call([bold]x[/bold])", "has no time limit", supports=False),
        Evidence("app/safe.py", 9, "OpenAI(timeout=20)", "time limit 20 s"),
        Evidence("nb.ipynb", 2, "call()", "has a time limit", cell=4),
    )
    return (
        finding(
            "unknown",
            rule("P101", severity=gate, by=By.BOTH, question=Question("Which problem is solved?", help="Whose?")),
        ),
        finding("met", rule("P102"), message="users are named", evidence=(Evidence("README.md", 3, "For nurses."),)),
        finding(
            "unknown",
            rule("P108", by=By.ASK, question=Question("Who answers for it?", "person")),
            looked=("README.md",),
        ),
        finding(
            "unmet",
            rule("R301", severity=gate, title="Every AI call has a time limit"),
            message="0 of 3 calls",
            evidence=places[:2],
        ),
        finding(
            "unmet",
            rule("R305", severity=gate),
            provenance=Provenance.CONTRADICTED,
            message="Jo said yes",
            evidence=places[:1],
        ),
        finding(
            "unmet", rule("R402", severity=gate), waiver=Waiver("R402", "Jo", "soon", "2026-04-01", "readiness.yaml:3")
        ),
        finding("partial", rule("R302"), value=2 / 3, message="2 of 3 calls", evidence=places),
        finding("met", rule("O101", by=By.BOTH), value=0.8, provenance=Provenance.ATTESTED, seen=Status.UNKNOWN),
        finding("error", rule("O104"), message="could not be judged: KeyError"),
        finding("not-applicable", rule("U106"), message="no screen"),
        finding("unmet", rule("U113"), provenance=Provenance.CONTRADICTED, looked=("docs/", "README.md")),
    )


def assessment(findings: tuple[Finding, ...] | None = None, **changes: Any) -> Assessment:
    """An assessment of `findings` (default: one of everything), scored as the product scores."""
    found = everything() if findings is None else findings
    signs = (
        Sign(
            "W11",
            "single-provider",
            "one provider's outage is the product's outage",
            "raised",
            "only OpenAI",
            (Evidence("app/chat.py", 14),),
        ),
        Sign("W12", "bus-factor-one", "one person wrote nearly all of it", "clear", "5 people", claims=("x-one",)),
        Sign("W03", "cost-outruns-adoption", "costs grow faster than adoption", "unknown", "no figures"),
    )
    scored = score(found, signs, 70)
    made = Assessment(
        version="0.0.0", ruleset="cafe", target=Target("shop", "0123456789abcdef", True, "2026-03-01"), config_path="readiness.yaml",
        profile="production", threshold=70, facets={"ai": (Evidence("app/chat.py", 14),), "llm": ()}, verdict=scored.verdict,
        stage=scored.stage, low=scored.low, high=scored.high, binding_pillar=scored.binding_pillar, pillars=dict(scored.pillars),
        findings=found, signs=signs, components=(Component(".", "service", "python"),), left_out=(("vendor/x.js", "vendored"),),
        inventory={"ai_calls": [{"path": "app/chat.py", "line": 14, "kind": "chat"}], "models": [], "prompts": []},
        next=next_steps(found), settle=settle(found, scored, 70), notes=("a waiver covers nothing",), errors=("O104 KeyError",),
    )  # fmt: skip
    return replace(made, **changes)
