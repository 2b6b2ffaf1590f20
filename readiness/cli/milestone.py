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
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings to use instead of the repository's own.")
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Use no settings.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep what an audit remembers.")] = False,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Audit, and keep the result and the answers in readiness-milestones/NAME.json, for `readiness diff`.

    Exit codes: 0 kept or listed, 2 wrong name or input, or there is one already; 3 no verdict was reached.
    """
    from readiness.cli.freezing import freeze, list_milestones
    from readiness.cli.judged import Source

    if listing:
        raise typer.Exit(list_milestones(Path(name) if name else path, color))
    source = Source(path, config=config, no_config=no_config, as_of=as_of, no_cache=no_cache)
    raise typer.Exit(freeze(name, source, note, force))
