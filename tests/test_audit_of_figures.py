"""Figures over time in a whole audit: read, judged, told, never remembered as the same, and refused where wrong."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pytest

from readiness.judging import audit
from readiness.model import Sign
from readiness.reports import text
from readiness.settings import Settings
from readiness.strict_yaml import BadInput
from tests.repositories import commit, repository, write

DAY = datetime.date(2026, 6, 30)
METRICS = "readiness-metrics.csv"
COSTLY = "date,metric,value,unit\n2026-01-31,cost,100,USD\n2026-03-31,cost,500,USD\n2026-01-31,active_users,40,\n2026-03-31,active_users,44,\n"


@pytest.fixture(autouse=True)
def _memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READINESS_NO_CACHE", raising=False)
    monkeypatch.setenv("READINESS_CACHE_DIR", str(tmp_path / "cache"))


def signs(
    root: Path, as_of: datetime.date = DAY, select: tuple[str, ...] = ("P101",), cache: bool = True
) -> dict[str, Sign]:
    return {sign.id: sign for sign in audit(root, Settings(select=select), as_of=as_of, cache=cache).signs}


def test_a_metrics_file_that_git_does_not_know_yet_is_read_and_judged_anew(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"app.py": "x = 1\n"})
    assert signs(root)["W03"].state == "clear"
    write(root, {METRICS: COSTLY})
    found = signs(root)["W03"]
    assert found.state == "raised" and found.evidence[0].place == f"{METRICS}:3"
    assert [one.points[-1] for one in found.series] == [("2026-03-31", 500.0), ("2026-03-31", 44.0)]
    write(root, {METRICS: COSTLY.replace("500", "101")})
    assert signs(root)["W03"].state == "clear"
    assert signs(root) == signs(root, cache=False)


def test_days_after_the_day_of_the_audit_do_not_count(tmp_path: Path) -> None:
    root = write(tmp_path / "r", {"app.py": "x = 1\n", METRICS: COSTLY})
    assert signs(root)["W03"].state == "raised"
    assert signs(root, datetime.date(2026, 2, 1))["W03"].state == "clear"


def test_mistakes_in_figures_and_answers_are_told_together(tmp_path: Path) -> None:
    files = {
        "app.py": "x\n",
        METRICS: "date,metric,value\n1.1.2026,cost,1\n",
        "readiness-answers.yaml": "schema: 1\nanswers: {P999: {answer: yes}}\n",
    }
    with pytest.raises(BadInput) as raised:
        audit(write(tmp_path / "r", files), Settings(), as_of=DAY)
    places = {problem.path for problem in raised.value.problems}
    assert places == {METRICS, "readiness-answers.yaml"}


def test_a_metric_that_nothing_reads_is_noted(tmp_path: Path) -> None:
    root = write(tmp_path / "r", {"app.py": "x\n", METRICS: "date,metric,value\n2026-01-31,coste,1\n"})
    notes = audit(root, Settings(select=("P101",)), as_of=DAY).notes
    assert f'{METRICS}: no warning sign reads "coste"; did you mean "cost"?' in notes


def test_an_earlier_answer_is_a_point_of_its_own(tmp_path: Path) -> None:
    def answer(number: int, day: str) -> str:
        return f"schema: 1\nanswers:\n  U111: {{answer: yes, by: Jo, date: {day}, value: {number}}}\n"

    costs = "date,metric,value\n2026-01-31,cost,100\n2026-05-31,cost,300\n"
    root = repository(
        tmp_path / "r", {"app.py": "x\n", METRICS: costs, "readiness-answers.yaml": answer(20, "2026-01-31")}
    )
    commit(root, {"readiness-answers.yaml": answer(21, "2026-05-31")}, day=100)
    found = signs(root)["W03"]
    assert found.state == "raised" and "adoption rate from 20 to 21" in found.why
    assert [place.path for place in found.evidence] == [METRICS, "readiness-answers.yaml"]


@pytest.mark.parametrize(
    ("unicode", "line"),
    [(True, "▁█  cost: 100 to 500 USD, 2026-01-31 to 2026-03-31"), (False, ".#  cost: 100 to 500 USD")],
)
def test_the_report_shows_a_small_line_and_what_would_clear_it(tmp_path: Path, unicode: bool, line: str) -> None:
    root = write(tmp_path / "r", {"app.py": "x\n", METRICS: COSTLY})
    out = io.StringIO()
    text.write(audit(root, Settings(select=("P101",)), as_of=DAY), out, width=0, unicode=unicode)
    assert line in out.getvalue() and "To clear it: Bring the cost of each user back" in out.getvalue()
    assert unicode or out.getvalue().isascii()
