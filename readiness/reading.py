"""Reading a tree-sitter tree into the neutral shape: one pass over the nodes that a language asks for, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tree_sitter import Language, Node, Parser, Query, QueryCursor

from readiness.scopes import Scope, Scopes
from readiness.syntax import (
    MAX_TEXT,
    Argument,
    Assignment,
    Call,
    Class,
    Decorator,
    Field,
    Function,
    Handler,
    Import,
    Module,
    Parameter,
    Text,
    Try,
)
from readiness.trees import children, end_line, is_statement, line, loop_head, shortened

MAX_LITERAL = 2_000
_MAX_LINKS = 40
_MAX_NODES = _MAX_ITEMS = 200

Link = tuple[Node | None, str]
Entry = tuple[str, Node]
Item = tuple[str | None, Node]


@dataclass(frozen=True)
class Grammar:
    """What a language tells the reader about its tree. Node types are those of the language's tree-sitter grammar.

    `visitors` are called for each node of their type, outer before inner, in source order. `link` gives a node's inner
    node in a dotted name and the text that follows it, None where the name ends. `entries` gives the keys and values of
    a literal, builder or option. `wrappers` are nodes that pass one child's value on: its field name or index.
    `does` sorts a handler's statements: "raise", "return", "log", "other", "fatal" (logs and ends), "inside" (look
    into it) or "skip".
    """

    language: str
    syntax: Language
    query: Query
    visitors: Mapping[str, Callable[[Reader, Node], None]]
    calls: frozenset[str]
    functions: frozenset[str]
    strings: frozenset[str]
    joins: frozenset[str]
    awaits: frozenset[str]
    wrappers: Mapping[str, str | int]
    link: Callable[[Reader, Node], Link | None]
    entries: Callable[[Reader, Node], Sequence[Entry]]
    does: Callable[[Reader, Node], str]


def read(grammar: Grammar, text: str) -> Module:
    """The text's neutral shape; `ok` is False where the grammar could not follow it whole."""
    data = (text + "\n").encode("utf-8", "replace")
    tree = Parser(grammar.syntax).parse(data)
    root = tree.root_node
    reader = Reader(grammar, data)
    ok = not root.has_error
    try:
        nodes = QueryCursor(grammar.query).captures(root).get("node", [])
        for node in sorted(nodes, key=_outer_first):
            reader.visit(node)
    except RecursionError:
        ok = False
    return reader.module(ok)


def _outer_first(node: Node) -> tuple[int, int, int]:
    return node.start_byte, -node.end_byte, -node.descendant_count


