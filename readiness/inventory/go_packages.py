"""Tell which import a Go qualifier stands for, where the package is named otherwise than the end of its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from readiness.compiling import compile_later
from readiness.syntax import Module

_WORDS = compile_later(r"[/.-]+")
_QUALIFIER = compile_later(r"(?<![\w.\"`])([a-z]\w*)\.[A-Z]")
_NOTHING_SAID = compile_later(
    r"^(?:(?:api)?v\d+\w*|go|golang|sdk|client|api|com|org|io|dev|net|github|gitlab|gopkg|pkg)$"
)


def qualifiers(
    module: Module, known: Mapping[str, tuple[str, str]], taken: Iterable[str]
) -> dict[str, tuple[str, str]]:
    """Names that the file uses as packages' but no import binds, each with the one import that can be meant.

    `known` is what the imports bind by the end of their paths; `taken` are other names that the file sees.
    """
    used = set(_used(module))
    idle = {source: _words(source) for local, (source, _) in known.items() if local not in used}
    strange = sorted(used - set(known) - set(taken) - _bound(module)) if idle else []
    found = {}
    for name in strange:
        meant = [source for source, words in idle.items() if name in words or name == "".join(words[-2:])]
        if len(meant) == 1:
            found[name] = (meant[0], "*")
    return found


def _words(source: str) -> list[str]:
    return [word for word in _WORDS.split(source.lower()) if word and not _NOTHING_SAID.match(word)]


def _used(module: Module) -> Iterator[str]:
    """The names before the point of something exported (`anthropic.NewClient`, `*anthropic.Client`)."""
    for call in module.calls:
        yield from _QUALIFIER.findall(call.callee)
        for argument in call.args:
            yield from _QUALIFIER.findall(argument.text)
    for function in module.functions:
        yield from _QUALIFIER.findall(function.returns)
        for parameter in function.params:
            yield from _QUALIFIER.findall(parameter.annotation)
    for entry in module.classes:
        for part in entry.fields:
            yield from _QUALIFIER.findall(part.annotation)
    for assignment in module.assignments:
        yield from _QUALIFIER.findall(assignment.text)


def _bound(module: Module) -> set[str]:
    """The names that the file itself gives to values."""
    found = {parameter.name for function in module.functions for parameter in function.params}
    found |= {call.target for call in module.calls} | {entry.target for entry in module.assignments}
    return found
