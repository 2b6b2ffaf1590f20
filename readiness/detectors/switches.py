"""Whether the AI function, or one model, prompt or tool of it, can be switched off, and what that takes."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.model import Fact
from readiness.model_files import model_files
from readiness.product import Product
from readiness.search import Hit
from readiness.sightings import as_evidence, patterns_named, sightings

_SIGNALS = ("switches-ai-off", "switches-ai-by-restart", "works-without-key")
PATTERNS = (*patterns_named(_SIGNALS),)
_REFUSES = compile_later(
    r"(?i)\b(?:raise|throw|panic|fatal\w*|exit|abort|die)\b|Errorf|new Error|errors\.New|Err\(|"
    r"Exception|\.error\(|(?:config|settings)\.api_?key"
)
_ENDS = compile_later(
    r"\blog(?:ger)?\.(?:Fatal|Panic|fatal|critical)\w*\(|\bos\.Exit\(|\bprocess\.exit\(|\bsys\.exit\(|\bpanic!?\("
)
_OF_SETTINGS = compile_later(r"(?i)\b(?:config|settings|env|options|self\.config)\b")
_OF_MODELS = compile_later(
    r"(?i)model|recogni|llm|\bai\b|agent|tool|prompt|features?|(?:^|/)(?:settings|application)[\w-]*\.\w+$"
)
_SCREEN = compile_later(r"(?i)use(?:State|Effect|Memo)\b|className|<\w+|\$t\(|\bt\(|locale|i18n|aria-|disabled=\{")
_Pair = tuple[Hit, str]


def at_run_time(product: Product) -> Fact:
    """Whether a stored switch or a feature flag of the AI function is read on the ways to the model."""
    files = model_files(product)
    around = files.calling | files.near | files.leading
    hits = [
        pair
        for pair in sightings(product, "switches-ai-off")
        if not _OF_SETTINGS.search(pair[0].text) and not _SCREEN.search(pair[0].text)
    ]
    here = [pair for pair in hits if pair[0].path in around or not files.known]
    if here:
        return Fact(1.0, as_evidence(here), "switched at run time: " + here[0][1])
    return Fact(
        0.0, (), "no switch is read while it runs", ("feature flags, stored switches of models, tools and agents",)
    )


def with_restart(product: Product) -> Fact:
    """Whether a setting switches it at the next start, or it is designed to run without a key."""
    hits = [pair for pair in sightings(product, "switches-ai-by-restart") if _switches(pair)]
    without = [pair for pair in sightings(product, "works-without-key") if not _refuses(product, pair[0])]
    files = model_files(product)
    without = [
        pair for pair in without if not files.known or pair[0].path in files.calling | files.near | files.leading
    ]
    if hits or without:
        return Fact(
            1.0,
            as_evidence(hits, a_file=2) + as_evidence(without),
            "switched with a restart: " + (hits or without)[0][1],
        )
    return Fact(0.0, (), "nothing switches it off")


def _refuses(product: Product, hit: Hit) -> bool:
    """Whether what happens without the key is an end: a match may stop in the middle of `log.Fatal`."""
    rows = product.text(hit.path).split("\n")[hit.line - 1 : hit.line + 1] if not hit.cell else []
    return bool(_REFUSES.search(hit.match) or _ENDS.search("\n".join(rows)))


def _switches(pair: _Pair) -> bool:
    hit = pair[0]
    if _SCREEN.search(hit.text):
        return False
    return hit.match.strip(" -\"':\t").partition(":")[0].strip("\"' ") != "enabled" or bool(_OF_MODELS.search(hit.path))
