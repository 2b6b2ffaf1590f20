"""No reader raises on any text, whatever it is called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from readiness.formats.cloudformation import looks_like_cloud_template, read_cloud_template
from readiness.formats.compose import read_compose
from readiness.formats.dockerfile import read_dockerfile
from readiness.formats.documents import read_document
from readiness.formats.json_documents import read_json
from readiness.formats.kubernetes import looks_like_kubernetes, read_chart, read_kubernetes, read_kustomization
from readiness.formats.manifests import lock_is_filled, read_lock, read_manifest
from readiness.formats.notebooks import read_notebook
from readiness.formats.platforms import read_platform
from readiness.formats.prometheus_rules import has_alert_rules, read_alert_rules
from readiness.formats.settings_files import read_settings
from readiness.formats.terraform import read_terraform
from readiness.formats.toml_documents import read_toml
from readiness.formats.tree import MAX_NODES
from readiness.formats.workflows import read_pipeline
from readiness.formats.yaml_documents import read_first, read_yaml

BOMB = "a: &a [x]\n" + "\n".join(
    f"b{i}: &b{i} [" + ", ".join(["*a" if i == 0 else f"*b{i - 1}"] * 9) + "]" for i in range(12)
)
DEEP = {
    "deep lists": "[" * 10_000,
    "deep mappings": '{"a":' * 10_000,
    "deep blocks": "- " * 10_000,
    "deep indentation": "\n".join(" " * i + "a:" for i in range(300)),
    "deep elements": "<a>" * 10_000,
    "deep inline tables": "a = {b=" * 10_000,
    "deep keys": "a." * 10_000 + "=1",
    "deep headers": "[" + "a." * 10_000 + "b]\n",
    "deep parentheses": "setup(install_requires=" + "(" * 10_000,
}
HOSTILE = {
    "empty": "",
    "blank": " \n\t\r\n ",
    "nul": "\0\0a: \x01b\n",
    "byte order mark": "\ufeffa: 1\n",
    "lone surrogate": "\ud800a: b",
    "carriage returns": "a: 1\r\nb:\r- c\r\n",
    "tabs": "\t\ta:\t1\n\tb: c",
    "alias bomb": BOMB,
    "alias of itself": "&a [*a]",
    "merge of itself": "a: &x {<<: *x}",
    "unterminated string": 'a = "b\n',
    "unterminated long string": '"""' * 601,
    "unterminated comment": "/*" * 600,
    "unterminated HTML comment": "<!--" * 600,
    "unterminated action": "{{ if " * 600,
    "unterminated block": 'resource "a" "b" {\n' * 600,
    "unterminated here-documents": "RUN <<E\n" * 600 + "x = <<EOF\n",
    "unterminated continuation": "FROM a\\\n" * 600,
    "links that never end": "[a](" * 600,
    "images that never end": "[![a](" * 600,
    "variables that never end": "${" * 600,
    "many documents": "---\n" * 600,
    "many headings": "[a]\nb=[" * 600,
    "labels": "a:" * 600,
    "broken YAML": "a: b: c\n" * 500,
    "wrong kinds": "services: [1]\njobs: x\non: {push: [1]}\nsteps: {a: b}\nspec: 3\nkind: A\napiVersion: b\n",
    "lists of nothing": "jobs:\n  a:\n    steps:\n    -\n    - []\n    - {}\ndependencies: [[], {}, null]\nservices: {a: , b: []}\n",
    "cells of a wrong kind": '{"cells": [1, null, {"source": [1], "outputs": {"a": 1}}], "metadata": []}',
    "numbers as keys": '{"dependencies": {"a": 1, "b": null, "c": {}, "d": []}, "scripts": [], "workspaces": {"a": 1}}',
    "stages": "stage('a') { sh '''\n" * 500,
    "pipes": "|" * 600 + "\n" + "|-" * 600,
    "quotes": "`" * 601 + "\n" + "*_" * 600,
    "one long word": "a" * 5_000,
}


def named(reader: Callable[[str, str], object], *paths: str) -> dict[str, Callable[[str], object]]:
    return {path: lambda text, path=path: reader(path, text) for path in paths}  # type: ignore[misc]


READERS: dict[str, Callable[[str], object]] = {
    **named(
        read_manifest, "requirements.txt", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "environment.yml",
        "package.json", "pnpm-workspace.yaml", "deno.json", "go.mod", "pom.xml", "build.gradle.kts", "libs.versions.toml",
        "Cargo.toml", "a.csproj", "Gemfile", "a.gemspec", "composer.json",
    ),
    **named(read_lock, "requirements-lock.txt", "uv.lock", "package-lock.json"),
    **named(
        read_pipeline, ".github/workflows/a.yml", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml",
        "bitbucket-pipelines.yml", "Jenkinsfile", ".travis.yml", ".drone.yml", "cloudbuild.yaml", "buildspec.yml",
        ".buildkite/a.yml", ".cirrus.yml", "appveyor.yml",
    ),
    **named(read_document, "a.md", "a.mdx", "a.rst", "a.adoc", "a.txt"),
    **named(read_settings, ".env", "a.properties", "a.ini", "a.toml", "a.json", "a.yml", "a.xml", "a.conf"),
    **named(read_cloud_template, "template.yaml", "template.json", "a.bicep", "serverless.yml", "Pulumi.yaml"),
    **named(looks_like_cloud_template, "b/template.yaml", "b/template.json"),
    **named(read_platform, "Procfile", "app.json", "fly.toml", "render.yaml", "app.yaml"),
    **{
        reader.__name__: reader
        for reader in (
            read_yaml, read_json, read_toml, read_dockerfile, read_compose, read_notebook, read_kubernetes,
            looks_like_kubernetes, read_chart, read_kustomization, read_alert_rules, has_alert_rules, read_terraform,
            lock_is_filled,
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(READERS))
def test_nothing_raises(name: str) -> None:
    for text in HOSTILE.values():
        READERS[name](text)


@pytest.mark.parametrize(
    "name",
    ["read_yaml", "read_json", "read_toml", "read_notebook", "read_terraform", "pom.xml", "setup.py", "a.md", "a.rst"],
)
def test_ten_thousand_levels_do_not_raise(name: str) -> None:
    for text in DEEP.values():
        READERS[name](text)


def test_an_alias_bomb_stays_below_the_limit() -> None:
    assert read_first(BOMB).size <= 2 * MAX_NODES


def test_what_stands_before_a_break_is_read() -> None:
    assert read_first("a: 1\nb: [x, y\nc: }").get("a").text == "1"
    assert read_json('{"a": 1, "b": [2, ').get("b", 0).text == "2"
    assert read_toml('a = 1\nthis is not TOML\n[b]\nc = "d').get("b", "c").text == "d"
