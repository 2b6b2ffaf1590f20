"""PHP source to the neutral shape; names are dotted and without `$` (`$this->client` is `this.client`)."""

from __future__ import annotations

import tree_sitter_php
from tree_sitter import Language, Node

from readiness.reading import Entry, Grammar, Item, Link, Reader, read
from readiness.syntax import Decorator, Field, Import, Module, Parameter
from readiness.trees import child, children, compiled, content, inside, line, statement_kind

LANGUAGE = "php"
EXTENSIONS = frozenset({".php"})
VERSION = 2

_MEMBERS = frozenset({"member_access_expression", "nullsafe_member_access_expression"})
_MEMBER_CALLS = frozenset({"member_call_expression", "nullsafe_member_call_expression"})
_STATIC = frozenset({"scoped_property_access_expression", "class_constant_access_expression"})
_CALLS = frozenset({*_MEMBER_CALLS, "function_call_expression", "scoped_call_expression", "object_creation_expression"})
_STRINGS = frozenset({"string", "encapsed_string", "heredoc", "nowdoc"})
_INSIDE = frozenset(
    {
        "case_statement",
        "compound_statement",
        "else_clause",
        "expression_statement",
        "foreach_statement",
        "if_statement",
        "switch_block",
        "switch_statement",
    }
)
_SKIPPED = frozenset({"parenthesized_expression", "variable_name", "name", "string"})


def parse(text: str, path: str) -> Module:
    """The file's neutral shape; never raises."""
    del path
    return read(_GRAMMAR, text)


def _name(reader: Reader, node: Node | None, limit: int = 120) -> str:
    return reader.text(node, limit).replace("$", "").lstrip("\\")


def _link(reader: Reader, node: Node) -> Link | None:
    kind = node.type
    if kind in _MEMBERS or kind in _MEMBER_CALLS:
        return inside(node, "object"), f".{_name(reader, inside(node, 'name'))}" + (
            "()" if kind in _MEMBER_CALLS else ""
        )
    match kind:
        case "scoped_call_expression":
            return inside(node, "scope"), f".{_name(reader, inside(node, 'name'))}()"
        case "function_call_expression":
            return inside(node, "function"), "()"
        case "object_creation_expression":
            made = children(node)
            return (made[0], "()") if made else None
        case "subscript_expression":
            named = children(node)
            return (named[0], f"[{reader.text(named[-1], 60)}]") if named else None
        case "variable_name" | "name" | "qualified_name" | "relative_scope":
            return None, _name(reader, node)
        case "anonymous_class":
            return None, "class"
        case _ if kind in _STATIC:
            named = children(node)
            return (named[0], "." + _name(reader, named[-1])) if len(named) > 1 else None
        case _:
            return None


def _entries(reader: Reader, node: Node) -> list[Entry]:
    """Keys and values of an array."""
    found = []
    for element in children(node) if node.type == "array_creation_expression" else ():
        named = children(element)
        if len(named) == 2:
            found.append((reader.text(named[0], 80).strip("\"'"), named[1]))
    return found


def _does(reader: Reader, node: Node) -> str:
    match node.type:
        case "throw_expression" | "throw_statement":
            return "raise"
        case "return_statement":
            return "return"
        case "exit_statement":
            return "raise"
        case "echo_statement" | "print_intrinsic":
            return "return"
        case kind if kind in _CALLS:
            return statement_kind(reader.dotted(node))
        case kind if kind in _SKIPPED:
            return "skip"
        case kind:
            return "inside" if kind in _INSIDE else "other"


def _package(reader: Reader, node: Node) -> None:
    reader.package = reader.text(inside(node, "name"))


