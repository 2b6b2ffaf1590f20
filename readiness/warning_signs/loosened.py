"""Thresholds that were loosened in the very change that they gate (W13), found in the versions of their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.classification import role_and_language
from readiness.compiling import compile_later
from readiness.history import Commit
from readiness.model import Evidence, Status
from readiness.sanitizing import snippet
from readiness.warning_signs.look import Look
from readiness.warning_signs.samples import day_of
from readiness.wording import figure

VERSIONS = 40
"""How many of a file's newest versions are compared."""
FILES = 6
_GATES = ("P107", "R403", "R402")
_LEAST = compile_later(
    r"(?i)threshold|fail[_-]?under|(?:^|[_.-])min(?:imum)?(?:[_.-]|$)|at[_-]?least|floor|pass[_-]?rate"
)
_MOST = compile_later(r"(?i)(?:^|[_.-])max(?:imum)?(?:[_.-]|$)|at[_-]?most|ceiling|(?:^|[_.-])budget")
_SETTING = compile_later(
    r"([A-Za-z][\w.-]{2,60})[\"']?[ \t]{0,4}(?:[:=]|>=|<=|>|<)[ \t]{0,4}([0-9]{1,9}(?:\.[0-9]{1,9})?)(?![\w.])"
)
_GATED = frozenset({"code", "config", "data", "other", "evaluation"})


@dataclass(frozen=True, slots=True)
class Loosened:
    """A threshold that one commit made looser, and that is so still."""

    path: str
    key: str
    before: float
    after: float
    commit: Commit

    @property
    def says(self) -> str:
        """`min_accuracy went from 0.9 to 0.8 on 2026-01-31, in a change of what it gates (1a2b3c4d5e)`."""
        day, short = day_of(self.commit.time), self.commit.id[:10]
        return (
            f"{snippet(self.key)} went from {figure(self.before)} to {figure(self.after)} on {day}, "
            f"in a change of what it gates ({short})"
        )


def loosened(look: Look) -> tuple[Loosened, ...]:
    """The thresholds in the evidence of rules about thresholds and evaluations that were loosened in such a change."""
    history = look.product.history
    gates = [look.findings[rule] for rule in _GATES if rule in look.findings]
    shown = [gate for gate in gates if gate.status in (Status.MET, Status.PARTIAL)]
    places = (place for gate in shown for place in gate.evidence)
    paths = sorted({place.path for place in places if place.supports and place.path in history.last_touch})
    by_id = {commit.id: commit for commit in history.commits} if paths else {}
    return tuple(found for path in paths[:FILES] for found in _of_file(look, path, by_id))


def evidence(look: Look, found: tuple[Loosened, ...]) -> tuple[Evidence, ...]:
    """Where each of them stands today."""
    return tuple(Evidence(one.path, _line(look.product.text(one.path), one.key), "", one.says, False) for one in found)


def _of_file(look: Look, path: str, by_id: Mapping[str, Commit]) -> list[Loosened]:
    history = look.product.history
    ids = history.commits_of(path)[-VERSIONS:]
    versions = [_settings(text) for text in history.texts_at([(one, path) for one in ids])]
    found: dict[str, Loosened] = {}
    for number in range(1, len(ids)):
        old, new, commit = versions[number - 1], versions[number], by_id.get(ids[number])
        for key in sorted(old.keys() & new.keys()):
            if commit and _is_looser(key, old[key], new[key]) and _changes_more(commit, path):
                found[key] = Loosened(path, key, old[key], new[key], commit)
    today = versions[-1] if versions else {}
    return [one for key, one in sorted(found.items()) if key in today and _is_looser(key, one.before, today[key])]


def _settings(text: str) -> dict[str, float]:
    """The thresholds in a text by their names; a name that stands there twice with two numbers is none."""
    found: dict[str, set[float]] = {}
    for key, number in _SETTING.findall(text[:200_000]):
        if _LEAST.search(key) or _MOST.search(key):
            found.setdefault(key, set()).add(float(number))
    return {key: numbers.pop() for key, numbers in found.items() if len(numbers) == 1}


def _is_looser(key: str, before: float, after: float) -> bool:
    return after > before if _MOST.search(key) else after < before


def _changes_more(commit: Commit, path: str) -> bool:
    """Whether a commit changed, beside the threshold's file, something that it gates: code, prompts, models, data."""
    return any(other != path and role_and_language(other)[0] in _GATED for other in commit.paths)


def _line(text: str, key: str) -> int:
    return next((number for number, line in enumerate(text.split("\n"), 1) if key in line), 0)
