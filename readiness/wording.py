"""The words, signs and shapes that reports share: a status is shape and word, and each sign has an ASCII twin."""

from __future__ import annotations

import math
from collections.abc import Sequence

from readiness.model import Assessment, Finding, Qualification, Stage, Status, Verdict

VERDICTS = {
    Verdict.BLOCKED: "blocked",
    Verdict.NOT_READY: "not ready",
    Verdict.UNDETERMINED: "undetermined",
    Verdict.READY_WITH_EXCEPTIONS: "ready with exceptions",
    Verdict.READY: "ready",
}
STAGES = {
    Stage.DEMO: "demo",
    Stage.PILOT: "pilot",
    Stage.PRODUCTION_CANDIDATE: "production candidate",
    Stage.PRODUCTION_READY: "production ready",
}
MEANING = {
    Verdict.BLOCKED: "an essential rule is not met",
    Verdict.NOT_READY: "even with every open question answered well, a pillar stays below the threshold",
    Verdict.UNDETERMINED: "what is known neither clears it nor rules it out",
    Verdict.READY_WITH_EXCEPTIONS: "every gate is met or waived; a waiver or a warning sign is in force",
    Verdict.READY: "every essential rule is met and every pillar reaches the threshold",
}
SIGNS = {
    Status.MET: ("✓", "+"),
    Status.PARTIAL: ("!", "!"),
    Status.UNMET: ("✗", "x"),
    Status.UNKNOWN: ("?", "?"),
    Status.NOT_APPLICABLE: ("–", "-"),
    Status.ERROR: ("‼", "E"),
}
_TWINS = str.maketrans(
    {
        "✗": "x", "✓": "+", "–": "-", "—": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "→": "->", "·": "-",
        "•": "*", "≥": ">=", "≤": "<=", "×": "x", "\u00a0": " ", "‼": "E",
    }
)  # fmt: skip


def sign_of(finding: Finding, unicode: bool = True) -> str:
    """One character for the finding's status; `~` where a waiver covers it."""
    if finding.waiver:
        return "~"
    return sign_for(finding.status, unicode)


def sign_for(status: Status, unicode: bool = True) -> str:
    """One character for a status."""
    return SIGNS[status][0 if unicode else 1]


def ascii_only(text: str) -> str:
    """The text for an output that carries only ASCII: known signs become their twins, the rest a question mark."""
    return text.translate(_TWINS).encode("ascii", "replace").decode("ascii")


def interval(low: float, high: float, unicode: bool = True) -> str:
    """`41–67`, or `41` where nothing is open. Rounded down, so that 69.6 never reads as the 70 it is not."""
    lower, upper = str(math.floor(low)), str(math.floor(high))
    return lower if lower == upper else f"{lower}{'–' if unicode else '-'}{upper}"


def figure(value: float) -> str:
    """A number as people write it: 1,234; 0.0125; 71.4."""
    if abs(value) >= 1e15:
        return f"{value:.3g}"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3g}"


def trend_line(points: Sequence[float], unicode: bool = True, width: int = 24) -> str:
    """The figures as a small line of blocks (`▁▂▅█`, or `._-=#` in ASCII), at most `width` of them, evenly chosen."""
    levels = "▁▂▃▄▅▆▇█" if unicode else "._-=+*%#"
    if len(points) > width:
        points = [points[round(at * (len(points) - 1) / (width - 1))] for at in range(width)]
    low, high = min(points, default=0.0), max(points, default=0.0)
    if not high > low:
        return levels[0 if not high else 3] * len(points)
    step = high / (len(levels) - 1) - low / (len(levels) - 1)  # each by itself: the span of two large ones may be none
    return "".join(levels[min(round(value / step - low / step), len(levels) - 1)] for value in points)


def verdict_words(assessment: Assessment) -> str:
    """`blocked, a demo`: the verdict and the stage in words."""
    return f"{VERDICTS[assessment.verdict]}; stage: {STAGES[assessment.stage]}"


def qualifies(found: Qualification) -> str:
    """`Qualifies today for: pilot. For limited it lacks R101, R201 and 60 points in R, O.`, as a sentence."""
    today = f"Qualifies today for: {found.stage or 'no stage yet'}."
    if not found.next:
        return today
    shown = ", ".join(found.gates[:6]) + (f" and {len(found.gates) - 6} more gates" if len(found.gates) > 6 else "")
    points = f"{found.points:g} points in {', '.join(found.pillars)}" if found.pillars else ""
    return f"{today} For {found.next} it lacks {' and '.join(part for part in (shown, points) if part)}."


def counted(number: int, one: str, many: str = "") -> str:
    """`1 rule`, `2 rules`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
