"""The schema of a history store: which revision it is of, and the way up; the only door to Alembic."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from readiness import migrations
from readiness.store.engine import StoreProblem, make_engine, make_file, repeated, told, writing
from readiness.store.places import Place
from readiness.store.schema import REVISIONS, VERSION_TABLE
from readiness.strict_yaml import Problem

NONE = ""
"""The revision of a database without tables of ours."""
_LOCK = 0x7EAD1  # any number of our own, the same for all who upgrade one database


def revision_of(connection: sa.Connection) -> str:
    """The revision that a store is of, "" where it has no tables of ours."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return NONE
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalars().all()  # noqa: S608
    return max(map(str, found), default=NONE)


def check(connection: sa.Connection, place: Place) -> None:
    """Raise StoreProblem unless the store is of the revision that this program reads and writes."""
    found = revision_of(connection)
    if found == REVISIONS[-1]:
        return
    way = f"readiness history upgrade --store {place.shown}"
    if found == NONE:
        if place.file is not None and sa.inspect(connection).get_table_names():
            raise StoreProblem(Problem(place.shown, 0, "is the database of another program", "choose another file"))
        raise StoreProblem(Problem(place.shown, 0, "has no tables for runs yet", way))
    if found in REVISIONS:
        says = f"is of an older schema ({found}; this program needs {REVISIONS[-1]})"
        raise StoreProblem(Problem(place.shown, 0, says, way))
    says = f"is of a newer schema ({found}; this program knows {REVISIONS[-1]})"
    raise StoreProblem(Problem(place.shown, 0, says, "use the version of readiness that made it, or a newer one"))


def upgrade(place: Place, to: str = REVISIONS[-1]) -> tuple[str, str]:
    """Bring a store to a revision, whole or not at all; (revision before, revision after). A new file is made.

    Raises StoreProblem, also where the store is another program's or of a newer schema.
    """
    with told(place):
        if place.file is not None:
            make_file(place)
        engine = make_engine(place)
        try:
            return repeated(lambda: _upgraded(engine, place, to))
        finally:
            engine.dispose()


def _upgraded(engine: sa.Engine, place: Place, to: str) -> tuple[str, str]:
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        before = revision_of(connection)
        is_foreign = place.file is not None and not before and sa.inspect(connection).get_table_names()
        if is_foreign or (before and before not in REVISIONS):
            check(connection, place)
        if before < to:
            _migrate(connection, to)
        return before, revision_of(connection)


def _migrate(connection: sa.Connection, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    folder = str(Path(migrations.__file__).parent).replace("%", "%%")
    config = Config()
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    command.upgrade(config, to)
