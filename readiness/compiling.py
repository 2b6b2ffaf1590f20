"""Regular expressions that are compiled when they are first asked: a run needs few of the hundreds that it knows."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "scanner")


class _Later:
    """Stands for a compiled expression: becomes it at the first question, and costs no more than it from then on."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Asked only for what is not there yet: before the first question, and for what is rarely asked."""
        made = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(made, method))
        return getattr(made, name)

    def __repr__(self) -> str:
        return f"compile_later({self.pattern!r})"


def compile_later(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, when the expression is first used. A mistake in it is told then; a test asks them all."""
    return cast("re.Pattern[AnyStr]", _Later(pattern, flags))
