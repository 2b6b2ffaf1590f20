"""`readiness audit`: the options of the main command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.dash import or_stdout

Words = list[str] | None


def audit(
    path: Annotated[Path, typer.Argument(readable=False, help="The repository to audit.")] = Path(),
    select: Annotated[
        Words, typer.Option(metavar="RULES", help="Judge only these: ids, prefixes (R, R3), names; commas or repeated.")
    ] = None,
    ignore: Annotated[
        Words, typer.Option(metavar="RULES", help="Leave these rules out. The more precise word wins.")
    ] = None,
    rules: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="A folder of rules of your own; repeatable.")
    ] = None,
    profile: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="The stage to judge by: prototype, pilot, limited, general (default), critical."
        ),
    ] = "",
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Answers to use instead of the repository's own.")
    ] = None,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Judge as of this day (YYYY-MM-DD), not today.")] = "",
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="Let no accepted risk count.")] = False,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings to use instead of the repository's own.")
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Use no settings but these options.")] = False,
    output_format: Annotated[
        str, typer.Option(metavar="FORMAT", help="text (default), html, markdown, sarif, ...")
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.", callback=or_stdout),
    ] = None,
    report: Annotated[
        Words, typer.Option(metavar="FORMAT=FILE", help="One more report, to a file; repeatable.")
    ] = None,
    lens: Annotated[
        Words, typer.Option(metavar="NAME", help="Also read it through another framework, or a file of your own.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Fail only on what is new or worse than in this file.")
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Write it: --baseline FILE, or readiness-baseline.json.")
    ] = False,
    diff_base: Annotated[
        str, typer.Option(metavar="REF", help="Fail only on what is new or worse since this branch left REF.")
    ] = "",
    hook: Annotated[bool, typer.Option("--hook", help="For git hooks: judge what is staged, against HEAD.")] = False,
    fail_on: Annotated[
        str,
        typer.Option(
            metavar="VERDICT",
            help="Exit 1 from here on: blocked (default), not-ready, undetermined, regression, never.",
        ),
    ] = "",
    fail_under: Annotated[
        str, typer.Option(metavar="POINTS", help="Exit 1 below this in a pillar: 60, or P=60,R=70.")
    ] = "",
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever the verdict.")] = False,
    store: Annotated[
        str,
        typer.Option(metavar="WHERE", help="Keep the run for `readiness history`: FILE, postgresql://..., or default."),
    ] = "",
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep what an audit remembers.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell the verdict only.")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Tell what is met, too; -vv all.")] = 0,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Judge a repository: five pillars, gates, one verdict, and the evidence for each.

    Exit codes: 0 passed, 1 failed, 2 wrong usage or input (no audit was made), 3 no verdict was reached.
    """
    from readiness.cli.auditing import Request, carry_out

    request = Request(
        path, _words(select), _words(ignore), tuple(rules or ()), profile, answers, as_of, no_waivers, config,
        no_config, output_format, output, tuple(report or ()), _words(lens), baseline, write_baseline, diff_base,
        hook, fail_on, fail_under, exit_zero, no_cache, quiet, verbose, color,
        store,
    )  # fmt: skip
    raise typer.Exit(carry_out(request))


def _words(given: Words) -> tuple[str, ...]:
    """The words of a repeated option, each of which may hold several between commas."""
    return tuple(word.strip() for part in given or () for word in part.split(",") if word.strip())
