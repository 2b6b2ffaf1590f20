"""Alembic runs this: all revisions on the connection that it is given, inside the transaction that is open there."""

from __future__ import annotations

from alembic import context


def _run() -> None:
    given = context.config.attributes
    context.configure(
        connection=given["connection"], version_table=given["version_table"], transactional_ddl=True
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


_run()
