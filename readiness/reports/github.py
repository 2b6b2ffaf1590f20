"""GitHub Actions annotations, the worst first: GitHub shows ten of a kind a step, so the tenth tells how many more.

The form is that of workflow commands (docs.github.com, "Workflow commands for GitHub Actions"): `%`, CR and LF are
escaped in what is said, `:` and `,` as well in properties.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from readiness.marking import Level, Mark, by_level, headline, marks
from readiness.model import Assessment
from readiness.wording import ascii_only, counted, interval, verdict_words

SHOWN = 10
"""So many annotations of a kind GitHub shows for a step; further ones vanish without a word."""
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def write(
    assessment: Assessment,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    verbose: int = 0,
) -> None:
    """Write the annotations, and the verdict as a plain last line of the log."""
    del width, color
    groups = by_level(one for one in marks(assessment) if not one.finding.waiver)
    for level, found in groups.items():
        for line in _commands(_COMMANDS[level], found, verbose):
            out.write((line if unicode else ascii_only(line)) + "\n")
    for error in assessment.errors:
        out.write(f"::warning title=readiness::{_said(f'could not be judged: {error}')}\n")
    span = interval(assessment.low, assessment.high, unicode)
    out.write(f"readiness: {verdict_words(assessment)} ({span} of 100, threshold {assessment.threshold:g})\n")


def _commands(command: str, found: list[Mark], verbose: int) -> Iterable[str]:
    """One line an annotation; with `verbose` all of them, for logs that are read whole."""
    shown = found if verbose > 0 or len(found) <= SHOWN else found[: SHOWN - 1]
    for one in shown:
        line = "" if one.cell else f",line={one.line}"
        cell = f"cell {one.cell}, line {one.line}: " if one.cell else ""
        title = _property(headline(one.finding))
        yield f"::{command} file={_property(one.path)}{line},title={title}::{_said(cell + _words(one))}"
    if rest := found[len(shown) :]:
        rules = sorted({one.finding.rule.id for one in rest})
        told = ", ".join(rules[:12]) + (", ..." if len(rules) > 12 else "")
        yield (
            f"::{command} title=readiness::"
            + _said(f"and {counted(len(rest), 'more place')} ({told}); the whole report has them all")
        )


def _words(one: Mark) -> str:
    said = one.says if one.says == one.finding.message else f"{one.says}. {one.finding.message}"
    return f"{said}\nFix: {' '.join(one.finding.rule.fix.split())}"


def _said(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _said(text).replace(":", "%3A").replace(",", "%2C")
