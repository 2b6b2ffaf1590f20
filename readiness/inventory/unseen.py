"""Functions whose callers cannot be seen: those kept in a table, registered by name, or reached by reflection."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.inventory.around import Around
from readiness.inventory.callers import Frame
from readiness.inventory.model import Guard
from readiness.inventory.names import path_of
from readiness.syntax import Function, Module

_REGISTERS = compile_later(
    r"(?:^|[._])(?:register\w*|plugin|hook\w*|subscri\w+|subscriber|listen\w*|listener|EventListener|command|action|"
    r"kernel_function|KernelFunction|SKFunction|EventPattern|MessagePattern|OnEvent|Process|Processor|receiver|consumer)$"
)
_BY_NAME = compile_later(
    r"(?:^|\.)(?:getattr|MethodByName|getMethod|getDeclaredMethod|GetMethod|public_send|send|call_user_func\w*)$"
)
_PLACED = ("{", "[", "(", "dict(", "map[", "new Map(", "Map.of(", "new ")


def unseen_callers(frames: tuple[Frame, ...], around: Around) -> Guard | None:
    """Where the way up ends in a function that somebody may call whom nobody can see: "unknown", else None."""
    callers = around.callers
    for frame in frames:
        key, index = callers.outermost(frame.key, frame.call.function)
        if index < 0 or callers.of(key, index):
            continue
        module = around.module(key)
        entry = module.functions[index]
        line = _marked(entry) or _in_table(module, entry) or _by_reflection(module, entry)
        if line:
            return Guard("unknown", path_of(key), line, f"who calls {entry.name} cannot be seen")
    return None


def _marked(entry: Function) -> int:
    """The line of a decorator that registers the function, 0 if none does."""
    return next((mark.line for mark in entry.decorators if _REGISTERS.search(mark.name)), 0)


def _in_table(module: Module, entry: Function) -> int:
    """The line where the function is put into a dict, list or map without being called."""
    name = entry.name.rsplit(".", 1)[-1]
    if len(name) < 2 or name.startswith("<"):
        return 0
    held = re.compile(rf"[{{\[(,:=]\s*(?:\w+(?:\.|::))?{re.escape(name)}\s*[,}}\])]")
    rows = [(a.line, a.text) for a in module.assignments if a.text.startswith(_PLACED) or "map[" in a.text[:40]]
    rows += [
        (call.line, "{" + ",".join(a.text for a in call.args) + "}") for call in module.calls if "map[" in call.callee
    ]
    return next((line for line, text in rows if name in text and held.search(text)), 0)


def _by_reflection(module: Module, entry: Function) -> int:
    """The line where methods of the function's class are called by names made up while running."""
    if not entry.class_name:
        return 0
    for call in module.calls:
        owner = module.functions[call.function].class_name if call.function >= 0 else ""
        own = call.callee.startswith(("this[", "self.class.send", "self.send", "public_send"))
        named = _BY_NAME.search(call.callee) and any(a.text in ("self", "this", "self.class") for a in call.args)
        if owner == entry.class_name and (own or named):
            return call.line
    return 0
