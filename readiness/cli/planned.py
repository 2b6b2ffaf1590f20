"""Carry out `readiness plan`: audit, find the way, write it down."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from readiness import PILLARS, Assessment, Move, Plan, Problem, plan
from readiness.cli.asked import COLORS, check_places, check_word
from readiness.cli.judged import Source, judged
from readiness.cli.leaving import refuse
from readiness.cli.output import Look, write_to
from readiness.planning import READY
from readiness.reports.markdown import code, plain, prose
from readiness.screen import GOOD, OPEN, PART, QUIET, STRONG, Screen
from readiness.strict_yaml import did_you_mean
from readiness.wording import VERDICTS, counted

SHOWN = 12
"""So many steps are told where no goal cuts the list short; `-v` tells all."""


def carry_out(source: Source, goal: str, output_format: str, output: Path | None, verbose: int, color: str) -> None:
    """Write the plan to stdout or a file. Leaves with 2 for mistakes in what was typed or configured.

    `verbose` -1 tells the title only, 1 every step and how it is done.
    """
    problems: list[Problem] = []
    check_word(output_format, ("text", "markdown", "json"), "--output-format", problems)
    check_word(color, COLORS, "--color", problems)
    check_places([output] if output else [], problems)
    if goal and goal != READY and not _is_points(goal):
        hint = did_you_mean(goal, (READY,)) or 'as "ready", or a number of points from 0 to 100'
        problems.append(Problem("--to", 0, f'"{goal}" is no goal', hint))
    if problems:
        refuse(problems, "No plan was made")
    run = judged(source, problems, "No plan was made")
    found = plan(run, goal)

    def write(out: TextIO, look: Look) -> None:
        if output_format == "json":
            out.write(json.dumps(_data(run, found), indent=2) + "\n")
        elif output_format == "markdown":
            out.writelines(_markdown(run, found))
        else:
            _text(Screen(out, look.width, look.color, look.unicode), run, found, verbose)

    write_to(output, color, verbose, write, "The plan was made, but could not be written")


def _is_points(goal: str) -> bool:
    try:
        return 0 <= float(goal) <= 100
    except ValueError:
        return False


def _title(run: Assessment, found: Plan) -> str:
    now = f"Now {VERDICTS[run.verdict]}"
    efforts = ", ".join(f"{count} {word}" for word, count in found.efforts.items())
    if not found.moves:
        return f"{now}: nothing is left to do" if not found.goal else f"{now}: nothing more is needed for that"
    if not found.goal:
        return f"{now}: {counted(len(found.moves), 'step')} would add something ({efforts})"
    goal = "ready" if found.goal == READY else f"{found.goal} points in every pillar"
    return f"{now}; to {goal}: {counted(len(found.moves), 'step')} ({efforts})"


def _text(screen: Screen, run: Assessment, found: Plan, verbose: int) -> None:
    screen.line((_title(run, found), STRONG), hang=2)
    if verbose < 0:
        return
    if found.goal and found.moves:
        screen.line(
            ("The least effort that reaches it: gates first, then the most gain for the effort.", QUIET), hang=2
        )
    shown = found.moves if found.goal or verbose else found.moves[:SHOWN]
    for number, move in enumerate(shown, 1):
        screen.blank()
        _step(screen, number, move, verbose)
    if len(shown) < len(found.moves):
        screen.blank()
        screen.line((f"and {len(found.moves) - len(shown)} more; -v tells them, --to ready the fewest needed", QUIET))
    if found.goal:
        screen.heading("Pillars after that")
        for letter, points in found.after.items():
            screen.line(f"{letter} {PILLARS[letter]}: {found.before[letter]:g} to ", (f"{points:g}", GOOD), indent=2)
    if found.obstacles:
        screen.heading("What these steps do not clear")
        screen.bullets(found.obstacles)


def _step(screen: Screen, number: int, move: Move, verbose: int) -> None:
    gate = (f"  {move.gate} gate", PART if move.gate == "closed" else OPEN) if move.gate else ("", "")
    screen.line(
        (f"{number:2}. ", QUIET), (move.rule, STRONG), f" {move.title}", gate,
        (f"  +{move.gain:g} {move.pillar}, {move.kind}, {move.effort} effort", QUIET), indent=0, hang=4,
    )  # fmt: skip
    if move.place:
        screen.line((move.place.place, STRONG), f"  {move.place.says}", indent=4, hang=2)
    if verbose or move.gate:
        screen.line(("Answer: " if move.kind == "answer" else "Fix: ", STRONG), move.what, indent=4, hang=2)
        screen.line(("Then: ", STRONG), move.confirm, indent=4, hang=2)


def _markdown(run: Assessment, found: Plan) -> Iterable[str]:
    yield f"## {plain(_title(run, found))}\n\n| | Step | Gain | How | Effort | What |\n|--:|:--|--:|:--|:--|:--|\n"
    for number, move in enumerate(found.moves, 1):
        place = f" {code(move.place.place)}" if move.place else ""
        gate = f" (**{move.gate} gate**)" if move.gate else ""
        told = f"{prose(move.what)}{place}".replace("\n", " ")
        step = f"{move.rule} {plain(move.title)}{gate}"
        yield f"| {number} | {step} | +{move.gain:g} {move.pillar} | {move.kind} | {move.effort} | {told} |\n"
    if found.obstacles:
        yield "\nNot cleared by these steps:\n\n" + "".join(f"- {plain(one)}\n" for one in found.obstacles)


def _data(run: Assessment, found: Plan) -> dict[str, object]:
    return {
        "schema_version": 1,
        "goal": found.goal,
        "verdict": str(run.verdict),
        "reaches": found.reaches,
        "before": dict(found.before),
        "after": dict(found.after),
        "efforts": dict(found.efforts),
        "steps": [
            {
                "rule": move.rule, "title": move.title, "pillar": move.pillar, "kind": move.kind,
                "effort": move.effort, "gain": move.gain, "gate": move.gate, "what": move.what,
                "path": move.place.path if move.place else None, "line": move.place.line if move.place else None,
                "confirm": move.confirm,
            }
            for move in found.moves
        ],
        "obstacles": list(found.obstacles),
    }  # fmt: skip
