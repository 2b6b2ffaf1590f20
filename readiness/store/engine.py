"""Connections to a history store: how SQLite and PostgreSQL are opened, and what goes wrong, in words."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event

from readiness.errors import StoreProblem as StoreProblem
from readiness.sanitizing import mask_secrets, printable
from readiness.store.places import Place
from readiness.strict_yaml import Problem

BUSY = 30_000
"""Milliseconds for which a writer waits for the others, in SQLite."""
TRIES = 5
_PATIENCE = 0.2  # seconds before the second try; twice as long before each further one
_PASSING = ("locked", "busy", "deadlock", "could not serialize", "server closed the connection")
_Done = TypeVar("_Done")
_HINTS = (
    ("not a database", "choose another file"),
    ("is locked", "another program holds it: try again"),
    ("readonly", "it needs the right to write"),
    ("could not translate host name", "is the host's name right?"),
    ("connection refused", "is the server running there?"),
    ("permission denied", "it needs the right to write"),
)


def make_engine(place: Place) -> sa.Engine:
    """An engine for a store. In SQLite writers wait for each other, and readers for nobody (write-ahead log)."""
    if place.file is None:
        arguments: dict[str, Any] = {"application_name": "readiness"}
        if "connect_timeout" not in place.url:
            arguments["connect_timeout"] = 10
        return sa.create_engine(
            place.url, connect_args=arguments, pool_size=1, max_overflow=3, pool_pre_ping=True, hide_parameters=True
        )
    # One connection stays open: whoever closes the last one waits until SQLite has tidied up its log.
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(place.file)), pool_size=1, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    # Python's own idea of when a transaction begins is switched off: `_begin` says it.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY}")
    connection.execute("PRAGMA foreign_keys = ON")
    with contextlib.suppress(connection.OperationalError):  # it is so already, is just made so, or must not be written
        connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: sa.Connection) -> None:
    # A writer takes the lock at once: one that took it later could find the store changed, and would have to fail.
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


@contextlib.contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection inside a transaction that writes: kept where the block ends, undone where it raises."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def repeated(work: Callable[[], _Done]) -> _Done:
    """What the work gives, tried again where others were in its way. It must be whole or not at all."""
    for number in range(TRIES):
        try:
            return work()
        except sa.exc.DBAPIError as error:
            says = str(error.orig).lower()
            if number == TRIES - 1 or not any(word in says for word in _PASSING):
                raise
            time.sleep(_PATIENCE * 2**number)
    raise AssertionError("unreachable")


@contextlib.contextmanager
def told(place: Place) -> Iterator[None]:
    """Turn what a database or the file system refuses into a StoreProblem, without passwords."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        says = str(getattr(error, "orig", None) or error).strip()
        line = next(iter(says.splitlines()), "") or type(error).__name__
        hint = next((hint for words, hint in _HINTS if words in says.lower()), "")
        raise StoreProblem(Problem(place.shown, 0, mask_secrets(printable(line))[:300], hint)) from error
    except ImportError as error:  # a driver that is there, and lacks a library of the system
        raise StoreProblem(
            Problem(place.shown, 0, f"its driver cannot be loaded: {error}"[:200], "pip install 'readiness[fleet]'")
        ) from error
    except OSError as error:
        raise StoreProblem(Problem(place.shown, 0, f"{error.strerror or type(error).__name__}")) from error


def make_file(place: Place) -> bool:
    """Make an empty file for a new store that only its owner may read; whether there was none."""
    assert place.file is not None
    if place.is_own:
        place.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.close(os.open(place.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    return True
