"""Carry out `readiness ask`: audit first, then ask, list, set or take in answers, whichever was wanted."""

from __future__ import annotations

import datetime
import sys
from dataclasses import dataclass
from pathlib import Path

from readiness.cli.leaving import Code, refuse
from readiness.cli.sitting import Sitting, prepare
from readiness.fields import a_date
from readiness.questionnaire import Item, chosen, minutes, section_letter, section_names
from readiness.strict_yaml import Problem, did_you_mean
from readiness.wording import counted

OTHER_WAYS = """\
There is no terminal to ask in. Other ways to answer:
  readiness ask --list                     what is asked, and where each question stands
  readiness ask --set RULE=VALUE --by NAME --evidence PATH
                                           answer without being asked (yes, partly, no, not-applicable, or the value)
  readiness ask --html form.html           one page for a browser; its answers come back with --from
  readiness ask --from FILE                take in answers from another file
  or write readiness-answers.yaml yourself: `readiness schema answers` tells its form\
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were typed."""

    path: Path
    quick: bool = False
    section: tuple[str, ...] = ()
    only_missing: bool = False
    stale: bool = False
    edit: str = ""
    show: bool = False
    put: tuple[str, ...] = ()
    by: str = ""
    date: str = ""
    evidence: tuple[str, ...] = ()
    reason: str = ""
    expires: str = ""
    note: str = ""
    merge: Path | None = None
    overwrite: bool = False
    html: Path | None = None
    no_input: bool = False
    answers: Path | None = None
    rules: tuple[Path, ...] = ()
    as_of: str = ""
    color: str = "auto"


def carry_out(asked: Asked) -> int:
    """Do what was asked for; the exit code."""
    problems, day, sections = _check(asked)
    if problems:
        refuse(problems, "Nothing was asked")
    is_quiet = asked.show or bool(asked.put) or asked.merge is not None or asked.html is not None
    if not is_quiet and (asked.no_input or not (sys.stdin.isatty() and sys.stdout.isatty())):
        sys.stderr.write(OTHER_WAYS + "\n")
        return Code.WRONG_INPUT
    sitting = prepare(asked.path, asked.answers, asked.rules, day)
    if asked.put:
        from readiness.cli.setting import put_answers

        return put_answers(asked, sitting)
    if asked.merge is not None:
        from readiness.cli.taking import take_answers

        return take_answers(asked, sitting)
    items = [_edited(asked.edit, sitting)] if asked.edit else _wanted(asked, sitting, sections)
    if asked.html is not None:
        return _write_form(asked.html, items, sitting)
    if asked.show:
        from readiness.cli.question_table import write_table

        write_table(items, sys.stdout, asked.color, sitting.as_of)
        return Code.PASSED
    return _interview(asked, items, sitting)


def _check(asked: Asked) -> tuple[list[Problem], datetime.date, tuple[str, ...]]:
    """Every mistake in the options, the day to ask as of, and the letters of the sections."""
    problems = []
    today = datetime.datetime.now(datetime.UTC).date()
    days = {"--as-of": asked.as_of, "--date": asked.date, "--expires": asked.expires}
    for option, word in days.items():
        if word and a_date(word) is None:
            problems.append(Problem(option, 0, f'"{word}" is not a date', "write it as YYYY-MM-DD"))
    letters = []
    for word in (one.strip() for part in asked.section for one in part.split(",")):
        letter = section_letter(word)
        if letter is None:
            hint = did_you_mean(word, section_names()) or f"known: {', '.join(section_names())}"
            problems.append(Problem("--section", 0, f'"{word}" is no section', hint))
        else:
            letters.append(letter)
    tasks = {"--list": asked.show, "--set": asked.put, "--from": asked.merge, "--html": asked.html}
    given = [name for name, value in tasks.items() if value]
    if len(given) > 1:
        problems.append(Problem(given[0], 0, f"cannot be combined with {', '.join(given[1:])}"))
    narrow = {
        "--quick": asked.quick,
        "--section": asked.section,
        "--stale": asked.stale,
        "--only-missing": asked.only_missing,
    }
    narrowed = [name for name, value in narrow.items() if value]
    if asked.edit and (narrowed or asked.put or asked.merge):
        problems.append(Problem("--edit", 0, "asks one question; leave the other choices out"))
    if asked.only_missing and asked.stale:
        problems.append(Problem("--only-missing", 0, "leaves nothing over beside --stale"))
    with_set = {
        "--date": asked.date,
        "--evidence": asked.evidence,
        "--reason": asked.reason,
        "--expires": asked.expires,
        "--note": asked.note,
    }
    problems += [Problem(name, 0, "belongs to --set") for name, value in with_set.items() if value and not asked.put]
    if asked.overwrite and not asked.merge:
        problems.append(Problem("--overwrite", 0, "belongs to --from"))
    if asked.html is not None and not asked.html.parent.is_dir():
        problems.append(Problem(str(asked.html), 0, f"cannot be written: there is no folder {asked.html.parent}"))
    return problems, a_date(asked.as_of) or today, tuple(dict.fromkeys(letters))


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


def _write_form(file: Path, items: list[Item], sitting: Sitting) -> int:
    from readiness.form import page

    try:
        file.write_text(page(items, sitting.assessment), encoding="utf-8", newline="\n")
    except OSError as error:
        refuse([Problem(str(file), 0, f"cannot be written: {error.strerror}")], "No form was written")
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
    due = len(chosen(sitting.items, sitting.as_of))
    if not items:
        told = (
            "No answer can move the verdict now: `readiness audit` tells what to mend"
            if asked.quick
            else "Nothing is to be asked"
        )
        screen.line((f"{told}.", STRONG), f" {_standing(sitting)}", hang=2)
        return Code.PASSED
    if asked.quick:
        moves = "question can" if len(items) == 1 else "questions can"
        screen.line(
            (f"{len(items)} of {due} open {moves} move the verdict", STRONG),
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
    prompts = Prompts(look.width or 80, look.color, look.unicode)
    return interview(items, sitting, screen, prompts, asked.by)


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
