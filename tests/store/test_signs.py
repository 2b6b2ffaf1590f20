"""Warning signs that earlier runs in the store tell: growth against observability, cost against adoption."""

import datetime
from pathlib import Path

from readiness.metrics import Metrics
from readiness.model import Assessment, Sign
from readiness.ruleset import load_rules
from readiness.series import from_milestones, gather
from readiness.store.places import Place
from readiness.store.runs import open_store
from tests.signs_in_memory import ASK, sign
from tests.store.runs_in_memory import BARE, SHOP, answered, run_of

DAY = datetime.date(2026, 6, 1)


def told(folder: Path, name: str, runs: list[Assessment]) -> Sign:
    """A sign of a product whose earlier runs are these."""
    with open_store(Place("x", folder / "history.db"), create=True) as store:
        for run in runs:
            store.write(run, SHOP, BARE)
        points = store.points(SHOP.id, DAY.isoformat())
    rules = {rule_id: rule.rule for rule_id, rule in load_rules().by_id.items()}
    return sign(name, {"app.py": ASK}, told=gather(Metrics(), from_milestones(points, rules), DAY))


def calling(number: int, date: str, observed: float) -> Assessment:
    run = run_of(date=date, observed=observed)
    calls: list[dict[str, object]] = [{"path": "a.py", "line": at, "kind": "chat"} for at in range(number)]
    run.inventory["ai_calls"] = calls
    return run


def test_calls_that_grow_without_observability_raise_w06(tmp_path: Path) -> None:
    grown = [calling(2, "2026-01-01", 40), calling(4, "2026-03-01", 40), calling(6, "2026-05-01", 40)]
    found = told(tmp_path, "W06", grown)
    assert found.state == "raised" and "ai calls from 2 to 6 within 120 days" in found.why
    assert [series.name for series in found.series] == ["ai_calls", "observability_low"]


def test_observability_that_grows_along_clears_w06(tmp_path: Path) -> None:
    grown = [calling(2, "2026-01-01", 20), calling(6, "2026-05-01", 60)]
    assert told(tmp_path, "W06", grown).state == "clear"


def test_runs_of_less_than_two_weeks_tell_nothing(tmp_path: Path) -> None:
    grown = [calling(2, "2026-05-01", 40), calling(6, "2026-05-09", 40)]
    assert "ai calls" not in told(tmp_path, "W06", grown).why


def test_cost_and_adoption_that_were_answered_tell_w03(tmp_path: Path) -> None:
    runs = [
        answered(run_of("a", "2026-01-02"), "D135", 100, "2026-01-01"), answered(run_of("b", "2026-01-03"), "U111", 20, "2026-01-01"),
        answered(run_of("c", "2026-04-02"), "D135", 900, "2026-04-01"), answered(run_of("d", "2026-04-03"), "U111", 22, "2026-04-01"),
    ]  # fmt: skip
    found = told(tmp_path, "W03", runs)
    assert found.state == "raised" and "cost from 100 to 900" in found.why


def test_without_earlier_runs_nothing_is_known_of_either(tmp_path: Path) -> None:
    assert told(tmp_path, "W03", []).state == "unknown"