def _import(reader: Reader, node: Node) -> None:
    prefix = reader.text(child(node, "namespace_name"))
    clauses = children(inside(node, "body")) if prefix else children(node)
    for clause in clauses:
        name = child(clause, "qualified_name", "name")
        if clause.type == "namespace_use_clause" and name is not None:
            whole = "\\".join(part for part in (prefix, reader.text(name).lstrip("\\")) if part)
            module, _, last = whole.rpartition("\\")
            bound = reader.text(inside(clause, "alias")) or last
            reader.imports.append(Import(line(clause), module or last, ((last if module else "*", bound),)))


def _include(reader: Reader, node: Node) -> None:
    pending = children(node)[:1]
    while pending:
        part = pending.pop(0)
        if part.type in _STRINGS:
            reader.skipped.add(part.id)
            reader.imports.append(Import(line(node), content(reader.data, part, ("string_content",), ())))
        elif part.type in ("binary_expression", "parenthesized_expression"):
            pending = children(part)


def _attributes(reader: Reader, node: Node) -> list[Decorator]:
    groups = [group for group in children(inside(node, "attributes")) if group.type == "attribute_group"]
    found = [attribute for group in groups for attribute in children(group)]
    return [Decorator(_name(reader, children(a)[0] if children(a) else a), reader.text(a), line(a)) for a in found]


def _parameters(reader: Reader, node: Node) -> list[Parameter]:
    found = []
    for declared in children(inside(node, "parameters")):
        decorators = tuple(attribute.text for attribute in _attributes(reader, declared))
        kind, default = reader.text(inside(declared, "type")), reader.text(inside(declared, "default_value"))
        found.append(Parameter(_name(reader, inside(declared, "name")), kind, default, decorators))
    return found


def _fields(reader: Reader, node: Node) -> list[Field]:
    found = []
    for member in children(inside(node, "body")):
        decorators = tuple(attribute.text for attribute in _attributes(reader, member))
        kind = reader.text(inside(member, "type"))
        for element in children(member):
            if element.type == "property_element":
                name, value = _name(reader, inside(element, "name")), reader.text(inside(element, "default_value"))
                found.append(Field(name, kind, value, line(element), decorators=decorators))
            elif element.type == "const_element" and len(children(element)) > 1:
                name_, value_ = children(element)[:2]
                found.append(Field(reader.text(name_), kind, reader.text(value_), line(element), decorators=decorators))
        if member.type == "enum_case":
            name, value = reader.text(inside(member, "name")), reader.text(inside(member, "value"))
            found.append(Field(name, "", value, line(member), decorators=decorators))
        elif member.type == "method_declaration" and reader.text(inside(member, "name")) == "__construct":
            found += _promoted(reader, member)
    return found


def _promoted(reader: Reader, node: Node) -> list[Field]:
    """Fields that a constructor declares by its parameters."""
    declared = [p for p in children(inside(node, "parameters")) if p.type == "property_promotion_parameter"]
    return [
        Field(
            _name(reader, inside(parameter, "name")),
            reader.text(inside(parameter, "type")),
            reader.text(inside(parameter, "default_value")),
            line(parameter),
        )
        for parameter in declared
    ]


def _type(reader: Reader, node: Node) -> None:
    clauses = [child(node, "base_clause"), child(node, "class_interface_clause")]
    bases = [_name(reader, base) for clause in clauses for base in children(clause)]
    bases += [
        _name(reader, name)
        for member in children(inside(node, "body"))
        if member.type == "use_declaration"
        for name in children(member)
        if name.type in ("name", "qualified_name")
    ]
    kind, name_ = node.type.removesuffix("_declaration"), reader.text(inside(node, "name"))
    reader.type(node, name_, kind, bases, _fields(reader, node), _attributes(reader, node))


def _function(reader: Reader, node: Node) -> None:
    returns = reader.text(inside(node, "return_type"))
    name, parameters = reader.text(inside(node, "name")), _parameters(reader, node)
    reader.function(node, name, parameters, _attributes(reader, node), returns)
    body = inside(node, "body")
    if body is not None and node.type == "arrow_function":
        reader.returned(body)


