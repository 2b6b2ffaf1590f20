"""Service objectives: latency, availability and error targets with numbers, in documents and in what computes them."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import DOCS, said
from readiness.sanitizing import snippet
from readiness.search import Hit, Pattern

_NUMBER = r"(?:\d+(?:[.,]\d+)?)\s*(?:ms|msec|milliseconds?|s|secs?|seconds?|sekunden?|segundos?|secondes?|毫秒|秒)\b"
_LATENCY = Pattern(
    r"(?i)\b(?:latency|latencia|latence|latenz|latência|response times?|antwortzeit|temps de réponse|"
    r"tiempo de respuesta|time to first (?:token|byte|word)s?|ttft|p50|p9[059](?:\.\d)?|"
    r"\d\dth percentile|answer time|load time|api responses?|round[- ]trip|first token)\b[^\n]{0,120}|(?:响应时间|延迟|"
    r"応答時間)[^\n]{0,120}",
    DOCS,
)
_AIMED = compile_later(
    rf"(?i)(?:[<≤]=?|&lt;|under|below|within|less than|at most|no more than|up to|max(?:imum)?|target\w*|goal|slo|sla|"
    rf"objective|budget|threshold|must|should|unter|höchstens|moins de|menos de|小于|低于|以内|不超过)"
    rf"[^\n]{{0,60}}?{_NUMBER}|"
    rf"{_NUMBER}[^\n]{{0,30}}(?:or less|or better|or faster|at most|以内|以下|target|max)"
)
_REACHED = compile_later(
    r"(?i)\b(?:took|takes|we measured|was measured|were measured|observed|benchmark(?:ed)?|achieved|results?|"
    r"improved|reduced|faster than|compared|on a laptop|timeouts?|polling|interval|cache[ds]?|sleep|debounce|retry|"
    r"retries|rate limit|ttl|(?:should|must) not (?:become|be (?:the )?default|ship))\b"
)
_BOAST = compile_later(
    r"(?i)\b(?:blazing\w*|lightning\w*|ultra|super|insane\w*|extreme\w*|fast(?:er|est)?|slow(?:er)?|instant\w*|snappy|"
    r"speedy|usually|typical(?:ly)?|generally|on average|average of|only adds?|adds? (?:only|just|less|under|about)|"
    r"overhead|real[- ]?time|built (?:for|with)[^.\n]{0,20}performance|performance in mind|optimi[sz]ed|"
    r"powerful|high[- ]performance|performant|enterprise|schnell|rapide|rápid\w+)\b|极速|超快|快速|高速|爆速"
)
_GOAL = compile_later(
    r"(?i)\b(?:targets?\w*|goals?|slos?|slas?|objectives?|budgets?|thresholds?|must|shall|should|require[ds]?|"
    r"requirements?|aim\w*|ziel\w*|objetivos?|objectifs?|meta)\b|目标|目標|要求"
)
"""Without a word of a goal, a figure beside praise or experience is what was reached, or claimed to be."""
_AVAILABILITY = Pattern(
    r"(?i)\b(?:uptime|availability|available|slo|sla|success rate|error[- ]rate|errors?|verfügbarkeit|"
    r"disponib\w+)\b[^\n]{0,80}?(?:\d{2,3}(?:[.,]\d+)?\s*%|[<≤]\s*\d+(?:[.,]\d+)?\s*%)|"
    r"(?:\b9\d(?:[.,]\d+)?\s*%)[^\n]{0,60}\b(?:uptime|availability|available|success)",
    DOCS,
)
_COMPUTED = Pattern(
    r"(?m)^\s*kind:\s*(?:PrometheusServiceLevel|ServiceLevelObjective|SLO)\b|^\s*apiVersion:\s*(?:openslo/|"
    r"sloth\.slok\.dev/|pyrra\.dev/)|\bgoogle_monitoring_slo\b|\bdatadog_service_level_objective\b|"
    r"\baws_applicationsignals_service_level_objective\b|\bslo:\w+:(?:burnrate|error_budget)|(?i:burn_?rate|"
    r"error_?budget)\w*\s*[:=>]",
    frozenset({"infra", "config"}),
)
PATTERNS = (_LATENCY, _AVAILABILITY, _COMPUTED)
_NO_GOAL = compile_later(
    r"(?i)\b(?:reduced|savings?|improv\w+|coverage|accuracy|precision|recall|discount|cpu|memory|disk|no sla|"
    r"does not)\b"
)


def latency(product: Product) -> Fact:
    """Whether prose about the product sets a latency target with a number; a figure that was reached is none."""
    found = _evidence(
        [hit for hit in said(product, (_LATENCY,)) if _AIMED.search(hit.text) and not _is_claim(hit.text)],
        "a latency target",
    )
    if found:
        return Fact(1.0, found, "a latency target with a number", (), len(found))
    return Fact(0.0, (), "no latency target with a number", ("latency, response time and percentiles in documents",))


def availability(product: Product) -> Fact:
    """Whether prose sets an availability or error-rate objective with a number."""
    found = _evidence(
        [hit for hit in said(product, (_AVAILABILITY,)) if not _NO_GOAL.search(hit.text)],
        "an objective that nothing measures",
    )
    if found:
        return Fact(1.0, found, "an objective is written down; nothing computes it", (), len(found))
    return Fact(0.0, (), "no availability or error objective", ("uptime, availability and error rates in documents",))


def computed(product: Product) -> Fact:
    """Whether an objective is computed: SLO files of a tool, burn-rate or error-budget rules."""
    found = _evidence(list(product.hits(_COMPUTED)), "compliance is computed")
    if found:
        return Fact(1.0, found, "compliance with an objective is computed", (), len(found))
    return Fact(0.0, (), "", ("SLO files and burn-rate rules",))


def _is_claim(text: str) -> bool:
    """Whether a line tells what was reached, or boasts, instead of setting a goal."""
    return bool(_REACHED.search(text) or (_BOAST.search(text) and not _GOAL.search(text)))


def _evidence(hits: list[Hit], says: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(hit.path, hit.line, snippet(hit.text), says, True, hit.cell) for hit in hits)
