"""The help of the program itself, remembered: the library that lays it out loads longer than all else that it needs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from readiness import __version__
from readiness.remembering import remembered_text


def help_text() -> str:
    """What `readiness --help` tells on a terminal of this width, by this state of the program."""
    return remembered_text(f"help-{__version__}-{_state()}-{_columns()}.txt", _made)


def _made() -> str:
    import contextlib
    import io

    from readiness.cli.app import run

    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        run(["--help"])
    return told.getvalue()


def _state() -> str:
    """The sizes and times of the commands' files, as a short number."""
    with os.scandir(Path(__file__).parent) as found:
        states = sorted((one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in found if one.is_file())
    # A hash of texts differs from run to run; one of numbers does not.
    return f"{hash(tuple(number for _, *numbers in states for number in numbers)) & 0xFFFFFFFFFFFF:x}"


def _columns() -> int:
    """The columns that help is laid out for: 80 at most, and 80 where nobody says."""
    said = os.environ.get("COLUMNS", "")
    if said.isdigit() and int(said):
        return min(int(said), 80)
    try:
        return min(os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or 80, 80)
    except (OSError, ValueError, AttributeError):
        return 80
