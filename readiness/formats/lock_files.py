"""Knows lock files: which tool wrote one, which manifests it serves, and whether there is anything in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.manifest_shape import Ecosystem
from readiness.formats.plain_text import file_name
from readiness.formats.requirement_lines import is_generated, is_requirements_file

_PYTHON = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.in", "requirements.txt")
_KINDS: dict[str, tuple[Ecosystem, tuple[str, ...]]] = {
    "uv.lock": ("pypi", ("pyproject.toml",)),
    "poetry.lock": ("pypi", ("pyproject.toml",)),
    "pdm.lock": ("pypi", ("pyproject.toml",)),
    "pylock.toml": ("pypi", _PYTHON),
    "pipfile.lock": ("pypi", ("Pipfile",)),
    "conda-lock.yml": ("conda", ("environment.yml", "environment.yaml", "pyproject.toml")),
    "pixi.lock": ("conda", ("pixi.toml", "pyproject.toml")),
    "package-lock.json": ("npm", ("package.json",)),
    "npm-shrinkwrap.json": ("npm", ("package.json",)),
    "yarn.lock": ("npm", ("package.json",)),
    "pnpm-lock.yaml": ("npm", ("package.json",)),
    "bun.lock": ("npm", ("package.json",)),
    "bun.lockb": ("npm", ("package.json",)),
    "deno.lock": ("npm", ("deno.json", "deno.jsonc", "package.json")),
    "go.sum": ("go", ("go.mod",)),
    "cargo.lock": ("cargo", ("Cargo.toml",)),
    "gemfile.lock": ("rubygems", ("Gemfile",)),
    "gems.locked": ("rubygems", ("gems.rb",)),
    "composer.lock": ("packagist", ("composer.json",)),
    "gradle.lockfile": ("maven", ("build.gradle", "build.gradle.kts")),
    "buildscript-gradle.lockfile": ("maven", ("build.gradle", "build.gradle.kts")),
    "verification-metadata.xml": ("maven", ("build.gradle", "build.gradle.kts")),
    "packages.lock.json": ("nuget", ()),
    "project.assets.json": ("nuget", ()),
}
_WORKSPACE_WIDE = frozenset(
    {"uv.lock", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb",
     "cargo.lock", "deno.lock"}
)  # fmt: skip
_ENTRY = compile_later(
    r"^\[\[(?:package|packages|metadata\.files)\]\]"  # uv, poetry, pdm, pylock, Cargo
    r"|\"(?:resolved|integrity|hashes|contentHash)\"\s*:"  # npm, Pipfile.lock, NuGet, deno
    r"|\"node_modules/"
    r"|^  resolved |^  resolution:|resolution:\s*\{|^ {2,}version:? \"?\d"  # yarn, pnpm
    r"|\bh1:[\w+/=]{20}"  # go.sum
    r"|^ {4}[\w.-]+ \("  # Gemfile.lock
    r"|\"(?:dist|source)\"\s*:\s*\{"  # composer.lock
    r"|^[\w.-]+:[\w.-]+:[^=\s]+="  # gradle.lockfile
    r"|<component group="
    r"|^[A-Za-z0-9][\w.-]*(?:\[[\w,.-]+\])?\s*===?\s*[\w.]+"  # requirements
    r"|--hash=|sha512-[\w+/]{20}|^\s*(?:- )?(?:url|conda|pypi): http|^https?://\S+#",  # conda, pixi, bun
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Lock:
    """One lock file: `kind` is its customary name, `manifests` the file names it serves (empty: any of its ecosystem).

    `workspace_wide`: one at the root serves the workspace members below it. `filled`: it fixes at least one package.
    """

    path: str
    kind: str
    ecosystem: Ecosystem
    manifests: tuple[str, ...]
    workspace_wide: bool
    filled: bool


def lock_kind(path: str, text: str = "") -> str | None:
    """The customary name of the lock file ("uv.lock", "requirements.txt"), None if it is none.

    Requirement files are locks if their text has hashes or says that a tool generated it; so `text` is needed for them.
    """
    name = file_name(path)
    if name in _KINDS:
        return "Cargo.lock" if name == "cargo.lock" else _spelled(name)
    if re.fullmatch(r"(?:[\w.-]*\.)?conda-lock\.ya?ml|conda-[\w-]+\.lock|[\w.-]*explicit[\w.-]*\.txt", name):
        return "conda-lock.yml" if "explicit" not in name or "@EXPLICIT" in text else None
    if re.fullmatch(r"pylock\.[\w-]+\.toml", name):
        return "pylock.toml"
    complete = name.endswith(".lock") or "--hash=" in text or is_generated(text)
    return "requirements.txt" if complete and is_requirements_file(path) and not name.endswith(".in") else None


def read_lock(path: str, text: str) -> Lock | None:
    """The lock file, None if the path is none. For bun.lockb, which is binary, any text at all counts as filled."""
    kind = lock_kind(path, text)
    if kind is None:
        return None
    filled = lock_is_filled(text) if kind != "bun.lockb" else bool(text)
    if kind == "requirements.txt":
        return Lock(path, kind, "pypi", _PYTHON, False, filled)
    ecosystem, manifests = _KINDS[kind.lower()]
    return Lock(path, kind, ecosystem, manifests, kind.lower() in _WORKSPACE_WIDE, filled)


def lock_is_filled(text: str) -> bool:
    """Whether the text of a lock file of any kind fixes at least one package."""
    return _ENTRY.search(text.replace("\r\n", "\n")) is not None


def _spelled(name: str) -> str:
    return {"pipfile.lock": "Pipfile.lock", "gemfile.lock": "Gemfile.lock"}.get(name, name)
