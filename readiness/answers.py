"""Read what people answer: `readiness-answers.yaml`, strictly, every mistake at once and at its line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from readiness.compiling import compile_later
from readiness.fields import Fields, a_date
from readiness.model import Rule
from readiness.strict_yaml import Problem, did_you_mean, read

FILE = "readiness-answers.yaml"
KEYS = ("answer", "value", "unit", "evidence", "blobs", "by", "date", "valid_days", "expires", "reason", "note")
"""The keys of an answer, in the order in which they are written."""
_BLOB = compile_later(r"[0-9a-f]{40}")


class Reply(StrEnum):
    """What a person says of a rule."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer to one rule.

    Days are YYYY-MM-DD; `evidence` is paths of the repository and URLs; `place` is where it is written, as file:line.
    """

    rule: str
    reply: Reply
    by: str = ""
    date: str = ""
    evidence: tuple[str, ...] = ()
    blobs: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Evidence path (as `evidence_path` gives it) -> id of what it held when the answer was given; see `binding`."""
    value: str | float | None = None
    unit: str = ""
    valid_days: int | None = None
    expires: str = ""
    reason: str = ""
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of a repository by rule id, and the file they come from ("" where there is none)."""

    path: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def get(self, rule_id: str) -> Answer | None:
        """The answer to a rule, or None where nobody has answered."""
        return self.answers.get(rule_id)


def load_answers(
    text: str, path: str, rules: Mapping[str, Rule], *, from_form: bool = False
) -> tuple[Answers, tuple[Problem, ...]]:
    """The answers in `text`. `rules` are all known rules by id; an answer may also use a rule's name.

    A file `from_form` may also tell, under `form`, what the form had asked; see `merging`.
    """
    fields = Fields.of(read(text, path))
    fields.only(
        ("schema", "answers", *(("form",) if from_form else ())),
        required=("schema", "answers") if fields.document.value is not None else (),
    )
    if fields.number("schema", 1) != 1:
        fields.note("schema", "only schema 1 is known")
    ids = {name: rule.id for rule in rules.values() for name in (rule.id, rule.name)}
    entries = fields.mapping("answers")
    found: dict[str, Answer] = {}
    for name, value in entries.values.items():
        rule_id = ids.get(name)
        if rule_id is None:
            entries.note(name, "names no rule", did_you_mean(name, ids))
        elif rule_id in found:
            entries.note(name, f"answers {rule_id} a second time", f"first in {found[rule_id].place}")
        entry = entries.at(name)
        if not isinstance(value, dict):
            entries.note(
                name, "must hold keys and values", f"as `{name}: {{answer: yes, by: Jo Li, date: 2026-01-31}}`"
            )
            continue
        answer = _answer(rule_id or name, entry)
        if rule_id is not None and answer is not None:
            found.setdefault(rule_id, answer)
    return Answers(path, found), tuple(fields.problems)


def _answer(rule_id: str, fields: Fields) -> Answer | None:
    before = len(fields.problems)
    fields.only(KEYS, required=("answer",))
    reply = fields.choice("answer", tuple(Reply), "")
    if reply in (Reply.YES, Reply.PARTLY, Reply.NO, Reply.NOT_APPLICABLE):
        _require(fields, reply, ("by", "date"))
    if reply == Reply.NOT_APPLICABLE:
        _require(fields, reply, ("reason",))
    day, expires = fields.date("date"), fields.date("expires")
    if reply == Reply.NOT_APPLICABLE and expires is None and fields.values.get("valid_days") is None:
        fields.note(None, 'an answer "not-applicable" needs a day on which it expires', "add `expires: YYYY-MM-DD`")
    if day and expires and expires < day:
        fields.note("expires", f"{expires} is before the answer's own date, {day}")
    days = fields.number("valid_days", low=1, high=3650)
    if days is not None and days != int(days):
        fields.note("valid_days", "must be a whole number of days")
    evidence = _evidence(fields)
    answer = Answer(
        rule=rule_id,
        reply=Reply(reply) if reply else Reply.UNKNOWN,
        by=fields.text("by").strip(),
        date=day.isoformat() if day else "",
        evidence=evidence,
        blobs=_blobs(fields, evidence),
        value=_value(fields),
        unit=fields.text("unit"),
        valid_days=int(days) if days is not None else None,
        expires=expires.isoformat() if expires else "",
        reason=fields.text("reason").strip(),
        note=fields.text("note"),
        place=f"{fields.document.path}:{fields.document.line(fields.keys)}",
    )
    return answer if len(fields.problems) == before else None


def _require(fields: Fields, reply: str, names: tuple[str, ...]) -> None:
    why = {"by": "who says so", "date": "on which day", "reason": "why the rule does not apply"}
    for name in names:
        if not fields.text(name).strip():
            fields.note(None, f'an answer "{reply}" needs "{name}"', why[name])


def _value(fields: Fields) -> str | float | None:
    """A number stays one; anything else is kept as it was written."""
    value = fields.values.get("value")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return fields.text("value") or None


def _evidence(fields: Fields) -> tuple[str, ...]:
    """Paths and URLs, each checked for its form; whether a path exists is asked when the answer is weighed."""
    places = fields.texts("evidence")
    for place in places:
        if not place.strip():
            fields.note("evidence", "is empty", "leave it out, or name a path or a URL")
        elif wrong := wrong_place(place):
            hint = "" if is_url(place) else "name a path inside it, or a URL"
            fields.note("evidence", f'"{place}" {wrong}', hint)
    return tuple(place.strip() for place in places if place.strip())


def wrong_place(place: str) -> str:
    """What is wrong with the form of a piece of evidence, as a sentence's end; "" where nothing is."""
    if is_url(place):
        return _wrong_url(place)
    leads_out = place.startswith(("/", "~", "\\\\")) or ".." in PurePosixPath(place).parts
    return "leads out of the repository" if leads_out or re.match(r"[A-Za-z]:[\\/]", place) else ""


