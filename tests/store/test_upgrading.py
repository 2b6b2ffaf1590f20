"""The schema's way up: from nothing and from every earlier revision, whole or not at all, and nothing else is touched."""

import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from readiness import migrations
from readiness.store.engine import StoreProblem, make_engine, writing
from readiness.store.places import Place
from readiness.store.rows import row_of, text_of
from readiness.store.runs import open_store
from readiness.store.schema import KEY, REVISIONS, VERSION_TABLE, results, runs
from readiness.store.upgrading import upgrade
from tests.store.runs_in_memory import BARE, SHOP, run_of

LATER = {"stage", "profile", "owner", "signs_raised", "ai_calls"}


def changed(place: Place, statement: str, **values: object) -> None:
    engine = make_engine(place)
    with writing(engine) as connection:
        connection.execute(sa.text(statement), values)
    engine.dispose()


def filled_as_of_old(place: Place, number: int) -> None:
    """A store of the first schema with some runs in it, as the program of then wrote them."""
    upgrade(place, "0001")
    engine = make_engine(place)
    with writing(engine) as connection:
        for at in range(number):
            run = run_of(f"c{at}")
            row = {name: value for name, value in row_of(run, SHOP, BARE, "").items() if name not in LATER}
            number = connection.execute(runs.insert().values(**row)).inserted_primary_key
            assert number is not None
            connection.execute(results.insert().values(run_id=number[0], result=text_of(run)))
    engine.dispose()


def test_the_program_knows_every_revision_there_is() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert tuple(one.revision for one in script.walk_revisions())[::-1] == REVISIONS
    assert script.get_current_head() == REVISIONS[-1]


def test_an_empty_store_is_brought_up_and_has_the_tables_that_the_program_knows(empty: Place) -> None:
    assert upgrade(empty) == ("", REVISIONS[-1])
    assert upgrade(empty) == (REVISIONS[-1], REVISIONS[-1])
    engine = make_engine(empty)
    try:
        inspected = sa.inspect(engine)
        for table in (runs, results):
            made = {one["name"]: one for one in inspected.get_columns(table.name)}
            assert set(made) == set(table.columns.keys())
            assert {name for name, one in made.items() if one["nullable"]} == {
                column.name for column in table.columns if column.nullable
            }
        assert tuple(inspected.get_unique_constraints(runs.name)[0]["column_names"]) == KEY
    finally:
        engine.dispose()


def test_a_store_of_the_first_schema_is_refused_then_brought_up_with_all_its_runs(empty: Place) -> None:
    filled_as_of_old(empty, 3)
    changed(empty, "UPDATE readiness_results SET result = '{' WHERE run_id = 3")
    with pytest.raises(StoreProblem, match=r"older schema .0001.*readiness history upgrade --store") as refused:
        open_store(empty)
    assert empty.shown in str(refused.value)
    assert upgrade(empty) == ("0001", "0002")
    with open_store(empty) as store:
        found = store.runs_of(SHOP.id)
        assert [run.commit for run in found] == ["c0", "c1", "c2"]
        run = run_of()
        assert {(one.stage, one.profile, one.owner, one.signs_raised, one.ai_calls) for one in found[:2]} == {
            (str(run.stage), run.profile, "", 1, 1)
        }
        assert (found[2].stage, found[2].ai_calls) == ("", 0)
        assert store.assessment(1) == run_of("c0")
        assert store.write(run_of("new"), SHOP, BARE) > 3


def test_an_upgrade_that_fails_leaves_everything_as_it_was(empty: Place) -> None:
    filled_as_of_old(empty, 2)
    changed(empty, "CREATE INDEX readiness_runs_by_verdict ON readiness_runs (version)")
    with pytest.raises(StoreProblem, match="already exists"):
        upgrade(empty)
    engine = make_engine(empty)
    try:
        names = {one["name"] for one in sa.inspect(engine).get_columns(runs.name)}
        assert not names & LATER
    finally:
        engine.dispose()
    changed(empty, "DROP INDEX readiness_runs_by_verdict")
    assert upgrade(empty) == ("0001", "0002")


def test_a_store_of_a_newer_schema_is_refused_and_left_alone(place: Place) -> None:
    changed(place, f"UPDATE {VERSION_TABLE} SET version_num = '0099'")
    for use in (open_store, upgrade):
        with pytest.raises(StoreProblem, match=r"newer schema .0099"):
            use(place)


def test_two_may_bring_up_one_store_at_once(empty: Place) -> None:
    filled_as_of_old(empty, 1)
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=upgrade, args=(empty,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
        assert one.exitcode == 0
    open_store(empty).close()


@pytest.mark.postgres
def test_a_database_without_our_tables_is_not_filled_unasked(postgres: Path) -> None:
    from tests.store.postgres_server import new_store

    place = Place("postgresql://u@/x", None, new_store(postgres, "shared"))
    changed(place, "CREATE TABLE alembic_version (version_num VARCHAR(32))")
    with pytest.raises(StoreProblem, match=r"no tables for runs yet \(readiness history upgrade --store"):
        open_store(place, create=True)
    assert upgrade(place) == ("", REVISIONS[-1])
    open_store(place).close()
