"""Kotlin source to the neutral shape; a lambda given to a call is part of the function that it stands in."""

from __future__ import annotations

from dataclasses import replace

import tree_sitter_kotlin
from tree_sitter import Language, Node

from readiness.compiling import compile_later
from readiness.reading import Entry, Grammar, Item, Link, Reader, read
from readiness.syntax import Decorator, Field, Import, Module, Parameter
from readiness.trees import child, children, compiled, content, inside, line, shortened, statement_kind

LANGUAGE = "kotlin"
EXTENSIONS = frozenset({".kt", ".kts"})
VERSION = 2

_MAX_LINKS = 60
_SIMPLE = compile_later(r"\$[A-Za-z_]\w*")
_REPEATS = frozenset(
    {"forEach", "forEachIndexed", "map", "flatMap", "mapNotNull", "repeat", "filter", "onEach", "collect"}
)
_TYPES = frozenset({"user_type", "nullable_type", "function_type", "non_nullable_type"})
_STRINGS = frozenset({"string_literal", "multiline_string_literal"})
_INSIDE = frozenset({"block", "if_expression", "when_expression", "when_entry", "control_structure_body", "statements"})
_SKIPPED = frozenset({"identifier", "binary_expression", "is_expression", "when_condition", "when_subject", "null"})


def parse(text: str, path: str) -> Module:
    """The file's neutral shape; never raises."""
    del path
    return read(_GRAMMAR, text)


def _link(reader: Reader, node: Node) -> Link | None:
    named = children(node)
    if not named:
        return None
    match node.type:
        case "call_expression":
            return named[0], "" if named[0].type == "call_expression" and _has_only_lambda(node) else "()"
        case "navigation_expression":
            return named[0], "." + reader.text(named[-1]) if len(named) > 1 else ""
        case "index_expression":
            return named[0], f"[{reader.text(named[-1], 60)}]"
        case _:
            return None


def _has_only_lambda(node: Node) -> bool:
    return child(node, "value_arguments") is None


def _arguments(node: Node) -> list[Node]:
    return [argument for argument in children(child(node, "value_arguments")) if argument.type == "value_argument"]


def _argument(reader: Reader, node: Node) -> tuple[str | None, Node]:
    """An argument's name, None where it has none, and its value."""
    named = children(node)
    is_named = len(named) > 1 and any(part.type == "=" for part in node.children)
    return (reader.text(named[0]) if is_named else None), named[-1] if named else node


def _entries(reader: Reader, node: Node) -> list[Entry]:
    """The named arguments of a construction, a map's pairs (`mapOf("a" to b)`), or what a builder was given."""
    if node.type != "call_expression":
        return []
    named = children(node)
    callee = reader.text(named[0], 120) if named else ""
    if callee.rpartition(".")[2] == "build":
        return _built(reader, named[0])
    arguments = [_argument(reader, argument) for argument in _arguments(node)]
    if callee.endswith(("mapOf", "MapOf")):
        pairs = [children(value) for _, value in arguments if value.type == "infix_expression"]
        return [(reader.text(pair[0], 80).strip('"'), pair[-1]) for pair in pairs if len(pair) == 3]
    if not callee.rpartition(".")[2][:1].isupper():
        return []
    return [(name, value) for name, value in arguments if name is not None]


def _built(reader: Reader, node: Node) -> list[Entry]:
    found: list[Entry] = []
    while node.type == "navigation_expression" and len(found) < _MAX_LINKS:
        node = children(node)[0]
        named, arguments = children(node), child(node, "value_arguments")
        if node.type != "call_expression" or not named or arguments is None:
            break
        given = _arguments(node)
        if named[0].type == "navigation_expression" and (given or children(named[0])[0].type == "call_expression"):
            value = _argument(reader, given[0])[1] if len(given) == 1 else arguments
            found.append((reader.text(children(named[0])[-1]), value))
        node = named[0]
    return found[::-1]


def _does(reader: Reader, node: Node) -> str:
    text = reader.text(node, 120)
    match node.type:
        case "throw_expression":
            return "raise"
        case "return_expression" | "jump_expression":
            return "raise" if text.startswith("throw") else "return" if text.startswith("return") else "other"
        case "call_expression":
            return statement_kind(reader.dotted(node))
        case "string_literal" | "null" | "boolean_literal" | "number_literal":
            return "return"
        case kind if kind in _SKIPPED:
            return "return" if text in ("null", "emptyList", "false") else "skip"
        case kind:
            return "inside" if kind in _INSIDE else "other"


