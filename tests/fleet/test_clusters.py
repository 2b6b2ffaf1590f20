"""Fleet runs on real schedulers and workers of this machine: killed, lost, resumed."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.fleet import ClusterLost, Fleet, NoCluster, Where, open_fleet
from readiness.fleet_orders import Outcome
from readiness.fleet_sources import Unit, units_of
from tests.fleet.parts import Parts, new_store, order, products, served, single, texts, until, writes

pytestmark = [pytest.mark.fleet, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """A scheduler and two workers, programs of their own."""
    found = Parts(tmp_path_factory.mktemp("parts"))
    found.scheduler()
    found.worker()
    found.worker()
    yield found
    found.close()


def units(*sources: str | Path) -> tuple[Unit, ...]:
    found, problems = units_of(map(str, sources))
    assert not problems
    return found


def run(fleet: Fleet, given: tuple[Unit, ...]) -> dict[str, Outcome]:
    return {outcome.name: outcome for _, outcome in fleet.outcomes(given)}


def pid_of_worker_with(fleet: Fleet, name: str, given: tuple[Unit, ...]) -> int:
    """The process of the worker that has a repository; waits until one has."""
    key = (fleet.run, [unit.name for unit in given].index(name))
    found: list[int] = []

    def looked() -> bool:
        with contextlib.suppress(OSError):  # a worker may be on its way out
            where = [address for address, keys in fleet.client.processing().items() if key in keys]
            found[:] = fleet.client.run(os.getpid, workers=where).values() if where else ()
        return bool(found)

    until(looked)
    return found[0]


def test_a_worker_is_killed_in_the_middle_and_nothing_is_lost_or_done_twice(tmp_path: Path, cluster: Parts) -> None:
    shops = products(tmp_path / "code", 6)
    store = new_store(tmp_path / "runs.db")
    address = cluster.address
    with served(tmp_path / "served", shops[4]) as server:
        server.hanging = {"shop04"}
        given = units(*shops[:4], *shops[5:], server.url("shop04"))

        def kill() -> None:
            if not server.asked.wait(60):
                return
            os.kill(pid_of_worker_with(fleet, "shop04", given), signal.SIGKILL)
            server.hanging = set()

        with open_fleet(Where(address), order(store)) as fleet:
            fleet.client.wait_for_workers(2, timeout=120)
            killer = threading.Thread(target=kill)
            killer.start()
            outcomes = run(fleet, given)
            killer.join()
        assert {outcome.state for outcome in outcomes.values()} == {"audited"}, outcomes
        assert sorted(outcomes) == writes(store) == [shop.name for shop in shops]
        stored = texts(store)
        for shop in shops:
            assert stored[shop.name] == single(shop)
        server.hanging = {"sleeper"}
        with open_fleet(Where(address), order(store, seconds=8.0)) as fleet:
            again = run(fleet, (*given, *units(server.url("sleeper"))))
        assert again.pop("sleeper").failure == "time"
        assert {outcome.state for outcome in again.values()} == {"stored"}
        assert writes(store) == [shop.name for shop in shops]


def test_a_repository_that_ends_two_workers_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    shops = products(tmp_path / "code", 2)
    store = new_store(tmp_path / "runs.db")
    with served(tmp_path / "served") as server:
        server.hanging = {"killer"}
        given = units(*shops, server.url("killer"))

        def kill() -> None:
            seen: set[int] = set()
            while len(seen) < 2:
                pid = pid_of_worker_with(fleet, "killer", given)
                if pid not in seen:
                    os.kill(pid, signal.SIGKILL)
                    seen.add(pid)

        with open_fleet(Where("", 2), order(store)) as fleet:
            killer = threading.Thread(target=kill)
            killer.start()
            outcomes = run(fleet, given)
            killer.join()
    assert (outcomes["killer"].failure, outcomes["killer"].says) == ("workers", "ended 2 workers that tried it")
    assert [outcomes[shop.name].state for shop in shops] == ["audited"] * 2
    assert writes(store) == [shop.name for shop in shops]


def test_a_run_whose_scheduler_was_killed_is_taken_up_again(tmp_path: Path, cluster: Parts) -> None:
    shops = products(tmp_path / "code", 5)
    store = new_store(tmp_path / "runs.db")
    with served(tmp_path / "served", shops[2], shops[3]) as server:
        server.hanging = {"shop02", "shop03"}
        given = units(*shops[:2], server.url("shop02"), server.url("shop03"), *shops[4:])
        before: dict[str, Outcome] = {}

        def kill() -> None:
            server.asked.wait(60)
            until(lambda: len(before) >= 2)
            cluster.running[0].kill()

        killer = threading.Thread(target=kill)
        killer.start()
        with pytest.raises(ClusterLost), open_fleet(Where(cluster.address), order(store)) as fleet:
            fleet.client._timeout = 2  # seconds for which it hopes that the scheduler comes back
            for _, outcome in fleet.outcomes(given):
                before[outcome.name] = outcome
        killer.join()
        server.hanging = set()
        cluster.scheduler()
        cluster.worker()
        with open_fleet(Where(cluster.address), order(store)) as fleet:
            after = run(fleet, given)
    assert 2 <= len(before) <= 3
    for name, outcome in after.items():
        assert outcome.state == ("stored" if name in before else "audited")
    assert writes(store) == sorted(after) == [shop.name for shop in shops]


def test_a_run_waits_for_workers_says_so_and_ends_when_none_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readiness.fleet._TOLD_AFTER", 1.0)
    parts = Parts(tmp_path / "parts")
    shops = products(tmp_path / "code", 3)
    store = new_store(tmp_path / "runs.db")
    told: list[str] = []
    try:
        parts.scheduler()
        parts.worker()
        with served(tmp_path / "served", shops[2]) as server:
            given = units(*shops[:2], server.url("shop02"))

            def kill(comes_back: bool) -> None:
                server.asked.wait(60)
                parts.running[-1].kill()
                if comes_back:
                    until(lambda: told)
                    parts.worker()
                    until(lambda: len(told) == 2)
                    server.hanging = set()

            server.hanging = {"shop02"}
            killer = threading.Thread(target=kill, args=(True,))
            killer.start()
            with open_fleet(Where(parts.address), order(store), told.append) as fleet:
                assert {one.state for one in run(fleet, given).values()} == {"audited"}
            killer.join()
            server.asked.clear()
            server.hanging = {"shop02"}
            killer = threading.Thread(target=kill, args=(False,))
            killer.start()
            gone = pytest.raises(ClusterLost, match="no workers were left for 4 s")
            with gone, open_fleet(Where(parts.address, patience=4.0), order(store), told.append) as fleet:
                run(fleet, given)
            killer.join()
    finally:
        parts.close()
    waiting = "no workers are left: waiting; Ctrl-C stops, the same command goes on later"
    assert told == [waiting, "there are workers again: going on", waiting]
    assert writes(store) == [shop.name for shop in shops]


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.fleet._START", 1.0)
    with (
        pytest.raises(NoCluster, match="cannot be reached"),
        open_fleet(Where("tcp://127.0.0.1:9"), order(tmp_path / "s")),
    ):
        pass
