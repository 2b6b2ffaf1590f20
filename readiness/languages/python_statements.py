"""Read Python statements that steer the flow: loops, `with`, `try`, and what its handlers do."""

from __future__ import annotations

import ast

from readiness.collecting import RETURNED, UNUSED, Facts, Scope, Step, Use, steps
from readiness.handling import effect_of
from readiness.languages.python_source import Source, dotted, first_name
from readiness.syntax import Handler, Try

_BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try)
_NOTHING = (ast.Pass, ast.Continue, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)


def expression(facts: Facts, source: Source, node: ast.Expr, scope: Scope, use: Use) -> list[Step]:
    """An expression statement; a bare literal is a docstring or a comment."""
    return [] if isinstance(node.value, ast.Constant) else [(node.value, scope, Use(dropped=True))]


def returned(facts: Facts, source: Source, node: ast.Return, scope: Scope, use: Use) -> list[Step]:
    """A `return` statement."""
    return [(node.value, scope, RETURNED)] if node.value else []


def loop(facts: Facts, source: Source, node: ast.For | ast.AsyncFor | ast.While, scope: Scope, use: Use) -> list[Step]:
    """A loop: what it runs over is outside it, a condition that is asked again is inside."""
    looped = scope._replace(in_loop=True, loops=(_head(source, node), *scope.loops))
    if isinstance(node, ast.While):
        head: list[Step] = [(node.test, looped, UNUSED)]
    else:
        head = [(node.iter, scope, Use(awaited=isinstance(node, ast.AsyncFor)))]
    return [*head, *steps(node.body, looped), *steps(node.orelse, scope)]


def _head(source: Source, node: ast.For | ast.AsyncFor | ast.While) -> str:
    if isinstance(node, ast.While):
        return f"while {source.text(node.test)}"
    return f"for {source.text(node.target)} in {source.text(node.iter)}"


def with_(facts: Facts, source: Source, node: ast.With | ast.AsyncWith, scope: Scope, use: Use) -> list[Step]:
    """A `with` statement; each item is a context of the items after it and of the body."""
    found: list[Step] = []
    within = scope
    for item in node.items:
        name = first_name(item.optional_vars) if item.optional_vars else ""
        found.append((item.context_expr, within, Use(target=name, awaited=isinstance(node, ast.AsyncWith))))
        within = within._replace(contexts=(source.text(item.context_expr), *within.contexts))
    return found + steps(node.body, within)


def try_(facts: Facts, source: Source, node: ast.Try | ast.TryStar, scope: Scope, use: Use) -> list[Step]:
    """A `try` statement; handlers, `else` and `finally` are not guarded by it."""
    last = node.body[-1]
    handlers = tuple(_handler(source, h) for h in node.handlers)
    guarded = scope._replace(tries=(len(facts.tries), *scope.tries))
    facts.tries.append(Try(node.body[0].lineno, last.end_lineno or last.lineno, handlers))
    found = steps(node.body, guarded)
    for handler in node.handlers:
        found += steps(handler.body, scope)
    return found + steps(node.orelse, scope) + steps(node.finalbody, scope)


def _handler(source: Source, node: ast.ExceptHandler) -> Handler:
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type] if node.type else []
    types = tuple(dotted(kind) for kind in kinds)
    return Handler(node.lineno, node.end_lineno or node.lineno, types, _deeds(node.body), source.text(node))


def _deeds(body: list[ast.stmt]) -> frozenset[str]:
    """What a handler's statements do, nested blocks included; `continue`, bare `return` and literals are nothing."""
    does: set[str] = set()
    pending: list[ast.stmt] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Raise):
            does.add("raise")
        elif isinstance(node, ast.Return):
            does.update({"return"} if node.value else ())
        elif isinstance(node, ast.Expr):
            does.update(_deed(node.value))
        elif isinstance(node, _BLOCKS):
            for name in ("body", "orelse", "finalbody"):
                pending.extend(getattr(node, name, ()))
            pending.extend(s for h in getattr(node, "handlers", ()) for s in h.body)
        elif not isinstance(node, _NOTHING):
            does.add("other")
    return frozenset(does or {"empty"})


def _deed(value: ast.expr) -> set[str]:
    if isinstance(value, ast.Await):
        value = value.value
    if isinstance(value, ast.Yield | ast.YieldFrom):
        return {"return"}
    if isinstance(value, ast.Constant):
        return set()
    return {effect_of(dotted(value.func))} if isinstance(value, ast.Call) else {"other"}
