"""Ruby source to the neutral shape."""

from __future__ import annotations

import tree_sitter_ruby
from tree_sitter import Language, Node

from readiness.reading import Entry, Grammar, Item, Link, Reader, read
from readiness.syntax import Field, Import, Module, Parameter
from readiness.trees import child, children, compiled, content, inside, line, shortened, statement_kind

LANGUAGE = "ruby"
EXTENSIONS = frozenset({".rb", ".rake", ".ru"})
VERSION = 2

_LOADS = frozenset({"require", "require_relative", "load", "autoload"})
_MIXES_IN = frozenset({"include", "extend", "prepend"})
_ACCESSORS = frozenset({"attr_accessor", "attr_reader", "attr_writer", "attribute"})
_REPEATS = frozenset(
    {"loop", "times", "upto", "downto", "step", "map", "flat_map", "filter_map", "select", "reject", "reduce", "inject"}
)
_CLAUSES = frozenset({"rescue", "else", "ensure"})
_INSIDE = frozenset(
    {"if", "unless", "if_modifier", "unless_modifier", "case", "when", "then", "else", "elsif", "begin"}
)
_SKIPPED = frozenset({"nil", "binary", "unary", "constant", "pattern", "instance_variable", "scope_resolution"})
_VALUES = frozenset({"string", "hash", "array", "true", "false", "integer", "float", "simple_symbol"})


def parse(text: str, path: str) -> Module:
    """The file's neutral shape; never raises."""
    del path
    return read(_GRAMMAR, text)


def _link(reader: Reader, node: Node) -> Link | None:
    match node.type:
        case "call":
            receiver, method = inside(node, "receiver"), reader.text(inside(node, "method"))
            if method == "new" and receiver is not None:
                return receiver, "()"
            given = inside(node, "arguments") is not None or inside(node, "block") is not None
            name = (f".{method}" if receiver is not None and method else method) + ("()" if given else "")
            return receiver, name
        case "scope_resolution":
            scope, name = inside(node, "scope"), reader.text(inside(node, "name"))
            return scope, f".{name}" if scope is not None else name
        case "element_reference":
            named = children(node)
            return (named[0], f"[{reader.text(named[-1], 60)}]") if named else None
        case _:
            return None


def _key(reader: Reader, node: Node) -> str:
    return reader.text(inside(node, "key"), 80).strip("\"':")


def _entries(reader: Reader, node: Node) -> list[Entry]:
    """Keys and values of a hash."""
    if node.type != "hash":
        return []
    pairs = [(_key(reader, pair), inside(pair, "value")) for pair in children(node) if pair.type == "pair"]
    return [(key, value) for key, value in pairs if value is not None]


def _does(reader: Reader, node: Node) -> str:
    match node.type:
        case "identifier":
            return "raise" if reader.text(node) in ("raise", "abort", "exit") else "skip"
        case "return":
            return "return"
        case "call":
            if reader.text(inside(node, "method")) in ("raise", "fail", "abort"):
                return "raise"
            return statement_kind(reader.dotted(node))
        case kind if kind in _VALUES:
            return "return"
        case kind if kind in _SKIPPED:
            return "skip"
        case kind:
            return "inside" if kind in _INSIDE else "other"


def _parameters(reader: Reader, node: Node | None) -> list[Parameter]:
    found = []
    for declared in children(node):
        name = inside(declared, "name")
        text = reader.text(name if name is not None else declared)
        found.append(Parameter(text, "", reader.text(inside(declared, "value"))))
    return found


def _type(reader: Reader, node: Node) -> None:
    bases = [reader.text(base) for base in children(inside(node, "superclass"))]
    fields = []
    for member in children(inside(node, "body")):
        if member.type == "assignment":
            left, value = inside(member, "left"), inside(member, "right")
            fields.append(Field(reader.text(left, 80), "", reader.text(value), line(member)))
        elif member.type == "call":
            method = reader.text(inside(member, "method"))
            given = children(inside(member, "arguments"))
            if method in _MIXES_IN:
                bases += [reader.text(value, 80) for value in given]
            elif method in _ACCESSORS:
                names = [value for value in given if value.type == "simple_symbol"]
                fields += [Field(reader.text(name).lstrip(":"), "", "", line(member)) for name in names]
    reader.type(node, reader.text(inside(node, "name")).replace("::", "."), node.type, bases, fields)


def _method(reader: Reader, node: Node) -> None:
    reader.function(node, reader.text(inside(node, "name")), _parameters(reader, inside(node, "parameters")))
    body = [part for part in children(inside(node, "body")) if part.type not in _CLAUSES]
    if body:
        reader.returned(body[-1])


