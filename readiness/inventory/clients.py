"""Follow an expression to the SDK client that it is, across assignments, classes, factories, injection and files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from readiness.inventory.expressions import alternatives, arguments, bare, identifiers, piped, steps
from readiness.inventory.expressions import Step
from readiness.inventory.names import Binding, Key, Names, plain
from readiness.inventory.signals import Sdk, Signals
from readiness.syntax import Call, Class, Function

_DEPTH = 14
_INJECTORS = frozenset({"Depends", "Provide", "Security", "inject", "Inject", "cast"})
_PASSED = ("client", "llm", "model", "openai_client", "chat_model", "language_model", "chat", "embedding", "embeddings")
_SELF = frozenset({"self", "this", "cls"})


@dataclass(frozen=True, slots=True)
class Made:
    """A call that made a client, or gave another one from it."""

    key: Key
    call: Call


@dataclass(frozen=True, slots=True)
class Client:
    """A value that is a client of an SDK, with the attribute path taken on it and the calls that it was made by."""

    sdk: Sdk
    group: str
    path: str = ""
    made: tuple[Made, ...] = ()
    named: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the product's own (`is_class`: the class itself)."""

    key: Key
    index: int
    is_class: bool = False


@dataclass(frozen=True, slots=True)
class Routine:
    """A function or method of the product's own."""

    key: Key
    index: int


@dataclass(frozen=True, slots=True)
class External:
    """A name from a package: `module` as imported and the dotted rest."""

    module: str
    path: str


Value = Client | Instance | Routine | External


