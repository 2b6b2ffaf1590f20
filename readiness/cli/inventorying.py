"""Carry out `readiness inventory`: check what was asked for, look, write it in the form wanted."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from readiness import BadInput, NothingJudged, Problem, inventory_forms, render_inventory, take_inventory
from readiness.cli.asked import COLORS, check_places, check_word
from readiness.cli.judged import Source, check_folder, settings_of
from readiness.cli.leaving import give_up, refuse
from readiness.cli.output import Look, write_to

_NOTHING = "No inventory was made"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options as they were typed; `verbose` is -1 to 2."""

    path: Path
    output_format: str
    output: Path | None
    config: Path | None
    no_config: bool
    as_of: str
    verbose: int
    color: str


def carry_out(wanted: Wanted) -> None:
    """Look and write. Leaves with 2 for mistakes in what was typed or configured, with 3 where nothing can be told."""
    check_folder(wanted.path)
    problems = _mistakes(wanted)
    source = Source(wanted.path, config=wanted.config, no_config=wanted.no_config, as_of=wanted.as_of, no_waivers=True)
    settings = settings_of(source, problems)
    settings = replace(settings, problems=(*settings.problems, *problems))
    try:
        found = take_inventory(wanted.path, settings=settings)
    except BadInput as wrong:
        refuse(wrong.problems, _NOTHING)
    except NothingJudged as nothing:
        give_up(str(nothing))

    def write(out: TextIO, look: Look) -> None:
        out.write(
            render_inventory(
                found, wanted.output_format, width=look.width, color=look.color, unicode=look.unicode,
                verbose=look.verbose,
            )
        )  # fmt: skip

    write_to(wanted.output, wanted.color, wanted.verbose, write, "The inventory was made, but could not be written")


def _mistakes(wanted: Wanted) -> list[Problem]:
    found: list[Problem] = []
    check_word(wanted.output_format, inventory_forms(), "--output-format", found)
    check_word(wanted.color, COLORS, "--color", found)
    if wanted.output_format == "cyclonedx" and importlib.util.find_spec("cyclonedx") is None:
        hint = "pip install 'readiness[bom]'"
        found.append(Problem("--output-format", 0, "cyclonedx needs the library cyclonedx-python-lib", hint))
    check_places([wanted.output] if wanted.output else [], found)
    return found
