"""One question in a terminal: the reply, its words or figure, where it can be seen, who says so and for how long."""

from __future__ import annotations

from readiness import Item, State
from readiness.answers import Reply
from readiness.cli.drafting import Draft, last_day
from readiness.cli.prompting import Check, Option, Prompts
from readiness.fields import a_date
from readiness.question_values import value_of, wrong_value
from readiness.sanitizing import printable
from readiness.screen import BAD, QUIET, Screen
from readiness.sitting import Sitting
from readiness.wording import counted

SKIP, STILL = "skip", "still"
_VALUES = {
    "text": "In your words",
    "number": "The figure",
    "date": "The day, as YYYY-MM-DD",
    "url": "Where is it",
    "person": "Who, and where is it written",
}


class Again(Exception):
    """The person wants to answer the same question from its start."""


def ask_one(sitting: Sitting, screen: Screen, prompts: Prompts, item: Item, draft: Draft) -> bool:
    """Fill the draft; False where the question is skipped. Raises Again, KeyboardInterrupt."""
    reply = _reply(sitting, screen, prompts, item, draft)
    if reply == SKIP:
        return False
    if reply == STILL:
        reply = draft.reply
        if any(sitting.wrong_evidence(place) for place in draft.evidence):
            _ask_evidence(sitting, screen, prompts, item, draft)
    else:
        if reply != draft.reply:
            draft.reply, draft.note = reply, ""
        if reply == Reply.UNKNOWN:
            return True
        _ask_words(sitting, screen, prompts, item, draft)
    if reply == Reply.NOT_APPLICABLE and not draft.expires:
        widest = last_day(item, draft)
        draft.expires = prompts.line("It counts until, as YYYY-MM-DD", widest, _between(draft.date, widest))
    _sign(screen, prompts, item, draft, sitting.as_of.isoformat())
    return True


def _reply(sitting: Sitting, screen: Screen, prompts: Prompts, item: Item, draft: Draft) -> str:
    told = item.question.kind == "yes-no"
    options = [
        Option("Yes" if told else "Yes, and I can say it", Reply.YES, "y"),
        Option("Partly", Reply.PARTLY, "p"),
        Option("No", Reply.NO, "n"),
        Option("Not applicable, because ...", Reply.NOT_APPLICABLE, "a"),
        Option("I don't know (it stays unknown)", Reply.UNKNOWN, "d"),
        Option("Skip", SKIP, "s"),
    ]
    if item.state in (State.STALE, State.EXPIRES_SOON) and draft.reply != Reply.UNKNOWN:
        options.insert(0, Option(f"Still so ({draft.reply})", STILL, "t"))
    while True:
        default = STILL if options[0].value == STILL else draft.reply
        reply = prompts.choose("Your answer", options, default)
        meant = draft.reply if reply == STILL else reply
        refusal = sitting.refusal(item) if meant == Reply.NOT_APPLICABLE else ""
        if not refusal:
            break
        screen.line(("Refused: ", BAD), f"{printable(refusal)}.", indent=2, hang=2)
    if meant in (Reply.YES, Reply.PARTLY) and (objection := sitting.objection(item)):
        screen.line(("The repository speaks against it: ", BAD), f"{printable(objection)}.", indent=2, hang=2)
    return reply


def _ask_words(sitting: Sitting, screen: Screen, prompts: Prompts, item: Item, draft: Draft) -> None:
    if draft.reply == Reply.NOT_APPLICABLE:
        draft.reason = prompts.line("Why does it not apply", draft.reason, _filled)
        draft.given = True
        draft.expires = ""
        return
    if draft.reply == Reply.NO:
        draft.note = prompts.line("What is missing or planned (Enter: nothing to add)", draft.note)
        draft.given = True
        return
    if item.question.kind == "yes-no":
        if draft.reply == Reply.PARTLY:
            draft.note = prompts.line("What is so, and what is not yet", draft.note)
    elif item.question.kind == "choice" and item.question.choices:
        _ask_choice(prompts, item, draft)
    else:
        _ask_value(prompts, item, draft)
    draft.given = True
    _ask_evidence(sitting, screen, prompts, item, draft)


def _ask_choice(prompts: Prompts, item: Item, draft: Draft) -> None:
    options = [Option(word, word, str(number)) for number, word in enumerate(item.question.choices[:9], start=1)]
    draft.value = prompts.choose("Which one", options, str(draft.value or ""))
    draft.given = True
    draft.note = prompts.line("More about it (Enter: nothing to add)", draft.note)


