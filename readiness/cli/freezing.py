"""Carry out `readiness milestone`: audit and freeze, or list what is frozen."""

from __future__ import annotations

import sys
from pathlib import Path

from readiness import BadInput, NothingJudged, Problem, audit
from readiness.answers import FILE as ANSWERS
from readiness.cli.asked import COLORS, check_word, day_of
from readiness.cli.judged import Source, check_folder, settings_of
from readiness.cli.leaving import Code, give_up, refuse
from readiness.cli.output import look_of, make_safe
from readiness.config import read_inside
from readiness.milestone_files import FOLDER
from readiness.milestones import Milestone, points, save, wrong_name
from readiness.sanitizing import snippet
from readiness.screen import QUIET, STRONG, Screen
from readiness.wording import VERDICTS

_NOTHING = "No milestone was set"


def freeze(name: str, source: Source, note: str, force: bool) -> int:
    """Audit the repository as it lies there and keep the result. What is not committed is told, and kept as it is."""
    root = source.path
    check_folder(root)
    problems: list[Problem] = []
    day = day_of(source.as_of, problems)
    if wrong := wrong_name(name):
        problems.append(
            Problem("milestone", 0, f'"{name}": {wrong}' if name else "needs a name", "as pilot or 2026-Q1")
        )
    settings = settings_of(source, [])
    if problems:
        refuse([*problems, *settings.problems], _NOTHING)
    try:
        run = audit(root, settings=settings, as_of=day, cache=not source.no_cache)
    except BadInput as wrong_input:
        refuse(wrong_input.problems, _NOTHING)
    except NothingJudged as nothing:
        give_up(str(nothing))
    answers_path = settings.answers or ANSWERS
    text = read_inside(root, answers_path)
    told = Milestone(name, day.isoformat(), snippet(note), answers_path, text if isinstance(text, str) else "", run)
    problem = save(root, told, force)
    if problem is not None:
        refuse([problem], _NOTHING)
    if run.target.dirty:
        sys.stderr.write(
            "warning: something here is not committed, so the milestone is of what no commit holds; "
            "commit, then set it again with --force\n"
        )
    elif not run.target.commit:
        sys.stderr.write("warning: this is no git repository, so the milestone names no commit\n")
    sys.stdout.write(
        f"{FOLDER}/{name}.json: {VERDICTS[run.verdict]}, as of {day}. Commit it, so that others have it.\n"
    )
    return Code.PASSED


def list_milestones(root: Path, color: str) -> int:
    """List every milestone, oldest first: name, day, commit, verdict, lowest pillar, note."""
    problems: list[Problem] = []
    check_word(color, COLORS, "--color", problems)
    if problems:
        refuse(problems, "Nothing was listed")
    if not root.is_dir():
        give_up(f"{root}: there is no such folder")
    make_safe(sys.stdout)
    look = look_of(sys.stdout, color)
    screen = Screen(sys.stdout, look.width, look.color, look.unicode)
    found = points(root)
    if not found:
        screen.line((f"No milestone is set; `readiness milestone NAME` sets one in {FOLDER}/.", QUIET))
    width = max((len(point.name) for point in found), default=0)
    for point in found:
        low = f", lowest pillar {min(point.lows.values()):g}" if point.lows else ""
        commit = f" at {point.commit[:12]}" if point.commit else ""
        screen.line(
            (f"{point.name:{width}}  ", STRONG), f"{point.date}{commit}  {point.verdict}{low}",
            (f"  {point.note}" if point.note else "", QUIET), hang=width + 2,
        )  # fmt: skip
    return Code.PASSED
