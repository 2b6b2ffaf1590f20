"""Automated tests: is there a suite that asserts the main behaviour, and does it exercise real boundaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.signals import load_signals
from readiness.test_suite import LANGUAGES, Suite, TestFile, suite_patterns

_PLACEHOLDER = Pattern(r"no test specified|\"test\"\s*:\s*\"(?:echo|exit|true)\b", frozenset({"config"}))
_BOUNDARIES = ("boundary-real", "boundary-database", "boundary-in-ci")
LARGE = 200  # cases; so many of more than a few files are a suite, however much code there is
HANDFUL = 8  # fewer cases than this are a start, not a suite
_REACHED = 0.18  # of the product's code files; below it, tests that go through no door of the product are of one part


def patterns_for(_function: str, _parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    named = (pattern for name in _BOUNDARIES for pattern, _ in load_signals()[name].patterns)
    return (*suite_patterns(), _PLACEHOLDER, _CALLS_OUT, *named)


def suite(product: Product) -> Fact:
    """How far tests assert the main behaviour. `k` is the number of cases that count."""
    tests = product.test_suite
    if not tests.files:
        return _nothing(product, tests)
    wanted = min(max(HANDFUL, len(tests.subjects) // 10), 60)
    evidence = (*_shown(tests.files), *_against(tests))
    where = f"{tests.cases} test cases in {len(tests.files)} files"
    if tests.cases < HANDFUL:
        return Fact(0.5, evidence, f"only a handful of tests: {where}")
    if tests.cases < wanted:
        return Fact(0.5, evidence, f"{where} for {len(tests.subjects)} code files")
    is_large = tests.cases >= LARGE and len(tests.reached) >= 25
    if not tests.drives and tests.share < _REACHED and not is_large:
        reached = f"{len(tests.reached)} of {len(tests.subjects)} code files"
        return Fact(0.5, evidence, f"{where} reach {reached} and no way in")
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
    return tuple(_place(file).evidence(f"{file.cases} cases") for file in files[:6])


def _place(file: TestFile) -> Hit:
    return file.drives if file.drives and file.drives.path == file.path else file.first


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


_SPOKEN = frozenset({
    "python", "javascript", "go", "java", "kotlin", "csharp", "ruby", "rust", "php", "elixir", "swift", "scala",
})  # fmt: skip


def _family(language: str) -> str:
    return "java" if language in {"kotlin", "scala"} else language


_INTEGRATION = compile_later(
    r"(?i)(?:^|/)(?:e2e|end[-_]?to[-_]?end|integration|smoke|contract|acceptance|functional)(?:[-_]?tests?)?/"
    r"|[^/]*(?:e2e|end_to_end|integration|smoke)[^/]*$|(?:^|/)(?-i:[A-Z]\w*IT)\.(?:java|kt|scala|groovy)$"
    r"|(?:^|/)(?:integ(?:ration)?_?test|it|functionalTest)/(?:java|kotlin|scala|groovy)/"
)
_END_TO_END = compile_later(
    r"(?i)(?:^|/)(?:[\w-]*[-_])?(?:e2e|end[-_]to[-_]end|smoke)(?:[-_]?tests?)?(?:[-_]\w+)?\.(?:py|[cm]?[jt]s|go|rb)$"
)
_CALLS_OUT = Pattern(
    r"\brequests\.\w+\(|\bhttpx\.\w+\(|\bfetch\(|\baxios[.(]|\bhttp\.(?:Get|Post|NewRequest)\("
    r"|\bRestTemplate\b|\bHttpClient\b",
    frozenset({"test", "evaluation", "script"}),
)


def boundaries(product: Product) -> Fact:
    """Whether tests meet real boundaries: a database, an API, a browser; the own API in process is half of it."""
    tests = product.test_suite
    counted = {file.path for file in tests.files}
    real = _seen(product, "boundary-real", set())
    in_ci = _seen(product, "boundary-in-ci", set())
    outward = tuple(
        hit.evidence("a running service is called")
        for hit in product.hits(_CALLS_OUT)
        if (hit.path in counted and _INTEGRATION.search(hit.path)) or _END_TO_END.search(hit.path)
    )
    stores = _seen(product, "boundary-database", counted)
    doors = tuple(file.drives.evidence("the API is driven in process") for file in tests.drives if file.drives)
    if real or in_ci or outward:
        best = (*real, *outward, *in_ci)
        return Fact(1.0, _spread(best), best[0].says)
    if stores and doors:
        return Fact(1.0, _spread((*stores, *doors)), "the API is driven with a real store behind it")
    folder = tuple(file for file in tests.files if _INTEGRATION.search(file.path))
    named = tuple(file.first.evidence("an integration test of the product's own parts") for file in folder)
    if not tests.files and not (real or in_ci or outward):
        return Fact(0.0, (), "there are no tests that could meet a boundary")
    some = _spread((*doors, *stores, *named))
    if some:
        return Fact(0.5, some, f"{some[0].says}; what lies behind it is replaced")
    looked = ("containers, recorded traffic, end-to-end runs",)
    return Fact(0.0, (), "every boundary is replaced by a stub in the tests", looked)


def _seen(product: Product, name: str, within: set[str]) -> tuple[Evidence, ...]:
    return tuple(
        hit.evidence(says)
        for pattern, says in load_signals()[name].patterns
        for hit in product.hits(pattern)
        if hit.path in within or (not within and _is_code_or_ci(product, hit.path))
    )


def _is_code_or_ci(product: Product, path: str) -> bool:
    file = product.snapshot.file(path)
    return file is not None and (file.role == "ci" or file.language in LANGUAGES or file.language == "yaml")


def _spread(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """One place per file, the order kept."""
    return tuple({item.path: item for item in reversed(evidence)}.values())[::-1]
