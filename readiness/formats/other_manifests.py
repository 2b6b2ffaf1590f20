"""Reads .NET project files, Gemfile and gemspecs, and composer.json."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.formats.json_documents import read_json
from readiness.formats.manifest_shape import Dependency, Group, Manifest, Named, is_exact, names_a_commit, ordered
from readiness.formats.plain_text import file_name, lines_of
from readiness.formats.tree import Node
from readiness.formats.xml_documents import every, read_xml, text_of

_GEM = compile_later(r"^\s*gem[ (]+['\"]([\w.-]+)['\"](.*)")
_GEM_GROUP = compile_later(r"^\s*group\b(.*?)\bdo\b")
_GEMSPEC = compile_later(r"\.add_(runtime_|development_)?dependency[ (]+['\"]([\w.-]+)['\"](.*)")
_QUOTED = compile_later(r"['\"]([^'\"]+)['\"]")
_OPTION = compile_later(r"(?:\w+:|:\w+\s*=>|['\"]\w+['\"]\s*=>).*")
_SPEC_NAME = compile_later(r"\.(name|version)\s*=\s*['\"]([^'\"]+)['\"]")


def read_dotnet(path: str, text: str) -> Manifest:
    """*.csproj and its kin, Directory.Packages.props, packages.config. NuGet takes the lowest version that is named."""
    root = read_xml(text)
    dependencies = []
    for tag, attribute in (("PackageReference", "@Include"), ("PackageVersion", "@Include"), ("package", "@id")):
        for node in every(root, tag):
            name = node.child(attribute).text or node.child("@Update").text
            if name:
                dependencies.append(_nuget(node, name, "optional" if tag == "PackageVersion" else "runtime"))
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    name = next((text_of(node) for tag in ("PackageId", "AssemblyName") for node in every(root, tag)), "")
    version = next((text_of(node) for tag in ("Version", "VersionPrefix") for node in every(root, tag)), "")
    packable = any(node.is_true for node in every(root, "IsPackable")) or bool(every(root, "PackageId"))
    project = file_name(path).endswith("proj")
    return Manifest(
        path, "nuget", name or (stem if project else ""), ordered(dependencies), publishable=packable, version=version
    )


def read_gemfile(path: str, text: str) -> Manifest:
    """Gemfile and gems.rb, line by line; a `group ... do` block counts up to its `end`."""
    dependencies = []
    blocks: list[Group] = []
    for number, line in enumerate(lines_of(text), 1):
        line = line.split(" #", 1)[0][:1000]
        block = _GEM_GROUP.match(line)
        found = _GEM.match(line)
        if block:
            blocks.append(_gem_group(block.group(1)))
        elif line.rstrip().endswith(" do"):
            blocks.append("runtime")
        elif line.strip() == "end" and blocks:
            blocks.pop()
        elif found:
            group: Group = next((held for held in reversed(blocks) if held != "runtime"), "runtime")
            if re.search(r"\bgroups?:|:groups?\s*=>", found.group(2)):
                group = _gem_group(found.group(2))
            dependencies.append(_gem(found.group(1), found.group(2), number, group))
    return Manifest(path, "rubygems", dependencies=tuple(dependencies))


def read_gemspec(path: str, text: str) -> Manifest:
    """*.gemspec, line by line."""
    dependencies: list[Dependency] = []
    named: dict[str, str] = {}
    for number, line in enumerate(lines_of(text), 1):
        line = line.split(" #", 1)[0][:1000]
        found = _GEMSPEC.search(line)
        if found:
            group: Group = "dev" if found.group(1) == "development_" else "runtime"
            dependencies.append(_gem(found.group(2), found.group(3), number, group))
        said = _SPEC_NAME.search(line)
        if said:
            named.setdefault(said.group(1), said.group(2))
    return Manifest(
        path, "rubygems", named.get("name", ""), tuple(dependencies), publishable=True, version=named.get("version", "")
    )


def read_composer(path: str, text: str) -> Manifest:
    """composer.json; the platform itself (php, ext-*) is no dependency."""
    root = read_json(text)
    groups: tuple[tuple[str, Group], ...] = (("require", "runtime"), ("require-dev", "dev"))
    dependencies = [
        Dependency(name.lower(), node.text, node.line, group, _composer_pinned(node.text), "packagist")
        for key, group in groups
        for name, node in root.child(key).entries
        if "/" in name
    ]
    scripts: list[Named] = [(key, " && ".join(node.texts()), node.line) for key, node in root.child("scripts").entries]
    name = root.child("name").text
    return Manifest(
        path, "packagist", name, ordered(dependencies), tuple(scripts), publishable=bool(name),
        version=root.child("version").text,
    )  # fmt: skip


def _nuget(node: Node, name: str, group: Group) -> Dependency:
    found = node.first("@Version", "@version", "Version", "@VersionOverride")
    spec = text_of(found)
    private = (node.child("@PrivateAssets").text or text_of(node.child("PrivateAssets"))).lower() == "all"
    pinned = not spec or "$(" in spec or is_exact(spec) or bool(re.fullmatch(r"\[[^,\]*]+\]", spec))
    return Dependency(name.lower(), spec, node.line, "dev" if private else group, pinned, "nuget")


def _gem_group(words: str) -> Group:
    return "dev" if re.search(r"test|dev|lint|doc|ci\b", words) else "runtime" if "prod" in words else "optional"


def _gem(name: str, rest: str, line: int, group: Group) -> Dependency:
    conditions = _QUOTED.findall(_OPTION.sub("", rest))
    spec = ", ".join(conditions)
    local = bool(re.search(r"\bpath:|:path\s*=>", rest))
    pinned = local or names_a_commit(rest) or (len(conditions) == 1 and is_exact(spec.removeprefix("=").strip()))
    return Dependency(name, spec, line, group, pinned, "rubygems")


def _composer_pinned(spec: str) -> bool:
    return is_exact(spec.removeprefix("=").strip()) or names_a_commit(spec)
