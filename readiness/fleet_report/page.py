"""What the fleet's page shows, section by section, from the report alone; templates say how it looks."""

from __future__ import annotations

from typing import Any

from readiness.fleet_report import page_work as work
from readiness.fleet_report.model import FleetReport
from readiness.fleet_report.page_calls import calls
from readiness.fleet_report.page_head import head, meanings, movement
from readiness.fleet_report.page_links import Links
from readiness.fleet_report.page_rows import heat_map


def values(report: FleetReport) -> dict[str, Any]:
    """The values of `templates/fleet.html.j2`, styles and scripts apart."""
    links = Links(report)
    return {
        "head": head(report),
        "movement": movement(report, links),
        "releases": work.releases(report, links),
        "blockers": work.blockers(report, links),
        "map": heat_map(report, links),
        "calls": calls(report),
        "lapses": work.lapses(report, links),
        "stale": work.stale(report, links),
        "owners": work.owners(report),
        "rules": work.rules(report, links),
        "meanings": meanings(),
        "within": report.within,
        "notes": list(report.notes),
        "problems": list(report.problems),
    }
