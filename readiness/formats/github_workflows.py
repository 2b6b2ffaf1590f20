"""Reads GitHub workflows (Gitea and Forgejo too) and composite actions."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.formats.pipeline_shape import Job, Pipeline, Step, Trigger, inputs_of, texts_in
from readiness.formats.tree import Node
from readiness.formats.yaml_documents import read_first

_KINDS = {
    "pull_request_target": "pull_request",
    "merge_group": "pull_request",
    "workflow_dispatch": "manual",
    "repository_dispatch": "manual",
    "workflow_call": "call",
    "create": "tag",
}


def read_github(path: str, text: str) -> Pipeline:
    """A workflow, or an action of the repository's own (then with one job and the trigger "call")."""
    root = read_first(text)
    name = root.child("name").text
    runs = root.child("runs")
    if runs.exists and not root.child("jobs").exists:
        job = Job(name or "action", runs.line, tuple(_step(node) for node in _listed(runs.child("steps"))), node=runs)
        return Pipeline(path, "github", (Trigger("call", root.line or 1),), (job,), name)
    jobs = tuple(_job(key, node) for key, node in root.child("jobs").entries)
    return Pipeline(path, "github", _triggers(root.first("on", "true")), jobs, name)


def _triggers(node: Node) -> tuple[Trigger, ...]:
    """`on: push`, `on: [push, pull_request]` or a mapping. A push of tags alone is of the kind "tag"."""
    if node.kind == "scalar":
        return (Trigger(_KINDS.get(node.text, node.text), node.line),)
    found = [Trigger(_KINDS.get(item.text, item.text), item.line) for item in node.items if item.kind == "scalar"]
    for event, detail in node.entries:
        words = texts_in(detail)
        if event == "schedule":
            words = "; ".join(item.child("cron").text for item in detail.items)
        tags = [tag for tag in detail.child("tags").texts() if not tag.startswith("!")]
        if event == "push" and tags:
            found.append(Trigger("tag", detail.child("tags").line, " ".join(tags)))
            if not detail.first("branches", "branches-ignore").exists:
                continue
        found.append(Trigger(_KINDS.get(event, event), detail.line, words))
    return tuple(found)


def _job(name: str, node: Node) -> Job:
    environment = node.child("environment")
    return Job(
        name,
        node.line,
        tuple(_step(step) for step in _listed(node.child("steps"))),
        node.child("if").text,
        node.child("needs").texts(),
        node.child("uses").text,
        environment.text or environment.child("name").text,
        continue_on_error=_tolerant(node),
        node=node,
    )


def _listed(steps: Node) -> Iterator[Node]:
    """The steps, those of groups (`- parallel: [...]`) included."""
    for node in steps.items:
        if len(node.entries) == 1 and node.entries[0][1].kind == "list":
            yield from node.entries[0][1].items
        else:
            yield node


def _step(node: Node) -> Step:
    run = node.child("run")
    return Step(
        node.line,
        run.text,
        node.child("uses").text,
        node.child("name").text,
        node.child("if").text,
        _tolerant(node),
        run.text_line,
        inputs_of(node.child("with")),
    )


def _tolerant(node: Node) -> bool:
    """`continue-on-error`, unless it is off or depends on an expression."""
    return node.child("continue-on-error").is_true
