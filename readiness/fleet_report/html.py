"""The report on a fleet for platform leads: one page that needs no server, no network and no scripts."""

from __future__ import annotations

from typing import TextIO

from readiness.fleet_report.model import FleetReport
from readiness.fleet_report.page import values
from readiness.rendering import inlined, render
from readiness.sanitizing import marked_up, printable_all

_STYLES = (
    "page.css",
    "report/frame.css",
    "report/verdict.css",
    "report/sections.css",
    "report/rules.css",
    "report/paper.css",
    "fleet/frame.css",
    "fleet/map.css",
    "fleet/paper.css",
)
_SCRIPTS = ("fleet/page.js",)  # fmt: skip


def write(report: FleetReport, out: TextIO, *, unicode: bool = True) -> None:
    """Write the page. Without `unicode` all beyond ASCII stands as references."""
    out.write(marked_up(page(report), unicode))


def page(report: FleetReport) -> str:
    """The whole HTML page of one report on a fleet."""
    fixed = {"style": inlined(*_STYLES), "script": inlined(*_SCRIPTS)}
    return render("fleet.html.j2", {**printable_all(values(report)), **fixed})
