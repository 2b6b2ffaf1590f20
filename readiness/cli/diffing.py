"""Carry out `readiness diff`: find both states, audit those that are not judged yet, compare, tell."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from readiness import Assessment, BadInput, Changes, NoSuchCommit, NothingJudged, Problem, audit, compare, from_json
from readiness.change_table import headline, markdown_of, write_changes
from readiness.cli.asked import COLORS, check_places, check_word, day_of
from readiness.cli.judged import check_folder
from readiness.cli.leaving import Code, give_up, refuse
from readiness.cli.output import Look, write_to
from readiness.cli.states import State, default_state, state_of
from readiness.milestones import Milestone, load
from readiness.reports.markdown import code, plain
from readiness.result_parts import changes_data
from readiness.screen import STRONG, Screen

FORMATS = ("text", "json", "markdown")
MAX_BYTES = 100_000_000
_NOTHING = "Nothing was compared"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options as they were typed."""

    before: str
    after: str
    path: Path
    output_format: str
    output: Path | None
    exit_code: bool
    as_of: str
    config: Path | None
    no_config: bool
    cache: bool
    verbose: int
    color: str


def carry_out(wanted: Wanted) -> int:
    """Compare and tell. The exit code never depends on the format."""
    root = wanted.path
    check_folder(root)
    problems: list[Problem] = []
    day = day_of(wanted.as_of, problems)
    check_word(wanted.output_format, FORMATS, "--output-format", problems)
    check_word(wanted.color, COLORS, "--color", problems)
    check_places([wanted.output] if wanted.output else [], problems)
    before = state_of(root, wanted.before, problems) if wanted.before else default_state(root, problems)
    after = state_of(root, wanted.after, problems)
    if problems or before is None or after is None:
        refuse(problems, _NOTHING)
    try:
        old, new = (_judged(wanted, state, day) for state in (before, after))
    except BadInput as wrong:
        refuse(wrong.problems, _NOTHING)
    except (NothingJudged, NoSuchCommit) as nothing:
        give_up(str(nothing))
    try:
        changes = compare(old, new, since=before.says, until=after.says, repository=root)
    except (TypeError, AttributeError, ValueError) as error:
        # A result that somebody wrote by hand may hold anything; what the program made holds what it should.
        files = [state.name for state in (before, after) if state.kind in ("file", "milestone")]
        if not files:
            raise
        refuse([Problem(name, 0, f"holds a part of a wrong type: {error}"[:200]) for name in files], _NOTHING)
    write_to(
        wanted.output, wanted.color, wanted.verbose, lambda out, look: _written(wanted, changes, out, look),
        "It was compared, but could not be written",
    )  # fmt: skip
    return Code.FAILED if wanted.exit_code and any(one.is_worse for one in changes.changes) else Code.PASSED


def _judged(wanted: Wanted, state: State, day: datetime.date) -> Assessment:
    """The assessment of a state. Raises BadInput, NothingJudged, NoSuchCommit."""
    if state.kind == "milestone":
        found = load(wanted.path, state.name)
        if isinstance(found, Milestone):
            return found.result
        raise BadInput([found])
    if state.kind == "file":
        return _from_file(Path(state.name))
    commit = state.name if state.kind == "ref" else ""
    config = None if wanted.no_config else wanted.config
    return audit(wanted.path, commit=commit, as_of=day, config=config, no_config=wanted.no_config, cache=wanted.cache)


def _from_file(path: Path) -> Assessment:
    hint = "write one with `readiness audit --output-format json -o run.json`"
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput([Problem(str(path), 0, "is too large to be a result")])
        text = path.read_text(encoding="utf-8-sig")
        data = json.loads(text)
        inner = data.get("result") if isinstance(data, dict) and "result" in data else None
        return from_json(json.dumps(inner) if inner is not None else text)
    except OSError as error:
        raise BadInput([Problem(str(path), 0, f"cannot be read: {error.strerror or type(error).__name__}")]) from error
    except (ValueError, RecursionError) as error:
        raise BadInput([Problem(str(path), 0, f"is no result: {error}"[:200], hint)]) from error


def _written(wanted: Wanted, changes: Changes, out: TextIO, look: Look) -> None:
    if wanted.output_format == "json":
        json.dump({"schema_version": 1, **changes_data(changes)}, out, indent=2, allow_nan=False)
        out.write("\n")
    elif wanted.output_format == "markdown":
        out.write(markdown_of(changes, plain, code).rstrip("\n") + "\n")
    else:
        screen = Screen(out, look.width, look.color, look.unicode)
        words = headline(changes)
        screen.line((words[:1].upper() + words[1:], STRONG), hang=2)
        if wanted.verbose >= 0:
            write_changes(screen, changes, verbose=wanted.verbose)
