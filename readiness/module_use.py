"""Which Python modules run: reached by imports from what images, pipelines and manifests start. Others lie idle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.compiling import compile_later
from readiness.search import Hit, Pattern
from readiness.sources import Sources

IMPORT = Pattern(
    r"^[ \t]*(?:from|import)[ \t]+([\w.]+)(?:[ \t]+import[ \t]+\(?([\w, ]*))?",
    frozenset({"code", "script"}),
    frozenset({"python"}),
)
_STARTED = compile_later(r"([\w-]+)\.py\b|\b(\w+):\w+")  # a script, or an application as `package.module:app`
_FOLLOWED = (
    0.2  # of all modules; where imports lead to fewer, a framework loads modules by itself and nothing can be said
)


def stem(path: str) -> str:
    """The name that an import uses last for a module: the file's, or the package's for `__init__.py`."""
    name = path.rpartition("/")[2].partition(".")[0]
    return path.split("/")[-2] if name == "__init__" and "/" in path else name


def imported_names(hit: Hit) -> set[str]:
    """The last parts of what an import statement (a hit of `IMPORT`) names."""
    return {hit.groups[0].split(".")[-1], *re.split(r"[,\s]+", hit.groups[1])} - {""}


def running_modules(sources: Sources) -> frozenset[str]:
    """Stems of the modules that run. Where nothing names a file to start: of all that another module imports."""
    imports: dict[str, set[str]] = {}
    for hit in sources.hits(IMPORT):
        imports.setdefault(stem(hit.path), set()).update(imported_names(hit) - {stem(hit.path)})
    started = {name for name in _started(sources) if name in imports}
    if not started:
        return frozenset().union(*imports.values())
    waiting = sorted(started)
    while waiting:
        new = imports.get(waiting.pop(), set()) - started
        started |= new
        waiting += sorted(new)
    return frozenset(started)


def idle_modules(sources: Sources) -> frozenset[str]:
    """Paths of Python modules that nothing which runs imports; empty where imports do not tell."""
    started = set(_started(sources))
    modules = [file.path for file in sources.code if file.language == "python"]
    if not started or not modules:
        return frozenset()
    running = running_modules(sources)
    idle = frozenset(path for path in modules if stem(path) not in running)
    return idle if len(modules) - len(idle) >= max(10, _FOLLOWED * len(modules)) else frozenset()


def _started(sources: Sources) -> Iterator[str]:
    for file in sources.files("ci", "infra", "config"):
        if file.language != "json":
            for pair in _STARTED.findall(sources.text(file.path)[:200_000]):
                yield from (name for name in pair if name)
