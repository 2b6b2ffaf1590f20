"""The questionnaire as one page for people without a terminal: no server, and nothing of it leaves the browser."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from readiness.answers_file import as_entry
from readiness.model import PILLARS, Assessment, PillarScore
from readiness.questionnaire import Item, State, Suggestion, by_gain, minutes
from readiness.rendering import inlined, render, script_json
from readiness.sanitizing import printable

REPLIES = (
    ("yes", "Yes"),
    ("partly", "Partly"),
    ("no", "No"),
    ("not-applicable", "Does not apply"),
    ("unknown", "I don’t know"),
    ("skip", "Skip"),
)
_STYLES = ("page.css", "form.css", "form_questions.css", "form_paper.css")
# In this order: each script speaks only of names that stand in an earlier one until the last one starts the page.
_SCRIPTS = tuple(
    f"form/{name}.js"
    for name in (
        "data", "yaml_writing", "yaml_reading", "yaml_flow", "entries", "checks", "keeping", "loading", "view", "page",
        "start",
    )
)  # fmt: skip
_FIRST = 7
"""How many questions come first where none of them can change the verdict by itself."""
_LABELS = {
    "number": "The figure",
    "date": "The day",
    "url": "Where is it?",
    "person": "The name, and where it is written",
    "choice": "Which one?",
}


def page(items: Sequence[Item], assessment: Assessment) -> str:
    """A whole HTML page that asks `items` about the product of `assessment`, the most useful first.

    The answers at hand stand in it. What comes back is an answers file with `form: {ruleset, date, questions}`, where
    `questions` has the fingerprint of each question that was answered.
    """
    asked = by_gain(items)
    keys = {item.rule.id: f"q{number}" for number, item in enumerate(asked, start=1)}
    letters = list(dict.fromkeys(item.rule.pillar for item in asked))
    sections = [
        _section(letter, [one for one in asked if one.rule.pillar == letter], keys, assessment) for letter in letters
    ]
    target = assessment.target
    about = {
        "product": target.path,
        "ruleset": assessment.ruleset,
        "day": target.date,
        "sections": [section["key"] for section in sections],
    }
    first = _first(asked)
    counts = {
        "first": len(first),
        "due": sum(_is_due(item) for item in asked),
        "all": len(asked),
    }
    return render(
        "form.html.j2",
        {
            "style": inlined(*_STYLES),
            "script": inlined(*_SCRIPTS, before='(() => {\n"use strict";\n', after="})();\n"),
            "data": script_json({"page": about, "items": [_entry(item, keys, first) for item in asked]}),
            "product": printable(target.path),
            "version": assessment.version,
            "ruleset": assessment.ruleset,
            "day": target.date,
            "commit": target.commit[:12],
            "counts": counts,
            "first": _first_words(asked, first),
            "sections": sections,
            "replies": REPLIES,
        },
    )


def _section(letter: str, items: Sequence[Item], keys: Mapping[str, str], assessment: Assessment) -> dict[str, Any]:
    return {
        "key": f"section-{letter}",
        "name": PILLARS.get(letter, letter),
        "about": _about(items, assessment.pillars.get(letter)),
        "questions": [_question(item, keys) for item in items],
    }


def _about(items: Sequence[Item], score: PillarScore | None) -> str:
    """What the section stands at, and what its answers would add."""
    gain = math.fsum(item.gain for item in items)
    gates = sum(item.is_gate and item.moves for item in items)
    parts = [f"Now at least {score.low:.0f} of 100 points."] if score else []
    parts.append(f"Good answers add up to {min(gain, 100):.0f}." if gain >= 0.5 else "Answers add nothing here now.")
    if gates:
        parts.append("One must-have waits for an answer." if gates == 1 else f"{gates} must-haves wait for an answer.")
    return " ".join(parts)


def _question(item: Item, keys: Mapping[str, str]) -> dict[str, Any]:
    """What the template shows of a question."""
    asked = item.question
    return {
        "key": keys[item.rule.id],
        "id": item.rule.id,
        "title": item.rule.title,
        "wording": asked.wording,
        "kind": asked.kind,
        "help": asked.help,
        "example": _example(asked.example, asked.unit),
        "unit": asked.unit,
        "choices": asked.choices,
        "value_label": _LABELS.get(asked.kind, "In your words"),
        "state": item.state.value,
        "is_gate": item.is_gate,
        "adds": _adds(item.gain),
        "earlier": _earlier(item),
        "renewable": item.state in (State.STALE, State.EXPIRES_SOON),
        "suggestions": [
            {"place": printable(one.place), "says": _told(one), "words": printable(one.words)}
            for one in item.suggestions
        ],
    }


def _entry(item: Item, keys: Mapping[str, str], first: Collection[str]) -> dict[str, Any]:
    """What the page's scripts need to know of a question."""
    return {
        "key": keys[item.rule.id],
        "section": f"section-{item.rule.pillar}",
        "id": item.rule.id,
        "name": item.rule.name,
        "kind": item.question.kind,
        "unit": item.question.unit,
        "state": item.state.value,
        "first": item.rule.id in first,
        "valid_days": item.rule.valid_days,
        "refusal": item.refusal,
        "fingerprint": item.fingerprint,
        "answer": as_entry(item.answer) if item.answer else None,
    }


def _earlier(item: Item) -> str:
    """What is known of the question before anybody types."""
    answer = item.answer
    if item.state is State.SEEN:
        return "The repository itself shows how this is; an answer would change nothing."
    if answer is None:
        return ""
    who = " ".join(
        part for part in (f"by {answer.by}" if answer.by else "", f"on {answer.date}" if answer.date else "") if part
    )
    told = f"Answered “{answer.reply}” {who}".strip()
    if item.why_stale:
        return f"{told}. It no longer counts: {item.why_stale}."
    return f"{told}, counts until {item.expires}." if item.expires else f"{told}."


def _told(one: Suggestion) -> str:
    """What stands between a suggested place and the words found there."""
    if one.near:
        return "speaks of something near this:" if one.words else "speaks of something near this"
    if one.words:
        return "seems to say"
    return f"may show it: {printable(one.says)}" if one.says else "may show it"


def _example(example: object, unit: str) -> str:
    """Rules may give a bare number as the example of one."""
    return f"{example} {unit}" if isinstance(example, (int, float)) else str(example)


def _adds(gain: float) -> str:
    if gain <= 0:
        return ""
    if gain < 0.95:
        return "adds under 1 point"
    return f"adds up to {gain:.0f} points" if gain >= 1.5 else "adds up to 1 point"


def _is_due(item: Item) -> bool:
    return item.state in (State.OPEN, State.STALE, State.EXPIRES_SOON, State.NOT_KNOWN)


def _first(asked: Sequence[Item]) -> frozenset[str]:
    """The rules shown when the page opens: those that can move the verdict, else the few that add most."""
    moving = [item.rule.id for item in asked if item.moves]
    due = [item.rule.id for item in asked if _is_due(item) and item.gain > 0]
    return frozenset(moving or due[:_FIRST])


def _first_words(asked: Sequence[Item], first: Collection[str]) -> Mapping[str, str]:
    """What the choice of the first questions is called, and why it is offered."""
    needed = minutes(len(first))
    time = "about a minute" if needed == 1 else f"about {needed} minutes"
    if any(item.moves for item in asked):
        return {"label": "What can change the verdict", "hint": f"These take {time}."}
    if first:
        return {"label": "What adds most", "hint": f"These take {time}."}
    return {"label": "", "hint": "Nothing is open; you may still change an answer."}
