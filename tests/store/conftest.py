"""Stores for tests: what holds for one kind must hold for the other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("alembic")

from readiness.store.places import Place, place_of
from readiness.store.upgrading import upgrade
from tests.store import postgres_server

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a running server's socket."""
    pytest.importorskip("psycopg")
    if postgres_server.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_server.server(tmp_path_factory.mktemp("postgres")) as socket:
        yield socket


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a store may be, and nothing is yet."""
    if request.param == "sqlite":
        found = place_of(str(tmp_path / "history.db"))
    else:
        found = place_of(postgres_server.new_store(request.getfixturevalue("postgres"), f"t{next(_NUMBERS)}"))
    assert isinstance(found, Place)
    return found


@pytest.fixture
def place(empty: Place) -> Place:
    """A store of the newest schema, without a run."""
    upgrade(empty)
    return empty
