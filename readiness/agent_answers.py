"""What a program that writes code is told of an audit: little at a time, and for every step what confirms it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from readiness.answers import Answers
from readiness.model import Assessment, Evidence, Finding, Rule, Status
from readiness.planning import plan
from readiness.questionnaire import by_gain, questions
from readiness.scoring import Gate, gate_of
from readiness.strict_yaml import did_you_mean
from readiness.wording import MEANING

PLACES = 8
MOST = 50
"""So many entries a list has at the most; the rest is counted, and can be asked for by narrower words."""
STEPS = 10


def audit_answer(run: Assessment, rules: tuple[str, ...] = (), limit: int = 10) -> dict[str, Any]:
    """Verdict, closed and open gates, raised signs, the next steps; or only the rules that are named, whole.

    Raises ValueError where a name stands for no rule.
    """
    limit = max(1, min(limit, MOST))
    answer = _head(run)
    if rules:
        chosen = [finding_of(run, name) for name in rules[:MOST]]
        answer["rules"] = [rule_answer(one) for one in chosen]
        return answer
    gates = {gate: [one for one in run.findings if gate_of(one) is gate] for gate in Gate}
    answer["gates"] = {str(gate.value): len(found) for gate, found in gates.items() if found}
    answer["closed_gates"] = _bounded([rule_answer(one) for one in gates[Gate.BLOCKED]], limit)
    answer["open_gates"] = _bounded([_short(one) for one in gates[Gate.OPEN]], limit)
    answer["pillars"] = {
        name: {"low": one.low, "high": one.high, "decided": one.coverage} for name, one in run.pillars.items()
    }
    answer["warning_signs"] = [
        {"id": s.id, "says": s.says, "why": s.why, "clears": s.clears} for s in run.signs if s.state == "raised"
    ]
    answer["next"] = plan_answer(run, "", min(limit, STEPS))["steps"]
    answer["notes"] = list(run.notes[:MOST])
    return answer


def plan_answer(run: Assessment, goal: str, limit: int = STEPS) -> dict[str, Any]:
    """The steps to a goal ("", "ready", or points), each with the command that will confirm it. Raises ValueError."""
    made = plan(run, goal)
    steps = [
        {
            "rule": move.rule,
            "title": move.title,
            "kind": move.kind,
            "gate": move.gate,
            "gain": move.gain,
            "effort": move.effort,
            "do": move.what,
            "place": move.place.place if move.place else "",
            "confirm": move.confirm
            if move.kind == "fix"
            else "a person answers: " + move.confirm + "; never answer for people",
        }
        for move in made.moves
    ]
    return {
        **_head(run),
        "goal": goal,
        "reaches": made.reaches,
        "after": dict(made.after),
        "obstacles": list(made.obstacles[:MOST]),
        "steps": steps[: max(1, min(limit, MOST))],
        "more_steps": max(0, len(steps) - max(1, min(limit, MOST))),
    }


def rule_answer(finding: Finding) -> dict[str, Any]:
    """One rule with its verdict, evidence, fix and the check that confirms the fix."""
    rule = finding.rule
    against = [place for place in finding.evidence if not place.supports]
    supporting = [place for place in finding.evidence if place.supports]
    return {
        **_short(finding),
        "severity": str(rule.severity),
        "why": " ".join(rule.why.split()),
        "fix": " ".join(rule.fix.split()),
        "against": [_place(place) for place in against[:PLACES]],
        "for": [_place(place) for place in supporting[:PLACES]],
        "more_places": max(0, len(against) - PLACES) + max(0, len(supporting) - PLACES),
        "looked_for": list(finding.looked[:PLACES]),
        "confirm": _confirm(finding),
    }


def inventory_answer(run: Assessment, limit: int = 30) -> dict[str, Any]:
    """The calls of models with what guards them, and how many lack what."""
    calls = run.inventory.get("ai_calls", [])
    guards: dict[str, dict[str, int]] = {}
    for call in calls:
        held = call.get("guards")
        for name, guard in held.items() if isinstance(held, dict) else ():
            state = str(guard.get("state", "unknown")) if isinstance(guard, dict) else "unknown"
            counts = guards.setdefault(name, {})
            counts[state] = counts.get(state, 0) + 1
    return {
        **_head(run),
        "calls": len(calls),
        "guards": guards,
        "ai_calls": _bounded([dict(call) for call in calls], max(1, min(limit, MOST))),
        "models": _bounded([dict(one) for one in run.inventory.get("models", [])], MOST),
        "prompts": _bounded([dict(one) for one in run.inventory.get("prompts", [])], 20),
    }


def questions_answer(run: Assessment, answers: Answers, as_of: datetime.date, limit: int = 10) -> dict[str, Any]:
    """What only people can tell, the most useful first. Programs may pass them on; answering is for people."""
    items = [one for one in by_gain(questions(run, answers, as_of)) if one.gain > 0]
    limit = max(1, min(limit, MOST))
    return {
        **_head(run),
        "open": len(items),
        "questions": [
            {
                "rule": one.rule.id,
                "question": one.question.wording,
                "help": one.question.help,
                "example": one.question.example,
                "gain": one.gain,
                "gate": one.is_gate,
                "state": str(one.state),
                "ask": f"readiness ask --edit {one.rule.id}",
            }
            for one in items[:limit]
        ],
        "more_questions": max(0, len(items) - limit),
        "note": "answers are given by people, with name, date and evidence; a program never writes one",
    }


def finding_of(run: Assessment, name: str) -> Finding:
    """The finding of a rule by its id or name. Raises ValueError with what was meant."""
    folded = name.strip().casefold()
    for finding in run.findings:
        if folded in (finding.rule.id.casefold(), finding.rule.name.casefold()):
            return finding
    known = [word for one in run.findings for word in (one.rule.id, one.rule.name)]
    hint = did_you_mean(name, known)
    raise ValueError(f'"{name[:80]}" names no rule' + (f" ({hint})" if hint else ""))


def _head(run: Assessment) -> dict[str, Any]:
    return {
        "verdict": str(run.verdict),
        "means": MEANING[run.verdict],
        "stage": str(run.stage),
        "low": run.low,
        "high": run.high,
        "threshold": run.threshold,
        "commit": run.target.commit,
        "date": run.target.date,
    }


def _short(finding: Finding) -> dict[str, Any]:
    rule: Rule = finding.rule
    return {
        "rule": rule.id,
        "name": rule.name,
        "title": rule.title,
        "status": str(finding.status),
        "provenance": str(finding.provenance) if finding.provenance else "",
        "message": finding.message,
    }


def _confirm(finding: Finding) -> str:
    """The command whose output will show the change; comments, names and empty files do not move it."""
    if finding.status is Status.NOT_APPLICABLE:
        return ""
    return f"readiness audit --select {finding.rule.id} -v"


def _place(place: Evidence) -> dict[str, Any]:
    return {"place": place.place, "says": place.says, "snippet": place.snippet}


def _bounded(entries: Iterable[Any], most: int) -> list[Any]:
    known = list(entries)
    rest = len(known) - most
    return known[:most] + ([{"more": rest}] if rest > 0 else [])
