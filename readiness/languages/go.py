"""Go source to the neutral shape."""

from __future__ import annotations

import re

import tree_sitter_go
from tree_sitter import Language, Node

from readiness.compiling import compile_later
from readiness.reading import Entry, Grammar, Item, Link, Reader, read
from readiness.syntax import Field, Handler, Import, Module, Parameter
from readiness.trees import child, children, compiled, inside, line, statement_kind, unescaped

LANGUAGE = "go"
EXTENSIONS = frozenset({".go"})
VERSION = 2

_FAILED = compile_later(r"\b(e|\w*[eE]rr(?:or)?\d?) != nil\b")
_SUCCEEDED = compile_later(r"^\(?(e|\w*[eE]rr(?:or)?\d?) == nil\)?$")
_KINDS_OF_ERROR = compile_later(r"errors\.(?:Is|As)\((\w+), &?([\w.]+)")
_PROPAGATES = compile_later(r"\b(?:\w*[eE]rr(?:or)?\d?|e|Err[A-Z]\w*|Errorf|errors\.\w+|\w*Error)\b")
_FATAL = compile_later(r"(?:^|\.)(?:Fatal\w*|Panic\w*)$")
_ENDS = compile_later(r"^(?:panic|os\.Exit|\w+\.(?:Fatal|FailNow)\w*)$")
_OPTION = compile_later(r"(?:^|\.)(With[A-Z]\w*)$")
_VERSION_PART = compile_later(r"^v\d+$")


def parse(text: str, path: str) -> Module:
    """The file's neutral shape; never raises."""
    del path
    return read(_GRAMMAR, text)


def _link(reader: Reader, node: Node) -> Link | None:
    match node.type:
        case "selector_expression":
            return inside(node, "operand"), "." + reader.text(inside(node, "field"))
        case "call_expression":
            return inside(node, "function"), "()"
        case "qualified_type":
            return inside(node, "package"), "." + reader.text(inside(node, "name"))
        case "index_expression":
            inner = inside(node, "operand")
            return inner, f"[{reader.text(inside(node, 'index'), 60)}]"
        case "generic_type" | "type_instantiation_expression":
            return inside(node, "type"), ""
        case "composite_literal":
            return inside(node, "type"), "{}"
        case _:
            return None


def _entries(reader: Reader, node: Node) -> list[Entry]:
    """Keys and values of a composite literal, or the one of a functional option (`WithTimeout(d)`)."""
    if node.type == "composite_literal":
        node = inside(node, "body") or node
    if node.type == "literal_value":
        found = []
        for element in children(node):
            key, value = inside(element, "key"), inside(element, "value")
            if element.type == "keyed_element" and key is not None and value is not None:
                found.append((reader.text(key, 80).strip('"`'), value))
        return found
    if node.type == "call_expression":
        option = _OPTION.search(reader.text(inside(node, "function"), 120))
        arguments = inside(node, "arguments")
        if option and arguments is not None:
            given = children(arguments)
            return [(option[1], given[0] if len(given) == 1 else arguments)]
    return []


def _does(reader: Reader, node: Node) -> str:
    match node.type:
        case "return_statement":
            return "raise" if _PROPAGATES.search(reader.text(node)) else "return"
        case "expression_statement" | "defer_statement" | "go_statement":
            text = reader.text(node)
            head = text.partition("(")[0]
            if _ENDS.search(head) or _FATAL.search(head):
                return "fatal" if head.startswith("log") or "og." in head else "raise"
            return statement_kind(text)
        case "statement_list" | "if_statement" | "block" | "else_clause":
            return "inside"
        case "expression_switch_statement" | "expression_case" | "default_case" | "type_switch_statement":
            return "inside"
        case "binary_expression" | "identifier" | "call_expression" | "unary_expression" | "selector_expression":
            return "skip"
        case _:
            return "other"


def _package(reader: Reader, node: Node) -> None:
    reader.package = reader.text(child(node, "package_identifier"))


