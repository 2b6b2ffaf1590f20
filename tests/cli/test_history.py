"""`audit --store` and `readiness history` as people type them."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("alembic")

from readiness.cli.app import run
from readiness.store import places
from readiness.store.places import Place
from readiness.store.runs import open_store
from readiness.store.upgrading import upgrade
from tests.repositories import commit, git, repository, write
from tests.store.runs_in_memory import BARE, SHOP, run_of

APP = "from openai import OpenAI\nOpenAI().responses.create(model='gpt-4o', input='x')\n"
GUARDED = APP.replace("OpenAI()", "OpenAI(timeout=20)")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small product that calls a model."""
    root = repository(tmp_path / "shop", {"README.md": "# Shop\nIt answers questions.\n", "app.py": APP})
    git(root, "remote", "add", "origin", "https://jo:ghp_0123456789abcdef@github.com/acme/shop.git")
    return root


@pytest.fixture
def filled(store: Path) -> Path:
    """A store of four runs whose pillar O rose and fell."""
    with open_store(Place(str(store), store), create=True) as opened:
        for day, observed in ((1, 10.0), (2, 30.0), (3, 50.0), (4, 40.0)):
            opened.write(run_of(f"{day}c0ffee", f"2026-01-0{day}", observed=observed), SHOP, BARE)
    return store


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def audit(capsys: pytest.CaptureFixture[str], root: Path, store: Path, day: str, *more: object) -> tuple[int, str, str]:
    return told(capsys, "audit", root, "--as-of", day, "--store", store, *more)


