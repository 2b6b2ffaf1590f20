"""What commands that read an audit share: settings and answers of the repository, one audit, every way it may fail."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from readiness import Assessment, BadInput, NothingJudged, Problem, Settings
from readiness.cli.asked import day_of, rule_folders
from readiness.cli.leaving import give_up, refuse
from readiness.config import load_settings
from readiness.judging import audit


@dataclass(frozen=True, slots=True)
class Source:
    """Where to look and what to look by, as it was typed."""

    path: Path
    answers: Path | None = None
    rules: tuple[Path, ...] = ()
    config: Path | None = None
    no_config: bool = False
    as_of: str = ""


def read_settings(source: Source, problems: list[Problem]) -> Settings:
    """The repository's settings, or those named instead; none where none are wanted."""
    if source.no_config or not source.path.is_dir():
        return Settings()
    return load_settings(source.path, day_of(source.as_of, problems), source.config)


def judged(source: Source, problems: list[Problem], result: str, settings: Settings | None = None) -> Assessment:
    """The audit. Leaves with 2 and every mistake, those in `problems` included, or with 3 where nothing can be told."""
    if not source.path.is_dir():
        give_up(f"{source.path}: there is no such folder")
    if not os.access(source.path, os.R_OK | os.X_OK):
        give_up(f"{source.path}: cannot be read")
    known = read_settings(source, problems) if settings is None else settings
    day = day_of(source.as_of, [])
    folders = rule_folders(source.path, source.rules, known, problems)
    known = replace(known, problems=(*known.problems, *problems))
    try:
        return audit(source.path, known, as_of=day, answers_path=source.answers, rules_dirs=folders)
    except BadInput as wrong:
        refuse(sorted({*wrong.problems, *known.problems}), result)
    except NothingJudged as nothing:
        give_up(str(nothing))
