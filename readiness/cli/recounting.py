"""Carry out `readiness history`: find the repository's runs in the store, show, compare, prune; bring the store up."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readiness import Changes, Problem, compare
from readiness.change_table import headline, write_changes
from readiness.cli.asked import COLORS, check_word
from readiness.cli.keeping import opened, usable
from readiness.cli.leaving import Code, close_quietly, give_up, refuse
from readiness.cli.output import look_of, make_safe
from readiness.cli.run_table import write_runs
from readiness.fields import a_date
from readiness.result_parts import changes_data
from readiness.screen import STRONG, Screen
from readiness.strict_yaml import did_you_mean
from readiness.wording import counted

if TYPE_CHECKING:
    from readiness import Run, Store

FORMATS = ("text", "json")
_NOTHING = "Nothing was told"
_SHORTEST = 4  # characters of a commit's id


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were typed."""

    path: Path
    store: str
    repository: str
    output_format: str
    verbose: int
    color: str


def recount(asked: Asked, limit: int, with_changes: bool) -> None:
    """Show the newest runs of the repository, and what changed between the last two of them where that is wanted."""
    store, repository = _looked_up(asked)
    with _closing(store):
        found = store.runs_of(repository, limit)
        changes = _changes(store, found[-2], found[-1]) if with_changes and len(found) > 1 else None
        if not found:
            _tell_near(store, repository)
    if asked.output_format == "json":
        told = {"schema_version": 1, "repository": repository, "runs": [_data(run) for run in found]}
        _print_json(told | {"changes": changes_data(changes) if changes else None})
        return
    with _screen(asked.color) as screen:
        if found:
            write_runs(screen, repository, found)
        if changes:
            screen.blank()
            _write_changes(screen, changes, asked.verbose)
        elif with_changes and found:
            screen.line("There is one run only, so nothing to compare it with.")


def tell_changes(asked: Asked, before: str, after: str, exit_code: bool) -> int:
    """Tell what changed between two runs of the repository; the exit code."""
    store, repository = _looked_up(asked)
    with _closing(store):
        known = store.runs_of(repository)
        problems: list[Problem] = []
        first, last = (_chosen(word, known, problems) for word in (before, after))
        if first is None or last is None:
            refuse(problems, "Nothing was compared")
        changes = _changes(store, first, last)
    if asked.output_format == "json":
        _print_json({"schema_version": 1, "repository": repository, **changes_data(changes)})
    else:
        with _screen(asked.color) as screen:
            _write_changes(screen, changes, asked.verbose)
    return Code.FAILED if exit_code and any(one.is_worse for one in changes.changes) else Code.PASSED


def remove(where: str, keep: int, before: str, repository: str, dry: bool) -> None:
    """Prune the store and say how many runs went."""
    problems: list[Problem] = []
    if before and a_date(before) is None:
        problems.append(Problem("--before", 0, f'"{before}" is not a date', "write it as YYYY-MM-DD"))
    store = opened(where, problems, "Nothing was removed")
    with _closing(store, "Nothing was removed"):
        if repository and repository not in dict(store.repositories()):
            hint = did_you_mean(repository, [name for name, _ in store.repositories()])
            refuse([Problem("--repository", 0, f"no run of {repository} is stored", hint)], "Nothing was removed")
        number = store.prune(keep, before, repository, dry)
    sys.stdout.write(f"{counted(number, 'run')} {'would be ' if dry else ''}removed from {store.place.shown}\n")


def bring_up(where: str) -> None:
    """Upgrade the store and say from which schema to which."""
    problems: list[Problem] = []
    place = usable(where, problems)
    if place is None:
        refuse(problems, "Nothing was changed")
    from readiness import StoreProblem
    from readiness.store.upgrading import upgrade

    try:
        before, after = upgrade(place)
    except StoreProblem as wrong:
        refuse([wrong.problem], "Nothing was changed")
    if before == after:
        sys.stdout.write(f"{place.shown}: has the newest schema already ({after})\n")
    else:
        sys.stdout.write(f"{place.shown}: " + (f"schema {before} is now {after}\n" if before else f"made, {after}\n"))


