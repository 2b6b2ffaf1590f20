"""Figures over time: from the metrics file, answers of now and before, and milestones."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from readiness.answers import load_answers
from readiness.history import Git, History
from readiness.metrics import Metrics, load_metrics
from readiness.milestone_files import milestone_points
from readiness.model import Question
from readiness.series import OBSERVABILITY, VERSIONS, Dated, from_answers, from_earlier_answers, from_milestones, gather
from readiness.snapshot import Snapshot
from tests.repositories import commit, repository
from tests.rules_in_memory import rule

TODAY = datetime.date(2026, 6, 30)
RULES = {name: rule(name) for name in ("U111", "D118", "D135", "P101")} | {
    "U119": rule("U119", question=Question("?", "number", unit="% of the time"))
}
PATH = "readiness-answers.yaml"


def answers(*rows: tuple[str, str, str, str]) -> str:
    """A file of (rule, value, unit, date)."""
    entries = "".join(
        f"  {name}: {{answer: yes, by: Jo, date: {day}, value: {value}, unit: {json.dumps(unit)}}}\n"
        for name, value, unit, day in rows
    )
    return f"schema: 1\nanswers:\n{entries}"


def given(*rows: tuple[str, str, str, str]) -> list[Dated]:
    found, wrong = load_answers(answers(*rows), PATH, RULES)
    assert wrong == ()
    return list(from_answers(found, RULES))


def test_an_answer_with_a_number_is_one_point() -> None:
    assert given(("U111", "38", "%", "2026-05-01"), ("U119", '"-20 %"', "", "2026-05-02")) == [
        Dated("adoption_rate", "2026-05-01", 38.0, "%", f"{PATH}:3"),
        Dated("user_outcome", "2026-05-02", -20.0, "% of the time", f"{PATH}:4"),
    ]


def test_the_unit_of_a_cost_says_of_what_it_is() -> None:
    rows = [("D118", "0.02", "USD per request", "2026-05-01")], [("D118", "2", "EUR per user and month", "2026-05-01")]
    assert [given(*row)[0].metric for row in rows] == ["cost_per_request", "cost_per_user"]
    assert given(("D118", "2", "money per request and per user", "2026-05-01")) == []


def test_words_and_rules_that_are_no_figures_give_nothing() -> None:
    assert given(("U111", "many", "", "2026-05-01"), ("P101", "4", "", "2026-05-01")) == []


def test_the_metrics_file_counts_first_and_later_days_do_not_count() -> None:
    metrics, _ = load_metrics("date,metric,value,unit\n2026-01-31,cost,1,USD\n2026-07-31,cost,9,USD\n")
    others = [Dated("cost", "2026-01-31", 5.0, "USD", "a.yaml:3"), Dated("cost", "2026-02-28", 6.0, "", "a.yaml:4")]
    found = gather(metrics, [*others, Dated("cost", "2026-03-31", 7.0, "EUR")], TODAY)
    assert (
        found.series["cost"].points == (("2026-01-31", 1.0), ("2026-02-28", 6.0)) and found.series["cost"].unit == "USD"
    )
    assert [place.place for place in found.places["cost"]] == ["readiness-metrics.csv:3", "a.yaml:4"]


def test_without_a_file_the_newest_unit_counts() -> None:
    rows = [
        Dated("rating", "2026-01-01", 40.0, "%"),
        Dated("rating", "2026-02-01", 4.0, "of 5"),
        Dated("rating", "2026-03-01", 3.0),
    ]
    found = gather(Metrics(), rows, TODAY).series["rating"]
    assert found.unit == "of 5" and [day for day, _ in found.points] == ["2026-02-01", "2026-03-01"]


def test_earlier_answers_come_from_the_files_history(tmp_path: Path) -> None:
    root = repository(tmp_path, {PATH: answers(("U111", "10", "%", "2026-01-01"))})
    commit(root, {"a.py": "x = 1\n"}, day=1)
    commit(root, {PATH: "schema: 1\nanswers: {U111: {answer: unknown, value: 5}}\n"}, day=2)
    commit(root, {PATH: "not: [valid\nvalue: 1\n"}, day=3)
    commit(root, {PATH: answers(("U111", "20", "%", "2026-02-01"))}, day=4)
    found = from_earlier_answers(History(git=Git(root)), PATH, RULES)
    assert [(one.day, one.value) for one in found] == [("2026-01-01", 10.0), ("2026-02-01", 20.0)]


def test_earlier_answers_of_a_subfolder_and_of_no_file(tmp_path: Path) -> None:
    root = repository(tmp_path, {f"apps/one/{PATH}": answers(("U111", "10", "%", "2026-01-01"))})
    assert len(from_earlier_answers(History(git=Git(root / "apps" / "one")), PATH, RULES)) == 1
    assert from_earlier_answers(History(git=Git(root)), "", RULES) == ()
    assert from_earlier_answers(History(), PATH, RULES) == ()


def test_of_many_versions_some_are_read_and_the_newest_always(tmp_path: Path) -> None:
    root = repository(tmp_path, {PATH: answers(("U111", "0", "%", "2026-01-01"))})
    for number in range(1, VERSIONS + 6):
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=number)
        commit(root, {PATH: answers(("U111", str(number), "%", day.isoformat()))}, day=number)
    found = from_earlier_answers(History(git=Git(root)), PATH, RULES)
    assert 2 <= len(found) <= VERSIONS and found[-1].value == VERSIONS + 5


def test_milestones_hold_answers_and_how_well_it_is_observed() -> None:
    told = {"id": "U111", "answer": {"reply": "yes", "value": 12, "unit": "%", "date": "2026-03-01"}}
    text = json.dumps(
        {
            "date": "2026-03-31",
            "commit": "",
            "result": {"pillars": {"O": {"low": 40.0}}, "rules": [told], "warning_signs": []},
        }
    )
    points = milestone_points(Snapshot.of({"readiness-milestones/pilot.json": text, "a.py": "x = 1\n"}))
    assert list(from_milestones(points, RULES)) == [
        Dated("adoption_rate", "2026-03-01", 12.0, "%", "readiness-milestones/pilot.json"),
        Dated(OBSERVABILITY, "2026-03-31", 40.0, "of 100", "readiness-milestones/pilot.json"),
    ]
