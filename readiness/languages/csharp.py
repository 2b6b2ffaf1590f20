"""C# source to the neutral shape."""

from __future__ import annotations

import tree_sitter_c_sharp
from tree_sitter import Language, Node

from readiness.reading import Entry, Grammar, Item, Link, Reader, read
from readiness.syntax import Decorator, Field, Import, Module, Parameter
from readiness.trees import child, children, compiled, content, inside, line, statement_kind

LANGUAGE = "csharp"
EXTENSIONS = frozenset({".cs"})
VERSION = 2

_MAX_LINKS = 60
_CREATIONS = frozenset({"object_creation_expression", "implicit_object_creation_expression"})
_PIECES = frozenset({"string_literal_content", "string_content", "raw_string_content"})
_INSIDE = frozenset(
    {
        "await_expression",
        "block",
        "expression_statement",
        "foreach_statement",
        "if_statement",
        "parenthesized_expression",
        "switch_body",
        "switch_section",
        "switch_statement",
    }
)


def parse(text: str, path: str) -> Module:
    """The file's neutral shape; never raises."""
    del path
    return read(_GRAMMAR, text)


def _last(node: Node | None) -> Node | None:
    named = children(node)
    return named[-1] if named else None


def _bare(text: str) -> str:
    return text.partition("<")[0]


def _link(reader: Reader, node: Node) -> Link | None:
    match node.type:
        case "invocation_expression":
            return inside(node, "function"), "()"
        case "member_access_expression":
            return inside(node, "expression"), "." + _bare(reader.text(inside(node, "name")))
        case "conditional_access_expression":
            rest = reader.text(_last(node), 120).partition("(")[0]
            return inside(node, "condition"), rest if rest.startswith("[") else "." + rest.lstrip(".")
        case "element_access_expression":
            return inside(node, "expression"), reader.text(inside(node, "subscript"), 60)
        case "object_creation_expression":
            return inside(node, "type"), "()"
        case "generic_name":
            return child(node, "identifier"), ""
        case "implicit_object_creation_expression":
            return None, "new()"
        case _:
            return None


def _entries(reader: Reader, node: Node) -> list[Entry]:
    """Keys and values of an object initialiser or anonymous object, or those given to a builder before `Build()`."""
    if node.type == "anonymous_object_creation_expression":
        named = children(node)
        return [(reader.text(key, 80), value) for key, value in zip(named[::2], named[1::2], strict=False)]
    if node.type == "invocation_expression":
        return _built(reader, node)
    found: list[Entry] = []
    if node.type in _CREATIONS:
        for element in children(child(node, "initializer_expression")):
            left, right = inside(element, "left"), inside(element, "right")
            if element.type == "initializer_expression" and len(children(element)) == 2:
                left, right = children(element)
            if left is not None and right is not None:
                found.append((reader.text(left, 80).strip('[]"'), right))
    return found


def _built(reader: Reader, node: Node) -> list[Entry]:
    found: list[Entry] = []
    function = inside(node, "function")
    if reader.text(inside(function, "name")) != "Build":
        return []
    link = inside(function, "expression")
    while link is not None and link.type == "invocation_expression" and len(found) < _MAX_LINKS:
        function, arguments = inside(link, "function"), inside(link, "arguments")
        given = children(arguments)
        first = inside(function, "expression")
        if arguments is not None and first is not None and (given or first.type == "invocation_expression"):
            value = _last(given[0]) if len(given) == 1 else arguments
            found.append((_bare(reader.text(inside(function, "name"))), value or arguments))
        link = inside(function, "expression")
    return found[::-1]


def _does(reader: Reader, node: Node) -> str:
    match node.type:
        case "throw_statement" | "throw_expression":
            return "raise"
        case "return_statement":
            return "return"
        case "invocation_expression":
            return statement_kind(reader.dotted(node))
        case "identifier" | "binary_expression" | "member_access_expression" | "case_switch_label":
            return "skip"
        case kind:
            return "inside" if kind in _INSIDE else "other"


def _package(reader: Reader, node: Node) -> None:
    reader.package = reader.package or reader.text(inside(node, "name"))


