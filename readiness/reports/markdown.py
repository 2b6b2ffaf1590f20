"""Markdown for a pull request's lasting comment and a CI step's summary: verdict, gates, pillars, signs, next steps.

Nothing of the repository acts in it: no HTML, no mention, no reference, no link. A comment on GitHub may hold 65,536
characters (docs.github.com, REST API, issue comments answer 422 beyond); the report stays below by telling less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from readiness.change_table import markdown_of
from readiness.compiling import compile_later
from readiness.model import PILLARS, Assessment, Evidence, Finding, LensReading, PillarScore, Sign, Status
from readiness.sanitizing import marked_up
from readiness.scoring import Gate, gate_of
from readiness.wording import MEANING, STAGES, VERDICTS, counted, interval, sign_of

MARKER = "<!-- readiness -->"
"""The first line, by which a later run finds the comment that it replaces."""
MAX_CHARACTERS = 60_000
PLACES, STEPS = 5, 8
_SPECIAL = compile_later(r"([\\`*_\[\]<>|~&$])")
"""What acts in the middle of a line; nothing of a repository ever starts one."""
_ACTING = compile_later(r"(?i)(?<=[@#!])(?=\w)|(?<=\bgh)(?=-\d)|(?<=://)(?=\S)|(?<=\bwww)(?=\.)")


def write(
    assessment: Assessment,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    verbose: int = 0,
) -> None:
    """Write the report; with `verbose` also every rule that is unmet or partial, and what is met."""
    del width, color
    parts = [_head(assessment), *map(_lens, assessment.lenses)]
    parts += [_since(assessment), _gates(assessment, Gate.BLOCKED), _gates(assessment, Gate.OPEN)]
    parts += [_gates(assessment, Gate.WAIVED), _pillars(assessment), _signs(assessment), _next(assessment)]
    parts += [_rest(assessment, verbose), _notes(assessment)]
    out.write(marked_up(fitted(parts, "the HTML and JSON reports hold everything"), unicode))


def fitted(parts: Iterable[str], elsewhere: str) -> str:
    """The parts that stay within `MAX_CHARACTERS` together, and how many do not; `elsewhere` says where all is told."""
    text, left_out = "", 0
    for part in parts:
        if len(text) + len(part) > MAX_CHARACTERS:
            left_out += 1
        else:
            text += part
    return text + (f"\n_{counted(left_out, 'section')} left out here for length; {elsewhere}._\n" if left_out else "")


def _head(run: Assessment) -> str:
    gates = [one for one in run.findings if gate_of(one) is Gate.BLOCKED]
    binding = f", held back by {PILLARS[run.binding_pillar]}" if run.binding_pillar in PILLARS else ""
    commit = f" at {code(run.target.commit[:12])}" if run.target.commit else ""
    changed = " with changes not committed" if run.target.dirty else ""
    closed = f"**{counted(len(gates), 'closed gate')}.** " if gates else ""
    return (
        f"{MARKER}\n## Readiness: {VERDICTS[run.verdict]}\n\n"
        f"{closed}{MEANING[run.verdict][:1].upper() + MEANING[run.verdict][1:]}. Stage: **{STAGES[run.stage]}**. "
        f"{interval(run.low, run.high)} of 100 ({run.threshold:g} needed){binding}.\n\n"
        f"<sub>{plain(run.target.path)}{commit}{changed}, judged as of {run.target.date}; readiness {run.version}, "
        f"rules {run.ruleset}, profile {plain(run.profile)}</sub>\n"
    )


def _lens(reading: LensReading) -> str:
    """The audit through another framework, an item a row."""
    score = f"{reading.score[0]:g} to {reading.score[1]:g} of 7: " if reading.score else ""
    verdict = f"**{plain(reading.verdict)}**, " if reading.verdict else ""
    rows = "".join(
        f"| {item.status.replace('-', ' ')} | {plain(item.ref)} | {plain(item.item)} | "
        f"{plain(', '.join(f'{rule} {state}' for rule, state in item.rules)) or 'no rule judges this'} |\n"
        for item in reading.items
    )
    head = "| Status | Ref | Item | Rules |\n|:--|:--|:--|:--|\n"
    return f"\n### {plain(reading.title)}\n\n{score} {verdict}{plain(reading.why)}\n\n{head}{rows}".replace(
        "\n\n ", "\n\n"
    )


def _since(run: Assessment) -> str:
    """What differs from what the run was compared with."""
    return f"\n### Compared\n\n{markdown_of(run.changes, plain, code)}" if run.changes else ""


_GATE_HEADINGS = {Gate.BLOCKED: "Gates that block", Gate.OPEN: "Gates still open", Gate.WAIVED: "Gates waived"}


def _gates(run: Assessment, gate: Gate) -> str:
    found = [one for one in run.findings if gate_of(one) is gate]
    if not found:
        return ""
    return f"\n### {_GATE_HEADINGS[gate]}\n\n" + "".join(_item(one, gate) for one in found)


def _item(finding: Finding, gate: Gate) -> str:
    text = f"- {sign_of(finding)} **{finding.rule.id}** {plain(finding.rule.title)}: {plain(finding.message)}\n"
    if gate is Gate.WAIVED and finding.waiver:
        waiver = finding.waiver
        return text + f"  Accepted by {plain(waiver.owner)} until {waiver.expires}: {plain(waiver.reason)}\n"
    text += "".join(f"  - {_place(place)}\n" for place in _against(finding)[:PLACES])
    if (more := len(_against(finding)) - PLACES) > 0:
        text += f"  - and {more} more\n"
    if gate is Gate.OPEN and finding.rule.question:
        return text + f"  - _Answer:_ {plain(finding.rule.question.wording)}\n"
    return text + f"  - _Fix:_ {prose(finding.rule.fix)}\n"


def _against(finding: Finding) -> list[Evidence]:
    return [place for place in finding.evidence if not place.supports]


def _place(place: Evidence) -> str:
    said = f" {plain(place.says)}" if place.says else ""
    shown = f": {code(place.snippet)}" if place.snippet else ""
    return f"{code(place.place)}{said}{shown}"


def _pillars(run: Assessment) -> str:
    rows = "".join(_row(name, run.pillars.get(letter)) for letter, name in PILLARS.items())
    heads = "| Pillar | Points | Decided | Met | Partial | Unmet | Unknown |\n|:--|--:|--:|--:|--:|--:|--:|\n"
    return f"\n### Pillars\n\n{heads}{rows}"


def _row(name: str, pillar: PillarScore | None) -> str:
    if pillar is None:
        return f"| {name} | no rule applies | | | | | |\n"
    counts = [pillar.counts.get(str(s), 0) for s in (Status.MET, Status.PARTIAL, Status.UNMET)]
    unknown = pillar.counts.get(str(Status.UNKNOWN), 0) + pillar.counts.get(str(Status.ERROR), 0)
    cells = [interval(pillar.low, pillar.high), f"{pillar.coverage:.0%}", *map(str, [*counts, unknown])]
    return f"| {name} | {' | '.join(cells)} |\n"


def _signs(run: Assessment) -> str:
    raised = [sign for sign in run.signs if sign.state == "raised"]
    if not raised:
        return ""
    return "\n### Warning signs\n\n" + "".join(map(_sign, raised))


def _sign(sign: Sign) -> str:
    place = f" ({code(sign.evidence[0].place)})" if sign.evidence else ""
    clears = f" To clear it: {plain(sign.clears)}" if sign.clears else ""
    return f"- **{sign.id}** {plain(sign.says)}: {plain(sign.why)}{place}.{clears}\n"


def _next(run: Assessment) -> str:
    if not run.next:
        return ""
    rows = "".join(
        f"| +{step.gain:.1f} {step.pillar} | {step.rule} {plain(step.title)} | {step.kind} | {plain(step.effort)} |\n"
        for step in run.next[:STEPS]
    )
    settle = f"\nThe fewest that would settle the verdict: {', '.join(run.settle)}.\n" if run.settle else ""
    return f"\n### Next\n\n| Gain | What | How | Effort |\n|--:|:--|:--|:--|\n{rows}{settle}"


def _rest(run: Assessment, verbose: int) -> str:
    """Every other rule, folded away: a comment is read between two other things."""
    told = {Gate.BLOCKED, Gate.OPEN, Gate.WAIVED}
    wanted = [Status.UNMET, Status.PARTIAL] + ([Status.MET] if verbose > 0 else [])
    text = ""
    for status in wanted:
        found = [one for one in run.findings if one.status is status and gate_of(one) not in told]
        if found:
            lines = "".join(_line(one) for one in found)
            text += f"\n<details><summary>{counted(len(found), 'rule')} {status}</summary>\n\n{lines}\n</details>\n"
    return text


def _line(finding: Finding) -> str:
    places = _against(finding) if finding.status is not Status.MET else [e for e in finding.evidence if e.supports]
    where = f" ({code(places[0].place)})" if places else ""
    waived = f", waived until {finding.waiver.expires}" if finding.waiver else ""
    told = f"{plain(finding.rule.title)}: {plain(finding.message)}{where}{waived}"
    return f"- {sign_of(finding)} **{finding.rule.id}** {told}\n"


def _notes(run: Assessment) -> str:
    counts = ", ".join(
        f"{number} {status}" for status in Status if (number := sum(one.status is status for one in run.findings))
    )
    notes = [f"{counted(len(run.findings), 'rule')}: {counts}", *run.notes]
    notes += [f"could not be judged: {error}" for error in run.errors]
    return "\n### Notes\n\n" + "".join(f"- {plain(note)}\n" for note in notes)


def plain(text: str) -> str:
    """Words that stay words: one line, no markup, no HTML, no mention, no reference, no link."""
    return _inert(" ".join(text.split()))


def prose(text: str) -> str:
    """A rule's own words: as `plain`, but what stands between single backticks is code."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:
        return plain(text)
    return "".join(code(part) if number % 2 else _inert(part) for number, part in enumerate(parts))


def _inert(text: str) -> str:
    """As `plain`, for a part of a sentence: the spaces at its ends stay."""
    return _SPECIAL.sub(r"\\\1", _ACTING.sub("\u200b", text))


def code(text: str) -> str:
    """Words as code: fenced by more backticks than they hold, fit for a table's cell."""
    folded = " ".join(text.split()).replace("|", "\\|") or " "
    longest = max((len(run) for run in re.findall(r"`+", folded)), default=0)
    if not longest:
        return f"`{folded}`"
    fence = "`" * (longest + 1)
    return f"{fence} {folded} {fence}"
