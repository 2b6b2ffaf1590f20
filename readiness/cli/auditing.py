"""Carry out `readiness audit`: check what was asked for, audit, write the reports, choose the exit code."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from readiness import Assessment, BadInput, Change, Gate, Problem, Settings, Verdict, gate_of
from readiness.cli.asked import COLORS, asked_lenses, asked_reports, check_places, check_word, day_of, rule_folders
from readiness.cli.leaving import Code, give_up, refuse
from readiness.cli.output import formats, write_file, write_out
from readiness.config import load_settings, parse_fail_under
from readiness.settings import FAIL_ON, PROFILES

_WORST_FIRST = (Verdict.BLOCKED, Verdict.NOT_READY, Verdict.UNDETERMINED)


@dataclass(frozen=True, slots=True)
class Request:
    """The options as they were typed."""

    path: Path
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    profile: str = ""
    answers: Path | None = None
    as_of: str = ""
    no_waivers: bool = False
    config: Path | None = None
    no_config: bool = False
    output_format: str = ""
    output: Path | None = None
    report: tuple[str, ...] = ()
    lens: tuple[str, ...] = ()
    baseline: Path | None = None
    write_baseline: bool = False
    diff_base: str = ""
    hook: bool = False
    fail_on: str = ""
    fail_under: str = ""
    exit_zero: bool = False
    no_cache: bool = False
    quiet: bool = False
    verbose: int = 0
    color: str = "auto"
    store: str = ""


def carry_out(request: Request) -> int:
    """Audit as requested and write every report. The exit code never depends on a format."""
    if not request.path.is_dir():
        give_up(f"{request.path}: there is no such folder")
    if not os.access(request.path, os.R_OK | os.X_OK):
        give_up(f"{request.path}: cannot be read")
    if request.hook and not _is_of_the_whole(request):
        code = _judge_staged(request)
        if code is not None:
            return code
    return _judge_all(request)


def _is_of_the_whole(request: Request) -> bool:
    """Whether a hook is asked for what only an audit of everything can give."""
    return bool(
        request.output_format or request.output or request.report or request.lens or request.write_baseline
        or request.diff_base or request.store or request.fail_under or request.fail_on not in ("", "regression")
    )  # fmt: skip


def _judge_staged(request: Request) -> int | None:
    """The exit code of a hook that judges what is staged; None where the folder is no git repository."""
    from readiness.cli.hooking import Asked, judge_staged

    problems: list[Problem] = []
    day = day_of(request.as_of, problems)
    settings = replace(_given(request, Settings(), problems), problems=tuple(problems))
    check_word(request.color, COLORS, "--color", problems)
    return judge_staged(
        Asked(
            request.path, replace(settings, problems=tuple(problems)), day, request.config, request.no_config,
            request.no_waivers, request.answers, request.rules, request.baseline, not request.no_cache,
            request.exit_zero, request.quiet, request.color,
        )
    )  # fmt: skip


def _judge_all(request: Request) -> int:
    from readiness import NothingJudged
    from readiness.cli.compared import Against, check_against, compared, tell_regressions
    from readiness.cli.keeping import keep, prepared
    from readiness.judging import audit

    problems: list[Problem] = []
    day = day_of(request.as_of, problems)
    settings = _settings(request, day, problems)
    files = asked_reports(request.report, problems)
    check_places([file for _, file in files] + ([request.output] if request.output else []), problems)
    main_format = request.output_format or ("concise" if request.hook else "text")
    check_word(main_format, formats(), "--output-format", problems)
    check_word(request.color, COLORS, "--color", problems)
    folders = rule_folders(request.path, request.rules, settings, problems)
    lenses = asked_lenses(request.lens, folders, problems)
    is_part = bool(request.select or request.ignore)
    against = Against(request.path, request.baseline, request.write_baseline, request.diff_base, is_part)
    settings = check_against(against, settings, request.fail_on, problems)
    keeping = prepared(request.store, request.path, day.isoformat(), is_part, problems)
    settings = replace(settings, problems=(*settings.problems, *problems))
    try:
        assessment = audit(
            request.path,
            settings,
            as_of=day,
            answers_path=request.answers,
            rules_dirs=folders,
            cache=not request.no_cache,
            earlier=keeping.earlier if keeping else (),
        )
    except BadInput as wrong:
        # Rules that cannot be read end it before the rest is looked at; what is known of that is told all the same.
        refuse(sorted({*wrong.problems, *settings.problems}))
    except NothingJudged as nothing:
        give_up(str(nothing))
    assessment = compared(
        assessment, against, settings, day, config=request.config, answers=request.answers,
        waivers=not request.no_waivers, rules=request.rules, cache=not request.no_cache,
    )  # fmt: skip
    if lenses:
        from readiness.lenses import read_through

        assessment = replace(assessment, lenses=tuple(read_through(assessment, lens) for lens in lenses))
    _write_all(request, assessment, main_format, files)
    if keeping:
        keep(keeping, assessment, request.path, settings, request.answers)
    if not has_failed(assessment, settings):
        return Code.PASSED
    if settings.fail_on == "regression" or settings.ratchet:
        tell_regressions(assessment)
    return Code.PASSED if request.exit_zero else Code.FAILED


def has_failed(assessment: Assessment, settings: Settings) -> bool:
    """Whether the audit's gate fails: by the verdict, by a regression, or by a pillar below its points."""
    worse = _regressions(assessment)
    if settings.fail_on == "regression" and worse:
        return True
    if any(change.subject == "pillar" for change in worse):
        return True
    if settings.fail_on not in ("never", "regression"):
        failing = _WORST_FIRST[: [str(verdict) for verdict in _WORST_FIRST].index(settings.fail_on) + 1]
        if assessment.verdict in failing:
            return True
    return any(
        assessment.pillars[pillar].low < points
        for pillar, points in settings.fail_under.items()
        if pillar in assessment.pillars
    )


