"""Measure fleet runs: two workers against one on real repositories, what Dask costs, whether memory stays flat.

    python benchmarks/fleet.py FOLDER... [--small 2000]

FOLDERs hold real repositories (60 or more for a fair figure). `--small` is how many small repositories are made for
what Dask costs and for memory. The scheduler of a cluster of one machine lives in the client's process, so one figure
is the memory of both. Beside the time on the clock stands processor time, of this program and all that it started:
what others do on the machine lengthens the first and hardly the second. The load is told with the figures.
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
from collections.abc import Callable, Iterator
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
    """Two workers against one on the same repositories, both after a pass that is not counted and warms the disk."""
    seconds = {}
    for name, workers in (("before, not counted", 2), ("counted", 1), ("counted", 2)):
        store = folder / f"{name[:6]}{workers}.db"
        with ordered(store) as order, open_fleet(Where("", workers), order) as fleet:
            warmed(fleet, workers)
            start, spent = time.perf_counter(), processor_time()
            outcomes = [outcome for _, outcome in fleet.outcomes(units)]
            seconds[workers] = time.perf_counter() - start
            spent = processor_time() - spent
            size = sum(file.stat().st_size for file in folder.glob(f"{store.name}*"))
        lost = [f"{one.name}: {one.failure} {one.says}" for one in outcomes if one.failure]
        print(
            f"{workers} worker(s), {name}: {len(units)} repositories in {seconds[workers]:.1f} s, "
            f"{spent:.1f} s of processor time, {len(lost)} without a result"
        )
        print(*(f"    {one}" for one in lost), sep="\n", end="\n" if lost else "")
    print(f"two workers are {seconds[1] / seconds[2]:.2f} times as fast as one")
    print(f"{spent / len(units):.2f} s of processor time and {size / len(units) / 1000:.0f} kB of store a repository")


def measure_small(folder: Path, units: tuple[Unit, ...]) -> None:
    """What Dask adds to each repository, and the memory of the client and the scheduler while it runs."""
    some = units[1 : ALONE + 1]
    with ordered(folder / "alone.db") as order:
        bench = open_bench(order)
        bench.work(units[0])
        alone = spent_by(lambda: [bench.work(unit) for unit in some], len(some))
        bench.close()
    with ordered(folder / "one.db") as order, open_fleet(Where("", 1), order) as fleet:
        warmed(fleet, 1)
        list(fleet.outcomes(units[:1]))
        one = spent_by(lambda: list(fleet.outcomes(some)), len(some))
    for kind, by_itself, with_dask in zip(("on the clock", "of processor time"), alone, one, strict=True):
        print(
            f"a small repository {kind}: {by_itself * 1000:.0f} ms by itself, {with_dask * 1000:.0f} ms with Dask: "
            f"{(with_dask - by_itself) * 1000:.0f} ms more"
        )
    with ordered(folder / "small.db") as order, open_fleet(Where("", 2), order) as fleet:
        warmed(fleet, 2)
        start, spent = time.perf_counter(), processor_time()
        every = max(1, len(units) // 8)
        for ended, _ in enumerate(fleet.outcomes(units), 1):
            if ended % every == 0:
                print(f"    {ended:>6} ended: client and scheduler {resident() / 1e6:.1f} MB")
        seconds, spent = time.perf_counter() - start, processor_time() - spent
    size = sum(file.stat().st_size for file in folder.glob("small.db*"))
    print(
        f"{len(units)} small repositories in {seconds:.0f} s ({len(units) / seconds:.1f}/s), {spent:.0f} s of "
        f"processor time; store {size / len(units) / 1000:.0f} kB each"
    )


def spent_by(work: Callable[[], object], number: int) -> tuple[float, float]:
    """Seconds on the clock, and of processor time, for each of so many repositories."""
    start, spent = time.perf_counter(), processor_time()
    work()
    return (time.perf_counter() - start) / number, (processor_time() - spent) / number


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


def processor_time() -> float:
    """Seconds that this process and all below it have used, those that ended included where their parent is there."""
    ticks, waiting = 0, [os.getpid()]
    while waiting:
        process = waiting.pop()
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:  # it has just ended: its parent tells its time
            continue
        ticks += sum(map(int, fields[11:15]))  # of itself and of its children that ended, as user and as system
    return ticks / os.sysconf("SC_CLK_TCK")


def resident() -> int:
    """The memory of this process, in bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
