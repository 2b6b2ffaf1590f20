"""`readiness ask`: the options of the questionnaire."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Words = list[str] | None


def ask(
    path: Annotated[Path, typer.Argument(readable=False, help="The repository to ask about.")] = Path(),
    quick: Annotated[bool, typer.Option("--quick", help="Ask only what can move the verdict.")] = False,
    section: Annotated[
        Words, typer.Option(metavar="NAME", help="Ask of this pillar only: P, problem, reliability, ...; repeatable.")
    ] = None,
    only_missing: Annotated[bool, typer.Option("--only-missing", help="Ask only what nobody answered yet.")] = False,
    stale: Annotated[bool, typer.Option("--stale", help="Ask only what no longer counts, or soon will not.")] = False,
    edit: Annotated[str, typer.Option(metavar="RULE", help="Ask this one question again.")] = "",
    show: Annotated[
        bool, typer.Option("--list", help="List the questions and where each stands; ask nothing.")
    ] = False,
    put: Annotated[
        Words, typer.Option("--set", metavar="RULE=VALUE", help="Answer without being asked; repeatable.")
    ] = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who says so; else git's user.name.")] = "",
    date: Annotated[str, typer.Option(metavar="DATE", help="With --set: the day of the answer, else today.")] = "",
    evidence: Annotated[
        Words, typer.Option(metavar="PLACE", help="With --set: a path in the repository or a URL; repeatable.")
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="With --set: why it does not apply.")] = "",
    expires: Annotated[str, typer.Option(metavar="DATE", help="With --set: the last day on which it counts.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="With --set: anything else.")] = "",
    merge: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Take in answers from another file or from the form.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With --from: where both sides changed, take the other file's answer.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the questions as one page for people without a terminal.")
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never prompt.")] = False,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The answers file, instead of the repository's own.")
    ] = None,
    rules: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="A folder of rules of your own; repeatable.")
    ] = None,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Ask as of this day (YYYY-MM-DD), not today.")] = "",
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings to use instead of the repository's own.")
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Use no settings of the repository.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep what an audit remembers.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Ask, list and save without further words.")] = False,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Answer what no scan can see. Every answer is saved at once to readiness-answers.yaml; go on whenever you like.

    Exit codes: 0 done, 2 wrong usage or input, 3 the repository could not be judged, 130 interrupted.
    """
    from readiness.cli.ask_options import Asked
    from readiness.cli.asking import carry_out

    asked = Asked(
        path, quick, tuple(section or ()), only_missing, stale, edit, show, tuple(put or ()), by, date,
        tuple(evidence or ()), reason, expires, note, merge, overwrite, html, no_input, answers, tuple(rules or ()),
        as_of, config, no_config, no_cache, quiet, color,
    )  # fmt: skip
    raise typer.Exit(carry_out(asked))
