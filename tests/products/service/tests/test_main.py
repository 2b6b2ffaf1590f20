import pytest
from fastapi.testclient import TestClient

from app import main
from app.llm import Answer, Unavailable

client = TestClient(main.app)


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setenv("API_KEYS", "k:ada")


def test_an_empty_question_is_refused():
    assert client.post("/answers", json={"text": ""}, headers={"X-API-Key": "k"}).status_code == 422


def test_a_very_long_question_is_refused():
    assert client.post("/answers", json={"text": "a" * 501}, headers={"X-API-Key": "k"}).status_code == 422


def test_a_stranger_is_refused():
    assert client.post("/answers", json={"text": "Holidays?"}, headers={"X-API-Key": "?"}).status_code == 401


def test_nothing_found_is_said(monkeypatch):
    monkeypatch.setattr(main, "search", lambda text: [])
    assert "does not tell" in client.post("/answers", json={"text": "Holidays?"}, headers={"X-API-Key": "k"}).json()["text"]


def test_with_the_model_down_passages_are_given(monkeypatch):
    def fail(*_):
        raise Unavailable

    monkeypatch.setattr(main, "search", lambda text: ["30 days"])
    monkeypatch.setattr(main, "answer", fail)
    assert client.post("/answers", json={"text": "Holidays?"}, headers={"X-API-Key": "k"}).json()["sources"] == ["30 days"]


def test_an_answer_is_passed_on(monkeypatch):
    monkeypatch.setattr(main, "search", lambda text: ["30 days"])
    monkeypatch.setattr(main, "answer", lambda *_: Answer(text="30 days", sources=["p1"]))
    assert client.post("/answers", json={"text": "Holidays?"}, headers={"X-API-Key": "k"}).json()["text"] == "30 days"
