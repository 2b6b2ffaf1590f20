"""What a gate remembers of an assessment: a small, readable, stable file, and the assessment that it stands for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from readiness.call_sites import GUARDS
from readiness.json_shape import cleaned, mistakes
from readiness.loosening import demand_of
from readiness.model import (
    PILLARS,
    Assessment,
    By,
    Evidence,
    Finding,
    PillarScore,
    Provenance,
    Rule,
    Severity,
    Stage,
    Status,
    Target,
    Verdict,
    Waiver,
)  # fmt: skip
from readiness.strict_yaml import Problem

FILE = "readiness-baseline.json"
SCHEMA = 1
_ANEW = "write it anew with --write-baseline"
_GAPS = (Status.UNMET, Status.PARTIAL)
_OPEN = (Status.UNKNOWN, Status.ERROR)
_GUARDED = ("yes", "default")


def baseline_text(run: Assessment) -> str:
    """The baseline of an assessment. No line numbers: what only moves changes nothing in it."""
    data = {
        "schema": SCHEMA,
        "about": "What `readiness audit --baseline` compares with. Made by `readiness audit --write-baseline`.",
        "tool": run.version,
        "ruleset": run.ruleset,
        "commit": run.target.commit,
        "date": run.target.date,
        "verdict": str(run.verdict),
        "stage": str(run.stage),
        "pillars": {name: {"low": one.low, "high": one.high} for name, one in run.pillars.items()},
        "gaps": {one.rule.id: _gap(one) for one in run.findings if one.status in _GAPS},
        "open": {one.rule.id: str(one.status) for one in run.findings if one.status in _OPEN},
        "met": {one.rule.id: str(one.provenance or "") for one in run.findings if one.status is Status.MET},
        "not_applicable": [one.rule.id for one in run.findings if one.status is Status.NOT_APPLICABLE],
        "demands": _demands(run.findings),
        "calls": _calls(run.inventory.get("ai_calls")),
        "tests": _cases(run.inventory.get("tests")),
        "data": _cases(run.inventory.get("datasets")),
        "figures": _figures(run.inventory.get("demands")),
    }
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def is_same(one: str, other: str) -> bool:
    """Whether two baselines say the same; when and at which commit they were made is nothing."""
    try:
        first, second = json.loads(one), json.loads(other)
    except (ValueError, RecursionError):
        return False
    if not isinstance(first, dict) or not isinstance(second, dict):
        return False
    return {**first, "commit": "", "date": ""} == {**second, "commit": "", "date": ""}


def _gap(finding: Finding) -> dict[str, object]:
    found: dict[str, object] = {"name": finding.rule.name, "status": str(finding.status)}
    if finding.status is Status.PARTIAL:
        found["value"] = finding.value
    if finding.provenance and finding.provenance is not Provenance.VERIFIED:
        found["by"] = str(finding.provenance)
    if not finding.has_evidence:
        found["evidence"] = False
    if finding.waiver:
        found["waived"] = finding.waiver.owner
    against = sorted({(place.path, place.says, place.snippet) for place in finding.evidence if not place.supports})
    if against:
        count = len([place for place in finding.evidence if not place.supports])
        found["against"] = count
        found["places"] = [
            {"path": path, "says": says} | ({"text": text} if text else {}) for path, says, text in against
        ]
    return found


def _demands(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """The lines that demand a figure, so that one that demands less is noticed."""
    found = {
        (one.rule.id, place.path, place.snippet, place.says)
        for one in findings
        for place in one.evidence
        if demand_of(place)
    }
    return [{"rule": rule, "path": path, "text": text, "says": says} for rule, path, text, says in sorted(found)]


def _calls(rows: object) -> list[dict[str, object]]:
    found = [
        _call(row)
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and isinstance(row.get("guards"), dict)
    ]
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True))


def _call(row: Mapping[str, object]) -> dict[str, object]:
    guards = row.get("guards")
    states = {
        name: str(guard.get("state", "unknown")) if isinstance(guard, dict) else "unknown"
        for name, guard in (guards.items() if isinstance(guards, dict) else ())
        if name in GUARDS
    }
    words = {key: str(row.get(key) or "") for key in ("path", "function", "provider", "kind", "model")}
    by_state = {state: sorted(name for name, one in states.items() if one == state) for state in (*_GUARDED, "no")}
    local = {"remote": False} if row.get("remote") is False else {}
    return {**words, **local, **{_WORDS[state]: names for state, names in by_state.items()}}


_WORDS = {"yes": "guarded", "default": "by_default", "no": "unguarded"}


def _figures(rows: object) -> list[dict[str, str]]:
    found = [
        {"path": str(row.get("path")), "text": str(row.get("text"))}
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
    ]
    return sorted(found, key=lambda row: (row["path"], row["text"]))


def _cases(rows: object) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("path"), str) and isinstance(row.get("cases"), int):
            found[row["path"]] = found.get(row["path"], 0) + row["cases"]
    return dict(sorted(found.items()))


def read_baseline(text: str, path: str, like: Assessment) -> Assessment | Problem:
    """The assessment that a baseline stands for, its rules described as `like`, the run of now, describes them.

    A problem where the text is no baseline. Nothing in it is trusted to have its right type.
    """
    data = checked(text, path)
    if isinstance(data, Problem):
        return data
    try:
        return _assessment(data, like)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return Problem(path, 0, "is broken", _ANEW)


def checked(text: str, path: str) -> Mapping[str, Any] | Problem:
    """The data of a baseline, free of control characters; a problem that names every mistake where it is none."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            return Problem(path, 0, f"is no baseline (schema {SCHEMA})", _ANEW)
        if told := mistakes(data, "baseline"):
            return Problem(path, 0, f"is broken: {told}", _ANEW)
        found: Mapping[str, Any] = cleaned(data)
        return found
    except json.JSONDecodeError as error:
        return Problem(path, error.lineno, "is no JSON", _ANEW)
    except (ValueError, RecursionError) as error:
        words = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        return Problem(path, 0, f"is broken: {words}"[:200], _ANEW)


