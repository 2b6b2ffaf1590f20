"""Named sets of patterns: the shipped ones are sound, and every mistake in others is told at its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from readiness.search import Pattern
from readiness.signals import ROLES, load_signals
from readiness.strict_yaml import BadInput
from tests.repositories import write

RULES = Path(__file__).parents[1] / "rules"
DEAD_EDGE = re.compile(r"(?<![\w)\]*+?}])\\b(?:\(\?:(?:[^()|]*\|)*)?(?:@|\\\$|--|->|`|<|>)")
"""An edge of a word, asked for before a character of no word and behind nothing that could end in a word."""
GOOD = """\
signals:
  waits:
    says: it waits
    patterns:
      - 'timeout'
      - {regex: 'sleep\\(', languages: [python], roles: [code, test], says: it sleeps, comments: true}
"""


def problems(tmp_path: Path, **files: str) -> list[str]:
    with pytest.raises(BadInput) as wrong:
        load_signals(write(tmp_path / "signals", {f"{name}.yaml": text for name, text in files.items()}))
    return [str(problem) for problem in wrong.value.problems]


def test_the_shipped_signals_load_and_say_what_they_show() -> None:
    signals = load_signals()
    assert len(signals) > 100
    for name, signal in signals.items():
        assert signal.name == name and signal.says and signal.patterns
        assert all(says and pattern.roles <= ROLES for pattern, says in signal.patterns)


def test_a_pattern_is_a_word_or_a_mapping(tmp_path: Path) -> None:
    signal = load_signals(write(tmp_path, {"a.yaml": GOOD}))["waits"]
    assert signal.patterns == (
        (Pattern("timeout"), "it waits"),
        (Pattern(r"sleep\(", frozenset({"code", "test"}), frozenset({"python"}), True), "it sleeps"),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("signals:", "signal:", 1, "expects `signals:`"), ("    says: it waits\n", "", 2, "expects `says`"),
        ("'timeout'", "3", 5, "expects a regular expression"), ("'timeout'", "'(a'", 5, "does not compile"),
        ("'timeout'", "'(?=a)'", 5, "look-around"), ("languages", "langauges", 6, 'did you mean "languages"?'),
        ("[code, test]", "[cod]", 6, 'did you mean "code"?'), ("'timeout'", "[", 6, "is not valid YAML"),
        ("  waits:", "  waits:\n    says: x\n    patterns: [y]\n  waits:", 5, "a second time"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    found = problems(tmp_path, a=GOOD.replace(old, new))
    assert any(one.startswith(f"signals/a.yaml:{line}: ") and says in one for one in found), found


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, a=GOOD.replace("timeout", "(a"), b="3", c=GOOD, d=GOOD)
    assert {one.split(":")[0] for one in found} == {
        "signals/a.yaml",
        "signals/b.yaml",
        "signals/c.yaml",
        "signals/d.yaml",
    }
    assert any('"waits" is defined twice' in one for one in found)


def test_no_shipped_pattern_asks_for_the_edge_of_a_word_where_none_can_be() -> None:
    # `"@acme/kit"` has no edge between the quote and the @: a pattern that asks for one there finds nothing, silently.
    texts = [text for file in sorted(RULES.rglob("*.yaml")) for text in _texts(yaml.safe_load(file.read_text("utf-8")))]
    assert len(texts) > 1000
    assert [text for text in texts if DEAD_EDGE.search(text)] == []


@pytest.mark.parametrize(
    "text", [r"\b@acme/\w", r"a|\b\$fetch\(", r"\b(?:pg|@acme/kit)\b", r"|\b--tag", r"\b(?:<=?|>)"]
)
def test_an_edge_that_cannot_be_is_seen(text: str) -> None:
    assert DEAD_EDGE.search(text)


@pytest.mark.parametrize("text", [r"\bpg\b", r"\w\b@acme", r"rights?\b:", r"\b(?:pg|my)sql\b", r"skip\b(?:\(|$)"])
def test_an_edge_that_can_be_is_none_of_them(text: str) -> None:
    assert not DEAD_EDGE.search(text)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
