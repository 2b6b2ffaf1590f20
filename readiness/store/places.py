"""Where a history store is: a file or an address, as it was asked for, and as it may be shown."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from readiness.strict_yaml import Problem

VARIABLE = "READINESS_STORE"
DEFAULT = "default"
"""The word for the store that READINESS_STORE names, or else the one in the user's data folder."""
_FORMS = "a file, or postgresql+psycopg://user@host/database"


@dataclass(frozen=True, slots=True)
class Place:
    """A store's file, or its address in SQLAlchemy's form. `shown` holds no password."""

    shown: str
    file: Path | None = None
    url: str = ""
    is_own: bool = False
    """It is the one in the user's data folder, which may be made."""


def place_of(given: str) -> Place | Problem:
    """The place that a word of the command line stands for, or what is wrong with it. Nothing is opened."""
    word = given.strip()
    if word in ("", DEFAULT):
        word = os.environ.get(VARIABLE, "").strip()
        if word in ("", DEFAULT):
            file = data_folder() / "history.db"
            return Place(str(file), file, is_own=True)
    scheme, separator, rest = word.partition("://")
    if not separator:
        return _of_file(Path(word))
    kind = scheme.lower().partition("+")[0]
    if kind == "sqlite":
        path = rest.partition("?")[0].removeprefix("/")
        return _of_file(Path(path)) if path else Problem("--store", 0, "names no file", "as history.db")
    if kind not in ("postgresql", "postgres"):
        return Problem("--store", 0, f'"{scheme}://" is no kind of store that is known', _FORMS)
    shown = _without_secret(word)
    return (
        Place(shown, None, f"postgresql+psycopg://{rest}") if shown else Problem("--store", 0, "is no address", _FORMS)
    )


def _of_file(file: Path) -> Place | Problem:
    if file.is_dir():
        return Problem("--store", 0, f"{file}: is a folder", "name a file in it, as history.db")
    if not file.parent.is_dir():
        return Problem("--store", 0, f"{file}: there is no folder {file.parent}")
    return Place(str(file), file)


def _without_secret(url: str) -> str:
    """The address without password and parameters (which may hold one); "" where it is none."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        user = parts.username or ""
        _ = parts.port  # raises where it is no number
    except ValueError:
        return ""
    return urlunsplit((parts.scheme, f"{user}@{host}" if user else host, parts.path, "", ""))


def data_folder() -> Path:
    """The platform's folder for data of this user and this program."""
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return Path(home, "Library", "Application Support", "readiness")
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home), "readiness")
    return Path(os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share"), "readiness")


def lacking(place: Place) -> Problem | None:
    """What has to be installed before that store can be used, if anything."""
    needed = ("sqlalchemy", "alembic", *(() if place.file else ("psycopg",)))
    missing = [name for name in needed if find_spec(name) is None]
    if not missing:
        return None
    return Problem("--store", 0, f"{' and '.join(missing)} must be installed for it", "pip install 'readiness[fleet]'")
