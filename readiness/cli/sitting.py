"""Sit down to the questionnaire: say what takes a while, and leave with every mistake where something is wrong."""

from __future__ import annotations

import os
import sys

from readiness import BadInput, NothingJudged, Problem
from readiness.cli.asked import day_of, own_rules
from readiness.cli.judged import Source, check_folder, settings_of
from readiness.cli.leaving import give_up, refuse
from readiness.sitting import Sitting, sit_down

_NOTHING = "Nothing was asked"


def prepare(source: Source, quiet: bool = False) -> Sitting:
    """Audit, and read the answers at hand. Leaves with every mistake where something is wrong."""
    check_folder(source.path)
    problems = list[Problem]()
    day, settings = day_of(source.as_of, problems), settings_of(source, [])
    folders = own_rules(source.rules, problems)
    if problems:
        refuse(problems, _NOTHING)
    tell = _tell if not quiet else _keep_quiet
    tell("reading the repository ...")
    try:
        sitting = sit_down(
            source.path, settings, as_of=day, answers=source.answers, rules=folders, cache=not source.no_cache
        )
    except BadInput as wrong:
        tell("")
        refuse(wrong.problems, _NOTHING)
    except NothingJudged as nothing:
        tell("")
        give_up(str(nothing))
    tell("")
    return sitting


def _tell(words: str) -> None:
    """Say what takes a while, where somebody is looking; without words, wipe it away."""
    if sys.stderr.isatty() and not os.environ.get("CI"):
        sys.stderr.write(f"\r{words:40}\r" if not words else f"\r{words}")
        sys.stderr.flush()


def _keep_quiet(words: str) -> None:
    """Say nothing."""
