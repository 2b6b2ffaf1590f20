"""`readiness diff A B`: what changed between two states of a repository."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.dash import or_stdout


def diff(
    before: Annotated[
        str,
        typer.Argument(
            metavar="[A]", help="Milestone, result file or git ref; by default the newest milestone, or the merge base."
        ),
    ] = "",
    after: Annotated[str, typer.Argument(metavar="[B]", help="The same; by default now, the working tree.")] = "now",
    path: Annotated[Path, typer.Option("--path", "-C", metavar="DIR", help="The repository.")] = Path(),
    output_format: Annotated[str, typer.Option(metavar="FORMAT", help="text (default), json or markdown.")] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.", callback=or_stdout),
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 where anything is worse.")] = False,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Judge as of this day (YYYY-MM-DD), not today.")] = "",
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings to judge both sides by, instead of their own.")
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Judge both sides without settings.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep what an audit remembers.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell how much changed only.")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Tell neutral changes, too.")] = 0,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Tell what is new, fixed, worsened or weakened, where, since which commit, and what to do.

    Exit codes: 0 told, 1 something is worse (with --exit-code), 2 wrong usage or input, 3 no verdict was reached.
    """
    from readiness.cli.diffing import Wanted, carry_out

    wanted = Wanted(
        before, after, path, output_format, output, exit_code, as_of, config, no_config, not no_cache,
        -1 if quiet else verbose, color,
    )  # fmt: skip
    raise typer.Exit(carry_out(wanted))
