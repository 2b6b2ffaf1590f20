"""`readiness fleet`: the options of a run over many repositories."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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

    Exit codes: 0 passed, 1 a repository failed the gate, 2 wrong usage or input (nothing was audited), 3 a repository
    has no result, 130 interrupted.
    """
    from readiness.cli.fleet_run import Request, carry_out

    request = Request(
        tuple(sources), store, cluster, workers or 0, memory_limit, clone_limit, timeout, only_changed, fail_on, config,
        no_config, answers, no_waivers, as_of, output_format, quiet, color,
    )  # fmt: skip
    raise typer.Exit(carry_out(request))
