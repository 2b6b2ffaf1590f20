"""What a request or a user costs: prices in a calculation, a cost that the SDK gives, or a figure in the documents."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.model import Fact
from readiness.product import Product
from readiness.prose import DOCS, said
from readiness.search import Hit, Pattern

_CODE = frozenset({"code", "evaluation"})
_GIVEN = Pattern(
    r"\bcompletion_cost\(|\bcost_per_token\(|\bresponse_cost\b|\bget_openai_callback\(|\btotal_cost_usd\b|"
    r"\btotalCostUsd\b|\busage\??\.cost\b|\bgateway\??\.(?:cost|marketCost)\b|[\"']tokenlens(?:/\w+)?[\"']|\bcostUSD\b|"
    r"x-litellm-response-cost|\busage\.total_cost\b|"
    r"[\"'](?:prompt|completion)_cost[\"']|\b(?:prompt|completion)_cost\b|\bcostUsd\b|\bcost_usd\b|\bestimatedCost\b|\btokencost\b|\bgenai_prices\b|\bcalc_price\(",
    _CODE,
)
_PRICES = Pattern(
    r"(?i)[\"']?\b(?:input|output|prompt|completion|cached?)?_?(?:costs?|prices?|pricing|rate)_?(?:per_?)?(?:1k|"
    r"1m|million|mtok|thousand|tokens?|1000|request|minute|page|image)\w*"
    r"[\"']?\s*[:=]\s*[\d_.]*[1-9]|(?i:[\"']?\b(?:input|output|prompt|completion)_?(?:cost|"
    r"price)\w*[\"']?\s*[:=]\s*[\d_.]*[1-9])",
    _CODE,
)
_MODEL = (
    r"(?:gpt-|o[134]\b|o[134]-|claude|gemini|mistral|mixtral|llama|deepseek|command-|text-embedding|grok|qwen|sonar|"
    r"whisper|dall-e|nova-)"
)
_TABLE = Pattern(  # a table of prices by model: told by its name, or by fractions for what goes in and comes out
    rf"(?i)\b((?:\w{{0,30}}?_)?(?:[a-z]{{0,20}}?(?:pric(?:es?|ing)|costs?)\w{{0,30}}|"
    rf"(?-i:(?:[A-Za-z]{{0,20}}R|r)atios?(?:[A-Z_]\w{{0,30}})?)))\b[^\n]{{0,120}}[{{(\[]\s*"
    rf"(?:(?://|#)[^\n]*\n\s*){{0,3}}[\"']?{_MODEL}|"
    rf"[\"']{_MODEL}[^\"'\n]{{0,60}}[\"']\s*(?::|=>)\s*\w{{0,20}}\s*[{{(\[][^}}\n]{{0,60}}"
    rf"[\"']?\b(?:input|output|prompt|completion)[\"']?\s*(?:[:=]|=>)\s*\d*\.\d",
    _CODE,
)
_BY_TABLE = Pattern(
    r"(?i)(?:tokens?|usage|count|chars?|seconds|minutes|pages|images)\w*[^\n*]{0,40}\*|"
    r"\*[^\n*]{0,40}(?:tokens?|usage|count|chars?|seconds|minutes|pages|images)\w*|"
    r"\*\s*\w+\.(?:input|output|prompt|completion)\w*",
    _CODE,
)
_BY_UNIT = Pattern(
    r"(?i)\*\s*[\w.\[\]\"'(]{0,60}(?:price|cost|rate|pricing)\w*|"
    r"\b(?:price|cost|rate)s?_?per_?\w+[\]\"')]*\s*\*",
    _CODE,
)
_PRICE_LIST = Pattern(
    r"\"(?:input|output|prompt|completion)_?(?:[cC]ost|[pP]rice)\w*\"\s*:\s*\"?[\d.e-]*[1-9]",
    frozenset({"data", "config"}),
    frozenset({"json", "yaml"}),
)
_CALCULATED = Pattern(
    r"(?i)\b\w*tokens?\w*(?:\)|\]|\s*/\s*[\d_]+\.?\d*\)?)?\s*\*\s*[\w.\[\]\"']*(?:price|cost|rate|pricing|ratio)\w*|"
    r"\b[\w.\[\]\"']*(?:price|cost|rate|pricing|ratio)\w*[\]\"')]*\s*\*\s*[\w.(]*tokens?",
    _CODE,
)
_UNIT = (
    r"(?:requests?|users?|documents?|pages?|messages?|quer(?:y|ies)|questions?|conversations?|images?|"
    r"calls?|runs?|files?|emails?|articles?|bookmarks?|sessions?|inferences?|predictions?|tasks?|cases?|"
    r"answers?|summar(?:y|ies)|chats?|audio|videos?)"
)
_DOCUMENTED = (
    Pattern(
        rf"(?i)(?:[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:USD|EUR|cents?))[^.\n|]{{0,30}}(?:\bper\b|/|\beach\b|"
        rf"\bfor (?:an?|each|one)\b)\s*(?:\w+ ){{0,2}}{_UNIT}\b",
        DOCS,
    ),
    Pattern(
        rf"(?i)\b\d[\d,.]*k?\+?\s+(?:\w+ ){{0,2}}{_UNIT}\b[^.\n]{{0,40}}(?:\bfor\b|\bcosts?\b|≈|~|=|under|"
        rf"less than)[^.\n]{{0,25}}[$€£¥]\s?\d",
        DOCS,
    ),
    Pattern(rf"(?i)\bcosts?\b[^.\n]{{0,30}}\bper {_UNIT}\b[^.\n]{{0,30}}[$€£¥]\s?\d", DOCS),
)
_MENTIONED = (
    Pattern(
        r"(?i)[$€£¥]\s?\d[\d.,]*\s*(?:/|per |a )\s*(?:1?M\b|1K\b|million|thousand|month|mo\b|hour|day|tokens?|"
        r"OCU|GPU|vCPU)",
        DOCS,
    ),
    Pattern(
        r"(?i)\b(?:pric(?:e|es|ing)|costs?|bill)\b[^.\n]{0,80}(?:[$€£¥]\s?\d|\bUSD\b|times (?:higher|cheaper|"
        r"more|lower)|per (?:1M|1K|million|thousand) tokens)",
        DOCS,
    ),
    Pattern(r"(?i)\\?\$\d[\d,.]*\s*/\s*(?:month|mo\b|hour|user|1M|1K|day|request)", frozenset({"code", "script"})),
)
_ASIDE = compile_later(
    r"(?i)sponsor|donat|\bfree tier\b|refund|subscription|plan\b|stars\b|bounty|savings?\b|revenue|annually"
)
PATTERNS = (_GIVEN, _PRICES, _CALCULATED, _TABLE, _BY_TABLE, _BY_UNIT, _PRICE_LIST, *_DOCUMENTED, *_MENTIONED)


def known(product: Product) -> Fact:
    """Whether cost per use is documented, given by an SDK and kept, or computed in code that something calls."""
    documented = [hit for hit in said(product, _DOCUMENTED) if not _ASIDE.search(hit.text)]
    if documented:
        evidence = tuple(hit.evidence("cost per use, documented") for hit in documented)
        return Fact(1.0, evidence, "cost per use is documented", (), len(documented))
    calculated = [hit for hit in _calculations(product) if _is_called(product, hit)]
    given = list(product.hits(_GIVEN))
    if calculated or given:
        evidence = tuple(hit.evidence("cost is computed") for hit in calculated) + tuple(
            hit.evidence("a cost that is given and kept") for hit in given
        )
        return Fact(1.0, evidence, "cost is computed while it runs", (), len(evidence))
    return Fact(
        0.0,
        (),
        "neither documents nor code know what a request costs",
        ("cost figures in documents", "prices in calculations"),
    )


def mentioned(product: Product) -> Fact:
    """Whether prices are at least mentioned, in documents or in a table or function that nothing uses."""
    hits = [hit for hit in said(product, _MENTIONED) if not _ASIDE.search(hit.text)]
    hits += [*product.hits(_PRICES), *product.hits(_CALCULATED), *product.hits(_TABLE)]
    if hits:
        evidence = tuple(hit.evidence("a price is mentioned") for hit in hits)
        return Fact(1.0, evidence, "prices are mentioned without a calculation of cost per use", (), len(hits))
    return Fact(0.0, (), "no price is mentioned")


def _calculations(product: Product) -> list[Hit]:
    """Where prices are multiplied with what was used: prices by unit, or a table of prices by model."""
    priced, tables = product.hits(_PRICES), product.hits(_TABLE)
    found = list(product.hits(_CALCULATED)) if priced or tables else []
    if priced or product.hits(_PRICE_LIST):
        found += product.hits(_BY_UNIT)
    names = {hit.groups[0] for hit in tables if hit.groups and hit.groups[0]}
    homes = {hit.path for hit in tables}
    for hit in product.hits(_BY_TABLE) if tables else ():
        text = product.text(hit.path)
        if hit.path in homes or any(name in text for name in names):
            found.append(hit)
    return sorted(
        {(hit.path, hit.cell, hit.line): hit for hit in found}.values(), key=lambda h: (h.path, h.cell, h.line)
    )


def _is_called(product: Product, hit: Hit) -> bool:
    """Whether the function around a place is called anywhere; where no function is known, the place counts."""
    module = product.modules.get((hit.path, hit.cell) if hit.cell else hit.path)
    if module is None:
        return True
    around = [function for function in module.functions if function.line <= hit.line <= function.end_line]
    if not around:
        return True
    name = max(around, key=lambda function: function.line).name.rpartition(".")[2]
    return any(call.callee.rpartition(".")[2] == name for other in product.modules.values() for call in other.calls)
