"""What a worker does with one repository: the process apart, its limits, what is stored and what is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.fleet_bench import Bench, open_bench
from readiness.fleet_orders import Document, Outcome, as_plain, from_plain
from readiness.fleet_sources import Unit
from tests.fleet.parts import APP, below, new_store, order, products, served, single, texts, until, writes
from tests.repositories import commit, git, repository, write

pytestmark = pytest.mark.fleet


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("bench")
    os.environ["READINESS_SCRATCH"] = str(folder / "scratch")
    found = open_bench(order(folder / "none.db"))
    del os.environ["READINESS_SCRATCH"]
    yield found
    found.close()
    assert list((folder / "scratch").iterdir()) == []


class Try:
    """A bench with a new store, and what one audit after the other gives."""

    def __init__(self, shared: Bench, file: Path) -> None:
        self.shared, self.file = shared, file

    def __call__(self, unit: Unit, answers: Document | None = None, **given: object) -> Outcome:
        return replace(self.shared, order=order(self.file, **given)).work(unit, answers)


@pytest.fixture
def attempt(shared: Bench, tmp_path: Path) -> Try:
    return Try(shared, new_store(tmp_path / "runs.db"))


def at(root: Path, ref: str = "") -> Unit:
    return Unit(root.name, str(root), ref=ref, owner="team", place="repos.txt:1")


def test_an_order_survives_the_way_to_the_worker(tmp_path: Path) -> None:
    made = order(tmp_path / "s", config=Document("readiness.yaml", "profile: pilot\n"))
    unit = Unit("shop", url="https://host/shop", ref="main")
    data = json.loads(json.dumps(as_plain(unit, made, Document("a.yaml", "schema: 1\n"))))
    assert from_plain(data) == (unit, replace(made, answers=Document("a.yaml", "schema: 1\n")))


def test_a_result_is_that_of_a_single_audit_and_is_made_once(tmp_path: Path, attempt: Try) -> None:
    (shop,) = products(tmp_path, 1)
    first = attempt(at(shop))
    assert (first.state, first.verdict, first.owner, first.place) == ("audited", "blocked", "team", "repos.txt:1")
    assert texts(attempt.file) == {"shop00": single(shop)}
    assert attempt(at(shop)) == replace(first, state="stored")
    assert writes(attempt.file) == ["shop00"]


def test_a_clone_gives_what_its_origin_gives_and_leaves_nothing(tmp_path: Path, attempt: Try, shared: Bench) -> None:
    (shop,) = products(tmp_path, 1)
    with served(tmp_path / "served", shop) as server:
        unit = Unit("shop00", url=server.url("shop00"))
        assert attempt(unit).state == "audited"
        assert texts(attempt.file) == {"shop00": single(shop)}
        assert attempt(unit).state == "stored"
    assert attempt(Unit("shop00", url=shop.as_uri())).state == "audited"
    assert [name for folder in shared.scratch.folder.glob("host-*") for name in os.listdir(folder)] == []


def test_what_is_not_committed_does_not_count_and_nothing_is_written(tmp_path: Path, attempt: Try) -> None:
    (shop,) = products(tmp_path, 1)
    clean = single(shop)
    (shop / "Dockerfile").write_text("FROM python\n")
    before = sorted((path, path.lstat().st_mtime_ns) for path in shop.rglob("*"))
    attempt(at(shop))
    assert texts(attempt.file) == {"shop00": clean}
    assert sorted((path, path.lstat().st_mtime_ns) for path in shop.rglob("*")) == before


def test_settings_and_answers_that_are_handed_in_replace_those_of_the_repository(tmp_path: Path, attempt: Try) -> None:
    shop = repository(tmp_path / "shop", {"app.py": APP, "readiness.yaml": "profile: prototype\n"})
    attempt(at(shop))
    assert json.loads(texts(attempt.file)["shop"])["config"]["profile"] == "prototype"
    attempt(at(shop), config=Document("strict.yaml", "profile: critical\n"))
    newest = json.loads(texts(attempt.file)["shop"])
    assert newest["config"] == {"path": "strict.yaml", "profile": "critical", "threshold": 85.0}
    attempt(at(shop), no_config=True)
    assert json.loads(texts(attempt.file)["shop"])["config"]["path"] == ""
    assert len(writes(attempt.file)) == 3
    wrong = attempt(at(shop), Document("a.yaml", "schema: 1\nanswers:\n  R999: {answer: yes}\n"))
    assert (wrong.failure, "R999" in wrong.says) == ("input", True)


def test_mistakes_of_a_repository_are_named_and_cost_it_alone(tmp_path: Path, attempt: Try) -> None:
    shop = repository(tmp_path / "shop", {"app.py": APP, "readiness.yaml": "profil: pilot\n"})
    wrong = attempt(at(shop))
    assert (wrong.state, wrong.failure) == ("failed", "input")
    assert "readiness.yaml:1" in wrong.says
    assert attempt(at(shop), no_config=True).state == "audited"


def test_a_list_names_the_owner_and_without_it_the_file_of_the_commit_does(tmp_path: Path, attempt: Try) -> None:
    shop = repository(tmp_path / "shop", {"app.py": APP, ".github/CODEOWNERS": "* @acme/shop\n"})
    unit = Unit("shop", str(shop))
    assert attempt(unit).owner == "@acme/shop"
    assert attempt(unit).owner == "@acme/shop"  # as it is stored
    assert attempt(replace(unit, owner="team"), as_of="2026-03-02").owner == "team"


def test_a_ref_chooses_the_commit_and_one_that_is_not_there_is_named(tmp_path: Path, attempt: Try) -> None:
    (shop,) = products(tmp_path, 1)
    assert attempt(at(shop, "v1")).commit == git(shop, "rev-parse", "v1")
    assert attempt(at(shop, "nope")).failure == "source"


def test_what_holds_nothing_is_named(tmp_path: Path, attempt: Try) -> None:
    empty = write(tmp_path / "empty", {})
    git(empty, "init", "-q")
    assert attempt(at(empty)).failure == "empty"
    assert attempt(at(repository(tmp_path / "bare", {}))).failure == "empty"
    assert attempt(at(tmp_path / "gone")).failure == "source"


def test_only_what_changed_is_done_on_another_day(tmp_path: Path, attempt: Try) -> None:
    (shop,) = products(tmp_path, 1)
    attempt(at(shop))
    assert attempt(at(shop), as_of="2026-03-02", only_changed=True).state == "unchanged"
    assert attempt(at(shop), as_of="2026-03-02").state == "audited"
    commit(shop, {"more.py": "y = 1\n"}, day=9)
    assert attempt(at(shop), as_of="2026-03-03", only_changed=True).state == "audited"


def test_time_and_memory_end_one_audit_and_the_next_goes_on(tmp_path: Path, attempt: Try) -> None:
    (shop,) = products(tmp_path, 1)
    with served(tmp_path / "served") as server:
        server.hanging = {"sleeper"}
        start = time.monotonic()
        slow = attempt(Unit("sleeper", url=server.url("sleeper")), seconds=0.5)
        assert time.monotonic() - start < 20
    assert (slow.failure, slow.says) == ("time", "took more than 0.5 s, which is what it may")
    assert attempt(at(shop), memory=1_000_000).failure == "memory"
    assert attempt(at(shop)).state == "audited"


def test_a_worker_of_another_version_or_machine_stores_nothing(tmp_path: Path, attempt: Try) -> None:
    (shop,) = products(tmp_path, 1)
    other = replace(order(attempt.file), ruleset="other")
    assert replace(attempt.shared, order=other).work(at(shop)).failure == "version"
    assert attempt(at(shop), host="elsewhere").failure == "store"
    assert attempt(at(shop), host="").failure == "store"
    assert writes(attempt.file) == []


def test_a_store_that_is_gone_is_named(tmp_path: Path, shared: Bench) -> None:
    (shop,) = products(tmp_path, 1)
    assert Try(shared, tmp_path / "none.db")(at(shop)).failure == "store"


def test_when_its_worker_is_gone_an_audit_ends_with_what_it_started(tmp_path: Path) -> None:
    with served(tmp_path / "served") as server:
        server.hanging = {"sleeper"}
        program = subprocess.Popen(
            [sys.executable, "-m", "readiness.fleet_host"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
        assert program.stdin is not None and program.stdout is not None
        file = new_store(tmp_path / "runs.db")
        data = {**as_plain(Unit("sleeper", url=server.url("sleeper")), order(file)), "scratch": str(tmp_path)}
        program.stdin.write(json.dumps(data).encode() + b"\n")
        program.stdin.flush()
        server.asked.wait(60)
        children = below(program.pid)
        assert len(children) >= 2  # the audit, and git
        program.stdin.close()
        assert program.wait(30) == 0
        program.stdout.close()
        until(lambda: not any(_is_alive(one) for one in children))


def test_a_bench_that_is_closed_ends_what_is_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_SCRATCH", str(tmp_path / "scratch"))
    with served(tmp_path / "served") as server:
        server.hanging = {"sleeper"}
        bench = open_bench(order(new_store(tmp_path / "runs.db")))
        work = threading.Thread(target=lambda: bench.work(Unit("sleeper", url=server.url("sleeper"))))
        work.start()
        server.asked.wait(60)
        children = below(bench.hosts[0].process.pid)
        os.kill(bench.hosts[0].process.pid, signal.SIGKILL)  # what it started ends even if it cannot see to it
        until(lambda: not _is_alive(children[0]))
        bench.close()
        work.join(30)
    assert not work.is_alive() and not bench.hosts
    assert list((tmp_path / "scratch").iterdir()) == []


def test_an_audit_that_is_killed_by_the_system_is_named_and_a_program_that_dies_is_replaced(
    tmp_path: Path, attempt: Try
) -> None:
    (shop,) = products(tmp_path, 1)
    with served(tmp_path / "served") as server:
        server.hanging = {"sleeper"}
        host = attempt.shared.idle.get()
        attempt.shared.idle.put(host)
        killer = threading.Thread(
            target=lambda: server.asked.wait(60) and os.kill(below(host.process.pid)[0], signal.SIGKILL)
        )
        killer.start()
        killed = attempt(Unit("sleeper", url=server.url("sleeper")))
        killer.join()
    assert (killed.failure, "killed by the system" in killed.says) == ("memory", True)
    os.kill(host.process.pid, signal.SIGKILL)
    host.process.wait()
    assert attempt(at(shop)).failure == "crash"
    assert attempt(at(shop)).state == "audited"


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