@dataclass(frozen=True)
class Resolver:
    """Answers what value an expression has at a place in the product."""

    names: Names
    signals: Signals
    used: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _owners: dict[tuple[str, str], tuple[Sdk, ...]] = field(default_factory=dict, repr=False)
    _bound: dict[tuple[Key, str, int, int, int], Value | None] = field(default_factory=dict, repr=False)
    _shared: dict[str, Client | None] = field(default_factory=dict, repr=False)
    _memo: dict[tuple[Key, str, int, int], Value | None] = field(default_factory=dict, repr=False)

    def value(self, key: Key, text: str, function: int, line: int, depth: int = 0) -> Value | None:
        """What the expression is, None where nobody can tell. `function` and `line` say where it stands."""
        place = (key, text, function, line)
        if place in self._memo:
            return self._memo[place]
        if depth > _DEPTH or len(text) > 2000:
            return None
        self._memo[place] = None
        found = self._look(key, text, function, line, depth)
        self._memo[place] = found
        return found

    def _look(self, key: Key, text: str, function: int, line: int, depth: int) -> Value | None:
        for part in alternatives(text):
            for piece in reversed(piped(part)) if "|" in part else ():
                found = self.value(key, piece, function, line, depth + 1)
                if isinstance(found, Client):
                    return replace(found, path="", named="")
            taken = steps(part)
            found = self._walk(key, taken, function, line, depth) if taken else None
            if found is not None:
                return found
        return None

    def _walk(self, key: Key, taken: tuple[Step, ...], function: int, line: int, depth: int) -> Value | None:
        for length in range(len(taken), 0, -1):
            head = self._head(key, taken[:length], function, line, depth)
            if head is None:
                continue
            value: Value | None = head
            if taken[length - 1].called and taken[0].name != "super":
                value = self._called(key, head, taken[:length], function, line, depth)
            for index in range(length, len(taken)):
                value = self._attribute(value, taken[: index + 1], key, function, line, depth)
                if value is None:
                    break
            if isinstance(value, External) and len(taken) > 1 and not self.owning(key, value.module, value.path):
                return self._elsewhere(key, taken, function, line, depth) or value
            if value is not None:
                return value
        return self._elsewhere(key, taken, function, line, depth)

    def _elsewhere(
        self, key: Key, taken: tuple[Step, ...], function: int, line: int, depth: int
    ) -> Value | None:
        """An attribute of something unknown that is bound to a client anywhere in the product (`app.state.openai`)."""
        for index in range(len(taken) - 1, 0, -1):
            if taken[index].called and index < len(taken) - 1:
                continue
            value: Value | None = self._attribute_anywhere(taken[index].name, depth)
            if value is None:
                continue
            if taken[index].called and isinstance(value, Client) and not value.path:
                value = replace(value, path="()")
            for later in range(index + 1, len(taken)):
                value = self._attribute(value, taken[: later + 1], key, function, line, depth)
            return value
        return None

    def _attribute_anywhere(self, name: str, depth: int) -> Client | None:
        if name not in self._shared:
            self._shared[name] = None
            places = self.names.attributes.get(name, ())
            found = [self.bound(key, b, depth + 1) for key, b in places] if 0 < len(places) <= 4 else []
            clients = [value for value in found if isinstance(value, Client) and not value.path]
            if clients and len({(c.sdk.name, c.group) for c in clients}) == 1 and len(clients) * 2 > len(found):
                self._shared[name] = clients[0]
        return self._shared[name]

    def _head(self, key: Key, taken: tuple[Step, ...], function: int, line: int, depth: int) -> Value | None:
        """What the first pieces together name, if they name something that is bound."""
        if any(step.called for step in taken[:-1]):
            return None
        dotted = ".".join(step.name for step in taken)
        first = taken[0].name
        if first in ("super", *_SELF) and len(taken) == 1:
            return self._self(key, function, base=first == "super")
        if first in _SELF:
            return None
        if len(taken) == 1 and self._is_receiver(key, first, function):
            return self._self(key, function, base=False)
        bound = self._local(key, dotted, function, line, depth)
        if bound is not None or len(taken) > 1 and dotted not in self.names.imported(key):
            return bound
        return self._global(key, dotted, function, line, depth)

    def _is_receiver(self, key: Key, name: str, function: int) -> bool:
        """Whether a Go method calls its own object by this name, which is bound nowhere else."""
        module = self.names.modules[key]
        if module.language != "go" or function < 0 or self.names.class_of(key, function) is None:
            return False
        scope = function
        while scope >= 0:
            entry = module.functions[scope]
            if any(p.name == name for p in entry.params) or any(b.function == scope for b in self.names.bindings(key, name)):
                return False
            scope = entry.parent
        return name not in self.names.imported(key) and not self.names.bindings(key, name)

    def _self(self, key: Key, function: int, base: bool) -> Value | None:
        owner = self.names.class_of(key, function)
        if owner is None:
            return None
        place = next(((k, i) for k, i in self.names.classes.get(_simple(owner.name), ())
                      if self.names.modules[k].classes[i] is owner), None)  # fmt: skip
        if place is None:
            return None
        return self.base_client(*place) if base else Instance(*place)

    def _local(self, key: Key, target: str, function: int, line: int, depth: int) -> Value | None:
        """A name bound in the function, in those around it, as a parameter, or at the module's top."""
        module = self.names.modules[key]
        found = self.names.bindings(key, target)
        scope = function
        while True:
            own = [b for b in found if b.function == scope]
            before = [b for b in own if b.line <= line] or own
            for binding in reversed(before):
                value = self.bound(key, binding, depth)
                if value is not None:
                    return value
            if scope < 0:
                return None
            entry = module.functions[scope]
            if "." not in target and (value := self._parameter(key, entry, target, depth)) is not None:
                return value
            scope = entry.parent

    def _parameter(self, key: Key, entry: Function, name: str, depth: int) -> Value | None:
        for parameter in entry.params:
            if parameter.name.lstrip("*.") == name:
                for text in (parameter.default, parameter.annotation):
                    value = self.typed(key, text, entry.line, depth + 1)
                    if value is not None:
                        return value
        return None

    def _global(self, key: Key, name: str, function: int, line: int, depth: int) -> Value | None:
        """A name from the module's top, the class around (Java fields), the neighbours, or an import."""
        imported = self.names.imported(key).get(name)
        if imported is not None:
            return self.imported(key, imported[0], imported[1], depth)
        owner = self.names.class_of(key, function) if self.names.modules[key].language not in ("python", "javascript") else None
        if owner is not None:
            value = self._self(key, function, base=False)
            if isinstance(value, Instance) and (got := self.member(value, name, depth + 1)) is not None:
                return got
        own = self.names.own(key, name)
        if own is not None:
            return Instance(own[1], own[2], is_class=True) if own[0] == "class" else Routine(own[1], own[2])
        for other in self.names.neighbours(key)[1:]:
            if (value := self._local(other, name, -1, 10**9, depth + 1)) is not None:
                return value
        for module in self.names.stars(key):
            if (value := self.imported(key, module, name, depth)) is not None and not isinstance(value, External):
                return value
            if any(name in sdk.clients for sdk in self.owners(key, module)):
                return External(module, name)
        return None

    def imported(self, key: Key, module: str, name: str, depth: int) -> Value | None:
        """What an imported name is: the product's own where the import leads there, else a name of a package."""
        if depth > _DEPTH:
            return None
        if not self.names.at_root(key, module) and (self.owners(key, module) or (name != "*" and self.owners(key, f"{module}.{name}"))):
            return External(module, "" if name == "*" else name)
        for file in self.names.files(key, module):
            if name == "*":
                return External(f"#{module}", "")
            if (value := self.exported(file, name, depth + 1)) is not None:
                return value
        for file in self.names.files(key, f"{module}.{name}") if self.names.modules[key].language != "javascript" else ():
            if (own := self.names.own(file, name)) is not None:
                return Instance(own[1], own[2], is_class=True) if own[0] == "class" else Routine(own[1], own[2])
            return External(f"#{module}.{name}", "")
        return External(module, "" if name == "*" else name)

    def exported(self, file: Key, name: str, depth: int) -> Value | None:
        """What a module of the product's own gives under a name, re-exports followed."""
        if depth > _DEPTH:
            return None
        local = name
        for public, inner in self.names.modules[file].exports:
            if public == name or public == "*":
                module, mark, original = inner.partition("#")
                if mark:
                    original = name if original in ("*", "") else original
                    if (value := self.imported(file, module, original, depth + 1)) is not None:
                        if not (isinstance(value, External) and public == "*"):
                            return value
                elif public == name:
                    local = inner
        return self._local(file, local, -1, 10**9, depth + 1) or self._global(file, local, -1, 10**9, depth + 1)

    def bound(self, key: Key, binding: Binding, depth: int) -> Value | None:
        """What a binding's value is."""
        place = (key, binding.text, binding.function, binding.line, id(binding.call))
        if place not in self._bound:
            self._bound[place] = None
            self._bound[place] = self._bind(key, binding, depth)
        return self._bound[place]

    def _bind(self, key: Key, binding: Binding, depth: int) -> Value | None:
        if binding.call is None:
            text = binding.text
            if text.startswith(("{", "[")):
                return self._inside(key, binding, depth)
            if text.startswith(("Annotated[", "typing.Annotated[")):
                return self.typed(key, text, binding.line, depth + 1)
            return self.value(key, text, binding.function, binding.line, depth + 1)
        return self.result(key, binding.call, depth + 1)

    def _inside(self, key: Key, binding: Binding, depth: int) -> Value | None:
        """A dict or list of clients counts as one of them."""
        for call in self.names.modules[key].calls:
            if binding.line <= call.line <= binding.line + 12 and call.callee in binding.text and not call.target:
                value = self.result(key, call, depth + 2)
                if isinstance(value, (Client, Instance)):
                    return value
        return None

    def result(self, key: Key, call: Call, depth: int) -> Value | None:
        """What a call gives."""
        taken = steps(call.callee)
        if not taken or depth > _DEPTH:
            return None
        given = ", ".join(f"{a.name}={a.text}" if a.name else a.text for a in call.args)
        taken = (*taken[:-1], Step(taken[-1].name, True, given))
        value = self._walk(key, taken, call.function, call.line, depth + 1)
        if isinstance(value, Client) and not any(made.call is call for made in value.made):
            value = replace(value, made=(Made(key, call), *value.made))
        if value is None or isinstance(value, External):
            return self._passed(key, call, depth)
        return value

    def _passed(self, key: Key, call: Call, depth: int) -> Value | None:
        """An unknown call that is given a client is taken to give it back, wrapped (`instructor.from_openai(client)`)."""
        last = call.callee.rsplit(".", 1)[-1]
        for argument in call.args[:6]:
            if argument.name is not None and argument.name not in _PASSED:
                continue
            if last in _INJECTORS or argument.position in (0, -1) or argument.name:
                value = self.value(key, argument.text, call.function, call.line, depth + 1)
                if isinstance(value, Routine) and last in _INJECTORS:
                    value = self.returned(value, depth + 1)
                if isinstance(value, Instance) and value.is_class and last in _INJECTORS:
                    value = Instance(value.key, value.index)
                if isinstance(value, Client) or (last in _INJECTORS and isinstance(value, Instance)):
                    return value
        return None

    def _called(self, key: Key, head: Value, taken: tuple[Step, ...], function: int, line: int, depth: int) -> Value | None:
        if isinstance(head, Instance) and head.is_class:
            made = self._call_at(key, taken, line)
            client = self.base_client(head.key, head.index)
            if client is not None and made is not None:
                return replace(client, made=(Made(key, made), *client.made))
            return Instance(head.key, head.index)
        if isinstance(head, Routine):
            return self.returned(head, depth + 1)
        if isinstance(head, External):
            return self._external(key, head, taken, function, line, depth)
        if isinstance(head, Client) and not head.path:
            return replace(head, path="()")
        return head

    def _external(
        self, key: Key, head: External, taken: tuple[Step, ...], function: int, line: int, depth: int
    ) -> Value | None:
        """A call of a package's name: the client of an SDK that it makes, or what it injects."""
        name = _simple(head.path or taken[-1].name)
        full = head.path or taken[-1].name
        for sdk in self.owning(key, head.module, full):
            group = _group(sdk, full)
            if group is not None:
                made = self._call_at(key, taken, line)
                own = (Made(key, made),) if made else ()
                return Client(sdk, group, "", own + self._parents(key, made, function, depth), name)
        if name in _INJECTORS:
            for _, text in arguments(taken[-1].args):
                value = self.value(key, text, function, line, depth + 1)
                if isinstance(value, Routine):
                    value = self.returned(value, depth + 1)
                if isinstance(value, Instance):
                    return Instance(value.key, value.index)
                if isinstance(value, Client):
                    return value
        return head

    def _parents(self, key: Key, made: Call | None, function: int, depth: int) -> tuple[Made, ...]:
        """How the clients that a call is given were made: an agent has the limits of its model."""
        found: list[Made] = []
        for argument in made.args[:20] if made else ():
            if (len(argument.text) > 200 or not argument.text) or argument.text[0] in "\"'`[{0123456789":
                continue
            value = self.value(key, argument.text, function, argument.line, depth + 2)
            if isinstance(value, Client):
                found += value.made
        return tuple(found)

    def _call_at(self, key: Key, taken: tuple[Step, ...], line: int) -> Call | None:
        dotted = ".".join(step.name for step in taken)
        near = [c for c in self.names.modules[key].calls if plain(c.callee).replace("()", "") == dotted]
        return min(near, key=lambda call: (abs(call.line - line), call.line), default=None)

    def returned(self, routine: Routine, depth: int) -> Value | None:
        """What a function of the product gives back."""
        if depth > _DEPTH:
            return None
        module = self.names.modules[routine.key]
        entry = module.functions[routine.index]
        inside = [call for call in module.calls if call.function == routine.index]
        for call in inside:
            if call.returned and (value := self.result(routine.key, call, depth + 1)) is not None:
                return value
        if (value := self.typed(routine.key, entry.returns, entry.line, depth + 1)) is not None:
            if not isinstance(value, Client) or value.made:
                return value
        for call in inside:
            made = self.result(routine.key, call, depth + 1) if call.target or not call.passed_to else None
            if isinstance(made, Client) and made.path == "":
                return made
        return value

    def typed(self, key: Key, text: str, line: int, depth: int) -> Value | None:
        """What an annotation (or an injected default) promises."""
        text = text.strip().strip("\"'")
        if not text or depth > _DEPTH or len(text) > 300:
            return None
        for injector in _INJECTORS:
            if f"{injector}(" in text:
                inner = text.split(f"{injector}(", 1)[1].split(")", 1)[0]
                found = self._external(key, External("", injector), (Step(injector, True, inner),), -1, line, depth)
                if found is not None and not isinstance(found, External):
                    return found
        for dotted in identifiers(text):
            value = self._global(key, dotted, -1, line, depth + 1)
            if value is None and "." in dotted:
                value = self._walk(key, steps(dotted), -1, line, depth + 1)
            if isinstance(value, Client):
                return value
            if isinstance(value, Instance):
                return self.base_client(value.key, value.index) or Instance(value.key, value.index)
            if isinstance(value, External) and (client := self._type(key, value)) is not None:
                return client
        return None

    def _type(self, key: Key, value: External) -> Client | None:
        name = _simple(value.path)
        for sdk in self.owning(key, value.module, value.path):
            if name in sdk.types:
                return Client(sdk, "", sdk.types[name], (), name)
            group = sdk.clients.get(value.path) or sdk.clients.get(name)
            if group is not None:
                return Client(sdk, group, "", (), name)
        return None

    def base_client(self, key: Key, index: int, depth: int = 0) -> Client | None:
        """The SDK class that a class of the product derives from, as a client."""
        entry = self.names.modules[key].classes[index]
        for base in entry.bases if depth < 4 else ():
            name = bare(base).split("[")[0].split("<")[0].split("(")[0]
            value = self._walk(key, steps(name), -1, entry.line, 3)
            if isinstance(value, External) and (client := self._type(key, value)) is not None:
                return client
            if isinstance(value, Instance) and (value.key, value.index) != (key, index):
                if (client := self.base_client(value.key, value.index, depth + 1)) is not None:
                    return client
        return None

    def _attribute(
        self, value: Value | None, taken: tuple[Step, ...], key: Key, function: int, line: int, depth: int
    ) -> Value | None:
        step = taken[-1]
        if isinstance(value, External):
            found: Value | None = None
            if value.module.startswith("#"):
                for file in self.names.files(key, value.module[1:]):
                    found = found or self.exported(file, step.name, depth + 1)
                if found is not None and step.called:
                    return self._called(key, found, taken, function, line, depth)
                return found
            value = External(value.module, f"{value.path}.{step.name}".lstrip("."))
            return self._external(key, value, taken, function, line, depth) if step.called else value
        if isinstance(value, Client):
            return self._on_client(value, taken, key, function, line, depth)
        if isinstance(value, Instance):
            found = self.member(value, step.name, depth + 1)
            if isinstance(found, Routine) and step.called:
                return self.returned(found, depth + 1)
            if isinstance(found, Client) and step.called and not found.path:
                return replace(found, path="()")
            return found
        return None

    def _on_client(
        self, client: Client, taken: tuple[Step, ...], key: Key, function: int, line: int, depth: int
    ) -> Value | None:
        step = taken[-1]
        if step.name in client.sdk.derive:
            made = self._call_at(key, taken, line) if step.called else None
            return replace(client, made=(Made(key, made), *client.made)) if made else client
        path = f"{client.path}.{step.name}".lstrip(".")
        if step.name == "build" and step.called:
            made = self._call_at(key, taken, line)
            parents = self._parents(key, made, function, depth)
            return replace(client, path="", made=((Made(key, made),) if made else ()) + client.made + parents)
        group = client.sdk.clients.get(path) if step.called else None
        if group is not None:
            made = self._call_at(key, taken, line)
            parents = self._parents(key, made, function, depth)
            return Client(client.sdk, group, "", ((Made(key, made),) if made else ()) + client.made + parents, client.named)
        return replace(client, path=path)

    def member(self, owner: Instance, name: str, depth: int) -> Value | None:
        """What an object's attribute or method is: bound in its class, typed as a field, injected, or inherited."""
        if depth > _DEPTH:
            return None
        module = self.names.modules[owner.key]
        entry = module.classes[owner.index]
        for other in self.names.neighbours(owner.key):
            value = self._own_member(other, entry, name, depth)
            if value is not None:
                return value
        for base in entry.bases:
            value = self._walk(owner.key, steps(bare(base).split("[")[0].split("<")[0]), -1, entry.line, depth + 1)
            if isinstance(value, Instance) and (value.key, value.index) != (owner.key, owner.index):
                if (found := self.member(value, name, depth + 1)) is not None:
                    return found
            if isinstance(value, External) and (client := self._type(owner.key, value)) is not None:
                return replace(client, path=f"{client.path}.{name}".lstrip("."))
        return None

    def _own_member(self, key: Key, entry: Class, name: str, depth: int) -> Value | None:
        module = self.names.modules[key]
        simple = _simple(entry.name)
        typed: Value | None = None
        for mark in ("self", "this", "cls", *_receivers(module.functions, simple)):
            for binding in self.names.bindings(key, f"{mark}.{name}"):
                if binding.function < 0 or _simple(module.functions[binding.function].class_name or simple) == simple:
                    value = self.bound(key, binding, depth)
                    if isinstance(value, Client) and not value.made:
                        typed = typed or value
                    elif value is not None and not isinstance(value, External):
                        return value
        for call in module.calls if module.language == "go" else ():
            if call.is_new and _simple(call.callee) == simple and (given := call.argument(name)) is not None:
                value = self.value(key, given.text, call.function, call.line, depth + 1)
                if isinstance(value, Instance) or (isinstance(value, Client) and value.made):
                    return value
        for part in entry.fields:
            if part.name == name:
                for text in (part.value, part.annotation):
                    value = self.value(key, text, -1, part.line, depth + 1) if text is part.value and text else None
                    value = value if value is not None and not isinstance(value, External) else None
                    value = value or self.typed(key, text, part.line, depth + 1)
                    if value is not None:
                        return value if typed is None or not isinstance(value, Client) or value.made else typed
        for index, routine in enumerate(module.functions):
            if _simple(routine.class_name) == simple and routine.name.rsplit(".", 1)[-1] == name:
                return self.returned(Routine(key, index), depth + 1) if _is_property(routine) else Routine(key, index)
        return typed

    def owners(self, key: Key, module: str) -> tuple[Sdk, ...]:
        """The SDKs that an import of this module is one of."""
        place = (self.names.modules[key].language, module)
        if place not in self._owners:
            self._owners[place] = tuple(sdk for sdk in self.sdks(key) if sdk.owns(module))
        return self._owners[place]

    def owning(self, key: Key, module: str, path: str) -> tuple[Sdk, ...]:
        """The SDKs that a name of a package belongs to, by its module or by the module and the name."""
        found = self.owners(key, module)
        more = self.owners(key, f"{module}.{path}") if path and path.count(".") < 4 else ()
        return (*found, *(sdk for sdk in more if sdk not in found))

    def sdks(self, key: Key) -> tuple[Sdk, ...]:
        """The SDKs known for a module's language."""
        language = self.names.modules[key].language
        return self.signals.sdks.get(language, ()) or self.signals.sdks.get({"kotlin": "java"}.get(language, ""), ())


def _group(sdk: Sdk, path: str) -> str | None:
    """The group of clients that a call of this name makes; `X.builder()` begins an X."""
    owner, _, last = path.rpartition(".")
    if last in ("builder", "Builder", "newBuilder", "create", "fromEnv", "withDefaults") and sdk.language == "java":
        found = sdk.clients.get(path) or sdk.clients.get(_simple(owner))
        if found is not None:
            return found
    return sdk.clients.get(path) or sdk.clients.get(last)


def _simple(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _is_property(entry: Function) -> bool:
    return any(_simple(d.name) in ("property", "cached_property", "computed", "computed_field") for d in entry.decorators)


def _receivers(functions: tuple[Function, ...], simple: str) -> list[str]:
    """How a class's methods call their object where that is a parameter (Go)."""
    found = {f.params[0].name for f in functions if _simple(f.class_name) == simple and f.params and f.params[0].name}
    return sorted(found - {"self", "this", "cls"})[:3]
