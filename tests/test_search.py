"""The one pass finds what each pattern finds alone."""

import re

from hypothesis import given
from hypothesis import strategies as st

from readiness.matching import widened
from readiness.search import Pattern, Search
from readiness.snapshot import Snapshot

COUNTED = (r"a[^.\n]{0,3}b", r"(?:ab ){0,2}c", r"\w{1,3}x", r"a.{0,2}?c", r"[{0,5}]a")


@given(st.sampled_from(COUNTED), st.text(alphabet="abcx .\n", max_size=40))
def test_a_widened_pattern_finds_at_least_what_the_pattern_finds(regex: str, text: str) -> None:
    if re.search(regex, text):
        assert re.search(widened(regex), text)


def test_counts_are_exact_in_what_is_found() -> None:
    search = Search(Snapshot.of({"app.py": "a = 1\nkey(a, b, c, d)\nkey(a)\n"}))
    assert [hit.line for hit in search.hits(Pattern(r"key\([^)]{0,3}\)"))] == [3]


def test_prose_is_searched_for_patterns_of_prose_only() -> None:
    search = Search(Snapshot.of({"README.md": "token here\n", "app.py": "token = 1\n"}))
    docs, code = Pattern("token", frozenset({"docs"})), Pattern("token")
    search.announce([docs, code])
    assert [hit.path for hit in search.hits(docs)] == ["README.md"]
    assert [hit.path for hit in search.hits(code)] == ["app.py"]


def test_a_pattern_for_prose_and_code_finds_both() -> None:
    search = Search(Snapshot.of({"README.md": "token here\n", "app.py": "token = 1\n"}))
    both = Pattern("token", frozenset({"docs", "code"}))
    assert [hit.path for hit in search.hits(both)] == ["README.md", "app.py"]