def _blobs(fields: Fields, evidence: tuple[str, ...]) -> Mapping[str, str]:
    """What each evidence path held when the answer was given."""
    blobs = fields.mapping("blobs")
    paths = {evidence_path(place) for place in evidence if not is_url(place)}
    for path in blobs.values:
        blob = blobs.text(path)
        if path not in paths:
            hint = did_you_mean(path, paths) or "remove the line: it is written together with the evidence"
            blobs.note(path, "is no evidence of this answer", hint)
        elif not _BLOB.fullmatch(blob):
            blobs.note(
                path, f'"{blob}" is no id of content', "40 hexadecimal digits; without the line it binds by date"
            )
    return {path: blobs.text(path) for path in blobs.values}


def is_url(place: str) -> bool:
    """Whether a piece of evidence is an address on a network rather than a path of the repository."""
    return "://" in place


def _wrong_url(place: str) -> str:
    """What is wrong with a URL, or nothing."""
    try:
        parts = urlsplit(place.strip())
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        return f"is not a URL: {error}"
    if parts.scheme not in ("http", "https"):
        return "is not a web address; it must start with https:// or http://"
    if not re.fullmatch(r"[^\s/?#@]+", host) or re.search(r"\s", place.strip()):
        return "is not a URL"
    return ""


def evidence_path(place: str) -> str:
    """The repository path that a piece of evidence names, without `:line`, `#section` or a leading `./`."""
    return re.sub(r"(:\d+(-\d+)?|#.*)$", "", place.strip()).removeprefix("./").rstrip("/")


def lasting_evidence(answer: Answer, exists: Callable[[str], bool]) -> tuple[str, ...]:
    """The pieces of evidence that hold: URLs, which are never opened, and paths that are there."""
    return tuple(place for place in answer.evidence if is_url(place) or exists(evidence_path(place)))


def expires_on(answer: Answer, rule: Rule) -> datetime.date | None:
    """The last day on which the answer counts: the earlier of `expires` and its validity; None without a date."""
    days = []
    if answer.expires and (day := a_date(answer.expires)):
        days.append(day)
    if answer.date and (day := a_date(answer.date)):
        # A person may bind an answer shorter than the rule does, never longer.
        valid = min(rule.valid_days, answer.valid_days or rule.valid_days, (datetime.date.max - day).days)
        days.append(day + datetime.timedelta(days=valid))
    return min(days, default=None)


def is_expired(answer: Answer, rule: Rule, as_of: datetime.date) -> bool:
    """Whether the answer no longer counts on `as_of`. An answer dated after that day does not count yet either."""
    last = expires_on(answer, rule)
    given = a_date(answer.date) if answer.date else None
    return (last is not None and as_of > last) or (given is not None and given > as_of)
