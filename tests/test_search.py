"""The one pass finds what each pattern finds alone."""

import json
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness import matching
from readiness.matching import widened
from readiness.search import MAX_HITS, Pattern, Search
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


HIT = Pattern(r"\btimeout\s*=", languages=frozenset({"python"}))


def found(files: dict[str, str | bytes], pattern: Pattern) -> list[tuple[str, int, int]]:
    return [(hit.path, hit.cell, hit.line) for hit in Search(Snapshot.of(files)).hits(pattern)]


def test_words_in_comments_and_docstrings_do_not_count() -> None:
    text = '"""timeout = 1"""\n# timeout = 2\nx = 1  # timeout = 3\ntimeout = 4\n'
    assert found({"a.py": text}, HIT) == [("a.py", 0, 4)]


def test_comments_count_where_the_pattern_says_so() -> None:
    assert found({"a.py": "# timeout = 1\n"}, Pattern("timeout =", comments=True)) == [("a.py", 0, 1)]


def test_only_files_of_the_role_and_language_are_searched() -> None:
    files = {
        "a.py": "timeout = 1\n",
        "a.ts": "timeout = 1\n",
        "tests/test_a.py": "timeout = 1\n",
        "README.md": "timeout = 1\n",
    }
    assert found(files, HIT) == [("a.py", 0, 1)]
    assert found(files, Pattern("timeout", frozenset({"test", "docs"}))) == [
        ("README.md", 0, 1),
        ("tests/test_a.py", 0, 1),
    ]


def notebook(*cells: tuple[str, str]) -> str:
    return json.dumps(
        {"cells": [{"cell_type": kind, "source": source, "metadata": {}} for kind, source in cells], "nbformat": 4}
    )


def test_a_notebook_is_searched_cell_by_cell() -> None:
    text = notebook(("markdown", "timeout = 1"), ("code", "# timeout = 2"), ("code", "x = 1\ntimeout = 3"))
    assert found({"nb.ipynb": text}, HIT) == [("nb.ipynb", 3, 2)]


def test_quotes_and_beginnings_of_lines_are_those_of_the_cell() -> None:
    text = notebook(("code", 'x = 1\nmode["a"] = "on"'))
    assert found({"nb.ipynb": text}, Pattern(r'^mode\["a"\] = "on"$')) == [("nb.ipynb", 1, 2)]


def test_a_broken_notebook_has_no_hits_and_no_fault() -> None:
    assert found({"nb.ipynb": '{"cells": [{"timeout = 1'}, HIT) == []


def test_a_place_is_the_line_where_the_words_are() -> None:
    (hit,) = Search(Snapshot.of({"a.py": "x = 1\n\n  key(a,\n   b)\n"})).hits(Pattern(r"\s*key\([^)]*\)"))
    assert (hit.line, hit.text, hit.evidence("is called").snippet) == (3, "  key(a,", "key(a,")


def test_a_line_counts_once_and_captures_are_kept() -> None:
    hits = Search(Snapshot.of({"a.py": "f(1) f(2)\nf(3)\n"})).hits(Pattern(r"f\((\d)\)"))
    assert [(hit.line, hit.match, hit.groups) for hit in hits] == [(1, "f(1)", ("1",)), (2, "f(3)", ("3",))]


def test_places_in_one_file_are_limited() -> None:
    assert len(found({"a.py": "f()\n" * 500}, Pattern(r"f\("))) == MAX_HITS


def test_other_encodings_and_line_ends_are_searched_as_text() -> None:
    files = {
        "a.py": "größe = 1\ntimeout = 2\n".encode("latin-1"),
        "b.py": "größe = 1\ntimeout = 2\n".encode("utf-16"),
        "c.py": b"x\r\ntimeout = 2\r\n",
        "d.py": "größe = 1\ntimeout = 2\n".encode("utf-8-sig"),
    }
    assert found(files, Pattern(r"^timeout = 2$")) == [(path, 0, 2) for path in sorted(files)]
    assert found(files, Pattern("größe")) == [(path, 0, 1) for path in ("a.py", "b.py", "d.py")]


def test_a_pattern_asked_for_later_costs_a_pass_of_its_own_and_finds_the_same() -> None:
    files = {"a.py": "alpha = 1\nbeta = 2\n", "b.py": "beta = alpha\n"}
    patterns = [Pattern("alpha"), Pattern("beta"), Pattern(r"\w+ = \w+")]
    together, alone = Search(Snapshot.of(files)), Search(Snapshot.of(files))
    together.announce(patterns)
    assert [together.hits(one) for one in patterns] == [alone.hits(one) for one in patterns]


def test_without_re2_the_hits_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "a.py": "x = OpenAI(timeout=20)  # retry\nretry(2)\n",
        "README.md": "# 模型 timeout\n",
        "b.ts": "retry(`x`)\n",
    }
    roles = frozenset({"code", "docs"})
    patterns = [Pattern(regex, roles) for regex in (r"timeout[^\n]{0,3}", "(?i)RETRY", r"\bx\b", "模型", r"(\w+)\(")]
    first = Search(Snapshot.of(files))
    first.announce(patterns)
    with_re2 = [first.hits(one) for one in patterns]
    monkeypatch.setitem(sys.modules, "re2", None)
    matching._linear.cache_clear()
    second = Search(Snapshot.of(files))
    second.announce(patterns)
    without = [second.hits(one) for one in patterns]
    matching._linear.cache_clear()
    assert with_re2 == without
