"""The nouns that pass between the stages: evidence, facts, findings, the assessment. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from readiness.differences import Change as Change
from readiness.differences import Changes as Changes
from readiness.evidence import Evidence as Evidence


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


@dataclass(frozen=True, slots=True)
class Fact:
    """What one detector call found. `degree`: 1.0 holds wholly, 0.0 not, between in part, None nobody can tell.

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


@dataclass(frozen=True, slots=True)
class Question:
    """What people are asked. `kind` of answer: yes-no, text, number, date, url, person, choice."""

    wording: str
    kind: str = "yes-no"
    help: str = ""
    example: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What a report needs to know of a rule; how it is judged stays with the rule's compiled form in `rules`."""

    id: str
    name: str
    title: str
    pillar: str
    severity: Severity
    by: By
    when: str
    why: str
    fix: str
    claims: tuple[str, ...] = ()
    effort: str = "medium"
    valid_days: int = 365
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted risk: it changes the verdict's label, never a value."""

    rule: str
    owner: str
    reason: str
    expires: str
    place: str = ""
    """Where it is written, as `readiness.yaml:12`."""
    paths: tuple[str, ...] = ()
    """What it covers; empty means every place that the rule finds."""
    since: str = ""
    """The day on which the risk was first accepted, where it is told: renewing it does not make it younger."""


class Standing(StrEnum):
    """How a person's answer stands beside what the repository shows."""

    CORROBORATED = "corroborated"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Reported:
    """A person's answer as reports tell it. Days are YYYY-MM-DD; `expires` is the last day on which it counts."""

    reply: str
    by: str
    date: str
    expires: str
    standing: Standing
    evidence: tuple[str, ...] = ()
    value: str | float | None = None
    unit: str = ""
    reason: str = ""
    note: str = ""
    place: str = ""
    """Where it is written, as `readiness-answers.yaml:12`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's verdict with its evidence. `value` is in [0, 1]; None where it is undecided or does not apply."""

    rule: Rule
    status: Status
    provenance: Provenance | None
    value: float | None
    message: str
    evidence: tuple[Evidence, ...] = ()
    looked: tuple[str, ...] = ()
    has_evidence: bool = True
    """False for an attestation that names no evidence: it never clears a gate."""
    waiver: Waiver | None = None
    seen: Status | None = None
    """What the repository alone shows, where an answer changed the verdict."""
    answer: Reported | None = None
    """What a person answered, whether or not it counts."""
    is_gate: bool = True
    """False where the profile lets an essential rule wait: it counts, and blocks nothing yet."""


class Verdict(StrEnum):
    """The headline."""

    BLOCKED = "blocked"
    NOT_READY = "not-ready"
    UNDETERMINED = "undetermined"
    READY_WITH_EXCEPTIONS = "ready-with-exceptions"
    READY = "ready"


class Stage(StrEnum):
    """Where the product stands, in the words people use."""

    DEMO = "demo"
    PILOT = "pilot"
    PRODUCTION_CANDIDATE = "production-candidate"
    PRODUCTION_READY = "production-ready"


@dataclass(frozen=True, slots=True)
class PillarScore:
    """A pillar's interval (0 to 100), the share of its weight that is decided (0 to 1), and its rules by status."""

    low: float
    high: float
    coverage: float
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Series:
    """What a figure was over time: (YYYY-MM-DD, value) from the oldest on, in `unit`."""

    name: str
    unit: str
    points: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign: raised, clear, or unknown with what is missing in `why`; `clears` is what would clear it."""

    id: str
    name: str
    says: str
    state: str
    why: str
    evidence: tuple[Evidence, ...] = ()
    claims: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    clears: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next. `gain` is how many points the pillar's low bound gains; `kind` is fix or answer."""

    rule: str
    gain: float
    kind: str
    effort: str
    pillar: str
    title: str


@dataclass(frozen=True, slots=True)
class Component:
    """A deployable or package. `path` is "." at the root; kinds: service, ui, job, cli, library, training, notebook."""

    path: str
    kind: str
    language: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """What was audited: its folder's name, commit ("" without git), whether the tree differs from it, audit date."""

    path: str
    commit: str
    dirty: bool
    date: str


@dataclass(frozen=True, slots=True)
class LensItem:
    """One item of another framework: its status here, and the rules and warning signs that bear on it by their state.

    `value` is (low, high) in [0, 1]; None where no rule bears on it or none applies.
    """

    item: str
    ref: str
    status: str
    """met, partial, unmet, unknown, not-applicable, or no-rule."""
    rules: tuple[tuple[str, str], ...] = ()
    value: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class LensReading:
    """One audit read through another framework. `verdict` is its own word, where it has one, `why` how it comes to it.

    `score` is (low, high) by the framework's own arithmetic, where it has one.
    """

    id: str
    title: str
    items: tuple[LensItem, ...]
    verdict: str = ""
    why: str = ""
    score: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Qualification:
    """Which stage (prototype, pilot, limited, general; "" none) a product qualifies for today, and what bars the next.

    `gates` are ids of essential rules that do not hold, or are not judged; `pillars` lie below the `points` needed.
    """

    stage: str
    next: str = ""
    gates: tuple[str, ...] = ()
    pillars: tuple[str, ...] = ()
    points: float = 0.0


@dataclass(frozen=True, slots=True)
class Assessment:
    """The one object that every report reads."""

    version: str
    ruleset: str
    target: Target
    config_path: str
    profile: str
    threshold: float
    facets: dict[str, tuple[Evidence, ...]]
    verdict: Verdict
    stage: Stage
    low: float
    high: float
    binding_pillar: str
    pillars: dict[str, PillarScore]
    findings: tuple[Finding, ...]
    signs: tuple[Sign, ...]
    components: tuple[Component, ...]
    left_out: tuple[tuple[str, str], ...]
    inventory: dict[str, list[dict[str, object]]]
    next: tuple[Step, ...]
    settle: tuple[str, ...]
    """Ids of the fewest rules whose answer or fix would settle an open verdict."""
    notes: tuple[str, ...]
    """Things people should know of this run: answers that expired, waivers that lapse, files that could not be read."""
    errors: tuple[str, ...] = ()
    changes: Changes | None = None
    """What differs from a baseline, a milestone or another commit, where the run was compared with one."""
    lenses: tuple[LensReading, ...] = ()
    """The same audit, read through other frameworks that were asked for."""
    qualification: Qualification | None = None
    """The stage that the product qualifies for today, whatever the profile."""
