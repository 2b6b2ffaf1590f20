"""Ask one question after the other in a terminal; each answer is saved before the next is asked, and none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness import BadInput, Item
from readiness.answers import Answer, Reply
from readiness.cli.drafting import Draft, answer_of, draft_of, unfinished
from readiness.cli.leaving import Code
from readiness.cli.prompting import Option, Prompts
from readiness.cli.replying import Again, ask_one
from readiness.sanitizing import printable
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Screen
from readiness.sitting import Sitting
from readiness.wording import counted


@dataclass
class Desk:
    """Where the asking happens, and what came of it so far."""

    sitting: Sitting
    screen: Screen
    prompts: Prompts
    by: str = ""
    saved: int = 0
    pending: Answer | None = None
    """What is being saved just now."""


def interview(items: Sequence[Item], sitting: Sitting, screen: Screen, prompts: Prompts, by: str = "") -> int:
    """Ask these questions in this order; the exit code. Interrupted, it says where it left off."""
    desk = Desk(sitting, screen, prompts, by or sitting.user)
    skipped = 0
    for number, item in enumerate(items, start=1):
        draft = draft_of(item, sitting.as_of)
        draft.by = desk.by
        try:
            _show(screen, item, number, len(items))
            answer = _answered(desk, item, draft)
            if answer is None:
                skipped += 1
            elif not _saved(desk, answer):
                return Code.WRONG_INPUT
            else:
                desk.by = answer.by or desk.by
        except KeyboardInterrupt:
            return _left(desk, item, draft, number, len(items))
    screen.blank()
    left = f", {counted(skipped, 'question')} skipped" if skipped else ""
    screen.line((f"{counted(desk.saved, 'answer')} saved", STRONG), f" in {sitting.shown_path}{left}.", hang=2)
    screen.line("`readiness audit` judges with them; commit the file, so that they are reviewed like code.", hang=2)
    return Code.PASSED


def _answered(desk: Desk, item: Item, draft: Draft) -> Answer | None:
    """The answer, or None where the question is skipped."""
    while True:
        try:
            return answer_of(item, draft) if ask_one(desk.sitting, desk.screen, desk.prompts, item, draft) else None
        except Again:
            continue


def _show(screen: Screen, item: Item, number: int, total: int) -> None:
    """The question with all that helps to answer it."""
    screen.blank()
    weight = "gate" if item.is_gate else str(item.rule.severity)
    gain = f", up to +{item.gain:g} points" if item.gain else ""
    screen.line(
        (f"[{number}/{total}] {item.section}", f"{STRONG} {OPEN}"), (f"  {item.rule.id}, {weight}{gain}", QUIET), hang=2
    )
    asked = item.question
    screen.line((asked.wording, STRONG))
    if asked.help:
        screen.line(" ".join(asked.help.split()))
    if asked.example:
        unit = f" ({asked.unit})" if asked.unit else ""
        screen.line((f"For example: {' '.join(str(asked.example).split())}{unit}", QUIET), hang=2)
    if item.answer is not None and not unfinished(item.answer):
        _show_earlier(screen, item, item.answer)


def _show_earlier(screen: Screen, item: Item, answer: Answer) -> None:
    words = printable("; ".join(str(word) for word in (answer.value, answer.reason, answer.note) if word))
    told = (
        f"{printable(answer.by)} answered {answer.reply} on {answer.date}" if answer.by else f"Answered {answer.reply}"
    )
    lapses = (
        f"It no longer counts: {item.why_stale}."
        if item.why_stale
        else f"It counts until {item.expires}."
        if item.expires
        else ""
    )
    screen.line((f"{told}{': ' + words if words else ''}. {lapses}".rstrip(), PART), hang=2)


def _saved(desk: Desk, answer: Answer) -> bool:
    """Save it; where that fails, until it is mended or given up, and then the answer is shown at least."""
    desk.pending = desk.sitting.bound(answer)
    while True:
        try:
            desk.sitting.save({answer.rule: desk.pending})
        except BadInput as wrong:
            for problem in wrong.problems:
                desk.screen.line((str(problem), BAD), hang=2)
            options = (
                Option("Try again: I have mended it", "again", "t"),
                Option("Leave; this answer is lost", "leave", "l"),
            )
            if desk.prompts.choose("It could not be saved.", options) == "leave":
                return False
            continue
        desk.pending = None
        desk.saved += 1
        desk.screen.line(("✓ saved", GOOD), _worth(answer), indent=2, hang=2)
        return True


def _worth(answer: Answer) -> str:
    if answer.reply in (Reply.YES, Reply.PARTLY) and not answer.evidence:
        return ": without evidence it counts a quarter at most, and passes no gate"
    return ": it stays unknown" if answer.reply is Reply.UNKNOWN else ""


def _left(desk: Desk, item: Item, draft: Draft, number: int, total: int) -> int:
    """Keep what was given of this question, and say where it goes on."""
    kept = ""
    answer = desk.pending or (draft.rescued(item) if _may_be_kept(item) else None)
    if answer is not None:
        try:
            desk.sitting.save({answer.rule: answer})
            kept = "; what you gave of it is kept"
            desk.saved += desk.pending is not None
        except BadInput as wrong:
            kept = f"; what you gave of it could not be saved ({wrong.problems[0]})"
    saved = f" {counted(desk.saved, 'answer')} saved in {desk.sitting.shown_path};" if desk.saved else ""
    desk.screen.blank()
    desk.screen.line(
        (f"Left at question {number} of {total}, {item.rule.id}{kept}.", STRONG),
        f"{saved} the same command goes on from here." if saved else " The same command goes on from here.",
        hang=2,
    )
    return Code.INTERRUPTED


def _may_be_kept(item: Item) -> bool:
    """A half answer replaces none that was given whole."""
    return item.answer is None or item.answer.reply is Reply.UNKNOWN
