"""Carry out `readiness fleet report`: read the store, write the report in the forms asked for, and each page."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from readiness import Problem
from readiness.cli.asked import COLORS, asked_reports, check_places, check_word, day_of
from readiness.cli.keeping import opened
from readiness.cli.leaving import Code, refuse
from readiness.cli.output import Write, into_file, make_safe, onto_stdout
from readiness.fields import a_date
from readiness.wording import ascii_only, counted

if TYPE_CHECKING:
    from readiness import Store
    from readiness.fleet_report.model import FleetReport

FORMATS = ("text", "json", "csv", "markdown", "html")
_NOTHING = "No report was written"


@dataclass(frozen=True, slots=True)
class Request:
    """The options as they were typed."""

    store: str
    as_of: str
    since: str
    within: int
    repositories: tuple[str, ...]
    owner: str
    output_format: str
    output: Path | None
    reports: tuple[str, ...]
    pages: Path | None
    quiet: bool
    color: str


def carry_out(request: Request) -> int:
    """Write the reports as requested; the exit code."""
    problems: list[Problem] = []
    check_word(request.output_format, FORMATS, "--output-format", problems)
    check_word(request.color, COLORS, "--color", problems)
    date = day_of(request.as_of, problems).isoformat()
    since = _since(request.since, date, problems)
    files = [*asked_reports(request.reports, problems, FORMATS)]
    files += [(request.output_format, request.output)] if request.output else []
    check_places([file for _, file in files] + ([request.pages] if request.pages else []), problems)
    if request.pages and request.pages.exists() and not request.pages.is_dir():
        problems.append(Problem("--pages", 0, f"{request.pages}: is no folder"))
    store = opened(request.store, problems, _NOTHING)
    from readiness import StoreProblem

    try:
        with store:
            return _write(request, store, date, since, files)
    except StoreProblem as wrong:
        refuse([wrong.problem], _NOTHING)


def _since(text: str, date: str, problems: list[Problem]) -> str:
    day = a_date(text) if text else None
    if text and day is None:
        problems.append(Problem("--since", 0, f'"{text}" is not a date', "write it as YYYY-MM-DD"))
    elif day and day.isoformat() > date:
        problems.append(Problem("--since", 0, f"{text} is after the day of the report, {date}"))
    return text


def _write(request: Request, store: Store, date: str, since: str, files: list[tuple[str, Path]]) -> int:
    from readiness.fleet_report.gathering import Wanted, gather

    progress = _Progress(request.quiet)
    wanted = Wanted(request.repositories, request.owner)
    report = gather(store, date, within=request.within, since=since, wanted=wanted, progress=progress.read)
    progress.clear()
    if not report.rows and not report.problems:
        return _tell_nothing(request, store, date)
    names = _pages(request, store, report, progress)
    wrong = [into_file(file, 0, _writer(_beside(request, report, names, file.parent), name)) for name, file in files]
    if told := [problem for problem in wrong if problem]:
        refuse(told, "Not every report could be written")
    if request.output is None:
        here = _beside(request, report, names, Path())
        onto_stdout(request.color, 0, _writer(here, request.output_format, request.quiet))
    if report.problems:
        _tell(f"{counted(len(report.problems), 'run')} could not be read, and the report names them")
    return Code.PASSED if report.rows else Code.INCOMPLETE


def _pages(request: Request, store: Store, report: FleetReport, progress: _Progress) -> Mapping[str, str]:
    """The file of each repository's own report, by its id."""
    if request.pages is None:
        return {}
    from readiness.fleet_report.pages import write_pages

    try:
        request.pages.mkdir(exist_ok=True)
        return write_pages(store, report.rows, request.pages, progress.written)
    except OSError as error:
        place = str(error.filename or request.pages)
        refuse([Problem(place, 0, f"cannot be written: {error.strerror or type(error).__name__}")], _NOTHING)
    finally:
        progress.clear()


def _beside(request: Request, report: FleetReport, names: Mapping[str, str], folder: Path) -> FleetReport:
    """The report as a file in that folder tells it: its links lead from there."""
    if request.pages is None:
        return report
    from readiness.fleet_report.pages import linked

    return linked(report, names, request.pages, folder)


def _writer(report: FleetReport, name: str, quiet: bool = False) -> Write:
    form = importlib.import_module(f"readiness.fleet_report.{name}")
    if name == "html":
        return lambda out, look: form.write(report, out, unicode=look.unicode)
    if name == "text" and quiet:
        return lambda out, look: form.write_sum(report, out, width=look.width, color=look.color, unicode=look.unicode)
    return lambda out, look: form.write(report, out, width=look.width, color=look.color, unicode=look.unicode)


def _tell_nothing(request: Request, store: Store, date: str) -> int:
    """Say why there is nothing to tell."""
    number = len(store.repositories())
    if not number:
        says = f"no run is stored in {store.place.shown}; `readiness fleet` and `readiness audit --store` store some"
    elif request.repositories or request.owner:
        says = (
            f"none of the {counted(number, 'repository', 'repositories')} in {store.place.shown} is what was asked for"
        )
    else:
        says = f"no run in {store.place.shown} is as old as {date}"
    _tell(says)
    return Code.INCOMPLETE


def _tell(says: str) -> None:
    make_safe(sys.stderr)
    sys.stderr.write(f"{says}\n")


class _Progress:
    """A line on stderr, where it is a terminal, that says how far the report is."""

    def __init__(self, quiet: bool) -> None:
        self._is_on = sys.stderr.isatty() and not quiet and not os.environ.get("CI")

    def read(self, number: int) -> None:
        """So many results have been read."""
        self._put(number, "read")

    def written(self, number: int) -> None:
        """So many pages have been written."""
        self._put(number, "written as pages")

    def clear(self) -> None:
        """Take the line away."""
        if self._is_on:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _put(self, number: int, what: str) -> None:
        if self._is_on and number % 10 == 0:
            told = counted(number, "repository", "repositories")
            sys.stderr.write(ascii_only(f"\r\x1b[K{told} {what}"))
            sys.stderr.flush()
