"""A rule's examples: small repositories with the verdict they must get, which are its tests and its documentation."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.answers import load_answers
from readiness.evaluation import announce, evaluate, refutation
from readiness.facts import Facts
from readiness.history import Commit, History, Tag
from readiness.model import Finding
from readiness.product import Product
from readiness.reconciliation import Circumstances, reconcile
from readiness.ruleset import CompiledRule
from readiness.snapshot import Snapshot
from readiness.strict_yaml import read

_DAY = 86_400
EXAMPLE_DAY = datetime.date(2026, 1, 31)


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a rule: files in memory, facets that are given (else found), answers, commits, and its verdict."""

    name: str
    status: str
    files: dict[str, str]
    facets: tuple[str, ...]
    answers: dict[str, Any]
    commits: tuple[dict[str, Any], ...]
    provenance: str


def examples_of(rule: CompiledRule) -> tuple[Example, ...]:
    """The examples written in a rule's file."""
    value = read(rule.file.read_text(encoding="utf-8"), rule.file.name).value
    return tuple(_example(raw) for raw in value["examples"])


def run_example(rule: CompiledRule, example: Example) -> Finding:
    """The finding that the rule comes to on an example."""
    snapshot = Snapshot.of(example.files, _history(example.commits))
    given = dict.fromkeys(example.facets, True)
    facts = Facts(Product(snapshot, given))
    announce([rule], facts)
    found = evaluate(rule, facts)
    if not example.answers:
        return found
    text = json.dumps({"schema": 1, "answers": {rule.rule.id: example.answers}})
    answers, problems = load_answers(text, "answers.yaml", {rule.rule.id: rule.rule})
    if problems:
        raise ValueError("; ".join(map(str, problems)))
    circumstances = Circumstances(EXAMPLE_DAY, snapshot.exists)
    return reconcile(found, answers.get(rule.rule.id), circumstances, refutation(rule, facts))


def failures(rule: CompiledRule) -> Iterator[str]:
    """One line for every example that does not get its verdict."""
    for example in examples_of(rule):
        finding = run_example(rule, example)
        if finding.status != example.status:
            got = f"{finding.status} ({finding.message})"
            yield f'{rule.rule.id} "{example.name}": expected {example.status}, got {got}'
        elif example.provenance and finding.provenance != example.provenance:
            yield f'{rule.rule.id} "{example.name}": expected {example.provenance}, got {finding.provenance}'


def _example(raw: dict[str, Any]) -> Example:
    return Example(
        raw["name"],
        raw["status"],
        raw.get("files", {}),
        tuple(raw.get("facets", ())),
        raw.get("answers", {}),
        tuple(raw.get("commits", ())),
        raw.get("provenance", ""),
    )


def _history(rows: tuple[dict[str, Any], ...]) -> History:
    """Commits written as `{author, day, subject, paths, parents, tag, times}`; `day` counts from the first day."""
    commits, tags = [], []
    number = 0
    for row in rows:
        for again in range(int(row.get("times", 1))):
            number += 1
            time = (int(row.get("day", 0)) + again) * _DAY + 1_700_000_000
            author = str(row.get("author", "Ada"))
            commits.append(
                Commit(
                    f"{number:040x}",
                    author,
                    f"{author.lower().replace(' ', '.')}@example.org",
                    time,
                    int(row.get("parents", 1)),
                    str(row.get("subject", "Change")),
                    tuple(row.get("paths", ())),
                )
            )
            if "tag" in row:
                tags.append(Tag(str(row["tag"]), time))
    return History(tuple(sorted(commits, key=lambda c: -c.time)), tuple(sorted(tags, key=lambda t: t.time)))