def _lambda(reader: Reader, node: Node) -> None:
    reader.function(node, "", _parameters(reader, inside(node, "parameters")))


def _call(reader: Reader, node: Node) -> None:
    method, receiver = reader.text(inside(node, "method")), inside(node, "receiver")
    arguments, block = inside(node, "arguments"), inside(node, "block")
    given = children(arguments)
    if receiver is None and method in _LOADS and given and given[-1].type == "string":
        reader.skipped.add(given[-1].id)
        module = content(reader.data, given[-1], ("string_content",), ("interpolation",))
        if method == "require_relative" and not module.startswith("."):
            module = "./" + module
        reader.imports.append(Import(line(node), module))
        return
    items: list[Item] = []
    for argument in given:
        value = inside(argument, "value") if argument.type == "pair" else argument
        items.append((_key(reader, argument) if argument.type == "pair" else None, value or argument))
    is_new = method == "new" and receiver is not None
    reader.call(node, reader.dotted(node).removesuffix("()"), items, is_new=is_new)
    if block is not None:
        _block(reader, node, method, block)


def _block(reader: Reader, node: Node, method: str, block: Node) -> None:
    """A block runs repeatedly, or within what the call sets up (`Timeout.timeout(5) do`)."""
    if method in _REPEATS or method.startswith(("each", "find_", "in_batches")):
        reader.loop(block)
    elif method not in ("lambda", "proc"):
        reader.context(block, shortened(reader.data[node.start_byte : block.start_byte], 200))


def _assignment(reader: Reader, node: Node) -> None:
    left, right = inside(node, "left"), inside(node, "right")
    if left is not None and right is not None:
        named = children(left) if left.type == "left_assignment_list" else [left]
        reader.bind(right, reader.dotted(named[0]) if named else "")


def _pair(reader: Reader, node: Node) -> None:
    key, value = inside(node, "key"), inside(node, "value")
    if key is not None and key.type == "string":
        reader.skipped.add(key.id)
    if value is not None:
        reader.name(value, _key(reader, node))


def _return(reader: Reader, node: Node) -> None:
    for value in children(child(node, "argument_list")):
        reader.returned(value)


def _loop(reader: Reader, node: Node) -> None:
    reader.loop(inside(node, "body"))


def _guarded(reader: Reader, node: Node) -> None:
    """A `begin` or a method's body with `rescue` clauses."""
    parts = children(node)
    body = [part for part in parts if part.type not in _CLAUSES]
    handlers = []
    for clause in parts:
        if clause.type == "rescue":
            types = [reader.text(kind) for kind in children(inside(clause, "exceptions"))]
            handlers.append(reader.handler(clause, inside(clause, "body"), types))
    if handlers and body:
        reader.guard(body[0], handlers, body[-1])


def _modifier(reader: Reader, node: Node) -> None:
    body, handler = inside(node, "body"), inside(node, "handler")
    if body is not None and handler is not None:
        reader.guard(body, [reader.handler(handler, handler, whole=True)])


def _heredoc(reader: Reader, node: Node) -> None:
    reader.waiting.append(reader.named(node))


def _string(reader: Reader, node: Node) -> None:
    text = content(reader.data, node, ("string_content", "heredoc_content"), ("interpolation",))
    name = reader.waiting.pop(0) if node.type == "heredoc_body" and reader.waiting else ""
    reader.string(node, text, name)


_VISITORS = {
    "class": _type,
    "module": _type,
    "method": _method,
    "singleton_method": _method,
    "lambda": _lambda,
    "call": _call,
    "assignment": _assignment,
    "operator_assignment": _assignment,
    "pair": _pair,
    "return": _return,
    "while": _loop,
    "until": _loop,
    "for": _loop,
    "begin": _guarded,
    "body_statement": _guarded,
    "rescue_modifier": _modifier,
    "heredoc_beginning": _heredoc,
    "heredoc_body": _string,
    "string": _string,
}
_SYNTAX = Language(tree_sitter_ruby.language())
_GRAMMAR = Grammar(
    language=LANGUAGE,
    syntax=_SYNTAX,
    query=compiled(_SYNTAX, _VISITORS, {}),
    visitors=_VISITORS,
    calls=frozenset({"call"}),
    functions=frozenset({"lambda"}),
    strings=frozenset({"string", "heredoc_beginning"}),
    joins=frozenset({"binary", "chained_string"}),
    awaits=frozenset(),
    wrappers={"parenthesized_statements": 0, "rescue_modifier": "body"},
    link=_link,
    entries=_entries,
    does=_does,
)
