"""Tests and evaluation cases with input as people send it: empty, malformed, too long, in other scripts, hostile."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.conditions import Parameters
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.test_suite import suite_patterns

_ROLES = frozenset({"test", "evaluation"})
_CODE = frozenset(
    [
        "python",
        "javascript",
        "go",
        "java",
        "kotlin",
        "scala",
        "csharp",
        "ruby",
        "rust",
        "php",
        "elixir",
        "swift",
        "dart",
    ]
)
_NAMED = (
    r"(?i)(?:\b(?:def|func|fn|fun|void|Task|function) +\w*"
    r"|\b(?:it|test|describe|context|specify|scenario|t\.Run|name:|id=|Deno\.test|@DisplayName)[\w.]*\s*[(:]?\s*"
    r"[\"'`][^\"'`\n]{0,120}?)(?:%s)"
)
_EMPTY = r"empty|blank|whitespace|missing|_null|null\b|_none\b|_nil\b|undefined"
_MALFORMED = (
    r"malform|deform|invalid|corrupt|garbage|broken|unpars|bad_|wrong_?type|unsupported|mistyped|incomplete|encrypted"
    r"|not_?json|unreadable|mixed_?type"
)
_MALFORMED_TEXT = r"[\"'`]\{(?:not json|invalid|bad|\\?\"\w+\\?\":)[\"'`]|\bnot[- ](?:valid )?json\b"
_LONG = (
    r"too_?long|very_?long|long_?(?:text|input|mess|prompt|doc|name|string|quer)|huge|oversiz|exceed|too_?(?:big|large|many)"
    r"|max_?len|overflow|large_?(?:file|input|text|doc|payload|body)|truncat"
)
_LONG_TEXT = (
    r"[\"'] ?\* ?\d[\d_]{2,}|\.repeat\(\d{3,}|\bstrings\.Repeat\([^)\n]*\d{3}|\bstr_repeat\([^)\n]*\d{3}"
    r"|\bnew string\('\w', ?\d{3}"
)
_SCRIPTS = (
    r"unicode|emoji|utf_?\d|non_?(?:ascii|latin)|chinese|arabic|japanese|korean|multiling|cyrillic|surrogate|diacrit|accent"
    r"|cjk|misspel|typo"
)
_HOSTILE = r"inject|xss|traversal|adversar|jailbreak|malicious|untrusted|hostile|ssrf|sanitiz|html_tag|red_?team"
_HOSTILE_TEXT = (
    r"(?i)<script\b|drop table|\.\./\.\./|ignore (?:all )?(?:the )?previous instructions|' or '?1'?\s*=\s*'?1"
)
_RANDOM = r"@given\(|\bfc\.assert\(|\*testing\.F\b|\bproptest!|\bquickcheck\b|@Property\b|\bschemathesis\b"


def _kind(words: str, literal: str = "") -> tuple[Pattern, ...]:
    named = Pattern(_NAMED % words, _ROLES, _CODE)
    return (named, Pattern(literal, _ROLES, _CODE)) if literal else (named,)


_KINDS: dict[str, tuple[Pattern, ...]] = {
    "empty": _kind(_EMPTY),
    "malformed": _kind(_MALFORMED, _MALFORMED_TEXT),
    "very long": _kind(_LONG, _LONG_TEXT),
    "in other scripts or languages": _kind(_SCRIPTS),
    "hostile": _kind(_HOSTILE, _HOSTILE_TEXT),
    "generated at random": (Pattern(_RANDOM, _ROLES, _CODE),),
}
_CASE_FILES = Pattern(
    r"(?i)[\"']?(?:tags?|category|type|kind|description)[\"']?\s*[:=]\s*\[?\s*[\"']?[^\n\"']{0,40}"
    r"(?:edge|adversarial|empty|too long|multilingual|off[- ]topic|typo|jailbreak|injection)",
    frozenset({"evaluation", "test", "data"}), frozenset({"yaml", "json", "data"}),
)  # fmt: skip
_SOME, _ENOUGH = 2, 6


def patterns_for(_function: str, _parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return (*suite_patterns(), *(pattern for patterns in _KINDS.values() for pattern in patterns), _CASE_FILES)


def tested(product: Product) -> Fact:
    """Whether tests or evaluation cases feed several kinds of messy input, and not to small helpers alone."""
    suite = product.test_suite
    counted = {file.path for file in suite.files} | {file.path for file in product.files("evaluation")}
    kinds = {
        kind: tuple(hit for hit in product.hits(*patterns) if hit.path in counted) for kind, patterns in _KINDS.items()
    }
    listed = product.hits(_CASE_FILES)
    if listed:
        kinds["hostile"] = (*kinds["hostile"], *listed)
    found = {kind: hits for kind, hits in kinds.items() if hits}
    total = sum(map(len, found.values()))
    evidence = tuple(item for kind, hits in found.items() for item in _shown(hits, kind))
    if not total:
        return Fact(0.0, (), "no test or evaluation case feeds messy input", ("tests and evaluation cases",))
    says = f"{total} cases are " + ", ".join(found)
    if len(found) == 1 or total < _ENOUGH:
        degree = 0.5 if total >= _SOME else 0.0
        return Fact(degree, evidence, f"only {says}" if degree else "one odd case only")
    if not listed and not suite.drives and suite.share < 0.15 and len(suite.subjects) > 20:
        return Fact(0.5, evidence, f"{says}, for a small part of the code")
    return Fact(1.0, evidence, says)


def _shown(hits: tuple[Hit, ...], kind: str) -> tuple[Evidence, ...]:
    return tuple(hit.evidence(f"input that is {kind}") for hit in hits[:3])
