"""Time limits that a call is handed or waited for with: signals, contexts with a deadline, bounded waits, platforms."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.inventory.around import Around, written
from readiness.inventory.callers import Frame
from readiness.inventory.calls import Found
from readiness.inventory.model import Guard
from readiness.inventory.names import Key, order_of, path_of, plain
from readiness.syntax import Call

_ROUTE = compile_later(r"(?:^|/)(?:route|\+server|\+page\.server)\.[cm]?[jt]sx?$|(?:^|/)pages/api/")
_SIGNALS = ("signal", "abortSignal", "abort_signal", "cancellationToken")
_TIMED = compile_later(
    r"AbortSignal\.(?:timeout|any)|context\.With(?:Timeout|Deadline)|timeoutSignal|CancellationTokenSource\(\w"
)


def signal(found: Found, frames: tuple[Frame, ...], around: Around) -> Guard | None:
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
        if language == "csharp" and re.search(r"(?i)\b(?:ct|\w*token)$", argument.text):
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
        named = language in ("go", "csharp")
        if _TIMED.search(written(call)) and (not named or _is_handed(call, frame.call)):
            return Guard("yes", path, call.line, call.callee)
        if plain(call.callee).endswith("setTimeout") and any(re.search(r"abort", a.text) for a in call.args):
            return Guard("yes", path, call.line, "setTimeout(... abort ...)")
        if call.callee.endswith(".CancelAfter") and call.callee.split(".")[0] in _words(frame.call):
            return Guard("yes", path, call.line, call.callee)
    return None


def _is_handed(made: Call, call: Call) -> bool:
    """Whether a call is given what another call made before: a context, the token of a source."""
    return made.line <= call.line and made.target in _words(call)


def _words(call: Call) -> set[str]:
    return {word for a in call.args for word in re.findall(r"\w+", a.text)}


def waits(frames: tuple[Frame, ...], around: Around) -> Guard | None:
    """A bounded wait for the result: a race with a timer around it, or `future.get(5, SECONDS)` beside it."""
    for frame in frames:
        for call in around.enclosing(frame) if frame.level <= 2 else ():
            texts = " ".join(a.text for a in call.args)
            if around.words.has("timeout", "race", [call.callee]) and re.search(r"(?i)timeout|delay|sleep", texts):
                return Guard("yes", path_of(frame.key), call.line, f"{call.callee} with a timer")
    return _bounded_wait(frames[0], around)


def _bounded_wait(frame: Frame, around: Around) -> Guard | None:
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


def platform(frames: tuple[Frame, ...], around: Around) -> Guard | None:
    """A limit declared for the whole route (`export const maxDuration = 60`), in most of the routes that lead here."""
    if around.module(frames[0].key).language != "javascript":
        return None
    names = around.options.resolver.names
    seen, layer = {frame.key for frame in frames}, [frame.key for frame in frames]
    found: list[Guard] = []
    without = 0
    for _ in range(6):
        for key in layer:
            limits = [e for e in names.bindings(key, "maxDuration") if e.function < 0 and e.text]
            found += [Guard("yes", path_of(key), e.line, f"maxDuration = {e.text[:20]}") for e in limits[:1]]
            without += not limits and bool(_ROUTE.search(path_of(key)))
        layer = sorted({k for key in layer for k in around.callers.importers(key)} - seen, key=order_of)
        seen.update(layer)
    return found[0] if found and len(found) >= without else None
