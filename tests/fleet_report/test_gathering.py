"""Every number of a fleet report, over fleets that can be counted by hand."""

import json
import sqlite3
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("alembic")

from readiness.fleet_report.gathering import Wanted, gather
from readiness.fleet_report.rows import owners_of
from readiness.model import Severity, Standing
from readiness.store.places import Place
from readiness.store.runs import open_store
from tests.fleet_report.parts import DAY, RAISED, answered, call, judged, named, report_on, run, store_of, waived
from tests.rules_in_memory import finding, rule


def test_a_row_tells_how_a_repository_stands(tmp_path: Path) -> None:
    made = run(["R301", "D106"], unknown=["P101"], signs=(RAISED,), calls=[call(), call()])
    (row,) = report_on(tmp_path, {"shop": made}, {"shop": "@acme/pay, @acme/web"}).rows
    assert (row.id, row.name, row.owners) == ("github.com/acme/shop", "shop", ("@acme/pay", "@acme/web"))
    assert (row.verdict, row.stage, row.date, row.commit) == ("blocked", made.stage, DAY, "c0ffee")
    assert (row.gates, row.open_gates, row.signs) == (("D106", "R301"), ("P101",), ("W11",))
    # R301 and R401 weigh 10 each, three others 5 each: 25 of 35. D106 weighs 10 beside 5.
    assert row.pillars == {"P": (0, 100), "R": (71.4, 71.4), "O": (100, 100), "D": (33.3, 33.3), "U": (100, 100)}
    assert row.below == ("P", "D")
    assert (row.low, row.high, row.ai_calls, row.waivers, row.stale) == (0, 33.3, 2, 0, 0)


def test_verdicts_stages_and_owners_are_counted(tmp_path: Path) -> None:
    runs = {"a": run(), "b": run(["R301"], calls=[call()]), "c": run(["R301"]), "d": run(unknown=["P101"])}
    report = report_on(tmp_path, runs, {"a": "@x", "b": "@x @y", "c": "@y"})
    assert [row.name for row in report.rows] == ["a", "b", "c", "d"]
    assert {word: number for word, number in report.verdicts.items() if number} == {
        "blocked": 2, "undetermined": 1, "ready": 1,
    }  # fmt: skip
    assert sum(report.stages.values()) == 4
    told = [(one.name, one.repositories, one.verdicts["blocked"], one.ai_calls) for one in report.owners]
    assert told == [("@x", 2, 1, 1), ("@y", 2, 2, 1), ("", 1, 0, 0)]


def test_a_rule_is_counted_by_what_became_of_it(tmp_path: Path) -> None:
    gate = rule("R301", severity=Severity.ESSENTIAL)
    runs = {
        "met": run(),
        "unmet": run(["R301"]),
        "unknown": run(unknown=["R301"]),
        "low": run(more=[finding("partial", gate, value=0.4)]),
        "half": run(more=[finding("partial", gate, value=0.5)]),
        "waived": run(more=[waived("R301", "2026-12-01")]),
        "error": run(more=[finding("error", gate)]),
        "none": run(more=[finding("not-applicable", gate)]),
        "later": run(more=[replace(finding("unmet", gate), is_gate=False)]),
    }
    first = report_on(tmp_path, runs).rules[0]
    assert (first.rule, first.title, first.pillar, first.severity) == ("R301", "Title of R301", "R", "essential")
    counts = (first.met, first.partial, first.unmet, first.unknown, first.not_applicable, first.error, first.waived)
    assert counts == (1, 2, 2, 1, 1, 1, 1)
    assert first.blocks == 2  # neither a waived one, nor one that the profile lets wait


def test_calls_are_counted_by_provider_and_model_with_what_guards_them(tmp_path: Path) -> None:
    broken = {"provider": 3, "guards": ["timeout"]}
    runs = {
        "a": run(calls=[call(timeout="yes", retry="default"), call(timeout="no"), broken]),
        "b": run(calls=[call(timeout="unknown"), call("ollama", "llama3", timeout="odd"), {**call(), "remote": False}]),
    }
    first, *others = report_on(tmp_path, runs).calls
    assert (first.provider, first.model, first.calls, first.remote) == ("openai", "gpt-4o", 4, 3)
    assert first.repositories == named("a", "b")
    assert first.guards["timeout"] == {"yes": 1, "no": 1, "default": 0, "unknown": 2}
    assert first.guards["retry"] == {"yes": 0, "no": 0, "default": 1, "unknown": 3}
    assert [(one.provider, one.model, one.calls) for one in others] == [("", "", 1), ("ollama", "llama3", 1)]
    assert others[1].guards["timeout"]["unknown"] == 1


