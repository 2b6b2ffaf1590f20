"""The questionnaire: what people are asked after an audit, in which order, what stands answered and what is suggested.

Pure: an assessment and the answers at hand go in, items come out. The terminal and the form both show these items.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from readiness.answers import Answer, Answers, Reply, expires_on, is_expired
from readiness.fields import a_date
from readiness.model import PILLARS, Assessment, Evidence, Finding, Provenance, Question, Rule, Standing, Status
from readiness.reconciliation import WARNED_DAYS
from readiness.scoring import Gate, gate_of
from readiness.steps import answer_gains, is_seen_lacking

SECONDS_A_QUESTION = 45
"""What people took in a walk through the questionnaire, evidence included; only used to say how long it may take."""
MAX_SUGGESTIONS = 4
UNFINISHED = "unfinished: "
"""How the note of an answer begins that was interrupted: it counts for nothing; the reply that was meant follows."""
_DOCUMENTS = (".md", ".rst", ".txt", ".adoc", ".html", ".pdf", ".csv")
_SECTIONS = {"problem": "P", "reliability": "R", "observability": "O", "deployment": "D", "adoption": "U"}


class State(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    """Nobody answered."""
    ANSWERED = "answered"
    NOT_KNOWN = "not-known"
    """Somebody answered "I don't know"; it is asked again on another day."""
    EXPIRES_SOON = "expires-soon"
    STALE = "stale"
    """An answer is there that no longer counts: too old, or its evidence changed."""
    SEEN = "seen"
    """Nobody answered, and an answer would change nothing: the repository itself shows how it is."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place of the repository that may be evidence. `near`: a document that is about it and says too little."""

    place: str
    words: str
    says: str
    near: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One question with all that is needed to ask it.

    `gain` is how many points a good answer adds to its pillar's lower bound (0 to 100). `expires` is the last day
    (YYYY-MM-DD) on which the answer at hand counts, "" without one.
    """

    rule: Rule
    question: Question
    state: State
    gain: float
    is_gate: bool
    moves: bool
    """Whether an answer can move the verdict: it stands on a gate that is not passed, or would settle it."""
    answer: Answer | None = None
    expires: str = ""
    why_stale: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    refusal: str = ""
    """Why "not applicable" would be refused, naming the place that shows the rule's subject; "" where it would not."""
    objection: str = ""
    """The place that is seen to lack it, against which no "yes" counts; "" where there is none."""

    @property
    def section(self) -> str:
        """The pillar's name, under which the question stands."""
        return PILLARS.get(self.rule.pillar, self.rule.pillar)

    @property
    def fingerprint(self) -> str:
        """Changes whenever what is asked changes, so that an answer to an older question is known for one."""
        return fingerprint_of(self.question)


def questions(assessment: Assessment, answers: Answers, as_of: datetime.date) -> tuple[Item, ...]:
    """Every question that applies, in the order of pillars and rule ids.

    Rules that only the repository can show have no question of their own; they are among them once answered.
    """
    gains = answer_gains(assessment.findings)
    items = []
    for finding in assessment.findings:
        answer = answers.get(finding.rule.id)
        is_outside = finding.status is Status.NOT_APPLICABLE and finding.provenance is not Provenance.ATTESTED
        if answer is None and (finding.rule.question is None or is_outside):
            continue
        items.append(_item(finding, answer, answers.path, assessment, gains, as_of))
    return tuple(sorted(items, key=lambda item: ("PRODU".find(item.rule.pillar), item.rule.id)))


def item_of(rule_id: str, assessment: Assessment, answers: Answers, as_of: datetime.date) -> Item | None:
    """The question of one rule, also of one that has none of its own; None where the rule was not judged."""
    for finding in assessment.findings:
        if finding.rule.id == rule_id:
            gains = answer_gains(assessment.findings)
            return _item(finding, answers.get(rule_id), answers.path, assessment, gains, as_of)
    return None


def by_gain(items: Iterable[Item]) -> tuple[Item, ...]:
    """The order of asking: gates that an answer may open, then what adds most, then pillars and ids."""
    return tuple(
        sorted(
            items,
            key=lambda item: (
                not (item.is_gate and item.moves),
                not item.moves,
                -item.gain,
                "PRODU".find(item.rule.pillar),
                item.rule.id,
            ),
        )
    )


def is_due(item: Item, as_of: datetime.date) -> bool:
    """Whether the question should be asked (again): open, stale, about to expire, or not known on an earlier day."""
    if item.state is State.NOT_KNOWN:
        return item.answer is None or item.answer.date != as_of.isoformat()
    return item.state in (State.OPEN, State.STALE, State.EXPIRES_SOON)


def chosen(
    items: Iterable[Item],
    as_of: datetime.date,
    *,
    sections: Collection[str] = (),
    quick: bool = False,
    only_missing: bool = False,
    stale: bool = False,
) -> tuple[Item, ...]:
    """What is to be asked, in the order of asking: all that is due, or only a part of it.

    `sections` are pillars' letters; `quick` keeps what can move the verdict, `only_missing` what nobody answered,
    `stale` what no longer counts or soon will not.
    """
    states = set(State)
    if only_missing:
        states &= {State.OPEN}
    if stale:
        states &= {State.STALE, State.EXPIRES_SOON}
    return by_gain(
        item
        for item in items
        if is_due(item, as_of)
        and item.state in states
        and (not sections or item.rule.pillar in sections)
        and (item.moves or not quick)
    )