def _package(reader: Reader, node: Node) -> None:
    reader.package = reader.text(child(node, "qualified_identifier"))


def _import(reader: Reader, node: Node) -> None:
    name, alias = reader.text(child(node, "qualified_identifier")), reader.text(child(node, "identifier"))
    module, _, last = name.rpartition(".")
    if reader.text(node).rstrip().endswith("*"):
        reader.imports.append(Import(line(node), name, (("*", "*"),)))
    else:
        reader.imports.append(Import(line(node), module or name, ((last, alias or last),)))


def _annotations(reader: Reader, node: Node) -> list[Decorator]:
    return _listed(reader, child(node, "modifiers"))


def _listed(reader: Reader, modifiers: Node | None) -> list[Decorator]:
    found = []
    for part in children(modifiers):
        if part.type == "annotation":
            text = reader.text(part).lstrip("@").partition(":")
            whole = text[2] if text[0] in ("field", "get", "param", "file", "set", "property") else reader.text(part)
            whole = whole.lstrip("@")
            found.append(Decorator(whole.partition("(")[0], whole, line(part)))
    return found


def _written(reader: Reader, modifiers: Node | None) -> tuple[str, ...]:
    return tuple(annotation.text for annotation in _listed(reader, modifiers))


def _declared(reader: Reader, node: Node) -> Parameter:
    """Name, type and default of a parameter or property-like node, by the order of its children."""
    parts = [part for part in children(node) if part.type != "modifiers"]
    kind = next((part for part in parts[1:] if part.type in _TYPES), None)
    rest = parts[2:] if kind is not None else parts[1:]
    name = reader.text(parts[0]) if parts else ""
    return Parameter(
        name, reader.text(kind), reader.text(rest[0]) if rest else "", _written(reader, child(node, "modifiers"))
    )


def _parameters(reader: Reader, node: Node | None) -> list[Parameter]:
    """A function's parameters; their annotations and defaults are children of the list beside them."""
    found: list[Parameter] = []
    decorators: tuple[str, ...] = ()
    for part in children(node):
        if part.type == "parameter":
            found.append(replace(_declared(reader, part), decorators=decorators))
            decorators = ()
        elif part.type == "parameter_modifiers":
            decorators = _written(reader, part)
        elif found:
            found.append(replace(found.pop(), default=reader.text(part)))
    return found


def _fields(reader: Reader, node: Node, body: Node | None) -> list[Field]:
    found = []
    for parameter in children(child(child(node, "primary_constructor"), "class_parameters")):
        if reader.text(parameter, 200).partition(":")[0].split()[-2:-1] in (["val"], ["var"]):
            named = _declared(reader, parameter)
            at, decorators = line(parameter), named.decorators
            found.append(Field(named.name, named.annotation, named.default, at, decorators=decorators))
    for member in children(body):
        if member.type == "property_declaration":
            declared, value = child(member, "variable_declaration"), _value(member)
            parts = children(declared)
            name, kind = reader.text(parts[0] if parts else None), reader.text(parts[1] if len(parts) > 1 else None)
            at, decorators = line(declared or member), _written(reader, child(member, "modifiers"))
            found.append(Field(name, kind, reader.text(value), at, decorators=decorators))
        elif member.type == "enum_entry":
            name, value_ = reader.text(child(member, "identifier")), reader.text(child(member, "value_arguments"))
            found.append(Field(name, "", value_, line(member)))
    return found


def _type(reader: Reader, node: Node) -> None:
    body = child(node, "class_body", "enum_class_body")
    kind = "enum" if body is not None and body.type == "enum_class_body" else "class"
    if any(part.type == "interface" for part in node.children):
        kind = "interface"
    bases = [reader.text(base).partition("(")[0] for base in children(child(node, "delegation_specifiers"))]
    name = reader.text(inside(node, "name")) or "Companion"
    reader.type(node, name, kind, bases, _fields(reader, node, body), _annotations(reader, node))