def test_waivers_lapse_by_the_day_of_the_report(tmp_path: Path) -> None:
    days = {"gone": "2026-03-09", "last": "2026-03-10", "soon": "2026-04-09", "later": "2026-04-10", "odd": "soon"}
    runs = {name: run(more=[waived("R301", day)]) for name, day in days.items()}
    report = report_on(tmp_path, runs, date="2026-03-10", within=30)
    assert [(one.repository[-4:], one.days) for one in report.lapses] == [("gone", -1), ("last", 0), ("soon", 30)]
    assert report.lapses[0].owner == "Jo" and report.lapses[0].reason == "next quarter"
    assert any(note.startswith("1 repository is judged with a waiver that has lapsed") for note in report.notes)


def test_answers_are_stale_by_the_day_of_the_report(tmp_path: Path) -> None:
    runs = {
        "expired": run(more=[answered("U101", "2026-03-09")]),
        "counts": run(more=[answered("U101", "2026-03-10")]),
        "changed": run(more=[answered("U101", "2026-12-31", Standing.STALE)]),
    }
    report = report_on(tmp_path, runs, date="2026-03-10")
    assert [(one.repository, one.days, one.by) for one in report.stale] == [
        ("github.com/acme/expired", 1, "Jo"), ("github.com/acme/changed", 0, "Jo"),
    ]  # fmt: skip
    assert [row.stale for row in report.rows] == [1, 0, 1]


def test_only_the_newest_run_until_the_day_counts(tmp_path: Path) -> None:
    runs = {"a old": run(["R301"], date="2026-01-01"), "a": run(date="2026-02-01"), "b": run(date="2026-04-01")}
    assert [(row.name, row.verdict) for row in report_on(tmp_path, runs).rows] == [("a", "ready")]


def test_movement_is_told_from_the_newest_run_until_a_day(tmp_path: Path) -> None:
    old = {"date": "2026-01-01"}
    runs = {
        "better 1": run(["R301"], **old), "better": run(),
        "worse 1": run(**old), "worse": run(["R302", "R303"], unknown=["P101"]),
        "same 1": run(["R302"], **old), "same": run(),
        "alike 1": run(["R302"], **old), "alike": run(),
        "rules 1": run(**old, ruleset="beef"), "rules": run(["R301"]),
        "version 1": run(**old, version="0.0.1"), "version": run(["R301"]),
        "profile 1": run(**old, profile="pilot"), "profile": run(["R301"]),
        "idle": run(["R301"], **old),
        "new": run(["R301"]),
    }  # fmt: skip
    report = report_on(tmp_path, runs, since="2026-01-15")
    moved = report.movement
    assert moved is not None and moved.since == "2026-01-15"
    assert (moved.better, moved.worse, moved.same, moved.new) == (named("better"), named("worse"), 3, named("new"))
    assert moved.incomparable == named("profile", "rules", "version")
    # R then: 71.4, 100, 85.7, 85.7 and 71.4; now 100, 71.4, 100, 100 and 71.4. P falls from 100 to 0 in one of five.
    assert moved.pillars == {"P": 0.0, "R": 14.3, "O": 0.0, "D": 0.0, "U": 0.0}
    was = {row.name: row.was for row in report.rows}
    assert was["new"] is None and was["better"] is not None
    assert (was["better"].verdict, was["better"].date) == ("blocked", "2026-01-01")
    assert "1 repository is not judged again since 2026-01-15, so told as before" in report.notes


def test_without_a_day_nothing_moves(tmp_path: Path) -> None:
    report = report_on(tmp_path, {"a": run()})
    assert report.movement is None and report.rows[0].was is None


def test_only_what_is_asked_for_counts(tmp_path: Path) -> None:
    runs = {"shop": run(), "shop-web": run(), "search": run(["R301"])}
    with store_of(tmp_path / "f.db", runs, {"search": "@Acme/Search"}) as store:

        def names(*globs: str, owner: str = "") -> list[str]:
            return [row.name for row in gather(store, DAY, wanted=Wanted(globs, owner)).rows]

        assert names("shop*") == ["shop", "shop-web"]
        assert names("GitHub.com/Acme/S*p", "search") == ["search", "shop"]
        assert names(owner="acme/search") == ["search"] and names("shop*", owner="@acme/search") == []
        assert gather(store, DAY, wanted=Wanted(("shop",))).rules[0].blocks == 0


