"""JUnit XML for test dashboards: a suite a pillar, a case a rule. It shows; the gate is the exit code's.

Unmet and partial rules are failures, of the type of their status; unknown and waived ones are skipped and say why;
those that do not apply are skipped as well; a rule that could not be judged is an error.
"""

from __future__ import annotations

from collections import Counter
from typing import TextIO
from xml.etree import ElementTree as Xml

from readiness.compiling import compile_later
from readiness.marking import headline
from readiness.model import PILLARS, Assessment, Finding, Provenance, Sign, Status
from readiness.wording import VERDICTS

_NOT_XML = compile_later("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot carry, not even escaped."""


def write(
    assessment: Assessment,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    verbose: int = 0,
) -> None:
    """Write the suites; characters beyond ASCII become references, so that any encoding carries them."""
    del width, color, unicode, verbose
    root = Xml.Element("testsuites", name=_clean(f"readiness: {VERDICTS[assessment.verdict]}"))
    totals: Counter[str] = Counter()
    for letter, name in PILLARS.items():
        found = [one for one in assessment.findings if one.rule.pillar == letter]
        if found:
            totals += _suite(root, f"{letter} {name}", found, assessment)
    if assessment.signs:
        totals += _signs(root, assessment)
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(totals[key]))
    root.set("time", "0")
    Xml.indent(root)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(Xml.tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii") + "\n")


def _suite(root: Xml.Element, name: str, found: list[Finding], run: Assessment) -> Counter[str]:
    cases = [_case(finding) for finding in found]
    pillar = run.pillars.get(found[0].rule.pillar)
    properties = {"low": pillar.low, "high": pillar.high} if pillar else {}
    return _put(root, name, cases, {key: f"{value:g}" for key, value in properties.items()})


def _signs(root: Xml.Element, run: Assessment) -> Counter[str]:
    return _put(root, "W Warning signs", [_sign(sign) for sign in run.signs], {})


def _put(root: Xml.Element, name: str, cases: list[Xml.Element], properties: dict[str, str]) -> Counter[str]:
    kinds = Counter(child.tag for case in cases for child in case)
    counts = Counter(
        {"tests": len(cases), "failures": kinds["failure"], "errors": kinds["error"], "skipped": kinds["skipped"]}
    )
    suite = Xml.SubElement(root, "testsuite", name=name, time="0")
    for key in ("tests", "failures", "errors", "skipped"):
        suite.set(key, str(counts[key]))
    if properties:
        listed = Xml.SubElement(suite, "properties")
        for key, value in properties.items():
            Xml.SubElement(listed, "property", name=key, value=value)
    suite.extend(cases)
    return counts


def _case(finding: Finding) -> Xml.Element:
    rule = finding.rule
    case = Xml.Element(
        "testcase", classname=f"readiness.{rule.pillar}", name=_clean(f"{rule.id} {rule.title}"), time="0"
    )
    against = [place for place in finding.evidence if not place.supports and place.path]
    if against:
        case.set("file", _clean(against[0].path))
        case.set("line", str(max(1, against[0].line)))
    told = _clean(finding.message)
    if finding.waiver:
        waiver = finding.waiver
        reason = f"accepted by {waiver.owner} until {waiver.expires}: {waiver.reason}"
        Xml.SubElement(case, "skipped", message=_clean(reason))
    elif finding.status is Status.ERROR:
        Xml.SubElement(case, "error", message=told, type="error").text = _details(finding)
    elif finding.status in (Status.UNMET, Status.PARTIAL):
        kind = "contradicted" if finding.provenance is Provenance.CONTRADICTED else str(finding.status)
        Xml.SubElement(case, "failure", message=told or kind, type=kind).text = _details(finding)
    elif finding.status is not Status.MET:
        Xml.SubElement(case, "skipped", message=_clean(f"{finding.status}: {finding.message}"))
    elif finding.evidence:
        Xml.SubElement(case, "system-out").text = _details(finding)
    return case


def _sign(sign: Sign) -> Xml.Element:
    case = Xml.Element("testcase", classname="readiness.W", name=_clean(f"{sign.id} {sign.says}"), time="0")
    if sign.state == "raised":
        places = "\n".join(f"{place.place} {place.says}" for place in sign.evidence)
        Xml.SubElement(case, "failure", message=_clean(sign.why), type="raised").text = _clean(places)
    elif sign.state == "unknown":
        Xml.SubElement(case, "skipped", message=_clean(f"unknown: {sign.why}"))
    return case


def _details(finding: Finding) -> str:
    lines = [headline(finding), finding.message]
    lines += [
        f"{'for' if one.supports else 'against'}: {one.place} {one.says} {one.snippet}" for one in finding.evidence
    ]
    if finding.status is not Status.MET:
        lines.append(f"Fix: {' '.join(finding.rule.fix.split())}")
    return _clean("\n".join(line.rstrip() for line in lines if line.strip()))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
