"""What commands that read an audit share: settings and answers of the repository, one audit, every way it may fail."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from readiness import Assessment, BadInput, NothingJudged, Problem, Settings, audit, read_settings
from readiness.cli.asked import asked_profile, day_of, own_rules
from readiness.cli.leaving import give_up, refuse

_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Source:
    """Where to look and what to look by, as it was typed."""

    path: Path
    answers: Path | None = None
    rules: tuple[Path, ...] = ()
    config: Path | None = None
    no_config: bool = False
    as_of: str = ""
    profile: str = ""
    no_waivers: bool = False
    no_cache: bool = False


def check_folder(path: Path) -> None:
    """Leave with 3 where there is no folder that can be read."""
    if not path.is_dir():
        give_up(f"{path}: there is no such folder")
    if not os.access(path, os.R_OK | os.X_OK):
        give_up(f"{path}: cannot be read")


def settings_of(source: Source, problems: list[Problem]) -> Settings:
    """The settings under what the options say; what is wrong with the options is added to the problems."""
    day = day_of(source.as_of, problems)
    profile = asked_profile(source.profile, problems)
    config = None if source.no_config else source.config
    return read_settings(
        source.path, as_of=day, config=config, no_config=source.no_config, profile=profile,
        waivers=not source.no_waivers,
    )  # fmt: skip


def told(
    source: Source, problems: list[Problem], result: str, ask: Callable[[Settings, tuple[Path, ...]], _Told]
) -> _Told:
    """What `ask` tells, of the settings and of the folders of rules that were named.

    Leaves with 2 and every mistake, those in `problems` included, or with 3 where nothing can be told.
    """
    check_folder(source.path)
    known = settings_of(source, problems)
    folders = own_rules(source.rules, problems)
    known = replace(known, problems=(*known.problems, *problems))
    try:
        return ask(known, folders)
    except BadInput as wrong:
        refuse(sorted({*wrong.problems, *known.problems}), result)
    except NothingJudged as nothing:
        give_up(str(nothing))


def judged(source: Source, problems: list[Problem], result: str) -> Assessment:
    """The audit. Leaves as `told` does."""
    day = day_of(source.as_of, [])
    return told(
        source,
        problems,
        result,
        lambda settings, folders: audit(
            source.path, settings=settings, as_of=day, answers=source.answers, rules=folders, cache=not source.no_cache
        ),
    )
