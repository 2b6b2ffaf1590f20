"""`readiness plan`: the options of the command that says what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.dash import or_stdout


def plan(
    path: Annotated[Path, typer.Argument(help="The repository to plan for.")] = Path(),
    to: Annotated[
        str, typer.Option("--to", metavar="GOAL", help="The cheapest way to: ready, or points for every pillar (80).")
    ] = "",
    output_format: Annotated[str, typer.Option(metavar="FORMAT", help="text (default), markdown or json.")] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.", callback=or_stdout),
    ] = None,
    profile: Annotated[str, typer.Option(metavar="NAME", help="The stage to plan for, as for audit.")] = "",
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="Let no accepted risk count.")] = False,
    answers: Annotated[Path | None, typer.Option(metavar="FILE", help="Answers to use instead.")] = None,
    rules: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="A folder of rules of your own; repeatable.")
    ] = None,
    config: Annotated[Path | None, typer.Option(metavar="FILE", help="Settings to use instead.")] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Use no settings of the repository.")] = False,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Judge as of this day (YYYY-MM-DD), not today.")] = "",
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep what an audit remembers.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell how many steps only.")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Tell every step, and how.")] = 0,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Tell what to do next: every step by what it adds, or the cheapest set of steps that reaches a goal.

    Exit codes: 0 told, 2 wrong usage or input, 3 no verdict was reached.
    """
    from readiness.cli.judged import Source
    from readiness.cli.planned import carry_out

    source = Source(path, answers, tuple(rules or ()), config, no_config, as_of, profile, no_waivers, no_cache)
    carry_out(source, to, output_format, output, -1 if quiet else verbose, color)
