"""The result as one JSON object a line: the audit first, then each rule, warning sign, AI call and step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

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
    """Write the lines. They are ASCII and the same whatever the terminal, so none of the options matters."""
    del width, color, unicode, verbose
    for line in _lines(as_data(assessment)):
        out.write(json.dumps(line, allow_nan=False) + "\n")


def _lines(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    inventory = dict(data.pop("inventory"))
    listed = {
        "rule": data.pop("rules"),
        "warning_sign": data.pop("warning_signs"),
        "ai_call": inventory.pop("ai_calls", []),
        "step": data.pop("next"),
    }
    yield {"type": "audit", **data, "inventory": inventory}
    for kind, entries in listed.items():
        # A step has a `kind` of its own and a rule its name: the line's type never takes an entry's key away.
        yield from ({"type": kind, **entry} for entry in entries)
