"""Parts of fleet tests: small products, a store that notes every write, a git server that can be made to hang."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from readiness import __version__
from readiness.config import load_settings
from readiness.fleet_orders import Order
from readiness.judging import audit
from readiness.ruleset import load_rules
from readiness.store.places import Place
from readiness.store.rows import text_of
from readiness.store.runs import open_store
from tests.repositories import commit, git, repository

DAY = "2026-03-01"
APP = "from openai import OpenAI\nclient = OpenAI(timeout=20)\n\ndef ask(q):\n    return client.responses.create(model='gpt-4o', input=q)\n"


def order(file: Path, **given: object) -> Order:
    """What a run asks for, with a store in a file."""
    return replace(Order(__version__, load_rules().id, DAY, str(file), socket.gethostname()), **given)  # type: ignore[arg-type]


def products(folder: Path, number: int) -> tuple[Path, ...]:
    """Small repositories that differ, with a history."""
    made = []
    for at in range(number):
        root = repository(folder / f"shop{at:02}", {"app.py": APP, "README.md": f"# Shop {at}\n"})
        git(root, "tag", "v1")
        made.append(commit(root, {f"part{at}.py": f"x = {at}\n"}, day=at + 1))
    return tuple(made)


def new_store(file: Path) -> Path:
    """A store that notes each run that is written to it, however often."""
    open_store(Place(str(file), file), create=True).close()
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE writes (run INTEGER, name TEXT)")
        for event in ("INSERT", "UPDATE"):
            connection.execute(
                f"CREATE TRIGGER note_{event} AFTER {event} ON readiness_runs "
                "BEGIN INSERT INTO writes VALUES (NEW.id, NEW.name); END"
            )
        connection.commit()
    return file


def writes(file: Path) -> list[str]:
    """The names of the repositories whose runs were written, one for each time, sorted."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return sorted(name for (name,) in connection.execute("SELECT name FROM writes"))


def texts(file: Path) -> dict[str, str]:
    """The stored results by the repository's name."""
    with open_store(Place(str(file), file)) as store:
        return {run.name: store.text(run.id) for run in store.latest()}


def single(root: Path) -> str:
    """The result of auditing a checkout by itself, as the store keeps it."""
    day = datetime.date.fromisoformat(DAY)
    return text_of(audit(root, load_settings(root, day), as_of=day, cache=False))


class GitServer:
    """Serves repositories over HTTP on the loopback; those whose name is in `hanging` get no answer."""

    def __init__(self, folder: Path) -> None:
        self.hanging: set[str] = set()
        self.asked = threading.Event()
        self.over = threading.Event()
        outer = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.split("/")[1]
                if name in outer.hanging:
                    outer.asked.set()
                    while name in outer.hanging and not outer.over.is_set():
                        time.sleep(0.05)
                with contextlib.suppress(OSError):
                    super().do_GET()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/{name}"

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


@contextlib.contextmanager
def served(folder: Path, *roots: Path) -> Iterator[GitServer]:
    """A server of copies of these repositories, below their names."""
    for root in roots:
        git(root, "clone", "-q", "--bare", str(root), str(folder / root.name))
        git(folder / root.name, "update-server-info")
    folder.mkdir(parents=True, exist_ok=True)
    server = GitServer(folder)
    try:
        yield server
    finally:
        server.close()


def until(holds: Callable[[], object], seconds: float = 120.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def below(process: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    own = [int(word) for word in text.split()]
    return [*own, *(deeper for one in own for deeper in below(one))]


class Parts:
    """A scheduler and workers as programs of their own, as on several machines; all are ended at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []
        self.number = 0
        self.address = ""

    def start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        self.number += 1
        local = self.folder / f"{kind}{self.number}"
        local.mkdir(parents=True)
        environment = {
            **os.environ,
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
            "DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION": "1.0",
            "READINESS_SCRATCH": str(self.folder / "scratch"),
        }
        with open(self.folder / f"{kind}{self.number}.log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", kind, *arguments], cwd=local, env=environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self.running.append(process)
        return process

    def scheduler(self) -> None:
        """Start a scheduler; workers that come later are its own."""
        file = self.folder / f"scheduler{self.number}.json"
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        self.start("scheduler", *options)
        until(lambda: file.is_file() and file.read_text().strip().endswith("}"))
        self.address = str(json.loads(file.read_text())["address"])

    def worker(self) -> None:
        """Start a worker."""
        self.start("worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--memory-limit", "0")

    def close(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()
