"""Follow an expression to the SDK client that it is, across assignments, classes, factories, injection and files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from readiness.inventory.expressions import Step, alternatives, identifiers, piped, steps
from readiness.inventory.making import call_at, handed_in, made_of, parents, passed_on, set_later
from readiness.inventory.members import base_client, is_receiver, member, own_object, shared_attribute
from readiness.inventory.names import Binding, Key
from readiness.inventory.reexports import exported, imported
from readiness.inventory.used import Packages
from readiness.inventory.values import DEPTH, INJECTORS, Client, External, Instance, Made, Routine, Value
from readiness.syntax import Call, Function

_SELF = frozenset({"self", "this", "cls"})


@dataclass(frozen=True)
class Resolver(Packages):
    """Answers what value an expression has at a place in the product."""

    _bound: dict[tuple[Key, str, int, int, int], Value | None] = field(default_factory=dict, repr=False)
    _shared: dict[tuple[str, str], Client | None] = field(default_factory=dict, repr=False)
    _memo: dict[tuple[Key, str, int, int], Value | None] = field(default_factory=dict, repr=False)

    def value(self, key: Key, text: str, function: int, line: int, depth: int = 0) -> Value | None:
        """What the expression is, None where nobody can tell. `function` and `line` say where it stands."""
        place = (key, text, function, line)
        if place in self._memo:
            return self._memo[place]
        if depth > DEPTH or len(text) > 2000:
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
            found = self.walk(key, taken, function, line, depth) if taken else None
            if found is not None:
                return found
        return None

    def walk(self, key: Key, taken: tuple[Step, ...], function: int, line: int, depth: int) -> Value | None:
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

    def _elsewhere(self, key: Key, taken: tuple[Step, ...], function: int, line: int, depth: int) -> Value | None:
        """An attribute of something unknown that is bound to a client anywhere in the product (`app.state.openai`)."""
        for index in range(len(taken) - 1, 0, -1):
            if taken[index].called and index < len(taken) - 1:
                continue
            name = (self.names.modules[key].language, taken[index].name)
            if name not in self._shared:
                self._shared[name] = None
                self._shared[name] = shared_attribute(self, *name, depth)
            value: Value | None = self._shared[name]
            if value is None:
                continue
            if taken[index].called and isinstance(value, Client) and not value.path:
                value = replace(value, path="()")
            for later in range(index + 1, len(taken)):
                value = self._attribute(value, taken[: later + 1], key, function, line, depth)
            return value
        return None

    def _head(self, key: Key, taken: tuple[Step, ...], function: int, line: int, depth: int) -> Value | None:
        """What the first pieces together name, if they name something that is bound."""
        if any(step.called for step in taken[:-1]):
            return None
        dotted = ".".join(step.name for step in taken)
        first = taken[0].name
        if first in ("super", *_SELF) and len(taken) == 1:
            return own_object(self, key, function, base=first == "super")
        if first in _SELF:
            return None
        if len(taken) == 1 and is_receiver(self, key, first, function):
            return own_object(self, key, function, base=False)
        bound = self.local(key, dotted, function, line, depth)
        if bound is not None or (len(taken) > 1 and dotted not in self.names.imported(key)):
            return bound
        return self.from_outside(key, dotted, function, line, depth)

    def local(self, key: Key, target: str, function: int, line: int, depth: int) -> Value | None:
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
                return set_later(self, key, target, function, found, depth) if "." not in target else None
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
                return None if parameter.annotation else handed_in(self, key, entry, name, depth)
        return None

    def from_outside(self, key: Key, name: str, function: int, line: int, depth: int) -> Value | None:
        """A name from the module's top, the class around (Java fields), the neighbours, or an import."""
        entry = self.names.imported(key).get(name)
        if entry is not None:
            return imported(self, key, entry[0], entry[1], depth)
        has_fields = self.names.modules[key].language not in ("python", "javascript")
        owner = self.names.class_of(key, function) if has_fields else None
        if owner is not None:
            value = own_object(self, key, function, base=False)
            got = member(self, value, name, depth + 1) if isinstance(value, Instance) else None
            if got is not None and not (isinstance(got, Client) and got.path):
                return got
        own = self.names.own(key, name)
        if own is not None:
            return Instance(own[1], own[2], is_class=True) if own[0] == "class" else Routine(own[1], own[2])
        for other in self.names.binders(key, name):
            if (value := self.local(other, name, -1, 10**9, depth + 1)) is not None:
                return value
        for module in self.names.stars(key):
            if (value := imported(self, key, module, name, depth)) is not None and not isinstance(value, External):
                return value
            if any(name in sdk.clients for sdk in self.owners(key, module)):
                return External(module, name)
        loaded = self.names.modules[key].language in ("ruby", "php") and name[:1].isupper()
        if loaded and self.owners(key, name):  # a constant that a package brings
            return External(name, "")
        return self._built_in(key, name)

    def _built_in(self, key: Key, name: str) -> External | None:
        """A class that the language brings without an import (.NET's implicit usings)."""
        if self.names.modules[key].language != "csharp" or not name[:1].isupper():
            return None
        for sdk in self.used(key).possible:
            if sdk.http and name in sdk.clients:
                return next((External(m, name) for m in sdk.imports if m.startswith("global:")), None)
        return None

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
        if not taken or depth > DEPTH:
            return None
        given = ", ".join(f"{a.name}={a.text}" if a.name else a.text for a in call.args)
        taken = (*taken[:-1], Step(taken[-1].name, True, given))
        value = self.walk(key, taken, call.function, call.line, depth + 1)
        if isinstance(value, Client) and not any(made.call is call for made in value.made):
            value = replace(value, made=(Made(key, call), *value.made))
        if value is None or isinstance(value, External):
            wrapped = passed_on(self, key, call, depth)
            if isinstance(wrapped, Client) and _simple(call.callee) in ("partial", "partialmethod"):
                return replace(wrapped, made=(Made(key, call), *wrapped.made))
            return wrapped
        return value

    def _called(
        self, key: Key, head: Value, taken: tuple[Step, ...], function: int, line: int, depth: int
    ) -> Value | None:
        if isinstance(head, Instance) and head.is_class:
            made = call_at(self, key, taken, line)
            client = base_client(self, head.key, head.index)
            if client is not None and made is not None:
                return replace(client, made=(Made(key, made), *self._super_calls(head), *client.made))
            return Instance(head.key, head.index)
        if isinstance(head, Routine):
            return self.returned(head, depth + 1)
        if isinstance(head, External):
            return made_of(self, key, head, taken, function, line, depth)
        if isinstance(head, Client) and not head.path:
            return replace(head, path="()")
        return head

    def _super_calls(self, head: Instance) -> list[Made]:
        """What a class that derives from a client gives to the client when it is made."""
        module = self.names.modules[head.key]
        name = _simple(module.classes[head.index].name)
        return [
            Made(head.key, call)
            for call in module.calls
            if call.callee in ("super", "super().__init__")
            and call.function >= 0
            and _simple(module.functions[call.function].class_name) == name
        ]

    def returned(self, routine: Routine, depth: int) -> Value | None:
        """What a function of the product gives back."""
        if depth > DEPTH:
            return None
        module = self.names.modules[routine.key]
        entry = module.functions[routine.index]
        inside = self.names.inside(routine.key, routine.index)
        promised = self.typed(routine.key, entry.returns, entry.line, depth + 1)
        given = [self.result(routine.key, call, depth + 1) for call in inside if call.returned]
        found = [value for value in given if value is not None]
        if isinstance(promised, Client):
            found.sort(key=lambda value: not isinstance(value, Client))
        if found:
            return found[0]
        if promised is not None and (not isinstance(promised, Client) or promised.made):
            return promised
        for call in inside:
            made = self.result(routine.key, call, depth + 1) if call.target or not call.passed_to else None
            if isinstance(made, Client) and made.path == "":
                same = isinstance(promised, Client) and promised.sdk is made.sdk
                return replace(promised, made=made.made) if same and isinstance(promised, Client) else made
        return promised

    def typed(self, key: Key, text: str, line: int, depth: int) -> Value | None:
        """What an annotation (or an injected default) promises."""
        text = text.strip().strip("\"'")
        if not text or depth > DEPTH or len(text) > 300:
            return None
        for injector in INJECTORS:
            if f"{injector}(" in text:
                inner = text.split(f"{injector}(", 1)[1].split(")", 1)[0]
                found = made_of(self, key, External("", injector), (Step(injector, True, inner),), -1, line, depth)
                if found is not None and not isinstance(found, External):
                    return found
        for dotted in identifiers(text):
            value = self.from_outside(key, dotted, -1, line, depth + 1)
            if value is None and "." in dotted:
                value = self.walk(key, steps(dotted), -1, line, depth + 1)
            if isinstance(value, Client):
                return value
            if isinstance(value, Instance):
                return base_client(self, value.key, value.index) or Instance(value.key, value.index)
            if isinstance(value, External) and (client := self.type_client(key, value)) is not None:
                return client
        return None

    def type_client(self, key: Key, value: External) -> Client | None:
        name = _simple(value.path)
        for sdk in self.owning(key, value.module, value.path):
            if name in sdk.types:
                return Client(sdk, "", sdk.types[name], (), name)
            group = sdk.group(value.path or name)
            if group is not None:
                return Client(sdk, group, "", (), name)
        return None

    def _attribute(
        self, value: Value | None, taken: tuple[Step, ...], key: Key, function: int, line: int, depth: int
    ) -> Value | None:
        step = taken[-1]
        if isinstance(value, External):
            found: Value | None = None
            if value.module.startswith("#"):
                for file in self.names.files(key, value.module[1:]):
                    found = found or exported(self, file, step.name, depth + 1)
                if found is not None and step.called:
                    return self._called(key, found, taken, function, line, depth)
                return found
            value = External(value.module, f"{value.path}.{step.name}".lstrip("."))
            return made_of(self, key, value, taken, function, line, depth) if step.called else value
        if isinstance(value, Routine):  # a decorator makes a property of it
            value = self.returned(value, depth + 1)
        if isinstance(value, Client):
            return self._on_client(value, taken, key, function, line, depth)
        if isinstance(value, Instance):
            found = member(self, value, step.name, depth + 1)
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
            made = call_at(self, key, taken, line) if step.called else None
            return replace(client, made=(Made(key, made), *client.made)) if made else client
        path = f"{client.path}.{step.name}".lstrip(".")
        if step.name == "build" and step.called:
            made = call_at(self, key, taken, line)
            around = parents(self, key, made, function, depth)
            return replace(client, path="", made=((Made(key, made),) if made else ()) + client.made + around)
        group = client.sdk.clients.get(path) if step.called else None
        if group is not None:
            made = call_at(self, key, taken, line)
            around = parents(self, key, made, function, depth)
            return Client(
                client.sdk, group, "", ((Made(key, made),) if made else ()) + client.made + around, client.named
            )
        return replace(client, path=path)


def _simple(name: str) -> str:
    return name.rsplit(".", 1)[-1]
