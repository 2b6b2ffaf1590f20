"""Get a syntax tree out of Python text that does not parse: notebook magics, Python 2, and plainly broken blocks."""

from __future__ import annotations

import ast
import re
import warnings
from keyword import kwlist

from readiness.compiling import compile_later

_MAX_DROPPED = 8  # lines given up within one block before it is read line by line
_PYTHON_MAGICS = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "heat", "lprun"})
_MAX_LINE = 2000  # characters of a line that is read by itself
_MAGIC_LINE = compile_later(r"^(\s*)(?:[%!]|\?)\s*\S.*$|^(\s*)[\w.]+\?{1,2}\s*$")
_MAGIC_VALUE = compile_later(r"^([\w., \t]+=\s*)[!%]\s*[\w.].*$")
_BLOCK_START = compile_later(r"[^\s#)\]}]")
_CONTINUES = compile_later(r"(?:else|elif|except|finally)\b")
_CALLED = compile_later(r"\b([A-Za-z_][\w.]{0,120})\(")
_NOT_CALLED = frozenset(kwlist)
_PYTHON_2 = (
    (
        compile_later(r"^([ \t]*|.*:[ \t]{1,8})print[ \t]{1,8}(?:>>[^,\n]{1,80},)?([^\n(=][^\n]*)$", re.M),
        r"\1print(\2)",
    ),
    (compile_later(r"^([ \t]*)print[ \t]*$", re.M), r"\1print()"),
    (compile_later(r"^([ \t]*except[ \t]{1,8})([^\n:,]{1,200}),[ \t]{0,8}(\w+)[ \t]{0,8}:", re.M), r"\1\2 as \3:"),
    (compile_later(r"^([ \t]*raise[ \t]{1,8})([\w.]+),[ \t]{0,8}([^\n]+)$", re.M), r"\1\2(\3)"),
    (compile_later(r"^([ \t]*)exec[ \t]{1,8}([^\n(][^\n]*)$", re.M), r"\1exec(\2)"),
    (compile_later(r"\b[uU][rR](['\"])"), r"r\1"),
    (compile_later(r"<>"), "!="),
    (compile_later(r"\b0([0-7]{3})\b"), r"0o\1"),
)


def tree_of(text: str) -> ast.Module | None:
    """The tree of a text that Python reads as it is, or None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd escapes in the audited text are no concern of the audit's output
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def without_magics(text: str) -> str:
    """The text without IPython magics, shell lines and help requests; a cell of another language becomes blank."""
    lines = text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is not None and lines[first].lstrip().startswith("%%"):
        words = lines[first].strip(" %\t\r").split()
        if words and words[0] not in _PYTHON_MAGICS:
            return "\n" * (len(lines) - 1)
    kept: list[str] = []
    continued = False
    for line in lines:
        found = None if continued else _MAGIC_LINE.match(line)
        if continued or found:
            kept.append("" if continued or found is None else (found[1] or found[2] or "") + "pass")
            continued = line.rstrip().endswith("\\")
        else:
            kept.append(_MAGIC_VALUE.sub(r"\1None", line))
    return "\n".join(kept)


def partial_tree(text: str) -> ast.Module:
    """What can be read: Python 2 forms rewritten, then block by block, bad lines dropped, at last line by line."""
    for pattern, replacement in _PYTHON_2:
        text = pattern.sub(replacement, text)
    whole = tree_of(text)
    if whole is not None:
        return whole
    body: list[ast.stmt] = []
    lines = text.split("\n")
    for start, end in _blocks(lines):
        body.extend(_block(lines[start:end], start))
    return ast.Module(body=body, type_ignores=[])


def _blocks(lines: list[str]) -> list[tuple[int, int]]:
    """Row ranges of the top-level statements, judged by indentation; a decorator belongs to what follows it."""
    starts: list[int] = []
    decorated = False
    for row, line in enumerate(lines):
        if _BLOCK_START.match(line) and not _CONTINUES.match(line):
            if not decorated:
                starts.append(row)
            decorated = line.startswith("@")
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _block(lines: list[str], start: int) -> list[ast.stmt]:
    kept = list(lines)
    for _ in range(_MAX_DROPPED):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return _moved(ast.parse("\n".join(kept)), start)
            except SyntaxError as error:
                row = (error.lineno or 0) - 1
                if not 0 <= row < len(kept) or kept[row].strip() == "pass":
                    break
                line = kept[row]
                kept[row] = line[: len(line) - len(line.lstrip())] + "pass"
            except (ValueError, RecursionError, MemoryError):
                break
    return [statement for row, line in enumerate(lines, start) for statement in _line(line, row)]


def _moved(tree: ast.Module, rows: int) -> list[ast.stmt]:
    ast.increment_lineno(tree, rows)
    return tree.body


def _line(line: str, row: int) -> list[ast.stmt]:
    """The statements of a single line; of a line that is none, the names that are called on it."""
    if not line.strip() or len(line) > _MAX_LINE:
        return []
    tree = tree_of("if 1:\n" + line) if line[0].isspace() else tree_of(line)
    if tree is not None and tree.body:
        head = tree.body[0]
        if line[0].isspace() and isinstance(head, ast.If):
            return _moved(ast.Module(body=head.body, type_ignores=[]), row - 1)
        return _moved(tree, row)
    called = [name for name in _CALLED.findall(line) if name.split(".")[0] not in _NOT_CALLED]
    tree = tree_of("; ".join(f"{name}()" for name in called))
    return _moved(tree, row) if tree is not None else []
