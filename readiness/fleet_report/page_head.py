"""The head of the fleet's page: how many repositories, how they stand, how far they are, and what moved since a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from readiness.fleet_report.model import FleetReport, Movement, Row
from readiness.fleet_report.page_links import MOST_LISTED, VERDICT_ORDER, Links, rank
from readiness.fleet_report.sentences import repositories, verdict_word
from readiness.model import PILLARS, Stage
from readiness.wording import MEANING, STAGES, figure

STAGE_WORDS = {str(one): word for one, word in STAGES.items()}
_MEANINGS = {str(one): words for one, words in MEANING.items()}
_ROOM_FOR_A_NUMBER = 4.0  # percent of the bar
_LEADERS = 5


def verdict_class(verdict: str) -> str:
    """The class that draws a verdict; `other` for a word that is none of ours."""
    return verdict if verdict in VERDICT_ORDER else "other"


def many(number: int, one: str, more: str = "") -> str:
    """`1 repository`, `1,912 repositories`."""
    return f"{figure(number)} {one if number == 1 else more or one + 's'}"


def share(part: int, whole: int) -> str:
    """A part as people say it: `23 %`, `< 1 %`, `> 99 %`."""
    percent = 100 * part / whole if whole else 0.0
    if 0 < percent < 1:
        return "< 1 %"
    if 99 < percent < 100:
        return "> 99 %"
    return f"{percent:.0f} %"


def head(report: FleetReport) -> dict[str, Any]:
    """What the page says before anything else."""
    total = len(report.rows)
    return {
        "heading": repositories(total),
        "total": total,
        "count": figure(total),
        "day": report.date,
        "version": report.version,
        "ruleset": report.ruleset,
        "lead": _lead(report, total),
        "verdicts": stacked(report.verdicts, total),
        "stages": _stages(report.stages, total),
        "figures": _figures(report),
    }


def _lead(report: FleetReport, total: int) -> str:
    """How it stands, in two sentences for somebody in a hurry."""
    counts = report.verdicts
    excepted = counts.get("ready-with-exceptions", 0)
    ready = counts.get("ready", 0) + excepted
    told = f"{figure(ready) if ready else 'None'} {'is' if ready == 1 else 'are'} ready"
    if excepted:
        told += f", {figure(excepted)} of them with exceptions" if excepted < ready else ", with exceptions"
    told += "."
    if blocked := counts.get("blocked", 0):
        told += f" {figure(blocked)} {'is' if blocked == 1 else 'are'} blocked by an essential rule that is not met."
    return told if total else ""


def stacked(counts: Mapping[str, int], total: int) -> list[dict[str, Any]]:
    """Verdicts from the best to the worst, each with its part of a bar of 100; those that nobody has are left out."""
    names = [*reversed(VERDICT_ORDER), *sorted(set(counts) - set(VERDICT_ORDER))]
    whole = max(total, sum(counts.values()))
    found, at = [], 0.0
    for name in names:
        number = counts.get(name, 0)
        width = 100 * number / whole if whole else 0.0
        found.append(
            {
                "name": verdict_class(name),
                "word": verdict_word(name),
                "number": number,
                "count": figure(number),
                "share": share(number, whole),
                "x": f"{at:.2f}",
                "width": f"{width:.2f}",
                "middle": f"{at + width / 2:.2f}",
                "has_room": width >= _ROOM_FOR_A_NUMBER,
            }
        )
        at += width
    return [one for one in found if one["number"]]


def meanings() -> list[dict[str, str]]:
    """The five verdicts and what each says, the best first."""
    return [{"name": one, "word": verdict_word(one), "meaning": _MEANINGS[one]} for one in reversed(VERDICT_ORDER)]


def _stages(counts: Mapping[str, int], total: int) -> list[dict[str, Any]]:
    known = [str(one) for one in Stage]
    most = max(counts.values(), default=0)
    return [
        {
            "word": STAGE_WORDS.get(name, name),
            "count": figure(counts.get(name, 0)),
            "share": share(counts.get(name, 0), total),
            "width": f"{100 * counts.get(name, 0) / most if most else 0:.1f}",
        }
        for name in [*known, *sorted(set(counts) - set(known))]
    ]


def _figures(report: FleetReport) -> list[dict[str, str]]:
    """Numbers that lead on to a section: (number, what it counts, anchor)."""
    calls = sum(one.ai_calls for one in report.rows)
    lapsing = sum(one.days >= 0 for one in report.lapses)
    lapsed = len(report.lapses) - lapsing
    ownerless = sum(not one.owners for one in report.rows)
    shown = [
        (calls, many(calls, "AI call"), "calls" if report.calls else ""),
        (lapsing, f"{many(lapsing, 'waiver')} to lapse within {many(report.within, 'day')}", "lapses"),
        (lapsed, f"{many(lapsed, 'waiver')} lapsed", "lapses"),
        (len(report.stale), f"{many(len(report.stale), 'answer')} gone stale", "stale"),
        (ownerless, f"{repositories(ownerless)} without an owner", "owners" if report.owners else ""),
    ]
    return [{"words": words, "anchor": anchor} for number, words, anchor in shown if number]


def movement(report: FleetReport, links: Links) -> dict[str, Any] | None:
    """What became of the fleet since a day: who moved, from which verdict to which."""
    moved = report.movement
    if moved is None:
        return None
    rows = {one.id: one for one in report.rows}
    return {
        "since": moved.since,
        "counts": _counts(moved),
        "groups": [
            {"name": "better", "heading": "Better", **_moves(moved.better, rows, links)},
            {"name": "worse", "heading": "Worse", **_moves(moved.worse, rows, links)},
        ],
        "lists": [
            {"heading": "New", "about": "without a run until then", **links.listed(moved.new)},
            {
                "heading": "Not comparable",
                "about": "judged by other rules, another version or another profile then",
                **links.listed(moved.incomparable),
            },
        ],
        "pillars": [
            {"name": PILLARS.get(letter, letter), "points": _signed(change)}
            for letter, change in sorted(moved.pillars.items(), key=lambda pair: _place_of(pair[0]))
        ],
    }


def _counts(moved: Movement) -> list[dict[str, str]]:
    shown = (
        ("better", len(moved.better)),
        ("worse", len(moved.worse)),
        ("same", moved.same),
        ("new", len(moved.new)),
        ("not comparable", len(moved.incomparable)),
    )
    return [{"word": word, "class": word.replace(" ", "-"), "count": figure(number)} for word, number in shown]


def _moves(ids: Sequence[str], rows: Mapping[str, Row], links: Links) -> dict[str, Any]:
    """Those that moved, the farthest first; as many as a list may hold."""
    found = sorted(ids, key=lambda one: _how_far(rows.get(one), links.label(one)))
    moves = [links.repository(one) | _move(rows.get(one)) for one in found[:MOST_LISTED]]
    return {
        "count": len(found),
        "lead": moves[:_LEADERS],
        "rest": moves[_LEADERS:],
        "more": max(0, len(found) - MOST_LISTED),
    }


def _how_far(row: Row | None, label: str) -> tuple[int, float, str]:
    if row is None or row.was is None:
        return 0, 0.0, label
    return -abs(rank(row.verdict) - rank(row.was.verdict)), -abs(row.low - row.was.low), label


def _move(row: Row | None) -> dict[str, str]:
    if row is None or row.was is None:
        return {"before": "", "now": "", "class": "other", "points": ""}
    return {
        "before": verdict_word(row.was.verdict),
        "now": verdict_word(row.verdict),
        "class": verdict_class(row.verdict),
        "points": _signed(row.low - row.was.low),
    }


def _signed(change: float) -> str:
    rounded = round(change, 1)
    if not rounded:
        return "±0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):g}"


def _place_of(letter: str) -> tuple[int, str]:
    order = list(PILLARS)
    return (order.index(letter) if letter in order else len(order)), letter
