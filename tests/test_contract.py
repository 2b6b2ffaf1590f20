"""The contract: every rule of the catalog is here as the catalog says, and every claim is carried by something."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from readiness.examples import Example, examples_of
from readiness.ruleset import CompiledRule, load_rules
from readiness.strict_yaml import read
from readiness.warning_signs import known_signs

HERE = Path(__file__).parent / "contract"
CATALOG: list[dict[str, Any]] = read((HERE / "catalog.yaml").read_text(), "catalog.yaml").value["rules"]
CLAIMS = (HERE / "claims.txt").read_text().split()


@lru_cache(maxsize=1)
def by_id() -> dict[str, CompiledRule]:
    return dict(load_rules().by_id)


@lru_cache(maxsize=1)
def examples() -> dict[str, tuple[Example, ...]]:
    return {rule_id: examples_of(rule) for rule_id, rule in by_id().items()}


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry["id"])
def test_a_rule_of_the_catalog_is_here_as_the_catalog_says(entry: dict[str, Any]) -> None:
    assert entry["id"] in by_id(), "there is no such rule"
    rule = by_id()[entry["id"]].rule
    found = {
        "id": rule.id, "name": rule.name, "pillar": rule.pillar, "severity": str(rule.severity),
        "when": rule.when, "by": str(rule.by),
    }  # fmt: skip
    assert found == entry


def test_the_catalog_is_whole() -> None:
    assert len(CATALOG) == 141 and sum(entry["by"] == "ask" for entry in CATALOG) == 20
    assert len({entry["id"] for entry in CATALOG}) == len({entry["name"] for entry in CATALOG}) == 141


def test_names_and_titles_are_unique() -> None:
    for words in ([rule.rule.name for rule in by_id().values()], [rule.rule.title for rule in by_id().values()]):
        assert [word for word, times in Counter(words).items() if times > 1] == []


def test_every_claim_is_cited_by_a_rule_or_a_warning_sign() -> None:
    cited = {claim for rule in by_id().values() for claim in rule.rule.claims}
    for sign in known_signs().values():
        claims = sign["claims"]
        assert isinstance(claims, list)
        cited |= set(claims)
    assert sorted(set(CLAIMS) - cited) == []


def test_no_rule_cites_a_claim_that_nobody_makes() -> None:
    known = set(CLAIMS)
    unknown = {rule_id: sorted(set(rule.rule.claims) - known) for rule_id, rule in by_id().items()}
    assert {rule_id: claims for rule_id, claims in unknown.items() if claims} == {}


def test_there_are_fourteen_warning_signs() -> None:
    assert list(known_signs()) == [f"W{number:02}" for number in range(1, 15)]


@pytest.mark.parametrize("rule_id", [entry["id"] for entry in CATALOG])
def test_a_rule_shows_what_meets_it_what_does_not_and_what_only_looks_like_it(rule_id: str) -> None:
    rule, shown = by_id()[rule_id].rule, examples()[rule_id]
    statuses = Counter(example.status for example in shown)
    failing = {"unmet"} if rule.by == "repo" else {"unmet", "unknown"}
    assert statuses["met"] >= 1, "no example that meets it"
    assert sum(statuses[status] for status in failing) >= 1, "no example that does not meet it"
    assert len(shown) >= 3, "fewer than three examples"
    near = [one for one in shown if one.status in {"partial", *failing} and (one.files or one.answers)]
    assert len(near) >= 2 or rule.by == "ask", "nothing that only looks like it, beside what plainly does not meet it"


@pytest.mark.parametrize("rule_id", [entry["id"] for entry in CATALOG])
def test_a_rule_speaks_in_sentences(rule_id: str) -> None:
    rule = by_id()[rule_id].rule
    assert re.match(r"[A-Z]", rule.title) and not rule.title.endswith("."), rule.title
    assert len(rule.title.split()) >= 3 and len(rule.title) <= 110, rule.title
    for text in (rule.why, rule.fix):
        assert re.match(r"[A-Z`\"“]", text) and text.rstrip().endswith((".", "!", "?", "`", ")")), text
        assert len(text.split()) >= 5, text
    if rule.question is not None:
        assert rule.question.wording.rstrip().endswith(("?", ".")), rule.question.wording


@pytest.mark.parametrize("rule_id", [entry["id"] for entry in CATALOG])
def test_a_rules_file_is_called_as_the_rule_is(rule_id: str) -> None:
    compiled = by_id()[rule_id]
    assert compiled.file.name == f"{rule_id}-{compiled.rule.name}.yaml"
