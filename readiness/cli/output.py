"""Where reports go, and how they may look there: width, colour, and whether signs beyond ASCII are carried."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import readiness
from readiness import Problem
from readiness.cli.leaving import close_quietly, refuse

if TYPE_CHECKING:
    from readiness import Assessment


@dataclass(frozen=True, slots=True)
class Look:
    """How text may look: columns (0 = never wrapped), colour, signs beyond ASCII, and how much is told (-1 to 2)."""

    width: int
    color: bool
    unicode: bool
    verbose: int = 0


Write = Callable[[TextIO, Look], None]
"""Fills a stream in a look."""


def look_of(out: TextIO, color: str, verbose: int = 0) -> Look:
    """The look that suits a stream. `color` is auto, always or never; NO_COLOR and FORCE_COLOR decide on auto."""
    is_terminal = out.isatty()
    width = shutil.get_terminal_size((80, 24)).columns if is_terminal else 0
    return Look(width, _is_colored(is_terminal, color), _carries_signs(out), verbose)


def _is_colored(is_terminal: bool, color: str) -> bool:
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal and os.environ.get("TERM") != "dumb"


def _carries_signs(out: TextIO) -> bool:
    """Whether the stream's encoding has the signs and the locale is not the plain one, whose terminal may lack them."""
    try:
        "✗✓█–…".encode(out.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    return spoken not in ("C", "POSIX")


def write_report(assessment: Assessment, name: str, out: TextIO, look: Look) -> None:
    """Write the report of that name to a stream."""
    readiness.write_report(
        assessment, out, name, width=look.width, color=look.color, unicode=look.unicode, verbose=look.verbose
    )  # fmt: skip


def write_file(assessment: Assessment, name: str, path: Path, verbose: int) -> Problem | None:
    """Write the report of that name to a file; a problem where the file cannot be written."""
    return into_file(path, verbose, lambda out, look: write_report(assessment, name, out, look))


def write_out(assessment: Assessment, name: str, color: str, verbose: int) -> None:
    """Write the report of that name to stdout."""
    onto_stdout(color, verbose, lambda out, look: write_report(assessment, name, out, look))


def write_to(file: Path | None, color: str, verbose: int, write: Write, failed: str) -> None:
    """Let `write` fill a file, or stdout where none is named. Leaves with 2 and `failed` where it cannot be written."""
    if file is None:
        onto_stdout(color, verbose, write)
    elif wrong := into_file(file, verbose, write):
        refuse([wrong], failed)


def into_file(path: Path, verbose: int, write: Write) -> Problem | None:
    """Let `write` fill a file, as UTF-8 without colour; a problem where the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
            write(out, Look(0, False, True, verbose))
    except OSError as error:
        return Problem(str(path), 0, f"cannot be written: {error.strerror or type(error).__name__}")
    return None


def onto_stdout(color: str, verbose: int, write: Write) -> None:
    """Let `write` fill stdout, in the look that suits it, and leave quietly where nobody reads it any more."""
    make_safe(sys.stdout)
    try:
        write(sys.stdout, look_of(sys.stdout, color, verbose))
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # rich leaves with 1 where the reader has left; the gate's own code counts
        close_quietly()


def make_safe(out: TextIO) -> None:
    """Let a stream replace what its encoding lacks instead of failing in the middle of a report."""
    if out is sys.stdout or out is sys.stderr:
        with contextlib.suppress(AttributeError, ValueError):
            out.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined]
