"""The fleet report for a terminal: how the fleet stands, what blocks it, what would free it, what lapses."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TextIO

from readiness.fleet_report.model import Calls, FleetReport, Row
from readiness.fleet_report.sentences import (
    blocking,
    guard_shares,
    movement_sum,
    pillar_moves,
    release_words,
    repositories,
    rule_effect,
    since_when,
    sum_of,
    verdict_moves,
    verdict_word,
    when_lapses,
    worst_first,
)
from readiness.model import PILLARS
from readiness.sanitizing import printable
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Screen
from readiness.wording import STAGES, counted, figure

MOST_ROWS, MOST_RULES, MOST_RELEASES, MOST_OTHERS = 20, 12, 10, 8
_STYLES = {"blocked": BAD, "not-ready": BAD, "undetermined": OPEN, "ready-with-exceptions": PART, "ready": GOOD}
_BAR = 30
_WORDS = 21


def write(report: FleetReport, out: TextIO, *, width: int = 0, color: bool = False, unicode: bool = True) -> None:
    """Write the report. Long lists are cut, and it is said how many more there are."""
    screen = Screen(out, width, color, unicode)
    screen.line((f"Fleet of {repositories(len(report.rows))}", STRONG), f" as of {report.date}")
    if report.rows:
        _standing(screen, report)
        _rows(screen, report)
        _rules(screen, report)
        _releases(screen, report)
        _calls(screen, report)
        _lapses(screen, report)
        _owners(screen, report)
        _movement(screen, report)
    _notes(screen, report)
    screen.blank()
    screen.line((sum_of(report), STRONG), hang=2)


def write_sum(report: FleetReport, out: TextIO, *, width: int = 0, color: bool = False, unicode: bool = True) -> None:
    """Write the sum only."""
    Screen(out, width, color, unicode).line((sum_of(report), STRONG), hang=2)


def _standing(screen: Screen, report: FleetReport) -> None:
    screen.heading("Verdicts")
    for verdict, number in report.verdicts.items():
        bar = ("█" if screen.unicode else "#") * math.ceil(_BAR * number / len(report.rows))
        words = f"{verdict_word(verdict):{_WORDS}}{number:>7,}  "
        screen.line(words, (bar, _STYLES.get(verdict, "")), indent=2)
    stages = [f"{report.stages.get(stage, 0):,} {words}" for stage, words in STAGES.items() if report.stages.get(stage)]
    screen.line(("Stages: ", QUIET), ", ".join(stages), indent=2, hang=4)


def _rows(screen: Screen, report: FleetReport) -> None:
    screen.heading("Repositories", "the worst first; points of each pillar that are certain")
    shown = worst_first(report.rows)[:MOST_ROWS]
    width = max(len(verdict_word(row.verdict)) for row in shown)
    for row in shown:
        verdict = (f"{verdict_word(row.verdict):{width}}  ", _STYLES.get(row.verdict, ""))
        screen.line(verdict, f"{_points(row)}  ", (printable(row.name), STRONG), (_aside(row), QUIET), indent=2, hang=4)
    _more(screen, len(report.rows), MOST_ROWS, "csv, json and html tell all")


def _points(row: Row) -> str:
    return " ".join(
        f"{letter}{math.floor(row.pillars[letter][0]):>3}" if letter in row.pillars else f"{letter}  -"
        for letter in PILLARS
    )


def _aside(row: Row) -> str:
    told = [counted(len(row.gates), "closed gate")] if row.gates else []
    told += [counted(len(row.open_gates), "open gate")] if row.open_gates and not row.gates else []
    told += [f"was {verdict_word(row.was.verdict)}"] if row.was and row.was.verdict != row.verdict else []
    return f"  {', '.join(told)}" if told else ""


def _rules(screen: Screen, report: FleetReport) -> None:
    found = blocking(report)
    if not found:
        return
    screen.heading("Rules that block", "in so many repositories")
    for one in found[:MOST_RULES]:
        screen.line(
            (f"{one.rule}  ", STRONG), f"{rule_effect(one)}", (f"  {printable(one.title)}", QUIET), indent=2, hang=6
        )
    _more(screen, len(found), MOST_RULES)


def _releases(screen: Screen, report: FleetReport) -> None:
    if not report.releases:
        return
    screen.heading("What would free the most", "at least so many; each was scored again as if the rules were met")
    screen.bullets([release_words(one) for one in report.releases[:MOST_RELEASES]])
    _more(screen, len(report.releases), MOST_RELEASES)


def _calls(screen: Screen, report: FleetReport) -> None:
    if not report.calls:
        return
    total = sum(one.calls for one in report.calls)
    screen.heading("AI calls", f"{figure(total)} in {repositories(sum(bool(row.ai_calls) for row in report.rows))}")
    screen.line(_shares(report.calls), indent=2, hang=2)
    for one in report.calls[:MOST_OTHERS]:
        model = f" {printable(one.model)}" if one.model else ", model not known"
        told = f"{counted(one.calls, 'call')} in {repositories(len(one.repositories))}"
        screen.line(
            (f"{printable(one.provider) or 'provider not known'}{model}", STRONG), f"  {told}", indent=2, hang=4
        )
        screen.line((_shares((one,)), QUIET), indent=4)
    _more(screen, len(report.calls), MOST_OTHERS)


def _shares(calls: Iterable[Calls]) -> str:
    return "; ".join(f"{heading.lower()} {share}" for heading, share in guard_shares(calls))


def _lapses(screen: Screen, report: FleetReport) -> None:
    if report.lapses:
        screen.heading("Waivers", f"that have lapsed, or do within {counted(report.within, 'day')}")
    for one in report.lapses[:MOST_OTHERS]:
        style = BAD if one.days < 0 else PART
        told = f"  {printable(one.repository)}, owned by {printable(one.owner)}: {printable(one.reason)}"
        screen.line((f"{one.rule}  ", STRONG), (when_lapses(one), style), told, indent=2, hang=4)
    _more(screen, len(report.lapses), MOST_OTHERS)
    if report.stale:
        screen.heading("Answers", "that count no more")
    for answer in report.stale[:MOST_OTHERS]:
        told = f"  {printable(answer.repository)}, given by {printable(answer.by)} on {printable(answer.date)}"
        screen.line((f"{answer.rule}  ", STRONG), (since_when(answer), PART), told, indent=2, hang=4)
    _more(screen, len(report.stale), MOST_OTHERS)


def _owners(screen: Screen, report: FleetReport) -> None:
    if not any(one.name for one in report.owners):
        return
    screen.heading("Owners")
    for one in report.owners[:MOST_OTHERS]:
        verdicts = ", ".join(f"{number:,} {verdict_word(word)}" for word, number in one.verdicts.items() if number)
        told = f"  {repositories(one.repositories)}: {verdicts}"
        screen.line((printable(one.name) or "nobody", STRONG), told, indent=2, hang=4)
    _more(screen, len(report.owners), MOST_OTHERS)


def _movement(screen: Screen, report: FleetReport) -> None:
    moved = report.movement
    if moved is None:
        return
    screen.heading(f"Since {moved.since}", movement_sum(moved))
    for word, style, names in (("better", GOOD, moved.better), ("worse", BAD, moved.worse)):
        for name, told in verdict_moves(report, names[:MOST_OTHERS]):
            screen.line((f"{word:8}", style), (printable(name), STRONG), f"  {told}", indent=2, hang=8)
        _more(screen, len(names), MOST_OTHERS)
    if moved.pillars:
        screen.line(("Median points: ", QUIET), pillar_moves(moved), indent=2, hang=4)


def _notes(screen: Screen, report: FleetReport) -> None:
    if report.problems:
        screen.heading("Left out", counted(len(report.problems), "run") + " that could not be read")
        screen.bullets([printable(one) for one in report.problems[:MOST_OTHERS]])
        _more(screen, len(report.problems), MOST_OTHERS)
    if report.notes:
        screen.heading("Notes")
        screen.bullets([printable(one) for one in report.notes])


def _more(screen: Screen, number: int, most: int, where: str = "") -> None:
    if number > most:
        screen.line((f"and {number - most:,} more" + (f"; {where}" if where else ""), QUIET), indent=2)
