"""Reads go.mod and Cargo.toml."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.formats.manifest_shape import Dependency, Group, Manifest, is_exact, names_a_commit, ordered
from readiness.formats.plain_text import lines_of
from readiness.formats.toml_documents import read_toml
from readiness.formats.tree import Node

_REQUIRE = compile_later(r"^([\w.~/-]+)\s+(v\S+)")
_CARGO_GROUPS: tuple[tuple[str, Group], ...] = (
    ("dependencies", "runtime"),
    ("dev-dependencies", "dev"),
    ("build-dependencies", "dev"),
)


def read_go_mod(path: str, text: str) -> Manifest:
    """go.mod. What is marked `// indirect` is no direct dependency. Every version in it is exact."""
    name, dependencies, block = "", [], ""
    tools = []
    for number, raw in enumerate(lines_of(text), 1):
        line, _, comment = raw.partition("//")
        words = line.strip()
        if words.endswith("("):
            block = words[:-1].strip()
            continue
        if words == ")":
            block = ""
            continue
        directive, _, rest = words.partition(" ")
        if not block and directive == "module":
            name = rest.strip().strip('"')
        kind, rest = (block, words) if block else (directive, rest.strip())
        found = _REQUIRE.match(rest) if kind == "require" else None
        if found and comment.strip() != "indirect":
            dependencies.append(Dependency(found.group(1), found.group(2), number, "runtime", True, "go"))
        elif kind == "tool" and rest:
            tools.append((rest, number))
    return Manifest(path, "go", name, tuple(dependencies), publishable=bool(name), tools=tuple(tools))


def read_cargo(path: str, text: str) -> Manifest:
    """Cargo.toml of a package or workspace. A bare version is a caret condition, so only `=1.2.3` is exact."""
    root = read_toml(text)
    package, workspace = root.child("package"), root.child("workspace")
    dependencies: list[Dependency] = []
    for holder in (root, *(node for _, node in root.child("target").entries)):
        for key, group in _CARGO_GROUPS:
            dependencies += [_crate(name, node, group) for name, node in holder.child(key).entries]
    dependencies += [_crate(name, node, "optional") for name, node in workspace.child("dependencies").entries]
    binaries = tuple((node.child("name").text, node.child("path").text, node.line) for node in root.child("bin").items)
    publish = package.child("publish")
    return Manifest(
        path,
        "cargo",
        package.child("name").text,
        ordered(dependencies),
        entry_points=binaries,
        workspaces=workspace.child("members").texts(),
        publishable=package.exists and not publish.is_false,
        version=package.child("version").text,
    )


def _crate(name: str, node: Node, group: Group) -> Dependency:
    if node.kind == "scalar":
        return Dependency(name, node.text, node.line, group, _cargo_pinned(node.text), "cargo")
    name = node.child("package").text or name
    source = node.first("git", "path")
    revision = node.first("rev", "tag", "branch").text
    spec = node.child("version").text or (f"{source.text}@{revision}" if revision else source.text)
    spec = spec or ("workspace" if node.child("workspace").is_true else "")
    pinned = _cargo_pinned(spec) or node.child("path").exists or names_a_commit(revision)
    kind: Group = "optional" if node.child("optional").is_true else group
    return Dependency(name, spec, node.line, kind, pinned, "cargo")


def _cargo_pinned(spec: str) -> bool:
    return spec.startswith("=") and is_exact(spec[1:].strip())
