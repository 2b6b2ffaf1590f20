"""`readiness init`: the options of starting in a repository."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    path: Annotated[Path, typer.Argument(help="The repository to start in.")] = Path(),
    profile: Annotated[
        str, typer.Option(metavar="NAME", help="The stage to judge by: prototype, pilot, limited, general (default).")
    ] = "",
    ci: Annotated[
        str, typer.Option(metavar="KIND", help="A CI file: github, gitlab or none (default: as found).")
    ] = "",
    hook: Annotated[
        bool | None, typer.Option("--hook/--no-hook", help="An entry for pre-commit (default: yes).")
    ] = None,
    answers: Annotated[
        bool | None, typer.Option("--answers/--no-answers", help="An empty answers file (default: yes).")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; take what is not given as usual.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
) -> None:
    """Write settings, an answers file, a hook entry and a CI file; never over a file that is there.

    At a terminal it asks what was not given. Exit codes: 0 done, 2 wrong usage or a file could not be written.
    """
    from readiness.cli.initiating import carry_out

    carry_out(path, profile=profile, ci=ci, hook=hook, answers=answers, ask=not yes, dry_run=dry_run)
