"""Reads Kubernetes objects from plain manifests, Kustomize folders and Helm charts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.dockerfile import split_image
from readiness.formats.go_templates import value_paths
from readiness.formats.plain_text import file_name
from readiness.formats.tree import MISSING, Node
from readiness.formats.yaml_documents import read_first, read_yaml

_MARK = compile_later(r"^apiVersion:[ \t]*\S[^\n]*$", re.MULTILINE)
_KIND = compile_later(r"^kind:[ \t]*[\w{\"']", re.MULTILINE)

WORKLOADS = frozenset({
    "CronJob", "DaemonSet", "Deployment", "InferenceService", "Job", "LLMInferenceService", "Pod", "RayCluster",
    "RayService", "ReplicaSet", "Rollout", "SeldonDeployment", "ScaledJob", "StatefulSet", "Workflow",
    "WorkflowTemplate",
})  # fmt: skip
"""Kinds that run containers; a Knative `Service` does so too (see `KubernetesObject.is_workload`)."""

Setting = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Container:
    """One container. Probes, resources and security settings are nodes, empty where they are not set.

    In a chart a value such as `resources` may be a placeholder; `from_values` gives what values.yaml puts there.
    """

    name: str
    line: int
    image: str
    image_line: int
    tag: str
    digest: str
    is_init: bool
    liveness: Node
    readiness: Node
    startup: Node
    requests: Node
    limits: Node
    resources: Node
    security: Node
    environment: tuple[tuple[str, str, int], ...]
    command: str
    node: Node


@dataclass(frozen=True, slots=True)
class KubernetesObject:
    """One object. `replicas` and `strategy` are those of its spec; `pod` is the pod's spec where there is one."""

    kind: str
    api: str
    name: str
    namespace: str
    line: int
    replicas: Setting
    strategy: Node
    containers: tuple[Container, ...]
    pod: Node
    node: Node

    @property
    def is_workload(self) -> bool:
        """Whether it runs containers."""
        return self.kind in WORKLOADS or bool(self.containers)


@dataclass(frozen=True, slots=True)
class Chart:
    """Chart.yaml. Dependencies are name, version condition and line."""

    name: str
    version: str
    app_version: str
    line: int
    dependencies: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Kustomization:
    """kustomization.yaml. `images` are name, tag or digest, line; `replicas` name, count, line."""

    resources: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()
    images: tuple[tuple[str, str, int], ...] = ()
    replicas: tuple[tuple[str, str, int], ...] = ()
    namespace: str = ""


def looks_like_kubernetes(text: str) -> bool:
    """Whether a YAML text has a document with `apiVersion` and `kind` at its first level (templates of charts too)."""
    return "apiVersion:" in text and _MARK.search(text) is not None and _KIND.search(text) is not None


def is_kustomization(path: str) -> bool:
    """Whether the name is that of a Kustomize folder's file."""
    return file_name(path) in ("kustomization.yaml", "kustomization.yml", "kustomization")


def is_chart(path: str) -> bool:
    """Whether the name is that of a Helm chart's description."""
    return file_name(path) in ("chart.yaml", "chart.yml")


def read_kubernetes(text: str) -> tuple[KubernetesObject, ...]:
    """All objects of a text, in order; the items of a `List` count as objects of their own."""
    found: list[KubernetesObject] = []
    for root in read_yaml(text):
        items = root.child("items").items if root.child("kind").text.endswith("List") else (root,)
        found += [_object(node) for node in items if node.child("kind").text and node.child("apiVersion").exists]
    return tuple(found)


def read_chart(text: str) -> Chart:
    """Chart.yaml (and requirements.yaml's dependencies, which have the same shape)."""
    root = read_first(text)
    dependencies = tuple(
        (node.child("name").text, node.child("version").text, node.line) for node in root.child("dependencies").items
    )
    return Chart(
        root.child("name").text, root.child("version").text, root.child("appVersion").text, root.line or 1, dependencies
    )


def read_kustomization(text: str) -> Kustomization:
    """kustomization.yaml."""
    root = read_first(text)
    resources = (name for key in ("resources", "bases", "components") for name in root.child(key).texts())
    patches = (
        item.text or item.child("path").text
        for key in ("patches", "patchesStrategicMerge", "patchesJson6902")
        for item in root.child(key).items
    )
    return Kustomization(
        tuple(resources),
        tuple(filter(None, patches)),
        tuple(
            (node.first("newName", "name").text, node.first("digest", "newTag").text, node.line)
            for node in root.child("images").items
        ),
        tuple((node.child("name").text, node.child("count").text, node.line) for node in root.child("replicas").items),
        root.child("namespace").text,
    )


def from_values(node: Node, values: Node) -> Node:
    """What a chart's values put in the place of a placeholder (MISSING: nothing); the node itself where it is none.

    `values` is the first document of values.yaml (`yaml_documents.read_first`).
    """
    paths = value_paths(node.text) if node.kind == "scalar" else ()
    if not paths:
        return node
    return values.get(*paths[0].split("."))


def _object(root: Node) -> KubernetesObject:
    spec, metadata = root.child("spec"), root.child("metadata")
    pod = _pod(root)
    replicas = spec.first("replicas", "minReplicas")
    return KubernetesObject(
        root.child("kind").text,
        root.child("apiVersion").text,
        metadata.first("name", "generateName").text,
        metadata.child("namespace").text,
        root.child("kind").line or root.line,
        (replicas.text, replicas.line),
        spec.first("strategy", "updateStrategy"),
        tuple(_containers(spec)),
        pod,
        root,
    )


def _pod(root: Node) -> Node:
    """The first mapping below the object that has containers."""
    for node in root.walk():
        if node.child("containers").kind == "list" or node.child("predictor").child("model").exists:
            return node
    return MISSING


def _containers(spec: Node) -> Iterator[Container]:
    for node in spec.walk():
        for key, child in node.entries:
            if key in ("containers", "initContainers", "ephemeralContainers") and child.kind == "list":
                yield from (_container(item, key != "containers") for item in child.items if item.kind == "mapping")
            elif key in ("container", "script") and child.child("image").exists:  # Argo workflows
                yield _container(child, False)
            elif key == "predictor":  # KServe: the model server is named, its image is the platform's
                for name, server in child.entries:
                    if server.kind == "mapping" and server.first("storageUri", "modelFormat", "storage").exists:
                        yield _container(server, False, name)


def _container(node: Node, is_init: bool, name: str = "") -> Container:
    image = node.child("image")
    base = image.text
    _, tag, digest = split_image(base)
    resources = node.child("resources")
    return Container(
        node.child("name").text or name,
        node.line,
        base,
        image.line,
        tag,
        digest,
        is_init,
        node.child("livenessProbe"),
        node.child("readinessProbe"),
        node.child("startupProbe"),
        resources.child("requests"),
        resources.child("limits"),
        resources,
        node.child("securityContext"),
        tuple((item.child("name").text, item.child("value").text, item.line) for item in node.child("env").items),
        " ".join((*node.child("command").texts(), *node.child("args").texts())),
        node,
    )
