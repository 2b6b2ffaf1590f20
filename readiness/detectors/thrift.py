"""What keeps the use of models cheap and bounded: caps, budgets, kept results, cached prompts, inference servers."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.model import Evidence, Fact
from readiness.model_files import ModelFiles, model_files
from readiness.product import Product
from readiness.search import Hit
from readiness.sightings import as_evidence, files_of, patterns_named, sightings

_SIGNALS = (
    "caps-model-output",
    "bounds-spend",
    "caches-model-results",
    "caches-prompts",
    "serves-fast",
    "serves-fast-by-choice",
)
PATTERNS = (*patterns_named(_SIGNALS),)
_WITHOUT_TEXT = frozenset(
    {"embeddings", "rerank", "moderation", "ocr", "audio", "speech", "image", "predict", "classify", "video"}
)
_TYPED = compile_later(
    r"(?i)tokens\w*[\"']?\s*\??:\s*"
    r"(?:int|integer|number|float|str|string|Optional|Literal|Union|None|null|undefined|z\.|Mapped|Annotated)\b"
)
_LENGTH = compile_later(r"(?i)context_?(?:length|window|size)|None if|\binf\b|estimat|count_")
_IMPORTED = compile_later(r"^\s*(?:import|from|using|use)\b")
_DECLARED = compile_later(r"^\s*(?:export\s+)?(?:class|interface|type|enum)\b")
_NO_MODEL = compile_later(
    r"(?i)qdrant|milvus|vector_?store|weaviate|elastic|jwt|login|image_?cache|from_pretrained|\bload_\w*model|=\s*\w*Client\("
    r"|\b(?:model|client|tokenizer|session|settings|config|token|template)s?_?cache(?:_?(?:helper|manager|store|service|provider|registry))?\b"
    r"|cache\w*\.\w*(?:duration|stats?|metrics?|latency|access_?time)\w*\("
)
_OF_MODELS = compile_later(
    rb"(?i)embedding|rerank|\bllm\b|openai|anthropic|completion|inference|predict|recommend|\bmodel_name\b|classif"
)
_OF_TESTS = compile_later(r"(?i)(?:^|/)(?:fixtures?|tests?|e2e|test[-_]?data|examples?|samples?|\.config|\.cargo)/")
_FEW = 0.15  # below this share of the calls a single cap is an exception
_Pair = tuple[Hit, str]


def capped(product: Product) -> Fact:
    """Whether output tokens are capped at more than single exceptions among the calls of generative models."""
    calls = [
        call
        for call in product.inventory.calls
        if call.kind not in _WITHOUT_TEXT and (call.remote or not call.is_predictive)
    ]
    hits = [
        pair
        for pair in sightings(product, "caps-model-output")
        if not _TYPED.search(pair[0].text) and not _IMPORTED.search(pair[0].text)
    ]
    files = model_files(product)
    capping = files_of(hits)
    yes = [
        call
        for call in calls
        if call.guards["token_cap"].state == "yes" or (call.guards["token_cap"].state != "yes" and call.path in capping)
    ]
    evidence = tuple(
        Evidence(
            call.guards["token_cap"].path or call.path,
            call.guards["token_cap"].line or call.line,
            "",
            "the output of this call is capped",
        )
        for call in yes
        if call.guards["token_cap"].state == "yes"
    )
    shown = evidence + as_evidence([pair for pair in hits if pair[0].path in files.calling])
    if not calls:
        here = [pair for pair in hits if pair[0].path in files.calling | files.near]
        return Fact(
            float(bool(here)), as_evidence(here), "output tokens are capped" if here else "no cap on output tokens"
        )
    against = tuple(
        Evidence(call.path, call.line, "", "without a cap on its output", False, call.cell)
        for call in calls
        if call not in yes
    )
    says = f"{len(yes)} of {len(calls)} calls cap their output"
    if len(yes) > 1 or len(yes) / len(calls) >= _FEW:
        return Fact(1.0, shown + against, says)
    near = [pair for pair in hits if pair[0].path in files.near - files.calling and not _LENGTH.search(pair[0].text)]
    if near and not yes:
        return Fact(1.0, as_evidence(near), "output tokens are capped where the client is made")
    return Fact(0.0, against, says)


def budgeted(product: Product) -> Fact:
    """Whether a budget or an alert bounds what all use together costs."""
    hits = [pair for pair in sightings(product, "bounds-spend") if not _IMPORTED.search(pair[0].text)]
    if hits:
        return Fact(1.0, as_evidence(hits), "a budget bounds the total")
    return Fact(
        0.0,
        (),
        "no budget or alert bounds the total",
        ("budgets of the account, gateway or agent, limits on tokens or money in a time",),
    )


def results_kept(product: Product) -> Fact:
    """Whether results of models or embeddings are kept and given again, on the ways to the model.

    A cache in memory that a Streamlit script makes anew at every rerun keeps nothing.
    """
    files = model_files(product)
    around = files.calling | files.near | files.leading
    hits = [
        pair
        for pair in sightings(product, "caches-model-results")
        if not _IMPORTED.search(pair[0].text) and not _DECLARED.search(pair[0].text)
    ]
    hits = [pair for pair in hits if not _NO_MODEL.search(pair[0].text) and not _forgets(product, pair)]
    calls = [
        call
        for call in product.inventory.calls
        if call.guards["cached"].state == "yes" and not _forgetful(product, call.guards["cached"].path)
    ]
    hits = [pair for pair in hits if pair[0].path in around or _OF_MODELS.search(product.snapshot.data(pair[0].path))]
    evidence = tuple(
        Evidence(
            call.guards["cached"].path or call.path,
            call.guards["cached"].line,
            "",
            call.guards["cached"].says or "cached",
        )
        for call in calls
    )
    if hits or evidence:
        return Fact(1.0, as_evidence(hits) + evidence, "results of the model are kept and given again")
    return Fact(
        0.0, (), "nothing is kept between equal questions", ("caches of responses, predictions and embeddings",)
    )


def served_fast(product: Product) -> Fact:
    """Whether own models run in batches, quantised, on a server or runtime made for it, or prompts are cached."""
    files = model_files(product)
    around = files.calling | files.near | files.leading
    remote = [pair for pair in sightings(product, "caches-prompts") if pair[0].path in around and not _declares(pair)]
    own = [
        pair
        for pair in sightings(product, "serves-fast")
        if _counts(product, pair, files) and not _NO_MODEL.search(pair[0].text + pair[0].path)
    ]
    local = product.has("ml") or any(not call.remote for call in product.inventory.calls)
    if remote or (own and local):
        return Fact(
            1.0,
            as_evidence(remote) + as_evidence(own if local else []),
            ", ".join(dict.fromkeys(says for _, says in [*remote, *own][:9])),
        )
    choice = [
        pair for pair in sightings(product, "serves-fast-by-choice") if pair[0].path in around and not _declares(pair)
    ]
    if own or choice:
        return Fact(0.5, as_evidence(own) + as_evidence(choice), "in part: " + (own or choice)[0][1])
    return Fact(
        0.0,
        (),
        "no batches, no quantisation, no cached prompts",
        ("inference servers, runtimes, batches, prompt caching",),
    )


def _counts(product: Product, pair: _Pair, files: ModelFiles) -> bool:
    file = product.snapshot.file(pair[0].path)
    if file is not None and file.role in ("infra", "config"):
        return not _OF_TESTS.search(pair[0].path)
    return pair[0].path in files.calling | files.near | files.leading or not files.known


def _declares(pair: _Pair) -> bool:
    return bool(_IMPORTED.search(pair[0].text) or _DECLARED.search(pair[0].text))


def _forgets(product: Product, pair: _Pair) -> bool:
    return "InMemoryCache" in pair[0].text and _forgetful(product, pair[0].path)


def _forgetful(product: Product, path: str) -> bool:
    """Whether a file is a Streamlit script with nothing that outlives a rerun."""
    data = product.snapshot.data(path) if path else b""
    return b"import streamlit" in data and b"cache_resource" not in data and b"cache_data" not in data
