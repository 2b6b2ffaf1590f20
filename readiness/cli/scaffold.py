"""`readiness scaffold`: start a document that a rule asks for, never over one that is there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def scaffold(
    name: Annotated[str, typer.Argument(metavar="[RULE|NAME]", help="A rule (O117) or a document (runbook).")] = "",
    path: Annotated[Path, typer.Argument(help="The repository to write into.")] = Path(),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is stdout.")
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="List the documents, and the rules that each serves.")] = False,
) -> None:
    """Write a document with questions to fill in: a runbook, model card, cost model, evaluation plan and others.

    What is not filled in earns nothing. Exit codes: 0 written, 2 wrong usage, or there is such a file already.
    """
    from readiness.cli.scaffolding import list_all, write_one

    if show or not name:
        list_all()
        return
    write_one(name, path, output)
