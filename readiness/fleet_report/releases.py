"""Which sets of rules, met everywhere, change the most verdicts for the least."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from readiness.fleet_report.mending import Needs, Way
from readiness.fleet_report.model import Release

READY, UNBLOCKED = "ready", "unblocked"
MOST_EACH = 15
MOST_TRIED = 4000
"""Of more different sets those are weighed that by themselves free the most for each rule."""


@dataclass(slots=True)
class _Freed:
    """The repositories, by their numbers, for which a set is just enough, and why some are ready with exceptions."""

    repositories: list[int] = field(default_factory=list)
    exceptions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)


_Table = dict[tuple[str, ...], _Freed]


@dataclass(slots=True)
class Gains:
    """Collects what each repository needs; `frees` and `readies` are rule -> how many with it alone."""

    ids: list[str] = field(default_factory=list)
    frees: dict[str, int] = field(default_factory=dict)
    readies: dict[str, int] = field(default_factory=dict)
    _unblocked: _Table = field(default_factory=dict)
    _ready: _Table = field(default_factory=dict)

    def add(self, repository: str, needs: Needs) -> None:
        """Count the needs of one repository."""
        if needs.unblocking is None and not needs.readying:
            return
        self.ids.append(repository)
        if needs.unblocking is not None:
            self._note(self._unblocked, self.frees, needs.unblocking)
        for way in needs.readying:
            self._note(self._ready, self.readies, way)

    def _note(self, table: _Table, alone: dict[str, int], way: Way) -> None:
        number = len(self.ids) - 1
        freed = table.setdefault(way.rules, _Freed())
        freed.repositories.append(number)
        freed.answers.update(way.answers)
        if way.exceptions:
            freed.exceptions[number] = way.exceptions
        if len(way.rules) == 1:
            alone[way.rules[0]] = alone.get(way.rules[0], 0) + 1

    def releases(self) -> tuple[Release, ...]:
        """What leads to ready first, then what unblocks; in each the most repositories for each rule first."""
        ready = [self._release(self._ready, rules, READY) for rules in _weighed(self._ready)[:MOST_EACH]]
        unblocked: list[Release] = []
        for rules in _weighed(self._unblocked):
            # Whoever becomes ready is unblocked, too: the same again says nothing.
            if _numbers(self._unblocked, rules) != _numbers(self._ready, rules):
                unblocked.append(self._release(self._unblocked, rules, UNBLOCKED))
            if len(unblocked) == MOST_EACH:
                break
        return (*ready, *unblocked)

    def _release(self, table: _Table, rules: tuple[str, ...], to: str) -> Release:
        excepted: set[int] = set()
        answers: set[str] = set()
        for freed in _within(table, rules):
            excepted.update(number for number, why in freed.exceptions.items() if not set(why) <= set(rules))
            answers |= freed.answers
        exceptions = self._named(excepted) if to == READY else ()
        return Release(rules, to, self._named(_numbers(table, rules)), exceptions, tuple(sorted(answers)))

    def _named(self, numbers: set[int]) -> tuple[str, ...]:
        return tuple(sorted(self.ids[number] for number in numbers))


def _within(table: _Table, rules: tuple[str, ...]) -> Iterator[_Freed]:
    """What each part of a set frees, the whole included: 255 at most, as sets have eight rules at most."""
    for size in range(1, len(rules) + 1):
        for part in combinations(rules, size):
            if part in table:
                yield table[part]


def _numbers(table: _Table, rules: tuple[str, ...]) -> set[int]:
    return {number for freed in _within(table, rules) for number in freed.repositories}


def _weighed(table: _Table) -> list[tuple[str, ...]]:
    """The sets, those that free the most for each rule first, then the small ones."""
    tried = sorted(table, key=lambda rules: (-len(table[rules].repositories) / len(rules), len(rules), rules))
    freed = {rules: len(_numbers(table, rules)) for rules in tried[:MOST_TRIED]}
    return sorted(freed, key=lambda rules: (-freed[rules] / len(rules), len(rules), rules))
