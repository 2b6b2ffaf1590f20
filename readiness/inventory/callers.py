"""Who calls a function of the product: the way up from a model call to the request that it answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from readiness.inventory.clients import Resolver
from readiness.inventory.expressions import identifiers
from readiness.inventory.members import base_client
from readiness.inventory.names import Key, order_of, plain
from readiness.inventory.values import Client, Instance, Routine
from readiness.syntax import Call, Function

_LEVELS = 4
_CROWD = 12
_COMMON = frozenset(
    "get set run call invoke execute process handle main init close open update create delete start stop".split()
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A call on the way up: the place, and how many functions lie between it and the model call (0: itself)."""

    key: Key
    call: Call
    level: int


@dataclass(frozen=True)
class Callers:
    """Finds the callers of functions, by their names and what the names mean where they are called."""

    resolver: Resolver
    _frames: dict[tuple[Key, int], tuple[Frame, ...]] = field(default_factory=dict, repr=False)
    _factories: dict[tuple[Key, str, int], frozenset[str]] = field(default_factory=dict, repr=False)

    _lineages: dict[tuple[Key, str], frozenset[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Key, Call, bool]]]:
        """Calls by the last name of their callee, and by names that are handed over as an argument."""
        found: dict[str, list[tuple[Key, Call, bool]]] = defaultdict(list)
        functions = self.resolver.names.functions
        for key in sorted(self.resolver.names.modules, key=order_of):
            for call in self.resolver.names.modules[key].calls:
                last = plain(call.callee).rsplit(".", 1)[-1].removesuffix("()")
                if last in functions:
                    found[last].append((key, call, True))
                elif (
                    last in self.resolver.names.imported(key)
                    and (original := self.resolver.names.imported(key)[last][1]) in functions
                ):
                    found[original].append((key, call, True))
                for argument in call.args:
                    if len(argument.text) <= 60 and argument.text.replace(".", "").replace("_", "").isalnum():
                        name = argument.text.rsplit(".", 1)[-1]
                        if name in functions:
                            found[name].append((key, call, False))
        return found

    @cached_property
    def _importers(self) -> dict[Key, tuple[Key, ...]]:
        found: dict[Key, set[Key]] = defaultdict(set)
        names = self.resolver.names
        for key, module in names.modules.items():
            for entry in module.imports:
                for file in names.files(key, entry.module):
                    found[file].add(key)
        return {file: tuple(sorted(keys, key=order_of)) for file, keys in found.items()}

    def importers(self, key: Key) -> tuple[Key, ...]:
        """The product's modules that import this one."""
        return self._importers.get(key, ())

    def frames(self, key: Key, call: Call) -> tuple[Frame, ...]:
        """The call itself, then the calls of the functions around it, nearest first, at most a few levels up."""
        found = [Frame(key, call, 0)]
        seen: set[tuple[Key, int]] = set()
        layer = [(key, call.function, 0)]
        while layer:
            above: list[tuple[Key, int, int]] = []
            for place, function, below in layer:
                owner = self.outermost(place, function)
                if owner[1] < 0 or owner in seen:
                    continue
                seen.add(owner)
                nested = not below and self.resolver.names.modules[owner[0]].functions[owner[1]].parent >= 0
                level = below + 1
                for frame in self.of(*owner) if level <= _LEVELS else ():
                    found.append(Frame(frame.key, frame.call, level))
                    above.append((frame.key, frame.call.function, 0 if nested else level))  # a part of what is around
            layer = above[:_CROWD]
        return tuple(found[:60])

    def outermost(self, key: Key, function: int) -> tuple[Key, int]:
        """The named function that a nested or anonymous one stands in (itself where it is called by its name)."""
        module = self.resolver.names.modules[key]
        while function >= 0:
            entry = module.functions[function]
            name = entry.name.rsplit(".", 1)[-1].rstrip("!?")
            if entry.parent < 0 or (not name.startswith("<") and name in self._by_name):
                return key, function
            function = entry.parent
        return key, function

    def of(self, key: Key, function: int) -> tuple[Frame, ...]:
        """The calls of one function."""
        known = self._frames.get((key, function))
        if known is None:
            known = self._frames[(key, function)] = tuple(self._find(key, function))
        return known

    def _find(self, key: Key, function: int) -> list[Frame]:
        entry = self.resolver.names.modules[key].functions[function]
        name = entry.name.rsplit(".", 1)[-1].rstrip("!?")
        if name in ("__init__", "constructor") or name.startswith("<"):
            name = entry.class_name.rsplit(".", 1)[-1] if entry.class_name else name
        if name == "__call__":
            return []
        rivals = len(self.resolver.names.functions.get(name, ()))
        found = []
        for place, call, direct in self._by_name.get(name, ())[:200]:
            if place == key and call.function == function:
                continue
            if self._is(key, function, entry, place, call, name, direct, rivals):
                found.append(Frame(place, call, 1))
        return found[:_CROWD] or self._makers(key, entry)

    def _makers(self, key: Key, entry: Function) -> list[Frame]:
        """Where objects are made of a class whose method nobody calls by name: its base class calls it there."""
        simple = entry.class_name.rsplit(".", 1)[-1]
        derived = any(
            place == key and self.resolver.names.modules[place].classes[index].bases
            for place, index in self.resolver.names.classes.get(simple, ())
        )
        made = self._constructions.get(simple, ()) if derived else ()
        return [Frame(place, call, 1) for place, call in made if call.function >= 0][:_CROWD]

    @cached_property
    def _constructions(self) -> dict[str, list[tuple[Key, Call]]]:
        """The calls that make an object of a class of the product, by the class's simple name."""
        found: dict[str, list[tuple[Key, Call]]] = defaultdict(list)
        for key in sorted(self.resolver.names.modules, key=order_of):
            for call in self.resolver.names.modules[key].calls:
                last = plain(call.callee).rsplit(".", 1)[-1]
                if last in self.resolver.names.classes:
                    found[last].append((key, call))
        return found

    def _is(
        self, key: Key, function: int, entry: Function, place: Key, call: Call, name: str, direct: bool, rivals: int
    ) -> bool:
        """Whether that call means this function."""
        if not direct:
            texts = [a.text for a in call.args if a.text.rsplit(".", 1)[-1] == name]
            return any(self._means(key, function, entry, place, text, call, rivals) for text in texts)
        return self._means(key, function, entry, place, plain(call.callee).removesuffix("()"), call, rivals)

    def _means(self, key: Key, function: int, entry: Function, place: Key, text: str, call: Call, rivals: int) -> bool:
        if entry.parent >= 0 and "." not in text:  # a nested function is known to those around it alone
            return place == key and self._within(key, call.function, entry.parent)
        chosen = self._chosen(place, text.rpartition(".")[0], call) if entry.class_name and "." in text else None
        if chosen and entry.class_name.rsplit(".", 1)[-1] in chosen:
            return True
        value = self.resolver.value(place, text, call.function, call.line)
        if isinstance(value, Routine):
            other = self.resolver.names.modules[value.key].functions[value.index]
            same = other.name.rsplit(".", 1)[-1] == entry.name.rsplit(".", 1)[-1]
            if value.key == key and same and other.class_name == entry.class_name:
                return True
            made = self._is_made_there(place, text.rpartition(".")[0], call)
            return self._stands_in(key, entry, self._class_name(value), exactly=made)
        if isinstance(value, Client):
            return (
                bool(entry.class_name)
                and value.path.endswith(entry.name.rsplit(".", 1)[-1])
                and self._is_of(key, entry, value)
            )
        if value is not None:
            return isinstance(value, Instance) and bool(entry.class_name)
        if not entry.class_name and "." not in text:
            return place == key or place in self.resolver.names.neighbours(key) or rivals == 1
        if entry.class_name and "." not in text:
            return place == key and self.resolver.names.modules[key].language in ("java", "csharp", "kotlin", "ruby")
        receiver = text.rpartition(".")[0]
        owner = self.resolver.value(place, receiver, call.function, call.line)
        simple = text.rsplit(".", 1)[-1]
        if isinstance(owner, Instance):
            name = self.resolver.names.modules[owner.key].classes[owner.index].name
            made = self._is_made_there(place, receiver, call)
            return self._stands_in(key, entry, name.rsplit(".", 1)[-1], exactly=made)
        if owner is not None:
            return False
        return (rivals <= 3 and simple not in _COMMON) or self._near(key, entry, receiver)

    def _within(self, key: Key, function: int, around: int) -> bool:
        """Whether a function is another, or stands in it."""
        functions = self.resolver.names.modules[key].functions
        while function >= 0 and function != around:
            function = functions[function].parent
        return function == around

    def _chosen(self, place: Key, receiver: str, call: Call) -> frozenset[str]:
        """The classes of which a factory makes one or another (`llm = provider_for(name)`), where it is seen to."""
        known = (place, receiver, call.function)
        if known not in self._factories:
            self._factories[known] = frozenset()
            self._factories[known] = self._look_at_factory(place, receiver, call)
        return self._factories[known]

    def _look_at_factory(self, place: Key, receiver: str, call: Call) -> frozenset[str]:
        names, found = self.resolver.names, set[str]()
        bound = [b for b in names.bindings(place, receiver) if b.call is not None and b.function in (call.function, -1)]
        for binding in bound[-2:]:
            callee = plain(binding.call.callee) if binding.call is not None else ""
            value = self.resolver.value(place, callee, binding.function, binding.line)
            if isinstance(value, Routine):
                given = [c for c in names.inside(value.key, value.index) if c.returned]
                made = {plain(c.callee).rsplit(".", 1)[-1] for c in given}
                found |= made & set(names.classes)
        return frozenset(found) if len(found) > 1 else frozenset()

    def _class_name(self, value: Routine) -> str:
        return self.resolver.names.modules[value.key].functions[value.index].class_name.rsplit(".", 1)[-1]

    def _near(self, key: Key, entry: Function, receiver: str) -> bool:
        """Whether a receiver is named after the class or a base of it: `summarizer.run` for `Summarizer`."""
        words = identifiers(receiver)
        last = words[-1].rsplit(".", 1)[-1].replace("_", "").lower() if words else ""
        if len(last) < 4:
            return False
        return any(last in name.lower() for name in self._lineage(key, entry.class_name.rsplit(".", 1)[-1]))

    def _lineage(self, key: Key, name: str) -> frozenset[str]:
        """A class's name and those of everything that it derives from, five levels up."""
        known = self._lineages.get((key, name))
        if known is None:
            known = self._lineages[(key, name)] = frozenset(self._bases_of(key, name))
        return known

    def _bases_of(self, key: Key, name: str) -> set[str]:
        classes, modules = self.resolver.names.classes, self.resolver.names.modules
        found, seen = {name} - {""}, set[str]()
        own = [(place, index) for place, index in classes.get(name, ()) if place == key]
        for _ in range(_LEVELS + 1):
            # Each name once: dozens of classes may share theirs with their base (`class Servicer(grpc.Servicer)`).
            above = {
                base.split("<")[0].split("[")[0].rsplit(".", 1)[-1]
                for place, index in own
                for base in modules[place].classes[index].bases
            }
            own = [one for base in sorted(above - seen) for one in classes.get(base, ())]
            seen |= above
        return found | seen

    def _is_of(self, key: Key, entry: Function, value: Client) -> bool:
        """Whether a function's class derives from the SDK's class that a call is made on."""
        name = entry.class_name.rsplit(".", 1)[-1]
        for place, index in self.resolver.names.classes.get(name, ()):
            if place == key:
                client = base_client(self.resolver, place, index)
                return client is not None and client.sdk is value.sdk
        return False

    def derives(self, key: Key, entry: Function, name: str) -> bool:
        """Whether a method's class is the one of that name, or derives from it."""
        return name.rsplit(".", 1)[-1] in self._lineage(key, entry.class_name.rsplit(".", 1)[-1])

    def _is_made_there(self, place: Key, receiver: str, call: Call) -> bool:
        """Whether a receiver is made of a class right there (`Search(model).call`), and so is no other than that."""
        heads = [receiver.partition("(")[0]] if "(" in receiver else []
        bound = self.resolver.names.bindings(place, receiver)
        heads += [b.call.callee for b in bound if b.call is not None and b.function == call.function]
        values = (self.resolver.value(place, plain(head), call.function, call.line) for head in heads)
        return any(isinstance(value, Instance) and value.is_class for value in values)

    def _stands_in(self, key: Key, entry: Function, other: str, exactly: bool = False) -> bool:
        """Whether a method of the other class may be this one: it derives from that class, or both from the same."""
        if not entry.class_name or not other:
            return False
        own = self._lineage(key, entry.class_name.rsplit(".", 1)[-1])
        if other in own or exactly:
            return other in own
        shared = own & {n for p, _ in self.resolver.names.classes.get(other, ())[:1] for n in self._lineage(p, other)}
        return bool(shared & set(self.resolver.names.classes))
