"""Measure fleet runs: two workers against one on real repositories, what Dask costs, whether memory stays flat.

    python benchmarks/fleet.py FOLDER... [--small 2000]

FOLDERs hold real repositories (60 or more for a fair figure). `--small` is how many small repositories are made for
what Dask costs and for memory. The scheduler of a cluster of one machine lives in the client's process, so one figure
is the memory of both. Nothing else should run on the machine; the load is told with the figures.
"""

from __future__ import annotations

import argparse
import datetime
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readiness import __version__
from readiness.fleet import Where, open_fleet
from readiness.fleet_bench import open_bench
from readiness.fleet_orders import Order
from readiness.fleet_sources import Unit, units_of
from readiness.ruleset import load_rules
from readiness.store.places import Place
from readiness.store.runs import open_store

APP = "from openai import OpenAI\n\ndef ask(q):\n    return OpenAI(timeout=20).responses.create(model='m', input=q)\n"
ALONE = 50
"""Small repositories that are audited without Dask, for what Dask adds."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", help="folders of real repositories")
    parser.add_argument("--small", type=int, default=2000, help="how many small repositories are made")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if asked.folders:
            units, problems = units_of(asked.folders)
            print(*problems, sep="\n", end="")
            compare_workers(Path(folder), units)
        if asked.small:
            measure_small(Path(folder), made(Path(folder, "small"), asked.small))
    print(f"load {os.getloadavg()[0]:.1f} after")


def compare_workers(folder: Path, units: tuple[Unit, ...]) -> None:
    """Two workers against one on the same repositories, both after a first audit that warms the disk."""
    seconds = {}
    for workers in (1, 2):
        with ordered(folder / f"workers{workers}.db") as order, open_fleet(Where("", workers), order) as fleet:
            warmed(fleet, workers)
            start = time.perf_counter()
            outcomes = [outcome for _, outcome in fleet.outcomes(units)]
            seconds[workers] = time.perf_counter() - start
            size = sum(file.stat().st_size for file in folder.glob(f"workers{workers}.db*"))
        lost = [f"{one.name}: {one.failure} {one.says}" for one in outcomes if one.failure]
        print(
            f"{workers} worker(s): {len(units)} repositories in {seconds[workers]:.1f} s, {len(lost)} without a result"
        )
        print(*(f"    {one}" for one in lost), sep="\n", end="\n" if lost else "")
    print(f"two workers are {seconds[1] / seconds[2]:.2f} times as fast as one")
    print(f"{seconds[1] / len(units):.2f} s a repository and worker; {size / len(units) / 1000:.0f} kB of store each")


def measure_small(folder: Path, units: tuple[Unit, ...]) -> None:
    """What Dask adds to each repository, and the memory of the client and the scheduler while it runs."""
    with ordered(folder / "alone.db") as order:
        bench = open_bench(order)
        bench.work(units[0])
        start = time.perf_counter()
        for unit in units[1 : ALONE + 1]:
            bench.work(unit)
        alone = (time.perf_counter() - start) / ALONE
        bench.close()
    with ordered(folder / "one.db") as order, open_fleet(Where("", 1), order) as fleet:
        warmed(fleet, 1)
        start = time.perf_counter()
        list(fleet.outcomes(units[:ALONE]))
        one = (time.perf_counter() - start) / ALONE
    print(
        f"a small repository: {alone * 1000:.0f} ms by itself, {one * 1000:.0f} ms with Dask: "
        f"{(one - alone) * 1000:.0f} ms more"
    )
    with ordered(folder / "small.db") as order, open_fleet(Where("", 2), order) as fleet:
        start = time.perf_counter()
        every = max(1, len(units) // 8)
        for ended, _ in enumerate(fleet.outcomes(units), 1):
            if ended % every == 0:
                print(f"    {ended:>6} ended: client and scheduler {resident() / 1e6:.0f} MB")
        seconds = time.perf_counter() - start
    size = sum(file.stat().st_size for file in folder.glob("small.db*"))
    print(
        f"{len(units)} small repositories in {seconds:.0f} s, {len(units) / seconds:.1f}/s; "
        f"store {size / len(units) / 1000:.0f} kB each"
    )


def warmed(fleet: object, workers: int) -> None:
    """Wait for all workers, so that their start is no part of the figures."""
    fleet.client.wait_for_workers(workers, timeout=120)  # type: ignore[attr-defined]
    time.sleep(5)  # the programs beside them load the auditor


@contextmanager
def ordered(store: Path) -> Iterator[Order]:
    """What a run asks for, with a new store that is held open as `readiness fleet` does."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    with open_store(Place(str(store), store), create=True):
        yield Order(__version__, load_rules().id, day, str(store), socket.gethostname())


def made(folder: Path, number: int) -> tuple[Unit, ...]:
    """Copies of one small repository, each under a name of its own."""
    first = folder / "shop00000"
    (first / "src").mkdir(parents=True)
    (first / "src" / "app.py").write_text(APP)
    (first / "README.md").write_text("# Shop\n\nAnswers questions.\n")
    settings = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for words in (("init", "-q", "--template="), ("add", "-A"), ("commit", "-q", "-m", "Begin")):
        subprocess.run(["git", "-C", str(first), *settings, *words], check=True)
    for at in range(1, number):
        shutil.copytree(first, folder / f"shop{at:05}")
    return units_of([str(folder)])[0]


def resident() -> int:
    """The memory of this process, in bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
