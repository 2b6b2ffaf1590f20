"""Goals that are written down: with a number, informally, or as metrics without a target."""

from __future__ import annotations

from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import DOCS, any_of, content, heading_pattern, is_security_policy, said, titled
from readiness.sanitizing import snippet
from readiness.search import Pattern

_TITLES = (
    r"success (?:criteria|metrics?|measures?|indicators?)",
    (
        r"^(?:\W|\d)*(?:(?:project|product|business|primary|strategic|key|performance|quality|measurable|"
        r"technical|our) )?(?:goals?|objectives?|targets?)\b"
    ),
    r"\bKPIs?\b",
    r"key (?:performance indicators?|results?)",
    r"\bOKRs?\b",
    r"\bSL[OA]s?\b",
    r"service[- ]level",
    (
        r"(?:performance|quality|latency|accuracy|cost|reliability|availability|response[- ]time) (?:targets?|"
        r"goals?|objectives?|requirements?|budgets?|criteria)"
    ),
    r"non-?functional requirements?",
    r"acceptance (?:criteria|thresholds?)",
    r"definition of success",
    r"north star",
    r"目标|成功标准|验收标准|性能指标|关键指标",
    r"目標|成功指標|受け入れ基準",
    r"objetivos|métricas de éxito|criterios de (?:éxito|aceptación)",
    r"objectifs|critères de (?:succès|réussite)",
    r"^\W*ziele?\b|erfolgskriterien|kennzahlen|qualitätsziele",
    r"\bmetas\b|critérios de (?:sucesso|aceitação)",
)
_METRIC_TITLES = (
    r"\bmetrics?\b",
    r"\bevaluat(?:ion|ing)\b",
    r"measur(?:ing|ements?)\b",
    r"评估指标|评价指标|評価",
    r"métricas|evaluación",
    r"métriques|évaluation",
    r"metriken|bewertung",
    r"avaliação",
)
_BOUND = (
    r"(?:[<>≥≤~≈]=?|under|below|within|less than|fewer than|at least|at most|more than|above|over|no more than|"
    r"up to|reach(?:es)?|achieve|maintain|exceed|"
    r"targets?|of|by|=|:|\||unter|über|mindestens|höchstens|menos de|al menos|mínimo|máximo|moins de|au moins|"
    r"pelo menos|"
    r"不超过|低于|高于|不低于|达到|小于|大于|以内|以上|以下|超过)"
)
_UNIT = (
    r"(?:%|ms\b|millisec|s\b|secs?\b|seconds?|minutes?|mins?\b|hours?|days?\b|weeks?\b|/5\b|/10\b|USD|EUR|"
    r"cents?\b|requests|req/s|rps\b|qps\b|"
    r"(?:concurrent|daily|active|monthly) users|users\b|秒|毫秒|分钟|小时|segundos|secondes|Sekunden)"
)
_FIGURES = (
    rf"{_BOUND}\W{{0,4}}[$€£¥]?\d[\d.,]*\s?{_UNIT}",
    (
        r"\b\d+(?:\.\d+)?\s?%\s*(?:uptime|availability|accuracy|success|completion|task|reduction|fewer|faster|less|"
        r"precision|recall|of (?:users|answers|requests|questions))"
    ),
    r"\bp(?:50|90|95|99)\b.{0,20}\d",
    (
        r"\b(?:accuracy|precision|recall|f1|auc|r2|latency|uptime|availability|rmse|mae|wer|nps|error rate|"
        r"response time)\b.{0,30}[<>≥≤]=?\s?\d"
    ),
)
_ASIDE = (r"\bcoverage\b", r"\b(?:contrast|breakpoints?|padding|font|WCAG)\b", r"(?:test|file|function|line)s? length")
_STATED = Pattern(
    r"(?i)\b(?:targets?|goals?|objectives?|SLOs?|KPIs?|aim(?:s|ing)? (?:for|to)|must (?:be|respond|complete|"
    r"return|stay|achieve|reach|finish)|shall|required to)\b"
    r"[^.\n]{0,60}?(?:under|below|within|less than|at least|at most|no more than|above|stay|"
    r"[<>≥≤])[^\n\d]{0,8}\d[\d.,]*\s?(?:%|ms\b|s\b|seconds?|minutes?|hours?|cents?)",
    DOCS,
)
_STATED_OF = (
    (
        r"accura|latency|respon[sd]|uptime|availab|precision|recall|\bcosts?\b|error rate|satisf|throughput|time to|"
        r"quality|complet|answers?\b|adoption|resolution|first token"
    ),
)
_INFORMAL = Pattern(
    r"(?i)\b\d[\d.,]*\s?(?:ms\b|milliseconds?|seconds?)[^.\n]{0,80}\b(?:good enough|too (?:slow|long)|"
    r"acceptable|unacceptable|fast enough|(?:is|feels?) slow)\b",
    DOCS,
)
_QUALITY = (
    (
        r"\b(?:accuracy|precision|recall|f1|f-?beta|latency|response time|satisfaction|task completion|adoption|"
        r"retention|time saved|cost per|churn|conversion|"
        r"error rate|uptime|hallucinations?|faithfulness|groundedness|relevanc[ey]|AUC|RMSE|MAE|BLEU|ROUGE|NDCG|MRR|"
        r"word error rate)\b"
    ),
)
_LEAST_METRICS = 2
_LEAST_WORDS = 8
PATTERNS = (_STATED, _INFORMAL, heading_pattern(_TITLES), heading_pattern(_METRIC_TITLES))


def with_numbers(product: Product) -> Fact:
    """Whether a goal with a number and a unit or threshold is written down; a figure that was reached is none."""
    wanted, aside, of = any_of(_FIGURES), any_of(_ASIDE), any_of(_STATED_OF)
    found = []
    for document, index in titled(product, _TITLES):
        words, lines = content(document, index)
        if words >= _LEAST_WORDS:
            telling = [line for line in lines if wanted.search(line.text) and not aside.search(line.text)]
            found += [
                Evidence(document.path, line.number, snippet(line.text), "a goal with a number") for line in telling
            ]
    for hit in said(product, (_STATED,)):
        if of.search(hit.text) and not aside.search(hit.text) and not is_security_policy(hit.path):
            found.append(hit.evidence("a goal with a number"))
    if found:
        return Fact(1.0, tuple(found), f"{len(found)} goals have a number", (), len(found))
    return Fact(
        0.0, (), "no goal with a number is written down", ("goals, success criteria, service levels in documents",)
    )


def without_target(product: Product, *, informal_only: bool = False) -> Fact:
    """Whether an informal figure ("above 100 ms is slow") or, unless `informal_only`, metrics alone are named.

    A page on what is measured, deep in the documents, sets no goal for the product.
    """
    informal = tuple(hit.evidence("an informal figure") for hit in said(product, (_INFORMAL,)))
    if informal:
        return Fact(1.0, informal, "an informal figure, no goal", (), len(informal))
    wanted, aside = any_of(_QUALITY), any_of(_ASIDE)
    for titles in () if informal_only else (_TITLES, _METRIC_TITLES):
        for document, index in titled(product, titles, front=titles is _METRIC_TITLES):
            lines = [line for line in content(document, index)[1] if not aside.search(line.text)]
            named = {word.lower() for line in lines for word in wanted.findall(line.text)}
            if len(named) >= _LEAST_METRICS:
                line = next(line for line in lines if wanted.search(line.text))
                place = Evidence(document.path, line.number, snippet(line.text), "metrics are named")
                return Fact(1.0, (place,), f"metrics are named without a target ({', '.join(sorted(named)[:3])})")
    return Fact(0.0, (), "no metric is named")
