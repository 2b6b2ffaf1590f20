"""In which order repositories are begun: those that are far larger than most first, or one worker ends alone."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from readiness.fleet_sources import Unit

FEW = 500
"""How many are taken out of their order at most: what they give is held back until its turn in the list comes."""
_TIMES = 2  # as large as the mean
_SECONDS = 1.0  # for looking at sizes; on a slow disk those that were not looked at keep their order
_UNKNOWN = -1


def turns(units: Sequence[Unit]) -> tuple[int, ...]:
    """The numbers of the repositories (from 0) in the order in which they are to be begun.

    Large is what has far more bytes packed by git than the mean; folders alone are looked at, addresses stay where they
    are. All but these few keep their order, so that lines come early and little is held back.
    """
    until = time.monotonic() + _SECONDS
    sizes: list[int] = []
    for unit in units:
        if time.monotonic() > until:
            break
        sizes.append(packed(unit.path) if unit.path else _UNKNOWN)
    known = [size for size in sizes if size != _UNKNOWN]
    least = _TIMES * sum(known) / max(1, len(known))
    large = sorted((number for number, size in enumerate(sizes) if size > least), key=lambda at: (-sizes[at], at))[:FEW]
    first = frozenset(large)
    return (*large, *(number for number in range(len(units)) if number not in first))


def packed(folder: str) -> int:
    """The bytes of a repository's packs, -1 where git keeps them elsewhere."""
    for place in (".git", ""):
        try:
            with os.scandir(os.path.join(folder, place, "objects", "pack")) as entries:
                return sum(entry.stat().st_size for entry in entries if entry.name.endswith(".pack"))
        except OSError:
            continue
    return _UNKNOWN
