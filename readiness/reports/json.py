"""The whole result as one JSON object, for other programs."""

from __future__ import annotations

import json
from typing import TextIO

from readiness.foreign_result import from_outside
from readiness.model import Assessment
from readiness.result import as_data


def write(
    assessment: Assessment,
    out: TextIO,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    verbose: int = 0,
) -> None:
    """Write the result. It is ASCII, whole and the same whatever the terminal, so none of the options matters."""
    del width, color, unicode, verbose
    json.dump(as_data(assessment), out, indent=2, allow_nan=False)
    out.write("\n")


def from_json(text: str) -> Assessment:
    """The assessment that `write` wrote. Raises ValueError where the text is something else."""
    try:
        return from_outside(json.loads(text))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