def _call(reader: Reader, node: Node) -> None:
    items: list[Item] = []
    for argument in children(inside(node, "arguments") or child(node, "arguments")):
        named = children(argument)
        if argument.type == "argument" and named:
            items.append((reader.text(inside(argument, "name")) or None, named[-1]))
    is_new = node.type == "object_creation_expression"
    reader.call(node, reader.dotted(node).removesuffix("()"), items, is_new=is_new)


def _assignment(reader: Reader, node: Node) -> None:
    left, right = inside(node, "left"), inside(node, "right")
    if left is not None and right is not None:
        reader.bind(right, reader.dotted(left))


def _declared(reader: Reader, node: Node) -> None:
    """A property or constant with its value."""
    name, value = inside(node, "name"), inside(node, "default_value")
    named = children(node)
    if node.type == "const_element" and len(named) > 1:
        name, value = named[:2]
    if value is not None:
        reader.bind(value, _name(reader, name))


def _element(reader: Reader, node: Node) -> None:
    named = children(node)
    if len(named) == 2:
        if named[0].type in _STRINGS:
            reader.skipped.add(named[0].id)
        reader.name(named[1], reader.text(named[0], 80).strip("\"'"))


def _return(reader: Reader, node: Node) -> None:
    for value in children(node):
        reader.returned(value)


def _loop(reader: Reader, node: Node) -> None:
    reader.loop(inside(node, "body"))


def _try(reader: Reader, node: Node) -> None:
    handlers = []
    for clause in children(node):
        if clause.type == "catch_clause":
            types = [_name(reader, kind) for kind in children(inside(clause, "type"))]
            handlers.append(reader.handler(clause, inside(clause, "body"), types))
    if handlers:
        reader.guard(inside(node, "body"), handlers)


def _string(reader: Reader, node: Node) -> None:
    body = inside(node, "value") if node.type in ("heredoc", "nowdoc") else node
    holes = {"variable_name", "dynamic_variable_name", "subscript_expression", *_CALLS, *_MEMBERS, *_STATIC}
    reader.string(node, content(reader.data, body or node, ("string_content", "nowdoc_string"), holes))


def _attribute(reader: Reader, node: Node) -> None:
    inner = inside(node, "object")
    if inner is not None:
        reader.attribute(inner, _name(reader, inside(node, "name")))


_INCLUDES = ("include_expression", "include_once_expression", "require_expression", "require_once_expression")
_VISITORS = {
    "namespace_definition": _package,
    "namespace_use_declaration": _import,
    **dict.fromkeys(_INCLUDES, _include),
    "class_declaration": _type,
    "interface_declaration": _type,
    "trait_declaration": _type,
    "enum_declaration": _type,
    "function_definition": _function,
    "method_declaration": _function,
    "anonymous_function": _function,
    "arrow_function": _function,
    **dict.fromkeys(sorted(_CALLS), _call),
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _assignment,
    "property_element": _declared,
    "const_element": _declared,
    "array_element_initializer": _element,
    "return_statement": _return,
    "for_statement": _loop,
    "foreach_statement": _loop,
    "while_statement": _loop,
    "do_statement": _loop,
    "try_statement": _try,
    **dict.fromkeys(sorted(_STRINGS), _string),
    **dict.fromkeys(sorted(_MEMBERS), _attribute),
}
_SYNTAX = Language(tree_sitter_php.language_php())
_GRAMMAR = Grammar(
    language=LANGUAGE,
    syntax=_SYNTAX,
    query=compiled(_SYNTAX, _VISITORS, {}),
    visitors=_VISITORS,
    calls=_CALLS,
    functions=frozenset({"anonymous_function", "arrow_function"}),
    strings=_STRINGS,
    joins=frozenset({"binary_expression"}),
    awaits=frozenset(),
    wrappers={"parenthesized_expression": 0, "cast_expression": "value", "clone_expression": 0},
    link=_link,
    entries=_entries,
    does=_does,
)
