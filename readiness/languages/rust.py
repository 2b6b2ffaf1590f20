"""Rust source to the neutral shape; names are dotted (`Client::new` is `Client.new`), macros keep their `!`."""

from __future__ import annotations

import tree_sitter_rust
from tree_sitter import Language, Node

from readiness.languages.rust_uses import uses
from readiness.reading import Entry, Grammar, Item, Link, Reader, read
from readiness.syntax import Decorator, Field, Handler, Import, Module, Parameter
from readiness.trees import child, children, compiled, content, inside, line, statement_kind

LANGUAGE = "rust"
EXTENSIONS = frozenset({".rs"})
VERSION = 2

_MAX_LINKS = 60
_STRINGS = frozenset({"string_literal", "raw_string_literal"})
_INSIDE = frozenset({"expression_statement", "block", "if_expression", "else_clause", "await_expression"})
_PLAIN = frozenset({"binary_expression", "let_condition", "unit_expression"})
_KINDS = {"struct_item": "struct", "enum_item": "enum", "trait_item": "interface", "union_item": "struct"}


def parse(text: str, path: str) -> Module:
    """The file's neutral shape; never raises."""
    del path
    return read(_GRAMMAR, text)


def _link(reader: Reader, node: Node) -> Link | None:
    match node.type:
        case "call_expression":
            return inside(node, "function"), "()"
        case "field_expression":
            return inside(node, "value"), "." + reader.text(inside(node, "field"))
        case "scoped_identifier" | "scoped_type_identifier":
            path, name = inside(node, "path"), reader.text(inside(node, "name"))
            return path, f".{name}" if path is not None else name
        case "generic_function":
            return inside(node, "function"), ""
        case "generic_type" | "generic_type_with_turbofish":
            return inside(node, "type"), ""
        case "struct_expression":
            return inside(node, "name"), "()"
        case "macro_invocation":
            return inside(node, "macro"), "!()"
        case "index_expression":
            named = children(node)
            return (named[0], f"[{reader.text(named[-1], 60)}]") if named else None
        case _:
            return None


def _entries(reader: Reader, node: Node) -> list[Entry]:
    """Keys and values of a struct literal or `json!`, or those given to a builder before `build()`."""
    if node.type == "struct_expression":
        found = []
        for element in children(inside(node, "body")):
            key, value = inside(element, "field"), inside(element, "value")
            if key is not None and value is not None:
                found.append((reader.text(key, 80), value))
            elif element.type == "shorthand_field_initializer":
                found.append((reader.text(element, 80), element))
        return found
    if node.type == "macro_invocation" and reader.text(inside(node, "macro")).endswith("json"):
        return _tokens(reader, child(child(node, "token_tree"), "token_tree"))
    return _built(reader, node) if node.type == "call_expression" else []


def _tokens(reader: Reader, tree: Node | None) -> list[Entry]:
    """The string keys of `{"key": value, ...}` as tokens, each with its value's first token."""
    tokens = [] if tree is None else tree.children
    found = []
    for key, colon, value in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if key.type == "string_literal" and reader.text(colon, 2) == ":":
            found.append((reader.text(key, 80).strip('"'), value))
    return found


def _built(reader: Reader, node: Node) -> list[Entry]:
    found: list[Entry] = []
    function = inside(node, "function")
    if reader.text(inside(function, "field")) != "build":
        return []
    link = inside(function, "value")
    while link is not None and len(found) < _MAX_LINKS:
        link = reader.unwrap(link)
        function, arguments = inside(link, "function"), inside(link, "arguments")
        if function is None or arguments is None or function.type != "field_expression":
            break
        given = children(arguments)
        found.append((reader.text(inside(function, "field")), given[0] if len(given) == 1 else arguments))
        link = inside(function, "value")
    return found[::-1]


def _does(reader: Reader, node: Node) -> str:
    text = reader.text(node, 120)
    match node.type:
        case "return_expression":
            return "raise" if text.startswith(("return Err(", "return Err (")) else "return"
        case "call_expression":
            if text.startswith("Err("):
                return "raise"
            kind = statement_kind(reader.dotted(node))
            return "return" if kind == "other" and _is_value(reader, node) else kind
        case "macro_invocation":
            return "raise" if text.startswith(("panic!", "bail!", "anyhow::bail!")) else statement_kind(text)
        case "try_expression":
            return "raise"
        case kind if kind in _INSIDE:
            return "inside"
        case kind if kind in _PLAIN:
            return "skip"
        case _:
            return "return" if _is_value(reader, node) else "other"


