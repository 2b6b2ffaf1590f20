"""Reads package.json, pnpm-workspace.yaml and deno.json."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.formats.json_documents import read_json
from readiness.formats.manifest_shape import Dependency, Group, Manifest, Named, is_exact, names_a_commit, ordered
from readiness.formats.tree import Node
from readiness.formats.yaml_documents import read_first

_GROUPS: tuple[tuple[str, Group], ...] = (
    ("dependencies", "runtime"),
    ("devDependencies", "dev"),
    ("optionalDependencies", "optional"),
    ("peerDependencies", "optional"),
)
_LOCAL = ("workspace:", "file:", "link:", "portal:", "./", "../")
_TOOLS = frozenset({
    "jest", "vitest", "eslintConfig", "prettier", "babel", "husky", "lint-staged", "browserslist", "nyc",
    "ava", "mocha", "tap", "release", "semantic-release", "commitlint", "config", "prisma", "pnpm", "nx",
    "turbo", "volta", "packageManager", "engines", "renovate", "size-limit", "c8", "stylelint", "xo", "knip",
})  # fmt: skip
_DENO = compile_later(r"(?:npm|jsr):(@?[^@]+)@?(.*)")


def read_package_json(path: str, text: str) -> Manifest:
    """package.json of npm, yarn, pnpm or bun."""
    root = read_json(text)
    dependencies = [
        Dependency(name, spec.text, spec.line, group, is_pinned(spec.text), "npm")
        for key, group in _GROUPS
        for name, spec in root.child(key).entries
    ]
    name = root.child("name").text
    workspaces = root.child("workspaces")
    members = workspaces.child("packages") if workspaces.kind == "mapping" else workspaces
    version = root.child("version").text
    return Manifest(
        path,
        "npm",
        name,
        ordered(dependencies),
        tuple((key, node.text, node.line) for key, node in root.child("scripts").entries),
        _entry_points(root, name),
        members.texts(),
        publishable=bool(name and version) and not root.child("private").is_true,
        version=version,
        tools=tuple((key, node.line) for key, node in root.entries if key in _TOOLS),
    )


def read_pnpm_workspace(path: str, text: str) -> Manifest:
    """pnpm-workspace.yaml: members, and the catalog of versions as dependencies that are each a choice."""
    root = read_first(text)
    catalogs = [root.child("catalog"), *(node for _, node in root.child("catalogs").entries)]
    dependencies = [
        Dependency(name, spec.text, spec.line, "optional", is_pinned(spec.text), "npm")
        for catalog in catalogs
        for name, spec in catalog.entries
    ]
    return Manifest(path, "npm", dependencies=ordered(dependencies), workspaces=root.child("packages").texts())


def read_deno(path: str, text: str) -> Manifest:
    """deno.json(c): imports from npm and jsr, and tasks."""
    root = read_json(text)
    dependencies = []
    for _, address in root.child("imports").entries:
        found = _DENO.match(address.text)
        if found:
            name, spec = found.group(1), found.group(2).split("/")[0]
            dependencies.append(Dependency(name, spec, address.line, "runtime", is_pinned(spec), "npm"))
    scripts = tuple(
        (key, node.text or node.child("command").text, node.line) for key, node in root.child("tasks").entries
    )
    version = root.child("version").text
    return Manifest(
        path, "npm", root.child("name").text, ordered(dependencies), scripts, version=version,
        workspaces=root.child("workspace").texts(), publishable=bool(version),
    )  # fmt: skip


def is_pinned(spec: str) -> bool:
    """Whether an npm version condition allows one version only, or is not resolved by a registry."""
    spec = spec.strip()
    if spec.startswith(_LOCAL):
        return True
    if spec.startswith("npm:"):
        spec = spec.rpartition("@")[2]
    return (is_exact(spec.removeprefix("=").strip()) and spec.count(".") >= 2) or names_a_commit(spec)


def _entry_points(root: Node, name: str) -> tuple[Named, ...]:
    found = []
    for key in ("main", "module", "exports"):
        node = root.child(key)
        if node.exists:
            found.append((key, node.text, node.line))
    binary = root.child("bin")
    if binary.kind == "scalar":
        found.append((name or "bin", binary.text, binary.line))
    found += [(key, node.text, node.line) for key, node in binary.entries]
    return tuple(found)
