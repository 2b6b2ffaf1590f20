"""The figure, day or words that a question asks for: what somebody typed, in its type, and what is wrong with it."""

from __future__ import annotations

import re

from readiness.fields import a_date
from readiness.model import Question
from readiness.strict_yaml import plain


def wrong_value(question: Question, value: str | float) -> str:
    """Why a value is not of the kind that is asked for, as a sentence's end; "" where it is."""
    if question.kind == "number" and isinstance(value, str):
        return "is no number" + (f" ({question.unit})" if question.unit else "")
    if question.kind == "date" and a_date(str(value)[:10]) is None:
        return "does not begin with a day as YYYY-MM-DD"
    if question.kind == "choice" and question.choices and not str(value).startswith(question.choices):
        return f"is none of: {'; '.join(question.choices)}"
    return ""


def value_of(question: Question, text: str) -> str | float:
    """What a person typed, in the type that the question asks for: "62 %" and "62,5" are numbers where one is."""
    words = text.strip()
    if question.kind != "number":
        return words
    figure = re.sub(r"^([-+]?\d+),(\d{1,2})$", r"\1.\2", re.sub(r"\s*%$", "", words))
    number = plain(figure.removeprefix("+"))
    return number if isinstance(number, (int, float)) and not isinstance(number, bool) else words