def _is_value(reader: Reader, node: Node) -> bool:
    """Whether the node is what its block or arm evaluates to: no `;` follows, and it binds nothing."""
    after = reader.data[node.end_byte : node.end_byte + 40].lstrip()
    return not after.startswith(b";") and not node.type.endswith(
        ("_declaration", "_statement", "assignment_expression")
    )


def _import(reader: Reader, node: Node) -> None:
    reader.imports += uses(reader, node)


def _module(reader: Reader, node: Node) -> None:
    name = reader.text(inside(node, "name"))
    if node.type == "extern_crate_declaration":
        reader.imports.append(Import(line(node), name, (("*", reader.text(inside(node, "alias")) or name),)))
    elif inside(node, "body") is None:
        reader.imports.append(Import(line(node), f"self::{name}", (("*", name),)))


def _attributes(reader: Reader, node: Node) -> list[Decorator]:
    """The `#[...]` right above the node."""
    found: list[Decorator] = []
    before = node.prev_named_sibling
    while before is not None and (before.type == "attribute_item" or before.is_extra):
        attribute = child(before, "attribute")
        if attribute is not None:
            name = reader.text(children(attribute)[0] if children(attribute) else attribute)
            found.append(Decorator(name.replace("::", "."), reader.text(attribute), line(before)))
        before = before.prev_named_sibling
    return found[::-1]


def _type(reader: Reader, node: Node) -> None:
    fields = []
    decorators: list[str] = []
    for part in children(inside(node, "body")):
        if part.type == "attribute_item":
            decorators.append(reader.text(child(part, "attribute")))
            continue
        name, kind = inside(part, "name"), inside(part, "type")
        if part.type in ("field_declaration", "enum_variant"):
            kind = kind if kind is not None else inside(part, "body")
            fields.append(Field(reader.text(name), reader.text(kind), "", line(part), decorators=tuple(decorators)))
        decorators = []
    name_ = reader.text(inside(node, "name"))
    reader.type(node, name_, _KINDS[node.type], (), fields, _attributes(reader, node))


def _impl(reader: Reader, node: Node) -> None:
    reader.within(node, reader.dotted(inside(node, "type")))


def _function(reader: Reader, node: Node) -> None:
    params = []
    for declared in children(inside(node, "parameters")):
        if declared.type == "parameter":
            params.append(Parameter(reader.text(inside(declared, "pattern")), reader.text(inside(declared, "type"))))
        else:
            params.append(Parameter("self" if declared.type == "self_parameter" else reader.text(declared)))
    is_async = "async" in reader.text(child(node, "function_modifiers"))
    returns = reader.text(inside(node, "return_type"))
    decorators = _attributes(reader, node) if node.type != "closure_expression" else []
    reader.function(node, reader.text(inside(node, "name")), params, decorators, returns, is_async)
    body = inside(node, "body")
    if body is not None:
        last = children(body)[-1:] if body.type == "block" else [body]
        for value in last:
            reader.returned(value)


def _call(reader: Reader, node: Node) -> None:
    callee = reader.dotted(node).removesuffix("()")
    items: list[Item] = [(None, argument) for argument in children(inside(node, "arguments"))]
    also = _entries(reader, node)
    reader.call(node, callee, items, is_new=node.type == "struct_expression" or bool(also), also=also)


def _macro(reader: Reader, node: Node) -> None:
    tokens = children(child(node, "token_tree"))
    items: list[Item] = [(None, token) for token in tokens if token.type in _STRINGS]
    reader.call(node, reader.dotted(node).removesuffix("()"), items, also=_entries(reader, node))


def _let(reader: Reader, node: Node) -> None:
    value, pattern, otherwise = inside(node, "value"), inside(node, "pattern"), inside(node, "alternative")
    if value is not None:
        target = inside(pattern, "type")
        if target is not None and reader.text(target) in ("Ok", "Some"):
            pattern = children(pattern)[-1]
        reader.bind(value, reader.text(pattern, 80).removeprefix("mut ").strip())
        if otherwise is not None:
            reader.guard(value, [reader.handler(otherwise, otherwise)])


