"""Figures that a line demands, as `assert score >= 0.8` or `--cov-fail-under=80`, and whether they demand less now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.model import Evidence

_DEMANDS = compile_later(r"(?i)threshold|target|limit|quota|goal|fail|minim|budget|\bcap\b|objective|demand|gate|bound")
"""What a detector says of a place that demands a figure; elsewhere a number may be a version or a date."""
_NUMBER = compile_later(r"(?<![\w.])(\d[\d_]{0,15}(?:,\d{3}){0,4}(?:\.\d{1,12})?)(?![\d.]*\.\d)")
_LEAST = compile_later(
    r"(?i)(?:>=?|≥|at\s+least|over|above|more\s+than|\bmin(?:imum)?[\w-]{0,20}\W{0,3}|fail[-_]?under\W{0,3}"
    r"|threshold\W{0,3}|exceeds?|to_be_greater\w{0,20}\(|greater\w{0,20}\()\s*$"
)
_MOST = compile_later(
    r"(?i)(?:<=?|≤|at\s+most|under|below|within|less\s+than|up\s+to|\bmax(?:imum)?[\w-]{0,20}\W{0,3}|timeout\W{0,3}"
    r"|(?:limit|budget|quota|per_(?:second|minute|hour|day))s?(?::\s*\w{1,12})?\W{0,3}|less\w{0,20}\()\s*$"
)
_TURNED = compile_later(r"(?i)^\W{0,6}(?:(?:el|else )?if|unless|when)\b|\braise\b|\bfails?\s+(?:if|when)\b|exit\s*\(?1")
"""A line that fails where the comparison holds, so that its direction is the other one."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A line with its numbers taken out, and each number with what less of it means: -1 looser when lower, 1 higher."""

    path: str
    shape: str
    numbers: tuple[float, ...]
    looser: tuple[int, ...]
    place: Evidence


@dataclass(frozen=True, slots=True)
class Loosened:
    """One demand that became less, as it was and as it is."""

    before: Evidence
    after: Evidence
    was: float
    now: float


def demand_of(place: Evidence) -> Demand | None:
    """The demand that a place makes, or None where it makes none that can be read."""
    if not place.supports or not _DEMANDS.search(place.says):
        return None
    line = place.snippet
    found = list(_NUMBER.finditer(line))[:8]
    if not found:
        return None
    turned = -1 if _TURNED.search(line) else 1
    looser = tuple(turned * _direction(line[max(0, one.start() - 48) : one.start()]) for one in found)
    if not any(looser):
        return None
    numbers = tuple(float(one.group(1).replace(",", "").replace("_", "")) for one in found)
    return Demand(place.path, _NUMBER.sub("#", line), numbers, looser, place)


def _direction(lead: str) -> int:
    if _LEAST.search(lead):
        return -1
    return 1 if _MOST.search(lead) else 0


def loosened(before: Iterable[Evidence], after: Iterable[Evidence]) -> tuple[Loosened, ...]:
    """The demands of which less is left. A line is the same where all but its numbers is, in whichever file it is."""
    old = [demand for place in before if (demand := demand_of(place))]
    new = [demand for place in after if (demand := demand_of(place))]
    # What stands as it stood, anywhere, is not touched; so two lines of one shape are not taken for each other.
    exact = Counter((one.shape, one.numbers) for one in old) & Counter((one.shape, one.numbers) for one in new)
    left, right = _rest(old, exact), _rest(new, exact)
    found: list[Loosened] = []
    for same_path in (True, False):
        for demand in tuple(left):
            twin = next(
                (one for one in right if one.shape == demand.shape and (one.path == demand.path or not same_path)), None
            )
            if twin is not None:
                left.remove(demand)
                right.remove(twin)
                found += _less(demand, twin)
    return tuple(found)


def _rest(demands: list[Demand], taken: Counter[tuple[str, tuple[float, ...]]]) -> list[Demand]:
    left, rest = Counter(taken), []
    for demand in demands:
        key = (demand.shape, demand.numbers)
        if left[key]:
            left[key] -= 1
        else:
            rest.append(demand)
    return rest


def _less(old: Demand, new: Demand) -> list[Loosened]:
    return [
        Loosened(old.place, new.place, was, now)
        for was, now, looser in zip(old.numbers, new.numbers, old.looser, strict=False)
        if looser * (now - was) > 0
    ]
