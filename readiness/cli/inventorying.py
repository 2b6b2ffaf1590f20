"""Carry out `readiness inventory`: check what was asked for, look, write it in the form wanted."""

from __future__ import annotations

import datetime
import importlib
import importlib.util
import os
import pkgutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from readiness import inventory_formats
from readiness.cli.leaving import close_quietly, give_up, refuse
from readiness.cli.output import Look, look_of, make_safe
from readiness.config import load_settings
from readiness.inventory_report import Listing, listing
from readiness.model import Component
from readiness.product import Product
from readiness.settings import Settings
from readiness.snapshot import Snapshot
from readiness.strict_yaml import Problem, did_you_mean

_COLORS = ("auto", "always", "never")
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
    found = []
    forms = tuple(sorted(module.name for module in pkgutil.iter_modules(inventory_formats.__path__)))
    for option, word, known in (
        ("--output-format", wanted.output_format, forms), ("--color", wanted.color, _COLORS),
    ):  # fmt: skip
        if word not in known:
            hint = did_you_mean(word, known) or f"known: {', '.join(known)}"
            found.append(Problem(option, 0, f'"{word}" is not known', hint))
    if wanted.output_format == "cyclonedx" and importlib.util.find_spec("cyclonedx") is None:
        hint = "pip install 'readiness[bom]'"
        found.append(Problem("--output-format", 0, "cyclonedx needs the library cyclonedx-python-lib", hint))
    if wanted.output is not None and not wanted.output.parent.is_dir():
        found.append(Problem(str(wanted.output), 0, f"cannot be written: there is no folder {wanted.output.parent}"))
    return found


def _write(wanted: Wanted, found: Listing) -> None:
    if wanted.output is not None:
        try:
            with wanted.output.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
                _written(wanted, found, out, Look(0, False, True, wanted.verbose))
        except OSError as error:
            says = f"cannot be written: {error.strerror or type(error).__name__}"
            refuse([Problem(str(wanted.output), 0, says)], "The inventory was made, but could not be written")
        return
    make_safe(sys.stdout)
    try:
        _written(wanted, found, sys.stdout, look_of(sys.stdout, wanted.color, wanted.verbose))
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # rich leaves with 1 where the reader has left
        close_quietly()


def _written(wanted: Wanted, found: Listing, out: TextIO, look: Look) -> None:
    form = importlib.import_module(f"readiness.inventory_formats.{wanted.output_format}")
    form.write(found, out, width=look.width, color=look.color, unicode=look.unicode, verbose=look.verbose)
