"""What people should know before they believe a fleet's figures: what is not alike, old, lapsed or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from readiness.fleet_report.mending import MOST_RULES
from readiness.fleet_report.model import Lapse, Movement, Row
from readiness.fleet_report.rows import days_between

OLD_DAYS = 30
_SHOWN = 4


@dataclass(slots=True)
class Unfreed:
    """What no set of rules that is told changes. `nearest` is the fewest closed gates of those that are blocked."""

    blocked: int = 0
    nearest: int = 0
    not_ready: int = 0
    unsure: int = 0

    def add_blocked(self, closed: int) -> None:
        """Count a repository that stays blocked by so many gates."""
        self.blocked += 1
        self.nearest = min(self.nearest or closed, closed)


def notes_of(
    rows: Sequence[Row], day: str, lapses: Iterable[Lapse], unfreed: Unfreed, movement: Movement | None
) -> tuple[str, ...]:
    """The notes, in words."""
    notes = [*_mixed(rows), *_old(rows, day)]
    if dirty := sum(row.dirty for row in rows):
        notes.append(f"{_repositories(dirty)} judged with changes that no commit holds")
    if lapsed := len({one.repository for one in lapses if one.days < 0}):
        notes.append(
            f"{_repositories(lapsed)} judged with a waiver that has lapsed since; the next run will not count it"
        )
    return (*notes, *_left_out(unfreed), *_unmoved(rows, movement))


def _mixed(rows: Sequence[Row]) -> list[str]:
    """Figures of different rules stand beside each other, but should not be compared."""
    by: tuple[tuple[str, Callable[[Row], str]], ...] = (
        ("rule sets", lambda row: row.ruleset),
        ("versions of readiness", lambda row: row.version),
        ("profiles", lambda row: row.profile),
    )
    notes = []
    for many, key in by:
        found = sorted(Counter(map(key, rows)).items(), key=lambda item: (-item[1], item[0]))
        if len(found) > 1:
            shown = ", ".join(f"{name or 'none'} {number:,}" for name, number in found[:_SHOWN])
            more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            notes.append(f"judged by {len(found)} {many} ({shown}{more}): their figures are not alike")
    return notes


def _old(rows: Sequence[Row], day: str) -> list[str]:
    old = [row.date for row in rows if (days_between(row.date, day) or 0) > OLD_DAYS]
    return [f"{_repositories(len(old))} last judged more than {OLD_DAYS} days ago, since {min(old)}"] if old else []


def _left_out(unfreed: Unfreed) -> list[str]:
    notes = []
    many = f"more than {MOST_RULES} rules"
    if unfreed.blocked:
        notes.append(
            f"{_repositories(unfreed.blocked)} blocked by {many} each ({unfreed.nearest} at least), "
            "so no set told here unblocks them"
        )
    if unfreed.not_ready:
        notes.append(
            f"{_repositories(unfreed.not_ready)} made ready by no set told here: they need {many}, "
            "or a rule that could not be judged"
        )
    if unfreed.unsure:
        notes.append(
            f"{_repositories(unfreed.unsure)} stored with a verdict that this version would not give, so what mending "
            "changes there is not told; audit them anew"
        )
    return notes


def _unmoved(rows: Sequence[Row], movement: Movement | None) -> list[str]:
    if movement is None:
        return []
    idle = sum(row.was is not None and row.was.run == row.run for row in rows)
    return [f"{_repositories(idle)} not judged again since {movement.since}, so told as before"] if idle else []


def _repositories(number: int) -> str:
    return f"{number:,} {'repository is' if number == 1 else 'repositories are'}"
