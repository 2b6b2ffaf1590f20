"""RE2 and its stand-in find the same, and mistakes in patterns are told."""

from __future__ import annotations

import sys

import pytest

from readiness import matching
from readiness.matching import AnyOf, found_in, may_be_in, widened, wrong_with

TEXT = "größe = 1\nclient = OpenAI(timeout=20)\n  retry(3)\nclient2 = OpenAI()\r\n模型 timeout\n"
REGEXES = [
    r"OpenAI\((?:timeout=(\d+))?\)",
    r"^\s*retry\((\d)\)",
    r"(?i)OPENAI",
    r"\btimeout\b",
    "模.",
    "ö",
    r"a(b)?c|retry",
    "none",
]


@pytest.fixture
def without_re2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    matching._linear.cache_clear()


@pytest.mark.parametrize("regex", REGEXES)
def test_both_engines_find_the_same(regex: str, monkeypatch: pytest.MonkeyPatch) -> None:
    linear = list(found_in(regex, TEXT, TEXT.encode())), may_be_in(regex, TEXT.encode())
    monkeypatch.setitem(sys.modules, "re2", None)
    matching._linear.cache_clear()
    slow = list(found_in(regex, TEXT, TEXT.encode())), may_be_in(regex, TEXT.encode())
    matching._linear.cache_clear()
    assert linear == slow


def test_offsets_are_in_bytes_and_captures_are_texts() -> None:
    assert list(found_in(r"(timeout)=(\d+)(x)?", TEXT, TEXT.encode())) == [
        (28, 38, "timeout=20", ("timeout", "20", ""))
    ]


def test_any_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        words = AnyOf([r"\bopenai\b", "anthropic", r"^\s*from x"])
        assert words.is_in(b"import openai") and words.is_in(b"a\n from x")
        assert not words.is_in(b"openais") and not words.is_in(b"")
        assert not AnyOf([]).is_in(b"anything")
        monkeypatch.setitem(sys.modules, "re2", None)


@pytest.mark.parametrize(
    ("regex", "says"),
    [
        ("a(", "does not compile"), ("(?=a)b", "look-around"), (r"(a)\1", "back-reference"), ("a{2000}", "RE2"),
        ("[z-a]", "does not compile"), ("fine|x", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_pattern_is_told(regex: str, says: str) -> None:
    assert says in wrong_with(regex) if says else wrong_with(regex) == ""


def test_without_re2_patterns_are_checked_all_the_same(without_re2: None) -> None:
    assert "does not compile" in wrong_with("a(") and wrong_with("fine") == ""


def test_counted_repeats_are_widened() -> None:
    assert widened(r"[^\n]{0,60}x\w{1,3}a{2,3}.{0,5}?") == r"[^\n]*x\w+a{2,3}.*"
