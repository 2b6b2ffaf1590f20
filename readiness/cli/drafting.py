"""An answer in the making: what is given so far, what it becomes, and what of it is kept when somebody leaves."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from readiness import Item
from readiness.answers import Answer, Reply
from readiness.fields import a_date
from readiness.questionnaire import UNFINISHED


@dataclass
class Draft:
    """What a person has given of one question so far. Days are YYYY-MM-DD."""

    date: str
    reply: str = ""
    by: str = ""
    value: str | float | None = None
    evidence: list[str] = field(default_factory=list)
    expires: str = ""
    valid_days: int | None = None
    reason: str = ""
    note: str = ""
    given: bool = False
    """Whether anything of it was given in this sitting."""

    def rescued(self, item: Item) -> Answer | None:
        """What is kept of it when somebody leaves: an answer that counts for nothing; None where nothing was given."""
        if not self.given:
            return None
        note = f"{UNFINISHED}{self.reply}" + (f"; {self.note}" if self.note else "")
        return Answer(
            item.rule.id, Reply.UNKNOWN, self.by, self.date, tuple(self.evidence),
            value=self.value, unit=_unit(item, self), reason=self.reason, note=note,
        )  # fmt: skip


def unfinished(answer: Answer) -> bool:
    """Whether the answer is only what was kept when somebody left."""
    return answer.reply is Reply.UNKNOWN and answer.note.startswith(UNFINISHED)


def draft_of(item: Item, as_of: datetime.date) -> Draft:
    """A draft that starts from the answer at hand, to be given on `as_of`."""
    answer, day = item.answer, as_of.isoformat()
    if answer is None:
        return Draft(day)
    reply, note = str(answer.reply), answer.note
    if unfinished(answer):
        reply, _, note = answer.note.removeprefix(UNFINISHED).partition("; ")
    expires = answer.expires if answer.expires > day else ""
    evidence = list(answer.evidence)
    return Draft(day, reply, answer.by, answer.value, evidence, expires, answer.valid_days, answer.reason, note)


def answer_of(item: Item, draft: Draft) -> Answer:
    """The answer that the draft has become; what does not belong to its reply is left out."""
    reply = Reply(draft.reply)
    affirms = reply in (Reply.YES, Reply.PARTLY)
    is_unknown = reply is Reply.UNKNOWN
    return Answer(
        rule=item.rule.id,
        reply=reply,
        by=draft.by,
        date=draft.date,
        evidence=tuple(draft.evidence) if affirms else (),
        value=draft.value if affirms else None,
        unit=_unit(item, draft) if affirms else "",
        valid_days=None if is_unknown else draft.valid_days,
        expires="" if is_unknown else draft.expires,
        reason=draft.reason if reply is Reply.NOT_APPLICABLE else "",
        note="" if is_unknown else draft.note,
    )


def last_day(item: Item, draft: Draft) -> str:
    """The last day on which the answer would count."""
    day = a_date(draft.date)
    assert day is not None
    days = min(item.rule.valid_days, draft.valid_days or item.rule.valid_days)
    last = (day + datetime.timedelta(days=days)).isoformat()
    return min(last, draft.expires) if draft.expires else last


def _unit(item: Item, draft: Draft) -> str:
    return item.question.unit if draft.value is not None and item.question.kind == "number" else ""
