"""The inventory for people at a terminal: models by guards, each call with what it lacks, prompts and data."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from readiness.inventory import AiCall
from readiness.inventory_report import Changes, Listing, measures_of
from readiness.inventory_table import WANTED, state_of, table
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Part, Screen
from readiness.wording import counted

_FEW = 8


def write(
    listing: Listing, out: TextIO, *, width: int = 80, color: bool = False, unicode: bool = True, verbose: int = 0
) -> None:
    """Write it. `width` 0 never wraps; `verbose` -1 tells the table only, 1 leaves no place out."""
    screen = Screen(out, width, color, unicode)
    commit = f" at {listing.commit[:12]}" if listing.commit else ""
    changed = " with changes not committed" if listing.is_dirty else ""
    screen.line((f"{listing.name}{commit}{changed}", QUIET), hang=2)
    screen.line((_summary(listing), STRONG), hang=2)
    if listing.calls:
        table(screen, listing.calls)
    if verbose < 0:
        return
    if listing.calls:
        _calls(screen, listing)
    most = len(listing.prompts) + len(listing.models) + 1 if verbose else _FEW
    _models(screen, listing, most)
    _prompts(screen, listing, most)
    _data(screen, listing, most)


def _summary(listing: Listing) -> str:
    if not listing.calls:
        return f"No model call was found in {counted(listing.code_files, 'file')} of code."
    remote = sum(call.remote for call in listing.calls)
    providers = len({call.provider for call in listing.calls})
    return f"{counted(len(listing.calls), 'model call')}, {remote} of them remote, to {counted(providers, 'provider')}"


def _calls(screen: Screen, listing: Listing) -> None:
    screen.heading("Calls", "and what each lacks")
    for call in listing.calls:
        cell = f" (cell {call.cell})" if call.cell else ""
        asked = " ".join(filter(None, (call.provider, call.model, call.kind)))
        within = f" in {call.wrapper or call.function}" if call.wrapper or call.function else ""
        screen.line((f"{call.path}:{call.line}", STRONG), f"{cell}  {asked}", (within, QUIET), indent=2, hang=4)
        screen.line(*_lacks(call), indent=4, hang=2)


def _lacks(call: AiCall) -> list[Part]:
    told: dict[str, list[str]] = {"no": [], "default": [], "unknown": []}
    for guard, _, name in WANTED:
        state = state_of(call, guard)
        if state in told:
            told[state].append(name)
    parts: list[Part] = []
    for state, lead, style in (
        ("no", "lacks ", BAD), ("default", "only the SDK's own ", PART), ("unknown", "not known: ", OPEN),
    ):  # fmt: skip
        if told[state]:
            parts += ["; " if parts else "", (lead, style), ", ".join(told[state])]
    return parts or [("lacks nothing", GOOD)]


def _models(screen: Screen, listing: Listing, most: int) -> None:
    if not listing.models:
        return
    screen.heading("Models named", "in code and settings")
    for model in listing.models[:most]:
        few = 3 if most == _FEW else len(model.places)
        shown = ", ".join(f"{path}:{line}" for path, line in model.places[:few]) + _rest(len(model.places), few)
        pinned = "one version" if model.pinned else "newest of its family"
        name = f"{model.provider} {model.name}".strip()
        screen.line((name, STRONG), (f"  {pinned}", QUIET), f"  {shown}", indent=2, hang=2)
    _more(screen, len(listing.models), most)


def _prompts(screen: Screen, listing: Listing, most: int) -> None:
    if not listing.prompts:
        return
    kinds = Counter(prompt.kind for prompt in listing.prompts)
    screen.heading("Prompts", ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    for prompt in listing.prompts[:most]:
        place = prompt.path if prompt.kind == "file" else f"{prompt.path}:{prompt.line}"
        size = f", {prompt.length} characters" if prompt.length else ""
        named = f" {prompt.name}" if prompt.name and prompt.kind != "file" else ""
        history = _history(listing.changes.get(prompt.path), prompt.kind == "file")
        screen.line((place, STRONG), f"{named}  {prompt.kind}{size}", (history, QUIET), indent=2, hang=2)
    _more(screen, len(listing.prompts), most)


def _history(changes: Changes | None, is_whole: bool) -> str:
    """What is known of a prompt's history; that of a constant is its file's."""
    if changes is None:
        return ""
    days = f"{changes.first} to {changes.last}" if changes.first else f"last {changes.last}"
    return f"; {'' if is_whole else 'its file '}{counted(changes.count, 'change')}, {days}"


def _data(screen: Screen, listing: Listing, most: int) -> None:
    if listing.datasets:
        screen.heading("Data sets")
        for data in listing.datasets[:most]:
            kept = f", keeps {data.name}" if data.kind == "dvc" else ""
            cases = f", {counted(data.cases, 'case')}" if data.cases else ""
            screen.line((data.path, STRONG), f"  {data.kind}{cases}{kept}", indent=2, hang=2)
        _more(screen, len(listing.datasets), most)
    if listing.evaluations:
        screen.heading("Evaluations")
        for found in listing.evaluations[:most]:
            measured = ", ".join(measures_of(found))
            screen.line((f"{found.path}:{found.first.line}", STRONG), f"  {measured}", indent=2, hang=2)
        _more(screen, len(listing.evaluations), most)


def _rest(number: int, most: int) -> str:
    return f" and {number - most} more" if number > most else ""


def _more(screen: Screen, number: int, most: int) -> None:
    if number > most:
        screen.line((f"and {number - most} more; -v lists them", QUIET), indent=2)
