"""Exit codes, and how a command leaves when what people handed in is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from enum import IntEnum
from typing import NoReturn


class Code(IntEnum):
    """What the exit code tells. It never depends on the output format."""

    PASSED = 0
    FAILED = 1
    WRONG_INPUT = 2
    INCOMPLETE = 3
    INTERRUPTED = 130


def refuse(problems: Iterable[object], result: str = "No audit was made") -> NoReturn:
    """Tell every mistake on stderr and leave with 2."""
    import typer

    told = [str(problem) for problem in problems]
    for problem in told:
        typer.echo(problem, err=True)
    mistakes = "1 mistake" if len(told) == 1 else f"{len(told)} mistakes"
    typer.echo(f"{mistakes}. {result}.", err=True)
    raise typer.Exit(Code.WRONG_INPUT)


def give_up(reason: str) -> NoReturn:
    """Tell why no verdict was reached and leave with 3."""
    import typer

    typer.echo(f"{reason}\nNo verdict was reached.", err=True)
    raise typer.Exit(Code.INCOMPLETE)


def close_quietly() -> None:
    """The reader of our output left. Point stdout elsewhere, or Python complains once more when it flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
