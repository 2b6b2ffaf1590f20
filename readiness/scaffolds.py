"""Documents to start from: questions under headings. Until somebody answers them they say nothing, and earn nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.resources import resource
from readiness.strict_yaml import read


@dataclass(frozen=True, slots=True)
class Scaffold:
    """One document. `path` is where it belongs in a repository; `rules` are those that it helps to meet once filled."""

    name: str
    title: str
    path: str
    rules: tuple[str, ...]

    @property
    def text(self) -> str:
        """The document with its questions."""
        return (resource("templates") / "scaffolds" / f"{self.name}.md").read_text(encoding="utf-8")


def scaffolds() -> Mapping[str, Scaffold]:
    """All documents by name, in the order of the index."""
    file = resource("templates") / "scaffolds" / "index.yaml"
    index = read(file.read_text(encoding="utf-8"), file.name).value
    return {name: Scaffold(name, entry["title"], entry["path"], tuple(entry["rules"])) for name, entry in index.items()}


def scaffolds_for(rule: str) -> tuple[Scaffold, ...]:
    """The documents that help to meet a rule, the one made for it first."""
    found = [one for one in scaffolds().values() if rule in one.rules]
    return tuple(sorted(found, key=lambda one: one.rules.index(rule)))
