"""Carry out `readiness init`: check what was given, ask for the rest at a terminal, write what is missing."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import typer

from readiness import Problem
from readiness.cli.asked import check_word
from readiness.cli.leaving import refuse
from readiness.settings import PROFILES
from readiness.starting import CI, Draft, Wish, drafts, usual_ci

_NOTHING = "Nothing was written"


def carry_out(
    root: Path, *, profile: str, ci: str, hook: bool | None, answers: bool | None, ask: bool, dry_run: bool
) -> None:
    """Write the files that are wanted and not there. Leaves with 2 for mistakes, all at once."""
    problems: list[Problem] = []
    if not root.is_dir():
        problems.append(Problem(str(root), 0, "there is no such folder"))
    if profile:
        check_word(profile, tuple(PROFILES), "--profile", problems)
    if ci:
        check_word(ci, CI, "--ci", problems)
    if problems:
        refuse(problems, _NOTHING)
    if ask and sys.stdin.isatty() and sys.stdout.isatty():
        profile, ci, hook, answers = _asked(root, profile, ci, hook, answers)
    wish = Wish(profile or "general", ci or usual_ci(root), hook is not False, answers is not False)
    found, told = drafts(root, wish)
    if dry_run:
        for draft in found:
            typer.echo(f"--- {draft.path}\n{draft.text}")
    else:
        _write(root, found)
    for line in told:
        typer.echo(line)
    if not dry_run:
        typer.echo("Next: `readiness audit .`, then `readiness ask --quick` for what the code cannot show.")


def _asked(
    root: Path, profile: str, ci: str, hook: bool | None, answers: bool | None
) -> tuple[str, str, bool | None, bool | None]:
    """What was not given, asked at the terminal."""
    from readiness.cli.prompting import Option, Prompts

    prompts = Prompts()
    if not profile:
        stages = {
            "prototype": "prototype: shown to colleagues",
            "pilot": "pilot: a few known users",
            "limited": "limited: some of its users, without you beside them",
            "general": "general: everybody it is meant for",
        }
        options = [Option(title, name, name[0]) for name, title in stages.items()]
        profile = prompts.choose("Which stage must it be fit for", options, "general")
    if not ci:
        names = {"github": "GitHub Actions", "gitlab": "GitLab CI", "none": "no CI file"}
        options = [Option(title, name, key) for (name, title), key in zip(names.items(), "hln", strict=True)]
        ci = prompts.choose("Which CI", options, usual_ci(root))
    yes_no = [Option("yes", "yes", "y"), Option("no", "no", "n")]
    if hook is None:
        hook = prompts.choose("An entry for pre-commit", yes_no, "yes") == "yes"
    if answers is None:
        answers = prompts.choose("An empty answers file", yes_no, "yes") == "yes"
    return profile, ci, hook, answers


def _write(root: Path, found: Iterable[Draft]) -> None:
    wrong = []
    for draft in found:
        file = root / draft.path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(draft.text)
            typer.echo(f"{draft.path} written")
        except OSError as error:
            wrong.append(Problem(draft.path, 0, f"cannot be written: {error.strerror or type(error).__name__}"))
    if wrong:
        refuse(wrong, "Not everything could be written")
