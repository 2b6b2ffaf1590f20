"""SARIF 2.1.0 for code hosts and editors: a result for each place to mend, with what GitHub reads and drops in mind.

GitHub drops results without a location, reads only `primaryLocationLineHash` of the fingerprints, and makes an alert
of every result whatever its kind (docs.github.com, "SARIF support for code scanning"). So what is met or unknown is
told only with `-v`, for readers of the file itself.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, TextIO
from urllib.parse import quote

from readiness.marking import Mark, anchor, headline, marks
from readiness.model import Assessment, Changes, Evidence, Finding, Rule, Severity, Status

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://github.com/readiness/readiness"
MOST_PLACES = 500
"""So many places of one rule are told."""
RULE_PAGE = HOME + "/blob/main/docs/rules.md"
_LEVELS = {Severity.ESSENTIAL: "error", Severity.MAJOR: "warning", Severity.MINOR: "note"}
_KINDS = {Status.MET: "pass", Status.UNKNOWN: "open", Status.NOT_APPLICABLE: "notApplicable", Status.ERROR: "open"}
_SECURITY = {
    "R103": "6.0", "R206": "8.0", "R207": "7.0", "R209": "9.0", "D112": "8.0", "D122": "8.0", "D123": "4.0",
    "D124": "4.0", "D129": "2.0", "D133": "5.0", "O116": "5.0",
}  # fmt: skip
"""Rules whose breach is a weakness an attacker uses, and GitHub's points for it (from 7.0 high, from 9.0 critical)."""


def write(
    assessment: Assessment,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    verbose: int = 0,
) -> None:
    """Write the log: what is unmet or partial; with `verbose` also what is met, unknown or does not apply."""
    del width, color, unicode
    json.dump(_log(assessment, verbose), out, indent=2, allow_nan=False)
    out.write("\n")


def _log(run: Assessment, verbose: int) -> dict[str, Any]:
    rules = sorted((finding.rule for finding in run.findings), key=lambda rule: rule.id)
    index = {rule.id: number for number, rule in enumerate(rules)}
    related = {
        one.rule.id: [_related(number, place) for number, place in enumerate(_supporting(one), 1)]
        for one in run.findings
    }
    results = [_result(place, index, run, related[place.finding.rule.id]) for place in _shown(run)]
    if verbose > 0:
        results += [_other(finding, run, index) for finding in run.findings if finding.status in _KINDS]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "readiness",
                        "version": run.version,
                        "semanticVersion": run.version,
                        "informationUri": HOME,
                        "rules": [_rule(rule) for rule in rules],
                        "properties": {"ruleset": run.ruleset},
                    }
                },
                "automationDetails": {"id": "readiness/"},
                "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the audited repository."}}},
                "invocations": [_invocation(run)],
                "results": results,
                "columnKind": "utf16CodeUnits",
                "properties": _properties(run),
            }
        ],
    }


def _invocation(run: Assessment) -> dict[str, Any]:
    faults = [{"level": "error", "message": {"text": error}} for error in run.errors]
    return {"executionSuccessful": True} | ({"toolExecutionNotifications": faults} if faults else {})


