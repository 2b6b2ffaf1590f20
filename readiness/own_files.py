"""Check what is kept for `readiness` (settings, answers, figures, milestones, a baseline): all mistakes at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path, PurePath

from readiness import milestones
from readiness.answers import FILE as ANSWERS
from readiness.answers import load_answers
from readiness.baseline import FILE as BASELINE
from readiness.config import PLACES, load_settings, read_inside
from readiness.gating import wrong_baseline
from readiness.metrics import FILE as METRICS
from readiness.metrics import load_metrics
from readiness.ruleset import load_rules
from readiness.selection import unknown_names
from readiness.settings import Settings
from readiness.strict_yaml import BadInput, Problem


def folder_of(path: PurePath) -> PurePath:
    """The folder that a file of ours speaks for: `.github/readiness.yaml` speaks for the folder above `.github`."""
    return path.parent.parent if path.parent.name in (".github", milestones.FOLDER) else path.parent


def mistakes_in(root: Path, as_of: datetime.date) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """(files found, every mistake in them), sorted. Files that are not there are no mistake."""
    settings = load_settings(root, as_of)
    problems = list(settings.problems)
    found = [name for name in PLACES if (root / name).is_file()][:1]
    try:
        rules = load_rules(tuple(root / name for name in settings.rules if (root / name).is_dir()))
    except BadInput as wrong:
        return tuple(found), tuple(sorted({*problems, *wrong.problems}))
    problems += [
        Problem(settings.config_path, 0, f"{name}: there is no such folder of rules")
        for name in settings.rules
        if not (root / name).is_dir()
    ]
    problems += unknown_names(settings, [rule.rule for rule in rules.rules])
    name = settings.answers or ANSWERS
    text = read_inside(root, name)
    if isinstance(text, Problem):
        problems.append(text)
    elif text is not None:
        found.append(name)
        problems += load_answers(text, name, {rule.rule.id: rule.rule for rule in rules.rules})[1]
    elif settings.answers:
        problems.append(Problem(name, 0, "there is no such answers file"))
    figures = read_inside(root, METRICS)
    if isinstance(figures, Problem):
        problems.append(figures)
    elif figures is not None:
        found.append(METRICS)
        problems += load_metrics(figures)[1]
    for name, wrong_file in _kept(root, settings):
        found.append(name)
        problems += [wrong_file] if wrong_file else []
    return tuple(found), tuple(sorted(set(problems)))


def _kept(root: Path, settings: Settings) -> Iterator[tuple[str, Problem | None]]:
    """(path, what is wrong with it) of each milestone and of the baseline that are there, or that settings name."""
    for name in milestones.names(root):
        milestone = milestones.load(root, name)
        path = milestones.path_of(root, name).relative_to(root).as_posix()
        yield path, milestone if isinstance(milestone, Problem) else None
    name = settings.baseline or BASELINE
    file = root / name
    if not file.resolve().is_relative_to(root.resolve()):
        yield name, Problem(name, 0, "leads out of the repository")
    elif settings.baseline or file.is_file():
        yield name, wrong_baseline(file, name)
