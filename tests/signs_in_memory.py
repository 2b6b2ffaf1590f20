"""One warning sign of a product made for it: in memory, or on disk with a history."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from readiness import warning_signs
from readiness.history import Commit, History
from readiness.model import Evidence, Finding, Series, Sign
from readiness.product import Product
from readiness.ruleset import load_rules
from readiness.series import Figures
from readiness.snapshot import Snapshot
from readiness.warning_signs.look import Look
from tests.rules_in_memory import finding, rule

DAY = 86_400
START = 1_700_000_000
ASK = "from openai import OpenAI\nclient = OpenAI()\ndef ask(q):\n    return client.responses.create(model='gpt-4o', input=q)\n"


def commits(*rows: tuple[int, str, str]) -> History:
    """(day, author, path) of each commit, and no tag."""
    made = [
        Commit(str(n), author, f"{author.lower()}@x", START + day * DAY, 1, "s", (path,))
        for n, (day, author, path) in enumerate(rows)
    ]
    return History(tuple(sorted(made, key=lambda commit: -commit.time)))


def figures(**points: Mapping[str, float]) -> Figures:
    """Series by metric, each given as day -> value."""
    made = {name: Series(name, "", tuple(sorted(values.items()))) for name, values in points.items()}
    return Figures(made, {name: (Evidence("readiness-metrics.csv", 2),) for name in made})


def sign(
    name: str,
    files: dict[str, str] | None = None,
    history: History | None = None,
    facets: tuple[str, ...] = (),
    told: Figures | None = None,
    **judged: str,
) -> Sign:
    """One sign of a product with these files, history, facets, figures, and statuses of rules."""
    return _sign(name, Snapshot.of(files or {"app.py": "x = 1\n"}, history), facets, told, judged)


def sign_of(name: str, root: Path, facets: tuple[str, ...] = (), **judged: str) -> Sign:
    """One sign of a repository on disk, with statuses of rules."""
    return _sign(name, Snapshot.open(root), facets, None, judged)


def _sign(
    name: str, snapshot: Snapshot, facets: tuple[str, ...], told: Figures | None, judged: Mapping[str, str]
) -> Sign:
    findings: dict[str, Finding] = {}
    for rule_id in _rules():
        status = judged.get(rule_id, "unknown")
        place = Evidence("app.py", 1, supports=status != "unmet")
        findings[rule_id] = finding(status, rule(rule_id), message=f"{rule_id} says", evidence=(place,))
    look = Look(Product(snapshot, dict.fromkeys(facets, True)), findings, told or Figures(), remembers=False)
    return warning_signs._read(name, warning_signs.known_signs()[name], look)


@cache
def _rules() -> tuple[str, ...]:
    return tuple(load_rules().by_id)
