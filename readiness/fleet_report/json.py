"""The fleet report as one JSON object, for other programs (schema version 1; additive changes only)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, TextIO

from readiness.fleet_report.model import FleetReport, Movement, Row

SCHEMA_VERSION = 1


def write(report: FleetReport, out: TextIO, *, width: int = 0, color: bool = False, unicode: bool = True) -> None:
    """Write the report. It is ASCII, whole and the same whatever the terminal, so none of the options matters."""
    del width, color, unicode
    json.dump(as_data(report), out, indent=2, allow_nan=False)
    out.write("\n")


def as_data(report: FleetReport) -> dict[str, Any]:
    """Everything of the report, as dicts, lists, texts and numbers, in the order in which it is written."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "readiness", "version": report.version, "ruleset": report.ruleset},
        "date": report.date,
        "within": report.within,
        "verdicts": dict(report.verdicts),
        "stages": dict(report.stages),
        "repositories": [_row(row) for row in report.rows],
        "rules": [asdict(one) for one in report.rules],
        "releases": [asdict(one) for one in report.releases],
        "ai_calls": [asdict(one) for one in report.calls],
        "waivers": [asdict(one) for one in report.lapses],
        "stale_answers": [asdict(one) for one in report.stale],
        "owners": [asdict(one) for one in report.owners],
        "movement": _movement(report.movement) if report.movement else None,
        "notes": list(report.notes),
        "problems": list(report.problems),
    }


def _row(row: Row) -> dict[str, Any]:
    was = row.was
    return {
        "id": row.id,
        "name": row.name,
        "owners": list(row.owners),
        "run": row.run,
        "date": row.date,
        "commit": row.commit,
        "dirty": row.dirty,
        "version": row.version,
        "ruleset": row.ruleset,
        "profile": row.profile,
        "verdict": row.verdict,
        "stage": row.stage,
        "overall": {"low": row.low, "high": row.high},
        "pillars": {letter: {"low": low, "high": high} for letter, (low, high) in row.pillars.items()},
        "gates": list(row.gates),
        "open_gates": list(row.open_gates),
        "below": list(row.below),
        "warning_signs": list(row.signs),
        "ai_calls": row.ai_calls,
        "waivers": row.waivers,
        "stale_answers": row.stale,
        "was": {**asdict(was), "pillars": dict(was.pillars)} if was else None,
        "page": row.page or None,
    }


def _movement(moved: Movement) -> dict[str, Any]:
    return {**asdict(moved), "pillars": dict(moved.pillars)}
