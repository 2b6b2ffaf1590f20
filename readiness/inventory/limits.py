"""Find the time limit and the retries of a call: at it, on its client, around it, and on the way up to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from readiness.inventory.callers import Callers, Frame
from readiness.inventory.calls import Found
from readiness.inventory.guard_words import GuardWords
from readiness.inventory.model import Guard
from readiness.inventory.names import Key, path_of, plain
from readiness.inventory.options import Options
from readiness.syntax import Call, Module

_SIGNALS = ("signal", "abortSignal", "abort_signal", "cancellationToken")
_TIMED = re.compile(
    r"AbortSignal\.(?:timeout|any)|context\.With(?:Timeout|Deadline)|timeoutSignal|CancellationTokenSource\(\w"
)


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

    def decorated(self, frame: Frame) -> list[tuple[str, int]]:
        """The decorators of the functions around a call, with their lines."""
        module, function = self.module(frame.key), frame.call.function
        found: list[tuple[str, int]] = []
        while function >= 0:
            found += [(d.name, d.line) for d in module.functions[function].decorators]
            function = module.functions[function].parent
        return found

    def around(self, frames: tuple[Frame, ...], guard: str, levels: int = 3) -> Guard | None:
        """A guard by a call, a context manager or a decorator around, at the call or some levels up."""
        for frame in frames:
            if frame.level > levels:
                break
            path = path_of(frame.key)
            for call in self.enclosing(frame):
                if self.words.has(guard, "around", [call.callee]):
                    return Guard("yes", path, call.line, call.callee)
            if text := self.words.has(guard, "contexts", frame.call.contexts):
                return Guard("yes", path, frame.call.line, text[:80])
            for name, line in self.decorated(frame):
                if self.words.has(guard, "decorators", [name]):
                    return Guard("yes", path, line, f"@{name}")
        return None

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


def timeout(found: Found, frames: tuple[Frame, ...], around: Around) -> Guard:
    """The time limit of a call."""
    names = found.sdk.options.get("timeout", ())
    doubt: Guard | None = None
    places = [(found.key, found.call), *((made.key, made.call) for made in found.made)]
    for key, call in places:
        guard = around.options.read(key, call, "timeout", names, found.sdk.passes)
        if guard is not None and guard.state == "yes":
            return guard
        doubt = doubt or _told(found, call, "timeout", guard)
    guard = (
        _like_others(found, around, "timeout")
        or around.around(frames, "timeout")
        or _signal(found, frames, around)
        or _waits(frames[0], around)
        or _platform(frames, around)
    )
    if guard is not None and guard.state == "yes":
        return guard
    if doubt is not None and doubt.state == "unknown":
        doubt = _from_callers(found, frames, around, "timeout", doubt)
    if doubt is not None:
        return doubt
    return guard or default(found, "timeout")


def _told(found: Found, call: Call, guard: str, told: Guard | None) -> Guard | None:
    """What a call says of an option; a spread into a call that takes no such option says nothing."""
    if told is not None and told.state == "unknown" and call is found.call and guard in found.sdk.only_clients:
        return None
    return told


def _like_others(found: Found, around: Around, guard: str) -> Guard | None:
    """The option as most clients of this kind in the product have it."""
    names = found.sdk.options.get(guard, ())
    given = []
    for chain in found.elsewhere:
        told = (around.options.read(m.key, m.call, guard, names, found.sdk.passes) for m in chain)
        given.append(next((g for g in told if g is not None and g.state == "yes"), None))
    rows = [g for g in given if g is not None]
    return rows[0] if rows and len(rows) * 2 > len(given) else None


def default(found: Found, guard: str) -> Guard:
    """What the SDK does by itself."""
    told = dict(found.shape.defaults).get(guard) or found.sdk.defaults.get(guard)
    if told is None:
        return Guard("unknown", says="not known for this SDK")
    return Guard(told.state, says=told.says)


def _from_callers(found: Found, frames: tuple[Frame, ...], around: Around, guard: str, doubt: Guard) -> Guard | None:
    """Options that a wrapper hands through: what its callers give; nothing where all of them were read in vain."""
    names = found.sdk.options.get(guard, ())
    callers = [frame for frame in frames if frame.level == 1]
    read = [around.options.read(f.key, f.call, guard, names) for f in callers]
    given = [g for g in read if g is not None and g.state == "yes"]
    if given and len(given) * 2 > len(read):
        return given[0]
    return None if callers and not any(g is not None for g in read) else doubt


def _signal(found: Found, frames: tuple[Frame, ...], around: Around) -> Guard | None:
    """A cancellation signal or a context with a deadline that the call is given."""
    language = found.sdk.language
    text = _signal_text(found.call, around, found.key, language)
    if not text:
        return None
    for frame in frames:
        if frame.level and not _hands_on(frame.call, language):
            continue
        if guard := _deadline(frame, around, language):
            return guard
    unclear = language == "javascript" and len(frames) == 1  # in C# a token is mostly that of the request
    return (
        Guard("unknown", path_of(found.key), found.call.line, f"limited by {text[:40]}, if at all") if unclear else None
    )


def _hands_on(call: Call, language: str) -> bool:
    if language == "go":
        return any(re.search(r"(?i)ctx|context", a.text) for a in call.args[:2])
    return True


def _signal_text(call: Call, around: Around, key: Key, language: str) -> str:
    if language == "go":
        first = call.positional(0)
        return first.text if first is not None and re.search(r"(?i)ctx|context", first.text) else ""
    for argument in call.args:
        last = (argument.name or "").rsplit(".", 1)[-1]
        if last in _SIGNALS or re.search(r"(?i)\b(?:abort)?signal\b", argument.text):
            return argument.text
        if argument.text.isidentifier():
            for binding in around.options.resolver.names.bindings(key, argument.text):
                if binding.function == call.function and re.search(r"\bsignal\b", binding.text):
                    return binding.text
    return ""


def _deadline(frame: Frame, around: Around, language: str) -> Guard | None:
    path = path_of(frame.key)
    for argument in frame.call.args:
        if _TIMED.search(argument.text):
            return Guard("yes", path, argument.line, argument.text[:80])
    for call in around.siblings(frame):
        if _TIMED.search(call.callee) and (language != "go" or _is_context(call, frame.call)):
            return Guard("yes", path, call.line, call.callee)
        if plain(call.callee).endswith("setTimeout") and any(re.search(r"abort", a.text) for a in call.args):
            return Guard("yes", path, call.line, "setTimeout(... abort ...)")
        if language == "csharp" and call.callee.endswith("CancelAfter"):
            return Guard("yes", path, call.line, call.callee)
    return None


def _is_context(made: Call, call: Call) -> bool:
    """Whether a Go call is given the context that another call made."""
    words = {word for a in call.args[:2] for word in re.findall(r"\w+", a.text)}
    return made.line <= call.line and made.target in words


def _waits(frame: Frame, around: Around) -> Guard | None:
    """A bounded wait for the result in the same function: `future.get(5, SECONDS)`, `.block(Duration)`."""
    for call in around.siblings(frame):
        callee = plain(call.callee)
        texts = " ".join(a.text for a in call.args)
        bounded = re.search(r"TimeUnit\.|Duration\.|ofSeconds", texts)
        if (
            callee.endswith(
                (".get", ".await", ".block", ".blockFirst", ".blockLast", ".join", ".orTimeout", ".timeout")
            )
            and bounded
        ):
            return Guard("yes", path_of(frame.key), call.line, f"{callee[-40:]}({texts[:40]})")
        if callee == "Promise.race" and re.search(r"(?i)timeout", texts):
            return Guard("yes", path_of(frame.key), call.line, "Promise.race with a timeout")
    return None


def _platform(frames: tuple[Frame, ...], around: Around) -> Guard | None:
    """A limit declared for the whole route (`export const maxDuration = 60`), in a file that leads to the call."""
    if around.module(frames[0].key).language != "javascript":
        return None
    names = around.options.resolver.names
    seen, layer = {frame.key for frame in frames}, [frame.key for frame in frames]
    for _ in range(6):
        for key in layer:
            for entry in names.bindings(key, "maxDuration"):
                if entry.function < 0 and entry.text:
                    return Guard("yes", path_of(key), entry.line, f"maxDuration = {entry.text[:20]}")
        layer = [k for key in layer for k in around.callers.importers(key) if k not in seen]
        seen.update(layer)
    return None


def retry(found: Found, frames: tuple[Frame, ...], around: Around) -> Guard:
    """The retries of a call."""
    names = found.sdk.options.get("retry", ())
    doubt: Guard | None = None
    for key, call in [(found.key, found.call), *((made.key, made.call) for made in found.made)]:
        if plain(call.callee).rsplit(".", 1)[-1] in ("with_retry", "withRetry"):
            return Guard("yes", path_of(key), call.line, "with_retry")
        guard = around.options.read(key, call, "retry", names, found.sdk.passes)
        if guard is not None and guard.state == "yes":
            return guard
        doubt = doubt or _told(found, call, "retry", guard)
    guard = (
        _mounted(found, around)
        or _like_others(found, around, "retry")
        or around.around(frames, "retry")
        or _loop(frames, around)
        or _own_decorator(frames, around)
    )
    if guard is not None:
        return guard
    if doubt is not None and doubt.state == "unknown":
        doubt = _from_callers(found, frames, around, "retry", doubt)
    return doubt or default(found, "retry")


def _mounted(found: Found, around: Around) -> Guard | None:
    """Retries of an adapter that a session of `requests` is given: `session.mount("https://", HTTPAdapter(...))`."""
    if found.sdk.language != "python" or not found.sdk.http:
        return None
    for made in found.made:
        for call in around.module(made.key).calls:
            adapter = call.args[-1] if call.callee == f"{made.call.target}.mount" and len(call.args) > 1 else None
            if adapter is None:
                continue
            text = adapter.text
            for binding in around.options.resolver.names.bindings(made.key, text):
                if binding.call is not None and (given := binding.call.argument("max_retries")) is not None:
                    text = f"max_retries={given.text}"
            if re.search(r"max_retries\s*=\s*(?!0\b|None\b)", text):
                return Guard("yes", path_of(made.key), call.line, text[:80])
    return None


def _loop(frames: tuple[Frame, ...], around: Around) -> Guard | None:
    """A loop that tries again: the call in a loop, its error caught there (or looked at), and a pause."""
    for frame in frames:
        if frame.level > 2 or not frame.call.in_loop:
            continue
        module = around.module(frame.key)
        near = [c.callee for c in module.calls if c.function == frame.call.function and c.in_loop]
        go = module.language == "go"
        caught = go or any(t.line <= frame.call.line <= t.end_line for t in module.tries)
        attempts = [
            a
            for a in module.assignments
            if a.function == frame.call.function and re.search(r"(?i)attempt|retr|tries", a.target)
        ]
        if caught and (around.words.has("retry", "loops", near) or attempts) and (not go or attempts):
            return Guard("yes", path_of(frame.key), frame.call.line, "a loop that tries again")
    return None


def _own_decorator(frames: tuple[Frame, ...], around: Around) -> Guard | None:
    """A decorator of the product's own whose body catches errors in a loop."""
    for frame in frames:
        if frame.level > 2:
            continue
        for name, line in around.decorated(frame):
            for key, index in around.callers.resolver.names.functions.get(name.rsplit(".", 1)[-1], ())[:3]:
                module = around.module(key)
                span = module.functions[index]
                inside = [c for c in module.calls if span.line <= c.line <= span.end_line]
                trying = any(span.line <= t.line <= span.end_line for t in module.tries)
                if (
                    trying
                    and any(c.in_loop for c in inside)
                    and around.words.has("retry", "loops", [c.callee for c in inside])
                ):
                    return Guard("yes", path_of(frame.key), line, f"@{name}")
    return None
