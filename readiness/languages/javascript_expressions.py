"""Read JavaScript expressions: calls, members, literals, functions and JSX elements."""

from __future__ import annotations

from tree_sitter import Node

from readiness.collecting import RETURNED, UNUSED, Facts, Scope, Step, Use, steps
from readiness.languages.javascript_handlers import FUNCTIONS, promise_handler
from readiness.languages.javascript_source import (
    Source,
    annotation,
    arguments,
    decorators,
    dotted,
    field,
    inner,
    key_name,
    last_line,
    line_of,
    parameters,
    string_value,
    unwrapped,
)
from readiness.syntax import Argument, Call, Function, Import, Try

_EACH = frozenset({"map", "forEach", "flatMap", "filter", "reduce", "some", "every", "find", "each", "mapLimit"})
_LATER = frozenset(
    {
        *("setTimeout", "setInterval", "setImmediate", "queueMicrotask", "nextTick", "addEventListener", "on", "once"),
        *("useEffect", "useLayoutEffect", "useCallback", "useMemo", "waitUntil", "after", "schedule"),
    }
)
_LABELLED = FUNCTIONS | {"template_string"}  # `const f = wrap(() => ...)`, "const p = dedent`...`"
_MARKUP = frozenset({"className", "class", "style", "key", "id"})


