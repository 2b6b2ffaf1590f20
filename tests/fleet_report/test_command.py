"""`readiness fleet report` as people type it."""

import csv
import io
import json
import os
import re
import sqlite3
from pathlib import Path
from urllib.parse import unquote

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("alembic")

from readiness.cli import fleet_run
from readiness.cli.app import run as typed
from readiness.fleet_report.pages import file_name
from readiness.store.identity import Identity
from readiness.store.places import Place
from readiness.store.runs import open_store
from readiness.store.upgrading import upgrade
from tests.fleet_report.parts import DAY, GIVEN, call, run, store_of

FORMATS = ("text", "json", "csv", "markdown", "html")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of three repositories, one of which was better before."""
    file = tmp_path / "fleet.db"
    runs = {"shop 1": run(date="2026-01-01"), "shop": run(["R301"], calls=[call()]), "web": run(["D106"]), "api": run()}
    store_of(file, runs, {"web": "@acme/web"}).close()
    return file


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = typed([str(one) for one in ("fleet", "report", *arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_report_goes_to_stdout_in_every_form(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in FORMATS:
        code, out, err = told(capsys, "--store", store, "--as-of", DAY, "--output-format", name)
        assert (code, err) == (0, "") and out
    code, out, _ = told(capsys, "--store", store, "--as-of", DAY)
    assert out.startswith("Fleet of 3 repositories as of 2026-03-01\n") and out.endswith("2 blocked, 1 ready\n")
    assert told(capsys, "--store", store, "--as-of", DAY, "-q")[1] == "3 repositories: 2 blocked, 1 ready\n"


def test_several_reports_are_written_at_once(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {name: tmp_path / f"fleet.{name}" for name in FORMATS}
    more = [word for name in FORMATS[1:] for word in ("--report", f"{name}={files[name]}")]
    code, out, _ = told(capsys, "--store", store, "--as-of", DAY, *more, "-o", files["text"])
    assert (code, out) == (0, "")
    assert json.loads(files["json"].read_text())["date"] == DAY
    assert "<html" in files["html"].read_text()
    with files["csv"].open(newline="") as table:
        assert len(list(csv.DictReader(table))) == 3
    before = {name: file.read_bytes() for name, file in files.items()}
    told(capsys, "--store", store, "--as-of", DAY, *more, "-o", files["text"])
    assert {name: file.read_bytes() for name, file in files.items()} == before


def test_options_choose_what_is_told(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def rows(*more: object) -> list[str]:
        _, out, _ = told(capsys, "--store", store, "--as-of", DAY, "--output-format", "csv", *more)
        return [row["name"] for row in csv.DictReader(io.StringIO(out))]

    assert rows() == ["api", "shop", "web"]
    assert rows("--repository", "github.com/acme/s*", "--repository", "api") == ["api", "shop"]
    assert rows("--owner", "acme/web") == ["web"]
    _, out, _ = told(capsys, "--store", store, "--as-of", DAY, "--since", "2026-02-01")
    assert "Since 2026-02-01  0 better, 1 worse, 0 as before, 2 without a run until then" in out
    _, out, _ = told(capsys, "--store", store, "--as-of", "2026-01-31")
    assert "Fleet of 1 repository as of 2026-01-31" in out


def test_every_page_is_linked_and_stays_where_it_says_the_same(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sites, more = tmp_path / "a site", tmp_path / "deep" / "er"
    sites.mkdir(), more.mkdir(parents=True)
    words = ("--store", store, "--as-of", DAY, "--pages", sites / "own", "--report", f"html={sites / 'fleet.html'}")
    assert told(capsys, *words, "--report", f"json={more / 'f.json'}", "-q")[0] == 0
    pages = sorted((sites / "own").iterdir())
    assert len(pages) == 3 and all("<html" in page.read_text() for page in pages)
    links = {row["page"] for row in json.loads((more / "f.json").read_text())["repositories"]}
    assert {(more / unquote(link)).resolve() for link in links} == set(pages)
    assert all(link.startswith("../../a%20site/own/github.com-acme-") for link in links)
    page = (sites / "fleet.html").read_text()
    assert {(sites / unquote(link)) for link in re.findall(r'href="(own/[^"]+)"', page)} == set(pages)
    pages[0].write_text("old")
    os.utime(pages[1], (1, 1))
    assert told(capsys, *words, "-q")[0] == 0
    assert pages[0].read_text() != "old" and pages[1].stat().st_mtime == 1
    assert sorted((sites / "own").iterdir()) == pages


def test_names_of_pages_are_safe_and_unlike(tmp_path: Path) -> None:
    names = [
        "a/b",
        "A/B",
        "a-b",
        "../../etc/passwd",
        "CON",
        "",
        ".",
        "日本",
        "x" * 400,
        "a\0b",
        "C:\\x",
        "https://h/a",
        "-rf",
    ]
    files = [file_name(name) for name in names]
    assert len({file.lower() for file in files}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,110}\.html", file) for file in files)


def test_every_mistake_is_told_at_once(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    wrong = (
        "--output-format", "htm", "--report", "sarif=x", "--report", "json", "--as-of", "2026-13-01", "--since", "then",
        "--color", "red", "-o", tmp_path / "none" / "x", "--pages", tmp_path / "file",
    )  # fmt: skip
    code, out, err = told(capsys, "--store", store, *wrong)
    assert (code, out) == (2, "")
    for words in (
        'did you mean "html"',
        '"sarif" is not known',
        "not FORMAT=FILE",
        "--as-of",
        "--since",
        '"red"',
        "no folder",
    ):
        assert words in err
    assert "8 mistakes. No report was written." in err
    code, _, err = told(capsys, "--store", store, "--as-of", DAY, "--since", "2026-03-02")
    assert code == 2 and "2026-03-02 is after the day of the report" in err
    assert told(capsys, "--store", store, "--within", "-1")[0] == 2


def test_a_store_that_cannot_be_used_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, "--store", tmp_path / "none.db")
    assert (code, out) == (2, "") and "there is no store" in err
    other = tmp_path / "other.db"
    other.write_text("no database")
    assert told(capsys, "--store", other)[0] == 2
    assert told(capsys, "--store", "mysql://x/y")[0] == 2


def test_where_nothing_is_stored_there_is_nothing_to_tell(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.db"
    upgrade(Place(str(empty), empty))
    for words, says in (
        (("--store", empty), "no run is stored"),
        (("--store", store, "--as-of", DAY, "--owner", "@nobody"), "none of the 3 repositories"),
        (("--store", store, "--as-of", "2025-01-01"), "is as old as 2025-01-01"),
    ):
        code, out, err = told(capsys, *words)
        assert (code, out) == (3, "") and says in err


def test_runs_that_cannot_be_read_are_told(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE readiness_results SET result = '{}' WHERE run_id = 2")
    code, out, err = told(capsys, "--store", store, "--as-of", DAY)
    assert code == 0 and "Left out  1 run" in out and "1 run could not be read" in err
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE readiness_results SET result = '{}'")
    connection.close()
    code, out, _ = told(capsys, "--store", store, "--as-of", DAY)
    assert code == 3 and "Left out  3 runs" in out


def test_a_name_that_means_harm_does_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("=cmd|' /C calc'!A0", "<script>alert(1)</script>", "../../x", "[bold]b[/bold]", "a|b")
    file = tmp_path / "f.db"
    with open_store(Place(str(file), file), create=True) as store:
        for name in names:
            store.write(run(["R301"]), Identity(name, name), GIVEN, owner=name)
    for form in FORMATS:
        code, out, _ = told(capsys, "--store", file, "--as-of", DAY, "--output-format", form)
        assert code == 0
        if form in ("markdown", "html"):
            assert "<script>alert" not in re.sub("`[^`]*`", "", out)
    assert told(capsys, "--store", file, "--as-of", DAY, "--pages", tmp_path / "own", "-q")[0] == 0
    assert len(list((tmp_path / "own").iterdir())) == 5 and not (tmp_path.parent / "x").exists()


def test_three_hundred_repositories_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lacks = (["R301"], ["D106"], ["R301", "D106"], [], ["R302", "R303", "R304"], ["P101"])
    file = tmp_path / "f.db"
    runs = {f"shop{number:03}": run(one, calls=[call()]) for number, one in enumerate(lacks)}
    store_of(file, runs).close()
    copy(file, 300)
    code, out, _ = told(capsys, "--store", file, "--as-of", DAY, "--output-format", "json")
    report = json.loads(out)
    assert code == 0 and len(report["repositories"]) == 300 and report["verdicts"]["blocked"] == 200
    assert report["releases"][0]["rules"] == ["D106", "R301"] and len(report["releases"][0]["repositories"]) == 150


def copy(file: Path, number: int) -> None:
    """Store the runs that are there under further names, until there are so many."""
    with sqlite3.connect(file) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(readiness_runs)")]
        first = connection.execute("SELECT count(*) FROM readiness_runs").fetchone()[0]
        rest = ", ".join(name for name in columns if name not in ("id", "repository"))
        for at in range(first, number):
            connection.execute(
                f"INSERT INTO readiness_runs (id, repository, {rest}) SELECT ?, ?, {rest} FROM readiness_runs WHERE id = ?",
                (at + 1, f"github.com/acme/shop{at:03}", at % first + 1),
            )
            connection.execute(
                "INSERT INTO readiness_results SELECT ?, result FROM readiness_results WHERE run_id = ?",
                (at + 1, at % first + 1),
            )
    connection.close()


def test_everything_but_the_word_report_is_a_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(fleet_run, "carry_out", lambda request: asked.append(request.sources) or 0)
    for words in (["./report"], ["run"], ["-q", "report"], ["report/"], ["shops", "report"]):
        assert typed(["fleet", *words]) == 0
    assert asked == [("./report",), ("run",), ("report",), ("report/",), ("shops", "report")]
    assert typed(["fleet"]) == 2 and "SOURCE" in capsys.readouterr().err
    for words in (["fleet", "--help"], ["fleet", "-h"]):
        assert typed(words) == 0
        help_text = capsys.readouterr().out
        assert "--only-changed" in help_text and "readiness fleet report" in help_text
        assert help_text.startswith("Usage: readiness fleet [OPTIONS]")
