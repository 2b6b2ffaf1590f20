"""Figures over time from all that holds dated ones: the metrics file, answers, milestones, earlier runs in a store."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from readiness.answers import Answers, load_answers
from readiness.compiling import compile_later
from readiness.history import History
from readiness.metrics import Metrics
from readiness.milestone_files import Point, milestone_points
from readiness.model import Evidence, Rule, Series
from readiness.snapshot import Snapshot

OBSERVABILITY = "observability_low"
"""The lower bound of the pillar O (0 to 100) in the milestones."""
VERSIONS = 24
"""How many earlier versions of the answers are read at most, evenly spread."""

_FROM_ANSWERS = {"U111": "adoption_rate", "U119": "user_outcome", "U120": "satisfaction", "D135": "cost"}
_COST_OF = (("request", "cost_per_request"), ("call", "cost_per_request"), ("user", "cost_per_user"))
_NUMBER = compile_later(r"\s*([-+]?[0-9]{1,15}(?:\.[0-9]{1,9})?)\s*(?:%|percent)?\s*")


@dataclass(frozen=True, slots=True)
class Dated:
    """One figure of one day (YYYY-MM-DD)."""

    metric: str
    day: str
    value: float
    unit: str = ""
    place: str = ""
    """Where it stands, as `readiness-answers.yaml:12`."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One series a metric, and where the newest figure of each kind of source stands."""

    series: Mapping[str, Series] = field(default_factory=dict)
    places: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)


def read_figures(
    snapshot: Snapshot,
    answers: Answers,
    metrics: Metrics,
    rules: Mapping[str, Rule],
    as_of: datetime.date,
    earlier: Iterable[Point] = (),
) -> Figures:
    """Everything dated that a repository holds, up to the day `as_of`, after what `earlier` runs of it told.

    `rules` are all known ones by id. Of two sources that speak of the same day, the repository itself counts.
    """
    given = [
        *from_milestones(earlier, rules),
        *from_milestones(milestone_points(snapshot), rules),
        *from_earlier_answers(snapshot.history, answers.path, rules),
        *from_answers(answers, rules),
    ]
    return gather(metrics, given, as_of)


def gather(metrics: Metrics, given: Iterable[Dated], as_of: datetime.date) -> Figures:
    """The series of all metrics, up to the day `as_of`. What the metrics file says of a day counts first.

    Figures in another unit than the metrics file's, or else the newest one's, are left out: they cannot be compared.
    """
    last = as_of.isoformat()
    by_metric: dict[str, list[Dated]] = {}
    for one in given:
        by_metric.setdefault(one.metric, []).append(one)
    found: dict[str, Series] = {}
    places: dict[str, tuple[Evidence, ...]] = {}
    for name in sorted({*metrics.series, *by_metric}):
        kept = metrics.series.get(name)
        others = sorted(by_metric.get(name, ()), key=lambda one: one.day)
        unit = kept.unit if kept and kept.points else next((one.unit for one in reversed(others) if one.unit), "")
        points = {one.day: one.value for one in others if not one.unit or not unit or one.unit == unit}
        points.update(kept.points if kept else ())
        series = tuple(sorted((day, value) for day, value in points.items() if day <= last))
        if series:
            found[name] = Series(name, unit, series)
            places[name] = _places(metrics, name, others)
    return Figures(found, places)


def _places(metrics: Metrics, name: str, others: list[Dated]) -> tuple[Evidence, ...]:
    """The newest place in each file."""
    lines = {metrics.path: metrics.lines[name]} if name in metrics.lines else {}
    for one in others:
        path, _, line = one.place.rpartition(":")
        lines[path if line.isdigit() and path else one.place] = int(line) if line.isdigit() and path else 0
    says = f"figures of {name.replace('_', ' ')}"
    return tuple(Evidence(path, line, "", says) for path, line in lines.items() if path)


def from_answers(answers: Answers, rules: Mapping[str, Rule]) -> Iterator[Dated]:
    """The figures that people answered: one point an answer."""
    for rule_id, answer in sorted(answers.answers.items()):
        rule = rules.get(rule_id)
        yield from _point(rule_id, answer.value, answer.unit or _unit_of(rule), answer.date, answer.reply, answer.place)


def from_earlier_answers(history: History, path: str, rules: Mapping[str, Rule]) -> tuple[Dated, ...]:
    """The figures in earlier versions of the answers file, as its git history keeps them, oldest first."""
    if not path:
        return ()
    commits = history.commits_of(path)
    step = -(-len(commits) // VERSIONS) or 1
    chosen = commits[::-1][::step][::-1]  # the newest is always among them
    texts = history.texts_at([(commit, path) for commit in chosen])
    found: list[Dated] = []
    for text in texts:
        if "value:" in text:
            answers, _ = load_answers(text, path, rules)
            found += from_answers(answers, rules)
    return tuple(found)


def from_milestones(points: Iterable[Point], rules: Mapping[str, Rule]) -> Iterator[Dated]:
    """The figures that milestones and earlier runs hold: what was answered, what there was, how it was observed."""
    for point in points:
        for rule_id, told in sorted(point.answers.items()):
            yield from _point(
                rule_id, told.value, told.unit or _unit_of(rules.get(rule_id)), told.date, told.reply, point.path
            )
        if "O" in point.lows:
            yield Dated(OBSERVABILITY, point.date, point.lows["O"], "of 100", point.path)
        for name, count in sorted(point.counts.items()):
            yield Dated(name, point.date, count, "", point.path)


def _unit_of(rule: Rule | None) -> str:
    return rule.question.unit if rule and rule.question else ""


def _point(rule_id: str, value: str | float | None, unit: str, day: str, reply: str, place: str) -> Iterator[Dated]:
    """The figure of an answer, where it is one, has a date, and stands for something that is known."""
    number = _number(value)
    if number is None or not day or reply not in {"yes", "partly", "no"}:
        return
    name = _FROM_ANSWERS.get(rule_id, "")
    if rule_id == "D118":  # the cost of a request or of a user: its unit tells which
        name = next((metric for word, metric in _COST_OF if word in unit.lower()), "")
        name = "" if "request" in unit.lower() and "user" in unit.lower() else name
    if name:
        yield Dated(name, day, number, unit, place)


def _number(value: str | float | None) -> float | None:
    if isinstance(value, str):
        match = _NUMBER.fullmatch(value)
        return float(match[1]) if match else None
    return None if value is None else float(value)
