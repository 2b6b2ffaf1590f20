"""Answers and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("answers", sa.Column("id", sa.String, primary_key=True), sa.Column("prompt", sa.Text), sa.Column("output", sa.Text))
    op.create_table("feedback", sa.Column("answer_id", sa.String, primary_key=True), sa.Column("is_helpful", sa.Boolean))


def downgrade():
    op.drop_table("feedback")
    op.drop_table("answers")
