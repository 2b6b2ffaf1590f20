"""The only door to questionary: a choice, a line of text, a yes or no, in the terminal's own colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import questionary
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.shortcuts import CompleteStyle

Check = Callable[[str], str]
"""A text -> what is wrong with it, "" where nothing is."""
MENU_LINES = 5
MAX_COMPLETIONS = 50
_STYLE = questionary.Style(
    [
        ("qmark", "ansicyan bold"),
        ("question", "bold"),
        ("answer", "ansigreen"),
        ("pointer", "ansicyan bold"),
        ("highlighted", "bold"),
        ("selected", ""),
        ("instruction", ""),
        ("text", ""),
    ]
)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what is shown, what is given back, and the key that leads to it."""

    title: str
    value: str
    key: str


@dataclass(frozen=True, slots=True)
class Prompts:
    """How to ask: `width` columns, whether colour and signs beyond ASCII are carried.

    Every way to leave (Ctrl-C, Ctrl-D) raises KeyboardInterrupt.
    """

    width: int = 80
    color: bool = True
    unicode: bool = True

    def choose(self, message: str, options: Sequence[Option], default: str = "") -> str:
        """The value of the option that is chosen by arrows or its key, then Enter."""
        room = max(20, self.width - 8)
        choices = [
            questionary.Choice(_cut(option.title, room, self.unicode), option.value, shortcut_key=option.key)
            for option in options
        ]
        chosen = next((choice for choice in choices if choice.value == default), None)
        asked = questionary.select(
            f"{message}:", choices, default=chosen, pointer="»" if self.unicode else ">", use_shortcuts=True,
            use_jk_keys=False, instruction="(arrows or letter, Enter)", **self._looks,
        )  # fmt: skip
        return str(_answered(asked))

    def line(self, message: str, default: str = "", check: Check | None = None, completions: Sequence[str] = ()) -> str:
        """A line of text without spaces around it; what `check` says of it keeps the person at it."""

        def is_right(text: str) -> bool | str:
            wrong = check(text.strip()) if check else ""
            return wrong or True

        more: dict[str, Any] = {}
        if completions:
            more = {
                "completer": _Paths(tuple(completions)), "complete_while_typing": True,
                "complete_style": CompleteStyle.COLUMN, "reserve_space_for_menu": MENU_LINES,
            }  # fmt: skip
        asked = questionary.text(f"{message}:", default=default, validate=is_right, **more, **self._looks)
        return str(_answered(asked)).strip()

    def agree(self, message: str, default: bool = False) -> bool:
        """Yes or no."""
        return bool(_answered(questionary.confirm(message, default=default, **self._looks)))

    @property
    def _looks(self) -> dict[str, Any]:
        return {"style": _STYLE, "qmark": "?", **({} if self.color else {"color_depth": ColorDepth.DEPTH_1_BIT})}


class _Paths(Completer):
    """Completes a path by any part of it; those whose name begins so come first."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        self._paths = paths

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Any:
        typed = document.text_before_cursor.strip()
        if len(typed) < 2 or "://" in typed:
            return
        wanted = typed.casefold()
        found = [path for path in self._paths if wanted in path.casefold()]
        found.sort(key=lambda path: (not path.rpartition("/")[2].casefold().startswith(wanted), len(path), path))
        for path in found[:MAX_COMPLETIONS]:
            yield Completion(path, start_position=-len(document.text_before_cursor))


def _answered(asked: questionary.Question) -> Any:
    try:
        return asked.unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None


def _cut(title: str, room: int, unicode: bool) -> str:
    """A title that fits into one line, for a list does not wrap."""
    if len(title) <= room:
        return title
    return title[: room - 3].rstrip() + ("…" if unicode else "...")
