"""A fleet run whose results go to PostgreSQL, as over several machines: `readiness fleet`, a scheduler, two workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readiness.store.places import Place, place_of
from readiness.store.runs import open_store
from readiness.store.upgrading import upgrade
from tests.fleet.parts import DAY, Parts, below, products, served, single, until
from tests.store import postgres_server

pytestmark = [pytest.mark.fleet, pytest.mark.postgres, pytest.mark.slow]
_NOTE = """
CREATE TABLE writes (run BIGINT, name TEXT);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO writes VALUES (NEW.id, NEW.name); RETURN NEW; END';
CREATE TRIGGER noted AFTER INSERT OR UPDATE ON readiness_runs FOR EACH ROW EXECUTE FUNCTION note();
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A store that notes each run that is written to it, however often."""
    if postgres_server.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_server.server(tmp_path) as folder:
        found = postgres_server.new_store(folder, "fleet")
        upgrade(place(found))
        asked(found, _NOTE)
        yield found


def place(address: str) -> Place:
    found = place_of(address)
    assert isinstance(found, Place)
    return found


def asked(address: str, question: str) -> list[Any]:
    """What the database answers."""
    import psycopg

    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(question)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def texts(address: str) -> dict[str, str]:
    with open_store(place(address)) as store:
        return {run.name: store.text(run.id) for run in store.latest()}


def test_a_worker_is_killed_in_the_middle_and_nothing_is_lost_or_written_twice(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_STORE", address)  # workers ask their own, as on machines of their own
    shops = products(tmp_path / "code", 6)
    names = [shop.name for shop in shops]
    parts = Parts(tmp_path / "parts")
    try:
        parts.scheduler()
        parts.worker()
        parts.worker()
        with served(tmp_path / "served", shops[2]) as server:
            server.hanging = {"shop02"}
            listed = tmp_path / "repos.txt"
            listed.write_text(
                "".join(f"{server.url('shop02') if at == 2 else shop}\n" for at, shop in enumerate(shops))
            )
            command = [sys.executable, "-m", "readiness", "fleet", str(listed), "--cluster", parts.address]
            command += ["--output-format", "jsonl", "--as-of", DAY, "--fail-on", "never"]
            program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            until(lambda: server.asked.is_set() or program.poll() is not None, 180)
            assert server.asked.is_set(), program.communicate()
            until(lambda: len(asked(address, "SELECT name FROM writes")) >= 2)
            busy = [one for one in parts.running[1:] if any(map(_fetches, below(one.pid)))]
            assert len(busy) == 1
            os.kill(busy[0].pid, signal.SIGKILL)
            server.hanging = set()
            out, err = program.communicate(timeout=180)
            rows = [json.loads(line) for line in out.splitlines()][:-1]
            assert (program.returncode, [row["state"] for row in rows]) == (0, ["audited"] * 6), err
            assert [row["name"] for row in rows] == names
            assert sorted(name for (name,) in asked(address, "SELECT name FROM writes")) == names
            assert texts(address) == {shop.name: single(shop) for shop in shops}
            again = subprocess.run(command, capture_output=True, text=True)
            states = [json.loads(line).get("state") for line in again.stdout.splitlines()]
            assert (again.returncode, states) == (0, [*["stored"] * 6, None]), again.stderr
            assert len(asked(address, "SELECT name FROM writes")) == 6
    finally:
        parts.close()


def _fetches(process: int) -> bool:
    """Whether a process fetches from a server; an audit of a folder starts git, too, to read its history."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"git" in words[0] and any(word in (b"fetch", b"ls-remote") or b"remote-http" in word for word in words)
