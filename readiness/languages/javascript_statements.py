"""Read JavaScript statements: bindings, loops, tries, imports and exports."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from readiness.collecting import RETURNED, UNUSED, Facts, Scope, Step, Use, steps
from readiness.languages.javascript_expressions import is_call
from readiness.languages.javascript_handlers import catch_handler
from readiness.languages.javascript_source import (
    Source,
    dotted,
    field,
    inner,
    key_name,
    last_line,
    line_of,
    string_value,
    unwrapped,
)
from readiness.syntax import MAX_TEXT, Assignment, Import, Try

_PATTERNS = frozenset({"object_pattern", "array_pattern"})


def bound(source: Source, pattern: Node) -> Iterator[tuple[str, str]]:
    """The names that a pattern binds, each with the key or index it takes ("" for the whole, "..." for the rest)."""
    if pattern.type not in _PATTERNS:
        yield "", dotted(source, pattern)
        return
    for index, part in enumerate(pattern.named_children):
        kind = part.type
        node: Node | None = part
        key = f"[{index}]"
        if kind == "pair_pattern":
            key, node = key_name(source, field(part, "key")), field(part, "value")
        elif kind in ("object_assignment_pattern", "assignment_pattern"):
            node = field(part, "left")
        elif kind == "rest_pattern":
            key, node = "...", inner(part)
        if node is not None and node.type == "assignment_pattern":
            node = field(node, "left")
        if node is None or kind == "comment":
            continue
        if pattern.type == "object_pattern" and key.startswith("["):
            key = source.text(node)
        yield key, source.text(node) if node.type in _PATTERNS else dotted(source, node)


def declarator(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A declared variable with a value."""
    name, value = field(node, "name"), field(node, "value")
    return bind(facts, source, name, value, line_of(node), scope) if name is not None and value is not None else []


