"""Are a call's errors handled, here or by somebody on the way up, and does a handler turn to another model?"""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.inventory.app_handlers import handled_for_all, is_routed
from readiness.inventory.around import Around
from readiness.inventory.callers import Frame
from readiness.inventory.model import Guard
from readiness.inventory.names import path_of, plain
from readiness.inventory.unseen import unseen_callers
from readiness.inventory.values import Routine
from readiness.syntax import Handler, Try

_SAME_AGAIN = compile_later(r"\b(?:raise|throw)(?:\s+(?:e|ex|err|error|exc|exception|t|cause|reason))?\s*;?\s*\}?\s*$")
_OTHER_ERRORS = frozenset(
    {
        *("KeyError", "IndexError", "AttributeError", "NameError", "TypeError", "ValueError", "AssertionError"),
        *("JSONDecodeError", "ValidationError", "UnicodeDecodeError", "UnicodeEncodeError", "ZeroDivisionError"),
        *("ImportError", "ModuleNotFoundError", "FileNotFoundError", "NotImplementedError", "StopIteration"),
        *("StopAsyncIteration", "KeyboardInterrupt", "SystemExit", "GeneratorExit", "CancelledError", "RecursionError"),
        *("JsonProcessingException", "NumberFormatException", "IllegalArgumentException", "InterruptedException"),
        *("JsonException", "FormatException", "ArgumentException", "ArgumentNullException", "KeyNotFoundException"),
        *("ParserError", "ArgumentError", "NoMethodError", "ClassCastException", "NullPointerException"),
    }
)
_OTHER_PACKAGES = frozenset(
    "sqlalchemy sqlite3 redis pymongo psycopg psycopg2 asyncpg django pydantic jwt jose jsonschema yaml bs4 PIL pypdf "
    "tortoise peewee pika kafka alembic marshmallow zipfile csv".split()
)
_HTTP_PACKAGES = frozenset("aiohttp requests urllib3 urllib".split())
"""Packages whose errors a plain request has, but no SDK of a model."""
_RAISED = compile_later(r"\braise\s+(?:\w+\.)*([A-Z]\w*)\s*\(")
_ANSWERED = compile_later(
    r"(?i)http|status|response|abort|bad_?(?:gateway|request)|unavailable|not_?found|api|tool|graphql|rpc|validation|mcp"
)
"""Exceptions that a framework answers by itself."""
_DOES_NOTHING = compile_later(
    r"^(?:async\s*)?\(?[^()=]{0,80}\)?\s*=>\s*(?:\{\s*\}|undefined|null|void 0)$|^(?:undefined|null|None)$"
)
_PRINTS = compile_later(r"\bconsole\.|\bprint(?:ln|f)?\(|printStackTrace|Console\.|\bputs\b")
_ASKS_FOR_ERRORS = frozenset({"is_wp_error", "curl_errno", "curl_error"})
_ERROR_HOOKS = frozenset(
    {"onError", "on_error", "onFailed", "on_failure", "onFailure", "errorHandler", "error_handler"}
)


def errors_handled(frames: tuple[Frame, ...], around: Around, http: bool = False) -> Guard:
    """Whether errors of the call are turned into something, not swallowed; `http`: the call is a plain request."""
    swallowed: Guard | None = None
    passed: Guard | None = None
    for frame in frames:
        module = around.module(frame.key)
        if module.language == "go" and frame.level == 0 and not tries_of(frame, around) and _go_returns(frame, around):
            passed = Guard("yes", path_of(frame.key), frame.call.line, "the error is given back")
        for block in tries_of(frame, around):
            for handler in block.handlers:
                if module.language != "javascript" and handler.types and _is_other(handler):
                    continue
                if module.language == "python" and _is_of_others(handler, frame, around, http):
                    continue
                guard = _judge(handler, frame)
                if guard.state == "yes" and "raise" in handler.does:
                    logged = "log" in handler.does and not _PRINTS.search(handler.text)
                    same = _SAME_AGAIN.search(handler.text) and not logged
                    passed = passed or (None if same else guard)
                elif guard.state == "yes":
                    return guard
                else:
                    swallowed = swallowed or guard
            if swallowed is not None and _catches_all(block):
                return swallowed
        if told := _chained(frame, around) or _registered(frame, around) or _looked_at(frame, around):
            return told
        caught, turned = _handed_to(frame, around)
        passed = passed or turned
        if caught is not None:
            return caught
    everywhere = handled_for_all(frames, around, passed is not None)
    if everywhere is not None:
        return everywhere
    if passed is not None:
        return _unanswered(frames, around, passed) or passed
    return swallowed or unseen_callers(frames, around) or Guard("no", *_at(frames[0]), "no handler up to the callers")


def _unanswered(frames: tuple[Frame, ...], around: Around, passed: Guard) -> Guard | None:
    """A route of Python's frameworks that a failure leaves as an error of the product's own, which nobody answers."""
    if around.module(frames[0].key).language != "python" or not is_routed(frames, around):
        return None
    blocks = [handler for frame in frames for block in tries_of(frame, around) for handler in block.handlers]
    raised = {kind for handler in blocks for kind in _RAISED.findall(handler.text)}
    if not raised or any(_ANSWERED.search(kind) for kind in raised):
        return None
    return Guard("no", passed.path, passed.line, f"turned into {sorted(raised)[0]}, which no route answers")


def _at(frame: Frame) -> tuple[str, int]:
    return path_of(frame.key), frame.call.line


