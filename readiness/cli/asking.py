"""Carry out `readiness ask`: audit first, then ask, list, set or take in answers, whichever was wanted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from readiness import Item, Problem
from readiness.cli.ask_options import Asked, day_of, mistakes, sections_of
from readiness.cli.judged import Source
from readiness.cli.leaving import Code, refuse
from readiness.cli.sitting import prepare
from readiness.questionnaire import chosen, minutes
from readiness.sitting import Sitting
from readiness.wording import counted

if TYPE_CHECKING:
    from readiness.screen import Screen

OTHER_WAYS = """\
There is no terminal to ask in. Other ways to answer:
  readiness ask --list                     what is asked, and where each question stands
  readiness ask --set RULE=VALUE --by NAME --evidence PATH
                                           answer without being asked (yes, partly, no, not-applicable, or the value)
  readiness ask --html form.html           one page for a browser; its answers come back with --from
  readiness ask --from FILE                take in answers from another file
  or write readiness-answers.yaml yourself: `readiness schema answers` tells its form\
"""


def carry_out(asked: Asked) -> int:
    """Do what was asked for; the exit code."""
    problems = mistakes(asked)
    sections = sections_of(asked, problems)
    if problems:
        refuse(problems, "Nothing was asked")
    is_quiet = asked.show or bool(asked.put) or asked.merge is not None or asked.html is not None
    if not is_quiet and (asked.no_input or not (sys.stdin.isatty() and sys.stdout.isatty())):
        sys.stderr.write(OTHER_WAYS + "\n")
        return Code.WRONG_INPUT
    source = Source(
        asked.path, asked.answers, asked.rules, asked.config, asked.no_config, day_of(asked).isoformat(),
        no_cache=asked.no_cache,
    )  # fmt: skip
    sitting = prepare(source, asked.quiet)
    if asked.put:
        from readiness.cli.setting import put_answers

        return put_answers(asked, sitting)
    if asked.merge is not None:
        from readiness.cli.taking import take_answers

        return take_answers(asked, sitting)
    items = [_edited(asked.edit, sitting)] if asked.edit else _wanted(asked, sitting, sections)
    if asked.html is not None:
        return _write_form(asked.html, items, sitting, asked.quiet)
    if asked.show:
        from readiness.cli.question_table import write_table

        write_table(items, sys.stdout, asked.color, sitting.as_of)
        if not items and not asked.quiet:
            sys.stderr.write(f"{_nothing(asked)}. {_standing(sitting)}\n")
        return Code.PASSED
    return _interview(asked, items, sitting)


def _edited(name: str, sitting: Sitting) -> Item:
    found = sitting.item(name)
    if isinstance(found, Problem):
        refuse([found], "Nothing was asked")
    return found


def _wanted(asked: Asked, sitting: Sitting, sections: tuple[str, ...]) -> list[Item]:
    """What is to be asked; a list and a form without a choice show every question."""
    is_choice = asked.quick or asked.only_missing or asked.stale
    if (asked.show or asked.html is not None) and not is_choice:
        return [item for item in sitting.items if not sections or item.rule.pillar in sections]
    return list(
        chosen(
            sitting.items, sitting.as_of, sections=sections, quick=asked.quick, only_missing=asked.only_missing,
            stale=asked.stale,
        )
    )  # fmt: skip


def _write_form(file: Path, items: list[Item], sitting: Sitting, quiet: bool) -> int:
    from readiness.form import page

    if str(file) == "-":
        sys.stdout.buffer.write(page(items, sitting.assessment).encode())  # UTF-8, as the page itself says
        return Code.PASSED
    try:
        file.write_text(page(items, sitting.assessment), encoding="utf-8", newline="\n")
    except OSError as error:
        refuse([Problem(str(file), 0, f"cannot be written: {error.strerror}")], "No form was written")
    if quiet:
        return Code.PASSED
    sys.stderr.write(
        f"{file}: {counted(len(items), 'question')}. It opens in any browser and sends nothing anywhere; "
        "what it saves comes back with `readiness ask --from FILE`.\n"
    )
    return Code.PASSED


def _interview(asked: Asked, items: list[Item], sitting: Sitting) -> int:
    from readiness.cli.interviewing import interview
    from readiness.cli.output import look_of, make_safe
    from readiness.cli.prompting import Prompts
    from readiness.screen import STRONG, Screen

    make_safe(sys.stdout)
    look = look_of(sys.stdout, asked.color)
    screen = Screen(sys.stdout, look.width, look.color, look.unicode)
    if not items:
        screen.line((f"{_nothing(asked)}.", STRONG), f" {_standing(sitting)}", hang=2)
        return Code.PASSED
    if not asked.quiet:
        _introduce(asked, items, sitting, screen)
    if sitting.refutations is not None:
        sitting.refutations.begin()
    prompts = Prompts(look.width or 80, look.color, look.unicode)
    return interview(items, sitting, screen, prompts, asked.by)


def _introduce(asked: Asked, items: list[Item], sitting: Sitting, screen: Screen) -> None:
    from readiness.screen import STRONG

    due = len(chosen(sitting.items, sitting.as_of))
    if asked.quick:
        screen.line(
            (f"{len(items)} of {counted(due, 'open question')} can move the verdict", STRONG),
            f": about {counted(minutes(len(items)), 'minute')}.",
            hang=2,
        )
    else:
        screen.line(
            (counted(len(items), "question"), STRONG),
            f", about {counted(minutes(len(items)), 'minute')}; what counts most comes first.",
            hang=2,
        )
    screen.line(
        f"Each answer is saved at once in {sitting.shown_path}. Ctrl-C leaves; the same command goes on.", hang=2
    )


def _nothing(asked: Asked) -> str:
    if asked.quick:
        return "No answer can move the verdict now: `readiness audit` tells what to mend"
    return "Nothing is to be asked"


def _standing(sitting: Sitting) -> str:
    counts: dict[str, int] = {}
    for item in sitting.items:
        counts[item.state] = counts.get(item.state, 0) + 1
    words = {
        "open": "open",
        "answered": "answered",
        "not-known": "not known",
        "expires-soon": "expire soon",
        "stale": "stale",
        "seen": "seen in the repository",
    }
    told = ", ".join(f"{counts[state]} {word}" for state, word in words.items() if counts.get(state))
    return f"Of {counted(len(sitting.items), 'question')}: {told}. --edit RULE asks one again." if told else ""
