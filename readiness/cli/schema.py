"""`readiness schema NAME`: print the JSON Schema of a file that people or programs write."""

from __future__ import annotations

from typing import Annotated

import typer


def schema(
    name: Annotated[str, typer.Argument(help="config, answers, rule, result, baseline, milestone or fleet-report.")],
) -> None:
    """Print a JSON Schema (draft-07), for editors and for checks of your own."""
    from readiness import Problem
    from readiness.cli.leaving import refuse
    from readiness.resources import resource
    from readiness.strict_yaml import did_you_mean

    folder = resource("schemas")
    known = sorted(path.stem for path in folder.glob("*.json"))
    if name not in known:
        hint = did_you_mean(name, known) or f"known: {', '.join(known)}"
        refuse([Problem("schema", 0, f'"{name}" is not known', hint)], "Nothing was printed")
    typer.echo((folder / f"{name}.json").read_text(encoding="utf-8"), nl=False)
