"""How a figure moved over time: what two series have in common, and by how much each grew or fell."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from readiness.model import Series
from readiness.wording import figure

SHORTEST = 14
"""Days between the first and the last point below which nothing is said of a trend."""
SMOOTH = 6
"""From so many points on, the first and the last third are compared, by their means; else the first and last point."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Where a series began and where it is; `days` lie between."""

    series: Series
    start: float
    end: float
    days: int

    @property
    def factor(self) -> float | None:
        """By which factor it grew, below 1 where it fell; None from nothing or below."""
        return self.end / self.start if self.start > 0 and self.end >= 0 else None

    @property
    def change(self) -> float:
        """The change as a share of the larger of both ends, from -2 to 2: it needs no start above zero."""
        largest = max(abs(self.start), abs(self.end))
        return (self.end - self.start) / largest if largest else 0.0

    @property
    def says(self) -> str:
        """`cost from 120 to 480 USD`."""
        unit = self.series.unit
        shown = unit if unit == "%" or not unit else f" {unit}"
        return f"{words_of(self.series.name)} from {figure(self.start)} to {figure(self.end)}{shown}"


def words_of(metric: str) -> str:
    """The name of a metric as words."""
    return metric.replace("_", " ")


def trend(series: Series | None) -> Trend | None:
    """The trend of a series; None where it has fewer than two points, or they are too near to each other."""
    if series is None or len(series.points) < 2:
        return None
    days = days_between(series.points[0][0], series.points[-1][0])
    if days < SHORTEST:
        return None
    values = [value for _, value in series.points]
    part = len(values) // 3 if len(values) >= SMOOTH else 1
    return Trend(series, sum(values[:part]) / part, sum(values[-part:]) / part, days)


def common(first: Series, second: Series) -> tuple[Series, Series] | None:
    """Both series at the days that they share, or else at the months (as means); None with fewer than two of them."""
    for length in (len("2026-01-31"), len("2026-01")):
        one, other = _by(first, length), _by(second, length)
        shared = sorted(one.keys() & other.keys())
        if len(shared) >= 2:
            days = [max(one[key][0], other[key][0]) for key in shared]
            return (
                Series(first.name, first.unit, tuple(zip(days, (one[key][1] for key in shared), strict=True))),
                Series(second.name, second.unit, tuple(zip(days, (other[key][1] for key in shared), strict=True))),
            )
    return None


def _by(series: Series, length: int) -> dict[str, tuple[str, float]]:
    """The last day and the mean of each period, which is named by the first characters of its days."""
    found: dict[str, list[tuple[str, float]]] = {}
    for day, value in series.points:
        found.setdefault(day[:length], []).append((day, value))
    return {key: (points[-1][0], sum(value for _, value in points) / len(points)) for key, points in found.items()}


def days_between(first: str, last: str) -> int:
    """Days from one day to another, both YYYY-MM-DD."""
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days
