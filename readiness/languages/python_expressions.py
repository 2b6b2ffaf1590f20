"""Read Python expressions: calls, literals, comprehensions and lambdas."""

from __future__ import annotations

import ast

from readiness.collecting import RETURNED, UNUSED, Facts, Scope, Step, Use, steps
from readiness.languages.python_source import Source, arguments, dotted, literal, parameters
from readiness.syntax import MAX_TEXT, Call, Function, Import

_LABEL_PASSES = frozenset({"dedent", "cleandoc", "strip", "lstrip", "rstrip", "format", "Template", "PromptTemplate"})
_LABEL_PASSES |= {"from_template"}
_IMPORTERS = frozenset({"importlib.import_module", "import_module", "__import__"})


def call(facts: Facts, source: Source, node: ast.Call, scope: Scope, use: Use) -> list[Step]:
    """A call; its arguments learn what they are passed to."""
    callee = dotted(node.func)
    facts.calls.append(
        Call(
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            callee=callee,
            args=arguments(source, node, scope.exact),
            awaited=use.awaited,
            target=use.target,
            returned=use.returned,
            passed_to=use.passed_to,
            chained=use.chained,
            function=scope.function,
            tries=scope.tries,
            contexts=scope.contexts,
            in_loop=scope.in_loop,
            loops=scope.loops,
            dropped=use.dropped,
        )
    )
    if callee in _IMPORTERS and node.args:
        named = node.args[0]
        if isinstance(named, ast.Constant) and isinstance(named.value, str):
            facts.imports.append(Import(node.lineno, named.value, (("*", use.target),) if use.target else ()))
    label = use.label if callee.rpartition(".")[2] in _LABEL_PASSES else ""
    return [
        (node.func, scope, Use(label=label)),
        *steps(node.args, scope, Use(passed_to=callee, label=label)),
        *((k.value, scope, Use(passed_to=callee, label=k.arg or "")) for k in node.keywords),
    ]


def attribute(facts: Facts, source: Source, node: ast.Attribute, scope: Scope, use: Use) -> list[Step]:
    """An attribute: what it is taken from learns the name."""
    return [(node.value, scope, Use(chained=node.attr, label=use.label))]


def awaiting(facts: Facts, source: Source, node: ast.Await, scope: Scope, use: Use) -> list[Step]:
    """An awaited value is used as the whole is."""
    return [(node.value, scope, use._replace(awaited=True))]


def through(facts: Facts, source: Source, node: ast.AST, scope: Scope, use: Use) -> list[Step]:
    """Alternatives and unpackings: each part is used as the whole is."""
    return steps(ast.iter_child_nodes(node), scope, use)


def choice(facts: Facts, source: Source, node: ast.IfExp, scope: Scope, use: Use) -> list[Step]:
    """A conditional expression: either value is used as the whole is."""
    return [(node.body, scope, use), (node.test, scope, UNUSED), (node.orelse, scope, use)]


def concatenation(facts: Facts, source: Source, node: ast.BinOp, scope: Scope, use: Use) -> list[Step]:
    """Texts joined with an operator keep the label of the whole."""
    return steps((node.left, node.right), scope, Use(label=use.label))


def mapping(facts: Facts, source: Source, node: ast.Dict, scope: Scope, use: Use) -> list[Step]:
    """A dict literal: values are labelled with their keys."""
    found: list[Step] = []
    for key, value in zip(node.keys, node.values, strict=True):
        label = ""
        if key is not None:
            found.append((key, scope, UNUSED))
            label = str(key.value)[:200] if isinstance(key, ast.Constant) else ""
        found.append((value, scope, Use(label=label, passed_to=use.passed_to)))
    return found


def constant(facts: Facts, source: Source, node: ast.Constant, scope: Scope, use: Use) -> list[Step]:
    """A literal, of which only texts are recorded."""
    if isinstance(node.value, str):
        facts.add_text(node.lineno, node.value, use.label, scope)
    return []


def template(facts: Facts, source: Source, node: ast.JoinedStr, scope: Scope, use: Use) -> list[Step]:
    """An f-string, and the expressions in it."""
    facts.add_text(node.lineno, literal(node), use.label, scope)
    within = scope._replace(exact=False)
    return steps([part.value for part in node.values if isinstance(part, ast.FormattedValue)], within)


def comprehension(
    facts: Facts,
    source: Source,
    node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
    scope: Scope,
    use: Use,
) -> list[Step]:
    """A comprehension: all but what it first runs over is inside a loop."""
    head = " ".join(f"for {source.text(g.target)} in {source.text(g.iter)}" for g in node.generators)[:MAX_TEXT]
    looped = scope._replace(in_loop=True, loops=(head, *scope.loops))
    found = steps([node.generators[0].iter], scope)
    for index, generator in enumerate(node.generators):
        found += steps(generator.ifs, looped)
        found += steps([generator.iter] if index else [], looped)
    return found + steps((node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,), looped)


def closure(facts: Facts, source: Source, node: ast.Lambda, scope: Scope, use: Use) -> list[Step]:
    """A lambda, a function that returns its body."""
    name = scope.prefix + (use.target or use.label or "<lambda>")
    within = Scope(len(facts.functions), prefix=name + ".", class_name=scope.class_name, exact=scope.exact)
    if use.passed_to:  # an inline callback keeps what guards the call that takes it
        within = within._replace(tries=scope.tries, contexts=scope.contexts, in_loop=scope.in_loop, loops=scope.loops)
    facts.functions.append(
        Function(
            name=name,
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            params=parameters(source, node.args, scope.exact),
            class_name=scope.class_name,
            parent=scope.function,
        )
    )
    defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
    return [*steps(defaults, scope), (node.body, within, RETURNED)]
