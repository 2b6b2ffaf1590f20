"""What a fleet run asks of its workers, and what comes back: small, plain, the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from readiness.fleet_sources import Unit

AUDITED, STORED, UNCHANGED, FAILED = "audited", "stored", "unchanged", "failed"
"""A result was made; it was there already; the newest one that is there was made of the same; there is none."""
FAILURES: Mapping[str, str] = {
    "time": "took longer than allowed",
    "memory": "needed more memory than allowed",
    "workers": "ended every worker that tried it",
    "size": "is larger than may be cloned",
    "source": "could not be had",
    "empty": "holds nothing to judge",
    "input": "has mistakes in its settings or answers",
    "store": "could not be stored",
    "version": "was given to a worker of another version",
    "crash": "met a fault of readiness",
}
"""Why there is no result, by kind."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that the person who starts the run hands in, by its name and text: workers need not see the file."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Order:
    """What is the same for every repository of a run.

    `as_of` is YYYY-MM-DD; `seconds` are for one repository, cloning included; `memory` and `clone` are in bytes.
    `store` is a word of the command line; `host` names the one machine that has it where it is a file, else "".
    """

    version: str
    ruleset: str
    as_of: str
    store: str
    host: str = ""
    config: Document | None = None
    answers: Document | None = None
    no_config: bool = False
    waivers: bool = True
    only_changed: bool = False
    seconds: float = 600.0
    memory: int = 2_000_000_000
    clone: int = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one repository. `state` is one of the four, `failure` a kind where it is "failed".

    `low` and `high` are points.
    """

    name: str
    state: str
    failure: str = ""
    says: str = ""
    repository: str = ""
    commit: str = ""
    verdict: str = ""
    stage: str = ""
    low: float = 0.0
    high: float = 0.0
    owner: str = ""
    place: str = ""


def failed(unit: Unit, kind: str, says: str = "", commit: str = "") -> Outcome:
    """The outcome of a repository without a result."""
    return Outcome(unit.name, FAILED, kind, says or FAILURES[kind], commit=commit, owner=unit.owner, place=unit.place)


def as_plain(unit: Unit, order: Order, given: Document | None = None) -> dict[str, Any]:
    """A repository's order as JSON can hold it. `given` are its own answers, which go before those of the run."""
    return {"unit": asdict(unit), "order": asdict(replace(order, answers=given or order.answers))}


def from_plain(data: Mapping[str, Any]) -> tuple[Unit, Order]:
    """What `as_plain` wrote."""
    order = dict(data["order"])
    for name in ("config", "answers"):
        order[name] = Document(**order[name]) if order[name] else None
    return Unit(**data["unit"]), Order(**order)
