"""The nouns that pass between the stages: evidence, facts, findings, the assessment. Values only, no behaviour of a stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What became of a rule. Six words, never two."""

    MET = "met"
    PARTIAL = "partial"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"


class Provenance(StrEnum):
    """Who says so: the repository, a person, or a person whom the repository refutes."""

    VERIFIED = "verified"
    ATTESTED = "attested"
    CONTRADICTED = "contradicted"


class Severity(StrEnum):
    """How much a rule weighs; an unmet essential rule is a closed gate."""

    ESSENTIAL = "essential"
    MAJOR = "major"
    MINOR = "minor"


class By(StrEnum):
    """Where a rule's verdict may come from."""

    REPO = "repo"
    ASK = "ask"
    BOTH = "both"


PILLARS = {
    "P": "Problem definition",
    "R": "Reliability",
    "O": "Observability",
    "D": "Deployment readiness",
    "U": "User adoption",
}


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One place that speaks for or against. `line` 0 means the file as a whole; `cell` is a notebook cell, from 1."""

    path: str
    line: int = 0
    snippet: str = ""
    says: str = ""
    supports: bool = True
    cell: int = 0

    @property
    def place(self) -> str:
        """`path:line`, or `nb.ipynb#cell 4:2` in a notebook."""
        if self.cell:
            return f"{self.path}#cell {self.cell}:{self.line}"
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Fact:
    """What one detector call found. `degree` is how far it holds: 1.0 wholly, 0.0 not, between in part, None nobody can tell.

    `says` is one sentence for people ("4 of 7 calls have a time limit"). `looked` names where it was looked in vain.
    `k`/`n` are set where the fact counts places; then the degree is k / n unless the detector says otherwise.
    """

    degree: float | None
    evidence: tuple[Evidence, ...] = ()
    says: str = ""
    looked: tuple[str, ...] = ()
    k: int = 0
    n: int = 0

    @staticmethod
    def share(k: int, n: int, evidence: tuple[Evidence, ...] = (), says: str = "") -> Fact:
        """A fact about k of n places; nobody can tell where there is no place at all."""
        return Fact(k / n if n else None, evidence, says, (), k, n)
