"""The history store itself: runs written once however often they are told, read by columns, pruned."""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from readiness.foreign_result import from_outside
from readiness.milestone_files import Point, point_of
from readiness.model import Assessment
from readiness.store.engine import StoreProblem, make_engine, repeated, told, writing
from readiness.store.identity import Given, Identity
from readiness.store.places import Place
from readiness.store.rows import Key, Run, row_of, run_of, text_of
from readiness.store.schema import KEY, results, runs
from readiness.store.upgrading import check, upgrade
from readiness.strict_yaml import Problem

POINTS = 24
"""How many earlier runs are read at most for figures over time, evenly spread."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Store:
    """An open store of the schema that this program knows. Every method raises StoreProblem where the store fails."""

    place: Place
    engine: sa.Engine

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def write(self, run: Assessment, identity: Identity, given: Given, owner: str = "") -> int:
        """Store a run whole, or not at all; its id. One that is there already is replaced, so twice is as once.

        What it was compared with and seen through (baseline, lenses) is no part of it.
        """
        row, text = row_of(run, identity, given, owner), text_of(run)
        with told(self.place):
            return repeated(lambda: self._written(row, text))

    def _written(self, row: Mapping[str, Any], text: str) -> int:
        insert = _insert(self.engine.dialect.name)
        fresh = {name: value for name, value in row.items() if name not in KEY}
        is_same = [runs.c[name] == row[name] for name in KEY]
        with writing(self.engine) as connection:
            # An insert that meets its like uses up a number, and people would look for the run that has it.
            known = connection.execute(runs.update().where(*is_same).values(**fresh).returning(runs.c.id))
            run_id = known.scalar_one_or_none()
            if run_id is None:
                statement = insert(runs).values(**row).on_conflict_do_update(index_elements=list(KEY), set_=fresh)
                run_id = connection.execute(statement.returning(runs.c.id)).scalar_one()
            statement = insert(results).values(run_id=run_id, result=text)
            connection.execute(statement.on_conflict_do_update(index_elements=["run_id"], set_={"result": text}))
        return int(run_id)

    def find(self, key: Key) -> Run | None:
        """The run of that key, if it is stored."""
        wanted = (
            key.repository, key.commit, key.dirty, key.ruleset, key.given.answers, key.given.settings,
            datetime.date.fromisoformat(key.date),
        )  # fmt: skip
        columns = [runs.c[name] == value for name, value in zip(KEY, wanted, strict=True)]
        found = self._asked(sa.select(runs).where(*columns))
        return found[0] if found else None

    def runs_of(self, repository: str, limit: int = 0, before: str = "") -> tuple[Run, ...]:
        """The newest runs of a repository (`limit` 0: all; before a day YYYY-MM-DD, if given), oldest first."""
        query = sa.select(runs).where(runs.c.repository == repository).order_by(runs.c.as_of.desc(), runs.c.id.desc())
        if before:
            query = query.where(runs.c.as_of < datetime.date.fromisoformat(before))
        return self._asked(query.limit(limit) if limit else query)[::-1]

    def run(self, run_id: int) -> Run | None:
        """The run of that id."""
        found = self._asked(sa.select(runs).where(runs.c.id == run_id)) if 0 < run_id < 2**63 else ()
        return found[0] if found else None

    def repositories(self) -> tuple[tuple[str, int], ...]:
        """(identity, number of runs) of everything that is stored, by identity."""
        query = sa.select(runs.c.repository, sa.func.count()).group_by(runs.c.repository)
        with told(self.place), self.engine.connect() as connection:
            # Databases sort by their own locale.
            return tuple(sorted((str(name), int(number)) for name, number in connection.execute(query)))

    def latest(self, until: str = "") -> Iterator[Run]:
        """The newest run of each repository (up to a day YYYY-MM-DD, if given), by number; a part in memory."""
        number = sa.func.row_number().over(
            partition_by=runs.c.repository, order_by=(runs.c.as_of.desc(), runs.c.id.desc())
        )
        numbered = sa.select(runs.c.id, number.label("number"))
        if until:
            numbered = numbered.where(runs.c.as_of <= datetime.date.fromisoformat(until))
        inner = numbered.subquery()
        with told(self.place), self.engine.connect() as connection:
            query = sa.select(inner.c.id).where(inner.c.number == 1)
            ids = sorted(int(one) for one in connection.execute(query).scalars())
        for start in range(0, len(ids), _CHUNK):
            yield from self._asked(
                sa.select(runs).where(runs.c.id.in_(ids[start : start + _CHUNK])).order_by(runs.c.id)
            )

    def text(self, run_id: int) -> str:
        """The result of a run as JSON (one line, ASCII), as it was stored; "" where there is none."""
        query = sa.select(results.c.result).where(results.c.run_id == run_id)
        with told(self.place), self.engine.connect() as connection:
            return str(connection.execute(query).scalar_one_or_none() or "")

    def assessment(self, run_id: int) -> Assessment:
        """The result of a run. Raises StoreProblem where there is none, or it is broken."""
        text = self.text(run_id)
        try:
            return from_outside(json.loads(text))
        except (ValueError, RecursionError) as error:
            says = f"run {run_id} is broken: {error}"[:200] if text else f"there is no run {run_id}"
            raise StoreProblem(Problem(self.place.shown, 0, says)) from error

    def points(self, repository: str, before: str) -> tuple[Point, ...]:
        """Earlier runs as points in time, for the warning signs: of each day before that one the last, oldest first.

        Runs of what was not committed do not count. Of many days at most twenty-four are read, evenly spread.
        """
        last_of = {run.date: run for run in self.runs_of(repository, before=before) if not run.dirty}
        days = sorted(last_of)
        if len(days) > POINTS:
            days = [days[round(at * (len(days) - 1) / (POINTS - 1))] for at in range(POINTS)]
        found = []
        for day in days:
            run = last_of[day]
            try:
                data = json.loads(self.text(run.id))
            except (ValueError, RecursionError):
                continue
            if isinstance(data, dict):
                found.append(point_of(data, f"run {run.id}", day, run.commit))
        return tuple(found)

    def prune(self, keep: int, before: str = "", repository: str = "", dry: bool = False) -> int:
        """Remove all but the newest `keep` runs of each repository, or of one; of the others those before a day.

        Gives how many that are. With `dry` nothing is removed.
        """
        number = sa.func.row_number().over(
            partition_by=runs.c.repository, order_by=(runs.c.as_of.desc(), runs.c.id.desc())
        )
        inner = sa.select(runs.c.id, runs.c.as_of, number.label("number"))
        inner = inner.where(runs.c.repository == repository) if repository else inner
        numbered = inner.subquery()
        doomed = sa.select(numbered.c.id).where(numbered.c.number > keep)
        if before:
            doomed = doomed.where(numbered.c.as_of < datetime.date.fromisoformat(before))
        if dry:
            with told(self.place), self.engine.connect() as connection:
                return int(connection.execute(sa.select(sa.func.count()).select_from(doomed.subquery())).scalar_one())
        with told(self.place):
            number_removed = repeated(lambda: self._removed(doomed))
        if number_removed and self.place.file is not None:
            self._shrink()
        return number_removed

    def _removed(self, doomed: sa.Select[Any]) -> int:
        with writing(self.engine) as connection:
            ids = [int(one) for one in connection.execute(doomed).scalars()]
            for start in range(0, len(ids), _CHUNK):
                some = ids[start : start + _CHUNK]
                connection.execute(results.delete().where(results.c.run_id.in_(some)))
                connection.execute(runs.delete().where(runs.c.id.in_(some)))
        return len(ids)

    def _shrink(self) -> None:
        """Give the room of removed runs back, which a SQLite file does not by itself; not while others are busy."""
        with (
            contextlib.suppress(sa.exc.DBAPIError),
            self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _asked(self, query: sa.Select[Any]) -> tuple[Run, ...]:
        with told(self.place), self.engine.connect() as connection:
            return tuple(run_of(row) for row in connection.execute(query).mappings())


def _insert(dialect: str) -> Any:
    """How a database inserts or updates. Only its own dialect is loaded: another costs a tenth of a second."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert

        return insert
    from sqlalchemy.dialects.sqlite import insert as insert_there

    return insert_there


def open_store(place: Place, create: bool = False) -> Store:
    """Open a store. With `create` a file that is not there is made, with its tables. Raises StoreProblem."""
    if place.file is not None and not place.file.exists():
        if not create:
            raise StoreProblem(
                Problem(place.shown, 0, "there is no store", "`readiness audit --store WHERE` makes one")
            )
        upgrade(place)
    with told(place):
        engine = make_engine(place)
    try:
        with told(place), engine.connect() as connection:
            is_empty = create and place.file is not None and not sa.inspect(connection).get_table_names()
        if is_empty:  # somebody else is just making it, or could not finish
            upgrade(place)
        with told(place), engine.connect() as connection:
            check(connection, place)
    except BaseException:
        engine.dispose()
        raise
    return Store(place, engine)