def test_what_is_not_alike_old_or_uncommitted_is_noted(tmp_path: Path) -> None:
    runs = {
        "a": run(), "b": run(version="0.0.9", ruleset="beef"), "c": run(profile="pilot", date="2026-01-29"),
        "d": run(date="2026-01-30"),
    }  # fmt: skip
    dirty = run()
    runs["e"] = replace(dirty, target=replace(dirty.target, dirty=True))
    report = report_on(tmp_path, runs)
    assert report.ruleset == "cafe"
    assert report.notes == (
        "judged by 2 rule sets (cafe 4, beef 1): their figures are not alike",
        "judged by 2 versions of readiness (0.0.0 4, 0.0.9 1): their figures are not alike",
        "judged by 2 profiles (general 4, pilot 1): their figures are not alike",
        "1 repository is last judged more than 30 days ago, since 2026-01-29",
        "1 repository is judged with changes that no commit holds",
    )


def test_a_run_that_cannot_be_read_is_named_and_in_no_figure(tmp_path: Path) -> None:
    names = ("fine", "json", "list", "shape", "deep", "later", "gone", "status")
    file = tmp_path / "f.db"
    with store_of(file, {name: run(["R301"]) for name in names}) as store:
        good = json.loads(store.text(1))
    bad = {**good, "rules": [{**good["rules"][0], "status": "maybe"}]}
    texts = [
        "{",
        "[]",
        '{"schema_version": 1}',
        "[" * 100_000,
        json.dumps({**good, "schema_version": 2}),
        None,
        json.dumps(bad),
    ]
    with sqlite3.connect(file) as connection:
        for number, text in enumerate(texts, start=2):
            if text is None:
                connection.execute("DELETE FROM readiness_results WHERE run_id = ?", (number,))
            else:
                connection.execute("UPDATE readiness_results SET result = ? WHERE run_id = ?", (text, number))
    connection.close()
    with open_store(Place(str(file), file)) as store:
        report = gather(store, DAY)
    assert [row.name for row in report.rows] == ["fine"] and report.rules[0].blocks == 1
    assert len(report.problems) == 7 and sum(report.verdicts.values()) == 1
    assert "github.com/acme/gone: run #7 cannot be read: its result is gone" in report.problems
    assert all(len(one) < 300 for one in report.problems)


def test_a_result_of_odd_words_is_read(tmp_path: Path) -> None:
    odd = finding("unmet", rule("X999", pillar="R", effort="\x1b[31mhuge", title="<b>|=cmd"))
    report = report_on(tmp_path, {"a": judged((odd, odd))})
    assert len(report.rows) == 1 and report.rules[0].unmet == 2
    assert report.rules[0].effort == "�[31mhuge"


def test_an_empty_store_gives_an_empty_report(tmp_path: Path) -> None:
    report = report_on(tmp_path, {}, since="2026-01-01")
    assert (report.rows, report.rules, report.releases, report.ruleset, report.notes) == ((), (), (), "", ())
    assert report.movement is not None and report.movement.same == 0


def test_the_order_of_writing_does_not_matter(tmp_path: Path) -> None:
    runs = {
        "a": run(["R301"], calls=[call()]),
        "b": run(["D106", "R301"]),
        "c": run(["D106"], more=[waived("R401", DAY)]),
    }
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir(), there.mkdir()
    one = report_on(here, runs)
    other = report_on(there, dict(reversed(runs.items())))
    assert replace(one, rows=()) == replace(other, rows=())
    assert [replace(row, run=0) for row in one.rows] == [replace(row, run=0) for row in other.rows]


def test_results_are_read_one_after_the_other(tmp_path: Path) -> None:
    large = run(["R301"], notes=("x" * 1_000_000,))
    with store_of(tmp_path / "f.db", {f"shop{number}": large for number in range(5)}) as store:
        tracemalloc.start()
        try:
            gather(store, DAY)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 4 * 1_000_000


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("", ()), (" , ", ()), ("@a", ("@a",)), ("@a,@b @a", ("@a", "@b")), ("Jo\tMo", ("Jo", "Mo")),
        ("@a " * 98 + "@acme~0123456", ("@a",)),
    ],
)  # fmt: skip
def test_a_column_of_owners_is_taken_apart(column: str, names: tuple[str, ...]) -> None:
    assert owners_of(column.ljust(300, "x") if len(column) > 290 else column) == names
