"""What stands around a model call: calls, contexts and decorators, there and on the way up to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from readiness.compiling import compile_later
from readiness.inventory.callers import Callers, Frame
from readiness.inventory.guard_words import GuardWords
from readiness.inventory.model import Guard
from readiness.inventory.names import Key, path_of, plain
from readiness.inventory.options import Options
from readiness.syntax import Call, Decorator, Module

_RUNS = compile_later(r"(?i)^(?:execute\w*|run\w*|call|invoke|get)$")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around calls in the product."""

    callers: Callers
    options: Options
    words: GuardWords
    _enclosing: dict[tuple[Key, int], list[Call]] = field(default_factory=dict, repr=False)
    _siblings: dict[tuple[Key, int], list[Call]] = field(default_factory=dict, repr=False)

    def module(self, key: Key) -> Module:
        """The module of a key."""
        return self.callers.resolver.names.modules[key]

    def enclosing(self, frame: Frame) -> list[Call]:
        """The calls that the frame's call stands in the arguments of, itself or with the function around it."""
        place = (frame.key, id(frame.call))
        if place not in self._enclosing:
            self._enclosing[place] = self._find_enclosing(frame)
        return self._enclosing[place]

    def _find_enclosing(self, frame: Frame) -> list[Call]:
        call, found = frame.call, []
        for other in self.module(frame.key).calls:
            if other is call or not other.line <= call.line <= other.end_line or other.end_line < call.end_line:
                continue
            wider = other.line < call.line or other.end_line > call.end_line
            if (
                other.callee == call.passed_to
                or (wider and not other.callee.startswith(call.callee))
                or any(call.callee in a.text for a in other.args)
            ):
                found.append(other)
        return found

    def decorated(self, frame: Frame) -> list[Decorator]:
        """The decorators of the functions around a call."""
        module, function = self.module(frame.key), frame.call.function
        found: list[Decorator] = []
        while function >= 0:
            found += module.functions[function].decorators
            function = module.functions[function].parent
        return found

    def around(self, frames: tuple[Frame, ...], guard: str, levels: int = 3) -> Guard | None:
        """A guard by a call, a context manager or a decorator around, at the call or at most of its callers."""
        for level in range(levels + 1):
            here = [frame for frame in frames if frame.level == level]
            found = [told for frame in here if (told := self._at(frame, guard)) is not None]
            if found and 2 * len(found) >= len(here):
                return found[0]
        return None

    def _at(self, frame: Frame, guard: str) -> Guard | None:
        """A guard around one call."""
        path = path_of(frame.key)
        for call in self.enclosing(frame):
            if self.words.has(guard, "around", [call.callee]) and not self.is_off(guard, written(call)):
                return Guard("yes", path, call.line, call.callee)
            if (policy := self._policy(frame, call, guard)) is not None:
                return policy
        contexts = [text for text in frame.call.contexts if not self.is_off(guard, text)]
        if text := self.words.has(guard, "contexts", contexts):
            return Guard("yes", path, frame.call.line, text[:80])
        for mark in self.decorated(frame):
            if self.words.has(guard, "decorators", [mark.name]) and not self.is_off(guard, mark.text):
                return Guard("yes", path, mark.line, f"@{mark.name}")
        return None

    def _policy(self, frame: Frame, call: Call, guard: str) -> Guard | None:
        """What the pipeline or policy that runs a call was made with: `pipeline.ExecuteAsync(() => ...)`."""
        owner, _, verb = plain(call.callee).rpartition(".")
        if not owner or not _RUNS.match(verb) or (guard, "policies") not in self.words.patterns:
            return None
        names = self.callers.resolver.names
        name = owner.removeprefix("this.").removeprefix("self.")
        rows = [
            (binding.line, binding.text or (written(binding.call) if binding.call is not None else ""))
            for mark in ("", "this.", "self.")
            for binding in names.bindings(frame.key, mark + name)
        ]
        holder = names.class_of(frame.key, frame.call.function)
        rows += [(part.line, part.value) for part in (holder.fields if holder is not None else ()) if part.name == name]
        for line, text in rows:
            if self.words.has(guard, "policies", [text]) and not self.is_off(guard, text):
                return Guard("yes", path_of(frame.key), line, text[:80])
        return None

    def is_off(self, guard: str, text: str) -> bool:
        """Whether what gives a guard is written in a way that gives none: `retry(stop_after_attempt(1))`."""
        return bool(self.words.has(guard, "off", [text]))

    def siblings(self, frame: Frame) -> list[Call]:
        """The calls of the function that a frame's call stands in, those of functions nested there included."""
        module = self.module(frame.key)
        owner = self.callers.outermost(frame.key, frame.call.function)[1]
        place = (frame.key, owner)
        if place not in self._siblings:
            span = module.functions[owner] if owner >= 0 else None
            self._siblings[place] = [
                c
                for c in module.calls
                if (c.function < 0 if span is None else span.line <= c.line <= span.end_line and c.function >= 0)
            ]
        return self._siblings[place]


def written(call: Call) -> str:
    """A call as it may be written, for patterns that look at what it is given."""
    return f"{call.callee}({', '.join(f'{a.name}={a.text}' if a.name else a.text for a in call.args)})"
