"""Which source files have to do with models: those that name an SDK or host, what uses them, and what they import."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from readiness.matching import AnyWord
from readiness.snapshot import File
from readiness.syntax import Module

CALLER_ROUNDS = 3  # a guard may stand in a caller's caller: handler -> service -> wrapper -> SDK
IMPORTED_ROUNDS = 2  # a client's options may come from a settings object's module
MOST = 1500
Parse = Callable[[str], Module | None]
Data = Callable[[str], bytes]
# Names that say nothing of whose they are; a method so called is known by its class.
_COMMON = frozenset(
    "main init run get post put patch delete head handle handler execute call invoke start stop create update "
    "remove list process build setup config index default render fetch load save send test close open next then "
    "catch parse format validate apply read write add name value data item items result results response request "
    "error errors options params props state type types model models query search find filter sort push info "
    "debug warn log constructor self this client tostring equals hashcode".split()
)


def relevant_files(files: Iterable[File], data: Data, literals: Iterable[str], parse: Parse) -> tuple[str, ...]:
    """Paths of the files to parse for the inventory, sorted.

    `data` gives a file's bytes, `parse` its syntax; `literals` are words whose presence makes a file a seed.
    """
    files = tuple(files)
    words = tuple(sorted(set(literals)))
    seeds = _mentioning(files, data, AnyWord(words, whole=False))
    names = {name for path in sorted(seeds) for name in _offered(parse(path), words)}
    return tuple(sorted(seeds | _callers(files, data, seeds, names, parse) | _imported(files, seeds, parse)))


def _callers(files: tuple[File, ...], data: Data, seeds: set[str], names: set[str], parse: Parse) -> set[str]:
    """Files that use a function, class or client of these names, or something that uses one, and so on."""
    found: set[str] = set()
    known: set[str] = set()
    for _ in range(CALLER_ROUNDS):
        fresh = names - known
        known |= fresh
        if not fresh:
            break
        users = _mentioning(files, data, AnyWord(fresh, whole=True))
        found |= users - seeds
        if len(found) > MOST:
            break
        names = {name for path in sorted(users) for name in _using(parse(path), fresh)}
    return found


def _offered(module: Module | None, words: tuple[str, ...]) -> set[str]:
    """Names of a seed by which other files reach a model: what is bound to the SDK, and what uses that."""
    if module is None:
        return set()
    bound = {
        name
        for imported in module.imports
        if imported.module.startswith(words)
        for pair in imported.names
        for name in pair
    }
    bound |= {
        imported.module.split(".")[0]
        for imported in module.imports
        if imported.module.startswith(words) and not imported.names
    }
    bound -= {"*", "default"}
    for call in module.calls:  # in the order of the source: a client is made before it is used
        if call.target and not bound.isdisjoint(call.callee.split(".")[:2]):
            bound.add(call.target.removeprefix("self.").removeprefix("this."))
    users = {
        call.function
        for call in module.calls
        if not bound.isdisjoint(call.callee.removeprefix("self.").removeprefix("this.").split(".")[:2])
    }
    hosts = {text.function for text in module.texts if any(word in text.value for word in words)}
    constants = {
        text.target for text in module.texts if text.function < 0 and any(word in text.value for word in words)
    }
    made = {
        call.target for call in module.calls if call.function < 0 and not bound.isdisjoint(call.callee.split(".")[:2])
    }
    return _telling(_names_of(module, users | hosts) | constants | made)


def _using(module: Module | None, names: set[str]) -> set[str]:
    """Names of the functions and classes of a module that use one of the names."""
    if module is None:
        return set()
    return _telling(
        _names_of(module, {call.function for call in module.calls if not names.isdisjoint(call.callee.split(".")[-2:])})
    )


def _names_of(module: Module, functions: set[int]) -> set[str]:
    found = set()
    for index in functions - {-1}:
        while index >= 0:
            function = module.functions[index]
            found |= {function.name.rsplit(".", 1)[-1], function.class_name.rsplit(".", 1)[-1]}
            index = function.parent
    return found


def _telling(names: set[str]) -> set[str]:
    return {
        name
        for name in names
        if len(name) >= 4 and name.lower() not in _COMMON and name.isidentifier() and not name.startswith("__")
    }


def _mentioning(files: tuple[File, ...], data: Data, words: AnyWord) -> set[str]:
    return {file.path for file in files if words.is_in(data(file.path))}


def _imported(files: tuple[File, ...], seeds: set[str], parse: Parse) -> set[str]:
    by_stem: dict[str, list[str]] = {}
    for file in files:
        by_stem.setdefault(_stem(file.path), []).append(file.path)
    found: set[str] = set()
    newest = set(seeds)
    for _ in range(IMPORTED_ROUNDS):
        wanted = {name for path in sorted(newest) for name in _imported_names(parse(path))}
        newest = {path for name in wanted for path in by_stem.get(name, ())[:4]} - found - seeds
        found |= newest
        if len(found) > MOST:
            break
    return found


def _imported_names(module: Module | None) -> Iterable[str]:
    for imported in module.imports if module else ():
        if (
            module is not None
            and module.language in {"python", "javascript"}
            and not imported.module.startswith((".", "@/", "~"))
            and "." not in imported.module
        ):
            continue  # a package from outside
        parts = [part for part in re.split(r"[./:\\#]+", imported.module) if part]
        yield from parts[-1:]
        yield from (name for name, _ in imported.names if name not in ("*", "default"))


def _stem(path: str) -> str:
    """The name by which other files import this one: its own, or its folder's where its own says nothing."""
    folder, _, name = path.rpartition("/")
    stem = name.split(".", 1)[0]
    if path.endswith(".go") or stem in {"index", "__init__", "mod"}:
        return folder.rpartition("/")[2] or stem
    return stem


def literals_of(imports: Iterable[str], hosts: Iterable[str]) -> tuple[str, ...]:
    """Words to look for: import names without their wildcards (at least three characters), and hosts."""
    words = {name.rstrip("*").rstrip("./:-") for name in imports}
    return tuple(sorted({word for word in words | set(hosts) if len(word) >= 3}))


def as_mapping(paths: Iterable[str], module: Parse) -> Mapping[str | tuple[str, int], Module]:
    """Path -> syntax for those that parse."""
    return {path: parsed for path in paths if (parsed := module(path)) is not None}
