"""Tests and evaluation cases with input as people really send it: empty, malformed, too long, in other scripts, hostile."""

from __future__ import annotations

from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.test_suite import PATTERNS as SUITE_PATTERNS
from readiness.test_suite import read_suite

_ROLES = frozenset({"test", "evaluation"})
_CODE = frozenset("python javascript go java kotlin scala csharp ruby rust php elixir swift dart".split())
_NAMED = (
    r"(?i)(?:\b(?:def|func|fn|fun|void|Task|function) +\w*"
    r"|\b(?:it|test|describe|context|specify|scenario|t\.Run|name:|id=|Deno\.test|@DisplayName)[\w.]*\s*[(:]?\s*[\"'`][^\"'`\n]{0,120}?)(?:%s)"
)


def _kind(words: str, literal: str = "") -> tuple[Pattern, ...]:
    named = Pattern(_NAMED % words, _ROLES, _CODE)
    return (named, Pattern(literal, _ROLES, _CODE)) if literal else (named,)


_KINDS: dict[str, tuple[Pattern, ...]] = {
    "empty": _kind(r"empty|blank|whitespace|missing|_null|null\b|_none\b|_nil\b|undefined"),
    "malformed": _kind(
        r"malform|deform|invalid|corrupt|garbage|broken|unpars|bad_|wrong_?type|unsupported|mistyped|incomplete|encrypted|not_?json|unreadable|mixed_?type",
        r"[\"'`]\{(?:not json|invalid|bad|\\?\"\w+\\?\":)[\"'`]|\bnot[- ](?:valid )?json\b",
    ),
    "very long": _kind(
        r"too_?long|very_?long|long_?(?:text|input|mess|prompt|doc|name|string|quer)|huge|oversiz|exceed|too_?(?:big|large|many)|max_?len|overflow"
        r"|large_?(?:file|input|text|doc|payload|body)|truncat",
        r"[\"'] ?\* ?\d[\d_]{2,}|\.repeat\(\d{3,}|\bstrings\.Repeat\([^)\n]*\d{3}|\bstr_repeat\([^)\n]*\d{3}|\bnew string\('\w', ?\d{3}",
    ),
    "in other scripts or languages": _kind(r"unicode|emoji|utf_?\d|non_?(?:ascii|latin)|chinese|arabic|japanese|korean|multiling|cyrillic|surrogate|diacrit|accent|cjk|misspel|typo"),
    "hostile": _kind(
        r"inject|xss|traversal|adversar|jailbreak|malicious|untrusted|hostile|ssrf|sanitiz|html_tag|red_?team",
        r"(?i)<script\b|drop table|\.\./\.\./|ignore (?:all )?(?:the )?previous instructions|' or '?1'?\s*=\s*'?1",
    ),
    "generated at random": (Pattern(r"@given\(|\bfc\.assert\(|\*testing\.F\b|\bproptest!|\bquickcheck\b|@Property\b|\bschemathesis\b", _ROLES, _CODE),),
}
_CASE_FILES = Pattern(
    r"(?i)[\"']?(?:tags?|category|type|kind|description)[\"']?\s*[:=]\s*\[?\s*[\"']?[^\n\"']{0,40}(?:edge|adversarial|empty|too long|multilingual|off[- ]topic|typo|jailbreak|injection)",
    frozenset({"evaluation", "test", "data"}), frozenset({"yaml", "json", "data"}),
)  # fmt: skip
PATTERNS: tuple[Pattern, ...] = (*SUITE_PATTERNS, *(pattern for patterns in _KINDS.values() for pattern in patterns), _CASE_FILES)
_SOME, _ENOUGH = 2, 6


def tested(product: Product) -> Fact:
    """Whether tests or evaluation cases feed messy input: several kinds of it, to the main code and not to small helpers alone."""
    suite = read_suite(product)
    counted = {file.path for file in suite.files} | {file.path for file in product.files("evaluation")}
    kinds = {kind: tuple(hit for hit in product.hits(*patterns) if hit.path in counted) for kind, patterns in _KINDS.items()}
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
