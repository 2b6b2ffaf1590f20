"""The product's modules as one body of names: what a name in a file means, here, in another file or in a package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from posixpath import basename, dirname, join, normpath

from readiness.compiling import compile_later
from readiness.inventory.go_packages import qualifiers
from readiness.inventory.import_paths import INDEX, bound_name, python_place, shared, stem_of, without_ending
from readiness.syntax import Call, Class, Function, Module

Key = str | tuple[str, int]
"""A file's path, or the path of a notebook and the number of a cell in it."""

_SUBSCRIPT = compile_later(r"\[[^\[\]]*\]")


def path_of(key: Key) -> str:
    """The path of a module's file."""
    return key if isinstance(key, str) else key[0]


def order_of(key: Key) -> tuple[str, int]:
    """What modules are sorted by."""
    return (key, 0) if isinstance(key, str) else key


@lru_cache(maxsize=100_000)
def plain(target: str) -> str:
    """A bound name without its subscripts and marks: `self.models["en"]` is `self.models`."""
    while "[" in target and (bare := _SUBSCRIPT.sub("", target)) != target:
        target = bare
    target = target.replace("!", "").replace("?", "").lstrip("*&").strip()
    return f"self.{target.lstrip('@')}" if target.startswith("@") else target  # Ruby's @name


@dataclass(frozen=True, slots=True)
class Binding:
    """A name bound to a call's result (`call`) or to an expression (`text`)."""

    line: int
    function: int
    text: str = ""
    call: Call | None = None


