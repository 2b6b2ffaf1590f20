"""The table of an inventory: a row for each model and kind of call, a column for each guard, as wide as the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.inventory import AiCall
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Part, Screen

# (guard, heading, what a call lacks without it). The first are wanted of every call, the others suit some.
WANTED = (
    ("timeout", "timeout", "time limit"), ("retry", "retry", "retry"), ("errors_handled", "handled", "error handling"),
    ("fallback", "fallback", "fallback"), ("output_validated", "valid", "validation"),
    ("token_cap", "cap", "token cap"), ("traced", "traced", "tracing"),
)  # fmt: skip
_OTHERS = (
    ("cached", "cached", ""), ("streamed", "stream", ""), ("sampling", "sampled", ""),
    ("cost_recorded", "cost", ""), ("moderated", "moderated", ""),
)  # fmt: skip
_ALL = (*WANTED, *_OTHERS)
_MORE = frozenset(guard for guard, _, _ in _OTHERS)
# What comes of these is no text that a model wrote: nothing to cap, to sample, to stream or to validate.
_TEXTLESS = frozenset(
    {"audio", "classify", "embeddings", "image", "moderation", "ocr", "predict", "rerank", "speech", "video"}
)
_OF_TEXT = frozenset({"output_validated", "token_cap", "sampling", "streamed"})
_ELSEWHERE = "(set elsewhere)"
_LEAST_NAME = 14

Guards = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table: the calls of one kind to one model; no provider: all calls."""

    provider: str
    model: str
    kind: str
    calls: tuple[AiCall, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The layout: leading columns as (heading, width, value of each row), the gap, and the guards of each part."""

    leads: tuple[tuple[str, int, tuple[str, ...]], ...]
    gap: int
    parts: tuple[Guards, ...]


def table(screen: Screen, calls: Sequence[AiCall]) -> None:
    """Write the table. A narrow screen gets shorter names, and the guards that do not fit in a table of their own."""
    rows = _rows(calls)
    cells = {
        guard: [_cell(row.calls, guard, screen.unicode) for row in rows] for guard, _, _ in _ALL
    }  # fmt: skip
    widths = {guard: max(len(head), *(len(text) for text, _ in cells[guard])) for guard, head, _ in _ALL}
    plan = _plan(screen.width, rows, widths)
    gap = " " * plan.gap
    for guards in plan.parts:
        screen.blank()
        heads = [_fitted(head, width) for head, width, _ in plan.leads]
        heads += [f"{head:>{widths[guard]}}" for guard, head, _ in guards]
        screen.line((gap.join(heads), QUIET))
        for number, row in enumerate(rows):
            names = gap.join(_fitted(values[number], width) for _, width, values in plan.leads)
            parts: list[Part] = [(names, "" if row.provider else STRONG)]
            for guard, _, _ in guards:
                text, shade = cells[guard][number]
                parts += [gap, (f"{text:>{widths[guard]}}", shade)]
            screen.line(*parts)
    screen.blank()
    screen.line(("k/n: k of n calls have it; ? not known", QUIET))
    screen.line(("* only what the SDK does by itself; – not wanted of such calls", QUIET))


def is_wanted(guard: str, kind: str) -> bool:
    """Whether anybody would want the guard of a call of this kind: no text that a model wrote needs no cap."""
    return not (guard in _OF_TEXT and kind in _TEXTLESS)


def state_of(call: AiCall, guard: str) -> str:
    """The state of a call's guard; "" where nobody would want it of such a call."""
    if not is_wanted(guard, call.kind):
        return ""
    return call.guards[guard].state if guard in call.guards else "unknown"


def _rows(calls: Sequence[AiCall]) -> list[_Row]:
    groups: dict[tuple[str, str, str], list[AiCall]] = {}
    for call in calls:
        groups.setdefault((call.provider or "unknown", call.model, call.kind), []).append(call)
    rows = [_Row(*key, tuple(groups[key])) for key in sorted(groups)]
    return rows if len(rows) == 1 else [*rows, _Row("", "", "", tuple(calls))]


def _plan(width: int, rows: Sequence[_Row], widths: dict[str, int]) -> _Plan:
    """All in one table with full names where the width allows; else close columns and short names, else two tables."""
    counts = _lead("calls", [f"{len(row.calls):>5}" for row in rows])
    full = (
        _lead("provider", [row.provider or "all" for row in rows]),
        _lead("model", [row.model or (_ELSEWHERE if row.provider else "") for row in rows]),
        _lead("kind", [row.kind for row in rows]), counts,
    )  # fmt: skip
    if not width or sum(wide for _, wide, _ in full) + 2 * 3 + _span(_ALL, widths, 2) <= width:
        return _Plan(full, 2, (_ALL,))
    names = _lead("model", [row.model or row.provider or "all" for row in rows])
    others = (full[2], _lead("n", [f"{len(row.calls):>2}" for row in rows]))
    taken = sum(wide + 1 for _, wide, _ in others)
    whole = width - taken - _span(_ALL, widths, 1)
    parts: tuple[Guards, ...] = (_ALL,)
    if whole < min(names[1], 2 * _LEAST_NAME):
        parts = (WANTED, _OTHERS)
        whole = width - taken - max(_span(part, widths, 1) for part in parts)
    names = (names[0], max(min(names[1], whole), _LEAST_NAME), names[2])
    room = width - taken - names[1]
    return _Plan((names, *others), 1, tuple(piece for part in parts for piece in _pieces(part, widths, room)))


def _lead(head: str, values: Sequence[str]) -> tuple[str, int, tuple[str, ...]]:
    return head, max(map(len, (head, *values))), tuple(values)


def _span(guards: Guards, widths: dict[str, int], gap: int) -> int:
    return sum(widths[guard] + gap for guard, _, _ in guards)


def _pieces(guards: Guards, widths: dict[str, int], room: int) -> list[Guards]:
    """The guards in as many groups as the room needs, none of them empty."""
    found: list[Guards] = [()]
    for guard in guards:
        if found[-1] and _span((*found[-1], guard), widths, 1) > room:
            found.append(())
        found[-1] = (*found[-1], guard)
    return found


def _fitted(text: str, width: int) -> str:
    return f"{text:{width}}" if len(text) <= width else text[: width - 1] + "…"


def _cell(calls: Sequence[AiCall], guard: str, unicode: bool) -> tuple[str, str]:
    """`✓ 3/3`, `! 1/3`, `✗ 0/3`, `? 0/3` or `* 0/3`, and its colour; guards that only some calls need stay plain."""
    states = Counter(state for call in calls if (state := state_of(call, guard)))
    asked = states.total()
    if not asked:
        return "–", QUIET
    share = f"{states['yes']}/{asked}"
    if states["yes"] == asked:
        return f"{'✓' if unicode else '+'} {share}", GOOD
    if states["unknown"] == asked:
        return f"? {share}", OPEN
    if guard in _MORE:
        return share, QUIET
    if states["yes"]:
        return f"! {share}", PART
    if states["default"]:
        return f"* {share}", PART
    return (f"? {share}", OPEN) if states["unknown"] else (f"{'✗' if unicode else 'x'} {share}", BAD)
