"""What the last audit of a repository told, as far as a judgement of a small change needs it; kept in the cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.model import Assessment, Component
from readiness.remembering import recall, remember
from readiness.scoring import Gate, gate_of

_SCHEMA = 1
MOST_GUARDS = 60  # files that hold guards of calls


@dataclass(frozen=True, slots=True)
class LastLook:
    """`calls` are the files that call models, `guards` those where guards stand, `closed` the gates that were closed.

    `is_whole` is False where only the product's kind was looked at, and no rule was judged.
    """

    commit: str
    facets: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    calls: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    is_whole: bool = False


def look_of(run: Assessment) -> LastLook:
    """The look that an audit amounts to."""
    closed = tuple(one.rule.id for one in run.findings if gate_of(one) is Gate.BLOCKED)
    rows = run.inventory.get("ai_calls", [])
    return LastLook(run.target.commit, tuple(run.facets), run.components, *places_of(rows), closed, True)


def places_of(rows: Iterable[dict[str, Any]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files with calls of an inventory's rows, and those where their guards stand, the ones of most calls first."""
    calls: set[str] = set()
    guards: dict[str, int] = {}
    for row in rows:
        calls.add(str(row["path"]))
        for guard in row.get("guards", {}).values():
            path = guard.get("path")
            if path and path != row["path"]:
                guards[path] = guards.get(path, 0) + 1
    return tuple(sorted(calls)), tuple(sorted(guards, key=lambda path: (-guards[path], path))[:MOST_GUARDS])


def keep_look(root: Path, look: LastLook) -> None:
    """Keep the look for the folder; an audit's own is not replaced by less."""
    data = {
        "schema": _SCHEMA, "commit": look.commit, "facets": look.facets, "calls": look.calls, "guards": look.guards,
        "components": [[one.path, one.kind, one.language] for one in look.components], "closed": look.closed,
        "is_whole": look.is_whole,
    }  # fmt: skip
    text = json.dumps(data)
    if recall(_name(root)) != text:
        remember(_name(root), text)


def last_look(root: Path) -> LastLook | None:
    """The look that is remembered for the folder, None where there is none."""
    text = recall(_name(root))
    try:
        data = json.loads(text) if text else None
        if not isinstance(data, dict) or data.get("schema") != _SCHEMA:
            return None
        components = tuple(Component(path, kind, language) for path, kind, language in data["components"])
        facets, calls, guards, closed = (tuple(map(str, data[key])) for key in ("facets", "calls", "guards", "closed"))
        return LastLook(str(data["commit"]), facets, components, calls, guards, closed, bool(data["is_whole"]))
    except (ValueError, KeyError, TypeError):
        return None


def _name(root: Path) -> str:
    return f"look-{hashlib.sha256(str(root.resolve()).encode('utf-8', 'replace')).hexdigest()[:24]}.json"