def _looked_up(asked: Asked) -> tuple[Store, str]:
    """The open store, and the identity of the repository that is asked for."""
    problems: list[Problem] = []
    check_word(asked.output_format, FORMATS, "--output-format", problems)
    check_word(asked.color, COLORS, "--color", problems)
    if not asked.repository and not asked.path.is_dir():
        if str(asked.path) in ("diff", "prune", "upgrade"):
            problems.append(Problem(str(asked.path), 0, "stands after its options", "write it right after `history`"))
            refuse(problems, _NOTHING)
        give_up(f"{asked.path}: there is no such folder")
    store = opened(asked.store, problems, _NOTHING)
    if asked.repository:
        return store, asked.repository
    from readiness.store.identity import identity_of

    return store, identity_of(asked.path).id


@contextmanager
def _closing(store: Store, result: str = _NOTHING) -> Iterator[None]:
    """Let go of the store at the end; what it refuses leaves with 2."""
    from readiness import StoreProblem

    try:
        yield
    except StoreProblem as wrong:
        refuse([wrong.problem], result)
    finally:
        store.close()


@contextmanager
def _screen(color: str) -> Iterator[Screen]:
    make_safe(sys.stdout)
    look = look_of(sys.stdout, color)
    try:
        yield Screen(sys.stdout, look.width, look.color, look.unicode)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # rich leaves with 1 where the reader has left
        close_quietly()


def _chosen(word: str, known: tuple[Run, ...], problems: list[Problem]) -> Run | None:
    """The run that a word stands for: first, previous, last, its number, the beginning of its commit's id, or a day."""
    ends = {"first": 0, "previous": -2, "last": -1}
    if word in ends:
        if len(known) > 1:
            return known[ends[word]]
        problems.append(Problem(word, 0, f"there are not two runs to compare ({counted(len(known), 'run')} stored)"))
        return None
    number = word.removeprefix("#")
    found = [run for run in known if str(run.id) == number]
    if not found and len(word) >= _SHORTEST:
        found = [run for run in known if run.commit.startswith(word.lower())]
    if not found and a_date(word):
        found = [run for run in known if run.date <= word]
    if not found:
        problems.append(Problem(word, 0, "is no run of this repository", "`readiness history` lists them"))
    return found[-1] if found else None


def _changes(store: Store, before: Run, after: Run) -> Changes:
    old, new = store.assessment(before.id), store.assessment(after.id)
    return compare(old, new, since=f"run #{before.id}", until=f"run #{after.id} ({after.date})")


def _write_changes(screen: Screen, changes: Changes, verbose: int) -> None:
    words = headline(changes)
    screen.line((words[:1].upper() + words[1:], STRONG), hang=2)
    write_changes(screen, changes, verbose=verbose)


def _tell_near(store: Store, repository: str) -> None:
    """Say on stderr that nothing is stored of it, and what is."""
    known = [name for name, _ in store.repositories()]
    hint = did_you_mean(repository, known) or f"{counted(len(known), 'other repository', 'other repositories')} there"
    sys.stderr.write(f"no run of {repository} is stored in {store.place.shown} ({hint}); `audit --store` stores one\n")


def _data(run: Run) -> dict[str, Any]:
    return {
        "id": run.id, "date": run.date, "commit": run.commit, "dirty": run.dirty, "verdict": run.verdict,
        "stage": run.stage, "profile": run.profile, "owner": run.owner, "overall": {"low": run.low, "high": run.high},
        "pillars": {letter: {"low": low, "high": high} for letter, (low, high) in run.pillars.items()},
        "warning_signs_raised": run.signs_raised, "ai_calls": run.ai_calls, "ruleset": run.ruleset,
        "answers": run.answers, "settings": run.settings, "version": run.version,
    }  # fmt: skip


def _print_json(data: dict[str, Any]) -> None:
    json.dump(data, sys.stdout, indent=2, allow_nan=False)
    sys.stdout.write("\n")
