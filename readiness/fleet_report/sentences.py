"""The words in which the text and the Markdown form of a fleet report tell the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from readiness.call_matrix import GUARDS
from readiness.fleet_report.model import Calls, FleetReport, Lapse, Movement, Release, Row, RuleCount, Stale
from readiness.model import PILLARS, Verdict
from readiness.wording import VERDICTS, counted

TOLD_GUARDS = ("timeout", "retry", "errors_handled", "output_validated", "token_cap", "traced")
"""The guards that a short report tells of; JSON has all."""
_ORDER = {str(verdict): place for place, verdict in enumerate(Verdict)}


def verdict_word(verdict: str) -> str:
    """A verdict in words; one that this program does not know stays as it is."""
    return next((words for known, words in VERDICTS.items() if known == verdict), verdict)


def repositories(number: int) -> str:
    """`1 repository`, `1,200 repositories`."""
    return f"{number:,} {'repository' if number == 1 else 'repositories'}"


def sum_of(report: FleetReport) -> str:
    """`312 repositories: 40 blocked, 2 ready`."""
    told = [f"{number:,} {verdict_word(verdict)}" for verdict, number in report.verdicts.items() if number]
    return f"{repositories(len(report.rows))}" + (f": {', '.join(told)}" if told else "")


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """The rows by verdict, the worst first, then by how many gates are closed, then by their lower bound."""
    return sorted(rows, key=lambda row: (_ORDER.get(row.verdict, -1), -len(row.gates), row.low, row.high, row.id))


def blocking(report: FleetReport) -> list[RuleCount]:
    """The rules that block anything, or alone would free or ready anything."""
    return [one for one in report.rules if one.blocks or one.frees or one.readies]


def rule_effect(rule: RuleCount) -> str:
    """`blocks 12; mended alone it unblocks 3 and makes 1 ready`."""
    told = [f"unblocks {rule.frees:,}"] if rule.frees else []
    told += [f"makes {rule.readies:,} ready"] if rule.readies else []
    alone = f"; met alone it {' and '.join(told)}" if told else ""
    return f"blocks {rule.blocks:,}{alone}"


def release_words(release: Release) -> str:
    """`12 repositories become ready with R301 and D106 (2 of them with exceptions; D106 takes an answer)`."""
    number = len(release.repositories)
    becomes = ("becomes" if number == 1 else "become") if release.to == "ready" else ("is" if number == 1 else "are")
    aside = []
    if release.exceptions:
        few = "all" if len(release.exceptions) == number else f"{len(release.exceptions):,} of them"
        aside.append("with exceptions" if number == 1 else f"{few} with exceptions")
    if release.answers:
        aside.append(f"{joined(release.answers)} {'takes an answer' if len(release.answers) == 1 else 'take answers'}")
    state = "ready" if release.to == "ready" else "blocked no more"
    return f"{repositories(number)} {becomes} {state} with {joined(release.rules)}" + (
        f" ({'; '.join(aside)})" if aside else ""
    )


def joined(words: Sequence[str]) -> str:
    """`R301, R402 and D106`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def guard_shares(calls: Iterable[Calls]) -> list[tuple[str, str]]:
    """(heading, `1 of 4, 3 by default`) of each guard that a short report tells of, where any call wants it."""
    known = tuple(calls)
    told = []
    for guard in TOLD_GUARDS:
        states: Counter[str] = Counter()
        for one in known:
            states.update(one.guards.get(guard, {}))
        if total := sum(states.values()):
            default = f", {states['default']:,} by default" if states.get("default") else ""
            unknown = f", {states['unknown']:,} unknown" if states.get("unknown") else ""
            told.append((GUARDS[guard][0], f"{states.get('yes', 0):,} of {total:,}{default}{unknown}"))
    return told


def when_lapses(lapse: Lapse) -> str:
    """`lapsed 3 days ago`, `today is its last day`, `9 days left`."""
    if lapse.days < 0:
        return f"lapsed {counted(-lapse.days, 'day')} ago"
    return f"{counted(lapse.days, 'day')} left" if lapse.days else "today is its last day"


def since_when(stale: Stale) -> str:
    """`expired 3 days ago`, or that its evidence has changed."""
    return f"expired {counted(stale.days, 'day')} ago" if stale.days else "its evidence has changed"


def movement_sum(moved: Movement) -> str:
    """`3 better, 1 worse, 20 as before, 2 without a run until then`."""
    told = [f"{len(moved.better):,} better", f"{len(moved.worse):,} worse", f"{moved.same:,} as before"]
    told += [f"{len(moved.new):,} without a run until then"] if moved.new else []
    if moved.incomparable:
        told.append(f"{len(moved.incomparable):,} judged by other rules, version or profile then, so not compared")
    return ", ".join(told)


def verdict_moves(report: FleetReport, ids: Iterable[str]) -> list[tuple[str, str]]:
    """(id, `blocked, was ready`) of repositories whose verdict moved."""
    rows = {row.id: row for row in report.rows}
    found = [(name, rows[name]) for name in ids if name in rows]
    return [
        (name, f"{verdict_word(row.verdict)}, was {verdict_word(row.was.verdict)}") for name, row in found if row.was
    ]


def pillar_moves(moved: Movement) -> str:
    """`Problem definition +2.5, Reliability 0`."""
    return ", ".join(
        f"{PILLARS[letter]} {points:+g}" if points else f"{PILLARS[letter]} 0"
        for letter, points in moved.pillars.items()
        if letter in PILLARS
    )
