"""Carry out `readiness audit`: check what was asked for, audit, write the reports, choose the exit code."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

from readiness import Assessment, BadInput, Gate, Problem, Settings, gate_of, has_failed, read_settings, report_formats
from readiness.cli.asked import (
    COLORS,
    asked_lenses,
    asked_profile,
    asked_reports,
    check_places,
    check_word,
    day_of,
    own_rules,
)
from readiness.cli.judged import check_folder
from readiness.cli.leaving import Code, give_up, refuse
from readiness.cli.output import write_file, write_out
from readiness.config import parse_fail_under
from readiness.settings import FAIL_ON, Choice, under


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
    check_folder(request.path)
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
    from readiness import NothingJudged, audit
    from readiness.cli.compared import Against, check_against, compared, tell_regressions
    from readiness.cli.keeping import keep, prepared

    problems: list[Problem] = []
    day = day_of(request.as_of, problems)
    settings = _settings(request, day, problems)
    files = asked_reports(request.report, problems)
    check_places([file for _, file in files] + ([request.output] if request.output else []), problems)
    main_format = request.output_format or ("concise" if request.hook else "text")
    check_word(main_format, report_formats(), "--output-format", problems)
    check_word(request.color, COLORS, "--color", problems)
    folders = own_rules(request.rules, problems)
    known = tuple(folder for name in settings.rules if (folder := request.path / name).is_dir())
    lenses = asked_lenses(request.lens, (*known, *folders), problems)
    is_part = bool(request.select or request.ignore)
    against = Against(request.path, request.baseline, request.write_baseline, request.diff_base, is_part)
    settings = check_against(against, settings, request.fail_on, problems)
    keeping = prepared(request.store, request.path, day.isoformat(), is_part, problems)
    settings = replace(settings, problems=(*settings.problems, *problems))
    try:
        assessment = audit(
            request.path, settings=settings, as_of=day, answers=request.answers, rules=folders,
            cache=not request.no_cache, earlier=keeping.earlier if keeping else (),
        )  # fmt: skip
    except BadInput as wrong:
        refuse(wrong.problems)
    except NothingJudged as nothing:
        give_up(str(nothing))
    assessment = compared(
        assessment, against, settings, day, config=request.config, no_config=request.no_config, answers=request.answers,
        waivers=not request.no_waivers, rules=request.rules, cache=not request.no_cache,
    )  # fmt: skip
    if lenses:
        from readiness.lenses import read_through

        assessment = replace(assessment, lenses=tuple(read_through(assessment, lens) for lens in lenses))
    _write_all(request, assessment, main_format, files)
    if keeping:
        keep(keeping, assessment, request.path, settings, request.answers)
    if not has_failed(assessment, settings.fail_on, settings.fail_under):
        return Code.PASSED
    if settings.fail_on == "regression" or settings.ratchet:
        tell_regressions(assessment)
    return Code.PASSED if request.exit_zero else Code.FAILED


def _settings(request: Request, day: datetime.date, problems: list[Problem]) -> Settings:
    """The repository's settings, or those of a file named instead, under what the options say."""
    config = None if request.no_config else request.config
    settings = read_settings(
        request.path, as_of=day, config=config, no_config=request.no_config, waivers=not request.no_waivers
    )
    return _given(request, settings, problems)


def _given(request: Request, settings: Settings, problems: list[Problem]) -> Settings:
    """The settings under what the options say."""
    profile = asked_profile(request.profile, problems)
    settings = under(settings, Choice(profile, request.select, request.ignore, "--"))
    if request.fail_on and check_word(request.fail_on, FAIL_ON, "--fail-on", problems):
        settings = replace(settings, fail_on=request.fail_on)
    points = parse_fail_under(request.fail_under)
    if isinstance(points, Problem):
        problems.append(points)
    elif points:
        settings = replace(settings, fail_under=points)
    return settings


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
        from readiness.gating import regressions

        worse = regressions(assessment.changes)
        ids = {change.id for change in worse}
        failing = tuple(finding for finding in assessment.findings if finding.rule.id in ids)
        return replace(assessment, findings=failing, signs=(), changes=replace(assessment.changes, changes=worse))
    closed = tuple(finding for finding in assessment.findings if gate_of(finding) is Gate.BLOCKED)
    return replace(assessment, findings=closed, signs=())
