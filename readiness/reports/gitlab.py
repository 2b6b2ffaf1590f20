"""GitLab's code quality report: a JSON list whose entries keep their fingerprint while lines move.

The keys are those of docs.gitlab.com, "Code Quality report format": description, check_name, fingerprint, severity
(info, minor, major, critical, blocker) and location. Accepted risks are left out: GitLab has no word for them.
"""

from __future__ import annotations

import json
from typing import Any, TextIO

from readiness.marking import Level, Mark, headline, marks
from readiness.model import Assessment, Severity
from readiness.scoring import Gate, gate_of


def write(
    assessment: Assessment,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    verbose: int = 0,
) -> None:
    """Write the list. It is ASCII and the same whatever the terminal, so none of the options matters."""
    del width, color, unicode, verbose
    json.dump([_entry(one) for one in marks(assessment) if not one.finding.waiver], out, indent=2, allow_nan=False)
    out.write("\n")


def _entry(one: Mark) -> dict[str, Any]:
    cell = f"cell {one.cell}, line {one.line}: " if one.cell else ""
    return {
        "description": f"{headline(one.finding)}: {cell}{one.says}",
        "check_name": f"{one.finding.rule.id}-{one.finding.rule.name}",
        "fingerprint": one.fingerprint,
        "severity": _severity(one),
        "location": {"path": one.path, "lines": {"begin": 1 if one.cell else one.line}},
        "categories": ["Bug Risk"],
        "content": {"body": " ".join(one.finding.rule.fix.split())},
    }


def _severity(one: Mark) -> str:
    if gate_of(one.finding) is Gate.BLOCKED:
        return "blocker"
    if one.level is Level.ERROR:
        return "critical"
    if one.level is Level.WARNING:
        return "major"
    return "info" if one.finding.rule.severity is Severity.MINOR else "minor"
