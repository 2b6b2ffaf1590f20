from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.cli.fleet_lines import Lines, Progress, Sum, duration
from readiness.fleet_orders import Order, Outcome
from tests.fleet.parts import new_store, products, served, until, writes

ORDER = Order("1.0", "abc", "2026-03-01", "runs.db")
READY = Outcome(
    "a", "audited", repository="local:a", commit="1" * 40, verdict="ready", stage="pilot", low=90.0, high=95.5
)
LOST = Outcome("b", "failed", "time", "took more than 5 s", owner="team", place="repos.txt:2")
BLOCKED = Outcome(
    "c", "stored", repository="local:c", commit="2" * 40, verdict="blocked", stage="demo", low=1.0, high=9.0
)


def told(form: str, *numbered: tuple[int, Outcome], quiet: bool = False) -> Sum:
    lines, found = Lines(form, "never", quiet, ORDER), Sum()
    for number, outcome in numbered:
        found.add(outcome)
        lines.add(number, outcome)
    lines.end(found)
    return found


def test_a_line_a_repository_in_the_order_of_their_names_and_a_sum(capsys: pytest.CaptureFixture[str]) -> None:
    told("text", (2, BLOCKED), (0, READY), (1, LOST))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["ready", "no", "blocked"]
    assert "took longer than allowed: took more than 5 s" in lines[1]
    assert lines[2].endswith("stored before")
    assert lines[3] == "3 repositories: 1 audited, 1 stored before, 1 without a result"
    assert [line.strip() for line in lines[4:]] == ["1 blocked, 1 ready", "took longer than allowed: 1"]


def test_a_line_is_written_as_soon_as_those_before_it_are(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines("jsonl", "never", False, ORDER)
    lines.add(1, LOST)
    assert capsys.readouterr().out == ""
    lines.add(0, READY)
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_what_was_held_when_a_run_ends_early_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    told("jsonl", (2, BLOCKED), (1, LOST))
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row.get("name", row["type"]) for row in rows] == ["b", "c", "sum"]
    assert rows[0]["verdict"] is None and rows[0]["low"] is None and rows[0]["failure"] == "time"


def test_json_is_one_object_with_the_rows_and_the_sum(capsys: pytest.CaptureFixture[str]) -> None:
    found = told("json", (0, READY), (1, LOST))
    data = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in data["repositories"]] == ["a", "b"]
    assert data["sum"] == found.as_data()
    assert data["sum"]["verdicts"]["ready"] == data["sum"]["failures"]["time"] == 1
    told("json")
    assert json.loads(capsys.readouterr().out)["repositories"] == []


def test_names_with_control_characters_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    told("text", (0, Outcome("\x1b[31mred[/etc]", "failed", "crash", "\x1b]0;title\x07")))
    out = capsys.readouterr().out
    assert "\x1b" not in out and "[/etc]" in out


def test_quiet_tells_the_sum_only(capsys: pytest.CaptureFixture[str]) -> None:
    told("text", (0, READY), quiet=True)
    assert capsys.readouterr().out.splitlines()[0] == "1 repository: 1 audited"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_tells_rate_and_time_left_at_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    for stream, expected in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        progress, found = Progress(1, False), Sum()
        found.add(LOST)
        progress.show(found)
        progress.clear()
        assert ("1 of 1" in stream.getvalue() and "left" in stream.getvalue()) is expected


def test_the_progress_line_never_wraps_and_comes_back_after_other_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(sys, "stderr", stream := Terminal())
    monkeypatch.setattr("readiness.cli.fleet_lines._columns", lambda: 30)
    progress, found = Progress(1000, False), Sum()
    for _ in range(3):
        found.add(LOST)
        progress.clear()
        progress.show(found)
    lines = stream.getvalue().split("\r\x1b[K")
    assert [line.partition("  ")[0] for line in lines] == [
        "",
        "0 of 1,000",
        "",
        "1 of 1,000",
        "",
        "2 of 1,000",
        "",
        "3 of 1,000",
    ]
    assert max(map(len, lines)) < 30
    assert all(" left" in line for line in lines[3::2])


def test_durations_are_told_as_people_say_them() -> None:
    assert [duration(seconds) for seconds in (0, 99, 200, 7500)] == ["0 s", "99 s", "3:20 min", "2:05 h"]


def readiness(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "readiness", "fleet", *words], capture_output=True, text=True)


def test_every_mistake_is_told_before_anything_is_audited(tmp_path: Path) -> None:
    listed = tmp_path / "repos.txt"
    listed.write_text("nowhere\n")
    settings = tmp_path / "readiness.yaml"
    settings.write_text("profil: pilot\n")
    done = readiness(
        str(listed), "--memory-limit", "much", "--fail-on", "blckd", "--config", str(settings), "--no-config",
        "--answers", str(tmp_path / "none.yaml"), "--store", "mysql://host/db", "--as-of", "soon",
    )  # fmt: skip
    assert done.returncode == 2 and done.stdout == ""
    for words in ("repos.txt:1: nowhere", "--memory-limit", 'did you mean "blocked"', "readiness.yaml:1", "--no-config",
                  "none.yaml", "mysql://", "--as-of", "No repository was audited"):  # fmt: skip
        assert words in done.stderr, words


def test_a_list_that_names_nothing_is_a_mistake(tmp_path: Path) -> None:
    listed = tmp_path / "repos.txt"
    listed.write_text("# later\n")
    done = readiness(str(listed), "--store", str(tmp_path / "runs.db"))
    assert done.returncode == 2 and "names no repository" in done.stderr


@pytest.mark.fleet
def test_an_interrupt_ends_the_run_cleanly_and_the_same_command_does_the_rest(tmp_path: Path) -> None:
    shops = products(tmp_path / "code", 2)
    store = new_store(tmp_path / "runs.db")
    with served(tmp_path / "served", shops[1]) as server:
        server.hanging = {"shop01"}
        words = (
            "fleet", str(shops[0]), server.url("shop01"), "--store", str(store), "--workers", "2",
            "--output-format", "jsonl", "--as-of", "2026-03-01",
        )  # fmt: skip
        command = [sys.executable, "-m", "readiness", *words]
        environment = {**os.environ, "READINESS_SCRATCH": str(tmp_path / "scratch")}
        program = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment
        )
        until(lambda: server.asked.is_set() or program.poll() is not None, 180)
        assert server.asked.is_set(), program.communicate()
        until(lambda: writes(store))
        assert program.stdout is not None
        first = json.loads(program.stdout.readline())
        os.killpg(program.pid, signal.SIGINT)  # as a terminal does: this program and all workers
        out, err = program.communicate(timeout=180)
        assert program.returncode == 130
        assert (
            err
            == "interrupted: 1 of 2 repositories ended, and what they gave is stored; the same command does the rest\n"
        )
        assert (first["name"], json.loads(out.splitlines()[-1])["repositories"]) == ("shop00", 1)
        assert list((tmp_path / "scratch").iterdir()) == []
        server.hanging = set()
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 1 and done.stderr == ""
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row.get("state") for row in rows] == ["stored", "audited", None]
    assert writes(store) == ["shop00", "shop01"]
