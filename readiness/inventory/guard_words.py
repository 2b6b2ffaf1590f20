"""The words of `rules/signals/guards.yaml`: what tells, around a call, that something guards it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from readiness.inventory.schema import checked
from readiness.inventory.signals import GUARDS
from readiness.remembering import remembered_data
from readiness.strict_yaml import BadInput, Problem, read

PLACES = (
    "around", "contexts", "decorators", "race", "loops", "routes", "everywhere", "made", "chained", "classes",
    "checks", "raising", "policies", "clients", "inside", "enforcing", "texts", "imports", "settings", "off",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class GuardWords:
    """Regular expressions by guard and place; `has` asks whether one of them is in a text."""

    patterns: Mapping[tuple[str, str], str]

    def has(self, guard: str, place: str, texts: Iterable[str]) -> str:
        """The first of the texts that one of the patterns is found in, "" if none."""
        pattern = self.patterns.get((guard, place))
        if pattern is None:
            return ""
        return next((text for text in texts if text and _is_in(pattern, text)), "")


@lru_cache(maxsize=100_000)
def _is_in(pattern: str, text: str) -> bool:
    return _compiled(pattern).search(text) is not None


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when a text is there to be asked: most audits need few of them."""
    return re.compile(pattern)


@lru_cache(maxsize=4)
def load_words(path: Path) -> GuardWords:
    """The words of one file; raises BadInput with every mistake in it."""
    text = path.read_bytes()
    digest = hashlib.sha256(text).hexdigest()[:16]
    rows = remembered_data(f"guard-words-{_VERSION}-{digest}.json", lambda: _read(text, path.name))
    return GuardWords({(guard, place): pattern for guard, place, pattern in rows})


_VERSION = 1  # of what is remembered; changes when this module reads the words differently


def _read(text: bytes, name: str) -> list[tuple[str, str, str]]:
    """Guard, place and regular expression."""
    problems: list[Problem] = []
    spec = {guard: {place: ["text"] for place in PLACES} for guard in GUARDS}
    document = read(text.decode("utf-8", "replace"), name)
    patterns: list[tuple[str, str, str]] = []
    for guard, places in checked(document, spec, problems).items():
        for place, words in places.items():
            pattern = "|".join(f"(?:{word})" for word in words)
            try:
                re.compile(pattern)
            except re.error as error:
                problems.append(document.problem((guard, place), f"is no regular expression: {error}"))
            patterns.append((guard, place, pattern))
    if problems:
        raise BadInput(problems)
    return patterns