def _function(reader: Reader, node: Node) -> None:
    name, is_async = reader.text(inside(node, "name")), "suspend" in reader.text(child(node, "modifiers")).split()
    parameters = _parameters(reader, child(node, "function_value_parameters"))
    reader.function(node, name, parameters, _annotations(reader, node), reader.text(child(node, *_TYPES)), is_async)
    body = children(child(node, "function_body"))
    if body and body[0].type != "block":
        reader.returned(body[0])


def _call(reader: Reader, node: Node) -> None:
    callee = reader.dotted(node).removesuffix("()")
    block, named = child(node, "annotated_lambda"), children(node)
    first = named[0] if named else node
    if block is not None:
        method = callee.rpartition(".")[2]
        if method in _REPEATS:
            reader.loop(block)
        else:
            reader.context(block, shortened(reader.data[node.start_byte : block.start_byte], 200))
    if first.type == "call_expression" and _has_only_lambda(node):
        return
    items: list[Item] = [_argument(reader, argument) for argument in _arguments(node)]
    built = _entries(reader, node) if callee.endswith(".build") else []
    is_new = bool(built) or callee.rpartition(".")[2][:1].isupper()
    reader.call(node, callee, items, is_new=is_new, also=built)


def _value(node: Node) -> Node | None:
    named = children(node)
    delegate = child(node, "property_delegate")
    if delegate is not None:
        return children(delegate)[-1] if children(delegate) else None
    last = named[-1] if named else None
    skipped = ("variable_declaration", "multi_variable_declaration", "modifiers", "getter", "setter")
    return None if last is None or last.type in skipped else last


def _property(reader: Reader, node: Node) -> None:
    value, declared = _value(node), child(node, "variable_declaration")
    if value is not None and declared is not None:
        reader.bind(value, reader.text(child(declared, "identifier")))


def _assignment(reader: Reader, node: Node) -> None:
    left, right = inside(node, "left"), inside(node, "right")
    if left is not None and right is not None:
        reader.bind(right, reader.dotted(left))


def _return(reader: Reader, node: Node) -> None:
    for value in children(node):
        reader.returned(value)


def _loop(reader: Reader, node: Node) -> None:
    named = children(node)
    reader.loop(named[-1] if named else None)


def _try(reader: Reader, node: Node) -> None:
    handlers = []
    for clause in children(node):
        if clause.type == "catch_block":
            types = [reader.text(kind) for kind in children(clause) if kind.type in _TYPES]
            handlers.append(reader.handler(clause, child(clause, "block"), types))
    if handlers:
        reader.guard(child(node, "block"), handlers)


def _string(reader: Reader, node: Node) -> None:
    text = content(reader.data, node, ("string_content",), ("interpolation",))
    reader.string(node, _SIMPLE.sub("{}", text) if "$" in text else text)


def _attribute(reader: Reader, node: Node) -> None:
    named = children(node)
    if len(named) > 1:
        reader.attribute(named[0], reader.text(named[-1]))


_VISITORS = {
    "package_header": _package,
    "import": _import,
    "class_declaration": _type,
    "object_declaration": _type,
    "companion_object": _type,
    "function_declaration": _function,
    "call_expression": _call,
    "property_declaration": _property,
    "assignment": _assignment,
    "return_expression": _return,
    "for_statement": _loop,
    "while_statement": _loop,
    "do_while_statement": _loop,
    "try_expression": _try,
    "string_literal": _string,
    "multiline_string_literal": _string,
    "navigation_expression": _attribute,
}
_SYNTAX = Language(tree_sitter_kotlin.language())
_GRAMMAR = Grammar(
    language=LANGUAGE,
    syntax=_SYNTAX,
    query=compiled(_SYNTAX, _VISITORS, {"navigation_expression": "(navigation_expression . (call_expression))"}),
    visitors=_VISITORS,
    calls=frozenset({"call_expression"}),
    functions=frozenset({"lambda_literal", "anonymous_function"}),
    strings=_STRINGS,
    joins=frozenset({"binary_expression"}),
    awaits=frozenset(),
    wrappers={
        "parenthesized_expression": 0,
        "unary_expression": "argument",
        "as_expression": 0,
        "try_expression": 0,
        "block": -1,
    },
    link=_link,
    entries=_entries,
    does=_does,
)