def _ask_value(prompts: Prompts, item: Item, draft: Draft) -> None:
    question = item.question

    def check(text: str) -> str:
        if not text:
            return "say it in a few words; Ctrl-C leaves"
        wrong = wrong_value(question, value_of(question, text))
        return f"this {wrong}" if wrong else ""

    unit = f" ({question.unit})" if question.unit and question.kind == "number" else ""
    known = "" if draft.value is None else str(draft.value)
    draft.value = value_of(question, prompts.line(_VALUES.get(question.kind, "In your words") + unit, known, check))


def _ask_evidence(sitting: Sitting, screen: Screen, prompts: Prompts, item: Item, draft: Draft) -> None:
    """Places where it can be seen, until none more is named."""
    wrong = {place: told for place in draft.evidence if (told := sitting.wrong_evidence(place))}
    for place, told in wrong.items():
        screen.line((f"{printable(place)} {told}.", BAD), indent=2, hang=2)
    given = [place for place in draft.evidence if place not in wrong]
    if given and prompts.agree(f"Keep the evidence: {printable(', '.join(given))}", True):
        draft.evidence = given
    else:
        draft.evidence = []
    if not draft.evidence:
        draft.evidence += _suggested(screen, prompts, item)
    named = str(draft.value or "").split(";")[0].split(",")[0].split(" ")[0]
    is_place = ("/" in named or "." in named) and not sitting.wrong_evidence(named)
    paths = sorted(sitting.snapshot.all_paths)

    def check(text: str) -> str:
        refused = sitting.wrong_evidence(text) if text else ""
        return f"it {refused}" if refused else "it is named already" if text in draft.evidence else ""

    while True:
        first = not draft.evidence
        message = "Evidence, a path or URL (Enter: none)" if first else "One more (Enter: no more)"
        place = prompts.line(message, named if first and is_place else "", check, paths)
        if not place:
            return
        draft.evidence.append(place)


def _suggested(screen: Screen, prompts: Prompts, item: Item) -> list[str]:
    """The suggestion that is taken, if any: nothing is written that nobody chose."""
    if not item.suggestions:
        return []
    for one in item.suggestions:
        words = f": “{printable(one.words)}”" if one.words else ""
        says = f" ({printable(one.says)})" if one.says else ""
        verb = "is about it" if one.near else "seems to say it"
        screen.line((f"{printable(one.place)} {verb}{words}{says}", QUIET), indent=2, hang=2)
    options = [
        Option(f"Use {printable(one.place)}", str(number), str(number))
        for number, one in enumerate(item.suggestions, start=1)
    ]
    options.append(Option("Something else, or none", "", "e"))
    picked = prompts.choose("Use this as evidence", options, "")
    return [item.suggestions[int(picked) - 1].place] if picked else []


def _sign(screen: Screen, prompts: Prompts, item: Item, draft: Draft, today: str) -> None:
    """Who says so, when, and until when; known as far as it is known, changed where it is not so."""
    if not draft.by:
        draft.by = prompts.line("Your name", "", _filled)
    while True:
        last = last_day(item, draft)
        day, until = a_date(draft.date), a_date(last)
        span = f" ({counted((until - day).days, 'day')})" if day and until else ""
        screen.line((f"{printable(draft.by)}, {draft.date}; counts until {last}{span}", QUIET), indent=2, hang=2)
        options = (
            Option("Save", "save", "s"),
            Option("Change name, date or validity", "change", "c"),
            Option("Answer again", "again", "a"),
        )
        match prompts.choose("Save it", options, "save"):
            case "save":
                return
            case "again":
                raise Again
        draft.by = prompts.line("Your name", draft.by, _filled)
        draft.date = prompts.line("Day of the answer, as YYYY-MM-DD", draft.date, _between("1970-01-01", today))
        draft.expires, draft.valid_days = "", None
        widest = last_day(item, draft)
        chosen = prompts.line("It counts until, as YYYY-MM-DD", min(last, widest), _between(draft.date, widest))
        draft.expires = chosen if chosen != widest or draft.reply == Reply.NOT_APPLICABLE else ""


def _filled(text: str) -> str:
    return "" if text else "say it in a few words; Ctrl-C leaves"


def _between(first: str, last: str) -> Check:
    """A check for a day from `first` to `last`, both included."""

    def check(text: str) -> str:
        if a_date(text) is None:
            return "write a day as YYYY-MM-DD"
        return "" if first <= text <= last else f"it lies outside {first} to {last}"

    return check
