"""`readiness ask --from FILE`: show what another file would change, and take in what fits."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from readiness import BadInput, Problem
from readiness.answers import Answer, is_url
from readiness.answers_file import read_written
from readiness.cli.ask_options import Asked
from readiness.cli.leaving import Code, refuse
from readiness.merging import Change, Difference, differences, read_incoming, refused_by_the_scan, without
from readiness.sanitizing import printable
from readiness.sitting import Sitting
from readiness.wording import counted

_SIGNS = {Change.NEW: "+", Change.CHANGED: "~", Change.CONFLICT: "!"}


def take_answers(asked: Asked, sitting: Sitting) -> int:
    """Take in what fits; the exit code. With a mistake in the file nothing is taken."""
    assert asked.merge is not None
    incoming = read_incoming(_text_of(asked.merge), asked.merge.name, sitting.rules, sitting.ruleset, sitting.answers)
    if incoming.problems:
        refuse(incoming.problems, "Nothing was taken in")
    incoming = without(incoming, refused_by_the_scan(incoming, lambda rule: _refusal(sitting, rule)))
    found = differences(sitting.answers, incoming)
    _show(asked.merge, found)
    left = list(incoming.refused.values())
    taken: dict[str, Answer] = {}
    for one in found:
        if one.change is Change.SAME:
            continue
        if one.change is Change.CONFLICT and not asked.overwrite and not _is_wanted(one, asked):
            left.append(_conflict(one, asked.merge.name))
            continue
        taken[one.rule] = sitting.bound(one.new)
    for rule, answer in taken.items():
        for place in answer.evidence:
            if not is_url(place) and (wrong := sitting.wrong_evidence(place)):
                typer.echo(f"note: {rule}: {printable(place)} {wrong}", err=True)
    try:
        sitting.save(taken)
    except BadInput as wrong_file:
        refuse(wrong_file.problems, "Nothing was taken in")
    said = f"{counted(len(taken), 'answer')} taken into {sitting.shown_path}"
    if left:
        refuse(left, f"{said}; these were not")
    typer.echo(f"{said}." if taken else "Nothing in it is new.")
    return Code.PASSED


def _refusal(sitting: Sitting, rule: str) -> str:
    item = sitting.item(rule)
    return "" if isinstance(item, Problem) else sitting.refusal(item)


def _text_of(path: Path) -> str:
    if not path.is_file():
        refuse([Problem(str(path), 0, "there is no such file")], "Nothing was taken in")
    try:
        return read_written(path).text
    except BadInput as wrong:
        refuse(wrong.problems, "Nothing was taken in")


def _show(path: Path, found: tuple[Difference, ...]) -> None:
    counts = {change: sum(one.change is change for one in found) for change in Change}
    words = {
        Change.NEW: "new",
        Change.CHANGED: "changed",
        Change.CONFLICT: "changed on both sides",
        Change.SAME: "the same",
    }
    told = ", ".join(f"{counts[change]} {word}" for change, word in words.items() if counts[change])
    typer.echo(f"{path.name}: {told or 'no answers'}")
    for one in found:
        if one.change is Change.SAME:
            continue
        new = one.new
        who = f"by {printable(new.by) or 'nobody'} on {new.date or 'no day'}"
        typer.echo(f"{_SIGNS[one.change]} {one.rule} {one.change}, {who}")
        for key, before, after in one.fields:
            if one.old is None:
                if key not in ("by", "date"):
                    typer.echo(f"    {key}: {_shown(after)}")
            else:
                typer.echo(f"    {key}: {_shown(before)} -> {_shown(after)}")


def _shown(words: str) -> str:
    line = printable(" ".join(words.split()))
    return (line if len(line) <= 120 else line[:119] + "…") or "(nothing)"


def _is_wanted(one: Difference, asked: Asked) -> bool:
    """Whether somebody who sits here decides for the other file's answer."""
    if asked.no_input or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    from readiness.cli.output import look_of
    from readiness.cli.prompting import Prompts

    assert one.old is not None
    look = look_of(sys.stdout, asked.color)
    prompts = Prompts(look.width or 80, look.color, look.unicode)
    mine = f"{printable(one.old.by)} on {one.old.date}"
    return prompts.agree(f"{one.rule}: replace the answer of {mine} by that of {printable(one.new.by)}", False)


def _conflict(one: Difference, name: str) -> Problem:
    assert one.old is not None
    line = one.new.place.rpartition(":")[2]
    told = f"the answer at hand is by {printable(one.old.by)} on {one.old.date} ({one.old.place})"
    message = f"answers.{one.rule}: both sides changed; {told}"
    return Problem(name, int(line) if line.isdigit() else 0, message, "--overwrite takes this file's")
