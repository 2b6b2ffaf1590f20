"""Signals: named sets of patterns that several rules share, kept as data in `rules/signals/*.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from readiness.resources import resource
from readiness.search import Pattern
from readiness.strict_yaml import BadInput, Document, Problem, did_you_mean, read

GUARDS = "guards.yaml"  # words that guard calls, read by the inventory
ROLES = frozenset(
    {"code", "test", "example", "evaluation", "script", "docs", "config", "ci", "infra", "data", "lock", "other"}
)
_KEYS = frozenset({"regex", "languages", "roles", "says", "comments"})


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
    found: dict[str, Signal] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == GUARDS:
            continue
        document = read(path.read_text(encoding="utf-8"), f"signals/{path.name}")
        problems += document.problems
        signals = document.value.get("signals") if isinstance(document.value, dict) else None
        if not isinstance(signals, dict):
            problems.append(document.problem((), "expects `signals:` with a mapping of names"))
            continue
        for name, raw in signals.items():
            if name in found:
                problems.append(document.problem(("signals", name), f'the signal "{name}" is defined twice'))
            signal = _read_signal(document, name, raw, problems)
            if signal:
                found[name] = signal
    if problems:
        raise BadInput(problems)
    return found


def _read_signal(document: Document, name: str, raw: Any, problems: list[Problem]) -> Signal | None:
    at: tuple[str | int, ...] = ("signals", name)
    rows = raw.get("patterns") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(rows, list) or not rows or not isinstance(raw.get("says"), str):
        problems.append(document.problem(at, "expects `says` and a list of `patterns`"))
        return None
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
        wrong = bad_regex(row["regex"])
        if wrong:
            problems.append(document.problem(where, wrong))
            continue
        roles = frozenset(row.get("roles", ("code",)))
        pattern = Pattern(row["regex"], roles, frozenset(row.get("languages", ())), bool(row.get("comments", False)))
        patterns.append((pattern, str(row.get("says", raw["says"]))))
    return Signal(name, raw["says"], tuple(patterns))


def bad_regex(regex: str) -> str:
    """What is wrong with a regular expression, "" if nothing: it must compile in both engines that read it."""
    try:
        re.compile(regex, re.ASCII | re.MULTILINE)
    except re.error as error:
        return f"the pattern does not compile: {error}"
    if re.search(r"\(\?(?:[=!]|<[=!])|\\[1-9]", regex):
        return "the pattern uses look-around or a back-reference, which the one-pass search cannot do"
    try:
        import re2
    except ImportError:
        return ""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(regex if regex.startswith("(?") else f"(?m){regex}", options)
    except re2.error as error:
        return f"the pattern does not compile in RE2: {error}"
    return ""