def _assessment(data: Mapping[str, Any], like: Assessment) -> Assessment:
    known = {finding.rule.id: finding.rule for finding in like.findings}
    demands: dict[str, list[Evidence]] = {}
    for one in data["demands"]:
        demands.setdefault(one["rule"], []).append(Evidence(str(one["path"]), 0, str(one["text"]), str(one["says"])))
    findings = [_gap_of(_rule(known, rule), one, demands.get(rule, ())) for rule, one in data["gaps"].items()]
    findings += [Finding(_rule(known, rule), Status(status), None, None, "") for rule, status in data["open"].items()]
    findings += [
        Finding(_rule(known, rule), Status.MET, Provenance(by) if by else None, 1.0, "", tuple(demands.get(rule, ())))
        for rule, by in data["met"].items()
    ]
    findings += [Finding(_rule(known, rule), Status.NOT_APPLICABLE, None, None, "") for rule in data["not_applicable"]]
    tests, datasets = (
        [{"path": path, "cases": int(n)} for path, n in data[part].items()] for part in ("tests", "data")
    )
    judging = {row.get("path"): row.get("kind") for row in like.inventory.get("datasets", ())}
    return replace(
        like,
        version=str(data["tool"]),
        ruleset=str(data["ruleset"]),
        target=Target(like.target.path, str(data["commit"]), False, str(data["date"])),
        facets={},
        verdict=Verdict(data["verdict"]),
        stage=Stage(data["stage"]),
        pillars={
            name: PillarScore(float(one["low"]), float(one["high"]), 1.0, {})
            for name, one in data["pillars"].items()
            if name in PILLARS
        },
        findings=tuple(sorted(findings, key=lambda finding: finding.rule.id)),
        signs=(),
        inventory={
            "ai_calls": [_call_of(row) for row in data["calls"]],
            "tests": tests,
            "demands": [{"path": str(row["path"]), "line": 0, "text": str(row["text"])} for row in data["figures"]],
            "datasets": [{**row, "kind": judging.get(row["path"], "evaluation")} for row in datasets],
        },
        changes=None,
    )


def _rule(known: Mapping[str, Rule], rule_id: str) -> Rule:
    if rule_id in known:
        return known[rule_id]
    return Rule(
        str(rule_id), str(rule_id), "a rule that is not judged", rule_id[:1], Severity.MINOR, By.REPO, "any", "", ""
    )


def _gap_of(rule: Rule, one: Mapping[str, Any], demands: Iterable[Evidence]) -> Finding:
    status = Status(one["status"])
    value = float(one["value"]) if status is Status.PARTIAL else 0.0 if status is Status.UNMET else None
    places = [Evidence(str(p["path"]), 0, str(p.get("text", "")), str(p["says"]), False) for p in one.get("places", ())]
    # Places that read alike in one file are written once: how many there were is kept beside them.
    places += places[-1:] * min(max(int(one.get("against", 0)) - len(places), 0), 100)
    by = Provenance(one["by"]) if "by" in one else Provenance.VERIFIED if value is not None else None
    waiver = Waiver(rule.id, str(one["waived"]), "", "") if "waived" in one else None
    has_evidence = one.get("evidence") is not False
    return Finding(rule, status, by, value, "", (*demands, *places), has_evidence=has_evidence, waiver=waiver)


def _call_of(row: Mapping[str, Any]) -> dict[str, object]:
    guards: dict[str, dict[str, str]] = {
        str(name): {"state": state} for state, word in _WORDS.items() for name in row.get(word, ())
    }
    words = {key: row[key] for key in ("path", "function", "provider", "kind", "model")}
    return {**words, "remote": row.get("remote", True), "line": 0, "guards": guards}
