"""How changes since an earlier assessment are shown: what is worse first, with places, commit and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from readiness.model import Change, Changes
from readiness.sanitizing import printable
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Screen
from readiness.wording import counted

GROUPS = (
    ("new", "New gaps", "✗", BAD), ("worsened", "Worsened", "✗", BAD), ("weakened", "Weakened", "!", PART),
    ("fixed", "Fixed", "✓", GOOD), ("improved", "Improved", "✓", GOOD), ("appeared", "New, and no gap", "+", OPEN),
    ("gone", "No longer there", "–", QUIET), ("changed", "Otherwise changed", "·", QUIET),
)  # fmt: skip
"""Kind, heading, sign and style, in the order in which they are told."""
PLACES = 4
MOST = 30
"""So many changes of a kind are told in Markdown: a comment that holds them all is read by nobody."""
_SHORT = 12


def headline(changes: Changes) -> str:
    """`since milestone pilot (3f2a91c0d4e5, judged as of 2026-01-31): 2 new, 1 fixed; 138 rules unchanged`."""
    made = ", ".join(
        part for part in (changes.commit[:_SHORT], changes.date and f"judged as of {changes.date}") if part
    )
    until = f" until {changes.until}" if changes.until else ""
    counts = Counter(one.kind for one in changes.changes)
    told = ", ".join(f"{counts[kind]} {kind}" for kind, *_ in GROUPS if counts[kind]) or "nothing changed"
    since = f"since {changes.since}" + (f" ({made})" if made else "")
    return printable(f"{since}{until}: {told}; {counted(changes.unchanged, 'rule')} unchanged")


def write_changes(screen: Screen, changes: Changes, *, verbose: int = 0) -> None:
    """Write all changes that make something worse or better; with `verbose` the neutral ones too, and every place."""
    for kind, heading, sign, style in GROUPS:
        found = [one for one in changes.changes if one.kind == kind]
        if not found:
            continue
        if kind == "changed" and not verbose:
            screen.heading(heading, f"{len(found)}; -v lists them")
            continue
        screen.heading(heading, str(len(found)))
        for change in found:
            _change(screen, change, sign, style, verbose)
    for note in changes.notes:
        screen.line((f"Note: {printable(note)}", QUIET), indent=2, hang=6)


def _change(screen: Screen, change: Change, sign: str, style: str, verbose: int) -> None:
    name = change.id if change.subject in ("rule", "sign", "pillar") else ""
    screen.line(
        (f"{sign} ", style), (f"{printable(name)} " if name else "", STRONG), printable(change.title),
        (f"  ({change.severity})" if change.severity else "", QUIET), indent=2, hang=4,
    )  # fmt: skip
    screen.line(printable(change.says), indent=4, hang=2)
    shown = PLACES if not verbose else 100
    for place in change.evidence[:shown]:
        words = printable(place.snippet or place.says)
        screen.line((printable(place.place), STRONG), f"  {words}" if words else "", indent=6, hang=2)
    for place in change.was[:shown]:
        screen.line((f"was {printable(place.place)}  {printable(place.snippet)}", QUIET), indent=6, hang=2)
    if change.commit:
        screen.line((f"by commit {printable(change.commit[:_SHORT])}", QUIET), indent=6)
    if change.fix and change.is_worse:
        screen.line(("Do: ", STRONG), printable(" ".join(change.fix.split())), indent=4, hang=4)


def markdown_of(changes: Changes, plain: Callable[[str], str], code: Callable[[str], str]) -> str:
    """The changes as Markdown. `plain` makes text of a repository act as nothing but text, `code` backticks it."""
    plain, code = _printed(plain), _printed(code)
    words = plain(headline(changes))
    lines = [words[:1].upper() + words[1:], ""]
    for kind, heading, *_ in GROUPS:
        found = [one for one in changes.changes if one.kind == kind]
        if found:
            more = [f"- and {len(found) - MOST} more"] if len(found) > MOST else []
            lines += [
                f"**{heading}** ({len(found)})",
                "",
                *(_item(one, plain, code) for one in found[:MOST]),
                *more,
                "",
            ]
    return "\n".join([*lines, *(f"_{plain(note)}_\n" for note in changes.notes)])


def _printed(act: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: act(printable(text))


def _item(change: Change, plain: Callable[[str], str], code: Callable[[str], str]) -> str:
    name = f"{plain(change.id)} " if change.subject in ("rule", "sign", "pillar") else ""
    places = ", ".join(code(place.place) for place in (*change.evidence, *change.was)[:PLACES])
    commit = f" (commit {code(change.commit[:_SHORT])})" if change.commit else ""
    fix = f" _{plain(' '.join(change.fix.split()))}_" if change.fix and change.is_worse else ""
    where = f": {places}" if places else ""
    return f"- {name}**{plain(change.title)}** {plain(change.says)}{where}{commit}{fix}"


def failing(changes: Iterable[Change]) -> str:
    """`3 regressions: R301, R303, app/chat.py`: what a gate fails by, in one line."""
    names = list(dict.fromkeys(one.id for one in changes))
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return printable(f"{counted(len(names), 'regression')}: {', '.join(names[:8])}{more}")
