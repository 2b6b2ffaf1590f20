"""The report for people at a terminal: verdict first and last, gates, pillars, warning signs, what to do next."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from readiness.blocks import closed_gate, finding_block, lens_block, open_gate
from readiness.change_table import headline, write_changes
from readiness.model import PILLARS, Assessment, PillarScore, Provenance, Sign, Status
from readiness.scoring import Gate, gate_of
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Part, Screen
from readiness.wording import MEANING, STAGES, VERDICTS, counted, figure, interval, qualifies, sign_for, trend_line

STEPS = 5
BAR = 20
_STYLES = {"blocked": BAD, "not-ready": BAD, "undetermined": OPEN, "ready-with-exceptions": PART, "ready": GOOD}


def write(
    assessment: Assessment,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    verbose: int = 0,
) -> None:
    """Write the report. `width` 0 never wraps; `verbose` -1 tells the verdict only, 1 what is decided, 2 everything."""
    screen = Screen(out, width, color, unicode)
    if verbose < 0:
        _verdict(screen, assessment)
        return
    _heading(screen, assessment)
    for reading in assessment.lenses:
        lens_block(screen, reading)
    _gates(screen, assessment)
    _contradictions(screen, assessment)
    if assessment.changes is not None:
        words = headline(assessment.changes)
        screen.heading(words[:1].upper() + words[1:])
        write_changes(screen, assessment.changes, verbose=verbose)
    if verbose:
        _findings(screen, assessment, verbose)
    _pillars(screen, assessment)
    _signs(screen, assessment, verbose)
    _next(screen, assessment)
    _notes(screen, assessment, verbose)
    screen.blank()
    _verdict(screen, assessment)


def _heading(screen: Screen, run: Assessment) -> None:
    commit = f" at {run.target.commit[:12]}" if run.target.commit else ""
    changed = " with changes not committed" if run.target.dirty else ""
    screen.line((f"{run.target.path}{commit}{changed}, judged as of {run.target.date}", QUIET), hang=2)
    settings = f", settings from {run.config_path}" if run.config_path else ""
    screen.line((f"readiness {run.version}, rules {run.ruleset}, profile {run.profile}{settings}", QUIET), hang=2)
    screen.blank()
    _verdict(screen, run)
    screen.line(f"That is: {MEANING[run.verdict]}.", hang=2)
    if run.qualification:
        screen.line(qualifies(run.qualification), hang=2)


def _verdict(screen: Screen, run: Assessment) -> None:
    """The verdict in one line: word, gates, interval, the pillar that binds, stage."""
    gates = Counter(gate_of(finding) for finding in run.findings)
    states = [f"{gates[gate]} {word}" for gate, word in _GATE_WORDS.items() if gates[gate]]
    told = [f"gates: {', '.join(states)}"] if states else []
    span = interval(run.low, run.high, screen.unicode)
    binding = f", held back by {PILLARS[run.binding_pillar]}" if run.binding_pillar in PILLARS else ""
    told.append(f"{span} of 100 ({run.threshold:g} needed){binding}")
    word = (VERDICTS[run.verdict].upper(), f"reverse {_STYLES[run.verdict]}")
    screen.line(word, f"  stage: {STAGES[run.stage]}; {'; '.join(told)}", hang=2)


_GATE_WORDS = {Gate.BLOCKED: "closed", Gate.OPEN: "open", Gate.WAIVED: "waived"}


def _gates(screen: Screen, run: Assessment) -> None:
    gates = {gate: [one for one in run.findings if gate_of(one) is gate] for gate in Gate}
    if gates[Gate.BLOCKED]:
        screen.heading("Gates that block", "essential rules that are not met")
        # An answer that the repository refutes is worse than a gap that nobody denies.
        closed = sorted(gates[Gate.BLOCKED], key=lambda one: one.provenance is not Provenance.CONTRADICTED)
        for number, finding in enumerate(closed):
            if number:
                screen.blank()
            closed_gate(screen, finding)
    if gates[Gate.OPEN]:
        screen.heading("Gates still open", "nobody can tell yet: answer, or show it in the repository")
        for finding in gates[Gate.OPEN]:
            open_gate(screen, finding)
    if gates[Gate.WAIVED]:
        screen.heading("Gates waived", "accepted risks")
        for finding in gates[Gate.WAIVED]:
            finding_block(screen, finding)


def _contradictions(screen: Screen, run: Assessment) -> None:
    found = [
        one for one in run.findings if one.provenance is Provenance.CONTRADICTED and gate_of(one) is not Gate.BLOCKED
    ]
    if found:
        screen.heading("Contradicted", "answers that the repository refutes")
        for finding in found:
            finding_block(screen, finding)


def _findings(screen: Screen, run: Assessment, verbose: int) -> None:
    """What is decided, by status and with its evidence; with -vv also what is unknown or does not apply."""
    shown = [Status.UNMET, Status.PARTIAL, Status.MET]
    if verbose > 1:
        shown += [Status.UNKNOWN, Status.NOT_APPLICABLE, Status.ERROR]
    told = {one.rule.id for one in run.findings if gate_of(one) in (Gate.BLOCKED, Gate.WAIVED)}
    for status in shown:
        found = [one for one in run.findings if one.status is status and one.rule.id not in told]
        if found:
            screen.heading(str(status).replace("-", " ").capitalize(), counted(len(found), "rule"))
        for finding in found:
            finding_block(screen, finding, 12 if verbose > 1 else 4)


def _pillars(screen: Screen, run: Assessment) -> None:
    screen.heading("Pillars", f"what is known lies between the two ends; {run.threshold:g} are needed")
    widest = max(len(name) for name in PILLARS.values())
    spans = {name: interval(one.low, one.high, screen.unicode) for name, one in run.pillars.items()}
    span_width = max(map(len, spans.values()), default=0)
    for letter, name in PILLARS.items():
        pillar = run.pillars.get(letter)
        if pillar is None:
            screen.line((f"{letter} {name:{widest}}  no rule applies", QUIET), indent=2)
            continue
        style = BAD if pillar.high < run.threshold else GOOD if pillar.low >= run.threshold else OPEN
        counts = "  ".join(
            f"{sign_for(status, screen.unicode)} {pillar.counts[str(status)]}"
            for status in (Status.MET, Status.PARTIAL, Status.UNMET, Status.UNKNOWN, Status.ERROR)
            if pillar.counts.get(str(status))
        )
        screen.line(
            (f"{letter} ", STRONG), f"{name:{widest}}  ", *_bar(pillar, style, screen.unicode),
            (f"  {spans[letter]:>{span_width}}", style), (f"  {counts}", QUIET), indent=2, hang=widest + 4,
        )  # fmt: skip
    _counts(screen, run)


def _bar(pillar: PillarScore, style: str, unicode: bool) -> list[Part]:
    """Solid up to what is certain, open up to what is possible."""
    low, high = (round(points * BAR / 100) for points in (pillar.low, pillar.high))
    solid, possible, rest = ("█", "░", "·") if unicode else ("#", "-", ".")
    return [(solid * low, style), (possible * (high - low), style), (rest * (BAR - high), QUIET)]


def _counts(screen: Screen, run: Assessment) -> None:
    counts = Counter(finding.status for finding in run.findings)
    told = ", ".join(
        f"{sign_for(status, screen.unicode)} {counts[status]} {str(status).replace('-', ' ')}"
        for status in Status
        if counts[status]
    )
    waived = sum(finding.waiver is not None for finding in run.findings)
    screen.line(
        (f"{counted(len(run.findings), 'rule')}: {told}" + (f"; {waived} waived" if waived else ""), QUIET),
        indent=2,
        hang=2,
    )
    screen.line(
        ("-v lists them with their evidence, -vv what is unknown or does not apply, too", QUIET), indent=2, hang=2
    )


def _signs(screen: Screen, run: Assessment, verbose: int) -> None:
    counts = Counter(sign.state for sign in run.signs)
    note = ", ".join(f"{counts[state]} {state}" for state in ("raised", "clear", "unknown") if counts[state])
    if not run.signs or not (counts["raised"] or verbose):
        if run.signs:
            screen.heading("Warning signs", note)
        return
    screen.heading("Warning signs", note)
    for sign in run.signs:
        if sign.state == "raised":
            screen.line(("! ", PART), (sign.id, STRONG), f" {sign.says}", indent=2, hang=6)
            place = f"{sign.evidence[0].place}  " if sign.evidence else ""
            screen.line((place, STRONG), sign.why, indent=6, hang=2)
            _trends(screen, sign)
            if sign.clears:
                screen.line(("To clear it: ", QUIET), (sign.clears, QUIET), indent=6, hang=2)
        elif verbose:
            mark = "+" if sign.state == "clear" else "?"
            screen.line((f"{mark} {sign.id} {sign.says}", QUIET), (f"  {sign.why}", QUIET), indent=2, hang=6)
            _trends(screen, sign)


def _trends(screen: Screen, sign: Sign) -> None:
    """A small line for each figure that the sign rests on, with its first and last value and day."""
    for one in sign.series:
        if len(one.points) < 2:
            continue
        (first, start), (last, end) = one.points[0], one.points[-1]
        line = trend_line([value for _, value in one.points], screen.unicode)
        unit = f" {one.unit}" if one.unit else ""
        told = f"  {one.name.replace('_', ' ')}: {figure(start)} to {figure(end)}{unit}, {first} to {last}"
        screen.line(line, (told, QUIET), indent=6, hang=2)


def _next(screen: Screen, run: Assessment) -> None:
    if not run.next:
        return
    screen.heading("Next", "what each would add to its pillar, of 100")
    for step in run.next[:STEPS]:
        screen.line(
            (f"+{step.gain:4.1f}", GOOD), f" {step.pillar}  ", (step.rule, STRONG), f" {step.title}",
            (f"  ({step.kind}, {step.effort} effort)", QUIET), indent=2, hang=15,
        )  # fmt: skip
    if run.settle:
        screen.line(("The fewest that would settle the verdict: ", STRONG), ", ".join(run.settle), indent=2, hang=2)
    if run.settle or any(gate_of(finding) is Gate.OPEN and finding.rule.question for finding in run.findings):
        screen.line("`readiness ask --quick` asks for the answers that can move the verdict", indent=2, hang=2)


def _notes(screen: Screen, run: Assessment, verbose: int) -> None:
    if run.errors:
        screen.heading("Faults of readiness", "these rules could not be judged and count as unknown")
        screen.bullets(run.errors)
    notes = list(run.notes)
    if run.left_out:
        notes.append(f"{counted(len(run.left_out), 'file')} left out (vendored, generated, binary or too large)")
    if notes:
        screen.heading("Notes")
        screen.bullets(notes)
    if verbose > 1 and run.left_out:
        screen.heading("Left out")
        screen.bullets([f"{path}: {why}" for path, why in run.left_out])
