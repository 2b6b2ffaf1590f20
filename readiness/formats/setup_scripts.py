"""Reads setup.py (its text only, nothing is run) and setup.cfg."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.ini_documents import read_ini
from readiness.formats.manifest_shape import Dependency, Group, Manifest, Named, group_of, ordered
from readiness.formats.plain_text import clean
from readiness.formats.requirement_lines import read_requirement

_FILE = compile_later(r"[\w./-]*requirements[\w./-]*\.txt|requirements/[\w-]+\.txt")
_MAX_ELEMENTS = 2_000


@dataclass(frozen=True, slots=True)
class _Text:
    value: str
    line: int


def read_setup_py(path: str, text: str) -> Manifest | None:
    """What the call of `setup` says in literals, module-level lists and their sums; None if it calls no `setup`."""
    tree = _parse(clean(text))
    call = (
        next((node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node)), None)
        if tree
        else None
    )
    if tree is None or call is None:
        return None
    nested = (node for node in ast.walk(tree) if isinstance(node, ast.Assign))  # also below `try` and `if`
    names = {
        target.id: node.value
        for node in (*nested, *tree.body)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    dependencies = _requirements(_texts(given.get("install_requires"), names), "runtime")
    dependencies += _requirements(_texts(given.get("tests_require"), names), "dev")
    for extra, value in _pairs(given.get("extras_require"), names):
        dependencies += _requirements(_texts(value, names), group_of(extra))
    entry_points: list[Named] = []
    for _, value in _pairs(given.get("entry_points"), names):
        entry_points += [_entry_point(item.value, item.line) for item in _texts(value, names)]
    name = "".join(item.value for item in _texts(given.get("name"), names))
    version = "".join(item.value for item in _texts(given.get("version"), names))
    includes = tuple(dict.fromkeys(_FILE.findall(text))) if not dependencies else ()
    return Manifest(
        path, "pypi", name, ordered(dependencies), (), tuple(entry_points), (), True, bool(name), version, includes
    )


def read_setup_cfg(path: str, text: str) -> Manifest:
    """The sections that setuptools reads, and which tools are configured beside them."""
    name = version = ""
    dependencies: list[Dependency] = []
    entry_points: list[Named] = []
    tools: dict[str, int] = {}
    for entry in read_ini(text):
        lines = [_Text(words.split(" #", 1)[0], line) for line, words in entry.lines]
        if entry.section == "metadata" and entry.key == "name":
            name = entry.value
        elif entry.section == "metadata" and entry.key == "version":
            version = entry.value
        elif entry.section == "options" and entry.key == "install_requires":
            dependencies += _requirements(lines, "runtime")
        elif entry.section == "options" and entry.key == "tests_require":
            dependencies += _requirements(lines, "dev")
        elif entry.section == "options.extras_require":
            dependencies += _requirements(lines, group_of(entry.key))
        elif entry.section == "options.entry_points":
            entry_points += [_entry_point(item.value, item.line) for item in lines]
        elif not entry.section.startswith(("metadata", "options")):
            tools.setdefault(entry.section.removeprefix("tool:"), entry.line)
    return Manifest(
        path, "pypi", name, ordered(dependencies), (), tuple(entry_points), (), bool(name), bool(name), version, (),
        tuple(tools.items()),
    )  # fmt: skip


def _parse(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_setup(node: ast.Call) -> bool:
    function = node.func
    return (isinstance(function, ast.Name) and function.id == "setup") or (
        isinstance(function, ast.Attribute) and function.attr == "setup"
    )


def _texts(node: ast.expr | None, names: dict[str, ast.expr]) -> list[_Text]:
    """The text literals of a list, tuple, set, sum or name; parts that are computed are left out."""
    found: list[_Text] = []
    waiting = [node]
    for _ in range(_MAX_ELEMENTS):
        if not waiting:
            break
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            lines = node.value.split("\n")
            found += [_Text(line.strip(), node.lineno + offset) for offset, line in enumerate(lines) if line.strip()]
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            waiting.extend(reversed(node.elts))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            waiting.extend([node.right, node.left])
        elif isinstance(node, ast.Starred):
            waiting.append(node.value)
        elif isinstance(node, ast.Name):
            waiting.append(names.get(node.id))
    return found


def _pairs(node: ast.expr | None, names: dict[str, ast.expr]) -> list[tuple[str, ast.expr]]:
    if isinstance(node, ast.Name):
        node = names.get(node.id)
    if not isinstance(node, ast.Dict):
        return []
    return [
        (str(key.value), value)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
    ]


def _requirements(texts: list[_Text], group: Group) -> list[Dependency]:
    found = [read_requirement(item.value, item.line, group) for item in texts]
    return [dependency for dependency in found if dependency]


def _entry_point(text: str, line: int) -> Named:
    name, _, target = text.partition("=")
    return name.strip(), target.strip(), line
