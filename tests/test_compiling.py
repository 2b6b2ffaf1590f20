"""Expressions that are compiled late behave as others, and every one that the program knows is right."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import readiness
from readiness.compiling import compile_later


def known(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """Every expression in a module's constant."""
    if type(value).__name__ == "_Later":
        yield value  # type: ignore[misc]
    elif isinstance(value, dict) and depth < 4:
        for item in value.values():
            yield from known(item, depth + 1)
    elif isinstance(value, (tuple, list)) and depth < 4:
        for item in value:
            yield from known(item, depth + 1)


def test_every_expression_that_the_program_knows_compiles() -> None:
    top = Path(readiness.__file__).parent
    files = [file for file in sorted(top.rglob("*.py")) if "import compile_later" in file.read_text(encoding="utf-8")]
    names = [".".join(("readiness", *file.relative_to(top).with_suffix("").parts)) for file in files]
    found = [
        (name, expression)
        for name in names
        for value in vars(importlib.import_module(name.removesuffix(".__init__"))).values()
        for expression in known(value)
    ]
    assert len(found) > 300
    for name, expression in found:
        assert re.compile(expression.pattern, expression.flags).flags == expression.flags, name


def test_it_answers_as_a_compiled_expression_does() -> None:
    made, later = re.compile(r"(?P<word>b+)|c", re.IGNORECASE), compile_later(r"(?P<word>b+)|c", re.IGNORECASE)
    assert (later.pattern, later.flags, later.groups, later.groupindex) == (
        made.pattern, made.flags, made.groups, made.groupindex,
    )  # fmt: skip
    assert later.sub("-", "aBBc") == made.sub("-", "aBBc") == "a--"
    assert [match.group("word") for match in later.finditer("abBC")] == ["bB", None]
    assert later.search("xyz", 1) is None
    assert compile_later(rb"\d").search(b"a1")


def test_a_mistake_is_told_at_the_first_question() -> None:
    wrong = compile_later("(")
    with pytest.raises(re.error):
        wrong.search("a")
