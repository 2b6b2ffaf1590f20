"""Java source to the neutral shape."""

from __future__ import annotations

import tree_sitter_java
from tree_sitter import Language, Node

from readiness.reading import Entry, Grammar, Item, Link, Reader, read
from readiness.syntax import Decorator, Field, Handler, Import, Module, Parameter
from readiness.trees import child, children, compiled, content, inside, line, statement_kind, unescaped

LANGUAGE = "java"
EXTENSIONS = frozenset({".java"})
VERSION = 2

_MAX_LINKS = 60
_TYPES = frozenset({"type_identifier", "generic_type", "scoped_type_identifier", "array_type", "integral_type"})
_ANNOTATIONS = frozenset({"annotation", "marker_annotation"})
_PIECES = frozenset({"string_fragment", "multiline_string_fragment"})
_INSIDE = frozenset(
    [
        "block",
        "if_statement",
        "else",
        "expression_statement",
        "switch_expression",
        "switch_block",
        "switch_rule",
        "for_statement",
        "switch_block_statement_group",
        "enhanced_for_statement",
        "while_statement",
        "synchronized_statement",
    ]
)
_SKIPPED = frozenset({"parenthesized_expression", "binary_expression", "switch_label", "identifier"})


def parse(text: str, path: str) -> Module:
    """The file's neutral shape; never raises."""
    del path
    return read(_GRAMMAR, text)


def _link(reader: Reader, node: Node) -> Link | None:
    match node.type:
        case "method_invocation":
            inner, name = inside(node, "object"), reader.text(inside(node, "name")) + "()"
            return inner, f".{name}" if inner is not None else name
        case "field_access":
            return inside(node, "object"), "." + reader.text(inside(node, "field"))
        case "object_creation_expression":
            return inside(node, "type"), "()"
        case "generic_type":
            named = children(node)
            return (named[0], "") if named else None
        case "method_reference":
            named = children(node)
            return (named[0], "." + reader.text(named[-1])) if len(named) > 1 else None
        case _:
            return None


def _entries(reader: Reader, node: Node) -> list[Entry]:
    """The names and values given to a builder before `build()`, first to last; a map's keys and values (`Map.of`)."""
    if node.type != "method_invocation":
        return []
    name = reader.text(inside(node, "name"))
    if name == "of" and reader.text(inside(node, "object")) == "Map":
        given = children(inside(node, "arguments"))
        return [(reader.text(key, 80).strip('"'), value) for key, value in zip(given[::2], given[1::2], strict=False)]
    found: list[Entry] = []
    link = inside(node, "object") if name == "build" else None
    while link is not None and link.type == "method_invocation" and len(found) < _MAX_LINKS:
        arguments, inner = inside(link, "arguments"), inside(link, "object")
        given = children(arguments)
        if arguments is not None and inner is not None and (given or inner.type == "method_invocation"):
            found.append((reader.text(inside(link, "name")), given[0] if len(given) == 1 else arguments))
        link = inner
    return found[::-1]


def _does(reader: Reader, node: Node) -> str:
    match node.type:
        case "throw_statement":
            return "raise"
        case "return_statement" | "yield_statement":
            return "return"
        case "method_invocation":
            return statement_kind(reader.dotted(node))
        case kind if kind in _INSIDE:
            return "inside"
        case kind:
            return "skip" if kind in _SKIPPED else "other"


def _package(reader: Reader, node: Node) -> None:
    reader.package = reader.text(child(node, "scoped_identifier", "identifier"))


def _import(reader: Reader, node: Node) -> None:
    name = reader.text(child(node, "scoped_identifier", "identifier"))
    if child(node, "asterisk") is not None:
        reader.imports.append(Import(line(node), name, (("*", "*"),)))
        return
    module, _, last = name.rpartition(".")
    reader.imports.append(Import(line(node), module, ((last, last),)))


def _annotations(reader: Reader, node: Node) -> list[Decorator]:
    found = []
    for annotation in children(child(node, "modifiers")):
        if annotation.type in _ANNOTATIONS:
            name = reader.text(inside(annotation, "name"))
            found.append(Decorator(name, reader.text(annotation).removeprefix("@"), line(annotation)))
    return found


def _texts(decorators: list[Decorator]) -> tuple[str, ...]:
    return tuple(decorator.text for decorator in decorators)


def _parameters(reader: Reader, node: Node | None) -> list[Parameter]:
    if node is None:
        return []
    if node.type == "identifier":
        return [Parameter(reader.text(node))]
    found = []
    for declared in children(node):
        if declared.type == "identifier":
            found.append(Parameter(reader.text(declared)))
        elif declared.type in ("formal_parameter", "spread_parameter"):
            kind = inside(declared, "type") or child(declared, *_TYPES)
            name = inside(declared, "name") or inside(child(declared, "variable_declarator"), "name")
            dots = "..." if declared.type == "spread_parameter" else ""
            decorators = _texts(_annotations(reader, declared))
            found.append(Parameter(reader.text(name), reader.text(kind) + dots, decorators=decorators))
    return found


def _bases(reader: Reader, node: Node) -> list[str]:
    found = []
    for clause in (inside(node, "superclass"), inside(node, "interfaces"), child(node, "extends_interfaces")):
        for part in children(clause):
            found += [reader.text(kind) for kind in (children(part) if part.type == "type_list" else [part])]
    return found


