"""Where a store is: every word that may be typed for it."""

from pathlib import Path

import pytest

from readiness.store import places
from readiness.store.places import DEFAULT, VARIABLE, Place, lacking, place_of
from readiness.strict_yaml import Problem


def test_a_file_and_its_address_are_the_same_place(tmp_path: Path) -> None:
    file = tmp_path / "history.db"
    for word in (str(file), f"sqlite:///{file}", f"sqlite+pysqlite:///{file}?timeout=3"):
        found = place_of(word)
        assert isinstance(found, Place) and (found.file, found.url) == (file, "")


@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgresql", "postgres"])
def test_a_database_is_shown_without_its_password(scheme: str) -> None:
    found = place_of(f"{scheme}://jo:s3cret-w0rd@db.example.org:5433/history?password=s3cret&sslmode=require")
    assert isinstance(found, Place) and found.file is None
    assert (
        found.url == "postgresql+psycopg://jo:s3cret-w0rd@db.example.org:5433/history?password=s3cret&sslmode=require"
    )
    assert found.shown == f"{scheme}://jo@db.example.org:5433/history"


@pytest.mark.parametrize(
    ("word", "says"),
    [("mysql://x/y", "no kind of store"), ("sqlite://", "names no file"), ("/", "is a folder"), ("/no/where.db", "no folder"), ("postgresql://[x/y", "no address"), ("postgresql://h:port/y", "no address")],
)  # fmt: skip
def test_what_is_no_place_is_told(word: str, says: str) -> None:
    found = place_of(word)
    assert isinstance(found, Problem) and says in str(found)


def test_by_default_it_is_the_one_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "ours.db"))
    for word in ("", DEFAULT):
        found = place_of(word)
        assert isinstance(found, Place) and found.file == tmp_path / "ours.db" and not found.is_own


@pytest.mark.parametrize(("system", "last"), [("linux", "readiness"), ("darwin", "readiness"), ("win32", "readiness")])
def test_else_it_is_in_the_data_folder_of_the_user(
    system: str, last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("sys.platform", system)
    for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    found = place_of(DEFAULT)
    assert isinstance(found, Place) and found.is_own and found.file is not None
    assert found.file.parent.name == last and found.file.is_relative_to(tmp_path)


def test_what_must_be_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, server = place_of(str(tmp_path / "a.db")), place_of("postgresql://h/d")
    assert isinstance(file, Place) and isinstance(server, Place)
    assert lacking(file) is None
    monkeypatch.setattr(places, "find_spec", lambda name: None if name == "psycopg" else object())
    assert lacking(file) is None
    assert "psycopg must be installed for it (pip install 'readiness[fleet]')" in str(lacking(server))
