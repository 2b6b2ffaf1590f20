"""The history store for programs: open it by a word, keep a result in it, and know a repository's name in it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.api import PathText, read_settings
from readiness.errors import BadInput, Problem
from readiness.settings import Settings
from readiness.store.identity import given_to, identity_of
from readiness.store.owning import owner_at
from readiness.store.places import DEFAULT, lacking, place_of

if TYPE_CHECKING:
    from readiness.model import Assessment
    from readiness.store.runs import Store


def open_store(where: PathText = DEFAULT, *, create: bool = False) -> Store:
    """Open a history store: a file, `postgresql+psycopg://user@host/database`, or `default`. Use it in a `with`.

    `default` is what the environment variable READINESS_STORE names, else a file in the user's data folder. With
    `create` a file that is not there is made. Raises BadInput where the word names no store or `readiness[fleet]` is
    not installed, StoreProblem where the store cannot be used.
    """
    place = place_of(os.fspath(where))
    if isinstance(place, Problem):
        raise BadInput([replace(place, path="store")])
    if missing := lacking(place):
        raise BadInput([replace(missing, path="store")])
    from readiness.store.runs import open_store as opened

    return opened(place, create)


def keep_run(
    store: Store,
    result: Assessment,
    path: PathText = ".",
    *,
    settings: Settings | None = None,
    answers: PathText | None = None,
    owner: str | None = None,
) -> int:
    """Keep the result of an audit of the repository at `path`; the run's id. The same run once more takes its place.

    `settings` and `answers` are those that the audit was given: runs by others are other runs. The `owner` is the one
    that CODEOWNERS names, unless another is given. Keep audits of all rules only: points of some rules make no trend;
    and of what lies at `path`, or of its commits. Raises StoreProblem, NotADirectoryError.
    """
    root = Path(path)
    own = read_settings(root, as_of=result.target.date) if settings is None else settings
    given = given_to(root, own, None if answers is None else Path(answers))
    named = owner_at(root, result.target.commit) if owner is None else owner
    return store.write(result, identity_of(root), given, named)


def repository_id(path: PathText = ".") -> str:
    """By what name the store knows the repository at `path`: `github.com/acme/shop`, the same for every clone."""
    return identity_of(Path(path)).id