def _fields(reader: Reader, node: Node) -> list[Field]:
    found = []
    if node.type == "record_declaration":
        for parameter in children(inside(node, "parameters")):
            kind, name = reader.text(inside(parameter, "type")), reader.text(inside(parameter, "name"))
            found.append(Field(name, kind, "", line(parameter), decorators=_texts(_annotations(reader, parameter))))
    members = children(inside(node, "body"))
    members = [part for m in members for part in (children(m) if m.type == "enum_body_declarations" else [m])]
    for member in members:
        decorators = _texts(_annotations(reader, member))
        if member.type in ("field_declaration", "constant_declaration"):
            kind = reader.text(inside(member, "type"))
            for declared in member.children_by_field_name("declarator"):
                name, value = reader.text(inside(declared, "name")), reader.text(inside(declared, "value"))
                found.append(Field(name, kind, value, line(declared), decorators=decorators))
        elif member.type == "enum_constant":
            name, value = reader.text(inside(member, "name")), reader.text(inside(member, "arguments"))
            found.append(Field(name, "", value, line(member), decorators=decorators))
        elif member.type == "annotation_type_element_declaration":
            name, kind = reader.text(inside(member, "name")), reader.text(inside(member, "type"))
            found.append(Field(name, kind, reader.text(inside(member, "value")), line(member), decorators=decorators))
    return found


def _type(reader: Reader, node: Node) -> None:
    kind = node.type.removesuffix("_declaration").removesuffix("_type")
    fields, decorators = _fields(reader, node), _annotations(reader, node)
    reader.type(node, reader.text(inside(node, "name")), kind, _bases(reader, node), fields, decorators)


def _method(reader: Reader, node: Node) -> None:
    reader.function(
        node,
        reader.text(inside(node, "name")),
        _parameters(reader, inside(node, "parameters")),
        _annotations(reader, node),
        reader.text(inside(node, "type")),
    )


def _lambda(reader: Reader, node: Node) -> None:
    body = inside(node, "body")
    reader.function(node, "", _parameters(reader, inside(node, "parameters")))
    if body is not None and body.type != "block":
        reader.returned(body)


def _call(reader: Reader, node: Node) -> None:
    callee = reader.dotted(node).removesuffix("()")
    items: list[Item] = [(None, argument) for argument in children(inside(node, "arguments"))]
    built = _entries(reader, node) if callee.endswith(".build") else []
    is_new = node.type == "object_creation_expression" or bool(built)
    reader.call(node, callee, items, is_new=is_new, also=built)


def _declarator(reader: Reader, node: Node) -> None:
    name, value = inside(node, "name"), inside(node, "value")
    if value is not None:
        reader.bind(value, reader.text(name))


def _assignment(reader: Reader, node: Node) -> None:
    left, right = inside(node, "left"), inside(node, "right")
    if left is not None and right is not None:
        reader.bind(right, reader.dotted(left))


def _return(reader: Reader, node: Node) -> None:
    for value in children(node):
        reader.returned(value)


def _loop(reader: Reader, node: Node) -> None:
    reader.loop(inside(node, "body"))


def _try(reader: Reader, node: Node) -> None:
    body = inside(node, "body")
    handlers: list[Handler] = []
    for clause in children(node):
        if clause.type == "catch_clause":
            caught = child(child(clause, "catch_formal_parameter"), "catch_type")
            types = [reader.text(kind) for kind in children(caught)]
            handlers.append(reader.handler(clause, inside(clause, "body"), types))
    if handlers:
        reader.guard(body, handlers)
    for resource in children(inside(node, "resources")):
        value = inside(resource, "value")
        reader.context(body, reader.text(value if value is not None else resource))
        if value is not None:
            reader.bind(value, reader.text(inside(resource, "name")))


def _pair(reader: Reader, node: Node) -> None:
    value = inside(node, "value")
    if value is not None:
        reader.name(value, reader.text(inside(node, "key")))


def _string(reader: Reader, node: Node) -> None:
    text = content(reader.data, node, _PIECES, ())
    reader.string(node, unescaped(text) if "\\" in text else text)


def _attribute(reader: Reader, node: Node) -> None:
    inner = inside(node, "object")
    if inner is not None:
        reader.attribute(inner, reader.text(inside(node, "field")))


_VISITORS = {
    "package_declaration": _package,
    "import_declaration": _import,
    "class_declaration": _type,
    "interface_declaration": _type,
    "record_declaration": _type,
    "enum_declaration": _type,
    "annotation_type_declaration": _type,
    "method_declaration": _method,
    "constructor_declaration": _method,
    "lambda_expression": _lambda,
    "method_invocation": _call,
    "object_creation_expression": _call,
    "variable_declarator": _declarator,
    "assignment_expression": _assignment,
    "return_statement": _return,
    "for_statement": _loop,
    "enhanced_for_statement": _loop,
    "while_statement": _loop,
    "do_statement": _loop,
    "try_statement": _try,
    "try_with_resources_statement": _try,
    "element_value_pair": _pair,
    "string_literal": _string,
    "field_access": _attribute,
}
_SYNTAX = Language(tree_sitter_java.language())
_GRAMMAR = Grammar(
    language=LANGUAGE,
    syntax=_SYNTAX,
    query=compiled(_SYNTAX, _VISITORS, {"field_access": "(field_access object: (method_invocation))"}),
    visitors=_VISITORS,
    calls=frozenset({"method_invocation", "object_creation_expression"}),
    functions=frozenset({"lambda_expression"}),
    strings=frozenset({"string_literal"}),
    joins=frozenset({"binary_expression"}),
    awaits=frozenset(),
    wrappers={"parenthesized_expression": 0, "cast_expression": "value"},
    link=_link,
    entries=_entries,
    does=_does,
)