def _import(reader: Reader, node: Node) -> None:
    alias, module = inside(node, "name"), _last(node)
    if module is not None and reader.text(module):
        bound = reader.text(alias) or "*"
        reader.imports.append(Import(line(node), reader.text(module), (("*", bound),)))


def _attributes(reader: Reader, node: Node) -> list[Decorator]:
    found = []
    for group in children(node):
        for attribute in children(group) if group.type == "attribute_list" else ():
            name = reader.text(inside(attribute, "name"))
            found.append(Decorator(name, reader.text(attribute), line(attribute)))
    return found


def _texts(reader: Reader, node: Node) -> tuple[str, ...]:
    return tuple(attribute.text for attribute in _attributes(reader, node))


def _parameters(reader: Reader, node: Node | None) -> list[Parameter]:
    if node is None:
        return []
    if node.type in ("implicit_parameter", "identifier"):
        return [Parameter(reader.text(node))]
    found = []
    for declared in children(node):
        if declared.type not in ("parameter", "implicit_parameter"):
            continue
        name, kind = inside(declared, "name"), inside(declared, "type")
        rest = children(declared)
        default = rest[-1] if rest and name is not None and rest[-1].start_byte > name.end_byte else None
        text = reader.text(name if name is not None else declared)
        found.append(Parameter(text, reader.text(kind), reader.text(default), _texts(reader, declared)))
    return found


def _fields(reader: Reader, node: Node) -> list[Field]:
    found = []
    if node.type == "record_declaration":
        for parameter in _parameters(reader, child(node, "parameter_list")):
            value, decorators = parameter.default, parameter.decorators
            found.append(Field(parameter.name, parameter.annotation, value, line(node), decorators=decorators))
    for member in children(inside(node, "body")):
        decorators = _texts(reader, member)
        if member.type == "field_declaration":
            declaration = child(member, "variable_declaration")
            kind = reader.text(inside(declaration, "type"))
            for declared in children(declaration):
                if declared.type == "variable_declarator":
                    name, value = reader.text(inside(declared, "name")), reader.text(_value(declared))
                    found.append(Field(name, kind, value, line(declared), decorators=decorators))
        elif member.type in ("property_declaration", "enum_member_declaration"):
            name, kind = reader.text(inside(member, "name")), reader.text(inside(member, "type"))
            found.append(Field(name, kind, reader.text(inside(member, "value")), line(member), decorators=decorators))
    return found


def _type(reader: Reader, node: Node) -> None:
    bases = [reader.text(base).partition("(")[0] for base in children(child(node, "base_list"))]
    kind, name = node.type.removesuffix("_declaration"), reader.text(inside(node, "name"))
    reader.type(node, name, kind, bases, _fields(reader, node), _attributes(reader, node))


def _function(reader: Reader, node: Node) -> None:
    is_async = any(reader.text(modifier) == "async" for modifier in node.named_children if modifier.type == "modifier")
    returns = reader.text(inside(node, "returns")) or reader.text(inside(node, "type"))
    parameters = _parameters(reader, inside(node, "parameters"))
    reader.function(node, reader.text(inside(node, "name")), parameters, _attributes(reader, node), returns, is_async)
    body = inside(node, "body")
    if body is not None and body.type == "arrow_expression_clause":
        body = _last(body)
    if body is not None and body.type != "block":
        reader.returned(body)


def _call(reader: Reader, node: Node) -> None:
    items: list[Item] = []
    for argument in children(inside(node, "arguments") or child(node, "argument_list")):
        value = _last(argument)
        if value is not None:
            items.append((reader.text(inside(argument, "name")) or None, value))
    is_new = node.type in _CREATIONS
    callee = "new" if node.type == "implicit_object_creation_expression" else reader.dotted(node).removesuffix("()")
    also = _entries(reader, node)
    reader.call(node, callee, items, is_new=is_new or bool(also), also=also)


def _value(node: Node) -> Node | None:
    last = _last(node)
    return None if last is None or last == inside(node, "name") or last.type == "bracketed_argument_list" else last


def _declarator(reader: Reader, node: Node) -> None:
    value = _value(node)
    if value is not None:
        reader.bind(value, reader.text(inside(node, "name")))


