"""The product as detectors see it: sources, and what was derived from them for all: AI calls, components, facets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from readiness.components import find_components, kind_patterns
from readiness.facets import facet_patterns, find_facets
from readiness.inventory import Inventory, collect
from readiness.inventory.guard_words import load_words
from readiness.inventory.signals import load as load_ai_signals
from readiness.languages import language_of
from readiness.model import Component, Evidence
from readiness.module_use import idle_modules
from readiness.quality_evaluation import Evaluations, read_evaluations
from readiness.relevance import as_mapping, knowledge_of, relevant_files
from readiness.resources import resource
from readiness.search import Pattern
from readiness.signals import GUARDS
from readiness.snapshot import Snapshot
from readiness.sources import ModuleKey, Sources
from readiness.syntax import Module
from readiness.test_suite import Suite, read_suite


class Product(Sources):
    """Everything a detector may ask. Facets and components given in the configuration override what was found.

    Where an earlier look told the facets, they need not be looked for again.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        facets: Mapping[str, bool] | None = None,
        components: tuple[Component, ...] = (),
        looks_for_facets: bool = True,
    ) -> None:
        super().__init__(snapshot)
        self._looks_for_facets = looks_for_facets
        self._given_facets = dict(facets or {})
        self._given_components = components

    def announce(self, patterns: Iterable[Pattern]) -> None:
        """Look for these patterns, and those that components and facets need, in one pass."""
        self.search.announce([*patterns, *kind_patterns(), *facet_patterns()])

    @cached_property
    def inventory(self) -> Inventory:
        """The calls of models in the product's own code, and what guards each."""
        configs = {
            f.path: self.text(f.path)
            for f in self.files("config", "infra")
            if f.language in {"yaml", "json", "ini", "toml"}
        }
        try:
            return collect(self.model_modules, configs, self._deployments)
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            # A fault of ours: rules that ask about models become errors, the others go on (see `evaluation`).
            self.fault = f"the inventory of model calls: {type(error).__name__}: {error}"[:200]
            return Inventory((), (), ())

    def _deployments(self) -> Mapping[str, str]:
        """Files beside settings that may set environment variables."""
        languages = ("dockerfile", "terraform", "shell", "yaml", "json", "toml", "ini", "conf", "text")
        return {f.path: self.text(f.path) for f in self.files("infra", "config", "ci", languages=languages)}

    fault: str = ""
    """What went wrong in finding the model calls; "" where nothing did."""

    @cached_property
    def model_modules(self) -> Mapping[ModuleKey, Module]:
        """The parsed modules that have to do with models: those that name an SDK or host, their callers and imports."""
        folder = resource("rules") / "signals"
        known = knowledge_of(load_ai_signals(folder), load_words(folder / GUARDS))
        source = [file for file in self.code if language_of(file.path)]
        paths = relevant_files(source, self.snapshot.data, known, self.module)
        return dict(as_mapping(paths, self.module)) | self._notebook_modules

    @cached_property
    def _notebook_modules(self) -> dict[ModuleKey, Module]:
        notebooks = [file.path for file in self.code if file.language == "notebook"]
        return {(path, number): module for path in notebooks for number, module in self.cells(path).items()}

    @cached_property
    def modules(self) -> Mapping[ModuleKey, Module]:
        """All parsed modules of the product's own code; notebook cells under (path, cell). Costly: prefer `module`."""
        source = [file.path for file in self.code if language_of(file.path)]
        return dict(as_mapping(source, self.module)) | self._notebook_modules

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Deployables and packages, by path."""
        return self._given_components or find_components(self)

    @cached_property
    def facets(self) -> Mapping[str, tuple[Evidence, ...]]:
        """The facets that hold, each with its evidence; `any` always holds."""
        found = dict(find_facets(self, self.inventory, self.components)) if self._looks_for_facets else {}
        for name, holds in self._given_facets.items():
            if holds:
                found.setdefault(name, (Evidence("", says="set in the configuration"),))
            else:
                found.pop(name, None)
        found["any"] = ()
        return dict(sorted(found.items()))

    @cached_property
    def idle_modules(self) -> frozenset[str]:
        """Paths of Python modules that nothing which runs imports; empty where imports do not tell."""
        return idle_modules(self)

    @cached_property
    def test_suite(self) -> Suite:
        """The automated tests, and what they reach."""
        return read_suite(self)

    @cached_property
    def evaluations(self) -> Evaluations:
        """The evaluations of models and prompts."""
        return read_evaluations(self)

    def has(self, facet: str) -> bool:
        """Whether a facet holds."""
        return facet in self.facets

    @property
    def serves(self) -> bool:
        """True where something is served or worked at: a service, a ui or jobs."""
        return any(map(self.has, ("service", "ui", "jobs")))
