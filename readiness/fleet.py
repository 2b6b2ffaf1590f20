"""Audit many repositories on a Dask cluster, one that is there or one of this machine; the only door to Dask.

Results go from the workers to the store. What comes back here is an outcome of a few hundred bytes a repository, and no
more repositories are under way at a time than workers can take: neither the scheduler nor this program grows with them.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dask
from dask.utils import key_split
from distributed import Client, Future, KilledWorker, LocalCluster, Worker, WorkerPlugin, get_worker
from distributed.scheduler import Scheduler

from readiness.fleet_bench import Bench, open_bench
from readiness.fleet_orders import Document, Order, Outcome, failed
from readiness.fleet_sources import Unit
from readiness.fleet_turns import turns
from readiness.sanitizing import snippet
from readiness.scratch import open_scratch

PATIENCE = 600.0
"""Seconds for which a run waits for a worker where none is left in the middle of it, unless it is told otherwise."""
_START = 20.0
"""Seconds to wait for a cluster, and for the first worker in it."""
_TOLD_AFTER = 10.0  # seconds without a worker after which people are told; one that is started again needs a few
_LOOK_EVERY = 2.0  # seconds between two looks at how many workers there are
_TIDY_EVERY = 1_000  # outcomes after which the scheduler is made to forget their names
_AHEAD = 2  # repositories that wait at the scheduler, so that no worker waits for this program
_SETTINGS: Mapping[str, Any] = {
    # One more try elsewhere; who has ended two workers gets no third.
    "distributed.scheduler.allowed-failures": 1,
    # A worker gets a repository when it is free. One that waits behind another would share the blame for its end.
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.scheduler.work-stealing": False,
    "distributed.worker.profile.enabled": False,
    # Logs for Dask's own developers; at their usual length they would grow over the first thousand repositories.
    "distributed.admin.low-level-log-length": 100,
    "distributed.admin.system-monitor.log-length": 100,
    "distributed.admin.tick.limit": "60s",
    "distributed.comm.timeouts.connect": "60s",
}
_OUR_LIBRARIES = ("distributed", "tornado.application", "bokeh", "asyncio")


class NoCluster(Exception):
    """A cluster that cannot be used; the message says why."""


class ClusterLost(Exception):
    """The scheduler, or all workers, went away in the middle of a run; the message says which."""


@dataclass(frozen=True, slots=True)
class Where:
    """The cluster: its scheduler's address, or "" for one of this machine with so many workers (0: its cores).

    `patience` are the seconds for which a run waits where no worker is left.
    """

    address: str = ""
    workers: int = 0
    patience: float = PATIENCE


class Benches(WorkerPlugin):
    """Gives every worker, those that come later included, a bench for one run."""

    def __init__(self, run: str, order: Order, is_own: bool) -> None:
        self.name = run
        self.order = order
        self.is_own = is_own
        self.bench: Bench | None = None

    def setup(self, worker: Worker) -> None:
        """Open the bench; called by Dask on the worker."""
        if self.is_own and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in `_uninterrupted`, for workers that are started again
        self.bench = open_bench(self.order)

    def teardown(self, worker: Worker) -> None:
        """Close the bench; called by Dask on the worker."""
        if self.bench is not None:
            self.bench.close()


def _work(run: str, unit: Unit, answers: Document | None) -> Outcome:
    """Work on one repository; runs on a worker."""
    plugin = get_worker().plugins[run]
    assert isinstance(plugin, Benches) and plugin.bench is not None
    return plugin.bench.work(unit, answers)


def _habits(dask_scheduler: Scheduler) -> tuple[int, float]:
    """How many workers a task may end beyond the first, and how many it gives to a thread; runs on the scheduler."""
    return int(dask_scheduler.allowed_failures), float(dask_scheduler.WORKER_SATURATION)


def _tidy() -> None:
    """Let Dask forget what it found in the names of tasks; it keeps a hundred thousand. Runs on the scheduler."""
    key_split.cache_clear()


@dataclass(slots=True)
class Fleet:
    """A run on a cluster. `allowed_failures` is how often a repository gets another try after its worker died.

    `patience` are seconds without any worker after which the run ends; `told` gets what people should know.
    """

    client: Client
    run: str
    allowed_failures: int
    saturation: float
    patience: float = PATIENCE
    told: Callable[[str], None] = lambda _: None
    _under_way: dict[Any, Unit] = field(default_factory=dict)
    _ended: queue.SimpleQueue[Future[Any]] = field(default_factory=queue.SimpleQueue)
    _threads: int = 1
    _looked: float = 0.0
    _alone_since: float = 0.0
    _is_told: bool = False

    def outcomes(
        self, units: Sequence[Unit], answers_of: Callable[[Unit], Document | None] = lambda _: None
    ) -> Iterator[tuple[int, Outcome]]:
        """The outcome of each repository, by its number in `units` from 0, as they end. Raises ClusterLost."""
        waiting = iter(turns(units))
        ended = 0
        self._submit(units, waiting, ended, answers_of)
        while self._under_way:
            future: Any = self._awaited()
            outcome = self._outcome(future)
            number = int(future.key[1])
            del future  # or the cluster keeps the outcome
            ended += 1
            if ended % _TIDY_EVERY == 0:
                with contextlib.suppress(Exception):  # the loss of the scheduler is told by what is under way
                    self.client.run_on_scheduler(_tidy)
            self._submit(units, waiting, ended, answers_of)
            yield number, outcome

    def _submit(
        self, units: Sequence[Unit], waiting: Iterator[int], ended: int, answers_of: Callable[[Unit], Document | None]
    ) -> None:
        """Let as many be under way as workers can take."""
        threads = self._look_at_threads()
        # Dask queues tasks at the scheduler once it has seen that there are many of a kind; until then it would give
        # two to a worker.
        ahead = _AHEAD if self.saturation <= 1.0 and ended > 2 * threads else 0
        while len(self._under_way) < threads + ahead:
            number = next(waiting, None)
            if number is None:
                return
            unit, key = units[number], (self.run, number)
            future = self.client.submit(_work, self.run, unit, answers_of(unit), key=key, pure=False, retries=0)
            self._under_way[key] = unit
            future.add_done_callback(self._ended.put)

    def _awaited(self) -> Future[Any]:
        """The next one that ends. Raises ClusterLost where no worker is left for longer than patience lasts."""
        while True:
            with contextlib.suppress(queue.Empty):
                return self._ended.get(timeout=_LOOK_EVERY)
            self._look_at_threads()
            if not self._alone_since:
                continue
            alone = time.monotonic() - self._alone_since
            if alone > self.patience:
                raise ClusterLost(f"no workers were left for {self.patience:g} s")
            if alone > _TOLD_AFTER and not self._is_told:
                self._is_told = True
                self.told("no workers are left: waiting; Ctrl-C stops, the same command goes on later")

    def _look_at_threads(self) -> int:
        """How many threads all workers have, 1 where there is none; how long that has been so is noted."""
        now = time.monotonic()
        if now - self._looked > _LOOK_EVERY:
            with contextlib.suppress(Exception):  # the loss of the scheduler is told by what is under way
                threads = sum(self.client.nthreads().values())
                self._threads = max(1, threads)
                self._alone_since = 0.0 if threads else self._alone_since or now
                if threads and self._is_told:
                    self._is_told = False
                    self.told("there are workers again: going on")
            self._looked = now
        return self._threads

    def _outcome(self, future: Future[Any]) -> Outcome:
        unit = self._under_way.pop(future.key)
        if future.status in ("cancelled", "lost"):
            raise ClusterLost("the scheduler went away")
        try:
            outcome = future.result()
        except KilledWorker:
            return failed(unit, "workers", f"ended {self.allowed_failures + 1} workers that tried it")
        except Exception as error:
            if type(error).__name__ in ("FutureCancelledError", "CancelledError", "CommClosedError"):
                raise ClusterLost("the scheduler went away") from error
            return failed(unit, "crash", snippet(f"{type(error).__name__}: {error}"))
        assert isinstance(outcome, Outcome)
        return outcome


@contextlib.contextmanager
def open_fleet(where: Where, order: Order, told: Callable[[str], None] = lambda _: None) -> Iterator[Fleet]:
    """Be ready to run on a cluster. `told` gets what people should know of it. Raises NoCluster.

    A cluster of this machine talks to itself by TLS, with keys that nobody else has: whoever can reach a scheduler can
    run programs as its user.
    """
    for name in _OUR_LIBRARIES:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    run = f"readiness-fleet-{secrets.token_hex(6)}"
    with contextlib.ExitStack() as stack:
        client = stack.enter_context(_connected(where))
        allowed, saturation = client.run_on_scheduler(_habits)
        if allowed > 1:
            told(f"this scheduler lets a repository end {allowed + 1} workers (distributed.scheduler.allowed-failures)")
        try:
            client.wait_for_workers(1, timeout=_START)
            client.register_plugin(Benches(run, order, is_own=not where.address))
        except TimeoutError as error:
            raise NoCluster("the cluster has no workers") from error
        except Exception as error:
            raise NoCluster(f"its workers cannot take part: {snippet(str(error))}") from error
        fleet = Fleet(client, run, allowed, saturation, where.patience, told)
        try:
            yield fleet
        finally:
            _leave(fleet, is_own=not where.address)


def _leave(fleet: Fleet, is_own: bool) -> None:
    """Give up what is under way, and take nothing of the run along."""
    with contextlib.suppress(Exception):  # nothing of this matters where the scheduler is gone
        fleet.client.cancel([Future(key, fleet.client) for key in fleet._under_way], force=True)
    if not is_own:
        with contextlib.suppress(Exception):
            fleet.client.unregister_worker_plugin(fleet.run)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start programs that an interrupt from the keyboard does not reach: it is for the one who waits for them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _connected(where: Where) -> Iterator[Client]:
    if where.address:
        try:
            client = Client(where.address, timeout=_START, set_as_default=False)
        except Exception as error:
            raise NoCluster(f"{where.address} cannot be reached: {snippet(str(error))}") from error
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):
                client.close(timeout=5)
        return
    scratch = open_scratch()
    with dask.config.set(_SETTINGS), contextlib.closing(scratch):
        number = where.workers or os.cpu_count() or 1
        with _uninterrupted():
            cluster = LocalCluster(
                n_workers=number, threads_per_worker=1, processes=True, memory_limit=0, dashboard_address=None,
                host="127.0.0.1", security=True, local_directory=str(scratch.folder), silence_logs=logging.CRITICAL,
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            )  # fmt: skip
        with cluster, Client(cluster, set_as_default=False) as client:
            yield client
    with contextlib.suppress(OSError):  # a worker that was killed could not tidy up
        open_scratch().close()
