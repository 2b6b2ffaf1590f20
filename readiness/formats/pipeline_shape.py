"""The neutral shape of a CI pipeline, whatever system runs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from readiness.formats.tree import MISSING, Node


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts a pipeline. `kind`: push, pull_request, tag, release, schedule, manual, call, or the system's word.

    `detail` is its condition as written: branches, tags, a cron line. `line` is 0 where the system does it unasked.
    """

    kind: str
    line: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `run` is its shell text from `run_line` on; `uses` the action, task, orb, pipe or image that it calls.

    `if_` is its condition as written; `inputs` what is given to `uses`.
    """

    line: int
    run: str = ""
    uses: str = ""
    name: str = ""
    if_: str = ""
    continue_on_error: bool = False
    run_line: int = 0
    inputs: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One job. `if_` are its conditions (rules, filters) as written; `manual`: a person must start it.

    `uses` is a reusable workflow, template or child pipeline that it calls; `environment` what it deploys to.
    """

    name: str
    line: int
    steps: tuple[Step, ...] = ()
    if_: str = ""
    needs: tuple[str, ...] = ()
    uses: str = ""
    environment: str = ""
    manual: bool = False
    continue_on_error: bool = False
    node: Node = MISSING


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One CI file. `includes` are other files that it takes in."""

    path: str
    system: str
    triggers: tuple[Trigger, ...] = ()
    jobs: tuple[Job, ...] = ()
    name: str = ""
    includes: tuple[tuple[str, int], ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its triggers."""
        return frozenset(trigger.kind for trigger in self.triggers)

    def steps(self) -> Iterator[tuple[Job, Step]]:
        """All steps, each with its job."""
        for job in self.jobs:
            for step in job.steps:
                yield job, step


def commands(*nodes: Node, name: str = "") -> tuple[Step, ...]:
    """A step for each shell text in these nodes, which are texts or (nested) lists of texts."""
    found: list[Step] = []
    for node in nodes:
        if node.kind == "scalar" and node:
            found.append(Step(node.line, node.text, name=name, run_line=node.text_line))
        elif node.kind == "list" and not node.tag.startswith("!"):
            found += commands(*node.items, name=name)
    return tuple(found)


def inputs_of(node: Node) -> tuple[tuple[str, str, int], ...]:
    """The scalar entries of a mapping: key, text, line; lists are joined by line feeds."""
    return tuple((key, "\n".join(value.texts()), value.line) for key, value in node.entries)


def texts_in(node: Node) -> str:
    """All keys and scalars below a node as one text, to look for words of a condition."""
    words = [key for part in node.walk() for key, _ in part.entries]
    return " ".join([*words, *(part.text for part in node.walk() if part.text)])
