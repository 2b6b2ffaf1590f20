"""A snapshot's files, each read into the form its format gives it, when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from readiness.languages import language_of, parse
from readiness.search import Hit, Pattern, Search
from readiness.snapshot import File, Snapshot
from readiness.syntax import Module

if TYPE_CHECKING:
    from readiness.formats.compose import Compose
    from readiness.formats.dockerfile import Dockerfile
    from readiness.formats.document_shape import Document
    from readiness.formats.kubernetes import KubernetesObject
    from readiness.formats.manifests import Dependency, Manifest
    from readiness.formats.platforms import Platform
    from readiness.formats.settings_files import Settings
    from readiness.formats.terraform import TerraformBlock
    from readiness.formats.workflows import Pipeline
    from readiness.history import History

ModuleKey = str | tuple[str, int]
_OF_CI = ("taskcluster/",)  # where a folder named for tests holds the tasks that run them
_INFRASTRUCTURE = ("infra", "config", "ci", "code")


class Sources:
    """Typed readings of a snapshot, each derived from the files alone, once, and in the order of their paths."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.search = Search(snapshot)
        self._modules: dict[ModuleKey, Module] = {}
        self._documents: dict[str, Document] = {}

    @property
    def history(self) -> History:
        """Commits and tags; empty for a plain folder."""
        return self.snapshot.history

    def text(self, path: str) -> str:
        """The text of a file, "" where it is not read."""
        return self.snapshot.text(path)

    def files(self, *roles: str, languages: Iterable[str] = ()) -> tuple[File, ...]:
        """Files of the given roles (all roles if none is given) and languages."""
        spoken = frozenset(languages)
        return tuple(
            f for f in self.snapshot.files if (not roles or f.role in roles) and (not spoken or f.language in spoken)
        )

    @cached_property
    def promotes_examples(self) -> bool:
        """True where the repository holds no code but examples: then they are the product."""
        roles = {file.role for file in self.snapshot.files if language_of(file.path) or file.language == "notebook"}
        return "code" not in roles and "example" in roles

    @cached_property
    def code(self) -> tuple[File, ...]:
        """The product's own code: no tests, examples, scripts, evaluations, documents."""
        return self.files("code", "example") if self.promotes_examples else self.files("code")

    def hits(self, *patterns: Pattern) -> tuple[Hit, ...]:
        """What any of the patterns found, by path and line, a place only once."""
        found = {
            (hit.path, hit.cell, hit.line): hit for pattern in reversed(patterns) for hit in self.search.hits(pattern)
        }
        return tuple(found[place] for place in sorted(found))

    def module(self, path: str) -> Module | None:
        """The syntax of a source file in a language that is parsed; None for others. Notebooks: see `cells`."""
        if path not in self._modules:
            language = language_of(path)
            if language is None or self.snapshot.file(path) is None:
                return None
            self._modules[path] = parse(language, self.text(path), path)
        return self._modules[path]

    def cells(self, path: str) -> Mapping[int, Module]:
        """The syntax of a notebook's code cells, by cell number from 1."""
        from readiness.formats.notebooks import read_notebook

        found = {}
        for cell in read_notebook(self.text(path)).cells:
            if cell.kind == "code":
                key = (path, cell.number)
                if key not in self._modules:
                    self._modules[key] = parse("python", cell.source, path)
                found[cell.number] = self._modules[key]
        return found

    @cached_property
    def manifests(self) -> tuple[Manifest, ...]:
        """Package manifests outside tests and examples, by path."""
        from readiness.formats.manifests import read_manifest

        found = (
            read_manifest(f.path, self.text(f.path))
            for f in self.files("config", "code", "script", "infra", "other", "data", "evaluation")
        )
        return tuple(manifest for manifest in found if manifest is not None)

    @cached_property
    def dependencies(self) -> Mapping[str, tuple[tuple[Manifest, Dependency], ...]]:
        """Normalised dependency name -> where it is declared, development groups included."""
        found: dict[str, list[tuple[Manifest, Dependency]]] = {}
        for manifest in self.manifests:
            for dependency in manifest.dependencies:
                found.setdefault(dependency.name, []).append((manifest, dependency))
        return {name: tuple(places) for name, places in sorted(found.items())}

    def document(self, path: str) -> Document:
        """The sections of one document, read when first asked for."""
        from readiness.formats.documents import read_document

        if path not in self._documents:
            self._documents[path] = read_document(path, self.text(path))
        return self._documents[path]

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Documents for people (Markdown, reST, AsciiDoc, text), outside tests, by path. For a few, ask `document`."""
        return tuple(
            self.document(f.path) for f in self.files("docs", languages=("markdown", "rest", "asciidoc", "text"))
        )

    @cached_property
    def dockerfiles(self) -> Mapping[str, Dockerfile]:
        """Dockerfiles outside tests and examples that hold at least one stage."""
        from readiness.formats.dockerfile import is_dockerfile, read_dockerfile

        read = {
            f.path: read_dockerfile(self.text(f.path))
            for f in self.files("infra", "config", "other", "script", "ci")
            if is_dockerfile(f.path)
        }
        return {path: dockerfile for path, dockerfile in read.items() if dockerfile.stages}

    @cached_property
    def compose(self) -> Mapping[str, Compose]:
        """Compose files outside tests and examples that hold at least one service."""
        from readiness.formats.compose import is_compose, read_compose

        read = {f.path: read_compose(self.text(f.path)) for f in self.files("infra", "config") if is_compose(f.path)}
        return {path: compose for path, compose in read.items() if compose.services}

    @cached_property
    def kubernetes(self) -> tuple[tuple[str, KubernetesObject], ...]:
        """(path, object) for every Kubernetes object, Helm templates included."""
        from readiness.formats.kubernetes import looks_like_kubernetes, read_kubernetes

        found = []
        for file in self.files(*_INFRASTRUCTURE, languages=("yaml",)):
            text = self.text(file.path)
            if looks_like_kubernetes(text):
                found += [(file.path, item) for item in read_kubernetes(text)]
        return tuple(found)

    @cached_property
    def pipelines(self) -> tuple[Pipeline, ...]:
        """CI pipelines of any system that hold at least one job."""
        from readiness.formats.azure_pipelines import looks_like_azure, read_azure
        from readiness.formats.workflows import is_pipeline, read_pipeline

        found = []
        for file in self.snapshot.files:
            if is_pipeline(file.path) and (file.role != "test" or file.path.startswith(_OF_CI)):
                found.append(read_pipeline(file.path, self.text(file.path)))
            elif file.language == "yaml" and file.role != "example" and looks_like_azure(self.text(file.path)):
                found.append(read_azure(file.path, self.text(file.path)))
        return tuple(pipeline for pipeline in found if pipeline is not None and pipeline.jobs)

    @cached_property
    def platforms(self) -> tuple[Platform, ...]:
        """Platform files (Procfile, fly.toml, vercel.json, ...) by path."""
        from readiness.formats.platforms import is_platform_file, read_platform

        read = (
            read_platform(f.path, self.text(f.path))
            for f in self.files("infra", "config", "other", "code")
            if is_platform_file(f.path)
        )
        return tuple(platform for platform in read if platform is not None)

    @cached_property
    def terraform(self) -> tuple[tuple[str, TerraformBlock], ...]:
        """(path, block) of Terraform files."""
        from readiness.formats.terraform import read_terraform

        return tuple(
            (f.path, block)
            for f in self.files(*_INFRASTRUCTURE, languages=("terraform",))
            for block in read_terraform(self.text(f.path))
        )

    def settings(self, path: str) -> Settings:
        """A configuration file's flat entries; none where it is no settings file."""
        from readiness.formats.settings_files import read_settings

        return read_settings(path, self.text(path))
