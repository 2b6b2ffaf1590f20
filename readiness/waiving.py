"""Accepted risks: put each waiver on the finding that it covers; it changes the verdict's label, never a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase

from readiness.model import Finding, Status, Waiver


def waive(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> tuple[Finding, ...]:
    """The findings, those that a waiver covers marked with it. Nothing that is met or unknown can be waived."""
    known = tuple(waivers)
    return tuple(replace(finding, waiver=next((w for w in known if covers(w, finding)), None)) for finding in findings)


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver speaks of this rule and, where it names paths, of every place that speaks against."""
    if waiver.rule not in (finding.rule.id, finding.rule.name):
        return False
    if finding.status not in (Status.UNMET, Status.PARTIAL):
        return False
    against = [place.path for place in finding.evidence if not place.supports]
    return not waiver.paths or (bool(against) and all(_is_within(path, waiver.paths) for path in against))


def unused(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> tuple[Waiver, ...]:
    """The waivers that cover nothing: what they excuse is mended, does not apply, or lies elsewhere."""
    known = tuple(findings)
    return tuple(waiver for waiver in waivers if not any(covers(waiver, finding) for finding in known))


def _is_within(path: str, globs: Iterable[str]) -> bool:
    return any(fnmatchcase(path, glob) or path.startswith(glob.rstrip("/") + "/") for glob in globs)
