"""Gather the facts of one file while a language module walks its tree: what it met, where, and how it is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from readiness.syntax import Assignment, Call, Class, Function, Import, Module, Text, Try

MAX_VALUE = 2000
"""Characters of a string literal that are kept."""


class Scope(NamedTuple):
    """Where a node stands. `prefix` qualifies names declared here; `exact` is False where columns cannot be trusted."""

    function: int = -1
    tries: tuple[int, ...] = ()
    contexts: tuple[str, ...] = ()
    in_loop: bool = False
    loops: tuple[str, ...] = ()
    prefix: str = ""
    class_name: str = ""
    exact: bool = True


class Use(NamedTuple):
    """What becomes of a node's value: `target` is for calls, `label` (a key or keyword too) for texts and functions."""

    target: str = ""
    label: str = ""
    returned: bool = False
    awaited: bool = False
    passed_to: str = ""
    chained: str = ""
    dropped: bool = False


UNUSED = Use()
RETURNED = Use(returned=True)
Step = tuple[Any, Scope, Use]
"""A tree node still to be read, with its scope and use."""


@dataclass(slots=True)
class Facts:
    """The facts of one file, in the order in which they were met."""

    imports: list[Import] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    tries: list[Try] = field(default_factory=list)
    exports: list[tuple[str, str]] = field(default_factory=list)

    def add_text(self, line: int, value: str, label: str, scope: Scope) -> None:
        """Record a string literal by its content."""
        self.texts.append(Text(line, value[:MAX_VALUE], len(value), label, scope.function))

    def module(self, language: str, ok: bool) -> Module:
        """The facts as the neutral shape."""
        return Module(
            language=language,
            imports=tuple(self.imports),
            calls=tuple(self.calls),
            functions=tuple(self.functions),
            classes=tuple(self.classes),
            assignments=tuple(self.assignments),
            texts=tuple(self.texts),
            tries=tuple(self.tries),
            exports=tuple(self.exports),
            ok=ok,
        )


def steps(nodes: Any, scope: Scope, use: Use = UNUSED) -> list[Step]:
    """The nodes as steps of the same scope and use."""
    return [(node, scope, use) for node in nodes]
