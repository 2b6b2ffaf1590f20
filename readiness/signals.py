"""Signals: named sets of patterns that several rules share, kept as data in `rules/signals/*.yaml`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from readiness.matching import wrong_with
from readiness.remembering import remembered_data
from readiness.resources import resource
from readiness.search import Pattern
from readiness.strict_yaml import BadInput, Document, Problem, did_you_mean, read

GUARDS = "guards.yaml"  # words that guard calls, read by the inventory
ROLES = frozenset(
    {"code", "test", "example", "evaluation", "script", "docs", "config", "ci", "infra", "data", "lock", "other"}
)
_KEYS = frozenset({"regex", "languages", "roles", "says", "comments"})
_VERSION = 1  # of what is remembered; changes when this module reads signals differently


@dataclass(frozen=True, slots=True)
class Signal:
    """A named set of (pattern, what a hit shows)."""

    name: str
    says: str
    patterns: tuple[tuple[Pattern, str], ...]


@lru_cache(maxsize=4)
def load_signals(folder: Path | None = None) -> Mapping[str, Signal]:
    """All signals of a folder (by default the shipped one) by name. Raises BadInput with every mistake at once."""
    folder = folder or resource("rules") / "signals"
    texts = {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml")) if path.name != GUARDS}
    digest = hashlib.sha256(b"\0".join(name.encode() + b"\0" + text for name, text in texts.items())).hexdigest()[:16]
    rows = remembered_data(f"signals-{_VERSION}-{digest}.json", lambda: _read_all(texts))
    return {name: _signal(name, says, patterns) for name, says, patterns in rows}


def _signal(name: str, says: str, patterns: list[list[Any]]) -> Signal:
    made = tuple(
        (Pattern(regex, frozenset(roles), frozenset(languages), comments), shows)
        for regex, roles, languages, comments, shows in patterns
    )
    return Signal(name, says, made)


def _read_all(texts: Mapping[str, bytes]) -> list[tuple[str, str, list[list[Any]]]]:
    """Name, what it says, and the patterns (regex, roles, languages, comments, says) of every signal."""
    found: dict[str, tuple[str, str, list[list[Any]]]] = {}
    problems: list[Problem] = []
    for file_name, text in texts.items():
        document = read(text.decode("utf-8", "replace"), f"signals/{file_name}")
        problems += document.problems
        signals = document.value.get("signals") if isinstance(document.value, dict) else None
        if not isinstance(signals, dict):
            problems.append(document.problem((), "expects `signals:` with a mapping of names"))
            continue
        for name, raw in signals.items():
            if name in found:
                problems.append(document.problem(("signals", name), f'the signal "{name}" is defined twice'))
            patterns = _read_patterns(document, name, raw, problems)
            if patterns:
                found[name] = (name, raw["says"], patterns)
    if problems:
        raise BadInput(problems)
    return list(found.values())


def _read_patterns(document: Document, name: str, raw: Any, problems: list[Problem]) -> list[list[Any]]:
    at: tuple[str | int, ...] = ("signals", name)
    rows = raw.get("patterns") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(rows, list) or not rows or not isinstance(raw.get("says"), str):
        problems.append(document.problem(at, "expects `says` and a list of `patterns`"))
        return []
    patterns = []
    for index, row in enumerate(rows):
        row = {"regex": row} if isinstance(row, str) else row
        where = (*at, "patterns", index)
        if not isinstance(row, dict) or not isinstance(row.get("regex"), str):
            problems.append(document.problem(where, "expects a regular expression, or a mapping with `regex`"))
            continue
        for key in row.keys() - _KEYS:
            problems.append(document.problem((*where, key), f'unknown key "{key}"', did_you_mean(key, _KEYS)))
        for role in set(row.get("roles", ())) - ROLES:
            problems.append(
                document.problem((*where, "roles"), f'unknown role "{role}"', did_you_mean(str(role), ROLES))
            )
        wrong = wrong_with(row["regex"])
        if wrong:
            problems.append(document.problem(where, wrong))
            continue
        roles, languages = sorted(row.get("roles", ("code",))), sorted(row.get("languages", ()))
        comments, says = bool(row.get("comments", False)), str(row.get("says", raw["says"]))
        patterns.append([row["regex"], roles, languages, comments, says])
    return patterns
