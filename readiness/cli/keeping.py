"""What `--store` does for `readiness audit`: open the store before, read earlier runs, write the run after."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from readiness import Assessment, Point, Problem, Settings
from readiness.cli.leaving import refuse

if TYPE_CHECKING:
    from readiness import Store
    from readiness.store.identity import Identity
    from readiness.store.places import Place


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where a run is to be stored, as which repository, and what earlier runs of it told.

    No connection stays open during the audit, which may start further processes.
    """

    place: Place
    identity: Identity
    earlier: tuple[Point, ...]


def prepared(where: str, root: Path, date: str, is_part: bool, problems: list[Problem]) -> Keeping | None:
    """What `--store WHERE` asks for; None without it. What is wrong with it is added to the problems.

    A store that is not there yet is made after the audit, when there is something to keep.
    """
    if not where:
        return None
    if is_part:
        problems.append(Problem("--store", 0, "needs all rules", "leave --select and --ignore out"))
    place = usable(where, problems)
    if place is None:
        return None
    from readiness import StoreProblem
    from readiness.store.identity import identity_of
    from readiness.store.runs import open_store

    identity = identity_of(root)
    if place.file and not place.file.exists():
        if not place.is_own and not os.access(place.file.parent, os.W_OK):
            problems.append(Problem("--store", 0, f"{place.shown}: cannot be made", "its folder must not be written"))
        return Keeping(place, identity, ())
    try:
        with open_store(place) as store:
            return Keeping(place, identity, store.points(identity.id, date))
    except StoreProblem as wrong:
        problems.append(wrong.problem)
    return None


def keep(keeping: Keeping, run: Assessment, root: Path, settings: Settings, answers: Path | None) -> None:
    """Write the run. Leaves with 2, and says that the audit was made, where that fails."""
    from readiness import StoreProblem
    from readiness.store.identity import given_to
    from readiness.store.owning import owner_at
    from readiness.store.runs import open_store

    try:
        with open_store(keeping.place, create=True) as store:
            given, owner = given_to(root, settings, answers), owner_at(root, run.target.commit)
            store.write(run, keeping.identity, given, owner)
    except StoreProblem as wrong:
        refuse([wrong.problem], "The audit was made, but it could not be stored")


def usable(where: str, problems: list[Problem]) -> Place | None:
    """The place that a word stands for; where it is none, or what opens it is not installed, the problems say so."""
    from readiness.store.places import lacking, place_of

    place = place_of(where)
    if isinstance(place, Problem):
        problems.append(place)
        return None
    missing = lacking(place)
    if missing is not None:
        problems.append(missing)
        return None
    return place


def opened(where: str, problems: list[Problem], result: str) -> Store:
    """The store, for what only reads or prunes it. Leaves with 2 and every problem where it cannot be used."""
    place = usable(where, problems)
    if place is None:
        refuse(problems, result)
    from readiness import StoreProblem
    from readiness.store.runs import open_store

    store = None
    try:
        store = open_store(place)
    except StoreProblem as wrong:
        problems.append(wrong.problem)
    if problems or store is None:
        refuse(problems, result)
    return store
