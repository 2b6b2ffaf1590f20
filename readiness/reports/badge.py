"""A badge with verdict and interval: the JSON of a shields.io endpoint, or a picture where the file ends in `.svg`.

The JSON's keys are those of shields.io's endpoint badge: schemaVersion 1, label, message, color.
"""

from __future__ import annotations

import json
from typing import TextIO

from readiness.model import Assessment, Verdict
from readiness.rendering import render
from readiness.wording import VERDICTS, interval

_COLORS = {
    Verdict.BLOCKED: "#b3261e",
    Verdict.NOT_READY: "#b3261e",
    Verdict.UNDETERMINED: "#4c5561",
    Verdict.READY_WITH_EXCEPTIONS: "#8a5a00",
    Verdict.READY: "#1b6e3c",
}
"""Grounds on which white letters keep a contrast of at least 4.5 to 1."""
_NARROW, _WIDE = frozenset("fijlrtI1!|.,:;' -"), frozenset("mwMW%@")


def write(
    assessment: Assessment,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    verbose: int = 0,
) -> None:
    """Write the badge: as a picture to a file whose name ends in `.svg`, else as JSON."""
    del width, color, verbose
    span = interval(assessment.low, assessment.high, unicode)
    message, ground = f"{VERDICTS[assessment.verdict]}, {span}", _COLORS[assessment.verdict]
    if str(getattr(out, "name", "")).lower().endswith(".svg"):
        out.write(_picture("readiness", message, ground))
        return
    json.dump({"schemaVersion": 1, "label": "readiness", "message": message, "color": ground}, out)
    out.write("\n")


def _picture(label: str, message: str, ground: str) -> str:
    left, right = _pixels(label), _pixels(message)
    return render("badge.svg.j2", {"label": label, "message": message, "ground": ground, "left": left, "right": right})


def _pixels(text: str) -> int:
    """About how wide the text is at 11 pixels, with its margins; the picture stretches the letters to just that."""
    letters = sum(4 if sign in _NARROW else 10 if sign in _WIDE else 7 for sign in text)
    return letters + 12
