"""The options of `readiness ask`, and every mistake that can be told before anything is read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from readiness import Problem
from readiness.fields import a_date
from readiness.questionnaire import section_letter, section_names
from readiness.strict_yaml import did_you_mean


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
    config: Path | None = None
    no_config: bool = False
    no_cache: bool = False
    quiet: bool = False
    color: str = "auto"


def day_of(asked: Asked) -> datetime.date:
    """The day to ask as of: the one that was named, else today."""
    return a_date(asked.as_of) or datetime.datetime.now(datetime.UTC).date()


def sections_of(asked: Asked, problems: list[Problem]) -> tuple[str, ...]:
    """The letters of the sections; a word that names none is added to `problems`."""
    letters = []
    for word in (one.strip() for part in asked.section for one in part.split(",")):
        letter = section_letter(word)
        if letter is None:
            hint = did_you_mean(word, section_names()) or f"known: {', '.join(section_names())}"
            problems.append(Problem("--section", 0, f'"{word}" is no section', hint))
        else:
            letters.append(letter)
    return tuple(dict.fromkeys(letters))


def mistakes(asked: Asked) -> list[Problem]:
    """What is wrong with the options, and which of them do not go together."""
    problems = []
    for option, word in (("--as-of", asked.as_of), ("--date", asked.date), ("--expires", asked.expires)):
        if word and a_date(word) is None:
            problems.append(Problem(option, 0, f'"{word}" is not a date', "write it as YYYY-MM-DD"))
    tasks = {"--list": asked.show, "--set": asked.put, "--from": asked.merge, "--html": asked.html}
    first, *others = [name for name, value in tasks.items() if value] or [""]
    if others:
        problems.append(Problem(first, 0, f"cannot be combined with {', '.join(others)}"))
    is_narrowed = asked.quick or asked.section or asked.stale or asked.only_missing
    if asked.edit and (is_narrowed or asked.put or asked.merge):
        problems.append(Problem("--edit", 0, "asks one question; leave the other choices out"))
    if asked.only_missing and asked.stale:
        problems.append(Problem("--only-missing", 0, "leaves nothing over beside --stale"))
    belonging = {
        "--date": asked.date, "--evidence": asked.evidence, "--reason": asked.reason, "--expires": asked.expires,
        "--note": asked.note,
    }  # fmt: skip
    problems += [Problem(name, 0, "belongs to --set") for name, value in belonging.items() if value and not asked.put]
    if asked.overwrite and not asked.merge:
        problems.append(Problem("--overwrite", 0, "belongs to --from"))
    if asked.html is not None and not asked.html.parent.is_dir():
        problems.append(Problem(str(asked.html), 0, f"cannot be written: there is no folder {asked.html.parent}"))
    if asked.color not in ("auto", "always", "never"):
        problems.append(Problem("--color", 0, f'"{asked.color}" is not known', "known: auto, always, never"))
    return problems
