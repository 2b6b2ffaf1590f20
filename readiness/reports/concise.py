"""One line a problem, `path:line: status RULE message`, as compilers write them; the verdict is the last line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from readiness.model import Assessment, Finding, Provenance, Severity, Status
from readiness.sanitizing import printable
from readiness.wording import ascii_only, interval, verdict_words

_ORDER = {Severity.ESSENTIAL: 0, Severity.MAJOR: 1, Severity.MINOR: 2}


def write(
    assessment: Assessment,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    verbose: int = 0,
) -> None:
    """Write what is unmet or partial, and unknown gates; with `verbose` 1 what is met as well, with 2 everything."""
    del width, color
    for finding in sorted(assessment.findings, key=lambda one: (_ORDER[one.rule.severity], one.rule.id)):
        if _is_shown(finding, verbose):
            out.writelines((line if unicode else ascii_only(line)) + "\n" for line in _lines(finding, verbose))
    for change in assessment.changes.changes if assessment.changes and verbose >= 0 else ():
        if change.fails:
            place = change.evidence[0].place if change.evidence else "."
            line = printable(f"{place}: regression {change.id}: {change.title}: {change.says}")
            out.write((line if unicode else ascii_only(line)) + "\n")
    for sign in assessment.signs:
        if sign.state == "raised" and verbose >= 0:
            place = sign.evidence[0].place if sign.evidence else "."
            line = f"{place}: warning {sign.id} {sign.name}: {sign.why}"
            out.write((line if unicode else ascii_only(line)) + "\n")
    if verbose >= 0:
        out.writelines(f"error: {error if unicode else ascii_only(error)}\n" for error in assessment.errors)
    span = interval(assessment.low, assessment.high, unicode)
    out.write(f"{verdict_words(assessment)} ({span} of 100, threshold {assessment.threshold:g})\n")


def _is_shown(finding: Finding, verbose: int) -> bool:
    if verbose < 0:
        return False
    if finding.status in (Status.UNMET, Status.PARTIAL, Status.ERROR):
        return True
    if finding.status is Status.UNKNOWN:
        return finding.rule.severity is Severity.ESSENTIAL or verbose > 1
    return verbose > 1 or (verbose == 1 and finding.status is Status.MET)


def _lines(finding: Finding, verbose: int) -> Iterable[str]:
    """A line for each place that speaks for the verdict; one for the repository where there is none."""
    word = "waived" if finding.waiver else str(finding.status)
    if finding.provenance is Provenance.CONTRADICTED:
        word = "contradicted"
    head = f"{word} {finding.rule.id} {finding.rule.name}"
    wanted = finding.status is Status.MET
    places = [place for place in finding.evidence if place.supports is wanted]
    if not places or (verbose < 1 and wanted):
        return [f".: {head}: {finding.message}"]
    return [f"{place.place}: {head}: {place.says or finding.message}" for place in places]
