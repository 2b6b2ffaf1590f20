"""The neutral shape of a dependency manifest, whatever its ecosystem."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from readiness.compiling import compile_later

Group = Literal["runtime", "dev", "optional"]
Ecosystem = Literal["pypi", "conda", "npm", "go", "maven", "cargo", "nuget", "rubygems", "packagist"]

_DEV_WORDS = frozenset({
    "dev", "devel", "develop", "development", "test", "tests", "testing", "lint", "linting", "linter",
    "linters", "format", "formatting", "style", "check", "checks", "typing", "types", "mypy", "ruff", "doc",
    "docs", "documentation", "ci", "build", "release", "bench", "benchmark", "benchmarks", "qa", "quality",
    "tools", "tooling", "precommit", "coverage", "notebook", "notebooks", "example", "examples", "e2e",
    "integration", "fuzz", "debug", "eval", "evals", "local", "lock",
})  # fmt: skip
_COMMIT = compile_later(r"[0-9a-f]{40}\b|sha\d+[:=-][0-9a-zA-Z+/=]{20,}")
_EXACT = compile_later(r"v?\d+(?:\.\d+)*(?:[-+._]?[0-9A-Za-z]+(?:[-+._][0-9A-Za-z]+)*)?")

Named = tuple[str, str, int]
"""A name, what it stands for (a command, a module), and its line."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """One direct dependency. `name` is normalised as its registry does; `spec` is the version condition as written.

    `pinned`: an exact version, a commit or a digest, or nothing that a registry resolves (a path, a workspace member).
    `group`: what it is needed for; extras and features are "optional".
    """

    name: str
    spec: str
    line: int
    group: Group
    pinned: bool
    ecosystem: Ecosystem


@dataclass(frozen=True, slots=True)
class Manifest:
    """One manifest file. `scripts` are commands for people, `entry_points` what it installs or starts (`bin`, `main`).

    `workspaces` are the member patterns of a monorepo; `includes` other requirement or constraint files that it reads;
    `tools` the tools configured in it, with lines ("ruff", "pytest", "jest", a build plugin).
    `python_package`: it builds an installable Python package. `publishable`: nothing in it speaks against a registry.
    """

    path: str
    ecosystem: Ecosystem
    name: str = ""
    dependencies: tuple[Dependency, ...] = ()
    scripts: tuple[Named, ...] = ()
    entry_points: tuple[Named, ...] = ()
    workspaces: tuple[str, ...] = ()
    python_package: bool = False
    publishable: bool = False
    version: str = ""
    includes: tuple[str, ...] = ()
    tools: tuple[tuple[str, int], ...] = ()


def group_of(name: str) -> Group:
    """Whether a named group, extra or file of dependencies is for developing ("test", "docs-dev") or a choice."""
    return "dev" if any(word in _DEV_WORDS for word in re.split(r"[^a-z0-9]+", name.lower())) else "optional"


def is_exact(version: str) -> bool:
    """Whether a version text without operators names one version: "1.2.3", "v1.2.3-rc.1"; not "1.*", "latest", "^1"."""
    return len(version) <= 100 and _EXACT.fullmatch(version) is not None


def names_a_commit(text: str) -> bool:
    """Whether the text holds a full commit hash or a digest."""
    return _COMMIT.search(text) is not None


def ordered(dependencies: list[Dependency]) -> tuple[Dependency, ...]:
    """The dependencies in the order of their lines."""
    return tuple(sorted(dependencies, key=lambda dependency: (dependency.line, dependency.name)))