def _import(reader: Reader, node: Node) -> None:
    path, alias = inside(node, "path"), reader.text(inside(node, "name"))
    if path is None:
        return
    reader.skipped.add(path.id)
    module = reader.text(path).strip('"`')
    bound = "" if alias == "_" else "*" if alias == "." else alias or _package_name(module)
    reader.imports.append(Import(line(node), module, (("*", bound),) if bound else ()))


def _package_name(module: str) -> str:
    """The likely package name: the last path element without a version and without the usual `go-` and `-go`."""
    parts = [part for part in module.split("/") if part]
    if len(parts) > 1 and _VERSION_PART.match(parts[-1]):
        parts.pop()
    last = parts[-1] if parts else module
    last = re.sub(r"\.v\d+$", "", last).removesuffix(".go")
    return last.removeprefix("go-").removesuffix("-go")


def _parameters(reader: Reader, node: Node | None) -> list[Parameter]:
    found = []
    for declared in children(node):
        kind = reader.text(inside(declared, "type"))
        if declared.type == "variadic_parameter_declaration":
            kind = "..." + kind
        names = [name for name in declared.children_by_field_name("name") if name.is_named]
        found += [Parameter(reader.text(name), kind) for name in names]
    return found


def _function(reader: Reader, node: Node) -> None:
    owner = ""
    receiver = children(inside(node, "receiver"))
    if receiver:
        owner = reader.text(inside(receiver[0], "type")).lstrip("*").partition("[")[0]
    name = reader.text(inside(node, "name"))
    returns = reader.text(inside(node, "result"))
    reader.function(node, name, _parameters(reader, inside(node, "parameters")), returns=returns, class_name=owner)


def _type(reader: Reader, node: Node) -> None:
    shape = inside(node, "type")
    if shape is None or shape.type not in ("struct_type", "interface_type"):
        return
    fields: list[Field] = []
    bases: list[str] = []
    parts = children(child(shape, "field_declaration_list")) if shape.type == "struct_type" else children(shape)
    for part in parts:
        kind = reader.text(inside(part, "type")) or reader.text(part)
        names = [name for name in part.children_by_field_name("name") if name.is_named]
        tag = inside(part, "tag")
        if tag is not None:
            reader.skipped.add(tag.id)
        if not names:
            bases.append(kind.lstrip("*"))
        if part.type == "method_elem":
            kind = reader.text(part)
        written = reader.text(tag)[1:-1]
        fields += [Field(reader.text(name), kind, "", line(part), written) for name in names]
    kind = shape.type.removesuffix("_type")
    reader.type(node, reader.text(inside(node, "name")), kind, bases, fields)


def _call(reader: Reader, node: Node) -> None:
    callee = reader.dotted(node).removesuffix("()")
    items: list[Item] = [(None, argument) for argument in children(inside(node, "arguments"))]
    reader.call(node, callee, items)


def _conversion(reader: Reader, node: Node) -> None:
    """A call of a generic function is read as a conversion by the grammar; only such are calls here."""
    kind, operand = inside(node, "type"), inside(node, "operand")
    if kind is not None and kind.type == "generic_type" and operand is not None:
        reader.call(node, reader.dotted(kind), [(None, operand)])


def _literal(reader: Reader, node: Node) -> None:
    kind = inside(node, "type")
    if kind is None:
        return
    named = kind.type in ("type_identifier", "qualified_type", "generic_type")
    callee = reader.dotted(kind) if named else reader.text(kind, 80)
    entries = _entries(reader, node)
    items: list[Item] = []
    if named and not entries:
        items = [(None, value) for value in children(inside(node, "body")) if value.type != "keyed_element"]
    if named or entries:
        reader.call(node, callee, items, is_new=True, also=entries)


def _keyed(reader: Reader, node: Node) -> None:
    value = inside(node, "value")
    if value is not None:
        reader.name(value, reader.text(inside(node, "key"), 80).strip('"`'))


