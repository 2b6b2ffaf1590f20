"""`readiness fleet`: the options of a run over many repositories, and of the report on them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from readiness.cli.dash import or_stdout


class _RunsByDefault(TyperGroup):
    """`readiness fleet SOURCE...` is a run, whatever the sources are called; only the word `report` is a command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was typed, with the command that was meant."""
        first = args[0] if args else ""
        given = args if first in ("report", "-h", "--help") else ["run", *args]
        return list(super().parse_args(ctx, given))

    def get_help(self, ctx: Any) -> str:
        """The help of a run, which names the other command."""
        return str(self.commands["run"].get_help(type(ctx)(self.commands["run"], ctx.parent, ctx.info_name)))


app = typer.Typer(cls=_RunsByDefault, help="Audit many repositories, and report on them together.")


@app.command("run", hidden=True)
def fleet(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="A folder of repositories, a glob, a repository, a git address, or a file with one of them a line "
            "(PATH-OR-ADDRESS [ref=main] [answers=FILE] [owner=NAME]).",
        ),
    ],
    store: Annotated[
        str,
        typer.Option(
            metavar="WHERE",
            help="Where results go: a file, postgresql+psycopg://user@host/database, or default: READINESS_STORE, "
            "else your data folder.",
        ),
    ] = "default",
    cluster: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A Dask scheduler, as tcp://host:8786, instead of this machine.")
    ] = "",
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=512, help="Worker processes here (default: one a core).")
    ] = None,
    patience: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=1.0, help="How long to wait where no worker is left in the middle."),
    ] = 600.0,
    memory_limit: Annotated[
        str, typer.Option(metavar="SIZE", help="Memory that the audit of one repository may take.")
    ] = "2GB",
    clone_limit: Annotated[
        str, typer.Option(metavar="SIZE", help="Disk that the clone of one repository may take.")
    ] = "2GB",
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="Time for one repository, cloning included.")
    ] = 600.0,
    only_changed: Annotated[
        bool,
        typer.Option(
            "--only-changed",
            help="Leave out what a stored run of any day was made of the same commit, rules, answers and settings.",
        ),
    ] = False,
    fail_on: Annotated[
        str,
        typer.Option(metavar="VERDICT", help="Exit 1 from here on: blocked (default), not-ready, undetermined, never."),
    ] = "blocked",
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings to use instead of each repository's own.")
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Use no settings of the repositories.")] = False,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Answers to use instead of each repository's own.")
    ] = None,
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="Let no accepted risk count.")] = False,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Judge as of this day (YYYY-MM-DD), not today.")] = "",
    output_format: Annotated[str, typer.Option(metavar="FORMAT", help="text (default), json or jsonl.")] = "text",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell the sum only, and no progress.")] = False,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Audit many repositories, each at one commit, on all cores or on a Dask cluster, and store every result.

    A second start does only what is missing. Needs `pip install 'readiness[fleet]'`.

    `readiness fleet report` tells what the results say together (`readiness fleet report --help`). A folder that is
    called report is reached as ./report.

    Exit codes: 0 passed, 1 a repository failed the gate, 2 wrong usage or input (nothing was audited), 3 a repository
    has no result, 130 interrupted.
    """
    from readiness.cli.fleet_run import Request, carry_out

    request = Request(
        tuple(sources), store, cluster, workers or 0, patience, memory_limit, clone_limit, timeout, only_changed,
        fail_on, config, no_config, answers, no_waivers, as_of, output_format, quiet, color,
    )  # fmt: skip
    raise typer.Exit(carry_out(request))


@app.command("report")
def report(
    store: Annotated[
        str,
        typer.Option(
            metavar="WHERE",
            help="Where results are: a file, postgresql+psycopg://user@host/database, or default: READINESS_STORE, "
            "else your data folder.",
        ),
    ] = "default",
    as_of: Annotated[
        str,
        typer.Option(metavar="DATE", help="The day of the report (YYYY-MM-DD), not today; later runs do not count."),
    ] = "",
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Tell what moved since this day: the newest runs until then, and now.")
    ] = "",
    within: Annotated[
        int, typer.Option(metavar="DAYS", min=0, max=3650, help="Name waivers that lapse within so many days.")
    ] = 30,
    repository: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="Only these, by identity (github.com/acme/*) or name; repeatable."),
    ] = None,
    owner: Annotated[str, typer.Option(metavar="NAME", help="Only what this owner has, as @acme/payments.")] = "",
    output_format: Annotated[
        str, typer.Option(metavar="FORMAT", help="text (default), json, csv, markdown or html.")
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.", callback=or_stdout),
    ] = None,
    report: Annotated[
        list[str] | None, typer.Option(metavar="FORMAT=FILE", help="One more report, to a file; repeatable.")
    ] = None,
    pages: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write each repository's own HTML report there; the fleet's links to it."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell the sum only, and no progress.")] = False,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Tell what the newest stored runs say together. Nothing is audited.

    Verdicts, pillars, which rules block the most and which sets of them would free the most, AI calls, waivers that
    lapse, answers that count no more, owners, and what moved since a day.

    Exit codes: 0 told, 2 wrong usage, or a store that cannot be used; 3 nothing is stored.
    """
    from readiness.cli.fleet_reporting import Request, carry_out

    request = Request(
        store, as_of, since, within, tuple(repository or ()), owner, output_format, output, tuple(report or ()), pages,
        quiet, color,
    )  # fmt: skip
    raise typer.Exit(carry_out(request))
