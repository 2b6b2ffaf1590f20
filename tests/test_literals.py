"""The words that a pattern needs are in every text that it matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.literals import Need, needed
from readiness.prefilter import Prefilter


def one(*pieces: str) -> Need:
    return ((frozenset(pieces),),)


@pytest.mark.parametrize(
    ("regex", "need"),
    [
        ("timeout", one("timeout")),
        (r"\btimeout\b", one(" timeout ")),
        (r"requests\.get\(", ((frozenset({"requests "}), frozenset({" get "})),)),
        ("(?i)OpenAI", one("openai")),
        ("timeout|retries", one("timeout", "retries")),
        (r"log(?:ger|ging)\.", one("logger ", "logging ")),
        (r"max_?tokens", one("max_tokens", "maxtokens")),
        (r"[Rr]etry", one("retry")),
        (r"drop\s+table", ((frozenset({" table"}), frozenset({"drop "})),)),
        (r"foo.*bar", ((frozenset({"bar"}), frozenset({"foo"})),)),
        (r"(?:alpha.*beta|gamma)", ((frozenset({"gamma"}),), (frozenset({"alpha"}), frozenset({"beta"})))),
        (r"\bAI\b", one(" ai ")),
        ("模型", one("模型".encode().decode("latin-1"))),
        ("(?i)évaluation", one(" valuation")),
        (r"^name:", one(" name ")),
        (r"a|timeout", ()), (r"\d+%", ()), (r".*", ()), (r"[a-z]+", ()), (r"(?:timeout)?", ()), (r"x*", ()), ("", ()),
        (r"(?=timeout)", ()), (r"(?P=name)", ()), ("(unclosed", ()), ("[unclosed", ()), (r"\pL+", ()), ("a{0}bcd", one("bcd")),
    ],
)  # fmt: skip
def test_what_a_pattern_needs_is_read_from_it(regex: str, need: Need) -> None:
    assert needed(regex) == need


REGEXES = [
    r"\btime_?out\b\s*[:=]\s*\d", r"(?i)retry|back-?off", r"log(?:ger|ging)?\.(?:info|warn)\(", r"[\"']key[\"']\s*:",
    r"^\s*-\s*run:.*test", r"(?:ab|cd){1,2}ef", r"x{2,3}yz", r"[^\w]foo[^\w]", r"foo[\s.]bar", r"(?i)模型|Modell\b",
    r"a[bc]d(?:e|f)?gh$", r"\Wend\Z", r"fo+bar", r"(?i:Key)Word", r"a.{0,3}bcd|efg", r"[]x]abc", r"[a\]]bcd", r"[\t-\r]abc",
    r"f\x6fobar", r"(?:\s|,)foo", r"(?i)[k]ey", r"foo\b.?bar", r"(foo|)(bar|baz)", r"foo(?:_|-)?bar",
]  # fmt: skip
_WORDS = ["timeout", "time_out", "retry", "back-off", "logger.info(", "log.warn(", "'key' :", "- run: x test", "abcdef", "cdef",
          "xxxyz", " foo ", "foo.bar", "foo bar", "模型", "MODELL", "acdgh", "abdegh", ".end", "fooobar", "keyWord", "axxbcd",
          "efg", "]abc", "foobar", ",foo", "KEY", "foo_bar", "foo-bar", "\x0babc", "baz", "\n", " ", "=", ": 1", "ü", "9"]  # fmt: skip


@settings(max_examples=300)
@given(st.sampled_from(REGEXES), st.lists(st.sampled_from(_WORDS), max_size=6).map("".join))
def test_a_text_that_matches_is_always_a_candidate(regex: str, text: str) -> None:
    if re.search(regex, text, re.ASCII | re.MULTILINE):
        assert Prefilter((regex,)).candidates(text.encode(), {0}) == [0]


@settings(max_examples=200)
@given(st.sampled_from(REGEXES), st.data())
def test_every_text_that_is_made_to_match_is_a_candidate(regex: str, data: st.DataObject) -> None:
    python = regex.replace(r"\Z", r"\Z").replace("[]x]", r"[\]x]")
    text = data.draw(st.from_regex(re.compile(python, re.ASCII | re.MULTILINE)))
    assert Prefilter((regex,)).candidates(text.encode(), {0}) == [0]


def test_most_texts_are_no_candidates() -> None:
    prefilter = Prefilter(("timeout", r"\bretries\b", "foo.*bar", r"\d"))
    everything = {0, 1, 2, 3}
    assert prefilter.candidates(b"nothing here", everything) == [3]
    assert prefilter.candidates(b"read_timeout_s", everything) == [0, 3]
    assert prefilter.candidates(b"max_retries", everything) == [3]
    assert prefilter.candidates(b"RETRIES foo", everything) == [1, 3]
    assert prefilter.candidates(b"foo bar", everything) == [2, 3]
    assert prefilter.candidates(b"foo bar", {0}) == []


def test_what_was_remembered_is_what_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("READINESS_CACHE_DIR", str(tmp_path))
    texts = [b"retry 1", b"backoff", b"xabcdef", b""]
    everything = set(range(len(REGEXES)))
    first, second = Prefilter(tuple(REGEXES)), Prefilter(tuple(REGEXES))
    assert [first.candidates(t, everything) for t in texts] == [second.candidates(t, everything) for t in texts]