def _bound(reader: Reader, node: Node) -> None:
    """Names on the left, values on the right; one call may give all the names their values."""
    left, right = inside(node, "left"), inside(node, "right")
    names = children(left) if left is not None else [n for n in node.children_by_field_name("name") if n.is_named]
    values = children(right if right is not None else inside(node, "value"))
    for name, value in zip(names, values, strict=False):
        reader.bind(value, reader.dotted(name))
    if left is not None and len(names) > len(values) and reader.text(names[-1], 8) == "_":
        reader.bind(left, "_")  # the last result, mostly an error, is thrown away


def _return(reader: Reader, node: Node) -> None:
    for value in children(child(node, "expression_list")):
        reader.returned(value)


def _loop(reader: Reader, node: Node) -> None:
    reader.loop(inside(node, "body"))


def _statements(reader: Reader, node: Node) -> None:
    """Pair each `if err != nil` with the statement in this list that last set its error: a guarded statement."""
    last: dict[str, Node] = {}
    guarded: dict[int, tuple[Node, list[Handler]]] = {}
    for statement in children(node):
        if statement.type in ("short_var_declaration", "assignment_statement"):
            for name in children(inside(statement, "left")):
                last[reader.text(name, 80)] = statement
        elif statement.type == "if_statement":
            name_, body, types = _checked(reader, statement)
            start = inside(statement, "initializer") or last.get(name_)
            if body is not None and start is not None:
                handler = reader.handler(statement, body, types)
                guarded.setdefault(start.id, (start, []))[1].append(handler)
    for start, handlers in guarded.values():
        reader.guard(start, handlers)


def _checked(reader: Reader, node: Node) -> tuple[str, Node | None, tuple[str, ...]]:
    """The error that an `if` checks, the block that handles it and the errors that it is compared with."""
    condition = reader.text(inside(node, "condition"))
    kinds = _KINDS_OF_ERROR.search(condition)
    if kinds:
        return kinds[1], inside(node, "consequence"), (kinds[2],)
    if failed := _FAILED.search(condition):
        return failed[1], inside(node, "consequence"), ()
    if succeeded := _SUCCEEDED.search(condition):
        return succeeded[1], inside(node, "alternative"), ()
    return "", None, ()


def _string(reader: Reader, node: Node) -> None:
    content = reader.raw(node)[1:-1]
    reader.string(node, content if node.type == "raw_string_literal" else unescaped(content))


def _attribute(reader: Reader, node: Node) -> None:
    operand = inside(node, "operand")
    if operand is not None:
        reader.attribute(operand, reader.text(inside(node, "field")))


_VISITORS = {
    "package_clause": _package,
    "import_spec": _import,
    "function_declaration": _function,
    "method_declaration": _function,
    "func_literal": _function,
    "type_spec": _type,
    "call_expression": _call,
    "type_conversion_expression": _conversion,
    "composite_literal": _literal,
    "keyed_element": _keyed,
    "short_var_declaration": _bound,
    "assignment_statement": _bound,
    "var_spec": _bound,
    "const_spec": _bound,
    "return_statement": _return,
    "for_statement": _loop,
    "statement_list": _statements,
    "interpreted_string_literal": _string,
    "raw_string_literal": _string,
    "selector_expression": _attribute,
}
_SYNTAX = Language(tree_sitter_go.language())
_GRAMMAR = Grammar(
    language=LANGUAGE,
    syntax=_SYNTAX,
    query=compiled(_SYNTAX, _VISITORS, {"selector_expression": "(selector_expression operand: (call_expression))"}),
    visitors=_VISITORS,
    calls=frozenset({"call_expression", "composite_literal"}),
    functions=frozenset({"func_literal"}),
    strings=frozenset({"interpreted_string_literal", "raw_string_literal"}),
    joins=frozenset({"binary_expression"}),
    awaits=frozenset(),
    wrappers={
        "parenthesized_expression": 0,
        "unary_expression": "operand",
        "type_assertion_expression": "operand",
        "literal_element": 0,
    },
    link=_link,
    entries=_entries,
    does=_does,
)
