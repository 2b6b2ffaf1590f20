"""What the HTML report tells beside the rules: the way to ready, what changed, the checklist and other frameworks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from readiness.change_table import GROUPS, headline
from readiness.lenses import read_through, shipped_lens
from readiness.model import PILLARS, Assessment, Change, LensItem, LensReading
from readiness.planning import Move, Plan, plan
from readiness.report_page import Anchors
from readiness.report_rules import pieces, places, sentence
from readiness.scoring import bounds
from readiness.wording import counted, interval

CHECKLIST = "readiness-checklist-12"
TOP_STEPS = 10
"""So many steps stand open; the others are folded away."""
MOST_STEPS = 150
"""Of more only the number is told: nobody reads them, and `readiness plan` lists them."""
_PLACES = 6
_SHAPES = {
    "met": "met", "clear": "met", "partial": "partial", "unmet": "unmet", "raised": "raised", "contradicted": "unmet",
    "waived": "waived", "unknown": "unknown", "error": "error", "not-applicable": "na", "no-rule": "na",
}  # fmt: skip
_KINDS = {"new": "unmet", "worsened": "unmet", "weakened": "partial", "fixed": "met", "improved": "met"}


def steps(run: Assessment, anchors: Anchors) -> list[dict[str, Any]]:
    """Every step by what it adds."""
    return [
        {
            "rule": step.rule,
            "anchor": anchors.of(step.rule),
            "title": step.title,
            "gain": f"{step.gain:.1f}",
            "pillar": PILLARS.get(step.pillar, step.pillar),
            "kind": step.kind,
            "effort": step.effort,
        }
        for step in run.next[:MOST_STEPS]
    ]


def way_to_ready(run: Assessment, anchors: Anchors) -> dict[str, Any] | None:
    """The cheapest steps to "ready"; None where there is nothing to do, or the result does not fit together."""
    # A result read from a file may name pillars that it has no score of.
    if any(bounds(one) is not None and one.rule.pillar not in run.pillars for one in run.findings):
        return None
    found = plan(run, "ready")
    if not found.moves:
        return None
    efforts = [f"{number} {word}" for word, number in found.efforts.items()]
    return {
        "count": counted(len(found.moves), "step"),
        "efforts": ", ".join(efforts),
        "reaches": found.reaches,
        "pillars": _gained(found),
        "moves": [_move(move, anchors) for move in found.moves[:MOST_STEPS]],
        "more": max(0, len(found.moves) - MOST_STEPS),
        "obstacles": list(found.obstacles),
    }


def _gained(found: Plan) -> list[dict[str, str]]:
    return [
        {"name": PILLARS.get(letter, letter), "before": interval(before, before), "after": interval(after, after)}
        for letter, before in found.before.items()
        if (after := found.after[letter]) > before
    ]


def _move(move: Move, anchors: Anchors) -> dict[str, Any]:
    return {
        "rule": move.rule,
        "anchor": anchors.of(move.rule),
        "title": move.title,
        "gain": f"{move.gain:.1f}",
        "pillar": PILLARS.get(move.pillar, move.pillar),
        "kind": move.kind,
        "effort": move.effort,
        "gate": f"{move.gate} gate" if move.gate else "",
        "what": pieces(move.what),
        "place": move.place.place if move.place else "",
        "confirm": move.confirm,
    }


def changes(run: Assessment, anchors: Anchors) -> dict[str, Any] | None:
    """What differs from the state that this run was compared with."""
    if run.changes is None:
        return None
    groups = []
    for kind, heading, *_ in GROUPS:
        mine = [_change(one, anchors) for one in run.changes.changes if one.kind == kind]
        if mine:
            groups.append({"heading": heading, "shape": _KINDS.get(kind, "na"), "changes": mine})
    worse = sum(one.is_worse for one in run.changes.changes)
    better = sum(one.kind in ("fixed", "improved") for one in run.changes.changes)
    return {
        "since": run.changes.since,
        "headline": sentence(headline(run.changes)) + ".",
        "groups": groups,
        "worse": worse,
        "better": better,
        "notes": list(run.changes.notes),
    }


def _change(change: Change, anchors: Anchors) -> dict[str, Any]:
    return {
        "id": change.id if change.subject in ("rule", "sign", "pillar") else "",
        "anchor": anchors.of(change.id),
        "title": change.title,
        "says": sentence(change.says),
        "fix": pieces(change.fix) if change.is_worse else [],
        "before": change.before,
        "after": change.after,
        "severity": change.severity,
        "places": places(change.evidence, True, _PLACES)["shown"] + places(change.evidence, False, _PLACES)["shown"],
        "was": places(change.was, True, _PLACES)["shown"] + places(change.was, False, _PLACES)["shown"],
        "commit": change.commit[:12],
        "fails": change.fails,
    }


def checklist(run: Assessment, anchors: Anchors) -> list[dict[str, Any]]:
    """The articles' checklist in its four parts; a part's items by their state."""
    reading = read_through(run, shipped_lens(CHECKLIST))
    parts: dict[str, list[LensItem]] = {}
    for item in reading.items:
        parts.setdefault(item.ref, []).append(replace(item, ref=""))
    return [
        {"name": name, "met": sum(one.status == "met" for one in items), "items": _items(items, run, anchors)}
        for name, items in parts.items()
    ]


def areas(run: Assessment) -> dict[str, list[str]]:
    """Rule id -> the parts of the checklist that it bears on."""
    found: dict[str, list[str]] = {}
    known = {one.rule.id for one in run.findings}
    for item in shipped_lens(CHECKLIST).items:
        for rule in item.rules:
            if rule in known and item.ref not in found.setdefault(rule, []):
                found[rule].append(item.ref)
    return found


def lenses(run: Assessment, anchors: Anchors) -> list[dict[str, Any]]:
    """The other frameworks that the audit was read through."""
    return [_reading(one, run, anchors) for one in run.lenses if one.id != CHECKLIST]


def _reading(reading: LensReading, run: Assessment, anchors: Anchors) -> dict[str, Any]:
    score = ""
    if reading.score:
        low, high = (f"{points:g}" for points in reading.score)
        score = f"{low if low == high else f'{low}–{high}'} of 7"
    return {
        "title": reading.title,
        "verdict": sentence(reading.verdict),
        "why": sentence(reading.why),
        "score": score,
        "items": _items(reading.items, run, anchors),
    }


def _items(items: Sequence[LensItem], run: Assessment, anchors: Anchors) -> list[dict[str, Any]]:
    titles = {one.rule.id: one.rule.title for one in run.findings} | {one.id: sentence(one.says) for one in run.signs}
    return [
        {
            "item": sentence(one.item),
            "ref": one.ref,
            "shape": _SHAPES.get(one.status, "na"),
            "word": "No rule" if one.status == "no-rule" else one.status.replace("-", " ").capitalize(),
            "told": _told(one),
            "rules": [_bearing(rule, word, titles.get(rule, ""), anchors) for rule, word in one.rules],
        }
        for one in items
    ]


def _bearing(rule: str, word: str, title: str, anchors: Anchors) -> dict[str, str]:
    shape = _SHAPES.get(word, "na")
    return {"id": rule, "anchor": anchors.of(rule), "title": title, "shape": shape, "word": word.replace("-", " ")}


def _told(item: LensItem) -> str:
    """`2 unmet, 1 met of 3 rules`."""
    if not item.rules:
        return "No rule judges this." if item.status == "no-rule" else "None of its rules was judged."
    counts = Counter(word for _, word in item.rules)
    order = [*_SHAPES, *sorted(counts.keys() - _SHAPES.keys())]
    return ", ".join(f"{counts[word]} {word.replace('-', ' ')}" for word in order if counts[word])
