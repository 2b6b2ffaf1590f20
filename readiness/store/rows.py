"""A run as the store keeps it: its columns, and its result as one line of JSON without any secret."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from readiness.model import PILLARS, Assessment
from readiness.result import as_data
from readiness.sanitizing import mask_secrets, may_hold_secret
from readiness.store.identity import Given, Identity, fit

_SAME = (
    "id", "repository", "name", "dirty", "ruleset", "answers", "settings", "version", "verdict", "stage", "profile",
    "owner", "low", "high", "signs_raised", "ai_calls",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """A run by its columns. `date` is the day it was judged by (YYYY-MM-DD); `pillars` are (low, high) by letter.

    Without a commit the folder was no git repository; `dirty`: something was not committed.
    """

    id: int
    repository: str
    name: str
    commit: str
    dirty: bool
    ruleset: str
    answers: str
    settings: str
    date: str
    version: str
    verdict: str
    stage: str
    profile: str
    owner: str
    low: float
    high: float
    pillars: Mapping[str, tuple[float, float]]
    signs_raised: int
    ai_calls: int


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a run: the same again takes the place of the first. `date` is YYYY-MM-DD."""

    repository: str
    commit: str
    dirty: bool
    ruleset: str
    given: Given
    date: str


def text_of(run: Assessment) -> str:
    """A run as it is stored: the JSON result in one line, in ASCII, which every database and encoding carries.

    Evidence is masked where it is made; here every text is masked once more, whoever wrote it.
    """
    data = as_data(replace(run, changes=None, lenses=()))
    suspects = (text for text in set(_texts(data)) if may_hold_secret(text))
    masked = {text: mask_secrets(text) for text in suspects}
    if any(text != instead for text, instead in masked.items()):
        data = _replaced(data, masked)
    return json.dumps(data, separators=(",", ":"), allow_nan=False)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _replaced(value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return texts.get(value, value)
    if isinstance(value, dict):
        return {name: _replaced(one, texts) for name, one in value.items()}
    return [_replaced(one, texts) for one in value] if isinstance(value, list | tuple) else value


def row_of(run: Assessment, identity: Identity, given: Given, owner: str) -> dict[str, Any]:
    """The columns of a run, all but its id."""
    row = {
        "repository": identity.id, "name": identity.name, "commit_id": run.target.commit, "dirty": run.target.dirty,
        "ruleset": run.ruleset, "answers": given.answers, "settings": given.settings,
        "as_of": datetime.date.fromisoformat(run.target.date), "version": run.version, "verdict": str(run.verdict),
        "stage": str(run.stage), "profile": run.profile, "owner": fit(owner), "low": run.low, "high": run.high,
        "signs_raised": sum(sign.state == "raised" for sign in run.signs),
        "ai_calls": len(run.inventory.get("ai_calls", ())),
    }  # fmt: skip
    for letter, one in run.pillars.items():
        row |= {f"{letter.lower()}_low": one.low, f"{letter.lower()}_high": one.high}
    return row


def run_of(row: Mapping[Any, Any]) -> Run:
    pillars = {
        letter: (row[f"{letter.lower()}_low"], row[f"{letter.lower()}_high"])
        for letter in PILLARS
        if row[f"{letter.lower()}_low"] is not None and row[f"{letter.lower()}_high"] is not None
    }
    same = {name: row[name] for name in _SAME}
    return Run(commit=row["commit_id"], date=row["as_of"].isoformat(), pillars=pillars, **same)
