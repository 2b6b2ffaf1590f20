"""YAML, JSON, TOML, XML and INI as trees with lines."""

from __future__ import annotations

import json
import tomllib

import pytest

from readiness.formats.go_templates import defuse, is_go_template, value_paths
from readiness.formats.ini_documents import read_ini
from readiness.formats.json_documents import read_json
from readiness.formats.toml_documents import read_toml
from readiness.formats.tree import Node
from readiness.formats.xml_documents import every, read_xml, text_of
from readiness.formats.yaml_documents import read_first, read_yaml


def plain(node: Node) -> object:
    if node.kind == "mapping":
        return {key: plain(child) for key, child in node.entries}
    if node.kind == "list":
        return [plain(child) for child in node.items]
    return node.value


YAML = """\
# comment
on: [push, no]
name: "3.10"
version: 3.10
base: &base
  image: x
  cpu: 2
service:
  <<: *base
  cpu: 4
run: |
  one
  two
empty:
ref: !Ref Thing
---
second: true
"""


def test_yaml_keeps_lines_texts_and_tags() -> None:
    first, second = read_yaml(YAML)
    assert first.get("on").line == 2
    assert first.get("on", 1).value == "no"
    assert first.get("name").value == "3.10"
    assert first.get("version").text == "3.10"
    assert first.get("version").value == 3.1
    assert first.get("service", "image").text == "x"
    assert first.get("service", "cpu").value == 4
    assert first.get("service", "cpu").line == 10
    assert (first.get("run").line, first.get("run").text_line) == (11, 12)
    assert first.get("empty").exists
    assert not first.get("empty")
    assert first.get("ref").tag == "!Ref"
    assert (second.get("second").value, second.get("second").line) == (True, 17)
    assert not first.get("no", "such", "key").exists


def test_a_broken_document_does_not_take_the_next_one_with_it() -> None:
    documents = read_yaml("a: 1\n b: [\n---\nc: 3\n")
    assert [document.entries[0][0] for document in documents] == ["a", "c"]
    assert documents[1].get("c").line == 4


def test_leading_tabs_are_read_as_blanks() -> None:
    assert read_first("a:\n\tb: 1\n\tc: 2\n").get("a", "c").value == 2


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2.5, true, null, "x\\ny"], "b": {"c": {}}, "d": []}',
        '[{"a": "b"}, "c", -1e3]',
        '"alone"',
        "17",
    ],
)
def test_json_agrees_with_the_standard_library(text: str) -> None:
    assert plain(read_json(text)) == json.loads(text)


def test_json_with_comments_commas_and_lines() -> None:
    node = read_json('{\n  // note\n  "a": 1, /* more\n lines */\n  "b": [\n    "x",\n  ],\n}\n')
    assert plain(node) == {"a": 1, "b": ["x"]}
    assert (node.get("a").line, node.get("b").line, node.get("b", 0).line) == (3, 5, 6)


TOML = """\
title = "a # no comment" # comment
[project]
name = 'x'
dependencies = [
    "one>=1",  # why
    "two",
]
nested = { path = "p", list = [1, 2] }
a.b.c = true
text = \"\"\"
line one
[not.a.header]
\"\"\"
[tool."quoted key".x]
on = 2024-01-01
[[rows]]
n = 1_000
[[rows]]
n = -2.5
[rows.inner]
z = 0
"""


def test_toml_agrees_with_the_standard_library() -> None:
    expected = tomllib.loads(TOML)
    expected["tool"]["quoted key"]["x"]["on"] = "2024-01-01"
    assert plain(read_toml(TOML)) == expected


def test_toml_knows_lines() -> None:
    node = read_toml(TOML)
    assert [item.line for item in node.get("project", "dependencies").items] == [5, 6]
    assert node.get("project", "a", "b", "c").line == 9
    assert node.get("rows", 1, "n").line == 19
    assert node.get("tool", "quoted key", "x", "on").line == 15


def test_a_header_ends_an_array_that_was_never_closed() -> None:
    node = read_toml('[a]\nb = [\n  "c",\n[d]\ne = 1\n')
    assert node.get("a", "b").texts() == ("c",)
    assert node.get("d", "e").value == 1


def test_xml_elements_attributes_and_texts() -> None:
    node = read_xml(
        '<?xml version="1.0"?>\n<a x="1">\n <b>t &amp; u</b>\n <!-- <b>no</b> -->\n <b y="2">v</b><c/>\n</a>'
    )
    assert [(text_of(found), found.line) for found in every(node, "b")] == [("t & u", 3), ("v", 5)]
    assert node.get("a", "@x").text == "1"
    assert node.get("a", "c").exists


def test_ini_sections_and_continued_values() -> None:
    entries = read_ini("[a]\nk = v\n; no\nlist =\n    one\n    two\n[b]\nflag\n")
    assert [(entry.section, entry.key, entry.value, entry.line) for entry in entries] == [
        ("a", "k", "v", 2),
        ("a", "list", "one\ntwo", 4),
        ("b", "flag", "", 8),
    ]


HELM = """\
{{- if .Values.enabled }}
kind: Deployment
metadata:
  name: {{ include "chart.name" . }}-web
  labels:
    {{- include "chart.labels" . | nindent 4 }}
    app: web
spec:
  replicas: {{ .Values.replicas }}
  image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default "latest" }}"
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  resources:
    {{- toYaml .Values.resources | nindent 4 }}
  port: {{ default 8080 }}
{{- end }}
"""


def test_a_helm_template_reads_as_yaml_with_its_lines() -> None:
    node = read_first(HELM)
    assert node.get("spec", "replicas").line == 9
    assert value_paths(node.get("spec", "replicas").text) == ("replicas",)
    assert value_paths(node.get("spec", "image").text) == ("image.repository", "image.tag")
    assert value_paths(node.get("spec", "nodeSelector").text) == ("nodeSelector",)
    assert value_paths(node.get("spec", "resources").text) == ("resources",)
    assert node.get("metadata", "labels", "app").text == "web"
    assert node.get("spec", "port").value == 8080
    assert defuse(HELM).count("\n") == HELM.count("\n")


@pytest.mark.parametrize("text", ["name: ${{ matrix.os }}", 'cmd: "{{.VAR}}"', "a: {b: {c: d}}", 'x: "{{ name }}"'])
def test_other_braces_are_no_go_template(text: str) -> None:
    assert not is_go_template(text)
