"""How the running product is watched: alerts, dashboards, the resources it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.deployments import is_aside, is_orphan
from readiness.formats.prometheus_rules import has_alert_rules, read_alert_rules
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Pattern
from readiness.sightings import first_places, patterns_named

_USED = (
    "alert-rules", "alert-rule-files", "alert-rules-loaded", "own-alerts", "dashboards", "dashboard-files",
    "dashboard-provisioned", "dashboard-links",
    "own-stats-page", "resources-watched", "resources-near",
)  # fmt: skip
_STATS_PAGE = compile_later(
    r"(?i)(?:^|/)(?:admin|settings|dashboard|monitor\w*|ops)/(?:.*/)?[\w-]*(?:stats|statistics|"
    r"usage|metrics|analytics|monitoring|logs)(?:page|view|panel|table|tab|charts?)?"
    r"(?:/page)?\.(?:tsx|jsx|vue|svelte|html)$|(?:^|/)[\w-]*(?:logs?|metrics|stats|usage|monitoring)[_-]?d"
    r"ashboard[\w-]*\.(?:tsx|jsx|vue|svelte|html|py)$"
)


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return patterns_named(_USED)


def alerts(product: Product) -> Fact:
    """Whether alert rules are defined; in part where nothing loads them, or only own code watches thresholds."""
    rules = _live(product, "alert-rules")
    if rules:
        return Fact(1.0, tuple(rules[:8]), rules[0].says)
    written = []
    for place in _live(product, "alert-rule-files"):
        text = product.text(place.path)
        if has_alert_rules(text):
            written += [
                Evidence(place.path, rule.line, f"alert: {rule.name}", "an alert rule")
                for rule in read_alert_rules(text)[:2]
                if not rule.is_recording
            ]
    loaded = _live(product, "alert-rules-loaded")
    if written and loaded and any(_loads(product, place.path, rule.path) for place in loaded for rule in written):
        return Fact(1.0, tuple(written + loaded), "alert rules are defined and loaded")
    if written:
        return Fact(0.5, tuple(written), "alert rules are written, but nothing loads them")
    own = _live(product, "own-alerts")
    if own:
        return Fact(0.5, tuple(own[:6]), own[0].says)
    return Fact(
        0.0,
        (),
        "no alert rules are defined",
        ("Prometheus rules", "alarms in Terraform, CDK, CloudFormation", "monitors"),
    )


def _loads(product: Product, config: str, rules: str) -> bool:
    """Whether the rule files that a Prometheus configuration names include this one, by name or pattern."""
    block = re.search(r"(?m)^\s*rule_files:[ \t]*\n((?:[ \t]*(?:-|#)[^\n]*\n|[ \t]*\n)+)", product.text(config) + "\n")
    entries = re.findall(r"(?m)^\s*-\s*[\"']?([^\"'\s#]+)", block.group(1)) if block else []
    name = rules.rpartition("/")[2]
    return any(entry.rpartition("/")[2] == name or "*" in entry.rpartition("/")[2] for entry in entries)


def dashboards(product: Product) -> Fact:
    """Whether dashboards are kept as code or linked; in part where unprovisioned, or a page of its own."""
    found = _live(product, "dashboards") + first_places(product, "dashboard-links")
    files = [place for place in _live(product, "dashboard-files") if _is_dashboard(product.text(place.path))]
    provisioned = first_places(product, "dashboard-provisioned")
    held = [f for f in files if any(_names_folder(product.text(p.path), f.path) for p in provisioned)]
    if found or held:
        evidence = (*found[:6], *held[:4])
        return Fact(1.0, evidence, evidence[0].says)
    if files:
        return Fact(0.5, tuple(files[:6]), "a dashboard is kept as code, but nothing provisions it")
    pages = [
        Evidence(file.path, 1, "", "a page of its own with figures")
        for file in product.files("code")
        if _STATS_PAGE.search(file.path)
    ]
    own = pages + [place for place in first_places(product, "own-stats-page") if not is_orphan(product, place.path)]
    if own:
        return Fact(
            0.5, tuple(own[:6]), "the product shows figures on a page of its own; there is no dashboard of the service"
        )
    return Fact(
        0.0,
        (),
        "no dashboards as code, none linked",
        ("Grafana JSON", "dashboards in Terraform, CDK, CloudFormation", "links in documents"),
    )


def _is_dashboard(text: str) -> bool:
    return '"gridPos"' in text or '"schemaVersion"' in text or ('"targets"' in text and '"title"' in text)


def _names_folder(text: str, path: str) -> bool:
    folder = path.rpartition("/")[0]
    last = "/".join(folder.split("/")[-2:])
    return bool(last) and (folder in text or (last.count("/") == 1 and last in text) or "grafana_dashboard" in text)


def resources(product: Product) -> Fact:
    """Whether CPU, memory, GPU or queues are watched; in part where only the means for it are there."""
    watched = _live(product, "resources-watched")
    if watched:
        return Fact(1.0, tuple(watched[:8]), watched[0].says)
    near = _live(product, "resources-near")
    if near:
        return Fact(0.5, tuple(near[:6]), near[0].says + "; nothing watches it by rule")
    return Fact(
        0.0,
        (),
        "nothing watches CPU, memory, GPU or queues",
        ("exporters", "process metrics", "alarms on resources", "consoles of workers"),
    )


def _live(product: Product, name: str) -> list[Evidence]:
    """Places of a signal in files that are no samples and that something loads."""
    return [e for e in first_places(product, name) if not is_aside(e.path) and not is_orphan(product, e.path)]
