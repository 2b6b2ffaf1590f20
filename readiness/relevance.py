"""Which source files have to do with models: those that name an SDK or host, what uses them, and what they import."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from readiness.inventory.guard_words import GuardWords
from readiness.inventory.signals import Sdk, Signals
from readiness.languages import language_of
from readiness.matching import AnyOf
from readiness.snapshot import File
from readiness.syntax import Call, Module

CALLER_ROUNDS = 3  # a guard may stand in a caller's caller: handler -> service -> wrapper -> SDK
IMPORTED_ROUNDS = 2  # a client's options may come from a settings object's module
MOST = 1500
MOST_USERS = 400
_TELLING = 13  # characters of a path or call that only a model has
_FROM_AFAR = ("everywhere", "made", "imports")
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


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What tells that a file has to do with models: imports of SDKs, words, and what is set up for all calls."""

    sdks: tuple[Sdk, ...]
    words: tuple[str, ...]
    """Texts: hosts and paths of providers, calls that no other library has."""
    set_up: tuple[str, ...]
    """Regular expressions for what guards all calls from afar: tracing switched on, a handler for all errors."""


def knowledge_of(signals: Signals, guards: GuardWords) -> Knowledge:
    """The knowledge of `rules/signals`, as far as it tells which files to parse."""
    every = tuple(sdk for group in signals.sdks.values() for sdk in group)
    sdks = tuple(sdk for sdk in every if not sdk.http)
    loose = {shape.callee for sdk in sdks for shape in sdk.calls if shape.loose == "repo"}
    words = {*signals.hosts, *(word for word in {*signals.paths, *loose} if len(word) > _TELLING)}
    found = (pattern for (_, place), pattern in guards.patterns.items() if place in _FROM_AFAR)
    named = {name for sdk in sdks for setting in sdk.settings for name in setting.names}
    read = (rf"\b{re.escape(name)}\b" for name in named)  # an environment variable that an SDK reads by itself
    once = (way.call.rpartition(".")[2] or way.sets for sdk in every for way in sdk.set_up)
    far = {*map(_in_a_file, found), *read, *(rf"\b{re.escape(name)}\b" for name in once)}
    return Knowledge(sdks, tuple(sorted(words)), tuple(sorted(far)))


def _in_a_file(pattern: str) -> str:
    """A pattern for the name of a call, decorator or import, as one that finds it in a file."""
    named = pattern.replace(r"(^|\.)", r"\b").replace("$", r"(?:\(|[ \t]*$)")
    return re.sub(r"(?<!\[)\^", "", named)


def relevant_files(files: Iterable[File], data: Data, known: Knowledge, parse: Parse) -> tuple[str, ...]:
    """Paths of the files to parse for the inventory, sorted.

    `data` gives a file's bytes, `parse` its syntax. With the files that import an SDK or name a host go those that use
    what these define, those that they import, and those that guard all calls from afar.
    """
    files = tuple(files)
    sdks = {language: tuple(group) for language, group in groupby(sorted(known.sdks, key=_language), key=_language)}
    sdks["kotlin"] = (*sdks.get("kotlin", ()), *sdks.get("java", ()))
    named = {language: AnyOf(_imports(language, group)) for language, group in sdks.items()}
    worded = AnyOf(map(re.escape, known.words))
    seeds = _mentioning(files, data, worded)
    for file in files:
        look = named.get(language_of(file.path) or "")
        if look is not None and look.is_in(data(file.path)):
            seeds.add(file.path)
    names = {name for path in sorted(seeds) for name in _offered(parse(path), sdks, known.words)}
    callers = _callers(files, data, seeds, names, parse)
    afar = _mentioning(files, data, AnyOf(known.set_up)) if seeds else set()
    return tuple(sorted(seeds | callers | afar | _imported(files, seeds, callers, parse)))


def _language(sdk: Sdk) -> str:
    return sdk.language


def _imports(language: str, sdks: Iterable[Sdk]) -> tuple[str, ...]:
    """Regular expressions for imports of the SDKs as the language writes them; one too many costs only time."""
    names = {name for sdk in sdks for name in sdk.imports}
    if language == "ruby":  # `ruby_llm` is used as RubyLLM, mostly without a `require`
        return tuple(rf"(?i)\b{re.escape(name).replace('_', '_?')}" for name in names)
    whole = "|".join(sorted(re.escape(name) for name in names if not name.endswith("*"))) or r"[^\s\S]"
    begun = "|".join(sorted(re.escape(name[:-1]) for name in names if name.endswith("*"))) or r"[^\s\S]"
    if language == "javascript":  # "openai", "npm:openai@4", "https://esm.sh/openai", "@langchain/core/..."
        return (rf"""["'`](?:npm:|jsr:|https?://[\w./-]*/)?(?:(?:{whole})["'`/@]|(?:{begun}))""",)
    any_name = rf"(?:(?:{whole})\b|(?:{begun}))"
    if language == "python":
        statement = r"(?:^|[:;])[ \t]*(?:from|import)[ \t]+(?:[\w. \t]+,[ \t]*)*"
        other = r"(?:import_module\([\"']|(?:^|[^\w.]))"
        return statement + any_name, other + any_name + r"(?:[\"']|\.\w)"
    return (rf"\b{any_name}",)


