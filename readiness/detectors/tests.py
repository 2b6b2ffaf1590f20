"""Automated tests: is there a suite that asserts the main behaviour, and does it exercise real boundaries."""

from __future__ import annotations

from collections import Counter

from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Pattern
from readiness.test_suite import PATTERNS as SUITE_PATTERNS
from readiness.test_suite import Suite, TestFile, read_suite

_PLACEHOLDER = Pattern(r"no test specified|\"test\"\s*:\s*\"(?:echo|exit|true)\b", frozenset({"config"}))
PATTERNS: tuple[Pattern, ...] = (*SUITE_PATTERNS, _PLACEHOLDER)
HANDFUL = 8  # fewer cases than this are a start, not a suite
_REACHED = 0.18  # of the product's code files; below it, tests that go through no door of the product are of one part


def suite(product: Product) -> Fact:
    """How far tests assert the main behaviour. `k` is the number of cases that count."""
    tests = read_suite(product)
    if not tests.files:
        return _nothing(product, tests)
    wanted = min(max(HANDFUL, len(tests.subjects) // 10), 60)
    evidence = (*_shown(tests.files), *_against(tests))
    where = f"{tests.cases} test cases in {len(tests.files)} files"
    if tests.cases < HANDFUL:
        return Fact(0.5, evidence, f"only a handful of tests: {where}")
    if tests.cases < wanted:
        return Fact(0.5, evidence, f"{where} for {len(tests.subjects)} code files")
    if not tests.drives and tests.share < _REACHED:
        return Fact(0.5, evidence, f"{where} reach {len(tests.reached)} of {len(tests.subjects)} code files and no way in")
    untested = _untested_language(product, tests)
    if untested:
        return Fact(0.5, evidence, f"{where}, none of them for the code in {untested}")
    return Fact(1.0, evidence, where)


def _nothing(product: Product, tests: Suite) -> Fact:
    if tests.idle:
        says = "the tests assert nothing, are skipped or cannot run"
        return Fact(0.0, _against(tests), says)
    placeholder = tuple(hit.evidence("the test command is a placeholder", False) for hit in product.hits(_PLACEHOLDER))
    return Fact(0.0, placeholder, "there are no automated tests", ("test files of any language",))


def _shown(files: tuple[TestFile, ...]) -> tuple[Evidence, ...]:
    return tuple((file.drives or file.first).evidence(f"{file.cases} cases") for file in files[:6])


def _against(tests: Suite) -> tuple[Evidence, ...]:
    found = []
    for file in tests.idle[:4]:
        if file.broken:
            found.append(file.broken.evidence("imports a module that is not there", False))
        else:
            found.append(file.first.evidence("asserts nothing, or is skipped", False))
    return tuple(found)


def _untested_language(product: Product, tests: Suite) -> str:
    """A language that most of the code is in, where no test is in it and none goes through the product's door."""
    if tests.drives:
        return ""
    families = Counter(_family(file.language) for file in product.code if file.language in _SPOKEN)
    tested = {_family(file.language) for file in tests.files}
    total = sum(families.values())
    return next((name for name, count in sorted(families.items()) if count * 5 >= total * 3 and name not in tested), "")


_SPOKEN = frozenset({"python", "javascript", "go", "java", "kotlin", "csharp", "ruby", "rust", "php", "elixir", "swift", "scala"})


def _family(language: str) -> str:
    return "java" if language in {"kotlin", "scala"} else language
