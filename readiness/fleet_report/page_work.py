"""What to do, on the fleet's page: releases, rules that block, waivers and answers that lapse, and whose they are."""

from __future__ import annotations

from typing import Any

from readiness.fleet_report.model import FleetReport, Owner, Release, RuleCount
from readiness.fleet_report.page_head import stacked
from readiness.fleet_report.page_links import Links
from readiness.fleet_report.sentences import repositories, since_when, when_lapses
from readiness.model import PILLARS, Verdict
from readiness.wording import figure

TOP_RELEASES, MOST_RELEASES = 6, 60
TOP_RULES = 12
MOST_DUE = 500
"""So many waivers, answers and owners a table shows; of more only the number."""
_READY = (Verdict.READY, Verdict.READY_WITH_EXCEPTIONS)
_ENDS = {"ready": ("becomes ready", "become ready"), "unblocked": ("is blocked no more", "are blocked no more")}


def releases(report: FleetReport, links: Links) -> dict[str, Any]:
    """Sets of rules that would change verdicts, the one that changes most first."""
    found = sorted(
        report.releases, key=lambda one: (-len(one.repositories), one.to != "ready", len(one.rules), one.rules)
    )
    shown = [_release(one, links) for one in found[:MOST_RELEASES]]
    return {
        "top": shown[:TOP_RELEASES],
        "others": shown[TOP_RELEASES:],
        "count": len(found),
        "is_needed": any(row.verdict not in _READY for row in report.rows),
        "more": max(0, len(found) - MOST_RELEASES),
    }  # fmt: skip


def _release(one: Release, links: Links) -> dict[str, Any]:
    number = len(one.repositories)
    single, plural = _ENDS.get(one.to, (f"becomes {one.to}", f"become {one.to}"))
    answers = [rule for rule in one.rules if rule in one.answers]
    return {
        "number": figure(number),
        "noun": "repository" if number == 1 else "repositories",
        "says": single if number == 1 else plural,
        "to": "ready" if one.to == "ready" else "unblocked",
        "rules": [links.rule(rule) | {"asks": rule in one.answers} for rule in one.rules],
        "exceptions": _excepted(len(one.exceptions), number),
        "answers": ", ".join(answers) if len(answers) < len(one.rules) else "",
        "only_answers": bool(answers) and len(answers) == len(one.rules),
        "repositories": links.listed(one.repositories),
        "which": "Which one it is" if number == 1 else f"Which {figure(number)} they are",
    }


def _excepted(number: int, whole: int) -> str:
    if not number:
        return ""
    return "With exceptions." if number == whole else f"{figure(number)} of them with exceptions."


def blockers(report: FleetReport, links: Links) -> dict[str, Any]:
    """Rules that are a closed gate somewhere, the one that blocks most first."""
    found = sorted(
        (one for one in report.rules if one.blocks), key=lambda one: (-one.blocks, -one.readies, -one.frees, one.rule)
    )
    most = max((one.blocks for one in found), default=0)
    shown = [_blocker(one, most, links) for one in found]
    return {"top": shown[:TOP_RULES], "others": shown[TOP_RULES:], "count": len(found)}  # fmt: skip


def _blocker(one: RuleCount, most: int, links: Links) -> dict[str, Any]:
    return {
        **links.rule(one.rule),
        "pillar": PILLARS.get(one.pillar, one.pillar),
        "effort": one.effort,
        "blocks": figure(one.blocks),
        "width": f"{100 * one.blocks / most:.1f}",
        "frees": figure(one.frees),
        "readies": figure(one.readies),
        "has_more": one.frees or one.readies,
    }


def rules(report: FleetReport, links: Links) -> list[dict[str, Any]]:
    """Every rule by its id, with how many repositories have it in which state."""
    return [
        {
            **links.rule(one.rule),
            "severity": one.severity,
            "effort": one.effort,
            "counts": [figure(number) for number in _counts(one)],
        }
        for one in sorted(report.rules, key=lambda one: one.rule)
    ]


def _counts(one: RuleCount) -> tuple[int, ...]:
    """In the order of the table's heads."""
    return one.met, one.partial, one.unmet, one.unknown, one.not_applicable, one.error, one.waived, one.blocks


def lapses(report: FleetReport, links: Links) -> dict[str, Any]:
    """Waivers that have lapsed or soon will, in the order of their day."""
    found = sorted(report.lapses, key=lambda one: (one.days, one.expires, links.label(one.repository), one.rule))
    shown = [
        {
            "repository": links.repository(one.repository),
            "rule": links.rule(one.rule),
            "owner": one.owner,
            "reason": one.reason,
            "expires": one.expires,
            "left": when_lapses(one),
            "is_over": one.days < 0,
        }
        for one in found[:MOST_DUE]
    ]
    return {"shown": shown, "count": figure(len(found)), "more": max(0, len(found) - MOST_DUE)}


def stale(report: FleetReport, links: Links) -> dict[str, Any]:
    """Answers that count no more, those that nobody has looked at for longest first."""
    found = sorted(report.stale, key=lambda one: (-one.days, links.label(one.repository), one.rule))
    shown = [
        {
            "repository": links.repository(one.repository),
            "rule": links.rule(one.rule),
            "by": one.by,
            "date": one.date,
            "why": since_when(one),
        }
        for one in found[:MOST_DUE]
    ]
    return {"shown": shown, "count": figure(len(found)), "more": max(0, len(found) - MOST_DUE)}


def owners(report: FleetReport) -> dict[str, Any]:
    """Who owns how many, by verdict; the repositories of nobody last."""
    found = sorted(report.owners, key=lambda one: (not one.name, -one.repositories, one.name.casefold(), one.name))
    return {
        "shown": [_owner(one) for one in found[:MOST_DUE]],
        "count": figure(sum(bool(one.name) for one in found)),
        "more": max(0, len(found) - MOST_DUE),
    }


def _owner(one: Owner) -> dict[str, Any]:
    parts = stacked(one.verdicts, one.repositories)
    return {
        "name": one.name,
        "repositories": figure(one.repositories),
        "parts": parts,
        "calls": figure(one.ai_calls),
        "told": repositories(one.repositories),
    }
