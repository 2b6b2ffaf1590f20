"""Reads any dependency manifest by its file name into one shape."""

from __future__ import annotations

from collections.abc import Callable

from readiness.formats.go_and_rust_manifests import read_cargo, read_go_mod
from readiness.formats.javascript_manifests import read_deno, read_package_json, read_pnpm_workspace
from readiness.formats.jvm_manifests import read_gradle, read_pom, read_version_catalog
from readiness.formats.lock_files import Lock, lock_is_filled, lock_kind, read_lock
from readiness.formats.manifest_shape import Dependency, Ecosystem, Group, Manifest
from readiness.formats.other_manifests import read_composer, read_dotnet, read_gemfile, read_gemspec
from readiness.formats.plain_text import file_name
from readiness.formats.python_manifests import read_conda, read_pipfile, read_pyproject
from readiness.formats.requirement_lines import is_requirements_file, read_requirements
from readiness.formats.setup_scripts import read_setup_cfg, read_setup_py

_Reader = Callable[[str, str], Manifest | None]


def is_manifest(path: str) -> bool:
    """Whether `read_manifest` reads files of this name; looks at nothing else."""
    return _reader(path) is not None


def read_manifest(path: str, text: str) -> Manifest | None:
    """The manifest, as far as it can be read; None if the name is no manifest's, or a setup.py calls no `setup`."""
    reader = _reader(path)
    return reader(path, text) if reader else None


def _reader(path: str) -> _Reader | None:
    name = file_name(path)
    named = _by_name(name)
    if named:
        return named
    if name.endswith((".csproj", ".fsproj", ".vbproj")):
        return read_dotnet
    if name.endswith(".gemspec"):
        return read_gemspec
    if name.endswith((".gradle", ".gradle.kts")):
        return read_gradle
    if name.endswith(".versions.toml"):
        return read_version_catalog
    if name.startswith("environment") and name.endswith((".yml", ".yaml")):
        return read_conda
    return read_requirements if is_requirements_file(path) else None


def _by_name(name: str) -> _Reader | None:
    readers: dict[str, _Reader] = {
        "pyproject.toml": read_pyproject,
        "setup.py": read_setup_py,
        "setup.cfg": read_setup_cfg,
        "pipfile": read_pipfile,
        "conda.yml": read_conda,
        "conda.yaml": read_conda,
        "package.json": read_package_json,
        "pnpm-workspace.yaml": read_pnpm_workspace,
        "deno.json": read_deno,
        "deno.jsonc": read_deno,
        "go.mod": read_go_mod,
        "pom.xml": read_pom,
        "cargo.toml": read_cargo,
        "directory.packages.props": read_dotnet,
        "packages.config": read_dotnet,
        "gemfile": read_gemfile,
        "gems.rb": read_gemfile,
        "composer.json": read_composer,
    }
    return readers.get(name)


__all__ = [
    "Dependency",
    "Ecosystem",
    "Group",
    "Lock",
    "Manifest",
    "is_manifest",
    "lock_is_filled",
    "lock_kind",
    "read_lock",
    "read_manifest",
]
