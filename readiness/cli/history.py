"""`readiness history`: runs of a repository over time, what changed between two, and the care of their store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


class _ShowsByDefault(TyperGroup):
    """`readiness history PATH` is `readiness history show PATH`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was typed, with the command that was meant."""
        first = args[0] if args else ""
        given = args if first in self.commands or first in ("-h", "--help") else ["show", *args]
        return list(super().parse_args(ctx, given))


app = typer.Typer(
    cls=_ShowsByDefault,
    help="Show the runs of a repository that `readiness audit --store` kept. `readiness history [PATH]` is `show`. "
    "Needs `pip install 'readiness[fleet]'`.",
)
Where = Annotated[
    str,
    typer.Option(
        "--store", metavar="WHERE",
        help="A file, postgresql+psycopg://user@host/database, or default: READINESS_STORE, else your data folder.",
    ),
]  # fmt: skip
Repository = Annotated[
    str, typer.Option("--repository", metavar="ID", help="By its identity, as github.com/acme/shop, instead of PATH.")
]
Color = Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")]


@app.command("show")
def show(
    path: Annotated[Path, typer.Argument(readable=False, help="The repository.")] = Path(),
    store: Where = "default",
    repository: Repository = "",
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="The newest N runs.")] = 20,
    changes: Annotated[bool, typer.Option("--changes", help="Tell what changed between the newest two.")] = False,
    output_format: Annotated[str, typer.Option(metavar="FORMAT", help="text (default) or json.")] = "text",
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Tell neutral changes, too.")] = 0,
    color: Color = "auto",
) -> None:
    """Show the runs of a repository, oldest first, with a trend line for each pillar.

    Exit codes: 0 told, 2 wrong usage, or a store that cannot be used; 3 no such folder.
    """
    from readiness.cli.recounting import Asked, recount

    recount(Asked(path, store, repository, output_format, verbose, color), limit, changes)


@app.command("diff")
def diff(
    before: Annotated[
        str, typer.Argument(metavar="[A]", help="A run: its number, commit or day; first, previous, last.")
    ] = "previous",
    after: Annotated[str, typer.Argument(metavar="[B]", help="The same.")] = "last",
    path: Annotated[Path, typer.Option("--path", "-C", metavar="DIR", help="The repository.")] = Path(),
    store: Where = "default",
    repository: Repository = "",
    output_format: Annotated[str, typer.Option(metavar="FORMAT", help="text (default) or json.")] = "text",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 where anything is worse.")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Tell neutral changes, too.")] = 0,
    color: Color = "auto",
) -> None:
    """Tell what changed between two stored runs. Nothing is audited.

    Exit codes: 0 told, 1 something is worse (with --exit-code), 2 wrong usage, or a store that cannot be used.
    """
    from readiness.cli.recounting import Asked, tell_changes

    asked = Asked(path, store, repository, output_format, verbose, color)
    raise typer.Exit(tell_changes(asked, before, after, exit_code))


@app.command("prune")
def prune(
    keep: Annotated[int, typer.Option("--keep", metavar="N", min=1, help="Keep the newest N runs of a repository.")],
    before: Annotated[str, typer.Option(metavar="DATE", help="Remove only runs from before this day.")] = "",
    store: Where = "default",
    repository: Annotated[str, typer.Option(metavar="ID", help="Only runs of this repository.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell how many, and remove none.")] = False,
) -> None:
    """Remove old runs, of every repository in the store or of one.

    Exit codes: 0 done, 2 wrong usage, or a store that cannot be used.
    """
    from readiness.cli.recounting import remove

    remove(store, keep, before, repository, dry_run)


@app.command("upgrade")
def upgrade(store: Where = "default") -> None:
    """Bring the store to the schema of this program: make its tables, or add what is new, with all runs kept.

    Exit codes: 0 done, 2 wrong usage, or a store that cannot be used.
    """
    from readiness.cli.recounting import bring_up

    bring_up(store)
