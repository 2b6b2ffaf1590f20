"""`readiness milestone NAME`: freeze result and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def milestone(
    name: Annotated[str, typer.Argument(help="The milestone's name, as pilot or 2026-Q1.")] = "",
    path: Annotated[Path, typer.Argument(readable=False, help="The repository.")] = Path(),
    note: Annotated[str, typer.Option(metavar="TEXT", help="What it stands for.")] = "",
    listing: Annotated[bool, typer.Option("--list", help="List the milestones of the repository.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a milestone of that name.")] = False,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Judge as of this day (YYYY-MM-DD), not today.")] = "",
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep what an audit remembers.")] = False,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Audit, and keep the result and the answers in readiness-milestones/NAME.json, for `readiness diff`.

    Exit codes: 0 kept or listed, 2 wrong name or input, or there is one already; 3 no verdict was reached.
    """
    from readiness.cli.freezing import freeze, list_milestones

    if listing:
        raise typer.Exit(list_milestones(Path(name) if name else path, color))
    raise typer.Exit(freeze(name, path, note, force, as_of, not no_cache))
