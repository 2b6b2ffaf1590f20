"""Carry out `readiness audit --hook`: judge what the next commit changes, and say in a few lines what gets worse."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from readiness import Assessment, BadInput, Change, Changes, Problem, Settings
from readiness.cli.leaving import Code, give_up, refuse
from readiness.cli.output import look_of, make_safe
from readiness.history import TrackedFile
from readiness.last_look import LastLook, keep_look, last_look
from readiness.sanitizing import printable
from readiness.staged import Staged, head_files, read_staged
from readiness.staged_audit import OWN_NAMES, Own, audit_staged, own_files, read_answers
from readiness.wording import ascii_only, counted

MOST_FILES = 100  # beyond it a commit is judged as a whole
MOST_TOLD = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, checked: the options that a hook takes."""

    path: Path
    settings: Settings
    """What the options say; what they leave open is read from the index."""
    day: datetime.date
    config: Path | None = None
    no_config: bool = False
    no_waivers: bool = False
    answers: Path | None = None
    rules: tuple[Path, ...] = ()
    baseline: Path | None = None
    cache: bool = True
    exit_zero: bool = False
    quiet: bool = False
    color: str = "auto"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told at the end: what is worse, how it was judged, and what people should know besides."""

    worse: tuple[Change, ...]
    how: str
    notes: tuple[str, ...] = ()


def judge_staged(asked: Asked) -> int | None:
    """The exit code; None where nothing is staged, so that the whole is to be judged.

    git tells its hooks which index they are to look at: called by it for a commit of nothing, nothing is to be judged.
    """
    staged = read_staged(asked.path, os.environ, Path.cwd())
    if staged is None:
        return None
    if staged.unmerged:
        give_up(f"{counted(len(staged.unmerged), 'file')} in conflict: {printable(', '.join(staged.unmerged[:5]))}")
    if not staged.files and not staged.merged and "GIT_INDEX_FILE" not in os.environ:
        return None
    if not staged.files:
        _say(asked, (_nothing(staged),))
        return Code.PASSED
    before = head_files(staged)
    _read_ahead(asked, staged, before)
    with own_files(asked.path, staged, before, asked.day, asked.config, not asked.no_waivers) as own:
        own = replace(own, settings=_settings(asked, own))
        told = _judged(asked, staged, before, own)
    lines = _lines(told.worse)
    count = f"{len(lines)} new or worse" if lines else "nothing new or worse"
    if len(lines) > MOST_TOLD:
        lines[MOST_TOLD:] = [f"and {len(lines) - MOST_TOLD} more"]
    _say(asked, (*([] if asked.quiet else [*lines, *told.notes]), f"{told.how}: {count}"))
    lets_pass = asked.exit_zero or own.settings.fail_on == "never"
    return Code.FAILED if told.worse and not lets_pass else Code.PASSED


def _read_ahead(asked: Asked, staged: Staged, before: Sequence[TrackedFile]) -> None:
    """Read in one go what is surely needed: the files that change, on both sides, settings, and what calls models."""
    look = last_look(asked.path) if asked.cache else None
    paths = {*OWN_NAMES, *(look.calls if look else ()), *(look.guards if look else ())}
    sides = [side for file in staged.files for side in (file.before, file.after) if side is not None]
    staged.contents.of((*sides, *(entry for entry in before if entry.path in paths)))


def _nothing(staged: Staged) -> str:
    if staged.merged:
        return (
            f"{counted(len(staged.merged), 'file')} as merged from the other branch, none changed besides: not judged"
        )
    return "the commit changes no file, so nothing was judged; `readiness audit` judges the whole repository"


def _settings(asked: Asked, own: Own) -> Settings:
    settings = Settings() if asked.no_config else own.settings
    given = asked.settings
    if given.profile != Settings().profile:
        settings = replace(settings, profile=given.profile, threshold=given.threshold)
    if given.select:
        settings = replace(settings, select=given.select)
    if given.ignore:
        settings = replace(settings, ignore=given.ignore)
    return replace(settings, problems=(*settings.problems, *given.problems))


def _judged(asked: Asked, staged: Staged, before: Sequence[TrackedFile], own: Own) -> Told:
    from readiness.ruleset import load_rules
    from readiness.selection import unknown_names

    folders = (*(own.folder / name for name in own.settings.rules), *asked.rules)
    problems = [*own.settings.problems]
    problems += [Problem(str(one), 0, "there is no such folder of rules") for one in folders if not one.is_dir()]
    try:
        rules = load_rules(tuple(folder for folder in folders if folder.is_dir()))
        problems += unknown_names(own.settings, [rule.rule for rule in rules.rules])
        answers, wrong = read_answers(own, asked.answers, {rule.rule.id: rule.rule for rule in rules.rules})
        problems += wrong
    except BadInput as error:
        refuse(sorted({*error.problems, *problems}))
    if problems:
        refuse(sorted(set(problems)))
    why = "settings or answers change" if own.is_other else ""
    if len(staged.files) > MOST_FILES:
        why = f"{len(staged.files)} files change"
    if why and staged.head:
        return _in_whole(asked, staged, before, own, why)
    from readiness.in_part import Bench, judge_in_part

    look, seen = _look(asked, staged, before, own.settings)
    judged = judge_in_part(staged, look, before, Bench(own.settings, rules, answers, asked.day))
    worse = _beyond_baseline(asked, own, staged, judged.changes, judged.after)
    notes = [seen] if seen else []
    if judged.confirmed:
        notes.append(f"{counted(judged.confirmed, 'rule')} looked at in the whole repository to be sure")
    if judged.facets:
        notes.append(f"new here: {', '.join(judged.facets)}; `readiness audit` tells what that asks for")
    if look.closed:
        notes.append(_closed(look, worse))
    how = f"{counted(len(staged.files), 'file')} against {_base(asked, own, staged)}, {judged.rules} rules"
    return Told(worse, f"{how}, {judged.touched} of them touched", tuple(notes))


def _base(asked: Asked, own: Own, staged: Staged) -> str:
    name = asked.baseline.name if asked.baseline else own.settings.baseline
    return ("HEAD" if staged.head else "nothing (the first commit)") + (f" and {name}" if name else "")


def _closed(look: LastLook, worse: Sequence[Change]) -> str:
    left = [rule for rule in look.closed if rule not in {change.id for change in worse}]
    do = "does" if len(left) == 1 else "do"
    closed = "was" if len(left) == 1 else "were"
    return (
        f"{counted(len(left), 'gate')} {closed} closed at the last audit ({look.commit[:10] or 'uncommitted'})"
        f" and {do} not block this commit: `readiness audit` shows what is missing"
    )


def _look(asked: Asked, staged: Staged, before: Sequence[TrackedFile], settings: Settings) -> tuple[LastLook, str]:
    """What is known of the product, and a sentence where it had to be found out first."""
    known = last_look(asked.path) if asked.cache else None
    if known is not None:
        return known, ""
    if not before:
        return LastLook(""), ""
    from readiness.in_part import quick_look

    look = quick_look(staged.head, staged.contents.of(before), settings)
    if asked.cache:
        keep_look(asked.path, look)
    return look, "no audit is remembered: looked quickly through HEAD first (`readiness audit` tells more, once)"


def _in_whole(asked: Asked, staged: Staged, before: Sequence[TrackedFile], own: Own, why: str) -> Told:
    """Both sides whole, with the settings and answers of each."""
    from readiness import NoSuchCommit, NothingJudged, audit, compare
    from readiness.gating import regressions

    try:
        after = audit_staged(
            asked.path, staged, before, own.settings, as_of=asked.day, answers=asked.answers, rules=asked.rules,
            cache=asked.cache,
        )  # fmt: skip
        is_part = bool(asked.settings.select or asked.settings.ignore)
        first = audit(
            asked.path, commit=staged.head, as_of=asked.day, config=None if is_part else asked.config,
            waivers=not asked.no_waivers, answers=asked.answers, rules=asked.rules, cache=asked.cache,
            settings=own.settings if is_part else None,
        )  # fmt: skip
    except BadInput as wrong:
        refuse(wrong.problems)
    except (NothingJudged, NoSuchCommit) as nothing:
        give_up(str(nothing))
    changes = compare(first, after, since="HEAD", ratchet=own.settings.ratchet)
    worse = _beyond_baseline(asked, own, staged, replace(changes, changes=regressions(changes)), after)
    return Told(worse, f"{why}: everything against {_base(asked, own, staged)}, {len(after.findings)} rules")


def _beyond_baseline(asked: Asked, own: Own, staged: Staged, found: Changes, after: Assessment) -> tuple[Change, ...]:
    """What is worse than HEAD and, where there is a baseline, not taken into that either."""
    if not found.changes or not (asked.baseline or own.settings.baseline):
        return found.changes
    from readiness.baseline import read_baseline
    from readiness.gating import load_baseline
    from readiness.tolerance import not_tolerated

    if asked.baseline is None and own.baseline is not None:
        baseline = read_baseline(own.baseline, own.settings.baseline, after)
    else:
        baseline = load_baseline(asked.baseline or asked.path / own.settings.baseline, after)
    if isinstance(baseline, Problem):
        refuse([baseline])
    return not_tolerated(found.changes, baseline, after, staged.paths)


def _lines(worse: Sequence[Change]) -> list[str]:
    """A line for each change; what rules say of a call or figure that is told itself stands in that line."""
    told = {_place(change) for change in worse if change.subject in ("call", "demand")}
    besides: dict[str, list[str]] = {}
    for change in worse:
        if change.subject == "rule" and _place(change) in told:
            besides.setdefault(_place(change), []).append(change.id)
    return [
        _line(change, sorted(besides.pop(_place(change), [])) if change.subject in ("call", "demand") else [])
        for change in worse
        if change.subject != "rule" or _place(change) not in told
    ]


def _place(change: Change) -> str:
    places = change.evidence or change.was
    return places[0].place if places else "."


def _line(change: Change, rules: Sequence[str]) -> str:
    name = f"{change.id} {change.title}" if change.subject == "rule" else change.title
    shown = change.evidence[0].says if change.evidence and change.subject == "rule" else ""
    says = f"{shown}; {change.says}" if shown and shown not in change.says else change.says
    more = f" (and {len(change.evidence) - 1} more)" if len(change.evidence) > 1 else ""
    return f"{_place(change)}: {name}: {says}{more}" + (f" [{', '.join(rules)}]" if rules else "")


def _say(asked: Asked, lines: Sequence[str]) -> None:
    make_safe(sys.stdout)
    look = look_of(sys.stdout, asked.color)
    for line in lines:
        shown = printable(line)
        sys.stdout.write((shown if look.unicode else ascii_only(shown)) + "\n")