def assignment(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """An assignment to a name or member, CommonJS exports included."""
    left, right = field(node, "left"), field(node, "right")
    if left is None or right is None:
        return []
    target = dotted(source, left)
    if target == "module.exports" or target.startswith(("exports.", "module.exports.")):
        _export_commonjs(facts, source, target, right)
    return bind(facts, source, left, right, line_of(node), scope)


def bind(facts: Facts, source: Source, left: Node, right: Node, line: int, scope: Scope) -> list[Step]:
    """A binding: a call gets its target (the first name of a pattern), any other value is an `Assignment` per name."""
    pairs = list(bound(source, left))
    _import_required(facts, source, right, pairs)
    if not is_call(right):
        value = source.text(right)
        for key, name in pairs:
            whole = not key or key == "..."
            text = value if whole else value + key if key.startswith("[") else f"{value}.{key}"
            facts.assignments.append(Assignment(line, name, text, scope.function))
    target = pairs[0][1] if pairs else ""
    defaults = steps(left.named_children, scope) if left.type in _PATTERNS else []
    return [*defaults, (right, scope, Use(target=target, label=target))]


def _import_required(facts: Facts, source: Source, value: Node, pairs: list[tuple[str, str]]) -> None:
    """`const {a} = require("m")`, `const a = require("m").b`, `const {a} = await import("m")`."""
    value = unwrapped(value)
    member = ""
    if value.type == "member_expression":
        member = source.text(name) if (name := field(value, "property")) is not None else ""
        value = unwrapped(field(value, "object") or value)
    if value.type != "call_expression" or dotted(source, field(value, "function")) not in ("require", "import"):
        return
    given = field(value, "arguments")
    first = inner(given) if given is not None else None
    if first is not None and first.type == "string":
        names = tuple((member or key or "*", name) for key, name in pairs if key != "...")
        facts.imports.append(Import(line_of(value), string_value(source, first), names))


def _export_commonjs(facts: Facts, source: Source, target: str, value: Node) -> None:
    name = target.rpartition(".")[2]
    if target != "module.exports":
        facts.exports.append((name, dotted(source, value) if value.type == "identifier" else target))
    elif value.type == "object":
        for entry in value.named_children:
            if entry.type == "shorthand_property_identifier":
                facts.exports.append((source.text(entry), source.text(entry)))
            elif entry.type == "pair":
                key, local = key_name(source, field(entry, "key")), field(entry, "value")
                plain = local is not None and local.type == "identifier"
                facts.exports.append((key, source.text(local) if plain and local is not None else key))
    else:
        facts.exports.append(("default", dotted(source, unwrapped(value))))


def returned(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A `return` statement."""
    return steps(node.named_children, scope, RETURNED)


def loop(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A loop: what it runs over is outside it, the body and a condition that is asked again are inside."""
    looped = scope._replace(in_loop=True, loops=(_head(source, node), *scope.loops))
    if node.type == "for_in_statement":
        right, body = field(node, "right"), field(node, "body")
        waits = any(c.type == "await" for c in node.children[:3])
        over = steps([right] if right is not None else [], scope, Use(awaited=waits))
        return over + steps([body] if body is not None else [], looped)
    first = field(node, "initializer")
    return [(c, scope if c == first else looped, UNUSED) for c in node.named_children]


def _head(source: Source, node: Node) -> str:
    """What the loop says of how often: all before its body, or the condition after it."""
    body = field(node, "body")
    if body is None or node.type == "do_statement":
        return f"while {source.text(condition)}" if (condition := field(node, "condition")) is not None else "do"
    return " ".join(source.data[node.start_byte : body.start_byte].decode("utf-8", "replace").split())[:MAX_TEXT]


def statement(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """An expression statement: nothing looks at its value."""
    return steps(node.named_children, scope, Use(dropped=True))


def guarded(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A `try` statement."""
    body, clause = field(node, "body"), field(node, "handler")
    if body is None:
        return []
    handlers = (catch_handler(source, clause),) if clause is not None else ()
    within = scope._replace(tries=(len(facts.tries), *scope.tries))
    facts.tries.append(Try(line_of(body), last_line(body), handlers))
    return [(body, within, UNUSED), *steps([c for c in node.named_children if c != body], scope)]


def catch(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A `catch` clause's statements."""
    body = field(node, "body")
    return [(body, scope, UNUSED)] if body is not None else []


def imported(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """An `import` statement in any of its forms."""
    module = field(node, "source")
    names: list[tuple[str, str]] = []
    for clause in node.named_children:
        if clause.type == "import_require_clause":
            module = field(clause, "source")
            names += [("*", source.raw(c)) for c in clause.named_children if c.type == "identifier"]
        for part in clause.named_children if clause.type == "import_clause" else ():
            if part.type == "identifier":
                names.append(("default", source.raw(part)))
            elif part.type == "namespace_import":
                names += [("*", source.raw(c)) for c in part.named_children]
            elif part.type == "named_imports":
                names += [_specifier(source, c) for c in part.named_children if c.type == "import_specifier"]
    if module is not None:
        facts.imports.append(Import(line_of(node), string_value(source, module), tuple(names)))
    return []


def _specifier(source: Source, node: Node) -> tuple[str, str]:
    name = key_name(source, field(node, "name"))
    return name, key_name(source, field(node, "alias")) or name


def exported(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """An `export` statement: what it names, and what it declares."""
    module, declaration, value = field(node, "source"), field(node, "declaration"), field(node, "value")
    default = any(c.type == "default" for c in node.children)
    origin = string_value(source, module) if module is not None else ""
    if origin:
        facts.imports.append(Import(line_of(node), origin))
    for clause in node.named_children:
        if clause.type == "export_clause":
            for name, shown in (_specifier(source, c) for c in clause.named_children if c.type == "export_specifier"):
                facts.exports.append((shown, f"{origin}#{name}" if origin else name))
        elif clause.type == "namespace_export":
            facts.exports.extend((key_name(source, c), origin + "#*") for c in clause.named_children)
        elif clause.type == "identifier" and value is None:  # `export = name`
            facts.exports.append(("default", source.raw(clause)))
    if origin and not any(c.type in ("export_clause", "namespace_export") for c in node.named_children):
        facts.exports.append(("*", origin + "#*"))
    if value is not None:
        facts.exports.append(("default", _local(source, value)))
        return [(value, scope, Use(target="default", label="default"))]
    for name in _declared(source, declaration) if declaration is not None else ():
        facts.exports.append(("default" if default else name, name))
    return steps([c for c in node.named_children if c.type in ("decorator", _kind(declaration))], scope)


def _kind(node: Node | None) -> str:
    return node.type if node is not None else ""


def _local(source: Source, value: Node) -> str:
    name = field(value, "name")
    if name is not None:
        return source.text(name)
    return source.text(value) if value.type == "identifier" else "default"


def _declared(source: Source, declaration: Node) -> Iterator[str]:
    name = field(declaration, "name")
    if name is not None:
        yield source.text(name)
    for part in declaration.named_children:
        if part.type == "variable_declarator" and (pattern := field(part, "name")) is not None:
            yield from (bound_name for _, bound_name in bound(source, pattern))
