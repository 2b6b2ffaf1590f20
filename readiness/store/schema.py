"""The tables of the history store as this program knows them; how they came to be is in `readiness.migrations`."""

from __future__ import annotations

import sqlalchemy as sa

REVISIONS = ("0001", "0002")
"""All revisions of the schema, oldest first; the last is the one that this program reads and writes."""
VERSION_TABLE = "readiness_schema"
"""A name of its own, so that a database may be shared with programs that use Alembic, too."""
KEY = ("repository", "commit_id", "dirty", "ruleset", "answers", "settings", "as_of")
"""What makes a run: a second one of the same takes the first one's place."""
PILLAR_COLUMNS = tuple(f"{letter}_{end}" for letter in "produ" for end in ("low", "high"))

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_METADATA = sa.MetaData()

runs = sa.Table(
    "readiness_runs",
    _METADATA,
    sa.Column("id", _ID, primary_key=True),
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
    *(sa.Column(name, sa.Float) for name in PILLAR_COLUMNS),
    sa.Column("stage", sa.String(40), nullable=False),
    sa.Column("profile", sa.String(40), nullable=False),
    sa.Column("owner", sa.String(300), nullable=False),
    sa.Column("signs_raised", sa.Integer, nullable=False),
    sa.Column("ai_calls", sa.Integer, nullable=False),
)

# In a table of its own: whoever asks by columns does not read past hundreds of kilobytes a row.
results = sa.Table(
    "readiness_results",
    _METADATA,
    sa.Column("run_id", _ID, sa.ForeignKey("readiness_runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("result", sa.Text, nullable=False),
)
