"""Reads the smaller CI systems: Bitbucket, Travis, Drone, Woodpecker, Cloud Build, CodeBuild, Buildkite, AppVeyor."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.formats.pipeline_shape import Job, Pipeline, Step, Trigger, commands, inputs_of, texts_in
from readiness.formats.tree import Node
from readiness.formats.yaml_documents import read_first, read_yaml

_BITBUCKET = {"default": "push", "branches": "push", "pull-requests": "pull_request", "tags": "tag", "custom": "manual"}
_PHASES = (
    "before_install", "install", "before_script", "script", "after_success", "after_script", "before_deploy",
    "test_script", "build_script", "deploy_script", "before_test", "after_test", "on_success",
)  # fmt: skip


def read_bitbucket(path: str, text: str) -> Pipeline:
    """bitbucket-pipelines.yml."""
    triggers, jobs = [], []
    for kind, node in read_first(text).child("pipelines").entries:
        triggers.append(Trigger(_BITBUCKET.get(kind, kind), node.line))
        for name, items in ((kind, node),) if node.kind == "list" else node.entries:
            jobs += [_bitbucket_job(name, step, kind) for step in _bitbucket_steps(items)]
    return Pipeline(path, "bitbucket", tuple(triggers), tuple(jobs))


def read_travis(path: str, text: str) -> Pipeline:
    """.travis.yml: the phases of the file and of its `jobs.include`, deployments as steps that use a provider."""
    root = read_first(text)
    jobs = [Job("default", root.line, (*_phases(root), *_deployments(root)), node=root)]
    for item in root.first("jobs", "matrix").child("include").items:
        name = item.first("name", "stage").text
        jobs.append(Job(name or "include", item.line, (*_phases(item), *_deployments(item)), item.child("if").text))
    return Pipeline(path, "travis", (Trigger("push"), Trigger("pull_request")), tuple(jobs))


def read_appveyor(path: str, text: str) -> Pipeline:
    """appveyor.yml."""
    root = read_first(text)
    job = Job("default", root.line, (*_phases(root), *_deployments(root)), node=root)
    return Pipeline(path, "appveyor", (Trigger("push"), Trigger("pull_request")), (job,))


def read_drone(path: str, text: str) -> Pipeline:
    """.drone.yml and Woodpecker files: each document is a job; `when` and `trigger` tell the events."""
    jobs, triggers = [], []
    for root in read_yaml(text):
        steps = root.first("steps", "pipeline")
        conditions = root.first("trigger", "when")
        for event in _events(conditions):
            triggers.append(Trigger({"cron": "schedule", "promote": "manual"}.get(event.text, event.text), event.line))
        items = [(item.child("name").text, item) for item in steps.items] or list(steps.entries)
        found = tuple(step for name, item in items for step in _drone_step(name, item))
        jobs.append(Job(root.child("name").text or "pipeline", root.line, found, texts_in(conditions), node=root))
    if not triggers:
        triggers = [Trigger("push"), Trigger("pull_request")]
    return Pipeline(path, "drone", tuple(triggers), tuple(jobs))


def read_cloud_build(path: str, text: str) -> Pipeline:
    """cloudbuild.yaml. What starts it is set up elsewhere; images that it pushes are a step that uses "docker push"."""
    root = read_first(text)
    steps = []
    for item in root.child("steps").items:
        run = item.child("script")
        words = run.text or " ".join((*item.child("entrypoint").texts(), *item.child("args").texts()))
        steps.append(Step(item.line, words, item.child("name").text, item.child("id").text, run_line=run.text_line))
    images = root.child("images")
    if images:
        steps.append(Step(images.line, uses="docker push", inputs=(("images", " ".join(images.texts()), images.line),)))
    return Pipeline(path, "cloudbuild", (Trigger("external"),), (Job("build", root.line, tuple(steps), node=root),))


def read_code_build(path: str, text: str) -> Pipeline:
    """buildspec.yml of AWS CodeBuild. What starts it is set up elsewhere."""
    root = read_first(text)
    jobs = tuple(
        Job(name, node.line, commands(node.child("commands"), node.child("finally")), node=node)
        for name, node in root.child("phases").entries
    )
    return Pipeline(path, "codebuild", (Trigger("external"),), jobs)


def read_buildkite(path: str, text: str) -> Pipeline:
    """.buildkite/*.yml."""
    jobs = []
    for item in _nested(read_first(text).child("steps")):
        steps = list(commands(item.first("command", "commands")))
        plugins = item.child("plugins")
        for plugin in plugins.items:
            name = plugin.text or (plugin.entries[0][0] if plugin.entries else "")
            steps.append(Step(plugin.line, uses=name))
        blocks = item.child("block").exists or item.text in ("block", "wait")
        name = item.first("label", "name", "key", "block", "trigger").text
        jobs.append(
            Job(name or "step", item.line, tuple(steps), item.first("if", "branches").text, manual=blocks, node=item)
        )
    return Pipeline(path, "buildkite", (Trigger("push"),), tuple(jobs))


def read_any(path: str, text: str) -> Pipeline:
    """A CI file of another system (Semaphore, Cirrus, Taskcluster): every key that holds commands is a job."""
    root = read_first(text)
    jobs = tuple(_command_jobs(root, ""))
    words = texts_in(root)
    triggers = [Trigger("push")]
    if "pull_request" in words or "pull-request" in words:
        triggers.append(Trigger("pull_request"))
    if "cron" in words:
        triggers.append(Trigger("schedule"))
    return Pipeline(path, "other", tuple(triggers), jobs)


def _bitbucket_steps(node: Node) -> Iterator[Node]:
    for item in node.items:
        for key in ("parallel", "stage"):
            inner = item.child(key)
            yield from _bitbucket_steps(inner if inner.kind == "list" else inner.child("steps"))
        if item.child("step").exists:
            yield item.child("step")


def _bitbucket_job(name: str, node: Node, kind: str) -> Job:
    steps: list[Step] = []
    for item in node.child("script").items:
        pipe = item.child("pipe")
        if pipe.exists:
            steps.append(Step(item.line, uses=pipe.text, inputs=inputs_of(item.child("variables"))))
        else:
            steps += commands(item)
    manual = node.child("trigger").text == "manual" or kind == "custom"
    title = node.child("name").text or name
    return Job(title, node.line, tuple(steps), name, (), "", node.child("deployment").text, manual, node=node)


def _phases(node: Node) -> tuple[Step, ...]:
    return tuple(
        step for phase in _PHASES for part in _branches(node.child(phase)) for step in commands(part, name=phase)
    )


def _branches(node: Node) -> tuple[Node, ...]:
    """AppVeyor writes a command as text or as `cmd:`, `ps:`, `sh:`."""
    items = node.items if node.kind == "list" else (node,)
    return tuple(item.first("cmd", "ps", "sh", "pwsh") if item.kind == "mapping" else item for item in items)


def _deployments(node: Node) -> tuple[Step, ...]:
    deploy = node.child("deploy")
    items = deploy.items if deploy.kind == "list" else (deploy,)
    return tuple(
        Step(item.line, item.child("script").text, item.child("provider").text, "deploy", texts_in(item.child("on")))
        for item in items
        if item.first("provider", "script").exists
    )


def _events(conditions: Node) -> Iterator[Node]:
    for node in conditions.items or (conditions,):
        event = node.child("event")
        event = event.child("include") if event.kind == "mapping" else event
        yield from event.items or ((event,) if event else ())


def _drone_step(name: str, node: Node) -> Iterator[Step]:
    found = commands(node.child("commands"), name=name)
    yield from found
    if not found and node.child("image"):
        yield Step(node.line, uses=node.child("image").text, name=name, inputs=inputs_of(node.child("settings")))


def _nested(node: Node) -> Iterator[Node]:
    for item in node.items:
        if item.child("steps").exists:
            yield from _nested(item.child("steps"))
        else:
            yield item


def _command_jobs(node: Node, name: str) -> Iterator[Job]:
    """A job for each key with commands; a list of words, such as a container's command, is one step."""
    name = node.get("metadata", "name").text or node.child("name").text or name
    for key, child in node.entries:
        if key.endswith(("script", "commands", "command", "cmds")) and child.kind != "mapping" and child:
            words = child.texts()
            argv = key == "command" and child.kind == "list"
            steps = (Step(child.line, " ".join(words), run_line=child.line),) if argv else commands(child)
            yield Job(name or key, child.line, steps, node=node)
        else:
            yield from _command_jobs(child, name)
    for item in node.items:
        yield from _command_jobs(item, name)
