"""Rules and findings made in memory, for tests that need some and do not care which."""

from __future__ import annotations

from typing import Any

from readiness.model import By, Finding, Provenance, Rule, Severity, Status


def rule(rule_id: str = "R301", **changes: Any) -> Rule:
    """A rule with plain words; its pillar is the first letter of its id."""
    fields: dict[str, Any] = {
        "id": rule_id, "name": f"name-of-{rule_id.lower()}", "title": f"Title of {rule_id}", "pillar": rule_id[0],
        "severity": Severity.MAJOR, "by": By.REPO, "when": "any", "why": "Because it matters.", "fix": "Mend it.",
        "claims": (), "effort": "medium", "valid_days": 90,
    }  # fmt: skip
    return Rule(**{**fields, **changes})


def finding(
    status: Status | str = Status.UNMET, of: Rule | None = None, value: float | None = None, **changes: Any
) -> Finding:
    """A finding with the value that its status has; partial is a half unless said otherwise."""
    status = Status(status)
    values = {Status.MET: 1.0, Status.PARTIAL: 0.5, Status.UNMET: 0.0}
    number = values.get(status) if value is None else value
    provenance = Provenance.VERIFIED if number is not None else None
    fields: dict[str, Any] = {"provenance": provenance, "message": f"It is {status}"}
    return Finding(of or rule(), status, value=number, **{**fields, **changes})
