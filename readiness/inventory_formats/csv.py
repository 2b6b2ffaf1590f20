"""The calls as a table for spreadsheets: a row a call, a column a guard."""

from __future__ import annotations

import csv
from typing import TextIO

from readiness.inventory_report import Listing

_FIRST = ("path", "line", "cell", "provider", "sdk", "model", "model_pinned", "kind", "remote", "function", "wrapper")
_GUARDS = (
    "timeout", "retry", "errors_handled", "fallback", "output_validated", "token_cap", "traced", "cached", "streamed",
    "sampling", "cost_recorded", "moderated",
)  # fmt: skip


def write(
    listing: Listing, out: TextIO, *, width: int = 80, color: bool = False, unicode: bool = True, verbose: int = 0
) -> None:
    """Write a heading and a row for each call; guards are "yes", "no", "default", "unknown" or empty."""
    del width, color, unicode, verbose
    table = csv.writer(out, lineterminator="\n")
    table.writerow((*_FIRST, *_GUARDS))
    for call in listing.calls:
        known = (
            call.path, call.line, call.cell or "", call.provider, call.sdk, call.model, _yes(call.model_pinned),
            call.kind, _yes(call.remote), call.function, call.wrapper,
        )  # fmt: skip
        states = (call.guards[name].state if name in call.guards else "" for name in _GUARDS)
        table.writerow([_harmless(value) for value in (*known, *states)])


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _harmless(value: object) -> object:
    """A spreadsheet would read a text such as `=cmd()` as a formula, so an apostrophe goes before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
