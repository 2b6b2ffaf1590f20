"""How figures move: trends, what two series share, and the words for them."""

from __future__ import annotations

import pytest

from readiness.model import Series
from readiness.warning_signs.trends import common, trend
from readiness.wording import figure, trend_line


def series(*points: tuple[str, float], unit: str = "") -> Series:
    return Series("cost", unit, points)


@pytest.mark.parametrize(
    "made",
    [None, series(), series(("2026-01-01", 1.0)), series(("2026-01-01", 1.0), ("2026-01-14", 2.0))],
)  # fmt: skip
def test_one_point_or_a_few_days_are_no_trend(made: Series | None) -> None:
    assert trend(made) is None


def test_a_trend_says_from_where_to_where() -> None:
    found = trend(series(("2026-01-01", 120.0), ("2026-03-01", 480.0), unit="USD"))
    assert found and (found.factor, found.days, found.says) == (4.0, 59, "cost from 120 to 480 USD")
    percent = trend(series(("2026-01-01", 70.0), ("2026-03-01", 50.0), unit="%"))
    assert percent and percent.says.endswith("to 50%") and percent.change == pytest.approx(-2 / 7)


def test_from_nothing_or_below_no_factor_is_known_and_a_change_is() -> None:
    found = trend(series(("2026-01-01", 0.0), ("2026-03-01", 5.0)))
    assert found and found.factor is None and found.change == 1.0
    below = trend(series(("2026-01-01", -5.0), ("2026-03-01", 5.0)))
    assert below and below.factor is None and below.change == 2.0
    still = trend(series(("2026-01-01", 0.0), ("2026-03-01", 0.0)))
    assert still and still.change == 0.0


def test_series_meet_at_days_or_else_at_months() -> None:
    cost = series(("2026-01-31", 1.0), ("2026-02-28", 2.0), ("2026-03-31", 3.0))
    days = common(cost, series(("2026-01-31", 9.0), ("2026-03-31", 8.0), ("2026-04-30", 7.0)))
    assert days and [day for day, _ in days[0].points] == ["2026-01-31", "2026-03-31"]
    months = common(cost, series(("2026-01-05", 9.0), ("2026-01-25", 7.0), ("2026-02-05", 6.0)))
    assert months and months[1].points == (("2026-01-31", 8.0), ("2026-02-28", 6.0))
    assert common(cost, series(("2026-01-05", 9.0), ("2025-02-05", 6.0))) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234.0, "1,234"), (0.01254, "0.0125"), (71.44, "71.4"), (0.0, "0"), (-3.5, "-3.5"), (1e17, "1e+17"), (2.0, "2")],
)  # fmt: skip
def test_figures_are_written_as_people_do(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("points", "line", "twin"),
    [((1, 2, 4, 8), "▁▂▄█", "._=#"), ((5, 5, 5), "▄▄▄", "===" ), ((0, 0), "▁▁", ".."), ((), "", ""), ((-1, 1), "▁█", ".#")],
)  # fmt: skip
def test_a_trend_line_is_small_and_has_an_ascii_twin(points: tuple[float, ...], line: str, twin: str) -> None:
    assert trend_line(points) == line and trend_line(points, unicode=False) == twin


def test_a_long_trend_line_keeps_its_ends() -> None:
    line = trend_line([float(number) for number in range(500)])
    assert len(line) == 24 and (line[0], line[-1]) == ("▁", "█")
    assert trend_line([float(number) for number in range(500)], unicode=False).isascii()
