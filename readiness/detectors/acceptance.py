"""Thresholds that a release must meet: numbers for quality, latency or cost in tests, evaluations and pipelines."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.model import Fact
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import patterns_named, sightings

_CHECKS = frozenset({"test", "evaluation", "script", "ci", "example"})
_CONFIGURABLE = _CHECKS | {"config"}
_PYTHON, _SCRIPTED = frozenset({"python"}), frozenset({"javascript", "go", "java", "kotlin", "csharp", "ruby", "rust"})
_DATA = frozenset({"yaml", "json", "toml", "ini"})
_QUALITY = (
    r"(?:accuracy|precision|recall|f1|f_beta|roc_?auc|auc|r2|bleu|rouge\w*|ndcg|mrr|hit_?rate|faithful\w*|"
    r"relevanc\w+|grounded\w*|pass_?rate|"
    r"success_?rate|iou)"
)
_ERROR = r"(?:wer|cer|rmse|mae|mse|mape|hallucination\w*|error_?rate|loss|cost\w*)"
_TIME = r"(?:latency\w*|elapsed\w*|duration\w*|response_?time\w*|\w+_time|took|p9\d\w*|ttft|memory\w*)"
_SHARE = r"(?:0?\.\d*[1-9]\d*|[1-9]\d(?:\.\d+)?\b)"

_QUALITY_ASSERTED = (
    Pattern(rf"(?i)\bassert\b[^\n=]{{0,80}}\b\w*{_QUALITY}\w*[\"'\])]{{0,3}}\s*>=?\s*{_SHARE}", _CHECKS, _PYTHON),
    Pattern(rf"(?i)\bassert\b[^\n=]{{0,80}}\b\w*{_ERROR}\w*[\"'\])]{{0,3}}\s*<=?\s*\d", _CHECKS, _PYTHON),
    Pattern(rf"(?i)assert(?:Greater|Less)\w*\([^\n]{{0,60}}{_QUALITY}[^\n]{{0,40}},\s*{_SHARE}", _CHECKS, _PYTHON),
    Pattern(
        rf"(?i)\bexpect\([^\n]{{0,60}}(?:{_QUALITY}|{_ERROR})[^\n]{{0,40}}\)\.toBe(?:Greater|Less)\w*\(\s*{_SHARE}",
        _CHECKS,
        _SCRIPTED,
    ),
    Pattern(
        rf"(?i)\bassert_test\(|\bassert\b[^\n]{{0,40}}\bevaluate\w*\([^\n]{{0,80}}>=?\s*{_SHARE}", _CHECKS, _PYTHON
    ),
    Pattern(
        rf"(?i)\b(?:assert|require)\.(?:InDelta|InEpsilon|Greater\w*|Less\w*)\([^\n]{{0,60}}[.\[\"']{_QUALITY}[\"'\]]{{0,2}}\s*[,)]|"
        rf"\bassert(?:True|That|!)?\s*\(\s*[\w.]{{0,40}}{_QUALITY}(?:\(\))?\s*(?:>=?\s*|\)\s*\.is(?:Greater|AtLeast|CloseTo)\w*\(\s*){_SHARE}|"
        rf"\bAssert\.(?:True|InRange|Greater\w*|That)\(\s*[\w.]{{0,40}}{_QUALITY}\w*\s*(?:>=?|,)[^\n]{{0,40}}{_SHARE}|"
        rf"\bexpect\(\s*[\w.]{{0,40}}{_QUALITY}\w*\s*\)\.to\s?(?:\.be\.(?:above|at\.?least)\(|be >=?)\s*{_SHARE}",
        _CHECKS,
        _SCRIPTED,
    ),
    Pattern(
        rf"(?i)\bassert\b[^\n]{{0,60}}[.\[\"']{_QUALITY}[\"'\]]{{0,2}}\s*==\s*(?:pytest\.)?approx\(|"
        rf"\bassert_(?:allclose|almost_equal)\([^\n]{{0,40}}[.\[\"']{_QUALITY}[\"'\]]{{0,2}}\s*,|"
        rf"\bassertAlmostEqual\([^\n]{{0,40}}[.\[\"']{_QUALITY}[\"'\]]{{0,2}}\s*,",
        _CHECKS,
        _PYTHON,
    ),
    Pattern(rf"(?i)Metric\([^)]{{0,200}}threshold\s*[=:]\s*{_SHARE}", _CHECKS, _PYTHON | _SCRIPTED),
)
_CONFIGURED = (
    Pattern(
        rf"(?i)^\s*(?:-\s*)?[\"']?(?:min|max|minimum|maximum|required)?_?(?:{_QUALITY}|{_ERROR}|"
        rf"{_TIME})_?(?:threshold|min|max|target|limit)[\"']?\s*[:=]\s*\d",
        _CHECKS,
        _DATA,
    ),
    Pattern(
        rf"(?i)^\s*(?:-\s*)?[\"']?(?:min|minimum|required|expected|fail_(?:under|"
        rf"below))_(?:{_QUALITY})\w*[\"']?\s*[:=]\s*\d",
        _CHECKS,
        _DATA | _PYTHON,
    ),
    Pattern(
        r"(?i)^\s*-?\s*type:\s*[\"']?(?:latency|cost|similar|llm-rubric|answer-relevance|factuality|context-\w+|"
        r"model-graded-\w+)[\"']?\s*\n(?:[^\n]*\n){0,4}?\s*threshold:\s*\d",
        _CONFIGURABLE,
        _DATA,
    ),
    Pattern(r"(?i)--(?:min|fail)[-_](?:score|accuracy|pass-rate|below)[= ]\d|--threshold[= ]\d", frozenset({"ci"})),
    Pattern(
        r"http_req_duration[\"']?\s*:\s*\[?\s*[{\"'`]|http_req_failed[\"']?\s*:\s*\[?\s*[\"'`]rate<",
        _CHECKS | frozenset({"code"}),
    ),
)
_TIMED = (
    Pattern(rf"(?i)\bassert\b[^\n=]{{0,60}}\b{_TIME}[\"'\])]{{0,3}}\s*<=?\s*[\d.]*[1-9]", _CHECKS, _PYTHON),
    Pattern(rf"(?i)assertLess\w*\([^\n]{{0,40}}{_TIME}[^\n]{{0,20}},\s*[\d.]*[1-9]", _CHECKS, _PYTHON),
    Pattern(rf"(?i)\bexpect\([^\n]{{0,40}}{_TIME}[^\n]{{0,20}}\)\.toBeLess\w*\(\s*\d", _CHECKS, _SCRIPTED),
)
_PERFORMANCE_PATH = compile_later(
    r"(?i)(?:^|[/_.-])(?:perf\w*|benchmarks?|load|latency|stress|slo|e?vals?|evaluation)(?:[/_.-]|$)"
)
_ONE_ANSWER = compile_later(  # a field of one output, which says nothing on the quality of all
    r"(?i)\]\s*(?:\.|\[[\"'])relevanc\w*|\bresults?\[\d+\]"
)
_SAMPLE = compile_later(r"(?i)(?:^|/)docs?/(?:[\w-]+/)*(?:samples?|examples?)/")
_LIMIT = Pattern(
    r"(?i)^\s*(?:const\s+|let\s+|export const\s+)?\w*(?:threshold|min_\w+|max_regression|"
    r"tolerance)\w*\s*(?::\s*\w+\s*)?[:=]+\s*[\d.]*[1-9]",
    _CHECKS - {"example"},
)
_MEASURE = Pattern(rf"(?i)[\"']{_QUALITY}[\"']|\b{_QUALITY}_score\b|\b(?:accuracy|precision|recall|f1)\b", _CHECKS)
_FAILS = Pattern(
    r"sys\.exit\(\s*(?:1|2|\w*[Ff]ail)|raise SystemExit\(|process\.exit\(\s*1|os\.Exit\(1\)|pytest\.fail\(|"
    r"core\.setFailed\(|^\s*exit 1\b",
    _CHECKS,
)
_IN_CODE = Pattern(
    rf"(?i)\b(?:{_QUALITY}|{_ERROR}|latency\w*|drift)_?threshold\w*\b[^\n]{{0,60}}[:=(]\s*[\d.]*[1-9]|"
    rf"\b(?:accuracy|f1|auc)\w*\s*<\s*(?:0?\.\d+|\w*threshold\w*)",
    frozenset({"code"}),
)
_STOPS = Pattern(
    rf"(?i)\bif\s*\(?[^\n]{{0,40}}(?:{_QUALITY}|score)\w*[\"'\])]{{0,3}}\s*<=?\s*"
    rf"(?:{_SHARE}|[\w.]{{0,60}}(?:threshold|expected|minimum|min_|required|target|base_)\w*)[^\n]{{0,20}}:\s*\n"
    r"(?:[^\n]*\n){0,2}?\s*(?:raise\b|sys\.exit\()",
    frozenset({"code", "script"}),
    _PYTHON,
)
_BETTER_THAN_LAST = Pattern(
    rf"(?i)\bif\s*\(?[^\n]{{0,20}}(?:new|candidate|challenger|trained|current)_?(?:model)?_?(?:{_QUALITY}|{_ERROR}|score)"
    rf"\w*\s*[<>]=?\s*\w*(?:prod\w*|champion|deployed|previous|baseline|best|old|existing)_?\w*",
    frozenset({"code", "script", "evaluation"}),
    _PYTHON,
)
PATTERNS = (
    _STOPS,
    _BETTER_THAN_LAST,
    *patterns_named(("train-condition",)),
    *_QUALITY_ASSERTED,
    *_CONFIGURED,
    *_TIMED,
    _LIMIT,
    _MEASURE,
    _FAILS,
    _IN_CODE,
)


def enforced(product: Product) -> Fact:
    """Whether numbers for quality, latency or cost stand where they fail a test, an evaluation or a pipeline."""
    quality = tuple(hit for hit in product.hits(*_QUALITY_ASSERTED, *_CONFIGURED) if not _ONE_ANSWER.search(hit.text))
    quality = tuple(hit for hit in quality if not _SAMPLE.search(hit.path))
    if product.has("training"):
        quality += product.hits(_STOPS) + tuple(hit for hit, _ in sightings(product, "train-condition"))
    timed = tuple(hit for hit in product.hits(*_TIMED) if _PERFORMANCE_PATH.search(hit.path))
    found = sorted((*quality, *timed, *_failing_scripts(product)), key=lambda hit: (hit.path, hit.cell, hit.line))
    evidence = tuple(hit.evidence("a threshold that fails the check") for hit in found)
    if found:
        return Fact(1.0, evidence, f"{len(found)} thresholds can fail a check", (), len(found))
    return Fact(
        0.0, (), "no threshold fails a test, an evaluation or a release", ("tests, evaluations, load tests, pipelines",)
    )


def in_code(product: Product) -> Fact:
    """Whether the product's own code has thresholds for the quality of its model, which gate no release."""
    hits = product.hits(_IN_CODE)
    if hits:
        evidence = tuple(hit.evidence("a threshold while running, no release depends on it") for hit in hits)
        return Fact(1.0, evidence, "a quality threshold in the code, which gates no release", (), len(hits))
    relative = product.hits(_BETTER_THAN_LAST)
    if relative:
        evidence = tuple(hit.evidence("compared with the last model, without a number of its own") for hit in relative)
        return Fact(1.0, evidence, "a new model must beat the last one; no number is set", (), len(relative))
    return Fact(0.0)


def _failing_scripts(product: Product) -> tuple[Hit, ...]:
    """The limits of scripts that measure quality and end with an error."""
    paths = {hit.path for hit in product.hits(_FAILS)} & {hit.path for hit in product.hits(_MEASURE)}
    return tuple(hit for hit in product.hits(_LIMIT) if hit.path in paths)
