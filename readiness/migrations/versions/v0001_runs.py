"""The first schema: a row a run with what to ask by, and beside it the whole result."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_KEY = ("repository", "commit_id", "dirty", "ruleset", "answers", "settings", "as_of")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "readiness_runs",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("repository", sa.String(300), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("commit_id", sa.String(64), nullable=False),
        sa.Column("dirty", sa.Boolean, nullable=False),
        sa.Column("ruleset", sa.String(64), nullable=False),
        sa.Column("answers", sa.String(64), nullable=False),
        sa.Column("settings", sa.String(64), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("low", sa.Float, nullable=False),
        sa.Column("high", sa.Float, nullable=False),
        *(sa.Column(f"{letter}_{end}", sa.Float) for letter in "produ" for end in ("low", "high")),
        sa.UniqueConstraint(*_KEY, name="readiness_runs_key"),
        sqlite_autoincrement=True,  # an id that people noted never comes to mean another run
    )
    op.create_table(
        "readiness_results",
        sa.Column(
            "run_id", _ID, sa.ForeignKey("readiness_runs.id", ondelete="CASCADE"), primary_key=True,
            autoincrement=False,
        ),
        sa.Column("result", sa.Text, nullable=False),
    )  # fmt: skip
