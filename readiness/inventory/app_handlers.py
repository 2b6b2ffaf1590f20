"""Handlers of errors that an application has for all its routes: which of them would see a model call's failure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from readiness.compiling import compile_later
from readiness.inventory.around import Around, written
from readiness.inventory.callers import Frame
from readiness.inventory.model import Guard
from readiness.inventory.names import Key, order_of, path_of, plain
from readiness.syntax import Call, Module

_ALL_ERRORS = frozenset({"Exception", "BaseException", "Throwable", "RuntimeException", "StandardError", "Error"})
_KIND = compile_later(r"\b([A-Z]\w*(?:Error|Exception|Throwable|Failure|Fault))\b|\b(Error|Exception|Throwable)\b")
_OF_MODELS = compile_later(
    r"(?i)openai|anthropic|gemini|bedrock|llm|model|provider|upstream|api_?(?:status_?|call_?)?e(?:rror|xception)$"
)
_STATUS = compile_later(r"\(\s*(?:HTTPStatus\.\w+|\d{3})\b")
_SERVER_FAULT = compile_later(r"\(\s*(?:HTTPStatus\.INTERNAL_SERVER_ERROR|500)\b")
_PATH = compile_later(r"""^["'`](?:/|\*|[\w{:-][\w/{}:*.-]*["'`]$)""")
_TAKES_ERROR = compile_later(
    r"^(?:async\s+)?(?:function\s*\w*\s*)?\(\s*_?(?:e|err|error)\b[^,()]*,[^,()]*,[^,()]*,?[^,()]*\)"
)
_FOLLOWED_CONTROLLERS = ("ruby", "php")


def handled_for_all(frames: tuple[Frame, ...], around: Around, passed: bool) -> Guard | None:
    """The application's handler, where the way up ends in a route; `passed`: errors come as the product's own kind."""
    routed = _route(frames, around)
    if routed is None:
        return None
    language = around.module(routed.key).language
    modules = around.callers.resolver.names.modules
    for key in sorted(modules, key=order_of):
        if modules[key].language != language or _is_of_another(path_of(key), path_of(routed.key), modules):
            continue
        if line := _middleware(modules[key], around):
            return Guard("yes", path_of(key), line, "a middleware around every route")
        for name, text, line in _marks(modules[key], around):
            if around.words.has("errors_handled", "everywhere", [name]) and _sees_failures(text, passed):
                return Guard("yes", path_of(key), line, f"{name} for every route")
    return None


def is_routed(frames: tuple[Frame, ...], around: Around) -> bool:
    """Whether the way up from a call ends in a route."""
    return _route(frames, around) is not None


def _route(frames: tuple[Frame, ...], around: Around) -> Frame | None:
    return next((frame for frame in frames if _is_routed(frame, around)), None)


def _is_routed(frame: Frame, around: Around) -> bool:
    module = around.module(frame.key)
    if any(around.words.has("errors_handled", "routes", [mark.name]) for mark in around.decorated(frame)):
        return True
    registrations = [*around.enclosing(frame), *((frame.call,) if frame.level else ())]
    if any(_registers(call, around) for call in registrations):
        return True
    function = frame.call.function
    owner = module.functions[function].class_name if function >= 0 else ""
    return module.language in _FOLLOWED_CONTROLLERS and owner.endswith("Controller")


def _registers(call: Call, around: Around) -> bool:
    """Whether a call registers a handler for a path: `app.post("/x", handler)`, `app.MapPost("x", Ask)`."""
    first = call.positional(0)
    named = around.words.has("errors_handled", "routes", [plain(call.callee)])
    return bool(named and first is not None and _PATH.match(first.text) and len(call.args) > 1)


def _marks(module: Module, around: Around) -> list[tuple[str, str, int]]:
    """(name, text, line) of whatever may set up a handler of errors."""
    found = []
    for entry in module.functions:
        kinds = " ".join(parameter.annotation for parameter in entry.params)
        found += [(d.name, d.text if "(" in d.text else f"{d.text}({kinds})", d.line) for d in entry.decorators]
    found += [(d.name, d.text, d.line) for entry in module.classes for d in entry.decorators]
    for call in module.calls:
        callee = plain(call.callee)
        if callee.endswith(".use") and _is_error_middleware(module, call):
            found.append(("onError", "onError()", call.line))
        found.append((callee, written(call), call.line))
    return found


def _is_of_another(path: str, routed: str, modules: Mapping[Key, Module]) -> bool:
    """Whether a file belongs to another program than a route: .NET says by folders with a start of their own."""
    if not path.endswith(".cs"):
        return False
    starts = {path_of(key).rpartition("/")[0] for key in modules if path_of(key).endswith("Program.cs")}
    mine = next((folder for folder in _above(path) if folder in starts), None)
    return mine is not None and not routed.startswith(f"{mine}/" if mine else "")


def _above(path: str) -> Iterator[str]:
    """The folders that a file is in, the nearest first, "" for the top."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def _middleware(module: Module, around: Around) -> int:
    """The line of a handler around the rest of the application (`await call_next(request)`) that answers any error."""
    for call in module.calls:
        if not call.tries or not around.words.has("errors_handled", "made", [call.callee]):
            continue
        if module.language == "javascript" and not call.awaited:
            continue
        for number in call.tries:
            for handler in module.tries[number].handlers if number < len(module.tries) else ():
                kinds = {kind.rsplit(".", 1)[-1] for kind in handler.types}
                if handler.does & {"return", "other"} and (not kinds or kinds & _ALL_ERRORS):
                    return handler.line
    return 0


def _is_error_middleware(module: Module, call: Call) -> bool:
    """Whether Express is given a function that takes an error first and three things more."""
    for argument in call.args[-2:]:
        if _TAKES_ERROR.match(argument.text):
            return True
        for entry in module.functions:
            first = entry.params[0].name.lower().lstrip("_") if len(entry.params) == 4 else ""
            if entry.name == argument.text and first in ("e", "err", "error"):
                return True
    return False


def _sees_failures(text: str, passed: bool) -> bool:
    """Whether a handler is for any error, or for those of models; one for other kinds sees only what is made such."""
    given = text.partition("(")[2]
    if _STATUS.search(text[:200]):
        return bool(_SERVER_FAULT.search(text[:200]))
    kinds = {one or other for one, other in _KIND.findall(given)}
    if not kinds or kinds & _ALL_ERRORS:
        return True
    return passed or any(_OF_MODELS.search(kind) for kind in kinds)
