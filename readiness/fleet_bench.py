"""A worker's side of a fleet run: its scratch folder, and the programs beside it in which repositories are audited."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readiness.fleet_orders import Document, Order, Outcome, as_plain, failed
from readiness.fleet_sources import Unit
from readiness.scratch import Scratch, open_scratch, remove

_GRACE = 20.0
"""Seconds after the time that is allowed, in which the program itself ends an audit, before it is ended."""


@dataclass(frozen=True, slots=True)
class Host:
    """A program that audits one repository after the other, and a folder for what passes."""

    process: subprocess.Popen[bytes]
    folder: Path

    def ask(self, data: Mapping[str, Any], seconds: float) -> bytes:
        """The line it answers with, empty where it ended without."""
        assert self.process.stdin is not None and self.process.stdout is not None
        clock = threading.Timer(seconds, self.process.kill)
        clock.daemon = True
        clock.start()
        try:
            self.process.stdin.write(json.dumps({**data, "scratch": str(self.folder)}).encode() + b"\n")
            self.process.stdin.flush()
            return self.process.stdout.readline()
        except OSError:
            return b""
        finally:
            clock.cancel()

    def close(self) -> None:
        """End it, and remove its folder."""
        assert self.process.stdin is not None and self.process.stdout is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(2)  # without input it ends what it does, and itself
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(OSError):
            self.process.stdout.close()  # not before: a thread may be reading from it
        remove(self.folder)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a worker works: one for each run, for all of the worker's threads."""

    order: Order
    scratch: Scratch
    idle: queue.SimpleQueue[Host] = field(default_factory=queue.SimpleQueue)
    hosts: list[Host] = field(default_factory=list)
    """All that were started and not closed."""

    def work(self, unit: Unit, answers: Document | None = None) -> Outcome:
        """Audit a repository in a process of its own, and store the result. Never raises."""
        if self.order.host and self.order.host != socket.gethostname():
            says = "the store is a file of another machine; workers on several need one of PostgreSQL"
            return failed(unit, "store", says)
        host = self._host()
        # Without fork the program does the work itself, and is what has to be ended.
        grace = _GRACE if hasattr(os, "fork") else 0.0
        line = host.ask(as_plain(unit, self.order, answers), self.order.seconds + grace)
        try:
            outcome = Outcome(**json.loads(line))
        except (ValueError, TypeError):
            self._drop(host)
            return failed(
                unit, "crash" if grace else "time", "" if grace else f"took more than {self.order.seconds:g} s"
            )
        _clear(host.folder)
        self.idle.put(host)
        return outcome

    def close(self) -> None:
        """End all programs, those at work included, and remove all that passes."""
        for host in list(self.hosts):
            self._drop(host)
        self.scratch.close()

    def _host(self) -> Host:
        with contextlib.suppress(queue.Empty):
            return self.idle.get_nowait()
        return self.start()

    def start(self) -> Host:
        """One more program, which is about to be ready."""
        host = _start(self.scratch.folder)
        self.hosts.append(host)
        return host

    def _drop(self, host: Host) -> None:
        with contextlib.suppress(ValueError):  # two threads may drop it
            self.hosts.remove(host)
        host.close()


def open_bench(order: Order) -> Bench:
    """A bench with a program that is ready, or about to be. Raises OSError where there is no room for scratch."""
    bench = Bench(order, open_scratch())
    bench.idle.put(bench.start())
    return bench


def _start(above: Path) -> Host:
    folder = Path(above, f"host-{os.urandom(6).hex()}")
    folder.mkdir(mode=0o700)
    process = subprocess.Popen(
        [sys.executable, "-m", "readiness.fleet_host"],
        env={**os.environ, "TMPDIR": str(folder), "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # an interrupt from the keyboard is for the one who waits, not for it
    )
    return Host(process, folder)


def _clear(folder: Path) -> None:
    for name in os.listdir(folder):
        remove(folder / name)