@dataclass(frozen=True)
class Names:
    """Answers what names mean in a product. Everything is looked up lazily and remembered."""

    modules: Mapping[Key, Module]
    _bound: dict[Key, dict[str, tuple[str, str]]] = field(default_factory=dict, repr=False)
    _bindings: dict[Key, dict[str, list[Binding]]] = field(default_factory=dict, repr=False)
    _files: dict[tuple[Key, str], tuple[Key, ...]] = field(default_factory=dict, repr=False)
    _near_by: dict[Key, tuple[Key, ...]] = field(default_factory=dict, repr=False)
    _tops: dict[str, dict[str, list[Key]]] = field(default_factory=dict, repr=False)
    _within: dict[Key, dict[int, list[Call]]] = field(default_factory=dict, repr=False)
    _called: dict[Key, dict[str, list[Call]]] = field(default_factory=dict, repr=False)
    _below: dict[Key, dict[str, list[tuple[str, Binding]]]] = field(default_factory=dict, repr=False)

    @cached_property
    def _space(self) -> dict[str, tuple[Key, ...]]:
        """The modules that share one space of names: a Go folder, a Java package, a notebook, else one file."""
        spaces: dict[str, list[Key]] = defaultdict(list)
        for key in sorted(self.modules, key=order_of):
            spaces[self._space_name(key)].append(key)
        return {name: tuple(keys) for name, keys in spaces.items()}

    def _space_name(self, key: Key) -> str:
        module = self.modules[key]
        if module.language == "go":
            return f"go:{dirname(path_of(key))}"
        if module.language in ("java", "kotlin", "csharp", "php") and module.package:
            return f"{module.language}:{module.package}"
        if module.language == "rust" and basename(path_of(key)) == "mod.rs":
            return dirname(path_of(key))
        return path_of(key)

    def neighbours(self, key: Key) -> tuple[Key, ...]:
        """The module itself and those whose names it sees without an import; in C# those of its usings as well."""
        known = self._near_by.get(key)
        if known is None:
            spaces = self._spaces_of(key)
            found = dict.fromkeys(other for space in spaces for other in self._space.get(space, ()) if other != key)
            known = self._near_by[key] = (key, *found)
        return known

    def _spaces_of(self, key: Key) -> list[str]:
        spaces = [self._space_name(key)]
        if self.modules[key].language == "csharp":
            package = self.modules[key].package.split(".")
            above = [".".join(package[:length]) for length in range(len(package) - 1, 0, -1)]
            spaces += [f"csharp:{name}" for name in (*above, *self.stars(key))]
        return spaces

    def binders(self, key: Key, name: str) -> list[Key]:
        """Those of a module's neighbours that bind a name at their top. A package may have hundreds of neighbours."""
        found: dict[Key, None] = {}
        for space in self._spaces_of(key):
            known = self._tops.get(space)
            if known is None:
                known = self._tops[space] = defaultdict(list)
                for other in self._space.get(space, ()):
                    for bound in self.top_names(other):
                        known[bound].append(other)
            found |= dict.fromkeys(known.get(name, ()))
        return [other for other in found if other != key]

    @cached_property
    def _by_ending(self) -> dict[str, tuple[Key, ...]]:
        """Modules by every ending of their path without its extension ("app/llm/client", "llm/client", "client")."""
        endings: dict[str, list[Key]] = defaultdict(list)
        for key in sorted(self.modules, key=order_of):
            if not isinstance(key, str):
                continue
            stem = key.rsplit(".", 1)[0]
            if basename(stem) in INDEX:
                stem = dirname(stem)
            names = [dirname(key)] if self.modules[key].language == "go" else [stem]
            for name in names:
                parts = name.split("/")
                for start in range(len(parts)):
                    endings["/".join(parts[start:])].append(key)
        return {name: tuple(keys) for name, keys in endings.items()}

    def files(self, key: Key, module: str) -> tuple[Key, ...]:
        """The product's own modules that an import of `module` in `key` means; none for a package from elsewhere."""
        known = self._files.get((key, module))
        if known is None:
            known = self._files[(key, module)] = tuple(self._find(key, module))
        return known

    def _find(self, key: Key, module: str) -> Iterable[Key]:
        language = self.modules[key].language
        here = dirname(path_of(key))
        if language == "python":
            return self._near(key, *python_place(here, module))
        if language == "javascript":
            if module.startswith("."):
                place = normpath(join(here, without_ending(module)))
                return self._near(key, place, exact=True)
            alias = module.startswith(("@/", "~/", "#", "$", "src/")) or "/" in module
            place = without_ending(module).split("/", 1)[-1] if "/" in module else ""
            return self._near(key, place, exact=False) if alias and place else ()
        if language == "go":
            parts = module.split("/")
            for start in range(1, len(parts)):
                if found := self._by_ending.get("/".join(parts[start:])):
                    return found
            return ()
        return self._by_ending.get(module.replace(".", "/").replace("\\", "/").replace("::", "/"), ())

    def hides(self, key: Key, module: str) -> bool:
        """Whether a Python import means a module of the product, which then hides a package of that name.

        It does at the top of the product; beside the importing file where it has what is taken from it.
        """
        if self.modules[key].language != "python" or module.startswith("."):
            return False
        place = module.replace(".", "/")
        roots = (f"{place}.py", f"{place}/__init__.py", f"src/{place}.py", f"src/{place}/__init__.py")
        if any(path in self.modules and path != key for path in roots):
            return True
        beside = join(dirname(path_of(key)), f"{place}.py")
        return beside in self.modules and beside != key and self._has_all(beside, self._taken(key, module))

    def _taken(self, key: Key, module: str) -> set[str]:
        """The names that a file takes from a module: by its import, or as attributes that are called."""
        found: set[str] = set()
        for local, (source, original) in self.imported(key).items():
            if source == module and original != "*":
                found.add(original)
            elif source == module:
                heads = (call.callee.split(".") for call in self.modules[key].calls)
                found.update(head[1].removesuffix("()") for head in heads if head[0] == local and len(head) > 1)
        return found

    def _has_all(self, key: Key, names: set[str]) -> bool:
        """Whether a module defines every one of some names, and there are any."""
        module = self.modules[key]
        top = {entry.name for entry in module.classes} | {entry.name for entry in module.functions}
        return bool(names) and all(name in top or self.bindings(key, name) for name in names)

    def _near(self, key: Key, place: str, exact: bool = False) -> tuple[Key, ...]:
        found = [other for other in self._by_ending.get(place, ()) if self._same_family(key, other)]
        if exact:
            found = [other for other in found if stem_of(path_of(other)) == place]
        if len(found) < 2:
            return tuple(found)
        here = path_of(key).split("/")
        return (max(found, key=lambda other: (shared(here, path_of(other).split("/")), -len(path_of(other)))),)

    def _same_family(self, key: Key, other: Key) -> bool:
        return self.modules[key].language == self.modules[other].language and key != other

    def imported(self, key: Key) -> dict[str, tuple[str, str]]:
        """Each name that the module's imports bind, with the module it comes from and its name there ("*": itself)."""
        known = self._bound.get(key)
        if known is None:
            known = self._bound[key] = {}
            for entry in self.modules[key].imports:
                names = entry.names or (("*", bound_name(entry.module, self.modules[key].language)),)
                for original, local in names:
                    if local != "*":
                        known[local] = (entry.module, original)
            if self.modules[key].language == "go":
                known.update(qualifiers(self.modules[key], known, self._package_level(key)))
        return known

    def _package_level(self, key: Key) -> set[str]:
        """The names that the files of a Go package bind for all of it."""
        near = [self.modules[other] for other in self.neighbours(key)]
        found = {call.target for module in near for call in module.calls if call.function < 0}
        return found | {entry.target for module in near for entry in module.assignments if entry.function < 0}

    def stars(self, key: Key) -> tuple[str, ...]:
        """The modules whose every name is imported."""
        return tuple(i.module for i in self.modules[key].imports if ("*", "*") in i.names)

    def bindings(self, key: Key, target: str) -> list[Binding]:
        """Where a plain target is bound in a module, in the order of lines."""
        known = self._bindings.get(key)
        if known is None:
            known = self._bindings[key] = defaultdict(list)
            module = self.modules[key]
            for call in module.calls:
                if call.target:
                    known[plain(call.target)].append(Binding(call.line, call.function, call=call))
            for entry in module.assignments:
                known[plain(entry.target)].append(Binding(entry.line, entry.function, text=entry.text))
            for found in known.values():
                found.sort(key=lambda binding: binding.line)
        return known.get(target, [])

    def top_names(self, key: Key) -> list[str]:
        """The plain names that a module binds outside its functions."""
        self.bindings(key, "")
        return [name for name, found in self._bindings[key].items() if any(binding.function < 0 for binding in found)]

    def variable(self, key: Key, text: str) -> str:
        """The name that a variable is bound by: PHP writes `$url` and `$this->url`."""
        php = text.startswith("$") and self.modules[key].language == "php"
        return text.replace("$", "").replace("->", ".") if php else text

    def set_on(self, key: Key, owner: str) -> list[tuple[str, Binding]]:
        """What a module binds below a name, (the rest of the target, binding): `a.Retry.Max` is `Retry.Max` of `a`."""
        if key not in self._below:
            below = self._below[key] = defaultdict(list)
            self.bindings(key, "")
            for target, bound in self._bindings[key].items():
                for place in (index for index, mark in enumerate(target) if mark == "."):
                    below[target[:place]] += [(target[place + 1 :], binding) for binding in bound]
        return self._below[key].get(owner, [])

    def handled(self, key: Key, call: Call) -> list[Call]:
        """The other calls of the same function that are first given what the call is first given: PHP's handles."""
        handle = call.positional(0) if self.modules[key].language == "php" else None
        if handle is None or not handle.text.startswith("$"):
            return []
        near = self.inside(key, call.function)
        return [c for c in near if c is not call and (a := c.positional(0)) is not None and a.text == handle.text]

    def called(self, key: Key, dotted: str) -> list[Call]:
        """The calls in a module of a dotted name, the brackets of earlier calls in a chain left out."""
        known = self._called.get(key)
        if known is None:
            known = self._called[key] = defaultdict(list)
            for call in self.modules[key].calls:
                known[plain(call.callee).replace("()", "")].append(call)
        return known.get(dotted, [])

    @cached_property
    def calls_of(self) -> dict[str, tuple[tuple[Key, Call], ...]]:
        """The calls of a product's own functions and methods, by their last name; at most a dozen of each."""
        found: dict[str, list[tuple[Key, Call]]] = defaultdict(list)
        for key in sorted(self.modules, key=order_of):
            for call in self.modules[key].calls:
                last = plain(call.callee).rsplit(".", 1)[-1]
                if last in self.functions and call.args and len(found[last]) < 12:
                    found[last].append((key, call))
        return {name: tuple(places) for name, places in found.items()}

    def inside(self, key: Key, function: int) -> list[Call]:
        """The calls of one function of a module, in the order of the source."""
        known = self._within.get(key)
        if known is None:
            known = self._within[key] = defaultdict(list)
            for call in self.modules[key].calls:
                known[call.function].append(call)
        return known.get(function, [])

    @cached_property
    def bound_names(self) -> frozenset[str]:
        """The last part of every name that a value is bound to anywhere: variables, parameters, fields, properties."""
        found: set[str] = set()
        for module in self.modules.values():
            found.update(call.target for call in module.calls if call.target)
            found.update(entry.target for entry in module.assignments)
            found.update(parameter.name for entry in module.functions for parameter in entry.params)
            found.update(entry.name for entry in module.functions if entry.decorators)
            found.update(part.name for entry in module.classes for part in entry.fields)
        names = {plain(name).lstrip("*.").rsplit(".", 1)[-1] for name in found}
        for key in self.modules:
            for local, (source, original) in self.imported(key).items():
                if original in names or (original in ("default", "*") and self.files(key, source)):
                    names.add(local)
        return frozenset(names)

    @cached_property
    def attributes(self) -> dict[str, tuple[tuple[Key, Binding], ...]]:
        """Bindings of attributes anywhere in the product (`app.state.client = ...`), by the last name."""
        found: dict[str, list[tuple[Key, Binding]]] = defaultdict(list)
        for key in sorted(self.modules, key=order_of):
            self.bindings(key, "")
            for target, bound in self._bindings[key].items():
                if "." in target:
                    found[target.rsplit(".", 1)[-1]] += [(key, binding) for binding in bound]
        return {name: tuple(places) for name, places in found.items()}

    @cached_property
    def classes(self) -> dict[str, tuple[tuple[Key, int], ...]]:
        """Every class by its simple name."""
        found: dict[str, list[tuple[Key, int]]] = defaultdict(list)
        for key in sorted(self.modules, key=order_of):
            for index, entry in enumerate(self.modules[key].classes):
                found[entry.name.rsplit(".", 1)[-1]].append((key, index))
        return {name: tuple(places) for name, places in found.items()}

    @cached_property
    def functions(self) -> dict[str, tuple[tuple[Key, int], ...]]:
        """Every function by its simple name."""
        found: dict[str, list[tuple[Key, int]]] = defaultdict(list)
        for key in sorted(self.modules, key=order_of):
            for index, entry in enumerate(self.modules[key].functions):
                found[entry.name.rsplit(".", 1)[-1].rstrip("!?")].append((key, index))  # Ruby's `ask!`
        return {name: tuple(places) for name, places in found.items()}

    def class_of(self, key: Key, function: int) -> Class | None:
        """The class that a function (or the function around it) belongs to."""
        module = self.modules[key]
        while function >= 0:
            entry = module.functions[function]
            if entry.class_name:
                name = entry.class_name.rsplit(".", 1)[-1]
                for other in self.neighbours(key):
                    for found in self.modules[other].classes:
                        if found.name.rsplit(".", 1)[-1] == name:
                            return found
            function = entry.parent
        return None

    def own(self, key: Key, name: str) -> tuple[str, Key, int] | None:
        """A top-level class or function of that name here or in a neighbour: ("class" or "function", key, index)."""
        for kind, places in (("class", self.classes.get(name, ())), ("function", self.functions.get(name, ()))):
            near = self.neighbours(key) if places else ()
            for other in near:
                for place, index in places:
                    if place == other and (kind == "class" or not self._function(place, index).class_name):
                        return kind, place, index
        return None

    def _function(self, key: Key, index: int) -> Function:
        return self.modules[key].functions[index]
