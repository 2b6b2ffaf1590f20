"""Read Python source, notebook cells included, into the neutral shape."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from readiness.collecting import UNUSED, Facts, Scope, Step, Use
from readiness.languages import python_bindings as bindings
from readiness.languages import python_expressions as expressions
from readiness.languages import python_statements as statements
from readiness.languages.python_newer import in_older_syntax
from readiness.languages.python_repair import partial_tree, tree_of, without_magics
from readiness.languages.python_source import Source
from readiness.syntax import Module

LANGUAGE = "python"
EXTENSIONS = frozenset({".py", ".pyi", ".pyw"})
VERSION = 2

_Visit = Callable[[Facts, Source, Any, Scope, Use], list[Step]]
_VISITS: dict[type[ast.AST], _Visit] = {
    ast.Call: expressions.call,
    ast.Attribute: expressions.attribute,
    ast.Await: expressions.awaiting,
    ast.BoolOp: expressions.through,
    ast.Starred: expressions.through,
    ast.IfExp: expressions.choice,
    ast.BinOp: expressions.concatenation,
    ast.Dict: expressions.mapping,
    ast.Constant: expressions.constant,
    ast.JoinedStr: expressions.template,
    ast.ListComp: expressions.comprehension,
    ast.SetComp: expressions.comprehension,
    ast.GeneratorExp: expressions.comprehension,
    ast.DictComp: expressions.comprehension,
    ast.Lambda: expressions.closure,
    ast.NamedExpr: bindings.single,
    ast.AugAssign: bindings.single,
    ast.Assign: bindings.assign,
    ast.AnnAssign: bindings.annotated,
    ast.Import: bindings.import_,
    ast.ImportFrom: bindings.import_from,
    ast.FunctionDef: bindings.function,
    ast.AsyncFunctionDef: bindings.function,
    ast.ClassDef: bindings.class_,
    ast.Expr: statements.expression,
    ast.Return: statements.returned,
    ast.For: statements.loop,
    ast.AsyncFor: statements.loop,
    ast.While: statements.loop,
    ast.With: statements.with_,
    ast.AsyncWith: statements.with_,
    ast.Try: statements.try_,
    ast.TryStar: statements.try_,
}
_SILENT = frozenset({ast.Name, ast.Load, ast.Store, ast.And, ast.Or, ast.Not, ast.Eq, ast.Pass})


def parse(text: str, path: str) -> Module:
    """The neutral shape of Python text; `ok` is False where only a part could be read (Python 2, broken code).

    Syntax newer than the running Python's and IPython's magics are rewritten first, and count as read whole.
    """
    text = text.removeprefix("\ufeff").replace("\0", " ")
    tree = tree_of(text)
    for rewrite in (without_magics, in_older_syntax):
        if tree is None:
            text = rewrite(text)
            tree = tree_of(text)
    whole = tree is not None
    if tree is None:
        tree = partial_tree(text)
    return _walk(tree, Source(text)).module(LANGUAGE, ok=whole)


def _walk(tree: ast.Module, source: Source) -> Facts:
    """Read the tree with a stack of its own: depth of nesting is no limit."""
    facts = Facts()
    stack: list[Step] = [(tree, Scope(), UNUSED)]
    while stack:
        node, scope, use = stack.pop()
        kind = node.__class__
        if kind in _SILENT:
            continue
        visit = _VISITS.get(kind)
        found = visit(facts, source, node, scope, use) if visit else _children(node, scope)
        found.reverse()
        stack.extend(found)
    return facts


def _children(node: ast.AST, scope: Scope) -> list[Step]:
    found: list[Step] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found.extend((item, scope, UNUSED) for item in value if isinstance(item, ast.AST))
        elif isinstance(value, ast.AST):
            found.append((value, scope, UNUSED))
    return found
