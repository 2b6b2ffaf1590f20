"""Names and anchors on the fleet's page: how a repository is called there, and where it and each rule stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from readiness.compiling import compile_later
from readiness.fleet_report.model import FleetReport, Row
from readiness.fleet_report.sentences import worst_first
from readiness.model import Verdict

VERDICT_ORDER = tuple(str(one) for one in Verdict)
"""Verdicts from the worst to the best."""
MOST_LISTED = 300
"""So many repositories a list names; of more only the number."""
_RULE_ID = compile_later(r"[A-Z][A-Za-z0-9_-]{0,60}")
_RELATIVE = compile_later(r"[A-Za-z0-9._~!$&'()*+,;=@%-][A-Za-z0-9._~!$&'()*+,;=@%/-]{0,2000}")


class Links:
    """Where repositories and rules stand on the page. Repositories are numbered in the order of the table."""

    def __init__(self, report: FleetReport) -> None:
        self.rows = worst_first(report.rows)
        self.titles = {one.rule: one.title for one in report.rules}
        names = Counter(one.name for one in report.rows)
        self._labels: dict[str, str] = {}
        self._anchors: dict[str, str] = {}
        for number, row in enumerate(self.rows, 1):
            unique = row.name.strip() and names[row.name] == 1
            self._labels.setdefault(row.id, row.name if unique else row.id)
            self._anchors.setdefault(row.id, f"r{number}")

    def label(self, repository: str) -> str:
        """The name of a repository; its identity where another one has the same name."""
        return self._labels.get(repository, repository) or "without a name"

    def anchor(self, repository: str) -> str:
        """The anchor of its row; "" where the table has none."""
        return self._anchors.get(repository, "")

    def rule(self, rule: str) -> dict[str, str]:
        """A rule by its id, title and anchor; the last two "" where the page does not tell of it."""
        known = rule in self.titles and _RULE_ID.fullmatch(rule)
        return {"id": rule, "title": self.titles.get(rule, ""), "anchor": f"rule-{rule}" if known else ""}

    def repository(self, repository: str) -> dict[str, str]:
        """A repository by its label and anchor."""
        return {"label": self.label(repository), "anchor": self.anchor(repository)}

    def listed(self, repositories: Sequence[str]) -> dict[str, Any]:
        """As many of them as a list may name, by name, and how many there are beyond."""
        shown = sorted(map(self.repository, repositories), key=lambda one: (one["label"].casefold(), one["label"]))
        return {"shown": shown[:MOST_LISTED], "more": max(0, len(shown) - MOST_LISTED), "count": len(shown)}


def own_page(row: Row) -> str:
    """The link to its own report, if it is a plain relative one; "" for anything with a scheme, a host or a query."""
    return row.page if _RELATIVE.fullmatch(row.page) else ""


def rank(verdict: str) -> int:
    """Where a verdict stands in the order; words that are no verdict of ours come first, for people to look at."""
    return VERDICT_ORDER.index(verdict) + 1 if verdict in VERDICT_ORDER else 0
