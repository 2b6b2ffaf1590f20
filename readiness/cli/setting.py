"""`readiness ask --set RULE=VALUE`: answers given on the command line, checked as those given in the dialogue."""

from __future__ import annotations

import difflib

import typer

from readiness import BadInput, Item, Problem
from readiness.answers import Answer, Reply, expires_on
from readiness.cli.ask_options import Asked
from readiness.cli.leaving import Code, refuse
from readiness.question_values import value_of, wrong_value
from readiness.sitting import Sitting

_REPLIES = {"yes": Reply.YES, "partly": Reply.PARTLY, "no": Reply.NO, "unknown": Reply.UNKNOWN}
_REPLIES |= dict.fromkeys(("not-applicable", "n/a", "na"), Reply.NOT_APPLICABLE)
_NO_ANSWER = frozenset("maybe perhaps unsure sometimes y n true false ja nein oui non si".split())
"""Words that mean a reply without being one; for a question that is answered in words they would read as a yes."""


def put_answers(asked: Asked, sitting: Sitting) -> int:
    """Save all of them or, where one is wrong, none; the exit code."""
    problems = [
        Problem("--evidence", 0, f'"{place}" {wrong}')
        for place in asked.evidence
        if (wrong := sitting.wrong_evidence(place.strip()))
    ]
    by = asked.by.strip() or sitting.user
    day = asked.date or sitting.as_of.isoformat()
    if day > sitting.as_of.isoformat():
        problems.append(Problem("--date", 0, f"{day} is after {sitting.as_of}", "an answer speaks of what is"))
    if asked.expires and asked.expires < day:
        problems.append(Problem("--expires", 0, f"{asked.expires} is before the day of the answer, {day}"))
    if not by:
        problems.append(Problem("--by", 0, "is missing, and git knows no user.name", "say who answers: --by NAME"))
    answers: dict[str, Answer] = {}
    for word in asked.put:
        answer = _answer(word, asked, sitting, by, day, problems)
        if answer is not None and answer.rule in answers:
            problems.append(Problem("--set", 0, f"{answer.rule} is answered twice"))
        elif answer is not None:
            answers[answer.rule] = answer
    if problems:
        refuse(problems, "Nothing was saved")
    try:
        sitting.save({rule: sitting.bound(answer) for rule, answer in answers.items()})
    except BadInput as wrong:
        refuse(wrong.problems, "Nothing was saved")
    for rule, answer in answers.items():
        if not asked.quiet:
            typer.echo(_told(answer, sitting, rule))
        item = sitting.item(rule)
        is_affirmed = answer.reply in (Reply.YES, Reply.PARTLY)
        if is_affirmed and not isinstance(item, Problem) and (objection := sitting.objection(item)):
            typer.echo(f"note: {rule}: the repository speaks against it: {objection}", err=True)
    return Code.PASSED


def _answer(word: str, asked: Asked, sitting: Sitting, by: str, day: str, problems: list[Problem]) -> Answer | None:
    name, equals, told = word.partition("=")
    if not equals or not told.strip():
        problems.append(Problem("--set", 0, f'"{word}" is not RULE=VALUE', "as P108=yes"))
        return None
    item = sitting.item(name.strip())
    if isinstance(item, Problem):
        problems.append(Problem("--set", 0, f"{name.strip()} {item.message}", item.hint))
        return None
    reply, value = _read(item, told.strip())
    at = f"--set {item.rule.id}"
    if value is None and reply is None:
        hint = "yes, partly, no, not-applicable or unknown; words behind a colon: partly: ..."
        problems.append(Problem(at, 0, f'"{told.strip()}" is no answer to this question', hint))
    elif value is not None and (wrong := wrong_value(item.question, value)):
        problems.append(Problem(at, 0, f'"{value}" {wrong}'))
    if reply is Reply.NOT_APPLICABLE:
        if refusal := sitting.refusal(item):
            problems.append(Problem(at, 0, f"not-applicable is refused: {refusal}"))
        if not asked.reason.strip():
            problems.append(Problem(at, 0, "not-applicable needs a reason", "--reason TEXT"))
        if not asked.expires:
            problems.append(Problem(at, 0, "not-applicable needs a day on which it expires", "--expires YYYY-MM-DD"))
    if reply is None:
        return None
    affirms = reply in (Reply.YES, Reply.PARTLY)
    return Answer(
        rule=item.rule.id,
        reply=reply,
        by=by,
        date=day,
        evidence=tuple(dict.fromkeys(place.strip() for place in asked.evidence)) if affirms else (),
        value=value,
        unit=item.question.unit if value is not None and item.question.kind == "number" else "",
        expires=asked.expires,
        reason=asked.reason.strip() if reply is Reply.NOT_APPLICABLE else "",
        note=asked.note.strip(),
    )


def _read(item: Item, told: str) -> tuple[Reply | None, str | float | None]:
    """The reply and the value of `yes`, `partly: only for nurses`, or a value alone, which means yes."""
    word, colon, rest = told.partition(":")
    reply = _REPLIES.get(word.strip().casefold())
    if reply is not None and (not colon or reply in (Reply.YES, Reply.PARTLY)):
        return reply, value_of(item.question, rest) if rest.strip() else None
    if item.question.kind == "yes-no" or _is_near_a_reply(told):
        return None, None
    return Reply.YES, value_of(item.question, told)


def _is_near_a_reply(told: str) -> bool:
    """Whether one short word is rather a reply gone wrong than an answer in words: `maybe`, `noo`, `y`."""
    word = told.casefold()
    if not word.isalpha() or len(word) > 14 or told != word:
        return False
    return word in _NO_ANSWER or bool(difflib.get_close_matches(word, _REPLIES, n=1, cutoff=0.6))


def _told(answer: Answer, sitting: Sitting, rule: str) -> str:
    last = expires_on(answer, sitting.rules[rule])
    until = f", counts until {last}" if last and answer.reply is not Reply.UNKNOWN else ""
    value = f": {answer.value}" if answer.value is not None else ""
    weak = answer.reply in (Reply.YES, Reply.PARTLY) and not answer.evidence
    hint = "; without evidence a quarter at most" if weak else ""
    return f"{rule} {answer.reply}{value}, by {answer.by} on {answer.date}{until}{hint}"
