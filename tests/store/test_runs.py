"""The store in SQLite and in PostgreSQL: the same promises of both."""

import json
import multiprocessing
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from readiness.model import Change, Changes, Evidence
from readiness.result import as_data
from readiness.sanitizing import printable
from readiness.store.engine import StoreProblem
from readiness.store.identity import Given, Identity
from readiness.store.places import Place
from readiness.store.rows import Key, text_of
from readiness.store.runs import POINTS, open_store
from readiness.store.schema import runs
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule
from tests.store.runs_in_memory import BARE, SHOP, answered, run_of

MANY = 50


def test_a_run_comes_back_whole_and_by_its_columns(place: Place) -> None:
    run = assessment()
    with open_store(place) as store:
        number = store.write(run, SHOP, Given("a", "b"), owner="@acme/shop")
        assert json.loads(store.text(number)) == json.loads(json.dumps(as_data(run)))
        assert as_data(store.assessment(number)) == as_data(run)
        (found,) = store.runs_of(SHOP.id)
    assert (found.id, found.repository, found.name, found.owner) == (number, SHOP.id, "shop", "@acme/shop")
    assert (found.commit, found.dirty, found.date) == (run.target.commit, True, "2026-03-01")
    assert (found.verdict, found.stage, found.profile) == ("blocked", str(run.stage), "production")
    assert (found.ruleset, found.answers, found.settings, found.version) == ("cafe", "a", "b", "0.0.0")
    assert found.pillars == {name: (one.low, one.high) for name, one in run.pillars.items()}
    assert (found.low, found.high, found.signs_raised, found.ai_calls) == (run.low, run.high, 1, 1)


def test_a_second_write_of_the_same_run_is_no_second_run(place: Place) -> None:
    with open_store(place) as store:
        first = store.write(run_of(observed=30), SHOP, BARE)
        assert store.write(run_of(observed=40), SHOP, BARE) == first
        (found,) = store.runs_of(SHOP.id)
        assert found.pillars["O"] == (40.0, 60.0)
        assert store.assessment(first).pillars["O"].low == 40
        for run, identity, given in (
            (run_of("beef"), SHOP, BARE), (run_of(date="2026-03-02"), SHOP, BARE), (run_of(dirty=True), SHOP, BARE),
            (replace(run_of(), ruleset="babe"), SHOP, BARE), (run_of(), Identity("local:x:1", "x"), BARE),
            (run_of(), SHOP, Given("other", BARE.settings)), (run_of(), SHOP, Given("", "other")),
        ):  # fmt: skip
            assert store.write(run, identity, given) != first
        assert (len(store.runs_of(SHOP.id)), dict(store.repositories())) == (7, {SHOP.id: 7, "local:x:1": 1})


def test_a_run_is_found_by_what_makes_it(place: Place) -> None:
    key = Key(SHOP.id, "c0ffee", False, "cafe", BARE, "2026-03-01")
    with open_store(place) as store:
        assert store.find(key) is None
        number = store.write(run_of(), SHOP, BARE)
        found = store.find(key)
        assert found is not None and found == store.run(number)
        assert store.find(replace(key, commit="beef")) is None
        assert store.run(number + 1) is None and store.run(2**80) is None


def test_runs_come_by_their_day_and_the_newest_are_chosen(place: Place) -> None:
    with open_store(place) as store:
        for commit, date in (("b", "2026-02-01"), ("a", "2026-01-01"), ("d", "2026-03-01"), ("c", "2026-03-01")):
            store.write(run_of(commit, date), SHOP, BARE)
            store.write(run_of(commit, date), Identity("local:x:1", "x"), BARE)
        assert [run.commit for run in store.runs_of(SHOP.id)] == ["a", "b", "d", "c"]
        assert [run.commit for run in store.runs_of(SHOP.id, 2)] == ["d", "c"]
        assert [run.commit for run in store.runs_of(SHOP.id, before="2026-03-01")] == ["a", "b"]
        assert [(run.repository, run.commit) for run in store.latest()] == [(SHOP.id, "c"), ("local:x:1", "c")]
        assert {run.commit for run in store.latest("2026-02-20")} == {"b"}
        assert store.runs_of("nobody") == () and store.text(999) == ""
        with pytest.raises(StoreProblem, match="there is no run 999"):
            store.assessment(999)