def _properties(run: Assessment) -> dict[str, Any]:
    counts = {str(status): sum(one.status is status for one in run.findings) for status in Status}
    return {
        "verdict": str(run.verdict),
        "stage": str(run.stage),
        "low": run.low,
        "high": run.high,
        "commit": run.target.commit,
        "date": run.target.date,
        "counts": counts,
        "warningSigns": [sign.id for sign in run.signs if sign.state == "raised"],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    name = "".join(word.capitalize() for word in rule.name.split("-"))
    security = _SECURITY.get(rule.id)
    properties: dict[str, Any] = {
        "tags": [rule.pillar, str(rule.severity), *(["security"] if security else [])],
        "precision": "high",
        "problem.severity": "recommendation" if rule.severity is Severity.MINOR else _LEVELS[rule.severity],
    }
    if security:
        properties["security-severity"] = security
    why, fix = " ".join(rule.why.split()), " ".join(rule.fix.split())
    return {
        "id": rule.id,
        "name": name,
        "shortDescription": {"text": _ended(rule.title)},
        "fullDescription": {"text": _ended(why or rule.title)},
        "help": {
            "text": f"{why}\nFix: {fix}",
            "markdown": f"{why}\n\n**Fix:** {fix}\n\n`readiness explain {rule.id}` shows examples.",
        },
        "helpUri": f"{RULE_PAGE}#{rule.id.lower()}-{rule.name}",
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": properties,
    }


def _shown(run: Assessment) -> list[Mark]:
    """The places, each rule's first ones: code scanning takes 5,000 results of a run, and cuts the rest by itself."""
    seen: Counter[str] = Counter()
    kept = []
    for place in marks(run):
        seen[place.finding.rule.id] += 1
        if seen[place.finding.rule.id] <= MOST_PLACES:
            kept.append(place)
    return kept


def _result(place: Mark, index: dict[str, int], run: Assessment, related: list[dict[str, Any]]) -> dict[str, Any]:
    finding = place.finding
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": index[finding.rule.id],
        "kind": "fail",
        "level": str(place.level),
        "message": {"text": _message(place)},
        "locations": [_location(place)],
        "partialFingerprints": {
            "primaryLocationLineHash": f"{place.fingerprint}:1",
            "readiness/v1": place.fingerprint,
        },
        "properties": {"status": str(finding.status), "value": finding.value, "provenance": _text(finding.provenance)},
    }
    if run.changes is not None:
        result["baselineState"] = "new" if _is_new(place, run.changes) else "unchanged"
    if related:
        result["relatedLocations"] = related
    if finding.waiver:
        waiver = finding.waiver
        reason = f"Accepted by {waiver.owner} until {waiver.expires}: {waiver.reason}"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def _is_new(place: Mark, changes: Changes) -> bool:
    """Whether what the run was compared with lacked this place, or held the whole rule."""
    for change in changes.changes:
        if change.kind == "new" and change.id == place.finding.rule.id:
            return True
        if change.is_worse and any((one.path, one.line) == (place.path, place.line) for one in change.evidence):
            return True
    return False


def _message(place: Mark) -> str:
    finding = place.finding
    says = place.says if place.says == finding.message else f"{place.says}. {finding.message}"
    return _ended(f"{headline(finding)}: {says}" if says.strip() else headline(finding))


def _location(place: Mark) -> dict[str, Any]:
    # A cell's line is no line of the file: an annotation there would stand beside something else.
    line = 1 if place.cell else place.line
    region: dict[str, Any] = {"startLine": line}
    if place.snippet and place.is_found and not place.cell:
        region["snippet"] = {"text": place.snippet}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(place.path), "region": region}}
    if place.cell:
        location["logicalLocations"] = [{"name": f"cell {place.cell}, line {place.line}", "kind": "module"}]
    elif not place.is_found:
        location["logicalLocations"] = [{"name": "the repository as a whole", "kind": "module"}]
    return location


def _artifact(path: str) -> dict[str, Any]:
    try:
        encoded = path.encode("utf-8", "surrogateescape")  # the bytes of a name that is no text
    except UnicodeEncodeError:
        encoded = path.encode("utf-8", "replace")
    return {"uri": quote(encoded, safe="/-._~"), "uriBaseId": "SRCROOT"}


def _supporting(finding: Finding) -> Iterable[Evidence]:
    return [place for place in finding.evidence if place.supports and place.path][:10]


def _related(number: int, place: Evidence) -> dict[str, Any]:
    line = 1 if place.cell else max(1, place.line)
    return {
        "id": number,
        "physicalLocation": {"artifactLocation": _artifact(place.path), "region": {"startLine": line}},
        "message": {"text": _ended(place.says or "speaks for it")},
    }


def _other(finding: Finding, run: Assessment, index: dict[str, int]) -> dict[str, Any]:
    """What is no problem: told without a level, at its first place."""
    place = anchor(finding, run)
    region = {"startLine": 1 if place.cell else max(1, place.line)}
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": index[finding.rule.id],
        "kind": _KINDS[finding.status],
        "level": "none",
        "message": {"text": _ended(f"{headline(finding)}: {finding.message}")},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(place.path), "region": region}}],
    }


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


def _ended(text: str) -> str:
    """A sentence with its full stop, as the format's own guidance asks."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
