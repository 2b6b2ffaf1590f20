"""`readiness rules`: list all rules, check rule files, and run their examples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from readiness.ruleset import RuleSet

app = typer.Typer(help="List the rules, check rule files of your own, and run their examples.", no_args_is_help=True)
Folders = Annotated[list[Path] | None, typer.Argument(metavar="[DIR]...", help="Folders of rules of your own.")]


@app.command("list")
def show(
    own: Annotated[
        list[Path] | None, typer.Option("--rules", metavar="DIR", help="A folder of rules of your own; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List all rules: id, severity, who can tell, and the good state."""
    import json

    rules = [compiled.rule for compiled in _load(tuple(own or ())).rules]
    if as_json:
        keys = ("id", "name", "title", "pillar", "severity", "by", "when", "claims", "effort", "valid_days")
        typer.echo(json.dumps([{key: getattr(rule, key) for key in keys} for rule in rules], indent=2))
        return
    widest = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        typer.echo(f"{rule.id}  {rule.severity:9}  {rule.by:4}  {rule.when:8}  {rule.name:{widest}}  {rule.title}")


@app.command("check")
def check(folders: Folders = None) -> None:
    """Check rule files whole: every mistake at once, at its line. Without folders, the shipped rules."""
    own = tuple(folders or ())
    rules = _chosen(_load(own), own)
    typer.echo(f"{len(rules)} rules are well formed.")


@app.command("test")
def test(folders: Folders = None) -> None:
    """Run the examples of rules. Without folders, those of the shipped rules."""
    from readiness.cli.leaving import Code
    from readiness.examples import examples_of, failures

    own = tuple(folders or ())
    rules = _chosen(_load(own), own)
    told = [line for rule in rules for line in failures(rule)]
    for line in told:
        typer.echo(line)
    number = sum(len(examples_of(rule)) for rule in rules)
    typer.echo(f"{number} examples of {len(rules)} rules, {len(told)} with another verdict than they name.")
    if told:
        raise typer.Exit(Code.FAILED)


def _load(own: tuple[Path, ...]) -> RuleSet:
    from readiness import BadInput, Problem
    from readiness.cli.leaving import refuse
    from readiness.ruleset import load_rules

    if missing := [folder for folder in own if not folder.is_dir()]:
        refuse([Problem(str(folder), 0, "there is no such folder") for folder in missing], "Nothing was checked")
    try:
        return load_rules(own)
    except BadInput as wrong:
        refuse(wrong.problems, "No rule was used")


def _chosen(rules: RuleSet, own: tuple[Path, ...]) -> list:  # type: ignore[type-arg]
    """The rules of people's own folders where some were named, else all."""
    return [rule for rule in rules.rules if not own or any(rule.file.is_relative_to(folder) for folder in own)]
