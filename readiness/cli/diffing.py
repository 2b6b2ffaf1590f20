"""Carry out `readiness diff`: find both states, audit those that are not judged yet, compare, tell."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from readiness import Assessment, BadInput, Changes, NoSuchCommit, NothingJudged, Problem, from_json
from readiness.change_table import headline, markdown_of, write_changes
from readiness.cli.asked import COLORS, check_places, check_word, day_of
from readiness.cli.leaving import Code, give_up, refuse
from readiness.cli.output import Look, into_file, onto_stdout
from readiness.cli.states import State, default_state, state_of
from readiness.comparison import compare
from readiness.config import load_settings
from readiness.judging import audit
from readiness.milestones import Milestone, load
from readiness.reports.markdown import code, plain
from readiness.result_parts import changes_data
from readiness.revisions import audit_at, with_commits
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
    cache: bool
    verbose: int
    color: str


def carry_out(wanted: Wanted) -> int:
    """Compare and tell. The exit code never depends on the format."""
    root = wanted.path
    if not root.is_dir():
        give_up(f"{root}: there is no such folder")
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
        old, new = (_judged(root, state, day, wanted.cache) for state in (before, after))
    except BadInput as wrong:
        refuse(wrong.problems, _NOTHING)
    except (NothingJudged, NoSuchCommit) as nothing:
        give_up(str(nothing))
    try:
        changes = compare(old, new, before.says, until=after.says)
    except (TypeError, AttributeError, ValueError) as error:
        # A result that somebody wrote by hand may hold anything; what the program made holds what it should.
        files = [state.name for state in (before, after) if state.kind in ("file", "milestone")]
        if not files:
            raise
        refuse([Problem(name, 0, f"holds a part of a wrong type: {error}"[:200]) for name in files], _NOTHING)
    end = new.target.commit if after.kind != "now" else "HEAD"
    changes = with_commits(changes, root, old.target.commit, end)
    _write(wanted, changes)
    return Code.FAILED if wanted.exit_code and any(one.is_worse for one in changes.changes) else Code.PASSED


def _judged(root: Path, state: State, day: datetime.date, cache: bool) -> Assessment:
    """The assessment of a state. Raises BadInput, NothingJudged, NoSuchCommit."""
    if state.kind == "milestone":
        found = load(root, state.name)
        if isinstance(found, Milestone):
            return found.result
        raise BadInput([found])
    if state.kind == "file":
        return _from_file(Path(state.name))
    if state.kind == "ref":
        return audit_at(root, state.name, as_of=day, cache=cache)
    settings = load_settings(root, day)
    folders = tuple(root / name for name in settings.rules if (root / name).is_dir())
    return audit(root, settings, as_of=day, rules_dirs=folders, cache=cache)


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


def _write(wanted: Wanted, changes: Changes) -> None:
    if wanted.output is None:
        onto_stdout(wanted.color, wanted.verbose, lambda out, look: _written(wanted, changes, out, look))
        return
    wrong = into_file(wanted.output, wanted.verbose, lambda out, look: _written(wanted, changes, out, look))
    if wrong:
        refuse([wrong], "It was compared, but could not be written")


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
        write_changes(screen, changes, verbose=wanted.verbose)
