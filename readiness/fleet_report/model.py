"""The nouns of a fleet report: its repositories, and what they say together. Values only; days are YYYY-MM-DD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One repository by its newest run. Points are 0 to 100; `pillars` are (low, high) by letter.

    `gates` are the essential rules that block it, `open_gates` those that nobody can tell; `below` are letters of
    pillars whose lower bound is below its threshold. All by the day it was judged by, `date`.
    """

    id: str
    """Its identity, as `github.com/acme/shop`."""
    name: str
    owners: tuple[str, ...]
    run: int
    date: str
    commit: str
    dirty: bool
    version: str
    ruleset: str
    profile: str
    verdict: str
    stage: str
    low: float
    high: float
    pillars: Mapping[str, tuple[float, float]]
    gates: tuple[str, ...]
    open_gates: tuple[str, ...]
    below: tuple[str, ...]
    signs: tuple[str, ...]
    """Warning signs that are raised."""
    ai_calls: int
    waivers: int
    stale: int
    """Answers that count no more by the report's day."""
    was: Was | None = None
    page: str = ""
    """Where its own report is, as a link relative to the fleet's (percent-encoded), if it was written."""


@dataclass(frozen=True, slots=True)
class Was:
    """What a repository was on the day from which movement is told: its newest run until then.

    `is_comparable`: judged by the same rules, version and profile. `pillars` are lower bounds then.
    """

    run: int
    date: str
    verdict: str
    stage: str
    low: float
    pillars: Mapping[str, float]
    is_comparable: bool


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule over the fleet. The first six are numbers of repositories with that status; waived ones are told apart.

    So those seven come to the number of repositories in which it was judged. `blocks`: in so many it is a closed gate.
    `frees`: so many would be blocked no more with it alone; `readies`: so many would be ready (with or without
    exceptions) with it alone.
    """

    rule: str
    title: str
    pillar: str
    severity: str
    effort: str
    met: int
    partial: int
    unmet: int
    unknown: int
    not_applicable: int
    error: int
    waived: int
    blocks: int
    frees: int
    readies: int


@dataclass(frozen=True, slots=True)
class Release:
    """A set of rules that, met everywhere, changes the verdict of repositories. Some need only a part of them.

    `to` is "ready" (ready, with or without exceptions) or "unblocked" (no closed gate any more; what else is lacking
    stays). `repositories` are ids; there may be more, where other rules than the cheapest would do.
    """

    rules: tuple[str, ...]
    to: str
    repositories: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    """Those of them that become ready with exceptions only: a warning sign is raised, or a waiver in force."""
    answers: tuple[str, ...] = ()
    """Those of the rules that some of them need an answer to rather than a mend."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The AI calls of one provider and model ("" where nobody can tell) over the fleet.

    `guards` is guard -> state (yes, no, default, unknown) -> number of calls.
    """

    provider: str
    model: str
    calls: int
    remote: int
    repositories: tuple[str, ...]
    guards: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Lapse:
    """A waiver that lapses soon, or has lapsed. `days` are left (below zero: since so many it counts no more)."""

    repository: str
    rule: str
    owner: str
    reason: str
    expires: str
    days: int


@dataclass(frozen=True, slots=True)
class Stale:
    """An answer that has expired, or whose evidence has changed: nobody has looked at it since."""

    repository: str
    rule: str
    by: str
    date: str
    expires: str
    days: int
    """Since so many it has expired; 0 where it is its evidence that has changed."""


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner ("" for nobody) and what belongs to them: repositories by verdict."""

    name: str
    repositories: int
    verdicts: Mapping[str, int]
    ai_calls: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What became of the fleet since a day. Entries are ids of repositories; a verdict is better or worse by its order.

    Repositories that were judged by other rules, version or profile then are in `incomparable` and nowhere else.
    """

    since: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    same: int
    new: tuple[str, ...]
    incomparable: tuple[str, ...]
    pillars: Mapping[str, float]
    """By how many points the median lower bound of the comparable ones changed."""


@dataclass(frozen=True, slots=True)
class FleetReport:
    """The one object that every format of the fleet report reads.

    `rows` are by id, `rules` those that block most first; `ruleset` is the one of most runs. `date` is the day by
    which things lapse; `within` how many days ahead is soon. `problems` are runs that could not be read, in words;
    `notes` what people should know (several versions or rule sets beside each other, old runs).
    """

    version: str
    ruleset: str
    date: str
    within: int
    rows: tuple[Row, ...]
    verdicts: Mapping[str, int]
    stages: Mapping[str, int]
    rules: tuple[RuleCount, ...]
    releases: tuple[Release, ...]
    calls: tuple[Calls, ...]
    lapses: tuple[Lapse, ...]
    stale: tuple[Stale, ...]
    owners: tuple[Owner, ...]
    movement: Movement | None
    notes: tuple[str, ...]
    problems: tuple[str, ...]
