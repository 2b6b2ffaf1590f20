"""Carry out `readiness scaffold`: find the document that was meant, and write it where it belongs."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from readiness import Problem
from readiness.cli.leaving import refuse
from readiness.cli.output import make_safe
from readiness.ruleset import load_rules
from readiness.scaffolds import Scaffold, scaffolds, scaffolds_for
from readiness.strict_yaml import did_you_mean

_NOTHING = "Nothing was written"


def list_all() -> None:
    """A line for each document: its name, where it belongs, the rules that it serves."""
    known = scaffolds().values()
    widest, longest = max(len(one.name) for one in known), max(len(one.path) for one in known)
    for one in known:
        typer.echo(f"{one.name:{widest}}  {one.path:{longest}}  {' '.join(one.rules)}")


def write_one(name: str, root: Path, output: Path | None) -> None:
    """Write the document that a rule or a name means. Leaves with 2 where there is none, or a file stands there."""
    wanted = _found(name)
    if output is not None and str(output) == "-":
        make_safe(sys.stdout)
        sys.stdout.write(wanted.text)
        return
    if output is None and not root.is_dir():
        refuse([Problem(str(root), 0, "there is no such folder")], _NOTHING)
    file = output or root / wanted.path
    try:
        if output is None:
            if not (root.resolve() / wanted.path).resolve().is_relative_to(root.resolve()):
                refuse([Problem(wanted.path, 0, "leads out of the folder by a link")], _NOTHING)
            file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(wanted.text)
    except FileExistsError:
        refuse([Problem(str(file), 0, "is there already", "name another with -o, or - for stdout")], _NOTHING)
    except OSError as error:
        refuse([Problem(str(file), 0, f"cannot be written: {error.strerror or type(error).__name__}")], _NOTHING)
    typer.echo(f"{file}: answer its questions; until then it earns nothing. It serves {', '.join(wanted.rules)}.")


def _found(name: str) -> Scaffold:
    known = scaffolds()
    if name in known:
        return known[name]
    rules = {word.casefold(): one.rule for one in load_rules().rules for word in (one.rule.id, one.rule.name)}
    rule = rules.get(name.casefold())
    if rule is None:
        hint = did_you_mean(name, [*known, *rules]) or "`readiness scaffold --list` lists them"
        refuse([Problem(name, 0, "names no document and no rule", hint)], _NOTHING)
    found = scaffolds_for(rule.id)
    if not found:
        fix = " ".join(rule.fix.split())
        refuse([Problem(rule.id, 0, "is not met by a document", f"its fix: {fix}")], _NOTHING)
    return found[0]
