"""Text, Markdown, CSV and JSON of a fleet report: whole, bounded, and safe whatever a repository is called."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("alembic")

from jsonschema import Draft7Validator

from readiness.fleet_report import csv as table
from readiness.fleet_report import json as data
from readiness.fleet_report import markdown, sentences, text
from readiness.fleet_report.gathering import gather
from readiness.fleet_report.model import Calls, FleetReport, Lapse, Owner, Release, Row, Stale
from readiness.reports.markdown import MAX_CHARACTERS
from readiness.resources import resource
from tests.fleet_report.parts import DAY, RAISED, answered, call, report_on, run, store_of, waived

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "[red]x[/red]",
    "</script><b>",
    "a|b`c",
    "\x1b[31mred",
    "\u202eevil",
    "  =1",
    "日本",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> FleetReport:
    """A fleet with one of everything."""
    runs = {
        "ready 1": run(["R301"], date="2026-01-01"), "ready": run(calls=[call(timeout="yes")]),
        "one": run(["R301"], calls=[call(timeout="no", retry="default")]), "worse 1": run(date="2026-01-01"),
        "worse": run(["R301", "D106"], unknown=["P101"], signs=(RAISED,)), "old": run(version="0.0.9", date="2026-01-02"),
        "lapsing": run(more=[waived("R401", "2026-03-09"), answered("U101", "2026-02-01")]),
    }  # fmt: skip
    owners = {"one": "@acme/pay", "worse": "@acme/pay jo@acme.example"}
    return report_on(tmp_path_factory.mktemp("fleet"), runs, owners, since="2026-01-15")


@pytest.fixture(scope="module")
def hostile(whole: FleetReport) -> FleetReport:
    """The same fleet, its words written by somebody who means harm."""
    rows = tuple(
        replace(whole.rows[0], was=whole.rows[-1].was, id=name, name=name, owners=(name,), commit=name, profile=name)
        for name in HOSTILE
    )
    name = HOSTILE[0]
    return replace(
        whole,
        rows=rows,
        calls=tuple(Calls(one, one, 1, 1, (one,), {"timeout": {"yes": 1}}) for one in HOSTILE),
        lapses=tuple(Lapse(one, "R301", one, f"{one}\n# head", "2026-03-02", 1) for one in HOSTILE),
        stale=tuple(Stale(one, "R301", one, one, one, 1) for one in HOSTILE),
        owners=tuple(Owner(one, 1, {"blocked": 1}, 0) for one in HOSTILE),
        notes=HOSTILE,
        problems=HOSTILE,
        movement=replace(whole.movement, better=HOSTILE, worse=(name,)) if whole.movement else None,
    )


def written(form: Any, report: FleetReport, **look: Any) -> str:
    out = io.StringIO()
    form.write(report, out, **look)
    return out.getvalue()


@pytest.mark.parametrize("form", [text, markdown, table, data])
def test_the_same_store_gives_the_same_bytes(form: Any, tmp_path: Path) -> None:
    runs = {name: run([rule], calls=[call()]) for name, rule in (("a", "R301"), ("b", "D106"), ("c", "R401"))}
    with store_of(tmp_path / "f.db", runs) as store:
        one, other = (written(form, gather(store, DAY, since=DAY)) for _ in range(2))
    assert one == other and one


def test_text_tells_everything_that_there_is(whole: FleetReport) -> None:
    told = written(text, whole)
    for words in (
        "Fleet of 5 repositories as of 2026-03-01", "Rules that block", "R301  blocks 2; met alone it unblocks 1 and makes 1 ready",
        "1 repository becomes ready with R301", "AI calls  2 in 2 repositories", "time limit 1 of 2", "expired 28 days ago",
        "better  github.com/acme/ready  ready, was blocked", "worse   github.com/acme/worse  blocked, was ready",
        "@acme/pay  2 repositories: 2 blocked", "Since 2026-01-15  1 better, 1 worse, 1 as before, 2 without a run until then", "2 versions of readiness",
    ):  # fmt: skip
        assert words in told, words
    assert told.endswith("5 repositories: 2 blocked, 1 ready with exceptions, 2 ready\n")


@pytest.mark.parametrize("width", [40, 80, 120])
def test_text_keeps_to_the_width_and_to_ascii(whole: FleetReport, hostile: FleetReport, width: int) -> None:
    for report in (whole, hostile):
        told = written(text, report, width=width, unicode=False)
        assert told.isascii() and "\x1b" not in told
        assert max(map(len, told.splitlines())) <= width
    assert "\x1b" in written(text, whole, color=True)


def test_text_shows_words_as_they_are_without_what_acts(hostile: FleetReport) -> None:
    told = written(text, hostile)
    assert "[red]x[/red]" in told and not re.search("[\x1b\u202e\t]", told)


def test_long_lists_are_cut_and_it_is_said(whole: FleetReport) -> None:
    many = replace(whole, rows=whole.rows * 50)
    assert "and 230 more; csv, json and html tell all" in written(text, many)
    assert len(written(text, many).splitlines()) < 150
    assert "And 150 more; csv, json and html tell all." in written(markdown, many)


def test_an_empty_report_is_told(whole: FleetReport) -> None:
    empty = FleetReport("1", "", DAY, 30, (), {}, {}, (), (), (), (), (), (), None, (), ())
    assert written(text, empty) == "Fleet of 0 repositories as of 2026-03-01\n\n0 repositories\n"
    assert "**0 repositories.**" in written(markdown, empty)
    assert list(csv.reader(io.StringIO(written(table, empty)))) == [list(table.COLUMNS)]
    assert json.loads(written(data, empty))["repositories"] == []


def test_markdown_has_tables_and_nothing_in_it_acts(whole: FleetReport, hostile: FleetReport) -> None:
    told = written(markdown, whole)
    assert "| R301 | Title of R301 | medium | 2 | 1 | 1 |" in told
    assert "| openai | gpt-4o | 2 | 2 | 1 of 2 |" in told
    for block in re.findall(r"(?:^\|.*\n)+", told, re.MULTILINE):
        assert len({line.replace("\\|", "").count("|") for line in block.splitlines()}) == 1
    harm = written(markdown, hostile)
    assert "\n# head" not in harm and "\x1b" not in harm and "- \\+1\n- \\-1\n" in harm
    assert "<b>" not in harm and "</script>" not in harm and "better: " in harm
    assert "@acme" not in written(markdown, replace(whole, owners=(Owner("@acme/pay", 1, {}, 0),)))
    assert written(markdown, hostile, unicode=False).isascii()


def test_markdown_stays_below_what_an_issue_may_hold(whole: FleetReport) -> None:
    row = replace(whole.rows[0], id="<" * 300, owners=("@" * 300, "|" * 300))
    large = replace(whole, rows=(row,) * 5000, notes=("~" * 3000,) * 300, problems=("`" * 300,) * 5000)
    told = written(markdown, large)
    assert len(told) <= MAX_CHARACTERS + 200 and "left out here for length" in told


def test_csv_is_read_back_a_row_a_repository(whole: FleetReport) -> None:
    told = written(table, whole)
    assert told.count("\r\n") == 6 and "\n" not in told.replace("\r\n", "")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(told, newline=""))}
    worse = rows["worse"]
    assert (worse["repository"], worse["verdict"], worse["was_verdict"]) == (
        "github.com/acme/worse",
        "blocked",
        "ready",
    )
    assert (worse["closed_gates"], worse["open_gates"], worse["warning_signs"]) == ("D106 R301", "P101", "W11")
    assert (worse["owners"], worse["P_low"], worse["P_high"]) == ("'@acme/pay jo@acme.example", "0.0", "100.0")
    assert rows["lapsing"]["stale_answers"] == "1" and rows["one"]["was_verdict"] == ""


def test_no_cell_is_a_formula(hostile: FleetReport) -> None:
    cells = [cell for row in csv.reader(io.StringIO(written(table, hostile), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=cmd|' /C calc'!A0" in cells and "日本" in cells


def test_json_fits_its_schema_and_holds_everything(whole: FleetReport, hostile: FleetReport) -> None:
    schema = json.loads((resource("schemas") / "fleet-report.json").read_text())
    for report in (whole, hostile):
        told = json.loads(written(data, report))
        assert [error.message for error in Draft7Validator(schema).iter_errors(told)] == []
    told = json.loads(written(data, whole))
    assert set(told) == set(schema["required"]) == set(schema["properties"])
    assert all(told[key] for key in told if key != "problems")
    assert set(told["repositories"][0]) == set(schema["properties"]["repositories"]["items"]["properties"])
    was = next(row["was"] for row in told["repositories"] if row["name"] == "worse")
    assert was["pillars"]["R"] == 100 and was["is_comparable"] is True


def test_what_a_release_says_is_a_sentence() -> None:
    def says(*rules: str, to: str = "ready", **more: Any) -> str:
        return sentences.release_words(Release(rules, to, more.pop("repositories", ("a", "b")), **more))

    assert says("R301", "D106") == "2 repositories become ready with R301 and D106"
    assert says("R301", repositories=("a",)) == "1 repository becomes ready with R301"
    assert says("A", "B", "C", to="unblocked") == "2 repositories are blocked no more with A, B and C"
    assert says("R301", exceptions=("a",)) == "2 repositories become ready with R301 (1 of them with exceptions)"
    assert says("R301", exceptions=("a", "b"), answers=("R301",)) == (
        "2 repositories become ready with R301 (all with exceptions; R301 takes an answer)"
    )
    assert says("A", repositories=("a",), exceptions=("a",)) == "1 repository becomes ready with A (with exceptions)"


def test_a_row_without_a_pillar_is_told(whole: FleetReport) -> None:
    bare: Row = replace(whole.rows[0], pillars={"R": (10.0, 10.0)}, was=None)
    report = replace(whole, rows=(bare,))
    assert "P  - R 10 O  -" in written(text, report)
    assert written(table, report) and written(markdown, report)
