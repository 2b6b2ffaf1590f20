"""The command line application: its commands, and what becomes of every way to end. Imports typer and nothing heavy."""

from __future__ import annotations

import copy
import os
import sys
from typing import Annotated

import typer

from readiness.cli import (
    ask,
    audit,
    check,
    diff,
    explain,
    fleet,
    history,
    init,
    inventory,
    mcp,
    milestone,
    plan,
    report,
    rules,
    scaffold,
    schema,
)
from readiness.cli.leaving import Code, close_quietly

app = typer.Typer(
    name="readiness",
    help="Audit a repository of an AI product for production readiness, with evidence for every verdict.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("audit")(audit.audit)
app.command("report")(report.report)
app.command("ask")(ask.ask)
app.command("plan")(plan.plan)
app.command("milestone")(milestone.milestone)
app.command("diff")(diff.diff)
app.add_typer(fleet.app, name="fleet")
app.add_typer(history.app, name="history")
app.command("scaffold")(scaffold.scaffold)
app.command("init")(init.init)
app.command("check")(check.check)
app.command("inventory")(inventory.inventory)
app.command("explain")(explain.explain)
app.command("mcp")(mcp.mcp)
app.add_typer(rules.app, name="rules")
app.command("schema")(schema.schema)

# typer carries its own copy of click since 0.20 and uses the installed one before: its own error class leads to either.
_ClickException = typer.BadParameter.__mro__[2]


def _print_version(wanted: bool) -> None:
    if wanted:
        from readiness import __version__

        typer.echo(f"readiness {__version__}")
        raise typer.Exit


def _ask_for_traceback(wanted: bool) -> None:
    if wanted:
        os.environ["READINESS_TRACEBACK"] = "1"


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    traceback: Annotated[
        bool, typer.Option("--traceback", callback=_ask_for_traceback, help="Show where an internal error happened.")
    ] = False,
) -> None:
    del version, traceback


def run(arguments: list[str]) -> int:
    """Run the application and give the exit code: every way to end has its own, and a crash is never 0 or 1."""
    try:
        code = typer.main.get_command(_needed(arguments)).main(arguments, prog_name="readiness", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else Code.PASSED
    except (Exception, SystemExit, KeyboardInterrupt) as left:
        return ended(left)


def ended(left: BaseException) -> int:
    """The exit code for what a command ended with, and a few words on stderr where people need them."""
    if isinstance(left, typer.Exit):
        return left.exit_code
    # typer leaves by SystemExit, with 1, when the reader of its output has left.
    has_no_reader = isinstance(left, SystemExit) and isinstance(left.__context__, BrokenPipeError)
    if has_no_reader or isinstance(left, BrokenPipeError):
        close_quietly()
        return Code.PASSED
    if isinstance(left, (KeyboardInterrupt, typer.Abort)):
        sys.stderr.write("interrupted\n")
        return Code.INTERRUPTED
    if not isinstance(left, Exception):
        raise left
    return _told(left)


def _needed(arguments: list[str]) -> typer.Typer:
    """The application with the one command that is asked for: to make the options of all takes its time."""
    asked = arguments[0] if arguments else ""
    commands = [one for one in app.registered_commands if one.name == asked]
    groups = [one for one in app.registered_groups if one.name == asked]
    if not commands and not groups:
        return app
    only = copy.copy(app)
    only.registered_commands, only.registered_groups = commands, groups
    return only


def _told(error: Exception) -> int:
    """Say what went wrong, in as few words as help, and choose the exit code."""
    if isinstance(error, _ClickException):
        error.show()  # type: ignore[attr-defined]
        return Code.WRONG_INPUT
    if os.environ.get("READINESS_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    else:
        sys.stderr.write(
            f"internal error: {type(error).__name__}: {error}\n"
            "No verdict was reached. This is a fault of readiness, not of the repository; "
            "`readiness --traceback ...` (or READINESS_TRACEBACK=1) shows where.\n"
        )
    return Code.INCOMPLETE
