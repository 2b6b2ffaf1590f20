"""The program beside a worker in which repositories are audited: each in a process of its own, with limits.

It loads the auditor once and makes a copy of itself (fork) for each repository, so that an audit starts in milliseconds
and its end, however bad, costs that repository alone. It reads an order a line from its input and answers with an
outcome a line. When the worker is gone its input ends, and with it whatever it does.
"""

from __future__ import annotations

import contextlib
import ctypes
import datetime
import json
import os
import select
import signal
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from readiness.fleet_orders import Outcome, failed, from_plain
from readiness.fleet_work import work
from readiness.judging import audit
from readiness.scratch import Scratch
from readiness.settings import Settings

_LOOK_EVERY = 0.1  # seconds between two looks at the memory
_ROOM = 1_000_000_000  # bytes of addresses beyond twice the memory: libraries, and files that are mapped
_PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>
_MOST = 50_000  # bytes of an outcome
_SAMPLE = {"app.py": "import openai\n\nopenai.OpenAI().responses.create(model='m')\n", "app.js": "fetch('/')\n"}


def serve() -> None:
    """Answer orders until the input ends."""
    _load()
    while line := sys.stdin.buffer.readline():
        data = json.loads(line)
        outcome = _apart(data) if hasattr(os, "fork") else _here(data)
        if outcome is None:
            return
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()


def _load() -> None:
    """Load all that audits need, by making one."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in _SAMPLE.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        audit(Path(folder), Settings(), as_of=datetime.date(2000, 1, 1), cache=False)


def _here(data: dict[str, Any]) -> dict[str, Any]:
    """The outcome, where there is no fork: the worker ends this program after the time that is allowed."""
    unit, order = from_plain(data)
    return _as_data(work(unit, order, Scratch(Path(data["scratch"]), -1)))


def _apart(data: dict[str, Any]) -> dict[str, Any] | None:
    """The outcome of an order, worked on in a process of its own; None where the worker is gone."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_and_end(data, writing)
    os.close(writing)
    with contextlib.suppress(OSError):
        os.setpgid(child, child)
    try:
        told, ended_for = _awaited(child, reading, data["order"])
    finally:
        os.close(reading)
        with contextlib.suppress(OSError):
            os.killpg(child, signal.SIGKILL)  # and what it started
        _, status = os.waitpid(child, 0)
    if ended_for == "worker":
        return None
    unit, order = from_plain(data)
    if ended_for:
        allowed = f"{order.seconds:g} s" if ended_for == "time" else f"{order.memory // 1_000_000:,} MB"
        return _as_data(failed(unit, ended_for, f"took more than {allowed}, which is what it may"))
    with contextlib.suppress(ValueError):
        return dict(json.loads(told))
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return _as_data(failed(unit, "memory", "was killed by the system, as it does where memory runs out"))
    how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"code {os.waitstatus_to_exitcode(status)}"
    return _as_data(failed(unit, "crash", f"its audit ended with {how}"))


def _awaited(child: int, reading: int, order: dict[str, Any]) -> tuple[bytes, str]:
    """What the process tells until it ends; and for what it must be ended: time, memory, worker, or "" for nothing."""
    told = bytearray()
    until = time.monotonic() + order["seconds"]
    while True:
        left = until - time.monotonic()
        if left <= 0:
            return b"", "time"
        ready, _, _ = select.select([reading, sys.stdin], [], [], min(left, _LOOK_EVERY))
        if sys.stdin in ready:  # nothing is sent before the answer: this is the end of the input
            return b"", "worker"
        if reading in ready:
            chunk = os.read(reading, 65_536)
            if not chunk:
                return bytes(told), ""
            told += chunk[:_MOST]
        elif _resident(child) > order["memory"]:
            return b"", "memory"


def _resident(process: int) -> int:
    """The memory of a process in bytes, 0 where the system does not tell (it is bounded by `_limit`, too)."""
    try:
        with open(f"/proc/{process}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _work_and_end(data: dict[str, Any], writing: int) -> NoReturn:
    """Work on an order in this process, tell the outcome, and end."""
    code = 1
    try:
        _end_with_parent()
        os.setpgid(0, 0)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        unit, order = from_plain(data)
        folder = Path(data["scratch"])
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)  # an audit that is killed leaves what is cleared
        _limit(order.memory)
        outcome = work(unit, order, Scratch(folder, -1))
        if _peak() > order.memory:
            outcome = failed(unit, "memory")  # what ran out in the middle may have been taken for something else
        os.write(writing, json.dumps(_as_data(outcome)).encode()[:_MOST])
        code = 0
    finally:
        os._exit(code)


def _end_with_parent() -> None:
    """Let Linux end this process when the program that made it is killed, and cannot do so any more."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit(memory: int) -> None:
    """Let this process and what it starts have no more addresses, and leave no picture of a crash."""
    import resource

    for kind, most in ((resource.RLIMIT_AS, 2 * memory + _ROOM), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(OSError, ValueError):
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _peak() -> int:
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _as_data(outcome: Outcome) -> dict[str, Any]:
    return asdict(outcome)


if __name__ == "__main__":
    serve()
