"""Read expressions of Python's own syntax tree as text: source slices, dotted names, arguments and parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from readiness.compiling import compile_later
from readiness.syntax import MAX_TEXT, Argument, Decorator, Parameter

_NEWLINE = compile_later(r"\r\n|\r|\n")
_SLICE = MAX_TEXT * 4  # bytes of one line read for a node's folded text
_MAX_CHAIN = 60  # parts of one dotted name that are kept; generated code chains thousands


def folded(text: str) -> str:
    """The text with white space folded to single spaces, cut at `MAX_TEXT` characters."""
    return " ".join(text.split())[:MAX_TEXT]


class Source:
    """The lines of one file, to slice a node's text from without scanning the file again for each node."""

    __slots__ = ("_encoded", "lines")

    def __init__(self, text: str) -> None:
        self.lines = _NEWLINE.split(text)
        self._encoded: dict[int, bytes] = {}

    def _cut(self, row: int, start: int, end: int | None) -> str:
        line = self.lines[row] if 0 <= row < len(self.lines) else ""
        if line.isascii():
            return line[start:end]
        if row not in self._encoded:
            self._encoded[row] = line.encode("utf-8", "replace")
        return self._encoded[row][start:end].decode("utf-8", "replace")  # columns count UTF-8 bytes

    def between(self, line: int, column: int, end_line: int, end_column: int) -> str:
        """The folded text from a 1-based line and byte column up to another, read no further than `MAX_TEXT` needs."""
        if line == end_line:
            return folded(self._cut(line - 1, column, min(end_column, column + _SLICE)))
        parts = [self._cut(line - 1, column, None)]
        length = 0
        for row in range(line, end_line):
            part = self._cut(row, 0, None if row < end_line - 1 else end_column).strip()
            parts.append(part)
            length += len(part)
            if length > MAX_TEXT:
                break
        return folded(" ".join(parts))

    def text(self, node: ast.expr | ast.stmt | ast.ExceptHandler | ast.arg, exact: bool = True) -> str:
        """The node's text; `exact` is False inside f-strings, where columns of Python 3.11 cannot be trusted."""
        if not exact:
            try:
                return folded(ast.unparse(node))
            except RecursionError:
                return ""
        return self.between(node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)


def dotted(node: ast.expr) -> str:
    """The callee's text: names and attributes as written, calls within as `()`, other expressions as `(...)`."""
    parts: list[str] = []
    while len(parts) < _MAX_CHAIN:
        if isinstance(node, ast.Attribute):
            parts.append("." + node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            parts.append("()")
            node = node.func
        elif isinstance(node, ast.Subscript):
            parts.append(_key(node.slice))
            node = node.value
        elif isinstance(node, ast.Await):
            node = node.value
        else:
            parts.append(_root(node))
            break
    return "".join(reversed(parts))


def _key(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return f"[{node.value!r:.60}]"
    return f"[{node.id}]" if isinstance(node, ast.Name) else "[...]"


def _root(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return '""'
    return "(...)"


def first_name(node: ast.expr) -> str:
    """What an assignment binds: the dotted name, and of a tuple or list the first one."""
    while isinstance(node, ast.Tuple | ast.List | ast.Starred):
        if isinstance(node, ast.Starred):
            node = node.value
        elif node.elts:
            node = node.elts[0]
        else:
            return ""
    return dotted(node)


def arguments(source: Source, call: ast.Call, exact: bool) -> tuple[Argument, ...]:
    """A call's arguments: dict literals flattened, `*x` as positional text, `**x` as an argument named `**`."""
    found: list[Argument] = []
    for position, value in enumerate(call.args):
        if isinstance(value, ast.Dict) and value.keys:
            found.extend(_entries(source, value, "", position, exact))
        else:
            found.append(Argument(None, source.text(value, exact), value.lineno, position))
    for keyword in call.keywords:
        value = keyword.value
        if keyword.arg is None and isinstance(value, ast.Dict):
            found.extend(_entries(source, value, "", -1, exact))
            continue
        found.append(Argument(keyword.arg or "**", source.text(value, exact), value.lineno))
        if keyword.arg and isinstance(value, ast.Dict):
            found.extend(_entries(source, value, keyword.arg + ".", -1, exact))
    return tuple(found)


def _entries(source: Source, literal: ast.Dict, prefix: str, position: int, exact: bool) -> Iterator[Argument]:
    for key, value in zip(literal.keys, literal.values, strict=True):
        if key is None:
            name = "**"
        elif isinstance(key, ast.Constant):
            name = str(key.value)[:MAX_TEXT]
        else:
            name = source.text(key, exact)
        yield Argument(prefix + name, source.text(value, exact), value.lineno, position)
        if not prefix and isinstance(value, ast.Dict):
            yield from _entries(source, value, name + ".", position, exact)


def parameters(source: Source, spec: ast.arguments, exact: bool) -> tuple[Parameter, ...]:
    """A function's parameters in order; `*args` and `**kwargs` keep their stars in the name."""
    plain = [*spec.posonlyargs, *spec.args]
    defaults: list[ast.expr | None] = [*[None] * (len(plain) - len(spec.defaults)), *spec.defaults]
    rows: list[tuple[str, ast.arg, ast.expr | None]] = [("", a, d) for a, d in zip(plain, defaults, strict=True)]
    if spec.vararg:
        rows.append(("*", spec.vararg, None))
    rows.extend(("", a, d) for a, d in zip(spec.kwonlyargs, spec.kw_defaults, strict=True))
    if spec.kwarg:
        rows.append(("**", spec.kwarg, None))
    return tuple(
        Parameter(
            stars + arg.arg,
            source.text(arg.annotation, exact) if arg.annotation else "",
            source.text(default, exact) if default else "",
        )
        for stars, arg, default in rows
    )


def decorators(source: Source, nodes: list[ast.expr]) -> tuple[Decorator, ...]:
    """The decorators above a function or class, without their `@`."""
    return tuple(
        Decorator(dotted(node.func if isinstance(node, ast.Call) else node), source.text(node), node.lineno)
        for node in nodes
    )


def literal(node: ast.JoinedStr) -> str:
    """An f-string's content with `{}` for each interpolation."""
    return "".join(
        value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else "{}"
        for value in node.values
    )
