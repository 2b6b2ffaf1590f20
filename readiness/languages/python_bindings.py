"""Read what binds names in Python: assignments, imports, exports, functions and classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from readiness.collecting import UNUSED, Facts, Scope, Step, Use, steps
from readiness.languages.python_source import Source, decorators, dotted, first_name, parameters
from readiness.syntax import Assignment, Class, Field, Function, Import

_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices"})


def bind(facts: Facts, source: Source, targets: list[ast.expr], value: ast.expr, line: int, scope: Scope) -> list[Step]:
    """A binding: calls get their target (the first name of a tuple), any other value is an `Assignment` per name."""
    found: list[Step] = []
    plain = value.value if isinstance(value, ast.Await) else value
    recorded = not isinstance(plain, ast.Call | ast.Lambda)
    for target in targets:
        names = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        parts = value.elts if isinstance(value, ast.Tuple | ast.List) and target not in names else []
        if len(targets) == 1 and parts and len(parts) == len(names):
            pairs = zip(names, parts, strict=True)
            return [s for name, part in pairs for s in bind(facts, source, [name], part, line, scope)]
        if recorded:
            text = source.text(value, scope.exact)
            facts.assignments.extend(Assignment(line, dotted(name), text, scope.function) for name in names)
        if isinstance(target, ast.Subscript):
            found.append((target, scope, UNUSED))
    bound = first_name(targets[0])
    if bound == "__all__" and isinstance(value, ast.List | ast.Tuple):
        names_of = (e.value for e in value.elts if isinstance(e, ast.Constant))
        facts.exports.extend((name, name) for name in names_of if isinstance(name, str))
    return [*found, (value, scope, Use(target=bound, label=bound))]


def assign(facts: Facts, source: Source, node: ast.Assign, scope: Scope, use: Use) -> list[Step]:
    """A plain assignment."""
    return bind(facts, source, node.targets, node.value, node.lineno, scope)


def annotated(facts: Facts, source: Source, node: ast.AnnAssign, scope: Scope, use: Use) -> list[Step]:
    """An assignment with an annotation."""
    found = _annotation(node.annotation, scope)
    return found + bind(facts, source, [node.target], node.value, node.lineno, scope) if node.value else found


def single(facts: Facts, source: Source, node: ast.AugAssign | ast.NamedExpr, scope: Scope, use: Use) -> list[Step]:
    """`x += value` and `(x := value)`."""
    return bind(facts, source, [node.target], node.value, node.lineno, scope)


def import_(facts: Facts, source: Source, node: ast.Import, scope: Scope, use: Use) -> list[Step]:
    """`import a.b` binds the whole dotted name here, for that is how it is called."""
    facts.imports.extend(Import(node.lineno, a.name, (("*", a.asname or a.name),)) for a in node.names)
    return []


def import_from(facts: Facts, source: Source, node: ast.ImportFrom, scope: Scope, use: Use) -> list[Step]:
    """`from a import b`, the dots of a relative one kept."""
    names = tuple((a.name, a.asname or a.name) for a in node.names)
    facts.imports.append(Import(node.lineno, "." * node.level + (node.module or ""), names))
    return []


def function(
    facts: Facts, source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope, use: Use
) -> list[Step]:
    """A function or method."""
    name = scope.prefix + node.name
    within = Scope(len(facts.functions), prefix=name + ".", class_name=scope.class_name)
    spec = node.args
    facts.functions.append(
        Function(
            name=name,
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            params=parameters(source, spec, exact=True),
            decorators=decorators(source, node.decorator_list),
            returns=source.text(node.returns) if node.returns else "",
            is_async=isinstance(node, ast.AsyncFunctionDef),
            class_name=scope.class_name,
            parent=scope.function,
        )
    )
    found = steps(node.decorator_list, scope)
    for parameter in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs):
        if parameter.annotation:
            found += _annotation(parameter.annotation, scope)
    found += steps([*spec.defaults, *(d for d in spec.kw_defaults if d is not None)], scope)
    return found + steps(node.body, within)


def _annotation(node: ast.expr, scope: Scope) -> list[Step]:
    return [(node, scope, UNUSED)] if isinstance(node, ast.Subscript) else []  # `Annotated[...]` holds calls


def class_(facts: Facts, source: Source, node: ast.ClassDef, scope: Scope, use: Use) -> list[Step]:
    """A class with the fields declared in its body; keywords such as `metaclass=M` are among its bases."""
    name = scope.prefix + node.name
    bases = tuple(source.text(base) for base in node.bases)
    options = tuple(f"{k.arg}={source.text(k.value)}" for k in node.keywords if k.arg)
    facts.classes.append(
        Class(
            name=name,
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            bases=bases + options,
            fields=tuple(field for statement in node.body for field in _fields(source, statement)),
            decorators=decorators(source, node.decorator_list),
            kind="enum" if any(base.rpartition(".")[2] in _ENUMS for base in bases) else "class",
        )
    )
    within = Scope(scope.function, prefix=name + ".", class_name=name)
    return [*steps(node.decorator_list, scope), *steps(node.bases, scope), *steps(node.body, within)]


def _fields(source: Source, node: ast.stmt) -> Iterator[Field]:
    if isinstance(node, ast.AnnAssign):
        value = source.text(node.value) if node.value else ""
        yield Field(dotted(node.target), source.text(node.annotation), value, node.lineno)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield Field(dotted(target), "", source.text(node.value), node.lineno)
