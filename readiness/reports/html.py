"""The report for leaders and product owners: one page that needs no server, no network and no scripts."""

from __future__ import annotations

from typing import Any, TextIO

from readiness import report_page as parts
from readiness import report_ways as ways
from readiness.model import Assessment
from readiness.rendering import inlined, render
from readiness.report_rules import filters
from readiness.sanitizing import marked_up, printable_all
from readiness.wording import counted

MOST_LEFT_OUT = 500
_STYLES = (
    "page.css",
    "report/frame.css",
    "report/verdict.css",
    "report/sections.css",
    "report/rules.css",
    "report/paper.css",
)
_SCRIPTS = ("report/page.js",)  # fmt: skip


def write(
    assessment: Assessment,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    verbose: int = 0,
) -> None:
    """Write the page. It is whole whatever the terminal; without `unicode` all beyond ASCII stands as references."""
    del width, color, verbose
    out.write(marked_up(page(assessment), unicode))


def page(run: Assessment) -> str:
    """The whole HTML page of one audit."""
    anchors = parts.Anchors(run)
    areas = ways.areas(run)
    groups = parts.rules(run, anchors)
    for group in groups:
        for card in group["cards"]:
            card["areas"] = areas.get(card["id"], [])
    cards = [card for group in groups for card in group["cards"]]
    values: dict[str, Any] = {
        "head": parts.head(run, anchors),
        "gates": parts.gates(run, anchors),
        "pillars": parts.pillars(run),
        "changes": ways.changes(run, anchors),
        "steps": ways.steps(run, anchors),
        "top_steps": ways.TOP_STEPS,
        "more_steps": max(0, len(run.next) - ways.MOST_STEPS),
        "settle": [{"id": rule, "anchor": anchors.of(rule)} for rule in run.settle],
        "way": ways.way_to_ready(run, anchors),
        "signs": parts.signs(run, anchors),
        "calls": parts.calls(run),
        "checklist": ways.checklist(run, anchors),
        "lenses": ways.lenses(run, anchors),
        "groups": groups,
        "filters": filters(run.findings),
        "owners": sorted({owner for card in cards for owner in card["owners"]}),
        "areas": list(dict.fromkeys(area for found in areas.values() for area in found)),
        "notes": list(run.notes),
        "errors": list(run.errors),
        "facets": parts.facets(run),
        "components": parts.components(run),
        "left_out": [{"path": path, "why": why} for path, why in run.left_out[:MOST_LEFT_OUT]],
        "left_out_count": counted(len(run.left_out), "file"),
        "more_left_out": max(0, len(run.left_out) - MOST_LEFT_OUT),
        "is_empty": not run.findings,
    }
    fixed = {"style": inlined(*_STYLES), "script": inlined(*_SCRIPTS)}
    return render("report.html.j2", {**printable_all(values), **fixed})
