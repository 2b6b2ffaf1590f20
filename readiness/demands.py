"""Lines of tests, evaluations and pipelines that demand a figure, so that one that demands less can be noticed."""

from __future__ import annotations

from readiness.product import Product
from readiness.sanitizing import snippet
from readiness.search import Hit, Pattern

MOST = 400
_FIGURE = (
    r"score|accuracy|precision|recall|f1|auc|r2|rmse|mse|mae|rate|latency|duration|elapsed|seconds|cost|quality|coverage"
    r"|similarity|faithful|relevan|ground|pass(?:ed|ing)|p50|p9\d"
)
_COMPARED = r"(?:[<>]=?|to_?be_?(?:greater|less)\w{0,20}\(|(?:greater|less)(?:equal|than)?\w{0,12}\()"
_PATTERNS = (
    Pattern(r"\bassert\b[^\n]{0,160}[<>]=?\s*\d", frozenset({"evaluation"})),
    Pattern(
        rf"(?i)\b(?:assert\w{{0,20}}|expect|ensure|require|if|unless)\b[^\n]{{0,120}}(?:{_FIGURE})[^\n]{{0,60}}{_COMPARED}\s*\d",
        frozenset({"evaluation", "test", "script"}),
    ),
    Pattern(
        r"(?i)(?:fail[-_]under|\bmin[-_]?(?:imum)?[-_]?(?:score|accuracy|coverage|pass\w{0,8}|quality)"
        r"|\bmax[-_]?(?:imum)?[-_]?(?:latency|cost|errors?|failures?|duration)\w{0,12}|\bthreshold|\w_threshold)"
        r"[\"']?(?:\s*[:=]\s*|\s+)[\"']?\d",
        frozenset({"evaluation", "test", "script", "ci", "config"}),
    ),
)


def demand_patterns() -> tuple[Pattern, ...]:
    """The patterns of such lines, to be announced before the one pass."""
    return _PATTERNS


def demand_rows(product: Product) -> list[dict[str, object]]:
    """Each line by path and line, its words beside, sorted; at most 400."""
    return [_row(hit) for hit in product.hits(*_PATTERNS)[:MOST]]


def _row(hit: Hit) -> dict[str, object]:
    return {"path": hit.path, "line": hit.line, "text": snippet(hit.text)}