def test_what_a_run_was_compared_with_is_not_kept(place: Place) -> None:
    change = Change("new", "rule", "R301", "t", "s")
    compared = replace(run_of(), changes=Changes("main", "c", "d", (change,), 1, ()))
    with open_store(place) as store:
        number = store.write(compared, SHOP, BARE)
        assert store.assessment(number) == replace(compared, changes=None)


@pytest.mark.parametrize(
    "words", ["\ud800 lone", "nul \0 sign", "émoji 🦊", "'; DROP TABLE readiness_runs; --", "%s :x"]
)
def test_any_text_is_kept(place: Place, words: str) -> None:
    run = replace(run_of(), notes=(words,))
    with open_store(place) as store:
        number = store.write(run, Identity("local:shop:1", "shop"), BARE, owner=words * 100)
        assert json.loads(store.text(number))["notes"] == [words]
        assert store.assessment(number).notes == (printable(words),)
        found = store.run(number)
        assert found is not None and 0 < len(found.owner) <= 300


def test_secrets_are_masked_once_more_and_nothing_else_changes() -> None:
    run = run_of()
    assert json.loads(text_of(run)) == json.loads(json.dumps(as_data(run)))
    places = (Evidence("a.py", 1, "key = 'sk-proj-abcdefghij0123456789'"),)
    leaky = replace(
        run,
        findings=(finding("unmet", rule("D112"), message="https://jo:hunter2hunter2@example.org/x", evidence=places),),
        notes=('password = "correct-horse-9"',),
    )
    text = text_of(leaky)
    assert not any(secret in text for secret in ("abcdefghij0123456789", "hunter2hunter2", "correct-horse-9"))
    assert "sk-proj-****" in text and "https://jo:****@example.org/x" in text


def test_old_runs_are_pruned_for_each_repository(place: Place) -> None:
    other = Identity("local:x:1", "x")
    with open_store(place) as store:
        for day in range(1, 8):
            store.write(run_of(f"c{day}", f"2026-01-0{day}"), SHOP, BARE)
        store.write(run_of(date="2025-01-01"), other, BARE)
        assert store.prune(3, dry=True) == 4
        assert store.prune(3, before="2026-01-03") == 2
        assert [run.commit for run in store.runs_of(SHOP.id)] == ["c3", "c4", "c5", "c6", "c7"]
        kept = store.runs_of(SHOP.id)[-1].id
        assert store.prune(1, repository="nobody") == 0
        assert store.prune(1) == 4
        assert [run.id for run in store.runs_of(SHOP.id)] == [kept]
        assert len(store.runs_of(other.id)) == 1 and store.text(kept - 1) == ""
        assert store.write(run_of("new"), SHOP, BARE) > kept


def test_earlier_runs_are_points_for_the_warning_signs(place: Place) -> None:
    with open_store(place) as store:
        store.write(answered(run_of("a", "2026-01-01", observed=20), "U120", 80, "2025-12-20"), SHOP, BARE)
        store.write(run_of("b", "2026-01-15", observed=25), SHOP, BARE)
        store.write(run_of("c", "2026-01-15", observed=30), SHOP, BARE)
        store.write(run_of("d", "2026-01-16", dirty=True), SHOP, BARE)
        store.write(run_of("e", "2026-02-01"), SHOP, BARE)
        points = store.points(SHOP.id, "2026-02-01")
    assert [(point.date, point.commit, point.lows["O"]) for point in points] == [
        ("2026-01-01", "a", 20.0), ("2026-01-15", "c", 30.0),
    ]  # fmt: skip
    assert points[0].answers["U120"].value == 80 and points[0].counts == {"ai_calls": 1.0, "services": 1.0}


def test_of_many_days_some_are_read_and_the_newest_always(place: Place) -> None:
    with open_store(place) as store:
        for day in range(28):
            store.write(run_of(date=f"2026-02-{day + 1:02}"), SHOP, BARE)
            store.write(run_of(date=f"2026-01-{day + 1:02}"), SHOP, BARE)
        points = store.points(SHOP.id, "2026-03-01")
    assert len(points) == POINTS
    assert (points[0].date, points[-1].date) == ("2026-01-01", "2026-02-28")


