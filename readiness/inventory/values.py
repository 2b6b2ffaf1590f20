"""The values that expressions are followed to: SDK clients, objects and functions of the product, names of packages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from readiness.inventory.expressions import Step
from readiness.inventory.names import Binding, Key, Names
from readiness.inventory.signals import Sdk
from readiness.syntax import Call

DEPTH = 14
"""How many steps a value is followed."""
INJECTORS = frozenset({"Depends", "Provide", "Security", "inject", "Inject", "cast"})


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


class Follows(Protocol):
    """What the parts of the resolver ask of the whole."""

    @property
    def names(self) -> Names:
        """The product's names."""

    def value(self, key: Key, text: str, function: int, line: int, depth: int = 0) -> Value | None:
        """What an expression is."""

    def walk(self, key: Key, taken: tuple[Step, ...], function: int, line: int, depth: int) -> Value | None:
        """What a dotted expression is."""

    def local(self, key: Key, target: str, function: int, line: int, depth: int) -> Value | None:
        """What a name is that is bound in the function, around it, or at the module's top."""

    def from_outside(self, key: Key, name: str, function: int, line: int, depth: int) -> Value | None:
        """What a name is that comes from the class around, the neighbours or an import."""

    def bound(self, key: Key, binding: Binding, depth: int) -> Value | None:
        """What a binding's value is."""

    def returned(self, routine: Routine, depth: int) -> Value | None:
        """What a function gives back."""

    def typed(self, key: Key, text: str, line: int, depth: int) -> Value | None:
        """What an annotation promises."""

    def type_client(self, key: Key, value: External) -> Client | None:
        """The client that a name of an SDK is the type of."""

    def owners(self, key: Key, module: str) -> tuple[Sdk, ...]:
        """The SDKs that an import of this module is one of."""

    def owning(self, key: Key, module: str, path: str) -> tuple[Sdk, ...]:
        """The SDKs that a name of a package belongs to."""
