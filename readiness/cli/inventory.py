"""`readiness inventory`: the options of the command that lists model calls and what guards them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.dash import or_stdout


def inventory(
    path: Annotated[Path, typer.Argument(help="The repository to look at.")] = Path(),
    output_format: Annotated[
        str, typer.Option(metavar="FORMAT", help="text (default), json, csv or cyclonedx.")
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.", callback=or_stdout),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings to use instead of the repository's own.")
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Use no settings but these options.")] = False,
    as_of: Annotated[
        str, typer.Option(metavar="DATE", help="As for audit (YYYY-MM-DD); what is listed depends on no day.")
    ] = "",
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="As for audit; an inventory keeps nothing, and is always made anew.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell the table only.")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Leave no place out.")] = 0,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """List every model call with its guards, and the models, prompts, data sets and evaluations found.

    Exit codes: 0 listed, 2 wrong usage or input, 3 the folder could not be looked at. Nothing is judged here.
    """
    from readiness.cli.inventorying import Wanted, carry_out

    del no_cache
    carry_out(Wanted(path, output_format, output, config, no_config, as_of, -1 if quiet else verbose, color))
