"""Read JavaScript functions and classes, and TypeScript's interfaces, object types and enums."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from readiness.collecting import Facts, Scope, Step, Use, steps
from readiness.languages.javascript_expressions import add_function, body_steps
from readiness.languages.javascript_source import (
    Source,
    annotation,
    decorators,
    dotted,
    field,
    inner,
    key_name,
    last_line,
    line_of,
    unwrapped,
)
from readiness.syntax import Class, Field

_KINDS = {"interface_declaration": "interface", "type_alias_declaration": "type", "enum_declaration": "enum"}
_FIELDS = frozenset({"public_field_definition", "field_definition", "property_signature"})


def function(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A function declaration."""
    name = scope.prefix + (key_name(source, field(node, "name")) or use.label or "default")
    return body_steps(node, scope, add_function(facts, source, node, scope, name, scope.class_name))


def method(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A method of a class or of an object literal; TypeScript's grammar puts decorators before it, not into it."""
    name = scope.prefix + key_name(source, field(node, "name"))
    marks: list[Node] = []
    before = node.prev_named_sibling
    while before is not None and before.type == "decorator":
        marks.insert(0, before)
        before = before.prev_named_sibling
    return body_steps(node, scope, add_function(facts, source, node, scope, name, scope.class_name, *marks))


def class_(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A class with its fields (constructor parameters that declare one included) and members."""
    own, body = field(node, "name"), field(node, "body")
    name = scope.prefix + (source.text(own) if own is not None else use.label or "default")
    parent = node.parent
    outer = parent if parent is not None and parent.type == "export_statement" else None
    heritage = next((c for c in node.named_children if c.type == "class_heritage"), None)
    facts.classes.append(
        Class(
            name=name,
            line=line_of(node),
            end_line=last_line(node),
            bases=tuple(_bases(source, heritage)) if heritage is not None else (),
            fields=tuple(_fields(source, body)) if body is not None else (),
            decorators=decorators(source, outer, node),
        )
    )
    inside = Scope(function=scope.function, prefix=name + ".", class_name=name)
    marks = [c for c in node.named_children if c.type == "decorator"]
    return steps(marks, scope) + (steps(body.named_children, inside) if body is not None else [])


def class_field(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A field of a class: its value is bound to the member of `this`."""
    found = steps([c for c in node.named_children if c.type == "decorator"], scope)
    value = field(node, "value")
    if value is not None:
        name = key_name(source, field(node, "name") or field(node, "property"))
        found.append((value, scope, Use(target="this." + name, label=name)))
    return found


def _bases(source: Source, heritage: Node) -> Iterator[str]:
    for clause in heritage.named_children:
        if clause.type in ("extends_clause", "implements_clause"):
            yield from (source.text(c) for c in clause.named_children if c.type not in ("type_arguments", "comment"))
        elif clause.type != "comment":
            yield source.text(clause)


def _fields(source: Source, body: Node) -> Iterator[Field]:
    for node in body.named_children:
        if node.type in _FIELDS:
            value = field(node, "value")
            name = key_name(source, field(node, "name") or field(node, "property"))
            typed = annotation(source, field(node, "type"))
            marks = tuple(d.text for d in decorators(source, node))
            yield Field(name, typed, source.text(value) if value is not None else "", line_of(node), "", marks)
        elif node.type == "enum_assignment":
            value = field(node, "value")
            shown = source.text(value) if value is not None else ""
            yield Field(key_name(source, field(node, "name")), "", shown, line_of(node))
        elif node.type == "property_identifier":
            yield Field(source.text(node), "", "", line_of(node))
        elif node.type == "method_definition" and key_name(source, field(node, "name")) == "constructor":
            spec = field(node, "parameters")
            yield from _parameter_properties(source, spec) if spec is not None else ()


def _parameter_properties(source: Source, spec: Node) -> Iterator[Field]:
    for node in spec.named_children:
        if any(c.type in ("accessibility_modifier", "readonly", "override_modifier") for c in node.children):
            pattern, value = field(node, "pattern"), field(node, "value")
            if pattern is not None:
                typed = annotation(source, field(node, "type"))
                marks = tuple(d.text for d in decorators(source, node))
                shown = source.text(value) if value is not None else ""
                yield Field(dotted(source, pattern), typed, shown, line_of(node), "", marks)


def declared_type(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """An interface, a type alias with an object type in it, or an enum; types hold nothing more to read."""
    body = field(node, "body") or field(node, "value")
    if body is None:
        return []
    parts = body.named_children if body.type in ("intersection_type", "union_type") else [body]
    shapes = [p for p in parts if p.type in ("interface_body", "object_type", "enum_body")]
    if shapes or node.type != "type_alias_declaration":
        extended = next((c for c in node.named_children if c.type == "extends_type_clause"), None)
        facts.classes.append(
            Class(
                name=scope.prefix + key_name(source, field(node, "name")),
                line=line_of(node),
                end_line=last_line(node),
                bases=tuple(source.text(c) for c in extended.named_children) if extended is not None else (),
                fields=tuple(f for shape in shapes for f in _fields(source, shape)),
                kind=_KINDS[node.type],
            )
        )
    values = [v for c in body.named_children if c.type == "enum_assignment" and (v := field(c, "value")) is not None]
    return steps(values, scope) if node.type == "enum_declaration" else []


def parameter(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A parameter: its default value and decorators."""
    value = field(node, "value") or field(node, "right")
    name = field(node, "pattern") or field(node, "left")
    found = steps([c for c in node.named_children if c.type == "decorator"], scope)
    if value is not None:
        found.append((value, scope, Use(label=dotted(source, name))))
    return found


def decorator(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A decorator, which is a call where it has arguments."""
    value = inner(node)
    return [(unwrapped(value), scope, Use())] if value is not None else []