def test_the_questions_in_the_documentation_are_answered(place: Place) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "history.md").read_text(encoding="utf-8")
    questions = re.findall(r"```sql\n(.*?)```", text, re.S)
    with open_store(place) as store:
        store.write(run_of(), SHOP, BARE)
        with store.engine.connect() as connection:
            assert [len(connection.execute(sa.text(one)).all()) for one in questions] == [1, 1]
        for column in (one.name for one in runs.columns):
            assert f"`{column}`" in text or column[1:] in ("_low", "_high")


def test_two_processes_write_at_once_and_nothing_is_lost_or_double(place: Place) -> None:
    """Each tells fifty runs, twenty-five of which are the other's, too."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(2)
    writers = [context.Process(target=_write_many, args=(place, ready, half)) for half in ("left", "right")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    with open_store(place) as store:
        stored = [run.commit for run in store.runs_of(SHOP.id)]
        wanted = {f"both-{at}" for at in range(25)} | {f"{half}-{at}" for half in ("left", "right") for at in range(25)}
        assert len(stored) == 75 and set(stored) == wanted
        assert all(json.loads(store.text(run.id)) for run in store.runs_of(SHOP.id))


def _write_many(place: Place, ready: object, half: str) -> None:
    with open_store(place) as store:
        ready.wait(30)  # type: ignore[attr-defined]
        for at in range(MANY):
            store.write(run_of(f"{half if at % 2 else 'both'}-{at // 2}"), SHOP, BARE)


def test_a_writer_that_is_killed_leaves_no_half_of_a_run(place: Place) -> None:
    context = multiprocessing.get_context("spawn")
    begun = context.Semaphore(0)
    writer = context.Process(target=_write_on, args=(place, begun))
    writer.start()
    for _ in range(5):
        assert begun.acquire(timeout=60)
    writer.kill()
    writer.join(60)
    with open_store(place) as store:
        store.write(run_of("after"), SHOP, BARE)
        kept = store.runs_of(SHOP.id)
        assert len(kept) >= 6 and kept[-1].commit == "after"
        assert all(store.assessment(run.id).target.commit == run.commit for run in kept)


def _write_on(place: Place, begun: object) -> None:
    with open_store(place) as store:
        for at in range(1_000_000):
            store.write(run_of(f"c{at}"), SHOP, BARE)
            begun.release()  # type: ignore[attr-defined]


def test_a_new_file_is_only_for_its_owner_and_two_may_make_it_at_once(tmp_path: Path) -> None:
    place = Place("new", tmp_path / "new.db")
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(2)
    makers = [context.Process(target=_make, args=(place, ready)) for _ in range(2)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(60)
        assert maker.exitcode == 0
    assert (tmp_path / "new.db").stat().st_mode & 0o077 == 0
    with open_store(place) as store:
        assert len(store.runs_of(SHOP.id)) == 1


def _make(place: Place, ready: object) -> None:
    ready.wait(30)  # type: ignore[attr-defined]
    with open_store(place, create=True) as store:
        store.write(run_of(), SHOP, BARE)


def test_what_is_no_store_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match=r"there is no store \(`readiness audit --store"):
        open_store(Place("x", tmp_path / "none.db"))
    (tmp_path / "text.db").write_text("no database at all, but long enough to look like one\n" * 40)
    with pytest.raises(StoreProblem, match="not a database"):
        open_store(Place("x", tmp_path / "text.db"), create=True)
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE customers (id INTEGER)")
    connection.close()
    with pytest.raises(StoreProblem, match="the database of another program"):
        open_store(Place("x", tmp_path / "other.db"), create=True)


def test_pruning_gives_the_room_back(tmp_path: Path) -> None:
    file = tmp_path / "history.db"
    with open_store(Place("x", file), create=True) as store:
        for at in range(40):
            store.write(run_of(f"c{at}"), SHOP, BARE)
        before = sum(path.stat().st_size for path in tmp_path.iterdir())
        store.prune(1)
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) < before / 4
