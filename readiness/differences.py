"""What differs between two assessments of a product. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs from an earlier assessment.

    `kind`: new (a gap that was not there), fixed, worsened, improved, weakened (it holds, on less: fewer places, told
    instead of seen, waived, lapsed), appeared or gone (judged, or listed, in one of the two only), changed (neither
    better nor worse). `subject`: rule, call, test, data, demand, sign, pillar, verdict or stage; `id` is the rule's or
    sign's id, the pillar's letter, or the path. `says` is a sentence. `evidence` are places of now, `was` those of
    before that are gone (line 0 where only the file is remembered); `commit` is the newest in between that touched one.
    `fails`: a gate on regressions fails by it, for something that people changed made it worse, not time alone.
    """

    kind: str
    subject: str
    id: str
    title: str
    says: str
    fix: str = ""
    before: str = ""
    after: str = ""
    evidence: tuple[Evidence, ...] = ()
    was: tuple[Evidence, ...] = ()
    pillar: str = ""
    severity: str = ""
    commit: str = ""
    fails: bool = False

    @property
    def is_worse(self) -> bool:
        """Whether things are worse than before."""
        return self.kind in ("new", "worsened", "weakened")


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from an earlier assessment: a baseline, a milestone, a result file or a commit.

    `since` names it for people (`milestone pilot`, `main`), `until` what is compared where it is not this run itself.
    `unchanged` counts rules; `notes` say what limits the comparison. The worst change comes first.
    """

    since: str
    commit: str
    date: str
    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    notes: tuple[str, ...] = ()
    until: str = ""