class Reader:
    """Collects the neutral shape while a language's visitors walk over one tree.

    `skipped` are the ids of nodes to pass over; `waiting` are names of literals whose content comes further on.
    """

    def __init__(self, grammar: Grammar, data: bytes) -> None:
        self.grammar = grammar
        self.data = data
        self.package = ""
        self.imports: list[Import] = []
        self._calls: list[Call] = []
        self._functions: list[Function] = []
        self._classes: list[Class] = []
        self._assignments: list[Assignment] = []
        self._texts: list[Text] = []
        self._tries: list[Try] = []
        self._scopes = Scopes(len(data) + 1)
        self._targets: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._passed: dict[int, str] = {}
        self._chained: dict[int, str] = {}
        self._returned: set[int] = set()
        self._awaited: set[int] = set()
        self.skipped: set[int] = set()
        self.waiting: list[str] = []

    @property
    def scope(self) -> Scope:
        """What encloses the node at hand."""
        return self._scopes.here

    def visit(self, node: Node) -> None:
        """Bring the scope up to the node and hand it to its visitor."""
        self._scopes.move(node.start_byte)
        if node.id not in self.skipped:
            self.grammar.visitors[node.type](self, node)

    def text(self, node: Node | None, limit: int = MAX_TEXT) -> str:
        """The node's source with white space folded, cut at `limit` characters."""
        if node is None:
            return ""
        start = node.start_byte
        return shortened(self.data[start : min(node.end_byte, start + 4 * limit)], limit)

    def raw(self, node: Node) -> str:
        """The node's source as it is written."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "ignore")

    def unwrap(self, node: Node) -> Node:
        """The node whose value this one passes on; notes what is awaited on the way."""
        awaited = False
        while (step := self.grammar.wrappers.get(node.type)) is not None:
            awaited = awaited or node.type in self.grammar.awaits
            named = children(node) if isinstance(step, int) else []
            inner = node.child_by_field_name(step) if isinstance(step, str) else (named[step] if named else None)
            if inner is None:
                break
            node = inner
        if awaited:
            self._awaited.add(node.id)
        return node

    def dotted(self, node: Node | None) -> str:
        """The name as written, dots between its parts, `()` for each call on the way, without arguments."""
        parts: list[str] = []
        name = ""
        while node is not None and len(parts) < _MAX_LINKS:
            node = self.unwrap(node)
            if node.type in self.grammar.calls and name:
                self._chained.setdefault(node.id, name)
            link = self.grammar.link(self, node)
            if link is None:
                parts.append("<lambda>" if node.type in self.grammar.functions else self.text(node, 80))
                break
            node, suffix = link
            parts.append(suffix)
            name = suffix.strip(".?()") or name
        return "".join(reversed(parts))[-MAX_TEXT:]

    def bind(self, value: Node, target: str) -> None:
        """A value is bound to a name: a call's target, a function's name, or an assignment."""
        inner = self.unwrap(value)
        if inner.type in self.grammar.calls:
            self._targets[inner.id] = target
        elif inner.type in self.grammar.functions:
            self._names[inner.id] = target
        else:
            self._assignments.append(Assignment(line(value), target, self.text(value), self.scope.function))
            self.name(inner, target)

    def name(self, value: Node, target: str) -> None:
        """Note the name that a string (or each part of a concatenation) is bound to."""
        pending = [value]
        while pending and len(pending) < _MAX_NODES:
            node = self.unwrap(pending.pop())
            if node.type in self.grammar.strings or node.type in self.grammar.functions:
                self._names.setdefault(node.id, target)
            elif node.type in self.grammar.joins:
                pending.extend(children(node))

    def returned(self, value: Node) -> None:
        """The function returns this value."""
        self._returned.add(self.unwrap(value).id)

    def attribute(self, value: Node, name: str) -> None:
        """An attribute is taken from this value."""
        self._chained.setdefault(self.unwrap(value).id, name)

    def call(
        self, node: Node, callee: str, items: Sequence[Item], is_new: bool = False, also: Sequence[Entry] = ()
    ) -> None:
        """Record a call: its arguments with literals flattened, and what the nodes around it said about it.

        `also` are further keys and values (an object initialiser, a builder's earlier links).
        """
        args: list[Argument] = []
        for position, (name, node_) in enumerate(items[:_MAX_ITEMS]):
            value = self.unwrap(node_)
            if value.type in self.grammar.calls:
                self._passed[value.id] = callee
            at = position if name is None else -1
            args.append(Argument(name, self.text(node_), line(node_), at))
            if name is not None:
                self.name(value, name)
            self._flatten(args, value, f"{name}." if name else "", at, 1 if name else 2)
        for key, value in also[:_MAX_ITEMS]:
            self._passed.setdefault(self.unwrap(value).id, callee)
            args.append(Argument(key, self.text(value), line(value)))
            self.name(value, key)
            self._flatten(args, self.unwrap(value), f"{key}.", -1, 1)
        self._calls.append(self._placed(node, callee, tuple(args), is_new))

    def _placed(self, node: Node, callee: str, args: tuple[Argument, ...], is_new: bool) -> Call:
        key, scope = node.id, self.scope
        awaited, returned = key in self._awaited, key in self._returned
        target, passed, chained = self._targets.get(key, ""), self._passed.get(key, ""), self._chained.get(key, "")
        said = (awaited, target, returned, passed, chained)
        unused = not (target or returned or passed or chained) and is_statement(node)
        return Call(line(node), end_line(node), callee, args, is_new, *said, *scope.place, unused)

    def _flatten(self, args: list[Argument], value: Node, prefix: str, position: int, depth: int) -> None:
        for key, inner in self.grammar.entries(self, value)[:_MAX_ITEMS]:
            args.append(Argument(prefix + key, self.text(inner), line(inner), position))
            self.name(inner, key)
            if depth > 1:
                self._flatten(args, self.unwrap(inner), f"{prefix}{key}.", position, depth - 1)

    def function(
        self,
        node: Node,
        name: str,
        params: Sequence[Parameter] = (),
        decorators: Sequence[Decorator] = (),
        returns: str = "",
        is_async: bool = False,
        class_name: str = "",
    ) -> None:
        """Record a function and stand in it; an empty name is an anonymous one's (or that which it is bound to)."""
        scope = self.scope
        name = name or self.named(node)
        owner = class_name or scope.class_name
        prefix = class_name or scope.prefix
        full = (f"{prefix}.{name}" if prefix and "." not in name else name) if name else "<lambda>"
        self._functions.append(
            Function(
                name=full,
                line=line(node.child_by_field_name("name") or node),
                end_line=end_line(node),
                params=tuple(params),
                decorators=tuple(decorators),
                returns=returns,
                is_async=is_async,
                class_name=owner,
                parent=scope.function,
            )
        )
        inner = scope.prefix if full == "<lambda>" else full
        self._scopes.push(Scope(node.end_byte, len(self._functions) - 1, inner, owner))

    def type(
        self,
        node: Node,
        name: str,
        kind: str,
        bases: Sequence[str] = (),
        fields: Sequence[Field] = (),
        decorators: Sequence[Decorator] = (),
    ) -> None:
        """Record a class and stand in it."""
        full = f"{self.scope.prefix}.{name}" if self.scope.prefix else name
        self._classes.append(
            Class(
                full,
                line(node.child_by_field_name("name") or node),
                end_line(node),
                tuple(bases),
                tuple(fields),
                tuple(decorators),
                kind,
            )
        )
        self.within(node, full)

    def within(self, node: Node, class_name: str) -> None:
        """Stand in a class's body (or one of its parts elsewhere)."""
        self._scopes.push(replace(self.scope, end=node.end_byte, prefix=class_name, class_name=class_name))

    def loop(self, body: Node | None) -> None:
        """What is in the body runs repeatedly."""
        if body is not None:
            self._scopes.later(body.start_byte, body.end_byte, loop=loop_head(self.data, body))

    def context(self, body: Node | None, item: str) -> None:
        """What is in the body runs with a resource held."""
        if body is not None:
            self._scopes.later(body.start_byte, body.end_byte, context=item)

    def guard(self, first: Node | None, handlers: Sequence[Handler], last: Node | None = None) -> None:
        """What is from the first to the last node (the first alone by default) is guarded by the handlers."""
        if first is not None:
            last = last or first
            self._tries.append(Try(line(first), end_line(last), tuple(handlers)))
            self._scopes.later(first.start_byte, last.end_byte, guarded_by=len(self._tries) - 1)

    def handler(
        self, node: Node, body: Node | None, types: Sequence[str] = (), also: Iterable[str] = (), whole: bool = False
    ) -> Handler:
        """A handler from its clause and body; `also` are things that it does besides its statements.

        The body's children are its statements, or with `whole` the body is the only one.
        """
        does, pending, seen = set(also), [body] if whole and body is not None else children(body), 0
        while pending and seen < _MAX_NODES:
            statement, seen = pending.pop(), seen + 1
            kind = self.grammar.does(self, statement)
            if kind == "inside":
                pending.extend(children(statement))
            elif kind == "fatal":
                does |= {"log", "raise"}
            elif kind != "skip":
                does.add(kind)
        return Handler(line(node), end_line(node), tuple(types), frozenset(does or {"empty"}), self.text(body))

    def named(self, node: Node) -> str:
        """The name that the node is bound to, "" if none is known."""
        return self._names.get(node.id, "")

    def string(self, node: Node, content: str, name: str = "") -> None:
        """Record a string literal, bound to the name or to what is known of the node."""
        bound = name or self.named(node)
        self._texts.append(Text(line(node), content[:MAX_LITERAL], len(content), bound, self.scope.function))

    def module(self, ok: bool) -> Module:
        """Everything that was collected."""
        return Module(
            language=self.grammar.language,
            imports=tuple(self.imports),
            calls=tuple(self._calls),
            functions=tuple(self._functions),
            classes=tuple(self._classes),
            assignments=tuple(self._assignments),
            texts=tuple(self._texts),
            tries=tuple(self._tries),
            package=self.package,
            ok=ok,
        )
