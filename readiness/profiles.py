"""The stages of a product's life, and which gates hold at each, as `rules/profiles.yaml` names them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from readiness.remembering import remembered_data
from readiness.resources import resource
from readiness.settings import PROFILES
from readiness.strict_yaml import read

FILE = "profiles.yaml"


@dataclass(frozen=True, slots=True)
class StageGates:
    """One stage: what it means, the points that every pillar needs, and the rules that are gates from it on."""

    name: str
    says: str
    points: float
    gates: tuple[str, ...]


@lru_cache(maxsize=1)
def stages() -> tuple[StageGates, ...]:
    """The stages in their order: prototype, pilot, limited, general."""
    text = (resource("rules") / FILE).read_bytes()
    name = f"stages-{hashlib.sha256(text).hexdigest()[:16]}.json"
    found = remembered_data(name, lambda: read(text.decode("utf-8"), FILE).value)
    return tuple(
        StageGates(name, str(stage["says"]), PROFILES[name], tuple(map(str, stage["gates"])))
        for name, stage in found.items()
    )


def waiting(profile: str) -> frozenset[str]:
    """The rules that are gates only at a later stage than this profile's; none for production and critical."""
    names = [stage.name for stage in stages()]
    later = stages()[names.index(profile) + 1 :] if profile in names else ()
    return frozenset(rule for stage in later for rule in stage.gates)


def gates_at(name: str, essential: Iterable[str]) -> tuple[str, ...]:
    """Of the essential rules given, those that are gates at a stage, sorted."""
    later = waiting(name)
    return tuple(sorted(rule for rule in essential if rule not in later))
