"""`readiness ask --list`: every question with where it stands, a table in a terminal and plain lines in a pipe."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TextIO

from readiness import Item, State
from readiness.cli.output import look_of, make_safe
from readiness.sanitizing import printable
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Screen
from readiness.wording import counted

WORDS = {
    State.OPEN: "open",
    State.ANSWERED: "answered",
    State.NOT_KNOWN: "not known",
    State.EXPIRES_SOON: "expires soon",
    State.STALE: "stale",
    State.SEEN: "seen",
}
_STYLES = {State.OPEN: OPEN, State.ANSWERED: GOOD, State.NOT_KNOWN: OPEN, State.EXPIRES_SOON: PART, State.STALE: BAD}
_WIDEST = max(map(len, WORDS.values()))
_TEXT_AT = len("> P101  ") + _WIDEST + len("  +12.3  ")
"""The column in which the question begins, and goes on."""


def write_table(items: Sequence[Item], out: TextIO, color: str, as_of: datetime.date) -> None:
    """Write the questions by section. `>` marks what can move the verdict; gain is in points of the pillar."""
    make_safe(out)
    look = look_of(out, color)
    screen = Screen(out, look.width, look.color, look.unicode)
    section = ""
    for item in items:
        if item.section != section and look.width:
            section = item.section
            screen.heading(section)
        mark = ">" if item.moves else " "
        gain = f"{f'+{item.gain:.1f}':>5}" if item.gain else " " * 5
        state = (f"{WORDS[item.state]:{_WIDEST}}", _STYLES.get(item.state, QUIET))
        screen.line(
            (f"{mark} ", PART), (item.rule.id, STRONG), "  ", state,
            (f"  {gain}  ", QUIET), item.question.wording, (_answered(item), QUIET), hang=_TEXT_AT,
        )  # fmt: skip
    if look.width:
        screen.blank()
        _foot(screen, items, as_of)


def _answered(item: Item) -> str:
    answer = item.answer
    if answer is None:
        return ""
    until = f", {item.why_stale}" if item.why_stale else f", counts until {item.expires}" if item.expires else ""
    by = f" by {printable(answer.by)}" if answer.by else ""
    return f"  [{answer.reply}{by}{until}]"


def _foot(screen: Screen, items: Sequence[Item], as_of: datetime.date) -> None:
    counts = {state: sum(item.state is state for item in items) for state in State}
    told = ", ".join(f"{counts[state]} {WORDS[state]}" for state in State if counts[state])
    screen.line((f"{counted(len(items), 'question')} as of {as_of}: {told or 'none'}.", STRONG), hang=2)
    moves = sum(item.moves for item in items)
    if moves:
        screen.line(
            f"> {counted(moves, 'answer')} can move the verdict: `readiness ask --quick` asks for those.", hang=2
        )
