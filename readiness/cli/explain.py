"""`readiness explain RULE`: everything that is known of a rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def explain(
    rule: Annotated[str, typer.Argument(help="The rule's id or name, as R301 or ai-call-timeout.")],
    rules: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="A folder of rules of your own; repeatable.")
    ] = None,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Tell what a rule asks for, why, how it is judged, how to mend it, and its examples."""
    import sys

    from readiness.cli.explaining import explanation
    from readiness.cli.leaving import refuse
    from readiness.cli.output import look_of, make_safe
    from readiness.examples import examples_of
    from readiness.rules import load_rules
    from readiness.screen import Screen
    from readiness.strict_yaml import BadInput, Problem, did_you_mean

    try:
        known = load_rules(tuple(rules or ()))
    except BadInput as wrong:
        refuse(wrong.problems, "Nothing was explained")
    names = {name.casefold(): one for one in known.rules for name in (one.rule.id, one.rule.name)}
    found = names.get(rule.strip().casefold())
    if found is None:
        ids = [name for one in known.rules for name in (one.rule.id, one.rule.name)]
        refuse([Problem("explain", 0, f'"{rule}" names no rule', did_you_mean(rule, ids))], "Nothing was explained")
    make_safe(sys.stdout)
    look = look_of(sys.stdout, color)
    explanation(Screen(sys.stdout, look.width, look.color, look.unicode), found, examples_of(found))
