"""What several commands ask for in the same words: a format, a colour, further reports, a day, own rules."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness import BadInput, Problem, report_formats
from readiness.fields import a_date
from readiness.settings import PROFILES
from readiness.strict_yaml import did_you_mean

if TYPE_CHECKING:
    from readiness.lenses import Lens

COLORS = ("auto", "always", "never")


def check_word(word: str, known: tuple[str, ...], option: str, problems: list[Problem]) -> bool:
    """Whether a word is one of those known; a problem with a hint is added where it is not."""
    if word in known:
        return True
    hint = did_you_mean(word, known) or f"known: {', '.join(known)}"
    problems.append(Problem(option, 0, f'"{word}" is not known', hint))
    return False


def asked_profile(name: str, problems: list[Problem]) -> str:
    """The stage to judge by, "" without one; a name that is not known is added to the problems."""
    return name if name and check_word(name, tuple(PROFILES), "--profile", problems) else ""


def asked_reports(
    given: tuple[str, ...], problems: list[Problem], known: tuple[str, ...] = ()
) -> tuple[tuple[str, Path], ...]:
    """(format, file) of each `--report FORMAT=FILE`; the formats are those of an audit unless others are known."""
    found = []
    for word in given:
        name, equals, file = word.partition("=")
        if not equals or not file:
            problems.append(Problem("--report", 0, f'"{word}" is not FORMAT=FILE', "as json=result.json"))
        elif file == "-":
            problems.append(Problem("--report", 0, f'"{word}" names no file', f"for stdout: --output-format {name}"))
        elif check_word(name, known or report_formats(), "--report", problems):
            found.append((name, Path(file)))
    return tuple(found)


def check_places(files: list[Path], problems: list[Problem]) -> None:
    """An audit may take a minute; that its report has no place is told before."""
    for file in files:
        if not file.parent.is_dir():
            problems.append(Problem(str(file), 0, f"cannot be written: there is no folder {file.parent}"))


def asked_lenses(given: tuple[str, ...], folders: tuple[Path, ...], problems: list[Problem]) -> tuple[Lens, ...]:
    """The lens of each `--lens NAME`; what is wrong with one is added to the problems."""
    if not given:
        return ()
    from readiness.lenses import load_lens
    from readiness.ruleset import load_rules
    from readiness.warning_signs import known_signs

    try:
        known = (*load_rules(folders).by_id, *known_signs())
    except BadInput:
        return ()  # rules that cannot be read are told by the audit itself
    found = []
    for name in dict.fromkeys(given):
        lens, wrong = load_lens(name, known)
        problems += wrong
        if lens is not None:
            found.append(lens)
    return tuple(found)


def day_of(text: str, problems: list[Problem]) -> datetime.date:
    """The day to judge by. Today is the one thing that is read from the clock, and every report names it."""
    today = datetime.datetime.now(datetime.UTC).date()
    day = a_date(text) if text else today
    if day is None:
        problems.append(Problem("--as-of", 0, f'"{text}" is not a date', "write it as YYYY-MM-DD"))
    return day or today


def own_rules(given: tuple[Path, ...], problems: list[Problem]) -> tuple[Path, ...]:
    """The folders of `--rules` that are there; those that are missing are added to the problems."""
    for folder in given:
        if not folder.is_dir():
            problems.append(Problem("--rules", 0, f"{folder}: there is no such folder of rules"))
    return tuple(folder for folder in given if folder.is_dir())
