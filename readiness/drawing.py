"""Small drawings as numbers for inline SVG: an interval on a scale of 100, and a figure over time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

WIDTH, HEIGHT = 180, 40
"""The box of a trend, in its own units."""
_EDGE = 4


def bar(low: float, high: float) -> dict[str, str]:
    """An interval of points: how wide what is certain is, where what is possible starts, and how wide that is."""
    start, end = _within(low), _within(high)
    return {"low": _number(start), "high": _number(end), "span": _number(max(0.0, end - start))}


def trend(points: Sequence[tuple[str, float]]) -> dict[str, str]:
    """The line of a figure over time in a box of `WIDTH` x `HEIGHT`, with its area and last point; {} below two points.

    The days space the points; where one is no day, they are spaced evenly.
    """
    if len(points) < 2:
        return {}
    across = _spread(_days([day for day, _ in points]), _EDGE, WIDTH - _EDGE)
    down = _spread([-value for _, value in points], _EDGE, HEIGHT - _EDGE)
    line = [f"{_number(x)},{_number(y)}" for x, y in zip(across, down, strict=True)]
    ground = _number(HEIGHT)
    area = [f"{_number(across[0])},{ground}", *line, f"{_number(across[-1])},{ground}"]
    return {"line": " ".join(line), "area": " ".join(area), "x": _number(across[-1]), "y": _number(down[-1])}


def position(points: float) -> str:
    """Where a value lies on a scale of 100."""
    return _number(_within(points))


def _days(texts: Sequence[str]) -> list[float]:
    try:
        return [float(datetime.date.fromisoformat(text).toordinal()) for text in texts]
    except ValueError:
        return [float(at) for at in range(len(texts))]


def _spread(values: Sequence[float], start: float, end: float) -> list[float]:
    """The values laid out from `start` to `end`; all in the middle where they are one."""
    low, high = min(values), max(values)
    if not high > low:
        return [(start + end) / 2] * len(values)
    return [start + (value - low) / (high - low) * (end - start) for value in values]


def _within(points: float) -> float:
    return max(0.0, min(100.0, points))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
