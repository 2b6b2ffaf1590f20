"""Find requests to a provider that go through a client which nobody here knows: calls whose guards cannot be told."""

from __future__ import annotations

from dataclasses import dataclass, field

from readiness.compiling import compile_later
from readiness.inventory.calls import Found, sdk_calls
from readiness.inventory.http_calls import address, judged
from readiness.inventory.names import Key, plain
from readiness.inventory.reach import Reach
from readiness.inventory.reading_requests import only_reads
from readiness.inventory.signals import CallShape, Default, Sdk
from readiness.inventory.values import Client, External, Instance, Routine
from readiness.syntax import Call, Module

_SENDS = compile_later(
    r"(?i)(?:^|\.)_?(?:(?:do|make|send|http)_?)?(?:post|request|send|fetch|call|query|invoke|execute)"
    r"(?:_?(?:json|request|api|async|data|post|http))?$"
)
_UNKNOWN = Default("unknown", "sent through a client that is not known here")
_DEEPEST = 3


@dataclass(frozen=True)
class Strangers:
    """Finds such requests in the modules of a product; what was looked at once is remembered."""

    reach: Reach
    _told: dict[tuple[Key, int], tuple[str, str] | None] = field(default_factory=dict, repr=False)
    _asked: dict[Key, frozenset[int]] = field(default_factory=dict, repr=False)
    _near: dict[Key, bool] = field(default_factory=dict, repr=False)
    _sending: dict[Routine, bool] = field(default_factory=dict, repr=False)

    def calls(self, key: Key, known: frozenset[int]) -> list[Found]:
        """The requests of a module in lines that are not known yet, in the order of lines."""
        module = self.reach.callers.resolver.names.modules[key]
        found: dict[int, Found] = {}
        for call in module.calls:
            told = self._goes_to(key, call) if call.line not in known else None
            if told is not None and self._is_stranger(key, call):
                found.setdefault(
                    call.line, Found(key, call, _sdk(module), CallShape("", told[1]), (), provider=told[0])
                )
        return [found[line] for line in sorted(found)]

    def _goes_to(self, key: Key, call: Call) -> tuple[str, str] | None:
        """The provider and kind of a call that looks like a request to a provider's host."""
        builds = "uilder()" in call.callee and ".build" not in call.callee  # Request.Builder().url(u).post(body)
        if builds or not _SENDS.search(plain(call.callee)) or not self._host_near(key):
            return None
        place = (key, id(call))
        if place not in self._told:
            resolver = self.reach.callers.resolver
            told = judged(address(self.reach, key, call), resolver.signals, hosts_only=True)
            reads = told is not None and only_reads(resolver.names, key, call)
            self._told[place] = None if reads else told
        return self._told[place]

    def _host_near(self, key: Key) -> bool:
        """Whether the module, or one that it imports or that imports it, holds a provider's host."""
        callers = self.reach.callers
        names, hosts = callers.resolver.names, callers.resolver.signals.hosts
        around = {key, *names.neighbours(key), *callers.importers(key)}
        around |= {file for entry in names.modules[key].imports for file in names.files(key, entry.module)}
        for other in around:
            if other not in self._near:
                texts = [text.value for text in names.modules[other].texts if "." in text.value and text.length < 300]
                self._near[other] = any(host in text for text in texts for host in hosts)
        return any(self._near[other] for other in around)

    def _is_stranger(self, key: Key, call: Call) -> bool:
        """Whether nobody can tell what the call's receiver is, or what one of the product's own sends with."""
        resolver = self.reach.callers.resolver
        value = resolver.value(key, plain(call.callee), call.function, call.line)
        if isinstance(value, Routine):
            return not self._sends(value, 0)
        if isinstance(value, (Client, Instance)) or (
            isinstance(value, External) and resolver.owners(key, value.module)
        ):
            return False
        receiver = plain(call.callee).rpartition(".")[0]
        owner = resolver.value(key, receiver, call.function, call.line) if receiver else None
        return not isinstance(owner, (Client, Instance))

    def _sends(self, routine: Routine, depth: int) -> bool:
        """Whether a function of the product is seen to send a request, by itself or through others of the product."""
        if routine not in self._sending:
            self._sending[routine] = False
            self._sending[routine] = self._look(routine, depth)
        return self._sending[routine]

    def _look(self, routine: Routine, depth: int) -> bool:
        resolver = self.reach.callers.resolver
        module = resolver.names.modules[routine.key]
        entry = module.functions[routine.index]
        if routine.key not in self._asked:
            found = (hit for http in (True, False) for hit in sdk_calls(resolver, routine.key, http=http))
            self._asked[routine.key] = frozenset(hit.call.line for hit in found)
        inside = [c for c in module.calls if entry.line <= c.line <= entry.end_line and c.function >= 0][:60]
        if any(c.line in self._asked[routine.key] for c in inside):
            return True
        for call in inside if depth < _DEEPEST else ():
            value = resolver.value(routine.key, plain(call.callee), call.function, call.line)
            if isinstance(value, Routine) and value != routine and self._sends(value, depth + 1):
                return True
            if value is None and self._goes_to(routine.key, call) is not None:
                return True
        return False


def _sdk(module: Module) -> Sdk:
    return Sdk(
        name="http", provider="http", language=module.language, remote=True, imports=(), clients={}, types={}, calls=(),
        options={}, defaults={"timeout": _UNKNOWN, "retry": _UNKNOWN}, http=True,
    )  # fmt: skip
