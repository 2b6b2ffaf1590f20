"""Kubernetes objects, charts, Kustomize and alert rules."""

from __future__ import annotations

import pytest

from readiness.formats.kubernetes import (
    from_values,
    is_chart,
    is_kustomization,
    looks_like_kubernetes,
    read_chart,
    read_kubernetes,
    read_kustomization,
)
from readiness.formats.prometheus_rules import has_alert_rules, read_alert_rules
from readiness.formats.yaml_documents import read_first

TEXT = """\
# a comment
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: prod}
spec:
  replicas: 3
  strategy:
    rollingUpdate: {maxUnavailable: 0}
  template:
    spec:
      initContainers:
        - name: migrate
          image: app
      containers:
        - name: web
          image: reg/app:1.2@sha256:ff
          command: [serve]
          args: ["--port", "80"]
          livenessProbe: {httpGet: {path: /health}}
          readinessProbe:
            tcpSocket: {port: 80}
          resources:
            requests: {cpu: 1}
            limits:
              memory: 1Gi
          env:
            - name: A
              value: b
          securityContext: {runAsNonRoot: true}
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers: [{name: job, image: app:2}]
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: {name: s}
---
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: llm}
spec:
  predictor:
    minReplicas: 2
    model: {modelFormat: {name: huggingface}, resources: {limits: {nvidia.com/gpu: 1}}}
"""


def test_objects_and_their_containers() -> None:
    web, job, service, model = read_kubernetes(TEXT)
    assert (web.kind, web.api, web.name, web.namespace, web.line) == ("Deployment", "apps/v1", "web", "prod", 3)
    assert web.replicas == ("3", 6)
    assert web.strategy.get("rollingUpdate", "maxUnavailable").text == "0"
    migrate, main = web.containers
    assert (migrate.is_init, migrate.image_line) == (True, 13)
    assert (main.name, main.line, main.image, main.tag, main.digest) == (
        "web",
        15,
        "reg/app:1.2@sha256:ff",
        "1.2",
        "sha256:ff",
    )
    assert (main.liveness.line, main.readiness.line, bool(main.startup)) == (19, 20, False)
    assert (main.requests.get("cpu").text, main.limits.line) == ("1", 24)
    assert (main.command, main.environment) == ("serve --port 80", (("A", "b", 27),))
    assert main.security.get("runAsNonRoot").is_true
    assert web.pod.child("containers").exists
    assert [container.image for container in job.containers] == ["app:2"]
    assert (service.kind, service.name, service.is_workload) == ("Service", "s", False)
    assert (model.containers[0].name, model.is_workload) == ("model", True)
    assert model.containers[0].limits.get("nvidia.com/gpu").text == "1"


def test_chart_values_fill_the_placeholders() -> None:
    template = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec:\n  replicas: {{ .Values.replicaCount }}\n  template:\n    spec:\n"
        "      containers:\n        - name: x\n          resources:\n            {{- toYaml .Values.resources | nindent 12 }}\n"
        "          {{- with .Values.probe }}\n          livenessProbe:\n            {{- toYaml . | nindent 12 }}\n          {{- end }}\n"
    )
    values = read_first("replicaCount: 2\nresources:\n  limits: {memory: 1Gi}\nprobe: {}\n")
    found = read_kubernetes(template)[0]
    container = found.containers[0]
    resources = from_values(container.resources, values)
    assert resources.get("limits", "memory").text == "1Gi"
    assert resources.line == 2
    assert from_values(found.node.get("spec", "replicas"), values).text == "2"
    assert not from_values(container.liveness, values)
    assert from_values(found.node.child("kind"), values).text == "Deployment"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, True),
        ("{{- if .Values.x }}\napiVersion: v1\nkind: Service\n{{- end }}\n", True),
        ("kind: pipeline\nname: x\n", False),
        ("apiVersion: 1\ndatasources: []\n", False),
        ("openapi: 3.0.0\ninfo:\n  kind: x\n  apiVersion: v1\n", False),
    ],
)
def test_what_looks_like_kubernetes(text: str, expected: bool) -> None:
    assert looks_like_kubernetes(text) is expected


def test_charts_and_kustomize() -> None:
    chart = read_chart(
        "name: c\nversion: 1.0.0\nappVersion: '2'\ndependencies:\n  - name: redis\n    version: 17.x.x\n"
    )
    assert (chart.name, chart.version, chart.app_version, chart.dependencies) == (
        "c",
        "1.0.0",
        "2",
        (("redis", "17.x.x", 5),),
    )
    found = read_kustomization(
        "resources: [a.yaml]\nbases: [../b]\nimages:\n  - name: x\n    newTag: '1'\npatches:\n  - path: p.yaml\nreplicas: [{name: x, count: 3}]\n"
    )
    assert (found.resources, found.patches, found.images) == (("a.yaml", "../b"), ("p.yaml",), (("x", "1", 4),))
    assert found.replicas == (("x", "3", 8),)
    assert is_chart("charts/a/Chart.yaml")
    assert is_kustomization("k8s/kustomization.yml")


RULES = """\
groups:
  - name: g
    rules:
      - alert: Slow
        expr: histogram_quantile(0.95, x) > 2
        for: 5m
        labels: {severity: page}
        annotations: {summary: too slow}
      - record: job:x
        expr: sum(x)
"""


@pytest.mark.parametrize("wrap", ["", "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n"])
def test_alert_rules(wrap: str) -> None:
    text = wrap + ("\n".join(f"  {line}" for line in RULES.splitlines()) if wrap else RULES)
    assert has_alert_rules(text)
    alert, record = read_alert_rules(text)
    assert (alert.name, alert.duration, alert.severity, alert.summary, alert.is_recording) == (
        "Slow",
        "5m",
        "page",
        "too slow",
        False,
    )
    assert alert.line == 4 + wrap.count("\n")
    assert record.is_recording