def test_audits_are_kept_once_each_and_shown_with_what_changed(
    shop: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert audit(capsys, shop, store, "2026-01-01", "-q")[0] == 1
    commit(shop, {"app.py": GUARDED}, day=3)
    assert audit(capsys, shop, store, "2026-02-01", "-q")[0] == 1
    code, out, err = told(capsys, "history", shop, "--store", store, "--changes")
    assert (code, err) == (0, "")
    assert out.startswith("github.com/acme/shop  2 runs, 2026-01-01 to 2026-02-01\n")
    for words in (
        "O Observability",
        "#1  2026-01-01",
        "blocked",
        "Since run #1",
        "R301",
        "Every call of",
        "#2  2026-02-01",
    ):
        assert words in out, out
    code, out, _ = told(capsys, "history", "--repository", SHOP.id, "--store", store, "--output-format=json")
    data = json.loads(out)
    assert code == 0 and [one["date"] for one in data["runs"]] == ["2026-01-01", "2026-02-01"]
    assert data["runs"][1]["pillars"]["R"]["low"] > data["runs"][0]["pillars"]["R"]["low"]
    assert data["changes"] is None


def test_the_stored_result_is_the_one_that_json_tells(
    shop: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = audit(capsys, shop, store, "2026-01-01", "--output-format=json")
    with open_store(Place("x", store)) as opened:
        assert json.loads(opened.text(1)) == json.loads(out)


def test_storing_changes_neither_the_result_nor_the_exit_code(
    shop: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = told(capsys, "audit", shop, "--as-of=2026-01-01", "--output-format=json")
    assert audit(capsys, shop, store, "2026-01-01", "--output-format=json") == plain
    assert audit(capsys, shop, store, "2026-01-01", "--output-format=json", "--no-cache") == plain


def test_no_secret_enters_the_store(shop: Path, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secrets = ("AKIAQYLPMN5HFIQR7XYZ", "sk-proj-Zx81kQw0PlmN5vTr7uYb3cDe", "c0rrect-H0rse-Battery9", "0123456789abcdef")
    write(
        shop,
        {
            "config.py": f"AWS_ACCESS_KEY_ID = '{secrets[0]}'\nOPENAI_API_KEY = '{secrets[1]}'\npassword = '{secrets[2]}'\n",
            ".env": f"OPENAI_API_KEY={secrets[1]}\n",
            "readiness-answers.yaml": "schema: 1\nanswers:\n  P108: {answer: yes, by: Jo, date: 2026-01-01, evidence: README.md, "
            f"note: \"the password: '{secrets[2]}'\"}}\n",
            "readiness.yaml": f"waivers: [{{rule: R303, owner: Jo, reason: 'key {secrets[1]}', expires: 2026-02-01}}]\n",
        },
    )  # fmt: skip
    commit(shop, {})
    assert audit(capsys, shop, store, "2026-01-02", "-q")[0] == 1
    kept = b"".join(path.read_bytes() for path in store.parent.glob("history.db*"))
    assert b"github.com/acme/shop" in kept and b"config.py" in kept
    for secret in secrets:
        assert secret.encode() not in kept, secret


def test_signs_read_earlier_runs_from_the_store_and_only_with_it(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(value: int, day: str) -> None:
        text = f"schema: 1\nanswers:\n  U120: {{answer: yes, value: {value}, unit: '%', by: Jo, date: {day}}}\n"
        write(root, {"readiness-answers.yaml": text})

    def sign(*more: object) -> dict[str, Any]:
        data = json.loads(told(capsys, "audit", root, "--as-of=2026-03-01", "--output-format=json", *more)[1])
        assert bool(data["notes"]) is bool(more), data["notes"]
        return {one["id"]: one for one in data["warning_signs"]}["W04"]

    root = write(tmp_path / "plain", {"README.md": "# Shop\n", "app.py": APP})
    answer(80, "2026-01-01")
    audit(capsys, root, store, "2026-01-05", "-q")
    answer(50, "2026-02-20")
    assert sign()["state"] != "raised"
    found = sign("--store", store)
    assert found["state"] == "raised" and "satisfaction from 80 to 50%" in found["why"]
    assert sign("--store", store) == found == sign("--store", store, "--no-cache")
    assert sign()["state"] != "raised"


def test_a_store_that_fails_is_told_after_the_reports_are_written(
    shop: Path, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    upgrade(Place("x", store))
    connection = sqlite3.connect(store)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON readiness_runs BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    )
    connection.close()
    code, out, err = audit(capsys, shop, store, "2026-01-01", "--report", f"json={tmp_path / 'run.json'}")
    assert code == 2 and "BLOCKED" in out and json.loads((tmp_path / "run.json").read_text())
    assert "disk is full" in err and err.endswith("1 mistake. The audit was made, but it could not be stored.\n")


def test_what_cannot_be_stored_is_told_before_the_audit(
    shop: Path, store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = audit(capsys, shop, store, "2026-01-01", "--select", "R301", "--color", "maybe")
    assert (code, out) == (2, "") and "--store: needs all rules" in err and "--color" in err
    assert not store.exists()
    upgrade(Place("x", store), "0001")
    code, out, err = audit(capsys, shop, store, "2026-01-01")
    assert (code, out) == (2, "") and f"readiness history upgrade --store {store}" in err and "No audit was made" in err
    monkeypatch.setattr(places, "find_spec", lambda name: None)
    for words in (["audit", shop, "--store", store], ["history", shop, "--store", store], ["history", "upgrade"]):
        code, out, err = told(capsys, *words)
        assert (code, out) == (2, "") and "pip install 'readiness[fleet]'" in err


def test_trend_lines_have_ascii_twins(filled: Path) -> None:
    def shown(locale: str) -> str:
        words = [sys.executable, "-m", "readiness", "history", "--repository", SHOP.id, "--store", str(filled)]
        environment = {**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout

    assert "▁▅█▆  10 to 40  now 40–60" in shown("C.UTF-8")
    plain = shown("C")
    assert plain.isascii() and ".+#*  10 to 40  now 40-60" in plain


def test_two_runs_are_compared_by_any_of_their_names(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        [],
        ["3", "4"],
        ["#3", "#4"],
        ["3c0ff", "4C0FFEE"],
        ["2026-01-03", "2026-05-01"],
        ["previous", "last"],
    ):
        code, out, err = told(capsys, "history", "diff", *words, "--repository", SHOP.id, "--store", filled)
        assert (code, err) == (0, "") and out.startswith(
            "Since run #3 (3c0ffee, judged as of 2026-01-03) until run #4 (2026-01-04)"
        )
    arguments = ("--repository", SHOP.id, "--store", filled, "--exit-code")
    assert told(capsys, "history", "diff", *arguments)[0] == 1
    assert told(capsys, "history", "diff", "first", *arguments)[0] == 0
    code, out, _ = told(capsys, "history", "diff", "1", "2", *arguments, "--output-format", "json")
    assert code == 0 and json.loads(out)["changes"][0]["subject"] == "pillar"
    code, _, err = told(capsys, "history", "diff", "none", "99", *arguments)
    assert code == 2 and "none: is no run" in err and "99: is no run" in err and "2 mistakes" in err


def test_old_runs_are_pruned_when_asked_for(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep = ("history", "prune", "--store", filled, "--keep")
    assert told(capsys, *keep, "3", "--dry-run")[1] == f"1 run would be removed from {filled}\n"
    assert told(capsys, *keep, "1", "--before", "2026-01-03")[1] == f"2 runs removed from {filled}\n"
    code, _, err = told(capsys, *keep, "1", "--repository", "github.com/acme/shp")
    assert code == 2 and 'did you mean "github.com/acme/shop"?' in err
    assert told(capsys, *keep, "1", "--before", "soon")[0] == 2
    assert told(capsys, *keep, "0")[0] == 2 and told(capsys, "history", "prune")[0] == 2


def test_a_store_is_brought_up_by_a_command(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    upgrade(Place("x", store), "0001")
    way = ("history", "upgrade", "--store", store)
    assert told(capsys, *way)[:2] == (0, f"{store}: schema 0001 is now 0002\n")
    assert told(capsys, *way)[:2] == (0, f"{store}: has the newest schema already (0002)\n")


def test_what_is_not_there_is_told(shop: Path, filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "history", shop / "none", "--store", filled)[0] == 3
    git(shop, "remote", "set-url", "origin", "https://github.com/acme/shops")
    code, out, err = told(capsys, "history", shop, "--store", filled)
    assert (code, out) == (0, "") and "no run of github.com/acme/shops is stored" in err
    assert 'did you mean "github.com/acme/shop"?' in err
    code, _, err = told(capsys, "history", shop, "--store", filled.parent / "nothing.db", "--output-format", "xml")
    assert code == 2 and "there is no store" in err and "--output-format" in err
    assert told(capsys, "history", "--store", filled, "prune")[0] == 2
    assert told(capsys, "history", shop, "--store", "mysql://x/y")[0] == 2


def test_by_default_the_environment_names_the_store(
    filled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(places.VARIABLE, str(filled))
    assert "4 runs" in told(capsys, "history", "--repository", SHOP.id)[1]
    assert "2 runs, 2026-01-03 to" in told(capsys, "history", "--repository", SHOP.id, "--limit", "2")[1]


@pytest.mark.parametrize(
    "words", [["history", "--help"], ["history", "show", "-h"], ["audit", ".", "--as-of=2026-01-01"]]
)
def test_without_the_option_nothing_of_the_store_is_loaded(words: list[str], tmp_path: Path) -> None:
    write(tmp_path, {"app.py": APP})
    program = (
        "import sys\nfrom readiness.cli.app import run\nrun(sys.argv[1:])\n"
        "print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    top = str(Path(__file__).resolve().parents[2])
    process = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=tmp_path, env={**os.environ, "PYTHONPATH": top},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(process.stdout.rpartition("LOADED")[2].split())
    assert "typer" in loaded and not loaded & {"sqlalchemy", "alembic", "psycopg", "mako"}
