"""Find the time limit and the retries of a call: at it, on its client, around it, and on the way up to it."""

from __future__ import annotations

from readiness.inventory.around import Around
from readiness.inventory.callers import Frame
from readiness.inventory.calls import Found
from readiness.inventory.deadlines import platform, signal, waits
from readiness.inventory.equipment import equipped, handed
from readiness.inventory.model import Guard
from readiness.inventory.names import path_of, plain
from readiness.inventory.repeats import asked_anew, mounted, own_decorator, tried_again
from readiness.syntax import Call


def timeout(found: Found, frames: tuple[Frame, ...], around: Around) -> Guard:
    """The time limit of a call."""
    names = found.sdk.options.get("timeout", ())
    doubt: Guard | None = None
    is_of_client = False
    places = [(found.key, found.call), *((made.key, made.call) for made in found.made)]
    for key, call in places:
        guard = around.options.read(key, call, "timeout", names, found.sdk.passes)
        if guard is not None and guard.state == "yes":
            return guard
        if doubt is None:
            doubt, is_of_client = _told(found, call, "timeout", guard), call is not found.call
    guard = (
        _like_others(found, around, "timeout")
        or equipped(found, around, "timeout")
        or around.around(frames, "timeout")
        or signal(found, frames, around)
        or waits(frames, around)
        or platform(frames, around)
    )
    if guard is not None and guard.state == "yes":
        return guard
    # What callers of the call give says nothing of a client that was made elsewhere.
    if doubt is not None and doubt.state == "unknown" and not is_of_client:
        doubt = _from_callers(found, frames, around, "timeout", doubt)
    if doubt is not None:
        return doubt
    return guard or handed(found, around, "timeout") or default(found, "timeout")


def _told(found: Found, call: Call, guard: str, told: Guard | None) -> Guard | None:
    """What a call says of an option; a spread into a call that takes no such option says nothing."""
    if told is not None and told.state == "unknown" and call is found.call and guard in found.sdk.only_clients:
        return None
    return told


def _like_others(found: Found, around: Around, guard: str) -> Guard | None:
    """The option as most clients of this kind in the product have it."""
    names = found.sdk.options.get(guard, ())
    given = []
    for chain in found.elsewhere:
        told = (around.options.read(m.key, m.call, guard, names, found.sdk.passes) for m in chain)
        given.append(next((g for g in told if g is not None and g.state == "yes"), None))
    rows = [g for g in given if g is not None]
    return rows[0] if rows and len(rows) * 2 > len(given) else None


def default(found: Found, guard: str) -> Guard:
    """What the SDK does by itself."""
    told = dict(found.shape.defaults).get(guard) or found.sdk.defaults.get(guard)
    if told is None:
        return Guard("unknown", says="not known for this SDK")
    return Guard(told.state, says=told.says)


def _from_callers(found: Found, frames: tuple[Frame, ...], around: Around, guard: str, doubt: Guard) -> Guard | None:
    """Options that a wrapper hands through: what its callers give; nothing where all of them were read in vain."""
    names = found.sdk.options.get(guard, ())
    callers = [frame for frame in frames if frame.level == 1]
    read = [around.options.read(f.key, f.call, guard, names) for f in callers]
    given = [g for g in read if g is not None and g.state == "yes"]
    if given and len(given) * 2 > len(read):
        return given[0]
    return None if callers and not any(g is not None for g in read) else doubt


def retry(found: Found, frames: tuple[Frame, ...], around: Around) -> Guard:
    """The retries of a call."""
    names = found.sdk.options.get("retry", ())
    doubt: Guard | None = None
    for key, call in [(found.key, found.call), *((made.key, made.call) for made in found.made)]:
        if plain(call.callee).rsplit(".", 1)[-1] in ("with_retry", "withRetry"):
            return Guard("yes", path_of(key), call.line, "with_retry")
        guard = around.options.read(key, call, "retry", names, found.sdk.passes)
        if guard is not None and guard.state == "yes":
            return guard
        doubt = doubt or _told(found, call, "retry", guard)
    guard = (
        mounted(found, around)
        or _like_others(found, around, "retry")
        or equipped(found, around, "retry")
        or around.around(frames, "retry")
        or tried_again(frames, around)
        or asked_anew(frames, around)
        or own_decorator(frames, around)
    )
    if guard is not None:
        return guard
    if doubt is not None and doubt.state == "unknown":
        doubt = _from_callers(found, frames, around, "retry", doubt)
    return doubt or handed(found, around, "retry") or default(found, "retry")
