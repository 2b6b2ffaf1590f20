"""Read nodes of a JavaScript or TypeScript tree as text: slices, dotted names, arguments, parameters, literals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from readiness.compiling import compile_later
from readiness.syntax import MAX_TEXT, Argument, Decorator, Parameter

WRAPPERS = frozenset(
    {
        *("parenthesized_expression", "await_expression", "non_null_expression", "as_expression"),
        *("satisfies_expression", "type_assertion", "instantiation_expression"),
    }
)
_STRINGS = frozenset({"string", "template_string"})
_NAMES = frozenset(
    {
        *("identifier", "this", "super", "import", "undefined", "property_identifier", "meta_property"),
        *("private_property_identifier", "type_identifier", "shorthand_property_identifier_pattern"),
    }
)
_ESCAPE = compile_later(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|[\s\S])")
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_MAX_CHAIN = 60  # parts of one dotted name that are kept; generated code chains thousands
_SLICE = MAX_TEXT * 4  # bytes read of a node to get its folded text


class Source:
    """The bytes of one file, to slice a node's text from."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def raw(self, node: Node) -> str:
        """The node's text as written."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def text(self, node: Node) -> str:
        """The node's text with white space folded, cut at `MAX_TEXT` characters."""
        start = node.start_byte
        part = self.data[start : min(node.end_byte, start + _SLICE)].decode("utf-8", "replace")
        return " ".join(part.split())[:MAX_TEXT]


def line_of(node: Node) -> int:
    """The 1-based line on which the node starts."""
    return node.start_point[0] + 1


def last_line(node: Node) -> int:
    """The 1-based line on which the node ends."""
    return node.end_point[0] + 1


def field(node: Node, name: str) -> Node | None:
    """The node's child of that grammar field."""
    return node.child_by_field_name(name)


def inner(node: Node) -> Node | None:
    """The first named child that is no comment: the expression in parentheses, behind `await` or before `as`."""
    if node.type == "type_assertion":
        return node.named_child(node.named_child_count - 1) if node.named_child_count else None
    return next((c for c in node.named_children if c.type != "comment"), None)


def unwrapped(node: Node) -> Node:
    """The expression without parentheses, `await`, `!`, `as` and `satisfies` around it."""
    while node.type in WRAPPERS:
        child = inner(node)
        if child is None:
            break
        node = child
    return node


def dotted(source: Source, node: Node | None) -> str:
    """The callee's text: names and members as written, calls within as `()`, other expressions as `(...)`."""
    parts: list[str] = []
    while node is not None and len(parts) < _MAX_CHAIN:
        kind = node.type
        if kind in _NAMES:
            parts.append(source.raw(node))
            break
        if kind == "member_expression":
            name = field(node, "property")
            parts.append("." + (source.raw(name) if name is not None else ""))
            node = field(node, "object")
        elif kind == "call_expression":
            parts.append("()")
            node = field(node, "function")
        elif kind == "new_expression":
            parts.append("()")
            node = field(node, "constructor")
        elif kind == "subscript_expression":
            key = field(node, "index")
            parts.append(f"[{source.text(key)[:60]}]" if key is not None else "[...]")
            node = field(node, "object")
        elif kind in WRAPPERS:
            node = inner(node)
        else:
            parts.append('""' if kind in _STRINGS else source.raw(node) if kind.startswith("jsx_") else "(...)")
            break
    return "".join(reversed(parts))


def string_value(source: Source, node: Node) -> str:
    """A string's or template's content, escapes resolved, `{}` for each interpolation."""
    if node.type == "template_string":
        text, start = "", node.start_byte + 1
        for child in node.named_children:
            if child.type == "template_substitution":
                text += source.data[start : child.start_byte].decode("utf-8", "replace") + "{}"
                start = child.end_byte
        text += source.data[start : max(start, node.end_byte - 1)].decode("utf-8", "replace")
    else:
        text = source.raw(node)[1:-1]
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 2 and code[0] in "ux":
        number = int(code.strip("ux{}"), 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _PLAIN_ESCAPES.get(code, code)


def key_name(source: Source, node: Node | None) -> str:
    """The name of an object's key, a class member or a pattern's key."""
    if node is None:
        return ""
    if node.type == "string":
        return string_value(source, node)[:MAX_TEXT]
    if node.type == "computed_property_name":
        return source.text(node)[1:-1]
    return source.text(node)


def arguments(source: Source, nodes: list[Node]) -> tuple[Argument, ...]:
    """The arguments of a call: object literals flattened, a spread within one as an argument named `...`."""
    found: list[Argument] = []
    position = 0
    for node in nodes:
        if node.type == "comment":
            continue
        value = unwrapped(node)
        if value.type == "object" and value.named_child_count:
            found.extend(_entries(source, value, "", position))
        else:
            found.append(Argument(None, source.text(node), line_of(node), position))
        position += 1
    return tuple(found)


def _entries(source: Source, literal: Node, prefix: str, position: int) -> Iterator[Argument]:
    for entry in literal.named_children:
        kind = entry.type
        if kind == "pair":
            name = prefix + key_name(source, field(entry, "key"))
            value = field(entry, "value")
            if value is None:
                continue
            yield Argument(name, source.text(value), line_of(value), position)
            if not prefix and unwrapped(value).type == "object":
                yield from _entries(source, unwrapped(value), name + ".", position)
        elif kind == "shorthand_property_identifier":
            name = source.raw(entry)
            yield Argument(prefix + name, name, line_of(entry), position)
        elif kind == "spread_element":
            yield Argument(prefix + "...", source.text(entry).removeprefix("...").lstrip(), line_of(entry), position)
        elif kind == "method_definition":
            name = prefix + key_name(source, field(entry, "name"))
            yield Argument(name, source.text(entry), line_of(entry), position)


def annotation(source: Source, node: Node | None) -> str:
    """A type annotation without its colon, "" where there is none."""
    return source.text(node).lstrip(":? ").strip() if node is not None else ""


def parameters(source: Source, function: Node) -> tuple[Parameter, ...]:
    """A function's parameters in order; a destructured one has its pattern as the name, a rest one keeps its dots."""
    spec = field(function, "parameters")
    if spec is None:
        single = field(function, "parameter")
        return (Parameter(source.raw(single)),) if single is not None else ()
    found: list[Parameter] = []
    for node in spec.named_children:
        if node.type in ("required_parameter", "optional_parameter"):
            pattern, default = field(node, "pattern"), field(node, "value")
            name = source.text(pattern) if pattern is not None else source.text(node)
            typed = annotation(source, field(node, "type"))
            marks = tuple(d.text for d in decorators(source, node))
            found.append(Parameter(name, typed, source.text(default) if default is not None else "", marks))
        elif node.type == "assignment_pattern":
            left, right = field(node, "left"), field(node, "right")
            if left is not None and right is not None:
                found.append(Parameter(source.text(left), "", source.text(right)))
        elif node.type != "comment":
            found.append(Parameter(source.text(node)))
    return tuple(found)


def decorators(source: Source, *nodes: Node | None) -> tuple[Decorator, ...]:
    """The decorators among the nodes and their children, without their `@`."""
    found: list[Decorator] = []
    for node in nodes:
        for child in () if node is None else (node,) if node.type == "decorator" else node.children:
            if child.type != "decorator":
                continue
            value = inner(child)
            named = field(value, "function") if value is not None and value.type == "call_expression" else value
            text = source.text(child).removeprefix("@").lstrip()
            found.append(Decorator(dotted(source, named), text, line_of(child)))
    return tuple(found)
