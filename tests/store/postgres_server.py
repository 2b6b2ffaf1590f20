"""A PostgreSQL server for tests: of the distribution's own programs, on a socket in a passing folder, with no network."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_USER = "readiness"


def programs() -> Path | None:
    """The folder of the newest server that is installed."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    found.sort(key=lambda path: float(path.parent.name) if path.parent.name.replace(".", "").isdigit() else 0.0)
    on_path = shutil.which("postgres")
    if found:
        return found[-1]
    return Path(on_path).resolve().parent if on_path and shutil.which("initdb") else None


def _as_whom() -> dict[str, Any]:
    """Options that start a program as an ordinary user: the server refuses to run as root."""
    if os.geteuid():
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def server(folder: Path) -> Iterator[Path]:
    """A server until the block ends; the folder of its socket. Nobody needs a password there."""
    place = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    whom = _as_whom()
    if whom:
        os.chown(place, whom["user"], whom["group"])
    data = place / "data"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(place)}
    common: dict[str, Any] = {"cwd": place, "env": environment, **whom}
    log = (folder / "postgres.log").open("wb")
    try:
        subprocess.run(
            [folder_of("initdb"), "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync"],
            stdout=log, stderr=log, check=True, **common,
        )  # fmt: skip
        settings = {"listen_addresses": "", "fsync": "off", "shared_buffers": "16MB", "unix_socket_directories": place}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        process = subprocess.Popen([folder_of("postgres"), "-D", data, *options], stdout=log, stderr=log, **common)
        try:
            _wait(place, process)
            yield place
        finally:
            process.send_signal(signal.SIGQUIT)  # this process alone; nobody needs its data any more
            process.wait(30)
    finally:
        log.close()
        shutil.rmtree(place, ignore_errors=True)


def folder_of(name: str) -> str:
    """The path of one of the server's programs."""
    folder = programs()
    assert folder is not None
    return str(folder / name)


def _wait(place: Path, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            psycopg.connect(host=str(place), user=_USER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")


def new_store(place: Path, name: str) -> str:
    """The address of a new, empty part (a schema) of a database: it is made a hundred times as fast as a database."""
    import psycopg

    with psycopg.connect(host=str(place), user=_USER, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"')  # type: ignore[call-overload]
    return f"postgresql+psycopg://{_USER}@/postgres?host={place}&options=-csearch_path%3D{name}"
