"""The words of `rules/signals/guards.yaml`: what tells, around a call, that something guards it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from readiness.inventory.schema import checked
from readiness.inventory.signals import GUARDS
from readiness.strict_yaml import BadInput, Problem, read

PLACES = (
    "around", "contexts", "decorators", "race", "loops", "routes", "everywhere", "made", "chained", "classes",
    "checks", "raising", "policies", "clients", "inside", "enforcing", "texts", "imports", "settings", "off",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class GuardWords:
    """Patterns by guard and place; `has` asks whether one of them is in a text."""

    patterns: Mapping[tuple[str, str], re.Pattern[str]]

    def has(self, guard: str, place: str, texts: Iterable[str]) -> str:
        """The first of the texts that one of the patterns is found in, "" if none."""
        pattern = self.patterns.get((guard, place))
        if pattern is None:
            return ""
        return next((text for text in texts if text and _is_in(pattern, text)), "")


@lru_cache(maxsize=100_000)
def _is_in(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None


@lru_cache(maxsize=4)
def load_words(path: Path) -> GuardWords:
    """The words of one file; raises BadInput with every mistake in it."""
    problems: list[Problem] = []
    spec = {guard: {place: ["text"] for place in PLACES} for guard in GUARDS}
    document = read(path.read_text("utf-8"), path.name)
    data = checked(document, spec, problems)
    patterns: dict[tuple[str, str], re.Pattern[str]] = {}
    for guard, places in data.items():
        for place, words in places.items():
            try:
                patterns[guard, place] = re.compile("|".join(f"(?:{word})" for word in words))
            except re.error as error:
                problems.append(document.problem((guard, place), f"is no regular expression: {error}"))
    if problems:
        raise BadInput(problems)
    return GuardWords(patterns)
