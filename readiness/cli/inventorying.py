"""Carry out `readiness inventory`: check what was asked for, look, write it in the form wanted."""

from __future__ import annotations

import datetime
import importlib
import importlib.util
import os
import pkgutil
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from readiness import Component, Listing, Problem, Settings, inventory_formats
from readiness.cli.asked import COLORS, check_places, check_word
from readiness.cli.leaving import give_up, refuse
from readiness.cli.output import Look, into_file, onto_stdout
from readiness.config import load_settings
from readiness.inventory_report import listing
from readiness.product import Product
from readiness.snapshot import Snapshot

_NOTHING = "No inventory was made"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options as they were typed; `verbose` is -1 to 2."""

    path: Path
    output_format: str
    output: Path | None
    config: Path | None
    no_config: bool
    verbose: int
    color: str


def carry_out(wanted: Wanted) -> None:
    """Look and write. Leaves with 2 for mistakes in what was typed or configured, with 3 where nothing can be told."""
    if not wanted.path.is_dir():
        give_up(f"{wanted.path}: there is no such folder")
    if not os.access(wanted.path, os.R_OK | os.X_OK):
        give_up(f"{wanted.path}: cannot be read")
    settings = Settings()
    if not wanted.no_config:
        # Nothing here depends on the day: it only tells which waivers hold, and those are not asked for.
        settings = load_settings(wanted.path, datetime.date.min, wanted.config, waivers=False)
    problems = [*settings.problems, *_mistakes(wanted)]
    if problems:
        refuse(sorted(problems), _NOTHING)
    given = tuple(Component(path, kind, "") for path, kind in settings.components)
    snapshot = Snapshot.open(wanted.path, settings.exclude)
    if not snapshot.all_paths:
        give_up(f"{wanted.path}: there is no file to look at")
    product = Product(snapshot, settings.facets, given)
    product.announce(())
    found = listing(product, wanted.path.resolve().name)
    if product.fault:
        give_up(f"internal error: {product.fault}")
    _write(wanted, found)


def _mistakes(wanted: Wanted) -> list[Problem]:
    found: list[Problem] = []
    forms = tuple(sorted(module.name for module in pkgutil.iter_modules(inventory_formats.__path__)))
    check_word(wanted.output_format, forms, "--output-format", found)
    check_word(wanted.color, COLORS, "--color", found)
    if wanted.output_format == "cyclonedx" and importlib.util.find_spec("cyclonedx") is None:
        hint = "pip install 'readiness[bom]'"
        found.append(Problem("--output-format", 0, "cyclonedx needs the library cyclonedx-python-lib", hint))
    check_places([wanted.output] if wanted.output else [], found)
    return found


def _write(wanted: Wanted, found: Listing) -> None:
    def write(out: TextIO, look: Look) -> None:
        form = importlib.import_module(f"readiness.inventory_formats.{wanted.output_format}")
        form.write(found, out, width=look.width, color=look.color, unicode=look.unicode, verbose=look.verbose)

    if wanted.output is None:
        onto_stdout(wanted.color, wanted.verbose, write)
    elif wrong := into_file(wanted.output, wanted.verbose, write):
        refuse([wrong], "The inventory was made, but could not be written")
