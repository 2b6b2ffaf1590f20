"""Take typed fields out of a document that a person wrote, noting every mistake with its line."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from readiness.compiling import compile_later
from readiness.strict_yaml import Document, KeyPath, Problem, did_you_mean, place_of

_DATE = compile_later(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MISSING = object()


def a_date(text: str) -> datetime.date | None:
    """The day that `YYYY-MM-DD` names, or None where it names none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping inside `document` at `keys`.

    Each getter gives a value of the right type, or its default after noting a problem.
    """

    document: Document
    keys: KeyPath
    values: dict[str, Any]
    problems: list[Problem] = field(compare=False)

    @staticmethod
    def of(document: Document) -> Fields:
        """The fields of a whole document, which must be a mapping (or empty)."""
        problems = list(document.problems)
        if document.value is not None and not isinstance(document.value, dict):
            problems.append(document.problem((), f"must hold keys and values, not {kind_of(document.value)}"))
        return Fields(document, (), document.value if isinstance(document.value, dict) else {}, problems)

    def note(self, name: str | None, message: str, hint: str = "") -> None:
        """Note a mistake at the field `name`, or at this mapping where it is None."""
        keys = self.keys if name is None else (*self.keys, name)
        place = place_of(keys)
        self.problems.append(self.document.problem(keys, f"{place}: {message}" if place else message, hint))

    def only(self, known: Collection[str], required: Collection[str] = ()) -> None:
        """Note each key that is not `known`, and each `required` one that is missing."""
        for name in self.values:
            if name not in known:
                self.note(name, "is not a known key", did_you_mean(name, known) or f"known: {', '.join(sorted(known))}")
        for name in required:
            if self.values.get(name) is None:
                self.note(None, f'"{name}" is missing')

    def text(self, name: str, default: str = "") -> str:
        """Text. A number or a truth value is taken as it would be written."""
        value = self._get(name)
        if value is _MISSING:
            return default
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (str, int, float)):
            return str(value)
        self.note(name, f"must be text, not {kind_of(value)}")
        return default

    def choice(self, name: str, choices: Collection[str], default: str = "") -> str:
        """One word of `choices`."""
        word = self.text(name, default)
        if word != default and word not in choices:
            self.note(name, f'"{word}" is none of {", ".join(choices)}', did_you_mean(word, choices))
            return default
        return word

    def number(
        self, name: str, default: float | None = None, *, low: float | None = None, high: float | None = None
    ) -> float | None:
        """A number within `low` and `high`, both included."""
        value = self._get(name)
        if value is _MISSING:
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.note(name, f"must be a number, not {kind_of(value)}")
            return default
        if (low is not None and value < low) or (high is not None and value > high):
            self.note(name, f"{value:g} is outside {_bounds(low, high)}")
            return default
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """true or false; the words yes, no, on and off are understood too."""
        value = self._get(name)
        if value is _MISSING:
            return default
        words = {"yes": True, "on": True, "no": False, "off": False}
        if isinstance(value, str) and value.lower() in words:
            return words[value.lower()]
        if isinstance(value, bool):
            return value
        self.note(name, f"must be true or false, not {kind_of(value)}")
        return default

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self._get(name)
        if value is _MISSING:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list):
            self.note(name, f"must be a list of texts, not {kind_of(value)}")
            return ()
        for index, item in enumerate(value):
            if not isinstance(item, (str, int, float)) or isinstance(item, bool):
                self.at(name, index).note(None, f"must be text, not {kind_of(item)}")
        return tuple(str(item) for item in value if isinstance(item, (str, int, float)) and not isinstance(item, bool))

    def date(self, name: str) -> datetime.date | None:
        """A day as YYYY-MM-DD."""
        word = self.text(name)
        day = a_date(word)
        if word and day is None:
            self.note(name, f'"{word}" is not a date', "write it as YYYY-MM-DD")
        return day

    def mapping(self, name: str) -> Fields:
        """The fields of a mapping inside this one; empty where it is missing."""
        value = self._get(name)
        if value is not _MISSING and not isinstance(value, dict):
            self.note(name, f"must hold keys and values, not {kind_of(value)}")
        return self.at(name)

    def mappings(self, name: str) -> tuple[Fields, ...]:
        """The fields of each mapping in a list."""
        value = self._get(name)
        if value is _MISSING:
            return ()
        if not isinstance(value, list):
            self.note(name, f"must be a list, not {kind_of(value)}")
            return ()
        items = tuple(self.at(name, index) for index in range(len(value)))
        for item, raw in zip(items, value, strict=True):
            if not isinstance(raw, dict):
                item.note(None, f"must hold keys and values, not {kind_of(raw)}")
        return items

    def at(self, *keys: str | int) -> Fields:
        """The fields further inside, sharing this one's list of problems."""
        value: Any = self.values
        for key in keys:
            if isinstance(value, list) and isinstance(key, int):
                value = value[key]
            else:
                value = value.get(key) if isinstance(value, dict) else None
        return Fields(self.document, (*self.keys, *keys), value if isinstance(value, dict) else {}, self.problems)

    def _get(self, name: str) -> Any:
        value = self.values.get(name)
        return _MISSING if value is None else value


def kind_of(value: object) -> str:
    """What a value is, in words for people."""
    names: dict[type, str] = {
        dict: "keys and values",
        list: "a list",
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "text",
    }
    return "nothing" if value is None else names.get(type(value), type(value).__name__)


def _bounds(low: float | None, high: float | None) -> str:
    return (
        f"{low:g} to {high:g}"
        if low is not None and high is not None
        else f"at least {low:g}"
        if low is not None
        else f"at most {high:g}"
    )
