"""Reads CircleCI configurations: jobs with the reusable commands they call, and the workflows that start them."""

from __future__ import annotations

from readiness.formats.pipeline_shape import Job, Pipeline, Step, Trigger, inputs_of, texts_in
from readiness.formats.tree import MISSING, Node
from readiness.formats.yaml_documents import read_first

_MAX_STEPS = 500


def read_circleci(path: str, text: str) -> Pipeline:
    """.circleci/config.yml. Workflows run on every push; jobs of orbs have no steps but `uses`."""
    root = read_first(text)
    triggers = [Trigger("push")]
    listed: dict[str, tuple[Node, str]] = {}
    for name, workflow in root.child("workflows").entries:
        for trigger in workflow.child("triggers").items:
            schedule = trigger.child("schedule")
            triggers.append(Trigger("schedule", schedule.line or trigger.line, schedule.child("cron").text))
        for item in workflow.child("jobs").items:
            key, detail = item.entries[0] if item.entries else (item.text, MISSING)
            if detail.get("filters", "tags"):
                triggers.append(Trigger("tag", detail.child("filters").line, texts_in(detail.get("filters", "tags"))))
            listed.setdefault(key, (item, name))
    jobs = [_job(name, node, listed.get(name, (MISSING, ""))[0], root) for name, node in root.child("jobs").entries]
    defined = {name for name, _ in root.child("jobs").entries}
    for key, (item, _) in listed.items():
        if key not in defined:
            jobs.append(_from_orb(key, item))
    return Pipeline(path, "circleci", tuple(triggers), tuple(jobs), includes=_orbs(root))


def _job(name: str, node: Node, listed: Node, root: Node) -> Job:
    detail = listed.entries[0][1] if listed.entries else MISSING
    steps = _steps(node.child("steps"), root.child("commands"), 0)
    return Job(
        name,
        node.line,
        tuple(steps[:_MAX_STEPS]),
        texts_in(detail.child("filters")),
        detail.child("requires").texts(),
        manual=detail.child("type").text == "approval",
        node=node,
    )


def _from_orb(key: str, item: Node) -> Job:
    detail = item.entries[0][1] if item.entries else MISSING
    approval = detail.child("type").text == "approval"
    return Job(
        key, item.line, (), texts_in(detail.child("filters")), detail.child("requires").texts(),
        "" if approval else key, manual=approval, node=detail,
    )  # fmt: skip


def _steps(node: Node, reusable: Node, depth: int) -> list[Step]:
    found: list[Step] = []
    for item in node.items:
        key, detail = item.entries[0] if item.entries else (item.text, MISSING)
        if key == "run":
            command = detail.child("command") if detail.kind == "mapping" else detail
            name, when = detail.child("name").text, detail.child("when").text
            found.append(Step(item.line, command.text, "", name, when, run_line=command.text_line))
        elif key in ("when", "unless"):
            found += _steps(detail.child("steps"), reusable, depth)
        elif reusable.child(key).exists and depth < 3:
            found += _steps(reusable.get(key, "steps"), reusable, depth + 1)
        else:
            found.append(Step(item.line, uses=key, inputs=inputs_of(detail)))
        if len(found) > _MAX_STEPS:
            break
    return found


def _orbs(root: Node) -> tuple[tuple[str, int], ...]:
    return tuple((node.text, node.line) for _, node in root.child("orbs").entries if node.kind == "scalar")
