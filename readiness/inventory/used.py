"""Which SDKs a product can be using at all, so that calls are looked at for those alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.inventory.names import Key, Names, plain
from readiness.inventory.signals import CallShape, Sdk, Signals


@dataclass(frozen=True, eq=False)
class UsedSdks:
    """What a product uses of the SDKs known for one language."""

    imported: frozenset[Sdk]
    """Those that any module imports."""
    possible: tuple[Sdk, ...]
    """Those that a call may belong to: imported, below something imported, or named with their whole path."""
    loose: Mapping[str, tuple[tuple[Sdk, CallShape], ...]]
    """The shapes that are believed without knowing the receiver, by the last name of their path."""
    owners: Owners


class Owners:
    """The SDKs of one language by what is imported of them."""

    def __init__(self, sdks: tuple[Sdk, ...]) -> None:
        self._sdks = sdks
        self._whole: dict[str, set[int]] = {}
        self._begun: dict[str, set[int]] = {}
        for index, sdk in enumerate(sdks):
            for name in sdk.imports:
                place = self._begun if name.endswith("*") else self._whole
                place.setdefault(name.removesuffix("*"), set()).add(index)

    def of(self, module: str) -> tuple[Sdk, ...]:
        """The SDKs that an import of this module is one of (as `Sdk.owns`), in the order of all."""
        found = set(self._whole.get(module, ()))
        for above in _above(module):
            found |= self._whole.get(above, set())
        for begun, indexes in self._begun.items():
            if module.startswith(begun):
                found |= indexes
        return tuple(self._sdks[index] for index in sorted(found))


def used_sdks(names: Names, language: str, sdks: tuple[Sdk, ...]) -> UsedSdks:
    """What the modules of a language use of the SDKs."""
    owners = Owners(sdks)
    imports = _imports(names, language)
    imported = {sdk for name in imports for sdk in owners.of(name)}
    imported |= {sdk for sdk in sdks if sdk.http and "global:http" in sdk.imports}
    rooted = {sdk for root in _roots(names, language) for sdk in owners.of(root)}
    possible = tuple(sdk for sdk in sdks if sdk in imported or sdk in rooted or _from_above(sdk, imports))
    loose: dict[str, list[tuple[Sdk, CallShape]]] = {}
    for sdk in possible:
        for shape in sdk.calls:
            if shape.loose != "no":
                loose.setdefault(shape.callee.rsplit(".", 1)[-1], []).append((sdk, shape))
    return UsedSdks(frozenset(imported), possible, {last: tuple(found) for last, found in loose.items()}, owners)


def _roots(names: Names, language: str) -> set[str]:
    """The first names of what is called."""
    modules = (module for module in names.modules.values() if module.language == language)
    return {plain(call.callee.partition(".")[0]) for module in modules for call in module.calls if "." in call.callee}


def _from_above(sdk: Sdk, imports: frozenset[str]) -> bool:
    """Whether an SDK can be reached without an import of its own: HTTP, globals, or what it stands in."""
    if sdk.http or any(name.startswith("global:") for name in sdk.imports):
        return True
    return any(above in imports for name in sdk.imports for above in _above(name))


def _above(name: str) -> tuple[str, ...]:
    """The packages that a package stands in: `google` for `google.genai`."""
    return tuple(name[:index] for index, mark in enumerate(name) if mark in "./:")


def _imports(names: Names, language: str) -> frozenset[str]:
    return frozenset(
        name
        for key, module in names.modules.items()
        if module.language == language
        for entry in module.imports
        if not names.hides(key, entry.module)
        for name in (entry.module, *(f"{entry.module}.{inner}" for inner, _ in entry.names))
    )


@dataclass(frozen=True)
class Packages:
    """Answers which SDKs the names that a module imports belong to."""

    names: Names
    signals: Signals
    _used: dict[str, UsedSdks] = field(default_factory=dict, repr=False)
    _here: dict[Key, frozenset[Sdk]] = field(default_factory=dict, repr=False)
    _owners: dict[tuple[str, str], tuple[Sdk, ...]] = field(default_factory=dict, repr=False)

    def owners(self, key: Key, module: str) -> tuple[Sdk, ...]:
        """The SDKs that an import of this module is one of."""
        place = (self.names.modules[key].language, module)
        if place not in self._owners:
            self._owners[place] = self.used(key).owners.of(module)
        return self._owners[place]

    def owning(self, key: Key, module: str, path: str) -> tuple[Sdk, ...]:
        """The SDKs that a name of a package belongs to, by its module or by the module and the name."""
        found = self.owners(key, module)
        more = self.owners(key, f"{module}.{path}") if path and path.count(".") < 4 else ()
        return (*found, *(sdk for sdk in more if sdk not in found))

    def sdks(self, key: Key) -> tuple[Sdk, ...]:
        """The SDKs known for a module's language; Kotlin has Java's as well."""
        language = self.names.modules[key].language
        own = self.signals.sdks.get(language, ())
        if language != "kotlin":
            return own
        names = {(sdk.name, sdk.imports) for sdk in own}
        return own + tuple(sdk for sdk in self.signals.sdks["java"] if (sdk.name, sdk.imports) not in names)

    def used(self, key: Key) -> UsedSdks:
        """What the product uses of the SDKs of a module's language."""
        language = self.names.modules[key].language
        if language not in self._used:
            self._used[language] = used_sdks(self.names, language, self.sdks(key))
        return self._used[language]

    def imported_in(self, key: Key) -> frozenset[Sdk]:
        """The SDKs that the module itself imports."""
        if key not in self._here:
            found = (
                sdk
                for entry in self.names.modules[key].imports
                if not self.names.hides(key, entry.module)
                for name in (entry.module, *(f"{entry.module}.{inner}" for inner, _ in entry.names))
                for sdk in self.owners(key, name)
            )
            self._here[key] = frozenset(found)
        return self._here[key]
