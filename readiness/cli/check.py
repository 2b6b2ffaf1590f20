"""`readiness check`: whether settings, answers and figures are well formed, without an audit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Folders, or files of ours in them (default: here)."),
    ] = None,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Check as of this day (YYYY-MM-DD), not today.")] = "",
) -> None:
    """Check readiness.yaml, answers, readiness-metrics.csv, milestones and the baseline: every mistake at once.

    Exit codes: 0 well formed, 2 mistakes. `audit` checks what it uses of them before it looks at anything.
    """
    from readiness import Problem
    from readiness import check as checked_of
    from readiness.cli.asked import day_of
    from readiness.cli.leaving import refuse
    from readiness.own_files import folder_of

    problems: list[Problem] = []
    day = day_of(as_of, problems)
    roots = {Path(folder_of(path)) if path.is_file() else path for path in paths or [Path()]}
    problems += [
        Problem(str(path), 0, "there is no such file or folder") for path in sorted(roots) if not path.is_dir()
    ]
    checked = []
    for root in sorted(path for path in roots if path.is_dir()):
        found = checked_of(root, as_of=day)
        checked += [(root / name).as_posix() for name in found.files]
        problems += [Problem((root / one.path).as_posix(), one.line, one.message, one.hint) for one in found.problems]
    if problems:
        refuse(problems, "Nothing was checked further")
    typer.echo(f"{', '.join(checked) or 'no file of ours'}: well formed")
