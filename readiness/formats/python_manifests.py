"""Reads pyproject.toml (PEP 621, dependency groups, Poetry, uv, PDM, Hatch, Rye), Pipfile, conda environments."""

from __future__ import annotations

from readiness.formats.manifest_shape import (
    Dependency,
    Group,
    Manifest,
    Named,
    group_of,
    is_exact,
    names_a_commit,
    ordered,
)
from readiness.formats.requirement_lines import normalised, read_requirement
from readiness.formats.toml_documents import read_toml
from readiness.formats.tree import Node
from readiness.formats.yaml_documents import read_first


def read_pyproject(path: str, text: str) -> Manifest:
    """pyproject.toml. Tool sections alone give a manifest without a name and dependencies."""
    root = read_toml(text)
    project, poetry, uv = root.get("project"), root.get("tool", "poetry"), root.get("tool", "uv")
    dependencies = [*_pep621(root), *_poetry(poetry), *_other_tools(root.child("tool"))]
    dependencies = [_with_source(dependency, uv.child("sources")) for dependency in dependencies]
    name = project.child("name").text or poetry.child("name").text
    packaged = bool(name) and (root.child("build-system").exists or poetry.exists)
    packaged = packaged and not uv.child("package").is_false and not poetry.child("package-mode").is_false
    private = any(classifier.startswith("Private ::") for classifier in project.child("classifiers").texts())
    return Manifest(
        path,
        "pypi",
        name,
        ordered(dependencies),
        _commands(root.child("tool")),
        _entry_points(project, poetry),
        uv.get("workspace", "members").texts(),
        packaged,
        packaged and not private,
        project.child("version").text or poetry.child("version").text,
        tools=_tools(root),
    )


def read_pipfile(path: str, text: str) -> Manifest:
    """Pipfile of pipenv."""
    root = read_toml(text)
    dependencies = [
        *_table(root.child("packages"), "runtime", "=="),
        *_table(root.child("dev-packages"), "dev", "=="),
    ]
    return Manifest(path, "pypi", dependencies=ordered(dependencies), scripts=_named(root.child("scripts")))


def read_conda(path: str, text: str) -> Manifest:
    """environment.yml of conda, with its pip part. `=1.2.3` counts as exact, `=1.2` does not."""
    root = read_first(text)
    dependencies: list[Dependency] = []
    for item in root.child("dependencies").items:
        for pip in item.child("pip").items:
            found = read_requirement(pip.text, pip.line, "runtime")
            if found:
                dependencies.append(found)
        if item.kind != "scalar":
            continue
        words = item.text.rsplit("::", 1)[-1].strip()
        cut = next((at for at, sign in enumerate(words) if sign in "=<>! ~"), len(words))
        name, spec = words[:cut].lower(), words[cut:].strip()
        version = spec.lstrip("=").split("=")[0].strip()
        pinned = spec.startswith("==") or (spec.startswith("=") and (version.count(".") >= 2 or "=" in spec[1:]))
        if name and name != "python":
            dependencies.append(Dependency(name, spec, item.line, "runtime", pinned and is_exact(version), "conda"))
    return Manifest(path, "conda", root.child("name").text, ordered(dependencies))


def _pep621(root: Node) -> list[Dependency]:
    found = _list(root.get("project", "dependencies"), "runtime")
    for extra, node in root.get("project", "optional-dependencies").entries:
        found += _list(node, group_of(extra))
    for group, node in root.child("dependency-groups").entries:
        found += _list(node, group_of(group))
    return found


def _poetry(poetry: Node) -> list[Dependency]:
    found = _table(poetry.child("dependencies"), "runtime", "")
    found += _table(poetry.child("dev-dependencies"), "dev", "")
    for group, node in poetry.child("group").entries:
        found += _table(node.child("dependencies"), "runtime" if group == "main" else group_of(group), "")
    return found


def _other_tools(tool: Node) -> list[Dependency]:
    found = _list(tool.get("uv", "dev-dependencies"), "dev") + _list(tool.get("rye", "dev-dependencies"), "dev")
    for _, node in tool.get("pdm", "dev-dependencies").entries:
        found += _list(node, "dev")
    for _, node in tool.get("hatch", "envs").entries:
        found += _list(node.child("dependencies"), "dev") + _list(node.child("extra-dependencies"), "dev")
    return found


def _list(node: Node, group: Group) -> list[Dependency]:
    found = [read_requirement(item.text, item.line, group) for item in node.items if item.kind == "scalar"]
    return [dependency for dependency in found if dependency]


def _table(node: Node, group: Group, exact_sign: str) -> list[Dependency]:
    """`name = "^1.2"` or `name = {version = "^1.2"}`; a bare version is exact where `exact_sign` is empty."""
    found = []
    for name, value in node.entries:
        if normalised(name) == "python":
            continue
        detail = value.items[0] if value.kind == "list" and value.items else value
        spec = detail.text if detail.kind == "scalar" else detail.child("version").text
        source = detail.first("git", "url", "path", "file", "ref") if detail.kind == "mapping" else Node(0, "missing")
        version = spec.removeprefix("==").strip()
        pinned = is_exact(version) and spec.startswith(exact_sign)
        if not spec and source.exists:
            revision = detail.first("rev", "ref").text
            spec = f"{source.text}@{revision}" if revision else source.text
            pinned = names_a_commit(spec) or detail.first("path", "file").exists
        kind: Group = "optional" if detail.child("optional").is_true else group
        found.append(Dependency(normalised(name), spec, value.line, kind, pinned, "pypi"))
    return found


def _with_source(dependency: Dependency, sources: Node) -> Dependency:
    """The dependency as `tool.uv.sources` redirects it: a workspace member or a path needs no pin."""
    for name, source in sources.entries:
        if normalised(name) == dependency.name:
            local = source.child("workspace").is_true or source.child("path").exists
            commit = names_a_commit(source.child("rev").text)
            pinned = dependency.pinned or local or commit
            spec = dependency.spec or source.first("git", "url", "path").text
            return Dependency(dependency.name, spec, dependency.line, dependency.group, pinned, "pypi")
    return dependency


def _commands(tool: Node) -> tuple[Named, ...]:
    found = [
        *_named(tool.get("poe", "tasks")),
        *_named(tool.get("pdm", "scripts")),
        *_named(tool.get("taskipy", "tasks")),
    ]
    found += [*_named(tool.get("rye", "scripts")), *_named(tool.get("pixi", "tasks"))]
    for _, environment in tool.get("hatch", "envs").entries:
        found += _named(environment.child("scripts"))
    return tuple(found)


def _named(node: Node) -> tuple[Named, ...]:
    """Commands by name: a text, a list of texts, or a table with `cmd`, `shell` or `script`."""
    found = []
    for name, value in node.entries:
        command = value.first("cmd", "shell", "script", "call", "composite") if value.kind == "mapping" else value
        found.append((name, " ".join(command.texts()), value.line))
    return tuple(found)


def _entry_points(project: Node, poetry: Node) -> tuple[Named, ...]:
    found = [*_named(project.child("scripts")), *_named(project.child("gui-scripts")), *_named(poetry.child("scripts"))]
    for _, group in (*project.child("entry-points").entries, *poetry.child("plugins").entries):
        found += _named(group)
    return tuple(found)


def _tools(root: Node) -> tuple[tuple[str, int], ...]:
    return tuple((name, node.line) for name, node in root.child("tool").entries)
