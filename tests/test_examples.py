"""Every rule's examples get the verdicts that they must get; they are the rule's tests and its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from readiness.examples import examples_of, failures
from readiness.ruleset import CompiledRule, load_rules
from tests.repositories import write

RULES = load_rules().rules
OWN = """\
id: X901
name: own-rule
title: A word is there
pillar: R
severity: minor
by: both
when: any
check: {code.matches: {patterns: [word]}}
silence: unknown
question: {wording: "Is the word there?"}
why: Because.
fix: Write it.
claims: []
examples:
"""


@pytest.mark.parametrize("rule", RULES, ids=[rule.rule.id for rule in RULES])
def test_a_rules_examples_get_their_verdicts(rule: CompiledRule) -> None:
    assert list(failures(rule)) == []


def own(tmp_path: Path, *rows: str) -> CompiledRule:
    folder = write(tmp_path / "own", {"one.yaml": OWN + "".join(f"  - {{{row}}}\n" for row in rows)})
    return load_rules([folder]).by_id["X901"]


def test_an_example_that_gets_another_verdict_is_told(tmp_path: Path) -> None:
    rule = own(
        tmp_path,
        'name: right, status: met, files: {app.py: "word = 1"}',
        "name: wrong, status: met, files: {app.py: x}",
    )
    (told,) = failures(rule)
    assert told.startswith('X901 "wrong": expected met, got unknown')


def test_an_example_may_be_answered_and_say_by_whom_it_holds(tmp_path: Path) -> None:
    answer = 'answers: {answer: yes, by: Ada, date: "2026-01-10", evidence: [app.py]}, files: {app.py: x}'
    rule = own(
        tmp_path,
        f"name: a, status: met, provenance: attested, {answer}",
        f"name: b, status: met, provenance: verified, {answer}",
    )
    (told,) = failures(rule)
    assert told == 'X901 "b": expected verified, got attested'


def test_an_example_may_have_a_history_and_facets(tmp_path: Path) -> None:
    rule = own(
        tmp_path,
        "name: a, status: unknown, facets: [ai], files: {app.py: x}, commits: [{author: Ada, day: 1, paths: [app.py], tag: v1}, {day: 2, times: 3}]",
    )
    (example,) = examples_of(rule)
    assert example.facets == ("ai",) and [dict(row) for row in example.commits] == _rows()
    assert list(failures(rule)) == []


def _rows() -> list[Mapping[str, Any]]:
    return [{"author": "Ada", "day": 1, "paths": ["app.py"], "tag": "v1"}, {"day": 2, "times": 3}]


PEOPLES = [rule for rule in RULES if rule.contradicted_by is not None]


@pytest.mark.parametrize("rule", PEOPLES, ids=[rule.rule.id for rule in PEOPLES])
def test_what_refutes_an_answer_is_shown_beside_what_only_looks_like_it(rule: CompiledRule) -> None:
    answered = [example for example in examples_of(rule) if example.answers]
    assert any(example.provenance == "contradicted" and example.status == "unmet" for example in answered)
    assert any(example.provenance in ("attested", "verified") for example in answered)


def test_answers_of_every_pillar_may_be_refuted() -> None:
    counts = {pillar: sum(rule.rule.pillar == pillar for rule in PEOPLES) for pillar in "PRODU"}
    assert min(counts.values()) >= 8 and sum(counts.values()) >= 60, counts
