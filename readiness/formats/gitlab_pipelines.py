"""Reads GitLab CI files: jobs with what they inherit from hidden jobs, rules, includes."""

from __future__ import annotations

from readiness.formats.pipeline_shape import Job, Pipeline, Step, Trigger, commands, texts_in
from readiness.formats.tree import MISSING, Node
from readiness.formats.yaml_documents import read_yaml

_RESERVED = frozenset({
    "after_script", "before_script", "cache", "default", "image", "include", "services", "spec", "stages", "types",
    "variables", "workflow",
})  # fmt: skip
_SIGNS = (
    ("pull_request", ("merge_request",)),
    ("schedule", ("schedule",)),
    ("tag", ("CI_COMMIT_TAG", "tags")),
    ("manual", ('"web"', "'web'")),
    ("call", ('"trigger"', '"pipeline"', '"parent_pipeline"')),
)


def read_gitlab(path: str, text: str) -> Pipeline:
    """A GitLab CI file. Every pipeline counts as started by pushes; the rules tell what else starts it."""
    documents = read_yaml(text)
    root = documents[-1] if documents else MISSING  # `spec:` may stand in a document of its own before
    jobs = tuple(
        _job(name, node, root)
        for name, node in root.entries
        if name not in _RESERVED and not name.startswith(".") and node.kind == "mapping"
    )
    triggers = [Trigger("push", 0)]
    ruled = [root.child("workflow"), *(node for _, node in root.entries if node.first("rules", "only").exists)]
    for kind, signs in _SIGNS:
        for node in ruled:
            conditions = node.first("rules", "only")
            if any(sign in texts_in(conditions) for sign in signs):
                triggers.append(Trigger(kind, conditions.line))
                break
    return Pipeline(path, "gitlab", tuple(triggers), jobs, root.get("workflow", "name").text, _includes(root))


def _includes(root: Node) -> tuple[tuple[str, int], ...]:
    node = root.child("include")
    found = []
    for item in node.items or ((node,) if node else ()):
        if item.kind == "scalar":
            found.append((item.text, item.line))
        else:
            source = item.first("local", "template", "remote", "component", "file")
            found += [(words, item.line) for words in source.texts()]
    return tuple(found)


def _job(name: str, node: Node, root: Node) -> Job:
    script = _inherited(node, root, "script")
    before = _inherited(node, root, "before_script")
    if not before.exists:
        before = (
            root.child("before_script") if root.child("before_script").exists else root.get("default", "before_script")
        )
    steps = commands(before, script, _inherited(node, root, "after_script"), _inherited(node, root, "run"))
    conditions = [_inherited(node, root, key) for key in ("rules", "only", "except")]
    trigger, environment = node.child("trigger"), _inherited(node, root, "environment")
    rules = conditions[0].items
    manual = _inherited(node, root, "when").text == "manual" or (
        bool(rules) and all(rule.child("when").text in ("manual", "never") for rule in rules)
    )
    image = _inherited(node, root, "image")
    if image and not steps:
        steps = (Step(image.line, uses=image.text or image.child("name").text),)
    tolerated = _inherited(node, root, "allow_failure")
    return Job(
        name,
        node.line,
        steps,
        " ".join(filter(None, (texts_in(condition) for condition in conditions))),
        tuple(item.text or item.child("job").text for item in node.child("needs").items),
        trigger.text or texts_in(trigger.child("include")) or trigger.child("project").text,
        environment.text or environment.child("name").text,
        manual,
        tolerated.is_true,
        node,
    )


def _inherited(node: Node, root: Node, key: str) -> Node:
    """The job's own value, else that of the jobs it extends, the last named first."""
    waiting, seen = [node], 0
    while waiting and seen < 20:
        node, seen = waiting.pop(0), seen + 1
        if node.child(key).exists:
            return node.child(key)
        waiting += [root.child(parent) for parent in reversed(node.child("extends").texts())]
    return MISSING
