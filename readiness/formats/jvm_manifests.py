"""Reads pom.xml, Gradle build and settings scripts (Groovy and Kotlin) and Gradle version catalogs."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.formats.manifest_shape import Dependency, Group, Manifest, is_exact, ordered
from readiness.formats.plain_text import lines_of
from readiness.formats.toml_documents import read_toml
from readiness.formats.tree import Node
from readiness.formats.xml_documents import every, read_xml, text_of

_PROPERTY = compile_later(r"\$\{([^}]+)\}")
_CONFIGURATION = compile_later(
    r"\b(?P<kind>\w*(?:[iI]mplementation|[cC]ompileOnly|[rR]untimeOnly|[aA]nnotationProcessor)|api|compile|runtime"
    r"|kapt\w*|ksp\w*|developmentOnly|classpath|testCompile|provided)\b[ \t]*\(?[ \t]*"
    r"(?:(?:enforcedP|p)latform[ \t]*\([ \t]*)?"
    r"(?:['\"](?P<address>[^'\"]+)['\"]"
    r"|group[ \t]*[:=][ \t]*['\"](?P<group>[^'\"]+)['\"],[ \t]*name[ \t]*[:=][ \t]*['\"](?P<name>[^'\"]+)['\"]"
    r"(?:,[ \t]*version[ \t]*[:=][ \t]*['\"]?(?P<version>[^'\",)]+))?)"
)
_VARIABLE = compile_later(
    r"(?:def|val|var|ext\.|set\(|extra\[|const val)?\s*[\"']?(\w+)[\"']?\]?\s*[=,]\s*['\"]([^'\"]+)['\"]"
)
_PLUGIN = compile_later(r"\bid[ \t(]+['\"]([\w.-]+)['\"]")
_INCLUDE = compile_later(r"['\"](:?[\w./:-]+)['\"]")
_NAME = compile_later(r"rootProject\.name\s*=\s*['\"]([^'\"]+)['\"]")
_VERSION = compile_later(r"^version\s*=?\s*['\"]([^'\"]+)['\"]")


def read_pom(path: str, text: str) -> Manifest:
    """pom.xml. A version that a parent or a BOM decides is exact; so is a property that only the parent defines."""
    project = read_xml(text).child("project")
    properties = {key: text_of(node) for key, node in project.child("properties").entries}
    properties["project.version"] = text_of(project.child("version")) or text_of(project.get("parent", "version"))
    dependencies = []
    for holder, managed in ((project, False), (project.child("dependencyManagement"), True)):
        for node in every(holder.child("dependencies"), "dependency"):
            dependencies.append(_maven(node, properties, managed))
    for profile in every(project.child("profiles"), "dependency"):
        dependencies.append(_maven(profile, properties, False))
    plugins = every(project.child("build"), "plugin")
    tools = sorted({(text_of(node.child("artifactId")), node.line) for node in plugins}, key=lambda tool: tool[1])
    return Manifest(
        path,
        "maven",
        text_of(project.child("artifactId")),
        ordered(dependencies),
        workspaces=tuple(text_of(node) for node in every(project.child("modules"), "module")),
        publishable=project.child("distributionManagement").exists,
        version=properties["project.version"],
        tools=tuple(tools),
    )


def read_gradle(path: str, text: str) -> Manifest:
    """build.gradle(.kts) and settings.gradle(.kts), line by line. Aliases of a catalog stand in the catalog."""
    lines = [re.sub(r"(^|\s)//.*", "", line) for line in lines_of(text)]
    variables = {found[1]: found[2] for line in lines if (found := _VARIABLE.search(line[:300]))}
    dependencies, workspaces, tools = [], [], []
    name = version = ""
    for number, line in enumerate(lines, 1):
        line = line[:1000]
        found = _CONFIGURATION.search(line)
        if found:
            dependency = _gradle(found, number, variables)
            if dependency:
                dependencies.append(dependency)
        plugin = _PLUGIN.search(line)
        if plugin:
            tools.append((plugin.group(1), number))
        if line.lstrip().startswith("include"):
            workspaces += [member.strip(":").replace(":", "/") for member in _INCLUDE.findall(line)]
        name = name or _first(_NAME, line)
        version = version or _first(_VERSION, line)
    publishable = any("publish" in tool for tool, _ in tools) or "maven-publish" in text
    return Manifest(
        path, "maven", name, ordered(dependencies), workspaces=tuple(workspaces), publishable=publishable,
        version=version, tools=tuple(tools),
    )  # fmt: skip


def read_version_catalog(path: str, text: str) -> Manifest:
    """libs.versions.toml: `module = "group:name"` or group and name, with a version or a reference to one."""
    root = read_toml(text)
    versions = root.child("versions")
    dependencies = []
    for _, node in root.child("libraries").entries:
        if node.kind == "scalar":
            name, _, spec = node.text.rpartition(":")
        else:
            name = node.child("module").text or f"{node.child('group').text}:{node.child('name').text}"
            spec = _catalog_version(node.child("version"), versions)
        dependencies.append(Dependency(name, spec, node.line, "runtime", _pinned(spec), "maven"))
    tools = tuple((node.child("id").text or node.text, node.line) for _, node in root.child("plugins").entries)
    return Manifest(path, "maven", dependencies=ordered(dependencies), tools=tools)


def _maven(node: Node, properties: dict[str, str], managed: bool) -> Dependency:
    name = f"{text_of(node.child('groupId'))}:{text_of(node.child('artifactId'))}"
    spec = text_of(node.child("version"))
    for _ in range(3):
        found = _PROPERTY.search(spec)
        if not found or found.group(1) not in properties:
            break
        spec = spec.replace(found.group(), properties[found.group(1)])
    scope = text_of(node.child("scope"))
    group: Group = "dev" if scope == "test" else "optional" if managed or node.child("optional").is_true else "runtime"
    return Dependency(_resolve(name, properties), spec, node.line, group, _pinned(spec), "maven")


def _resolve(name: str, properties: dict[str, str]) -> str:
    return _PROPERTY.sub(lambda found: properties.get(found.group(1), found.group()), name)


def _gradle(found: re.Match[str], line: int, variables: dict[str, str]) -> Dependency | None:
    address = found.group("address") or ":".join(filter(None, found.group("group", "name", "version")))
    parts = re.sub(r"@\w+$", "", address).split(":")
    if len(parts) < 2 or not parts[1]:
        return None
    spec = re.sub(r"\$\{?(\w+)\}?", lambda name: variables.get(name.group(1), name.group()), ":".join(parts[2:3]))
    kind = found.group("kind").lower()
    group: Group = "dev" if "test" in kind or kind in ("classpath", "developmentonly") else "runtime"
    return Dependency(f"{parts[0]}:{parts[1]}", spec, line, group, _pinned(spec), "maven")


def _pinned(spec: str) -> bool:
    """No version (a BOM or parent decides), an exact one, or a variable; not a range, `+`, latest or a snapshot."""
    return not spec or "$" in spec or (is_exact(spec) and not spec.upper().endswith(("SNAPSHOT", "LATEST", "RELEASE")))


def _catalog_version(node: Node, versions: Node) -> str:
    if node.kind == "scalar":
        return node.text
    referred = node.child("ref").text
    node = versions.child(referred) if referred else node
    return node.text if node.kind == "scalar" else node.first("strictly", "require", "prefer").text


def _first(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.search(line)
    return found.group(1) if found else ""
