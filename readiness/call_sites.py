"""Places that call a model, then and now: which are new, gone or the same, and which guards each gained or lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.model import Change, Evidence

GUARDS: Mapping[str, str] = {
    "timeout": "a time limit", "errors_handled": "a handler of failures", "retry": "a retry", "fallback": "a fallback",
    "output_validated": "a check of its output", "token_cap": "a cap on its output", "moderated": "moderation",
    "traced": "tracing", "cost_recorded": "a record of its cost",
}  # fmt: skip
"""What protects a call. Whether it is cached or streamed is a choice, and no protection."""
ALWAYS = frozenset({"timeout", "errors_handled"})
"""What no new call may lack; of the others, what most calls had before is the custom of the code."""
_OVER_A_NETWORK = frozenset({"timeout", "retry", "fallback"})
"""What protects from another machine: a model that runs in the process itself neither hangs nor is away."""
_RANK = {"no": 0, "unknown": 1, "default": 2, "yes": 3}
_WORDS = ("function", "provider", "kind", "model")
_FIX = "Guard it as the other calls are guarded: "


@dataclass(frozen=True, slots=True)
class Site:
    """One call, by what stays when lines move: file, function, provider, kind, model. `states` are by guard."""

    path: str
    line: int
    cell: int
    function: str
    provider: str
    kind: str
    model: str
    states: tuple[tuple[str, str], ...]

    @property
    def guards(self) -> Mapping[str, str]:
        """Guard -> yes, default, unknown or no."""
        return dict(self.states)

    @property
    def name(self) -> str:
        """How people would call it: `chat call of openai in answer()`."""
        place = f" in {self.function}()" if self.function else ""
        return f"{self.kind or 'model'} call of {self.provider or 'a model'}{place}"


def sites_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Site, ...]:
    """The calls of an inventory's rows, as the JSON result names them; a row that lacks its parts is left out."""
    found = []
    for row in rows:
        path, guards = row.get("path"), row.get("guards")
        if isinstance(path, str) and isinstance(guards, dict):
            states = tuple(
                (name, str(guard.get("state", "unknown")) if isinstance(guard, dict) else str(guard))
                for name, guard in sorted(guards.items())
                if name in GUARDS and (row.get("remote") is not False or name not in _OVER_A_NETWORK)
            )
            function, provider, kind, model = (str(row.get(key) or "") for key in _WORDS)
            line, cell = _whole(row.get("line")), _whole(row.get("cell"))
            found.append(Site(path, line, cell, function, provider, kind, model, states))
    return tuple(sorted(found, key=lambda site: (site.path, site.cell, site.line)))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def call_changes(before: Sequence[Site], after: Sequence[Site]) -> tuple[Change, ...]:
    """What became of the calls."""
    pairs, gone, come = matched(before, after)
    customs = _customs(before)
    changes = [change for old, new in pairs if (change := _changed(old, new))]
    changes += [_new(site, customs) for site in come]
    changes += [
        Change("gone", "call", site.path, site.name, "is no longer there", was=(Evidence(site.path),)) for site in gone
    ]
    return tuple(changes)


def matched(before: Sequence[Site], after: Sequence[Site]) -> tuple[list[tuple[Site, Site]], list[Site], list[Site]]:
    """(the same call then and now, calls that are gone, calls that came), whatever lines, files or names moved.

    Who agrees in most is matched first: all but the line; then in another file; then another model; then another
    function of the same file. Among equals the ones with the same guards belong together, then those in the same order.
    """
    kept, moved_from = {site.path for site in after}, {site.path for site in before}
    left, right = list(before), list(after)
    pairs: list[tuple[Site, Site]] = []
    for key in _KEYS:
        for same_guards in (True, False):
            found = _paired(left, right, _keyed(key, same_guards))
            pairs += found
            left = _without(left, [old for old, _ in found])
            right = _without(right, [new for _, new in found])
    # A call without a name of its own moved with its file: the old file is gone, the new one was not there.
    lost = [site for site in left if site.path not in kept]
    fresh = [site for site in right if site.path not in moved_from]
    found = _paired(lost, fresh, lambda site: (site.provider, site.kind, site.model, site.path.rpartition("/")[2]))
    pairs += found
    return (
        sorted(pairs, key=lambda pair: (pair[1].path, pair[1].cell, pair[1].line)),
        _without(left, [old for old, _ in found]),
        _without(right, [new for _, new in found]),
    )


