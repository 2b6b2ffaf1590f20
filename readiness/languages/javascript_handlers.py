"""Say how JavaScript handles errors: what catch clauses do, and which promise chains have one."""

from __future__ import annotations

from tree_sitter import Node

from readiness.compiling import compile_later
from readiness.handling import effect_of
from readiness.languages.javascript_source import Source, dotted, field, inner, last_line, line_of, unwrapped
from readiness.syntax import Handler

FUNCTIONS = frozenset({"arrow_function", "function_expression", "function", "generator_function"})
_BLOCKS = frozenset(
    {
        *("statement_block", "if_statement", "else_clause", "for_statement", "for_in_statement", "while_statement"),
        *("do_statement", "switch_statement", "switch_body", "switch_case", "switch_default", "try_statement"),
        *("catch_clause", "finally_clause", "labeled_statement"),
    }
)
_STATEMENTS = compile_later(r"_(?:statement|declaration|block|clause|body|case|default)$")
_IGNORED = frozenset({"empty_statement", "continue_statement", "comment", "function_declaration"})
_CHECKED = compile_later(r"\binstanceof\s{1,10}([\w$.]{1,100})")
_MAX_SEARCHED = 4000  # bytes of a handler in which checked types are looked for
_MAX_STATEMENTS = 500  # statements of a handler that are looked at


def catch_handler(source: Source, clause: Node) -> Handler:
    """A `catch` clause; its types are those that its body asks for with `instanceof`."""
    body = field(clause, "body")
    return _handler(source, clause, deeds(source, body) if body is not None else frozenset({"empty"}))


def promise_handler(source: Source, call: Node) -> Handler | None:
    """The handler that a call of `.catch(f)` or `.then(f, g)` gives to the promise of another call, or None."""
    function, given = field(call, "function"), field(call, "arguments")
    if function is None or given is None or function.type != "member_expression" or given.type != "arguments":
        return None
    name, owner = field(function, "property"), field(function, "object")
    index = {"catch": 0, "then": 1}.get(source.raw(name)) if name is not None else None
    if index is None or owner is None or unwrapped(owner).type not in ("call_expression", "new_expression"):
        return None
    values = [n for n in given.named_children if n.type != "comment"]
    if len(values) <= index:
        return None
    value = unwrapped(values[index])
    if value.type in FUNCTIONS:
        body = field(value, "body")
        return _handler(source, value, deeds(source, body) if body is not None else frozenset({"empty"}))
    if value.type in ("identifier", "member_expression", "call_expression"):
        return _handler(source, value, frozenset({effect_of(dotted(source, value).removesuffix("()"))}))
    return None


def _handler(source: Source, node: Node, does: frozenset[str]) -> Handler:
    searched = source.data[node.start_byte : min(node.end_byte, node.start_byte + _MAX_SEARCHED)]
    types = dict.fromkeys(_CHECKED.findall(searched.decode("utf-8", "replace")))
    return Handler(line_of(node), last_line(node), tuple(types), does, source.text(node))


def deeds(source: Source, body: Node) -> frozenset[str]:
    """What the statements do, nested blocks included; an arrow function's bare expression counts as answered with."""
    if not _STATEMENTS.search(body.type):
        return _answer(source, body)
    does: set[str] = set()
    pending = [body]
    for _ in range(_MAX_STATEMENTS):
        if not pending:
            break
        node = pending.pop()
        kind = node.type
        if kind in _BLOCKS:
            pending.extend(c for c in node.named_children if _STATEMENTS.search(c.type))
        elif kind == "throw_statement":
            does.add("raise")
        elif kind == "return_statement":
            value = inner(node)
            does.update(_answer(source, value) - {"empty", "other"} or {"return"} if value is not None else ())
        elif kind == "expression_statement":
            value = inner(node)
            does.update(_deed(source, value) if value is not None else ())
        elif kind not in _IGNORED:
            does.add("other")
    return frozenset(does or {"empty"})


def _deed(source: Source, node: Node) -> set[str]:
    node = unwrapped(node)
    if node.type == "call_expression":
        return {effect_of(dotted(source, field(node, "function")))}
    if node.type == "yield_expression":
        return {"return"}
    if node.type in ("binary_expression", "ternary_expression", "unary_expression"):
        parts = [c for c in node.named_children if unwrapped(c).type == "call_expression"]
        return set().union(*(_deed(source, c) for c in parts)) or {"other"}
    return {"other"}


def _answer(source: Source, node: Node) -> frozenset[str]:
    """What giving a value back amounts to: a logging or rejecting call is that, no value is nothing."""
    node = unwrapped(node)
    if node.type == "undefined" or source.data.startswith(b"void ", node.start_byte):
        return frozenset({"empty"})
    if node.type == "call_expression":
        effect = effect_of(dotted(source, field(node, "function")))
        return frozenset({effect if effect in ("log", "raise") else "return"})
    return frozenset({"return"})
