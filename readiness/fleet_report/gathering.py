"""From a history store to a fleet report: the newest run of each repository, one result in memory at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from readiness.fleet_report.ai_calls import CallTally
from readiness.fleet_report.mending import READY, needs_of
from readiness.fleet_report.model import FleetReport, Lapse, Row, Stale
from readiness.fleet_report.moving import movement, was_of
from readiness.fleet_report.noting import Unfreed, notes_of
from readiness.fleet_report.owning import owners
from readiness.fleet_report.reading import Outlines
from readiness.fleet_report.releases import Gains
from readiness.fleet_report.rows import lapsing, owners_of, row_of, stale_answers
from readiness.fleet_report.rule_counts import RuleTally
from readiness.model import Assessment, Stage, Verdict
from readiness.store.rows import Run
from readiness.store.runs import Store
from readiness.version import __version__

SOON = 30
"""Days within which a waiver lapses soon, unless said otherwise."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which repositories a report is about: all, or those that a glob fits (id or name, in any case) or of an owner."""

    globs: tuple[str, ...] = ()
    owner: str = ""

    def has(self, run: Run) -> bool:
        """Whether the repository of a run is among them."""
        names = (run.repository.lower(), run.name.lower())
        if self.globs and not any(fnmatchcase(name, glob.lower()) for glob in self.globs for name in names):
            return False
        return not self.owner or _plain(self.owner) in map(_plain, owners_of(run.owner))


def gather(
    store: Store,
    date: str,
    *,
    within: int = SOON,
    since: str = "",
    wanted: Wanted | None = None,
    progress: Callable[[int], object] = lambda _: None,
) -> FleetReport:
    """The report on what is stored, by a day (YYYY-MM-DD); runs after it do not count.

    With `since` (a day until then) it tells what moved. `progress` is told how many were read, after each. Raises
    StoreProblem where the store fails; a run that cannot be read is left out of every figure and named in the
    report's problems.
    """
    chosen = wanted or Wanted()
    tally = _Tally(date, within)
    for number, stored in enumerate(filter(chosen.has, store.latest(date)), start=1):
        tally.add(stored, store.text(stored.id))
        progress(number)
    rows = sorted(tally.rows, key=lambda row: (row.id, row.run))
    if since:
        rows = _with_past(store, rows, since)
    return tally.report(rows, since)


def _with_past(store: Store, rows: Iterable[Row], since: str) -> list[Row]:
    by_id = {row.id: row for row in rows}
    for then in store.latest(since):
        if row := by_id.get(then.repository):
            by_id[row.id] = replace(row, was=was_of(then, row))
    return list(by_id.values())


@dataclass(slots=True)
class _Tally:
    """What is kept of each run while the next ones are read."""

    date: str
    within: int
    rows: list[Row] = field(default_factory=list)
    lapses: list[Lapse] = field(default_factory=list)
    stale: list[Stale] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    outlines: Outlines = field(default_factory=Outlines)
    rules: RuleTally = field(default_factory=RuleTally)
    calls: CallTally = field(default_factory=CallTally)
    gains: Gains = field(default_factory=Gains)
    unfreed: Unfreed = field(default_factory=Unfreed)

    def add(self, stored: Run, text: str) -> None:
        """Count the newest run of one repository."""
        try:
            run = self.outlines.read(text)
        except ValueError as error:
            self.problems.append(f"{stored.repository}: run #{stored.id} cannot be read: {error}")
            return
        repository = stored.repository
        lapses = lapsing(repository, run, self.date, self.within)
        stale = stale_answers(repository, run, self.date)
        self.lapses += lapses
        self.stale += stale
        self.rows.append(row_of(stored, run, stale))
        self.rules.add(run, stored.id)
        self.calls.add(repository, run)
        self._weigh(repository, run, {one.rule for one in lapses if one.days < 0})

    def _weigh(self, repository: str, run: Assessment, lapsed: set[str]) -> None:
        """Note what would change the repository's verdict."""
        needs = needs_of(run, lapsed)
        if needs is None:
            self.unfreed.unsure += 1
            return
        self.gains.add(repository, needs)
        if run.verdict is Verdict.BLOCKED and needs.unblocking is None:
            self.unfreed.add_blocked(needs.closed)
        if run.verdict not in READY and not needs.readying:
            self.unfreed.not_ready += 1

    def report(self, rows: list[Row], since: str) -> FleetReport:
        """The report on everything that was counted."""
        moved = movement(rows, since) if since else None
        verdicts, stages = Counter(row.verdict for row in rows), Counter(row.stage for row in rows)
        rulesets = Counter(row.ruleset for row in rows)
        return FleetReport(
            version=__version__,
            ruleset=min(rulesets, key=lambda name: (-rulesets[name], name), default=""),
            date=self.date,
            within=self.within,
            rows=tuple(rows),
            verdicts={str(one): verdicts[one] for one in Verdict},
            stages={str(one): stages[one] for one in Stage},
            rules=self.rules.counts(self.gains.frees, self.gains.readies),
            releases=self.gains.releases(),
            calls=self.calls.calls(),
            lapses=tuple(sorted(self.lapses, key=lambda one: (one.days, one.repository, one.rule))),
            stale=tuple(sorted(self.stale, key=lambda one: (-one.days, one.repository, one.rule))),
            owners=owners(rows),
            movement=moved,
            notes=notes_of(rows, self.date, self.lapses, self.unfreed, moved),
            problems=tuple(sorted(self.problems)),
        )


def _plain(owner: str) -> str:
    return owner.lower().removeprefix("@")
