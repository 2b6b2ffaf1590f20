"""`-o -`: a hyphen in a file's place is stdout, as in most programs."""

from __future__ import annotations

from pathlib import Path


def or_stdout(file: Path | None) -> Path | None:
    """The file; None, which is stdout, for none and for a hyphen."""
    return None if file is None or str(file) == "-" else file
