"""Collect the texts that flow into an expression: which address does a request go to?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.inventory.callers import Callers
from readiness.inventory.expressions import identifiers
from readiness.inventory.names import Binding, Key, plain
from readiness.inventory.values import Instance, Routine, Value
from readiness.syntax import Call

_DEPTH = 5
_PARTS = frozenset({"host", "hostname", "to_s", "request_uri", "href"})
_QUOTED = compile_later(r"""["'`]([^"'`\n]{0,300})["'`]""")
_PHP_VARIABLE = compile_later(r"\$(\w+(?:->\w+)?)")
_FILLED = compile_later(r"\{([^{}]{1,80})\}")
_WORDS = frozenset(
    "await new return self this None null true false True False undefined String str f method body headers".split()
)


def _php_names(text: str, bare: str) -> list[str]:
    """The names in a PHP expression as they are bound: variables, those within quotes too, then constants."""
    found = [name.replace("->", ".") for name in _PHP_VARIABLE.findall(text)]
    constants = bare.replace("static::", "self::").replace("::", ".")
    return [*found, *(name for name in identifiers(_PHP_VARIABLE.sub(" ", constants).replace("$", " ")))]


@dataclass(frozen=True, slots=True)
class Reach:
    """Follows names to the texts that they stand for."""

    callers: Callers

    def texts(self, key: Key, text: str, function: int, line: int) -> set[str]:
        """Every string that may be part of the expression's value."""
        found: set[str] = set()
        self._follow(key, text, function, line, 0, found, set())
        return found

    def _follow(
        self,
        key: Key,
        text: str,
        function: int,
        line: int,
        depth: int,
        found: set[str],
        seen: set[tuple[Key, str, int]],
    ) -> None:
        if depth > _DEPTH or len(seen) > 150:
            return
        found.update(part for part in _QUOTED.findall(text) if len(part) > 2)
        bare = " ".join((_QUOTED.sub(" ", text), *_FILLED.findall(text)))
        php = self.callers.resolver.names.modules[key].language == "php"
        for name in (_php_names(text, bare) if php else identifiers(bare))[:16]:
            place = (key, name, function)
            if name in _WORDS or place in seen:
                continue
            seen.add(place)
            self._name(key, name, function, line, depth, found, seen)

    def _name(
        self,
        key: Key,
        name: str,
        function: int,
        line: int,
        depth: int,
        found: set[str],
        seen: set[tuple[Key, str, int]],
    ) -> None:
        for where, binding in self._bindings(key, name, function, depth, line):
            if binding.call is None:
                self._follow(where, binding.text, binding.function, binding.line, depth + 1, found, seen)
            else:
                self._call(where, binding.call, depth, found, seen)
        self._member(key, name, depth, found)
        self._methods(key, name, function, found)
        if name.startswith(("self.", "this.")) and name.rsplit(".", 1)[-1] in self.callers.resolver.names.functions:
            self._written_in(self.callers.resolver.value(key, name, function, line), found)  # session.post(self._url())
        head, dot, last = name.partition(".")
        if dot and last in _PARTS:  # the host of an address is asked for: `uri.host`
            self._name(key, head, function, line, depth + 1, found, seen)
        if "." not in name:
            self._parameter(key, name, function, depth, found, seen)

    def _call(self, key: Key, call: Call, depth: int, found: set[str], seen: set[tuple[Key, str, int]]) -> None:
        for argument in call.args[:8]:
            if argument.name in (
                "headers",
                "json",
                "data",
                "body",
                "addHeader",
                "header",
                "post",
                "messages",
                "prompt",
            ):
                continue
            self._follow(key, argument.text, call.function, call.line, depth + 1, found, seen)
        self._written_in(self.callers.resolver.value(key, plain(call.callee), call.function, call.line), found)

    def _written_in(self, routine: Value | None, found: set[str]) -> None:
        """What a function of the product writes into the address that it gives back."""
        if isinstance(routine, Routine):
            module = self.callers.resolver.names.modules[routine.key]
            inside = [t.value for t in module.texts if t.function == routine.index and t.length < 300]
            found.update(value for value in inside if "/" in value)
            owner = self.callers.resolver.names.class_of(routine.key, routine.index)
            for entry in owner.fields if owner is not None and not any("/" in value for value in inside) else ():
                found.update(part for part in _QUOTED.findall(entry.value) if "://" in part)

    def _bindings(self, key: Key, name: str, function: int, depth: int, line: int) -> Iterator[tuple[Key, Binding]]:
        names = self.callers.resolver.names
        module = names.modules[key]
        scope = function
        while True:
            own = [b for b in names.bindings(key, name) if b.function == scope]
            yield from ((key, b) for b in own[:6])
            if own and "." not in name:  # const url = new URL(base); url.pathname += path
                yield from ((key, b) for b in names.bindings(key, f"{name}.pathname")[:4] if b.function == scope)
            if own or scope < 0:
                break
            scope = module.functions[scope].parent
        if name.startswith(("self.", "this.")) or (module.language in ("go", "java", "kotlin") and "." in name):
            attribute = name.split(".", 1)[1].split(".")[0]
            for mark in ("self", "this"):
                yield from ((key, b) for b in names.bindings(key, f"{mark}.{attribute}")[:4] if b.function != function)
            yield from self._fields(key, function, attribute)
        elif module.language in ("java", "kotlin"):
            yield from self._fields(key, function, name)
        imported = names.imported(key).get(name)
        if imported is not None:
            for file in names.files(key, imported[0]):
                yield from ((file, b) for b in names.bindings(file, imported[1]) if b.function < 0)

    def _fields(self, key: Key, function: int, attribute: str) -> Iterator[tuple[Key, Binding]]:
        owner = self.callers.resolver.names.class_of(key, function)
        for entry in owner.fields if owner is not None else ():
            if entry.name == attribute and entry.value:
                yield key, Binding(entry.line, -1, text=entry.value)

    def _member(self, key: Key, name: str, depth: int, found: set[str]) -> None:
        """`Paths.Chat`, where `Paths` is an object or class of constants here or in another file."""
        head, _, last = name.rpartition(".")
        if not head:
            return
        names = self.callers.resolver.names
        first = head.split(".")[0]
        imported = names.imported(key).get(first)
        files = names.files(key, imported[0]) if imported else (key,)
        wanted = imported[1] if imported and imported[1] not in ("*", "default") else first
        for file in files:
            module = names.modules[file]
            spans = [(c.line, c.end_line) for c in module.classes if c.name.rsplit(".", 1)[-1] == wanted]
            spans += [(b.line, b.line + 60) for b in names.bindings(file, wanted) if b.function < 0]
            for start, end in spans:
                hit = next((t.value for t in module.texts if t.target == last and start <= t.line <= end), None)
                if hit is not None:
                    found.add(hit)
                for part in (
                    a for a in module.assignments if a.target.rsplit(".", 1)[-1] == last and start <= a.line <= end
                ):
                    found.update(_QUOTED.findall(part.text))
        value = self.callers.resolver.value(key, head, -1, 10**9)
        if isinstance(value, Instance):
            entry = names.modules[value.key].classes[value.index]
            for member in entry.fields:
                if member.name == last:
                    found.update(_QUOTED.findall(member.value))

    def _methods(self, key: Key, name: str, function: int, found: set[str]) -> None:
        """Ruby calls a method by its bare name: what it, or the classes that redefine it, write into the address."""
        names = self.callers.resolver.names
        owner = names.class_of(key, function) if names.modules[key].language == "ruby" else None
        for place, index in names.functions.get(name.split(".")[0], ())[:20] if owner is not None else ():
            entry = names.modules[place].functions[index]
            if owner is not None and self.callers.derives(place, entry, owner.name):
                inside = [t.value for t in names.modules[place].texts if t.function == index and t.length < 300]
                found.update(value for value in inside if "/" in value)

    def _parameter(
        self, key: Key, name: str, function: int, depth: int, found: set[str], seen: set[tuple[Key, str, int]]
    ) -> None:
        """A parameter: its default, and what the callers give."""
        module = self.callers.resolver.names.modules[key]
        scope = function
        while scope >= 0:
            entry = module.functions[scope]
            positions = [i for i, p in enumerate(entry.params) if p.name.lstrip("*.") == name]
            if positions:
                self._follow(key, entry.params[positions[0]].default, scope, entry.line, depth + 1, found, seen)
                index = positions[0] - (1 if entry.params[0].name in ("self", "cls") else 0)
                for frame in self.callers.of(key, scope)[:8]:
                    given = frame.call.argument(name) or frame.call.positional(index)
                    if given is not None:
                        self._follow(
                            frame.key, given.text, frame.call.function, frame.call.line, depth + 1, found, seen
                        )
                return
            scope = entry.parent
