"""Cost against adoption (W03) and trust (W04): what the figures must show to raise, to clear, or to tell nothing."""

from __future__ import annotations

import pytest

from tests.signs_in_memory import figures, sign

DAYS = ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30")


def series(*values: float) -> dict[str, float]:
    return dict(zip(DAYS, values, strict=False))


def test_cost_that_grows_faster_than_users_is_told_with_the_cost_of_each() -> None:
    found = sign("W03", told=figures(cost=series(100, 200, 400), active_users=series(50, 60, 80)))
    assert found.state == "raised" and [one.name for one in found.series] == ["cost", "active_users"]
    assert found.why == (
        "cost from 100 to 400 while active users from 50 to 80, within 59 days: 2 for each user then, 5 now"
    )
    assert found.evidence[0].place == "readiness-metrics.csv:2" and found.clears


@pytest.mark.parametrize(
    ("cost", "users", "state"),
    [
        ((100, 400), (50, 200), "clear"), ((100, 150), (50, 70), "clear"), ((100, 90), (50, 45), "clear"),
        ((100, 200), (50, 75), "raised"), ((100, 90), (100, 50), "raised"), ((100, 130), (50, 45), "raised"),
        ((100, 105), (100, 101), "clear"), ((0, 100), (10, 20), "unknown"), ((100, 200), (50, 0), "unknown"),
        ((100,), (50,), "unknown"),
    ],
)  # fmt: skip
def test_growth_of_cost_is_judged_against_growth_of_users(
    cost: tuple[float, ...], users: tuple[float, ...], state: str
) -> None:
    found = sign("W03", facets=("ai",), told=figures(cost=series(*cost), active_users=series(*users)))
    assert found.state == state


def test_only_the_common_period_counts_and_days_of_one_month_belong_together() -> None:
    cost = {"2025-01-31": 1.0, "2026-01-31": 100.0, "2026-02-28": 110.0}
    users = {"2026-01-10": 50.0, "2026-02-10": 60.0, "2026-09-01": 1.0}
    found = sign("W03", told=figures(cost=cost, active_users=users))
    assert found.state == "clear" and found.series[0].points[0][0] == "2026-01-31"


def test_figures_of_two_neighbouring_days_tell_nothing() -> None:
    told = figures(cost={"2026-01-01": 1, "2026-01-08": 9}, active_users={"2026-01-01": 1, "2026-01-08": 1})
    assert sign("W03", facets=("ai",), told=told).state == "unknown"


def test_figures_that_never_meet_are_listed_as_known() -> None:
    found = sign("W03", facets=("ai",), told=figures(cost={"2026-01-01": 1.0}, sessions={"2026-05-01": 1.0}))
    assert found.state == "unknown" and found.why.endswith("known so far: cost, sessions") and len(found.series) == 2


@pytest.mark.parametrize(("values", "state"), [((2, 3), "raised"), ((2, 2.2), "clear"), ((2,), "unknown")])
def test_the_cost_of_one_user_tells_alone(values: tuple[float, ...], state: str) -> None:
    assert sign("W03", facets=("ai",), told=figures(cost_per_user=series(*values))).state == state


@pytest.mark.parametrize(
    ("metric", "values", "state"),
    [
        ("acceptance_rate", (70, 60), "raised"), ("acceptance_rate", (70, 66), "clear"), ("acceptance_rate", (60, 70), "clear"),
        ("override_rate", (5, 8), "raised"), ("override_rate", (0, 4), "raised"), ("override_rate", (8, 5), "clear"),
        ("escalation_rate", (10, 10.5), "clear"), ("trust_score", (-20, -40), "raised"), ("rating", (0, 0), "clear"),
        ("thumbs_up_rate", (80,), "unknown"), ("incidents", (1, 9), "unknown"),
    ],
)  # fmt: skip
def test_trust_is_read_from_what_people_do_and_say(metric: str, values: tuple[float, ...], state: str) -> None:
    found = sign("W04", facets=("ai",), told=figures(**{metric: series(*values)}))
    assert found.state == state
    assert (state == "unknown" and metric == "incidents") or [one.name for one in found.series] == [metric]


def test_one_bad_month_at_the_end_of_six_is_no_fall() -> None:
    steady = series(70, 71, 69, 70, 72, 62)
    assert sign("W04", facets=("ai",), told=figures(acceptance_rate=steady)).state == "clear"
    falling = series(70, 71, 69, 66, 58, 57)
    assert sign("W04", facets=("ai",), told=figures(acceptance_rate=falling)).state == "raised"


def test_only_what_became_worse_is_told() -> None:
    told = figures(acceptance_rate=series(70, 50), rating=series(4, 4.5))
    found = sign("W04", told=told)
    assert found.state == "raised" and [one.name for one in found.series] == ["acceptance_rate"]


def test_without_figures_a_missing_channel_is_a_sign_of_its_own() -> None:
    assert sign("W04", facets=("ai",), O108="unmet", U113="unmet").state == "raised"
    assert sign("W04", facets=("ai",), O108="partial", U113="unmet").state == "unknown"
    assert sign("W04").state == "clear"
