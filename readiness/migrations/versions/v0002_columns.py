"""More columns to ask by (stage, profile, owner, raised signs, AI calls), filled from the results that are there."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TEXTS = ("stage", "profile", "owner")
_COUNTS = ("signs_raised", "ai_calls")


def upgrade() -> None:
    """Add the columns and two indexes, and fill what earlier results tell. Who owns a repository they do not."""
    for name in _TEXTS:
        column = sa.Column(name, sa.String(300 if name == "owner" else 40), nullable=False, server_default="")
        op.add_column("readiness_runs", column)
    for name in _COUNTS:
        op.add_column("readiness_runs", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.create_index("readiness_runs_by_day", "readiness_runs", ["repository", "as_of", "id"])
    op.create_index("readiness_runs_by_verdict", "readiness_runs", ["verdict", "as_of"])
    _fill()


def _fill() -> None:
    """One result in memory at a time: a store may hold many gigabytes."""
    connection = op.get_bind()
    runs = sa.table("readiness_runs", sa.column("id"), *(sa.column(name) for name in (*_TEXTS, *_COUNTS)))
    results = sa.table("readiness_results", sa.column("run_id"), sa.column("result"))
    for run in connection.execute(sa.select(results.c.run_id)).scalars().all():
        text = connection.execute(sa.select(results.c.result).where(results.c.run_id == run)).scalar_one()
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
            told = _told(json.loads(text))  # a result that somebody broke keeps no store from growing
            connection.execute(runs.update().where(runs.c.id == run).values(**told))


def _told(result: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "stage": result["stage"],
        "profile": result["config"]["profile"],
        "signs_raised": sum(sign["state"] == "raised" for sign in result["warning_signs"]),
        "ai_calls": len(result["inventory"].get("ai_calls", ())),
    }
