"""A long history looked at now and then: about one commit a week of the branch itself, at most sixty in all."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from readiness.history import Commit, History

DAY = 86_400
MOST = 60
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Sample:
    """A commit that is looked at. `day` is YYYY-MM-DD, `time` seconds."""

    commit: str
    time: int

    @property
    def day(self) -> str:
        """The day of the commit, YYYY-MM-DD (UTC)."""
        return day_of(self.time)


def day_of(time: int) -> str:
    """The day of a time in seconds, YYYY-MM-DD (UTC)."""
    return datetime.datetime.fromtimestamp(time, datetime.UTC).date().isoformat()


def samples(history: History) -> tuple[Sample, ...]:
    """The commits to look at, oldest first: the branch's first and last, and between them the last of every period.

    A period is a week, or longer where there would be more than sixty. Commits whose dates run backwards do not count.
    """
    line = _in_order(history.mainline)
    if not line:
        return ()
    start, end = line[0].time, line[-1].time
    period = max(WEEK, -(-(end - start) // (MOST - 1)))
    last_of = {(commit.time - start) // period: commit for commit in line}
    chosen = {line[0].id: line[0]} | {commit.id: commit for commit in last_of.values()}
    found = [Sample(commit.id, commit.time) for commit in chosen.values()]
    return tuple(found[:1] + found[1:][-(MOST - 1) :])


def _in_order(mainline: tuple[Commit, ...]) -> list[Commit]:
    """The commits oldest first, without those that claim to be older than an earlier one, or newer than the last."""
    kept: list[Commit] = []
    newest = mainline[0].time if mainline else 0
    for commit in reversed(mainline):
        if (not kept or commit.time >= kept[-1].time) and commit.time <= newest:
            kept.append(commit)
    return kept
