"""`readiness explain RULE`: everything that is known of a rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "auto",
) -> None:
    """Tell what a rule asks for, why, how it is judged, how to mend it, and its examples.

    With PATH also what was looked for in that repository, where, what was found, and what came near.
    """
    import sys

    from readiness import BadInput, Problem
    from readiness.cli.explaining import explanation
    from readiness.cli.leaving import refuse
    from readiness.cli.output import look_of, make_safe
    from readiness.examples import examples_of
    from readiness.ruleset import load_rules
    from readiness.screen import Screen
    from readiness.strict_yaml import did_you_mean

    try:
        known = load_rules(tuple(rules or ()))
    except BadInput as wrong:
        refuse(wrong.problems, "Nothing was explained")
    names = {name.casefold(): one for one in known.rules for name in (one.rule.id, one.rule.name)}
    found = names.get(rule.strip().casefold())
    if found is None:
        ids = [name for one in known.rules for name in (one.rule.id, one.rule.name)]
        refuse([Problem("explain", 0, f'"{rule}" names no rule', did_you_mean(rule, ids))], "Nothing was explained")
    light = None
    if path is not None:
        from readiness.cli.judged import Source
        from readiness.cli.lighting import in_the_light_of

        light = in_the_light_of(found, Source(path, answers, tuple(rules or ()), config, no_config, as_of))
    make_safe(sys.stdout)
    look = look_of(sys.stdout, color)
    screen = Screen(sys.stdout, look.width, look.color, look.unicode)
    explanation(screen, found, () if light else examples_of(found))
    if light:
        light(screen)
