"""The ways from the product's entry points to its model: which endpoints there are, and which reach a model call."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from readiness.compiling import compile_later
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import files_of, patterns_named, sightings
from readiness.syntax import Module

LEVELS = 5
_SIGNALS = ("endpoint", "screen-entry")
_WITHOUT_INPUT = compile_later(
    r"(?i)(?:\.|@|\[Http|Map|#\[|::|export (?:const|async function|function) |\b)"
    r"(?:get|head|options)(?:Mapping)?\b\s*(?:[(\[\"']|$)|(?:health|ready|live|ping|metrics|version|favicon|docs)[\"'/)]"
)
_NAMED = compile_later(r"[\"'`]([^\"'`]{1,200})[\"'`]|\b(?:def|function|const)\s+(\w+)")
_ASIDE = compile_later(
    r"(?i)log-?(?:in|out)|sign-?(?:in|up|out)|regist|auth|captcha|callback|password|health|webhook|session|token|favicon|robots|metrics|static"
)
_NAMED_BY_FOLDER = compile_later(r"^(?:route|index|\+server)\.[jt]sx?$")  # routes by file take their folder's name
_SCRIPT_ENDING = compile_later(r"(?:/index)?(?:\.(?:[cm]?[jt]sx?|vue|svelte))?$")
_ENDING = compile_later(r"(?:/(?:index|__init__|mod|lib))?\.[^./]+$")


@dataclass(frozen=True, slots=True)
class Ways:
    """What leads to the model. `traced` is False where no way could be told: then all endpoints are taken."""

    endpoints: tuple[tuple[Hit, str], ...]
    """Endpoints that reach the model (all of the product where none could be traced, or no model is called)."""
    screens: tuple[tuple[Hit, str], ...]
    """Where a screen of a single process or a chat bot takes people's words."""
    files: frozenset[str]
    """Files on the ways, the model's own callers included."""
    reaching: frozenset[str]
    """Files that use the model's callers through imports, those included."""
    callers: frozenset[str]
    """Files that call a model."""
    traced: bool


def way_patterns() -> list[Pattern]:
    """The patterns that show entry points, to be announced before the one pass."""
    return patterns_named(_SIGNALS)


@lru_cache(maxsize=1)  # asked by many detectors of one product
def ways(product: Product) -> Ways:
    """The ways to the model of a product."""
    endpoints, screens = sightings(product, "endpoint"), sightings(product, "screen-entry")
    callers = frozenset(call.path for call in product.inventory.calls)
    reaching = _upwards(_finder(product), callers)
    chosen = tuple(pair for pair in endpoints if pair[0].path in reaching)
    taking = tuple(pair for pair in chosen if takes_input(pair[0])) or chosen
    if taking:
        return Ways(taking, screens, reaching, reaching, callers, True)
    every = tuple(pair for pair in endpoints if takes_input(pair[0])) or endpoints
    if screens and all(is_aside(pair[0]) for pair in every):
        every = ()  # only a login beside a screen that does the work itself
    return Ways(every, screens, reaching | files_of(every), reaching, callers, False)


def is_aside(hit: Hit) -> bool:
    """Whether an endpoint is for login, health or the like, not for the product's work, by its file, route or name."""
    found = _NAMED.search(hit.text)
    name = next((group for group in found.groups() if group), "") if found else ""
    folder, _, file = hit.path.rpartition("/")
    if _NAMED_BY_FOLDER.search(file):
        file = folder.rpartition("/")[2]
    return bool(_ASIDE.search(f"{file} {name}"))


def takes_input(hit: Hit) -> bool:
    """Whether an endpoint takes more than an address: no plain GET, no health route."""
    return not _WITHOUT_INPUT.search(hit.match)


@lru_cache(maxsize=16)
def below(product: Product, files: frozenset[str]) -> frozenset[str]:
    """The files themselves and the product's own files that they import directly."""
    find = _finder(product)
    return files.union(*(find.imported(path) for path in sorted(files)))


@lru_cache(maxsize=1)
def _finder(product: Product) -> _Finder:
    return _Finder({key if isinstance(key, str) else key[0]: module for key, module in product.modules.items()})


def _upwards(find: _Finder, start: frozenset[str]) -> frozenset[str]:
    """The files that use the start files through imports, at most a few levels up."""
    if not start:
        return frozenset()
    users: dict[str, set[str]] = defaultdict(set)
    for path in find.modules:
        for used in find.imported(path):
            users[used].add(path)
    known, layer = set(start), set(start)
    for _ in range(LEVELS):
        layer = {user for path in layer for user in users[path]} - known
        known |= layer
    return frozenset(known)


class _Finder:
    """Finds the product's own file that an import means, by the ending of its path."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self._known: dict[str, frozenset[str]] = {}
        self._by_stem: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._by_folder: dict[str, list[str]] = defaultdict(list)
        for path in sorted(modules):
            place = _ENDING.sub("", path)
            self._by_stem[place.rpartition("/")[2]].append((place, path))
            if modules[path].language in {"go", "csharp"}:
                self._by_folder[path.rpartition("/")[0]].append(path)
        self._folders = {folder.rpartition("/")[2]: folder for folder in sorted(self._by_folder)}

    def imported(self, path: str) -> frozenset[str]:
        """The product's own files that a file imports; none where it is not parsed."""
        if path not in self._known:
            module = self.modules.get(path)
            self._known[path] = frozenset(self._find(path, module)) if module else frozenset()
        return self._known[path]

    def _find(self, path: str, module: Module) -> set[str]:
        found: set[str] = set()
        if module.language in {"go", "csharp"}:
            found.update(self._by_folder[path.rpartition("/")[0]])
        for entry in module.imports:
            if module.language == "go":
                folder = self._folders.get(entry.module.rpartition("/")[2])
                found.update(
                    self._by_folder[folder] if folder and entry.module.endswith(folder.rpartition("/")[2]) else ()
                )
                continue
            found.update(
                self._meant(path, _as_place(path, entry.module, module.language), (name for name, _ in entry.names))
            )
        found.discard(path)
        return found

    def _meant(self, path: str, place: str, names: Iterable[str]) -> set[str]:
        found = set()
        for candidate in (place, *(f"{place}/{name}" for name in names if name not in {"*", "default"})):
            parts = [part for part in candidate.split("/") if part]
            if not parts:
                continue
            same = [(stem, file) for stem, file in self._by_stem.get(parts[-1], ()) if file != path]
            for width in (len(parts), 3, 2, 1):
                if width > len(parts) or (width == 1 and len(parts) > 1 and len(same) > 1):
                    continue
                ending = "/".join(parts[-width:])
                hits = [file for stem, file in same if stem == ending or stem.endswith(f"/{ending}")]
                if hits:
                    found.update(hits[:4])
                    break
        return found


def _as_place(path: str, module: str, language: str) -> str:
    """An import's module name as a path: relative ones from the file, package names by their dots."""
    if language in {"javascript"}:
        if module.startswith("."):
            return _SCRIPT_ENDING.sub("", posixpath.normpath(f"{path.rpartition('/')[0]}/{module}"))
        return _SCRIPT_ENDING.sub("", re.sub(r"^(?:[@~#]?/|@[\w-]+/)", "", module))
    if module.startswith("."):
        ups = len(module) - len(module.lstrip("."))
        here = path.rpartition("/")[0].split("/")
        return "/".join([*here[: len(here) - ups + 1], *module.lstrip(".").split(".")]).strip("/")
    return re.sub(r"::|\\|\.", "/", module)