def _regressions(assessment: Assessment) -> tuple[Change, ...]:
    return tuple(change for change in assessment.changes.changes if change.fails) if assessment.changes else ()


def _settings(request: Request, day: datetime.date, problems: list[Problem]) -> Settings:
    """The repository's settings, or those of a file named instead, under what the options say."""
    if request.no_config:
        settings = Settings()
    else:
        settings = load_settings(request.path, day, request.config, waivers=not request.no_waivers)
    return _given(request, settings, problems)


def _given(request: Request, settings: Settings, problems: list[Problem]) -> Settings:
    """The settings under what the options say."""
    if request.profile and check_word(request.profile, tuple(PROFILES), "--profile", problems):
        settings = replace(settings, profile=request.profile, threshold=PROFILES[request.profile])
    if request.fail_on and check_word(request.fail_on, FAIL_ON, "--fail-on", problems):
        settings = replace(settings, fail_on=request.fail_on)
    points = parse_fail_under(request.fail_under)
    if isinstance(points, Problem):
        problems.append(points)
    elif points:
        settings = replace(settings, fail_under=points)
    if request.select:
        settings = replace(settings, select=request.select, places=_without("select", settings.places))
    if request.ignore:
        settings = replace(settings, ignore=request.ignore, places=_without("ignore", settings.places))
    return settings


def _without(key: str, places: Mapping[tuple[str, str], tuple[str, int]]) -> Mapping[tuple[str, str], tuple[str, int]]:
    return {known: place for known, place in places.items() if known[0] != key}


def _write_all(request: Request, assessment: Assessment, main_format: str, files: tuple[tuple[str, Path], ...]) -> None:
    level = -1 if request.quiet else request.verbose
    wrong = [write_file(assessment, name, file, request.verbose) for name, file in files]
    shown = _closed_gates(assessment) if request.hook else assessment
    if request.output is not None:
        wrong.append(write_file(shown, main_format, request.output, level))
    if told := [problem for problem in wrong if problem]:
        refuse(told, "The audit was made, but not every report could be written")
    if request.output is None:
        write_out(shown, main_format, request.color, level)


def _closed_gates(assessment: Assessment) -> Assessment:
    """The assessment with nothing to read but what fails: a hook's output is read between two commits."""
    if assessment.changes is not None:
        worse = _regressions(assessment)
        ids = {change.id for change in worse}
        failing = tuple(finding for finding in assessment.findings if finding.rule.id in ids)
        return replace(assessment, findings=failing, signs=(), changes=replace(assessment.changes, changes=worse))
    closed = tuple(finding for finding in assessment.findings if gate_of(finding) is Gate.BLOCKED)
    return replace(assessment, findings=closed, signs=())
