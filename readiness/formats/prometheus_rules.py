"""Reads alerting and recording rules of Prometheus, as rule files or as PrometheusRule objects."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.tree import Node
from readiness.formats.yaml_documents import read_yaml

_MARK = compile_later(r"^\s*-?\s*(?:alert|record):\s*\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One rule. `duration` is its `for`; a recording rule has `is_recording` and no severity."""

    name: str
    line: int
    expression: str
    duration: str = ""
    severity: str = ""
    summary: str = ""
    is_recording: bool = False


def has_alert_rules(text: str) -> bool:
    """Whether a YAML text looks like Prometheus or Loki rules."""
    return "groups:" in text and "expr:" in text and _MARK.search(text) is not None


def read_alert_rules(text: str) -> tuple[AlertRule, ...]:
    """All rules of all documents, in order; also those in `additionalPrometheusRules` of a chart's values."""
    found: list[AlertRule] = []
    for root in read_yaml(text):
        for node in root.walk():
            for rule in node.child("rules").items:
                if rule.first("alert", "record").exists and rule.child("expr").exists:
                    found.append(_rule(rule))
    return tuple(found)


def _rule(node: Node) -> AlertRule:
    annotations = node.child("annotations")
    return AlertRule(
        node.first("alert", "record").text,
        node.line,
        node.child("expr").text.strip(),
        node.child("for").text,
        node.get("labels", "severity").text,
        annotations.first("summary", "description", "message").text,
        node.child("record").exists,
    )
