"""Reads Azure Pipelines files and their templates."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.formats.pipeline_shape import Job, Pipeline, Step, Trigger, inputs_of, texts_in
from readiness.formats.plain_text import file_name
from readiness.formats.tree import Node
from readiness.formats.yaml_documents import read_first

_TOP = compile_later(r"(?m)^(?:stages|jobs|steps|extends)\s*:")
_OWN = compile_later(
    r"(?m)^\s*-?\s*(?:task:\s*['\"]?[\w.-]+@\d|vmImage:\s*\S)|^\s*-\s*(?:stage|deployment|checkout):\s*\S"
)
_SCRIPTS = ("script", "bash", "pwsh", "powershell")


def looks_like_azure(text: str) -> bool:
    """Whether a YAML file is a pipeline or template of Azure's, whose files may have any name in any folder."""
    return bool(_TOP.search(text) and _OWN.search(text))


def read_azure(path: str, text: str) -> Pipeline:
    """A pipeline or template. Without `trigger` it runs on every push, without `pr` on pull requests from GitHub."""
    root = read_first(text)
    jobs: list[Job] = []
    _jobs(root, "", jobs)
    return Pipeline(path, "azure", _triggers(path, root), tuple(jobs), root.child("name").text, _templates(root))


def _triggers(path: str, root: Node) -> tuple[Trigger, ...]:
    is_template = not root.child("trigger").exists and (
        root.child("parameters").exists or not file_name(path).startswith(("azure-pipeline", ".azure-pipeline"))
    )
    if is_template:
        return (Trigger("call"),)
    found = []
    trigger, request = root.child("trigger"), root.child("pr")
    if trigger.text != "none":
        tags = trigger.get("tags", "include")
        if tags:
            found.append(Trigger("tag", tags.line, " ".join(tags.texts())))
        if not tags or trigger.child("branches").exists:
            found.append(Trigger("push", trigger.line, texts_in(trigger)))
    if request.text != "none":
        found.append(Trigger("pull_request", request.line, texts_in(request)))
    for schedule in root.child("schedules").items:
        found.append(Trigger("schedule", schedule.line, schedule.child("cron").text))
    return tuple(found) or (Trigger("manual", trigger.line),)


def _jobs(node: Node, stage: str, jobs: list[Job]) -> None:
    """Jobs of stages, of `extends` templates, and bare steps, which are one job."""
    for item in _flattened(node.child("stages")):
        _jobs(item, item.first("stage", "template").text, jobs)
    for item in _flattened(node.child("jobs")):
        jobs.append(_job(item, stage))
    if node.child("steps").exists:
        steps = tuple(_step(step) for step in _flattened(node.child("steps")))
        jobs.append(Job(stage or "steps", node.child("steps").line, steps, node=node))


def _job(node: Node, stage: str) -> Job:
    deploys = [found for _, kind in node.child("strategy").entries for _, found in kind.entries if found.child("steps")]
    nodes = [
        *_flattened(node.child("steps")),
        *(step for found in deploys for step in _flattened(found.child("steps"))),
    ]
    environment = node.child("environment")
    name = node.first("job", "deployment", "template").text or stage
    return Job(
        name,
        node.line,
        tuple(_step(step) for step in nodes),
        node.child("condition").text,
        node.child("dependsOn").texts(),
        node.child("template").text,
        environment.text or environment.child("name").text,
        continue_on_error=node.child("continueOnError").is_true,
        node=node,
    )


def _step(node: Node) -> Step:
    run = node.first(*_SCRIPTS)
    uses = node.first("task", "template", "checkout", "publish", "download")
    inputs = node.first("inputs", "parameters")
    inner = inputs.first("inlineScript", "script")
    run = run if run.exists else inner
    return Step(
        node.line,
        run.text,
        uses.text,
        node.first("displayName", "name").text,
        node.child("condition").text,
        node.child("continueOnError").is_true,
        run.text_line,
        inputs_of(inputs),
    )


def _flattened(node: Node) -> list[Node]:
    """The items of a list, those behind template conditions (`- ${{ if ... }}:`) included."""
    found: list[Node] = []
    for item in node.items:
        if len(item.entries) == 1 and item.entries[0][0].startswith("${{"):
            found += _flattened(item.entries[0][1])
        else:
            found.append(item)
    return found


def _templates(root: Node) -> tuple[tuple[str, int], ...]:
    return tuple(
        (child.text, child.line)
        for node in root.walk()
        for key, child in node.entries
        if key == "template" and child.kind == "scalar"
    )
