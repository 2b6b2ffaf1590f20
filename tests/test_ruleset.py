"""The loader of rules: every mistake of every file at once, at its line, with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.conditions import Detect
from readiness.model import By, Severity
from readiness.ruleset import load_rules, pillar_name
from readiness.strict_yaml import BadInput
from tests.repositories import write

RULE = """\
id: X901
name: own-rule
title: The word is there
pillar: R
severity: minor
by: repo
when: any
check: {code.matches: {patterns: [word]}}
why: Because.
fix: Write it.
claims: []
examples: []
"""


def loaded(tmp_path: Path, **files: str) -> Path:
    return write(tmp_path / "own", {f"{name}.yaml": text for name, text in files.items()})


def problems(tmp_path: Path, **files: str) -> list[str]:
    with pytest.raises(BadInput) as wrong:
        load_rules([loaded(tmp_path, **files)])
    return [str(problem) for problem in wrong.value.problems]


def changed(old: str, new: str) -> str:
    assert old in RULE
    return RULE.replace(old, new)


def test_the_shipped_rules_load_in_the_order_of_the_pillars() -> None:
    rules = load_rules().rules
    order = [("PRODU".index(rule.rule.pillar), rule.rule.id) for rule in rules]
    assert order == sorted(order) and len(order) > 50
    assert pillar_name(rules[0].rule) == "Problem definition"


def test_an_own_rule_joins_the_shipped_ones(tmp_path: Path) -> None:
    folder = loaded(tmp_path, one=RULE)
    ruleset = load_rules([folder])
    rule = ruleset.by_id["X901"]
    assert rule.check == Detect("code.matches", (("patterns", ("word",)),))
    assert (rule.rule.severity, rule.rule.by, rule.facets, rule.silence) == (Severity.MINOR, By.REPO, (), "unmet")
    assert rule.file == folder / "one.yaml" and rule.conditions == (rule.check,)
    assert ruleset.id != load_rules().id


def test_rules_are_the_same_remembered_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_CACHE_DIR", str(tmp_path / "cache"))
    folder = loaded(tmp_path, one=RULE)
    first, second = load_rules([folder]), load_rules([folder])
    assert first == second and any((tmp_path / "cache").iterdir())
    for kept in (tmp_path / "cache").iterdir():
        kept.write_text("{broken")
    assert load_rules([folder]) == first


def test_a_changed_rule_is_read_anew(tmp_path: Path) -> None:
    first = load_rules([loaded(tmp_path, one=RULE)])
    second = load_rules([loaded(tmp_path, one=changed("Because.", "Since."))])
    assert second.by_id["X901"].rule.why == "Since." and first.id != second.id


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("id: X901\n", "", 1, "`id` is missing"),
        ("severity: minor", "severity: majr", 5, 'did you mean "major"?'),
        ("pillar: R", "pillar: Z", 4, "`pillar` expects one of P, R, O, D, U"),
        ("when: any", "when: {facet: agnt}", 7, 'did you mean "agent"?'),
        ("why: Because.", "wy: Because.", 9, 'did you mean "why"?'),
        ("why: Because.", "why: ''", 9, "`why` expects a text"),
        ("claims: []", "claims: one", 11, "expects a list of claim ids"),
        ("examples: []", "examples: 3", 12, "expects a list"),
        ("code.matches", "code.matchs", 8, 'there is no detector "code.matchs" (did you mean "code.matches"?)'),
        ("patterns: [word]", "pattern: [word]", 8, 'did you mean "patterns"?'),
        ("{patterns: [word]}", "{}", 8, 'needs the parameter "patterns"'),
        ("[word]", "['(word']", 8, "does not compile"),
        ("[word]}", "[word], roles: [cod]}", 8, 'unknown role "cod" did you mean "code"?'),
        ("code.matches: {patterns: [word]}", "signals.seen: {any_of: [no-such-signal]}", 8, "no-such-signal"),
        ("[word]", "['(?=word)']", 8, "look-around"),
        ("code.matches: {patterns: [word]}", "documents.says: {patterns: ['(?i)a(?!b)'], says: x}", 8, "look-around"),
        ("check: {code.matches: {patterns: [word]}}\n", "", 1, "expects `check`"),
        ("by: repo", "by: both", 1, "expects `question`"),
        ("id: X901", "id: R401", 1, "is taken by rules/"),
        ("check: {code", "check: {at_least: x, code", 8, "at_least expects a number"),
        ("id: X901", "id: X901\nid: X902", 2, "a second time"),
        ("id: X901", "id: [", 3, "is not valid YAML"),
        ("examples: []", "examples: [{name: a, status: mett}]", 12, "an example expects"),
        ("examples: []", "examples: [{name: a, status: met}, {name: a, status: met}]", 12, "two examples"),
        ("examples: []", "examples: [{name: a, status: met, file: {}}]", 12, 'did you mean "files"?'),
        ("claims: []", "claims: []\nvalid_days: 0", 12, "from 1 to 3650"),
        ("claims: []", "claims: []\nquestion: {wording: x, kind: yes}", 12, "expects one of yes-no"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    found = problems(tmp_path, one=changed(old, new))
    assert any(one.startswith(f"own/one.yaml:{line}: ") and says in one for one in found), found


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        one=changed("severity: minor", "severity: majr").replace("pillar: R", "pillar: Z"),
        two=changed("code.matches", "code.matchs").replace("X901", "X902"),
        three="[",
        four=changed("X901", "X903").replace("by: repo", "by: both"),
    )
    assert [one.split(":")[0] for one in found] == [
        "own/four.yaml",
        "own/one.yaml",
        "own/one.yaml",
        "own/three.yaml",
        "own/two.yaml",
    ]


@pytest.mark.parametrize("text", ["", "- a\n", "3", "null", "{}", "\x00", "a: &a [*a]"])
def test_a_file_that_is_no_rule_is_told_and_nothing_raised(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, one=text)


def test_two_own_rules_may_not_share_an_id(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, one=RULE, two=RULE)
    assert "own/two.yaml:1: the id X901 is taken by own/one.yaml" in found


def test_every_word_of_a_question_is_a_text_even_where_its_file_has_a_figure() -> None:
    asked = [rule.rule.question for rule in load_rules().by_id.values() if rule.rule.question]
    assert all(isinstance(text, str) for one in asked for text in (one.wording, one.help, one.example, one.unit))
    assert all(isinstance(choice, str) for one in asked for choice in one.choices)
