"""`readiness report`: the options of rendering a result again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.dash import or_stdout


def report(
    result: Annotated[Path, typer.Argument(metavar="RUN.json", help="A result of `--output-format json`; - is stdin.")],
    output_format: Annotated[
        str, typer.Option(metavar="FORMAT", help="text (default), html, markdown, sarif, ... as for audit.")
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.", callback=or_stdout),
    ] = None,
    more: Annotated[
        list[str] | None, typer.Option("--report", metavar="FORMAT=FILE", help="One more report; repeatable.")
    ] = None,
    lens: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Also read it through another framework; repeatable.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell the verdict only.")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Tell what is met, too; -vv all.")] = 0,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Write a result in another form, without auditing again.

    Exit codes: 0 written, whatever the verdict; 2 wrong usage, or the file is no result.
    """
    from readiness.cli.reporting import carry_out

    level = -1 if quiet else verbose
    raise typer.Exit(
        carry_out(
            result, output_format, output, tuple(more or ()), lenses=tuple(lens or ()), verbose=level, color=color
        )
    )
