"""Whether the product notices that a model's provider is overloaded, and limits what it asks at once."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.model import Fact
from readiness.model_files import model_files
from readiness.product import Product
from readiness.search import Hit
from readiness.sightings import as_evidence, patterns_named, sightings

_SIGNALS = ("meets-overload", "breaks-circuit", "limits-concurrency", "queues-with-limit")
PATTERNS = (*patterns_named(_SIGNALS),)
_OF_MODELS = compile_later(
    rb"(?i)openai|anthropic|\bllms?\b|gemini|bedrock|ollama|litellm|mistral|completions?\b|generative|\bprompt"
)
_OF_PROVIDER = compile_later(
    r"RateLimitError|ThrottlingException|ServiceQuotaExceeded|ModelNotReady|ResourceExhausted|RESOURCE_EXHAUSTED|"
    r"[oO]verloaded|insufficient_quota|allowed_fails|cooldown_time|rpm|tpm"
)
_CONCURRENT = compile_later(r"(?i)concurren|max_jobs|num_workers|semaphore|limiter")
_DECLARED = compile_later(r"^\s*(?:class|enum|interface|type|import|from|export (?:class|enum|interface|type))\b")
_Pair = tuple[Hit, str]


def met(product: Product) -> Fact:
    """Whether refusals (429, overload) are recognised, a circuit is opened, or the calls are queued or limited.

    A queue without a limit, or limits on some of the ways only, are half of it; the SDK's own retries are none.
    """
    files = model_files(product)
    refusals = [
        pair for pair in sightings(product, "meets-overload", "breaks-circuit") if not _DECLARED.search(pair[0].text)
    ]
    limits = list(sightings(product, "limits-concurrency"))
    queues = list(sightings(product, "queues-with-limit")) if product.has("jobs") else []
    close = [
        pair
        for pair in refusals
        if pair[0].path in files.calling or _is_of_models(product, pair, files.near | files.leading)
    ]
    close += [
        pair
        for pair in limits
        if pair[0].path in files.calling or (pair[0].path in files.near and _speaks_of_models(product, pair))
    ]
    close += [pair for pair in limits if _OF_PROVIDER.search(pair[0].match) and pair not in close]
    bounded = [pair for pair in queues if pair[0].path in files.leading and _CONCURRENT.search(pair[0].match)]
    if close or bounded:
        return Fact(1.0, as_evidence([*close, *bounded]), "an overloaded provider is met: " + (close or bounded)[0][1])
    some = [pair for pair in (*limits, *queues) if pair[0].path in files.leading | files.near]
    if some:
        return Fact(
            0.5, as_evidence(some), "some of the work is queued or limited; a provider's refusal is not recognised"
        )
    return Fact(
        0.0,
        (),
        "nothing looks at 429, retry-after or overload",
        ("errors of rate limits", "circuit breakers", "limits on calls at once"),
    )


def _is_of_models(product: Product, pair: _Pair, files: frozenset[str]) -> bool:
    if _OF_PROVIDER.search(pair[0].match) and _speaks_of_models(product, pair):
        return True
    return pair[0].path in files and _speaks_of_models(product, pair)


def _speaks_of_models(product: Product, pair: _Pair) -> bool:
    return bool(_OF_MODELS.search(product.snapshot.data(pair[0].path)))