_Key = Callable[[Site], tuple[object, ...]]
_KEYS: tuple[_Key, ...] = (
    lambda s: (s.path, s.function, s.provider, s.kind, s.model),
    lambda s: (s.function, s.provider, s.kind, s.model) if s.function else (s.path, s.provider, s.kind, s.model),
    lambda s: (s.path, s.function, s.kind, "" if s.function else s.provider),
    lambda s: (s.path, s.provider, s.kind),
    lambda s: (s.function, s.kind) if s.function else (s.path, s.kind, s.model, s.provider),
)


def _keyed(key: _Key, same_guards: bool) -> _Key:
    return (lambda site: (*key(site), site.states)) if same_guards else key


def _paired(before: Sequence[Site], after: Sequence[Site], key: _Key) -> list[tuple[Site, Site]]:
    waiting: dict[tuple[object, ...], list[Site]] = {}
    for site in before:
        waiting.setdefault(key(site), []).append(site)
    pairs = []
    for site in after:
        if candidates := waiting.get(key(site)):
            pairs.append((candidates.pop(0), site))
    return pairs


def _without(sites: Sequence[Site], taken: Sequence[Site]) -> list[Site]:
    rest = list(sites)
    for site in taken:
        rest.remove(site)
    return rest


def _customs(before: Sequence[Site]) -> frozenset[str]:
    """The guards that more than half of the calls had."""
    having = {name: sum(_RANK.get(site.guards.get(name, "no"), 0) >= 2 for site in before) for name in GUARDS}
    return ALWAYS | {name for name, count in having.items() if 2 * count > len(before)}


def _new(site: Site, customs: frozenset[str]) -> Change:
    lacking = [name for name in GUARDS if site.guards.get(name) == "no" and name in customs]
    place = (_place(site, not lacking),)
    if not lacking:
        return Change("appeared", "call", site.path, site.name, "is new, and guarded", evidence=place)
    words, severity = _listed(lacking), "essential" if ALWAYS & set(lacking) else "major"
    return Change(
        "new", "call", site.path, site.name, f"is new and has no guard: {words}", _FIX + words,
        after=", ".join(lacking), evidence=place, severity=severity, fails=True,
    )  # fmt: skip


def _changed(old: Site, new: Site) -> Change | None:
    lost = [name for name in GUARDS if _fell(old.guards.get(name), new.guards.get(name))]
    won = [name for name in GUARDS if _fell(new.guards.get(name), old.guards.get(name))]
    before, after = _states(old, [*lost, *won]), _states(new, [*lost, *won])
    if lost:
        words = _listed(lost)
        return Change(
            "weakened", "call", new.path, new.name, f"lost {words}", f"Bring back {words}.", before, after,
            (_place(new, False),), severity="essential" if ALWAYS & set(lost) else "major", fails=True,
        )  # fmt: skip
    if won:
        says = f"gained {_listed(won)}"
        return Change("improved", "call", new.path, new.name, says, "", before, after, (_place(new, True),))
    if old.model != new.model:
        says = f"asks another model: {old.model or 'one set elsewhere'} before, {new.model or 'one set elsewhere'} now"
        return Change("changed", "call", new.path, new.name, says, "", old.model, new.model, (_place(new, True),))
    return None


def _fell(before: str | None, after: str | None) -> bool:
    """Whether a guard that was there is not any more; what could not be told tells nothing."""
    return (before, after) in {("yes", "no"), ("yes", "default"), ("default", "no")}


def _states(site: Site, names: Iterable[str]) -> str:
    return ", ".join(f"{name} {site.guards.get(name, 'unknown')}" for name in names)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(GUARDS[name] for name in names)


def _place(site: Site, supports: bool) -> Evidence:
    return Evidence(site.path, site.line, "", site.name, supports, site.cell)
