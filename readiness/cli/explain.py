"""`readiness explain RULE`: everything that is known of a rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.dash import or_stdout


def explain(
    rule: Annotated[str, typer.Argument(help="The rule's id or name, as R301 or ai-call-timeout.")],
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="Also in the light of this repository: what was found.")
    ] = None,
    rules: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="A folder of rules of your own; repeatable.")
    ] = None,
    config: Annotated[Path | None, typer.Option(metavar="FILE", help="Settings to use instead.")] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Use no settings of the repository.")] = False,
    answers: Annotated[Path | None, typer.Option(metavar="FILE", help="Answers to use instead.")] = None,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Judge as of this day (YYYY-MM-DD), not today.")] = "",
    profile: Annotated[str, typer.Option(metavar="NAME", help="With PATH: the stage to judge by, as for audit.")] = "",
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="With PATH: let no accepted risk count.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep what an audit remembers.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.", callback=or_stdout),
    ] = None,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Tell what a rule asks for, why, how it is judged, how to mend it, and its examples.

    With PATH also what was looked for in that repository, where, what was found, and what came near.
    """
    from readiness.cli.explaining import carry_out
    from readiness.cli.judged import Source

    source = Source(
        path or Path(), answers, tuple(rules or ()), config, no_config, as_of, profile, no_waivers, no_cache
    )
    carry_out(rule, source if path is not None else None, tuple(rules or ()), output, color)
