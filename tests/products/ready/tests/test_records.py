"""Against a real PostgreSQL: CI starts one, at home `docker compose up db` does."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from testcontainers.postgres import PostgresContainer

from app import bookmarks, database, feedback, records


@pytest.fixture
def postgres(monkeypatch):
    with PostgresContainer("postgres:16.4") as container:
        engine = create_engine(container.get_connection_url())
        database.Base.metadata.create_all(engine)
        for module in (bookmarks, feedback, records):
            monkeypatch.setattr(module, "engine", engine)
        yield engine


def test_an_answer_is_kept_with_its_question(postgres):
    number = records.save_answer("Holidays?", "30", "ada")
    with Session(postgres) as session:
        assert session.get(database.GivenAnswer, number).prompt == "Holidays?"


def test_a_second_rating_replaces_the_first(postgres):
    feedback.save_feedback("1", "ada", True, "")
    feedback.save_feedback("1", "ada", False, "old edition")
    with Session(postgres) as session:
        assert session.get(database.Feedback, "1").is_helpful is False


def test_a_kept_answer_is_found_by_the_same_words(postgres):
    records.cache_answer("Holidays?", "30")
    assert records.cached_answer(" holidays? ") == "30"


def test_an_empty_month_cost_nothing(postgres):
    assert records.spent_this_month() == 0


def test_a_bookmark_is_kept_once_and_removed(postgres):
    assert bookmarks.added("ada", 3) == bookmarks.added("ada", 3) == [3]
    assert bookmarks.removed("ada", 3) == []
