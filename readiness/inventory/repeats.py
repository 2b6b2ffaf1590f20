"""Retries that the product itself makes around a call: loops, its own decorators, adapters of a session."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.inventory.around import Around
from readiness.inventory.callers import Frame
from readiness.inventory.calls import Found
from readiness.inventory.handlers import tries_of
from readiness.inventory.model import Guard
from readiness.inventory.names import path_of

_TRYING = (  # as a word of its own: `max_retries`, `maxRetries`, not `entries`
    r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))(?i:attempts?|retr(?:y|ies)|tr(?:y|ies)|delays?|backoffs?|waits?)(?![a-z])"
)
_REPEATS = compile_later(
    r"^(?i:while|loop|do|until|for$)|;[^;]{0,80}(?:[<>]|!=)|(?i:\brange\(|\d\.times|\d\.\.|\bupto\b)|^(?i:for)\W.{0,40}?"
    + _TRYING
)
"""Heads of loops that do the same again, unlike those that take one thing after the other."""
_NOT_AGAIN = compile_later(
    r"\blen\(|\.length\b|\.size\b|\.Count\b|\bcount\(|\brange\(\s*(?:0\s*,\s*)?[01]\s*\)|<\s*1\b|\b1\.times"
)
"""Heads of loops over the places of a list, and of those that run once."""
_COUNTS = compile_later(r"(?i:\brange\(\s*\d+\s*\)|<=?\s*\d+\b|\d\.times)|" + _TRYING)
_TARGET = compile_later(_TRYING)


def mounted(found: Found, around: Around) -> Guard | None:
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


def tried_again(frames: tuple[Frame, ...], around: Around) -> Guard | None:
    """A loop that tries again: the call in a loop, its error caught there (or looked at), and a pause."""
    for frame in frames:
        if frame.level > 2 or not frame.call.in_loop:
            continue
        module = around.module(frame.key)
        heads = [head for head in frame.call.loops if _REPEATS.search(head) and not _NOT_AGAIN.search(head)]
        if not heads:
            continue
        near = [c.callee for c in module.calls if c.function == frame.call.function and c.in_loop]
        go = module.language == "go"
        caught = go or any(t.line <= frame.call.line <= t.end_line for t in module.tries)
        attempts = [
            a
            for a in module.assignments
            if a.function == frame.call.function and _TARGET.search(a.target.replace("_", " "))
        ]
        counted = attempts or any(_COUNTS.search(head) for head in heads)
        if caught and (around.words.has("retry", "loops", near) or counted) and (not go or counted):
            return Guard("yes", path_of(frame.key), frame.call.line, "a loop that tries again")
    return None


def asked_anew(frames: tuple[Frame, ...], around: Around) -> Guard | None:
    """Ruby's `retry` in a handler around the call."""
    for frame in frames:
        if frame.level > 2 or around.module(frame.key).language != "ruby":
            continue
        for block in tries_of(frame, around):
            for handler in block.handlers:
                if re.search(r"(?<![\w.:])retry\b(?!\s*[:=])", handler.text):
                    return Guard("yes", path_of(frame.key), handler.line, "retry")
    return None


def own_decorator(frames: tuple[Frame, ...], around: Around) -> Guard | None:
    """A decorator of the product's own whose body catches errors in a loop."""
    for frame in frames:
        if frame.level > 2:
            continue
        for mark in around.decorated(frame):
            for key, index in around.callers.resolver.names.functions.get(mark.name.rsplit(".", 1)[-1], ())[:3]:
                module = around.module(key)
                span = module.functions[index]
                inside = [c for c in module.calls if span.line <= c.line <= span.end_line]
                trying = any(span.line <= t.line <= span.end_line for t in module.tries)
                if (
                    trying
                    and any(c.in_loop for c in inside)
                    and around.words.has("retry", "loops", [c.callee for c in inside])
                ):
                    return Guard("yes", path_of(frame.key), mark.line, f"@{mark.name}")
    return None
