"""Takes in answers from another file: what is new, what differs, what changed on both sides, and what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from readiness.answers import Answer, Answers, Reply, load_answers
from readiness.answers_file import as_entry
from readiness.fields import Fields
from readiness.model import Rule
from readiness.question_values import wrong_value
from readiness.questionnaire import fingerprint_of, question_of
from readiness.strict_yaml import Problem, read

_UNCOMPARED = ("blobs",)
"""What the machine writes beside an answer: no difference for people."""


class Change(StrEnum):
    """How an answer of the other file stands beside the one at hand."""

    NEW = "new"
    CHANGED = "changed"
    CONFLICT = "conflict"
    """Both sides changed: the answer at hand is later than what the other file started from."""
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Form:
    """What a form knew of the questions: its rule set's id, the day it was made, and each question's fingerprint."""

    ruleset: str
    date: str
    questions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Incoming:
    """The other file. With any mistake in `problems` nothing is taken; what is `refused`, by rule id, is left out."""

    answers: Answers
    form: Form | None
    problems: tuple[Problem, ...] = ()
    refused: Mapping[str, Problem] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer of the other file beside the one at hand; `fields` are (key, old words, new words)."""

    change: Change
    new: Answer
    old: Answer | None
    fields: tuple[tuple[str, str, str], ...]

    @property
    def rule(self) -> str:
        """The id of the rule that is answered."""
        return self.new.rule


def read_incoming(text: str, path: str, rules: Mapping[str, Rule], ruleset: str, current: Answers) -> Incoming:
    """Read a file in the format of answers (YAML or JSON), with or without what a form adds to it.

    An answer that is not at hand yet is refused alone where it was given to another wording: the rule set differs and
    the question with it.
    """
    answers, problems = load_answers(text, path, rules, from_form=True)
    form, wrong = _form(text, path)
    refused, kept = {}, {}
    for rule_id, answer in answers.answers.items():
        rule = rules[rule_id]
        if answer.value is not None and answer.reply in (Reply.YES, Reply.PARTLY):
            if why := wrong_value(question_of(rule), answer.value):
                wrong.append(_problem(answer, f'"value": "{answer.value}" {why}'))
        is_new = bool(_differing(current.get(rule_id), answer))
        if form is not None and is_new and (why := _outdated(form, rule, ruleset)):
            refused[rule_id] = _problem(answer, why, "answer it anew")
        else:
            kept[rule_id] = answer
    return Incoming(Answers(path, kept), form, tuple(sorted({*problems, *wrong})), refused)


def refused_by_the_scan(incoming: Incoming, refusal: Callable[[str], str]) -> dict[str, Problem]:
    """The answers "not applicable", by rule id, that the repository refutes; `refusal` tells why, else ""."""
    return {
        rule: _problem(answer, f'"not-applicable" is refused: {why}')
        for rule, answer in incoming.answers.answers.items()
        if answer.reply is Reply.NOT_APPLICABLE and (why := refusal(rule))
    }


def without(incoming: Incoming, refused: Mapping[str, Problem]) -> Incoming:
    """The other file without these answers, which are refused besides those that were before."""
    kept = {rule: one for rule, one in incoming.answers.answers.items() if rule not in refused}
    return replace(incoming, answers=Answers(incoming.answers.path, kept), refused={**incoming.refused, **refused})


def differences(current: Answers, incoming: Incoming) -> tuple[Difference, ...]:
    """Every answer of the other file beside the one at hand, in the order of pillars and rule ids."""
    found = []
    for rule, new in incoming.answers.answers.items():
        old = current.get(rule)
        fields = _differing(old, new)
        found.append(Difference(_change(old, new, fields, incoming.form), new, old, fields))
    return tuple(sorted(found, key=lambda one: ("PRODU".find(one.rule[:1]), one.rule)))


def _change(old: Answer | None, new: Answer, fields: tuple[tuple[str, str, str], ...], form: Form | None) -> Change:
    if old is None:
        return Change.NEW
    if not fields:
        return Change.SAME
    started = (form.date if form is not None else "") or new.date
    is_later = old.date > started or new.date < old.date
    return Change.CONFLICT if is_later or (old.date == started and old.by != new.by) else Change.CHANGED


def _differing(old: Answer | None, new: Answer) -> tuple[tuple[str, str, str], ...]:
    before, after = as_entry(old) if old else {}, as_entry(new)
    return tuple(
        (key, _shown(before.get(key)), _shown(after.get(key)))
        for key in dict.fromkeys((*before, *after))
        if key not in _UNCOMPARED and before.get(key) != after.get(key)
    )


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _outdated(form: Form, rule: Rule, ruleset: str) -> str:
    """Why an answer was given to another question than the rule asks now; "" where it was not."""
    if form.ruleset == ruleset:
        return ""
    asked = form.questions.get(rule.id)
    if asked is None:
        return "the form was made with other rules, and it does not tell what it asked here"
    return (
        ""
        if asked == fingerprint_of(question_of(rule))
        else "the form asked this in other words than the rule does now"
    )


def _form(text: str, path: str) -> tuple[Form | None, list[Problem]]:
    whole = Fields.of(read(text, path))
    if whole.values.get("form") is None:
        return None, []
    whole.problems.clear()  # they are told by `load_answers`, which reads the same text
    fields = whole.mapping("form")
    fields.only(("ruleset", "date", "questions"), required=("ruleset",))
    day = fields.date("date")
    asked = fields.mapping("questions")
    questions = {name: asked.text(name) for name in asked.values}
    return Form(fields.text("ruleset"), day.isoformat() if day else "", questions), whole.problems


def _problem(answer: Answer, message: str, hint: str = "") -> Problem:
    path, _, line = answer.place.rpartition(":")
    return Problem(path, int(line) if line.isdigit() else 0, f"answers.{answer.rule}: {message}", hint)