def _callers(files: tuple[File, ...], data: Data, seeds: set[str], names: set[str], parse: Parse) -> set[str]:
    """Files that use a function, class or client of these names, or something that uses one, and so on."""
    found: set[str] = set()
    known: set[str] = set()
    for _ in range(CALLER_ROUNDS):
        fresh = names - known
        known |= fresh
        if not fresh:
            break
        users = _mentioning(files, data, AnyOf(rf"\b{re.escape(name)}\b" for name in fresh))
        if len(users) > MOST_USERS:  # names that so many files hold tell nothing
            break
        found |= users - seeds
        names = {name for path in sorted(users) for name in _using(parse(path), fresh)}
    return found


def _offered(module: Module | None, known: Mapping[str, tuple[Sdk, ...]], words: tuple[str, ...]) -> set[str]:
    """Names of a seed by which other files reach a model: what is bound to the SDK, and what uses that."""
    if module is None:
        return set()
    sdks = known.get(module.language, ())
    owned = [one for one in module.imports if any(sdk.owns(one.module) for sdk in sdks)]
    bound = {name for imported in owned for pair in imported.names for name in pair}
    bound |= {imported.module.split(".")[0] for imported in owned if not imported.names}
    bound -= {"*", "default"}
    for call in module.calls:  # in the order of the source: a client is made before it is used
        if call.target and _uses(call, bound):
            bound.add(_own(call.target))
    users = {call.function for call in module.calls if _uses(call, bound)}
    naming = [text for text in module.texts if any(word in text.value for word in words)]
    constants = {text.target for text in naming if text.function < 0}
    made = {call.target for call in module.calls if call.function < 0 and _uses(call, bound)}
    return _telling(_names_of(module, users | {text.function for text in naming}) | constants | made)


def _own(name: str) -> str:
    return name.removeprefix("self.").removeprefix("this.")


def _uses(call: Call, bound: set[str]) -> bool:
    """Whether a call is of a bound name, or of something one step behind it."""
    return not bound.isdisjoint(_own(call.callee).split(".")[:2])


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


def _mentioning(files: tuple[File, ...], data: Data, words: AnyOf) -> set[str]:
    return {file.path for file in files if words.is_in(data(file.path))}


def _imported(files: tuple[File, ...], seeds: set[str], callers: set[str], parse: Parse) -> set[str]:
    """What seeds import, and what that imports; and what callers import, where a handler of errors may stand."""
    by_place: dict[tuple[str, str], list[str]] = {}
    for file in files:
        by_place.setdefault(_place(file.path), []).append(file.path)
        if file.path.endswith("/__init__.py"):  # a package beside others is imported by its own name alone
            by_place.setdefault((_place(file.path)[0], ""), []).append(file.path)
    found: set[str] = set()
    newest, others = seeds, callers
    for _ in range(IMPORTED_ROUNDS):
        wanted = {place for path in sorted(newest | others) for place in _imported_places(path, parse(path))}
        newest = {path for place in wanted for path in by_place.get(place, ())} - found - seeds - callers
        found |= newest
        if len(found) > MOST:
            break
        others = set()
    return found


def _imported_places(path: str, module: Module | None) -> Iterable[tuple[str, str]]:
    """(name, folder) of what a module's imports may lead to; folders by their last part only."""
    here = path.split("/")[:-1]
    for imported in module.imports if module else ():
        parts = [part for part in re.split(r"[./:\\#]+", imported.module) if part not in ("", "@", "~")]
        dots = len(imported.module) - len(imported.module.lstrip("."))
        if dots or imported.module.startswith("./"):
            ups = imported.module.count("../") if "/" in imported.module else dots - 1
            parts = here[: len(here) - ups][-1:] + parts
        elif len(parts) == 1:  # a package from outside, or a neighbour
            yield parts[0], ""
            parts = [*here[-1:], *parts]
        names = [name for name, _ in imported.names if name not in ("*", "default")]
        before = ["", *parts]
        yield (before[-1], before[-2] if len(before) > 1 else "")
        yield from ((name, before[-1]) for name in names)


def _place(path: str) -> tuple[str, str]:
    """The name by which other files import this one, and its folder; a folder's own file goes by the folder."""
    folder, _, name = path.rpartition("/")
    above, _, last = folder.rpartition("/")
    stem = name.split(".", 1)[0]
    if path.endswith(".go") or stem in {"index", "__init__", "mod"}:
        return last or stem, above.rpartition("/")[2]
    return stem, last


def as_mapping(paths: Iterable[str], module: Parse) -> Mapping[str | tuple[str, int], Module]:
    """Path -> syntax for those that parse."""
    return {path: parsed for path in paths if (parsed := module(path)) is not None}