def minutes(number: int) -> int:
    """About how long so many questions take."""
    return max(1, round(number * SECONDS_A_QUESTION / 60))


def section_letter(word: str) -> str | None:
    """The pillar's letter for `P`, `problem`, `Problem definition` or a beginning of these; None for anything else."""
    wanted = " ".join(re.findall(r"[a-z]+", word.casefold()))
    if wanted.upper() in PILLARS:
        return wanted.upper()
    names = [*_SECTIONS.items(), *((name.casefold(), letter) for letter, name in PILLARS.items())]
    found = {letter for name, letter in names if wanted and name.startswith(wanted)}
    return found.pop() if len(found) == 1 else None


def section_names() -> tuple[str, ...]:
    """The words by which sections are chosen."""
    return tuple(_SECTIONS)


def fingerprint_of(question: Question) -> str:
    """Twelve hexadecimal digits over what is asked: wording, kind, unit and choices; help and example may change."""
    asked = "\0".join((question.wording, question.kind, question.unit, *question.choices))
    return hashlib.sha256(asked.encode()).hexdigest()[:12]


def question_of(rule: Rule) -> Question:
    """The rule's question, or the plain one that fits every rule whose proof may lie elsewhere."""
    return rule.question or Question(
        f"Is this so, though this repository does not show it? {rule.title}.",
        help="Name where it can be seen: another repository's path as a URL, a page, a file here.",
    )


def _item(
    finding: Finding,
    answer: Answer | None,
    answers_path: str,
    assessment: Assessment,
    gains: Mapping[str, float],
    as_of: datetime.date,
) -> Item:
    rule = finding.rule
    gain = gains.get(rule.id, 0.0)
    why = _why_stale(finding, answer, as_of)
    last = expires_on(answer, rule) if answer else None
    gate = gate_of(finding)
    is_open = gate in (Gate.OPEN, Gate.BLOCKED, Gate.WAIVED)
    return Item(
        rule=rule,
        question=question_of(rule),
        state=_state(finding, answer, why, gain, as_of),
        gain=gain,
        is_gate=gate is not None,
        moves=gain > 0 and (is_open or rule.id in assessment.settle),
        answer=answer,
        expires=last.isoformat() if last else "",
        why_stale=why,
        suggestions=_suggestions(finding, answers_path),
        refusal=_refusal(finding),
        objection=_objection(finding),
    )


def _state(finding: Finding, answer: Answer | None, why: str, gain: float, as_of: datetime.date) -> State:
    if answer is None:
        return State.OPEN if gain > 0 else State.SEEN
    if answer.reply is Reply.UNKNOWN:
        return State.OPEN if answer.note.startswith(UNFINISHED) else State.NOT_KNOWN
    if why:
        return State.STALE
    last = expires_on(answer, finding.rule)
    is_near = last is not None and last - as_of <= datetime.timedelta(days=WARNED_DAYS)
    return State.EXPIRES_SOON if is_near else State.ANSWERED


def _why_stale(finding: Finding, answer: Answer | None, as_of: datetime.date) -> str:
    if answer is None or answer.reply is Reply.UNKNOWN:
        return ""
    if is_expired(answer, finding.rule, as_of):
        given, last = a_date(answer.date), expires_on(answer, finding.rule)
        if given and given > as_of:
            return f"it is dated {given}, after {as_of}"
        return f"it expired on {last}"
    if finding.answer is not None and finding.answer.standing is Standing.STALE:
        only = next(iter(answer.blobs)) if len(answer.blobs) == 1 else ""
        return f"{only or 'what it names as evidence'} changed"
    return ""


def _refusal(finding: Finding) -> str:
    """Why the scan refuses "not applicable": it shows the rule's subject, whether well or badly done."""
    lacking = is_seen_lacking(finding)
    seen = finding.seen if finding.seen is not None else finding.status
    if not lacking and seen not in (Status.MET, Status.PARTIAL):
        return ""
    place = next((one for one in finding.evidence if not one.supports and one.line), None) if lacking else None
    place = place or next((one for one in finding.evidence if one.supports), None)
    where = f"{place.place} {place.says}".strip() if place else finding.message
    return f"the repository shows that it applies: {where}"


def _objection(finding: Finding) -> str:
    """The place that refutes a "yes", where the repository shows one."""
    if finding.status not in (Status.UNMET, Status.PARTIAL) or not is_seen_lacking(finding):
        return ""
    place = next(one for one in finding.evidence if not one.supports and one.line)
    return f"{place.place} {place.says}".strip()


def _suggestions(finding: Finding, answers_path: str) -> tuple[Suggestion, ...]:
    """Places that speak for it; then documents that are about it and say too little."""
    fit = [place for place in finding.evidence if place.path and place.path != answers_path and not _is_told(place)]
    own = [_suggested(place) for place in fit if place.supports]
    known = {place.path for place in fit if place.supports}
    near = [
        _suggested(place, near=True)
        for place in fit
        if not place.supports and place.path not in known and place.path.lower().endswith(_DOCUMENTS)
    ]
    return tuple((own + near)[:MAX_SUGGESTIONS])


def _is_told(place: Evidence) -> bool:
    """Whether it is an answer, or what an answer already names."""
    return place.says.startswith(("named as evidence by", "answered "))


def _suggested(place: Evidence, near: bool = False) -> Suggestion:
    return Suggestion(place.place, place.snippet, place.says, near)
