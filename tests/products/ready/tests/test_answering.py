import pytest

from app import answering, budget, records
from app.guards import Refused, check_answer
from app.llm import Answer, Unavailable
from evals.metrics import accuracy, groundedness


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(records, "cached_answer", lambda question: None)
    monkeypatch.setattr(records, "cache_answer", lambda *_: None)
    monkeypatch.setattr(budget, "is_spent", lambda: False)


def test_a_kept_answer_is_given_again(monkeypatch):
    kept = Answer(text="30", sources=["p"], confidence=1)
    monkeypatch.setattr(records, "cached_answer", lambda question: kept.model_dump_json())
    assert answering.answer("Holidays?", ["p"]) == kept


def test_low_confidence_sends_people_to_the_desk(monkeypatch):
    monkeypatch.setattr(answering, "ask", lambda *_: Answer(text="99", sources=["p"], confidence=0.1))
    assert answering.answer("Holidays?", ["p"]).text == answering.UNSURE


def test_an_answer_without_sources_sends_people_to_the_desk(monkeypatch):
    monkeypatch.setattr(answering, "ask", lambda *_: Answer(text="99", sources=[], confidence=0.9))
    assert answering.answer("Holidays?", ["p"]).text == answering.UNSURE


def test_a_spent_budget_asks_no_model(monkeypatch):
    monkeypatch.setattr(budget, "is_spent", lambda: True)
    with pytest.raises(Unavailable):
        answering.answer("Holidays?", ["p"])


def test_a_number_that_no_passage_holds_is_refused():
    with pytest.raises(Refused):
        check_answer("You get 99 days", ["You get 30 days"])


def test_a_number_from_a_passage_is_fine():
    check_answer("You get 30 days", ["You get 30 days"])


def test_accuracy_looks_for_the_expected_words():
    assert accuracy("You get 30 days", "30") == 1
    assert accuracy("You get many", "30") == 0


def test_groundedness_counts_words_of_passages():
    assert groundedness("holiday thirty", ["holiday"]) == 0.5