def _assignment(reader: Reader, node: Node) -> None:
    left, right = inside(node, "left"), inside(node, "right")
    if left is not None and right is not None:
        reader.bind(right, reader.dotted(left))


def _property(reader: Reader, node: Node) -> None:
    value = inside(node, "value")
    if value is not None and value.type != "arrow_expression_clause":
        reader.bind(value, reader.text(inside(node, "name")))


def _initializer(reader: Reader, node: Node) -> None:
    """An object initialiser's assignments are keys, not bindings."""
    for element in children(node):
        if element.type == "assignment_expression":
            reader.skipped.add(element.id)


def _return(reader: Reader, node: Node) -> None:
    for value in children(node):
        reader.returned(value)


def _await(reader: Reader, node: Node) -> None:
    reader.unwrap(node)


def _loop(reader: Reader, node: Node) -> None:
    reader.loop(inside(node, "body") or _last(node))


def _using(reader: Reader, node: Node) -> None:
    named = children(node)
    if len(named) > 1:
        reader.context(inside(node, "body"), reader.text(named[0]))


def _try(reader: Reader, node: Node) -> None:
    handlers = []
    for clause in children(node):
        if clause.type == "catch_clause":
            kind = reader.text(inside(child(clause, "catch_declaration"), "type"))
            handlers.append(reader.handler(clause, inside(clause, "body"), (kind,) if kind else ()))
    if handlers:
        reader.guard(inside(node, "body"), handlers)


def _string(reader: Reader, node: Node) -> None:
    if node.type == "verbatim_string_literal":
        reader.string(node, reader.raw(node)[2:-1].replace('""', '"'))
    else:
        reader.string(node, content(reader.data, node, _PIECES, ("interpolation",)))


def _attribute(reader: Reader, node: Node) -> None:
    inner = inside(node, "expression")
    if inner is not None:
        reader.attribute(inner, _bare(reader.text(inside(node, "name"))))


_VISITORS = {
    "namespace_declaration": _package,
    "file_scoped_namespace_declaration": _package,
    "using_directive": _import,
    "class_declaration": _type,
    "struct_declaration": _type,
    "record_declaration": _type,
    "interface_declaration": _type,
    "enum_declaration": _type,
    "method_declaration": _function,
    "constructor_declaration": _function,
    "local_function_statement": _function,
    "lambda_expression": _function,
    "anonymous_method_expression": _function,
    "invocation_expression": _call,
    "object_creation_expression": _call,
    "implicit_object_creation_expression": _call,
    "variable_declarator": _declarator,
    "property_declaration": _property,
    "assignment_expression": _assignment,
    "initializer_expression": _initializer,
    "return_statement": _return,
    "await_expression": _await,
    "for_statement": _loop,
    "foreach_statement": _loop,
    "while_statement": _loop,
    "do_statement": _loop,
    "using_statement": _using,
    "try_statement": _try,
    "string_literal": _string,
    "verbatim_string_literal": _string,
    "raw_string_literal": _string,
    "interpolated_string_expression": _string,
    "member_access_expression": _attribute,
}
_SYNTAX = Language(tree_sitter_c_sharp.language())
_GRAMMAR = Grammar(
    language=LANGUAGE,
    syntax=_SYNTAX,
    query=compiled(
        _SYNTAX,
        _VISITORS,
        {
            "member_access_expression": "(member_access_expression"
            " expression: [(invocation_expression) (parenthesized_expression)])"
        },
    ),
    visitors=_VISITORS,
    calls=frozenset({"invocation_expression", *_CREATIONS}),
    functions=frozenset({"lambda_expression", "anonymous_method_expression"}),
    strings=frozenset(
        {"string_literal", "verbatim_string_literal", "raw_string_literal", "interpolated_string_expression"}
    ),
    joins=frozenset({"binary_expression"}),
    awaits=frozenset({"await_expression"}),
    wrappers={
        "parenthesized_expression": 0,
        "await_expression": 0,
        "cast_expression": "value",
        "postfix_unary_expression": 0,
    },
    link=_link,
    entries=_entries,
    does=_does,
)