def tries_of(frame: Frame, around: Around) -> list[Try]:
    """The tries around a call, inner first, those of the functions that it is nested in included."""
    module, call = around.module(frame.key), frame.call
    inside = [t for t in module.tries if t.line <= call.line and call.end_line <= max(t.end_line, t.line)]
    by_mark = [module.tries[i] for i in call.tries if i < len(module.tries)]
    owner = around.callers.outermost(frame.key, call.function)[1]
    start = module.functions[owner].line if owner >= 0 else 0
    found = {id(t): t for t in (*by_mark, *inside) if t.line >= start}
    return sorted(found.values(), key=lambda t: (t.end_line - t.line, -t.line))


def _judge(handler: Handler, frame: Frame) -> Guard:
    path = path_of(frame.key)
    does = handler.does
    if not does or does == {"empty"}:
        return Guard("no", path, handler.line, "the error is swallowed")
    if does & {"return", "other"}:
        return Guard("yes", path, handler.line, _what(handler))
    if "raise" in does:
        return Guard("yes", path, handler.line, _what(handler))
    return Guard("yes", path, handler.line, "logged, and gone on")


def _is_other(handler: Handler) -> bool:
    """Whether a handler is for errors that a provider's failure never is: wrong keys, bad JSON, a missing module."""
    return all(name.rsplit(".", 1)[-1].rsplit("::", 1)[-1] in _OTHER_ERRORS for name in handler.types)


def _is_of_others(handler: Handler, frame: Frame, around: Around, http: bool) -> bool:
    """Whether all the errors that a handler is for are of packages that have nothing to do with the call."""
    names = around.callers.resolver.names.imported(frame.key)
    roots = []
    for kind in handler.types:
        source, _ = names.get(kind.split(".", 1)[0], ("", ""))
        roots.append(source.split(".", 1)[0])
    others = _OTHER_PACKAGES if http else _OTHER_PACKAGES | _HTTP_PACKAGES
    return bool(roots) and all(root in others for root in roots)


def _what(handler: Handler) -> str:
    return f"catches {', '.join(handler.types)}" if handler.types else "caught"


def _catches_all(block: Try) -> bool:
    broad = {"Exception", "BaseException", "Throwable", "StandardError"}
    return any(not h.types or broad & set(h.types) for h in block.handlers)


def _go_returns(frame: Frame, around: Around) -> bool:
    module, function = around.module(frame.key), frame.call.function
    dropped = any(a.target == "_" and a.line == frame.call.line for a in module.assignments)
    return function >= 0 and not dropped and "error" in module.functions[function].returns


def _chained(frame: Frame, around: Around) -> Guard | None:
    """`.catch(...)`, `.onErrorResume(...)` on the call's result."""
    call = frame.call
    stem = f"{call.callee}()"
    for other in around.module(frame.key).calls:
        if other.callee.startswith(stem) and other.line == call.line and other.function == call.function:
            if around.words.has("errors_handled", "chained", [other.callee[len(stem) :]]):
                return Guard("yes", path_of(frame.key), other.end_line, other.callee[len(stem) :][-40:])
    return None


def _looked_at(frame: Frame, around: Around) -> Guard | None:
    """PHP's functions that give an error back instead of throwing it, and another that is asked about it."""
    module, call = around.module(frame.key), frame.call
    if module.language != "php":
        return None
    for other in module.calls:
        asked = other.callee.lstrip("\\") in _ASKS_FOR_ERRORS
        if asked and other.function == call.function and other.line >= call.line:
            return Guard("yes", path_of(frame.key), other.line, "the error is looked at")
    return None


def _registered(frame: Frame, around: Around) -> Guard | None:
    """The call stands in something that is given an error handler with it: `stream({execute, onError})`."""
    for call in (*around.enclosing(frame), frame.call):
        for argument in call.args:
            hook = (argument.name or "").rsplit(".", 1)[-1] in _ERROR_HOOKS
            if hook and not _DOES_NOTHING.match(argument.text):
                return Guard("yes", path_of(frame.key), argument.line, f"{argument.name} of {call.callee[-40:]}")
    return None


def _handed_to(frame: Frame, around: Around) -> tuple[Guard | None, Guard | None]:
    """Where one of the product's own, that the function is handed to or decorated with, catches its errors.

    The second guard is a handler that turns them into others.
    """
    turned: Guard | None = None
    resolver = around.callers.resolver
    callee = frame.call.callee if frame.level else frame.call.passed_to
    takers = [callee] if callee and (not frame.level or any(a.text.isidentifier() for a in frame.call.args)) else []
    for name in (*takers, *(mark.name for mark in around.decorated(frame))):
        value = resolver.value(frame.key, plain(name), frame.call.function, frame.call.line)
        if not isinstance(value, Routine):
            continue
        for handler in _handlers_inside(value, around):
            guard = Guard("yes", path_of(value.key), handler.line, _what(handler))
            if handler.does - {"empty", "raise"}:
                return guard, turned
            if "raise" in handler.does and not _SAME_AGAIN.search(handler.text):
                turned = turned or guard
    return None, turned


def _handlers_inside(value: Routine, around: Around) -> list[Handler]:
    """The handlers of a function around what it is given and calls."""
    module = around.module(value.key)
    entry = module.functions[value.index]
    given = {p.name.lstrip("*") for p in entry.params}
    return [
        handler
        for call in module.calls
        if entry.line <= call.line <= entry.end_line and given & set(re.findall(r"\w+", call.callee))
        for block in module.tries
        if block.line <= call.line <= block.end_line
        for handler in block.handlers
    ]