def _constant(reader: Reader, node: Node) -> None:
    value = inside(node, "value")
    if value is not None:
        reader.bind(value, reader.text(inside(node, "name")))


def _assignment(reader: Reader, node: Node) -> None:
    left, right = inside(node, "left"), inside(node, "right")
    if left is not None and right is not None:
        reader.bind(right, reader.dotted(left))


def _initializer(reader: Reader, node: Node) -> None:
    value = inside(node, "value")
    if value is not None:
        reader.name(value, reader.text(inside(node, "field")))


def _return(reader: Reader, node: Node) -> None:
    for value in children(node):
        reader.returned(value)


def _question(reader: Reader, node: Node) -> None:
    """`value?` hands the error on to the caller."""
    value = reader.unwrap(node)
    reader.guard(value, [Handler(line(node), line(node), (), frozenset({"raise"}), "?")])


def _await(reader: Reader, node: Node) -> None:
    reader.unwrap(node)


def _match(reader: Reader, node: Node) -> None:
    handlers = []
    for arm in children(inside(node, "body")):
        pattern, value = reader.text(inside(arm, "pattern"), 80), inside(arm, "value")
        if pattern.startswith("Err(") and value is not None:
            handlers.append(reader.handler(arm, value, whole=True))
    if handlers:
        reader.guard(inside(node, "value"), handlers)


def _if(reader: Reader, node: Node) -> None:
    condition = inside(node, "condition")
    if condition is None or condition.type != "let_condition":
        return
    pattern = reader.text(inside(condition, "pattern"), 80)
    body = inside(node, "consequence") if pattern.startswith("Err(") else None
    if pattern.startswith("Ok("):
        body = child(inside(node, "alternative"), "block")
    if body is not None:
        reader.guard(inside(condition, "value"), [reader.handler(body, body)])


def _loop(reader: Reader, node: Node) -> None:
    reader.loop(inside(node, "body"))


def _string(reader: Reader, node: Node) -> None:
    reader.string(node, content(reader.data, node, ("string_content",), ()))


def _attribute(reader: Reader, node: Node) -> None:
    value = inside(node, "value")
    if value is not None:
        reader.attribute(value, reader.text(inside(node, "field")))


_VISITORS = {
    "use_declaration": _import,
    "mod_item": _module,
    "extern_crate_declaration": _module,
    "struct_item": _type,
    "enum_item": _type,
    "trait_item": _type,
    "union_item": _type,
    "impl_item": _impl,
    "function_item": _function,
    "function_signature_item": _function,
    "closure_expression": _function,
    "call_expression": _call,
    "struct_expression": _call,
    "macro_invocation": _macro,
    "let_declaration": _let,
    "const_item": _constant,
    "static_item": _constant,
    "assignment_expression": _assignment,
    "field_initializer": _initializer,
    "return_expression": _return,
    "try_expression": _question,
    "await_expression": _await,
    "match_expression": _match,
    "if_expression": _if,
    "for_expression": _loop,
    "while_expression": _loop,
    "loop_expression": _loop,
    "string_literal": _string,
    "raw_string_literal": _string,
    "field_expression": _attribute,
}
_SYNTAX = Language(tree_sitter_rust.language())
_GRAMMAR = Grammar(
    language=LANGUAGE,
    syntax=_SYNTAX,
    query=compiled(
        _SYNTAX,
        _VISITORS,
        {"field_expression": "(field_expression value: [(call_expression) (await_expression) (try_expression)])"},
    ),
    visitors=_VISITORS,
    calls=frozenset({"call_expression", "struct_expression", "macro_invocation"}),
    functions=frozenset({"closure_expression"}),
    strings=_STRINGS,
    joins=frozenset({"binary_expression"}),
    awaits=frozenset({"await_expression"}),
    wrappers={
        "parenthesized_expression": 0,
        "await_expression": 0,
        "try_expression": 0,
        "reference_expression": "value",
        "expression_statement": 0,
        "type_cast_expression": "value",
        "match_expression": "value",
    },
    link=_link,
    entries=_entries,
    does=_does,
)
