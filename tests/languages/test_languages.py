"""The choice of a language module."""

from __future__ import annotations

import pytest

from readiness.languages import language_of, parse, version
from readiness.syntax import Module


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a/b.py", "python"),
        ("a.TSX", "javascript"),
        ("x.vue", "javascript"),
        ("m.go", "go"),
        ("README.md", None),
        ("py", None),
    ],
)
def test_the_extension_names_the_language(path: str, language: str | None) -> None:
    assert language_of(path) == language


def test_what_no_module_reads_is_an_empty_module_that_is_not_ok() -> None:
    assert parse("cobol", "x", "x.cob") == Module(language="cobol", ok=False)
    assert version("cobol") == 0


def test_each_language_has_a_version() -> None:
    assert version("python") > 0
    assert version("javascript") > 0