def add_call(
    facts: Facts, node: Node, scope: Scope, use: Use, callee: str, args: tuple[Argument, ...], new: bool = False
) -> None:
    """Record a call, a construction or a JSX element."""
    facts.calls.append(
        Call(
            line=line_of(node),
            end_line=last_line(node),
            callee=callee,
            args=args,
            is_new=new,
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


def call(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A call; `await f<T>()` is parsed as a call of `await f`. A handled promise guards what makes the promise."""
    function, given = field(node, "function"), field(node, "arguments")
    if function is None:
        return steps(node.named_children, scope)
    if function.type == "await_expression":
        use = use._replace(awaited=True)
    callee = dotted(source, function)
    values: list[Node] = []
    if given is not None:
        values = given.named_children if given.type == "arguments" else [given]
    add_call(facts, node, scope, use, callee, arguments(source, values))
    if callee in ("require", "import") and values and values[0].type in ("string", "template_string"):
        found = Import(line_of(node), string_value(source, values[0]))
        if all((i.line, i.module) != (found.line, found.module) for i in facts.imports[-8:]):  # bound ones are there
            facts.imports.append(found)
    owner_scope = scope
    handler = promise_handler(source, node) if callee.endswith((".catch", ".then")) else None
    if handler is not None:
        owner = field(function, "object") or function
        owner_scope = scope._replace(tries=(len(facts.tries), *scope.tries))
        facts.tries.append(Try(line_of(owner), last_line(owner), (handler,)))
    named = Use(passed_to=callee, label=use.label if "." not in callee or callee.startswith("React.") else "")
    given_steps = [(v, scope, named if v.type in _LABELLED else Use(passed_to=callee)) for v in values]
    return [(function, owner_scope, UNUSED), *given_steps]


def construction(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A `new` expression."""
    constructor, given = field(node, "constructor"), field(node, "arguments")
    callee = dotted(source, constructor)
    values = given.named_children if given is not None else []
    add_call(facts, node, scope, use, callee, arguments(source, values), new=True)
    heads = [constructor] if constructor is not None else []
    return steps(heads, scope) + steps(values, scope, Use(passed_to=callee))


def member(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A member access: what it is taken from learns the name."""
    owner, name = field(node, "object"), field(node, "property")
    if owner is None:
        return []
    return [(owner, scope, Use(chained=source.raw(name) if name is not None else ""))]


def wrapper(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """Parentheses, casts and marks, which leave the use of a value as it is; `await` adds to it."""
    child = inner(node)
    if child is None:
        return []
    return [(child, scope, use._replace(awaited=True) if node.type == "await_expression" else use)]


def choice(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A conditional or logical expression passes its use on to each value; a concatenation only the label."""
    if node.type == "ternary_expression":
        test = field(node, "condition")
        return [(c, scope, UNUSED if c == test else use) for c in node.named_children]
    operator = field(node, "operator")
    kind = operator.type if operator is not None else ""
    if kind in ("||", "??", "&&"):
        return steps(node.named_children, scope, use)
    return steps(node.named_children, scope, Use(label=use.label) if kind == "+" else UNUSED)


def text(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A string or template literal."""
    facts.add_text(line_of(node), string_value(source, node), use.label, scope)
    return [s for s in steps(node.named_children, scope) if s[0].type == "template_substitution"]


def pair(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A key and its value in an object literal."""
    key, value = field(node, "key"), field(node, "value")
    label = key_name(source, key)
    found = [(key, scope, UNUSED)] if key is not None and key.type in ("string", "computed_property_name") else []
    return found + ([(value, scope, Use(label=label, passed_to=use.passed_to))] if value is not None else [])


def literal(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """An object literal: its values are used as it is; one bound to a name qualifies the functions in it."""
    if use.target and not use.target.endswith("exports"):
        scope = scope._replace(prefix=f"{scope.prefix}{use.target}.")
    return steps(node.named_children, scope, Use(passed_to=use.passed_to))


def closure(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """An arrow function, a function expression or a method in an object literal."""
    own = field(node, "name")
    name = scope.prefix + (source.text(own) if own is not None else use.label or "<lambda>")
    nested = add_function(facts, source, node, scope, name, scope.class_name)
    verb = use.passed_to.rpartition(".")[2]
    if verb and verb not in _LATER:  # an inline callback keeps what guards the call that takes it
        looped = scope.in_loop or ("." in use.passed_to and verb in _EACH)
        loops = (f"{use.passed_to}()", *scope.loops) if looped and not scope.in_loop else scope.loops
        nested = nested._replace(tries=scope.tries, contexts=scope.contexts, in_loop=looped, loops=loops)
    return body_steps(node, scope, nested)


def add_function(
    facts: Facts, source: Source, node: Node, scope: Scope, name: str, class_name: str, *marked: Node
) -> Scope:
    """Record a function, its decorators being children of it or of `marked`, and return the scope of its body."""
    facts.functions.append(
        Function(
            name=name,
            line=line_of(node),
            end_line=last_line(node),
            params=parameters(source, node),
            decorators=decorators(source, *marked, node),
            returns=annotation(source, field(node, "return_type")),
            is_async=any(c.type == "async" for c in node.children[:6]),
            class_name=class_name,
            parent=scope.function,
        )
    )
    return Scope(len(facts.functions) - 1, prefix=name + ".", class_name=class_name)


def body_steps(node: Node, scope: Scope, nested: Scope) -> list[Step]:
    """A function's parameters, read for their defaults and decorators, and its body."""
    spec, body = field(node, "parameters"), field(node, "body")
    found = steps(spec.named_children, scope) if spec is not None else []
    if body is not None:
        found.append((body, nested, UNUSED if body.type == "statement_block" else RETURNED))
    return found


def element(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A JSX element as a call of its tag with its attributes; plain tags without a telling attribute are left out."""
    opening = (field(node, "open_tag") or node) if node.type == "jsx_element" else node
    name = field(opening, "name")
    attributes = [c for c in opening.named_children if c.type in ("jsx_attribute", "jsx_expression")]
    if name is not None:
        args = tuple(_attribute(source, c) for c in attributes)
        tag = dotted(source, name) if name.type == "member_expression" else source.text(name)
        if not tag[:1].islower() or any(a.name not in _MARKUP for a in args):
            add_call(facts, opening, scope, use, tag, args)
    found = steps(attributes, scope)
    if opening is not node:
        found += [s for s in steps(node.named_children, scope) if s[0].type not in _TAGS]
    return found


_TAGS = frozenset({"jsx_opening_element", "jsx_closing_element"})


def _attribute(source: Source, node: Node) -> Argument:
    if node.type == "jsx_expression":
        return Argument("...", source.text(node).strip("{ }").removeprefix("..."), line_of(node))
    name, *value = (c for c in node.named_children if c.type != "comment")
    shown = source.text(value[0]) if value else "true"
    if value and value[0].type == "jsx_expression":
        shown = shown.removeprefix("{").removesuffix("}").strip()
    return Argument(source.text(name), shown, line_of(node))


def attribute(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """A JSX attribute: its value is labelled with its name."""
    name, *value = (c for c in node.named_children if c.type != "comment")
    label = Use(label=source.text(name))
    values = [inner(c) if c.type == "jsx_expression" else c for c in value]
    return steps([v for v in values if v is not None], scope, label)


def markup_text(facts: Facts, source: Source, node: Node, scope: Scope, use: Use) -> list[Step]:
    """The words between JSX tags, white space folded."""
    words = " ".join(source.raw(node).split())
    if words:
        facts.add_text(line_of(node), words, "", scope)
    return []


def is_call(node: Node) -> bool:
    """Whether a value is directly a call's result or a function, for which there is no `Assignment`."""
    kind = unwrapped(node).type
    return kind in ("call_expression", "new_expression") or kind in FUNCTIONS
