"""Runs of a repository as people read them: a trend line for each pillar, and a line for each run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from readiness import PILLARS
from readiness.sanitizing import printable
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Screen
from readiness.wording import VERDICTS, counted, interval, trend_line

if TYPE_CHECKING:
    from readiness import Run

_STYLES = {"blocked": BAD, "not-ready": BAD, "undetermined": OPEN, "ready-with-exceptions": PART, "ready": GOOD}
_COMMIT = 12


def write_runs(screen: Screen, repository: str, runs: Sequence[Run]) -> None:
    """Write the runs of one repository, which are oldest first; there is one at least."""
    first, last = runs[0], runs[-1]
    days = first.date if first.date == last.date else f"{first.date} to {last.date}"
    screen.line((printable(repository), STRONG), f"  {counted(len(runs), 'run')}, {days}")
    _trends(screen, runs)
    _lines(screen, runs)
    _notes(screen, runs)


def _trends(screen: Screen, runs: Sequence[Run]) -> None:
    screen.heading("Pillars", "what is certain, of 100, from the oldest of these runs to the newest")
    widest = max(len(name) for name in PILLARS.values())
    for letter, name in PILLARS.items():
        points = [run.pillars[letter][0] for run in runs if letter in run.pillars]
        if not points:
            screen.line((f"{letter} {name:{widest}}  no rule applies", QUIET), indent=2)
            continue
        start, end = math.floor(points[0]), math.floor(points[-1])
        style = GOOD if points[-1] > points[0] else BAD if points[-1] < points[0] else QUIET
        told = f"{start} to {end}" if start != end else f"{end}"
        line = trend_line(points, screen.unicode)
        known = runs[-1].pillars.get(letter)
        now = f"  now {interval(*known, screen.unicode)}" if known else "  no rule applies now"
        screen.line((f"{letter} ", STRONG), f"{name:{widest}}  {line}  ", (told, style), (now, QUIET), indent=2)


def _lines(screen: Screen, runs: Sequence[Run]) -> None:
    screen.heading("Runs", "oldest first; points that are certain, and warning signs")
    number = max(len(str(run.id)) for run in runs)
    word = max(len(_verdict(run)) for run in runs)
    for run in runs:
        lows = " ".join(
            f"{letter} {math.floor(run.pillars[letter][0]):>3}" if letter in run.pillars else f"{letter}   -"
            for letter in PILLARS
        )
        commit = printable(run.commit[:_COMMIT]) or "no commit"
        signs = f"  {counted(run.signs_raised, 'sign')}" if run.signs_raised else ""
        screen.line(
            (f"#{run.id:<{number}}  ", STRONG), f"{run.date}  {commit + ('*' if run.dirty else ''):{_COMMIT + 1}}  ",
            (f"{_verdict(run):{word}}", _STYLES.get(run.verdict, "")), f"  {lows}", (signs, QUIET), indent=2, hang=4,
        )  # fmt: skip
    if any(run.dirty for run in runs):
        screen.line(("* with changes that no commit holds", QUIET), indent=2)


def _verdict(run: Run) -> str:
    known = {str(verdict): words for verdict, words in VERDICTS.items()}
    return known.get(run.verdict) or printable(run.verdict)


def _notes(screen: Screen, runs: Sequence[Run]) -> None:
    """Where figures before and after are of different rules, they may differ for that reason alone."""
    for what, name in (("ruleset", "rule-set"), ("settings", "settings")):
        at = [later for earlier, later in pairwise(runs) if getattr(earlier, what) != getattr(later, what)]
        if at:
            shown = ", ".join(f"#{run.id}" for run in at[:6]) + (" and others" if len(at) > 6 else "")
            says = f"Note: the {name} changed with {shown}; figures before and after may differ for that alone"
            screen.line((says, QUIET), hang=6)
