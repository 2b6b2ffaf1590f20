"""Which models the product names: how exactly and in how many places, by whose choice, and whether by task."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.inventory.model import ModelUse
from readiness.model import Evidence, Fact
from readiness.model_files import model_files
from readiness.product import Product
from readiness.sanitizing import snippet
from readiness.search import Hit
from readiness.sightings import as_evidence, patterns_named, sightings

_SIGNALS = (
    "falls-back-to-model",
    "provider-by-setting",
    "names-exact-model",
    "names-own-model",
    "names-model",
    "tiers-models",
    "models-by-task",
    "states-model-cost",
)
PATTERNS = (*patterns_named(_SIGNALS),)
_DEFINES = compile_later(
    r"^\s*(?:(?:export|public|private|protected|static|async|override|default|final|func|fn|def|function)\s+)+"
)
_IMPORTED = compile_later(r"^\s*(?:import|from|using|use)\b|^\s*(?:export\s+)?(?:interface|type)\b")
_FEW = 3  # models, of which a product may set up each for a purpose
_CHEAP = compile_later(r"(?i)mini\b|nano\b|haiku|flash|lite\b|small|\b3b|\b[178]b\b|instant|turbo|tiny|luna")
_EMBEDS = compile_later(r"(?i)embed|whisper|tts|rerank|dall-e|imagen|moderation|clip|ada-002")
_DEPLOYMENT = compile_later(r"(?i)deployment|endpoint|model_?(?:id|name|version)")
_MANY = 6  # names in one file: a list to choose from
_Pair = tuple[Hit, str]


def fall_back(product: Product) -> Fact:
    """Whether another model or provider is tried by itself when the first one fails."""
    guarded = [
        (call, call.guards["fallback"]) for call in product.inventory.calls if call.guards["fallback"].state == "yes"
    ]
    evidence = tuple(
        Evidence(guard.path or call.path, guard.line, "", guard.says or "another model is tried", True)
        for call, guard in guarded
    )
    hits = [pair for pair in sightings(product, "falls-back-to-model") if not _DEFINES.search(pair[0].text)]
    if evidence or hits:
        return Fact(1.0, as_evidence(hits) + evidence, "another model is tried when the first one fails")
    return Fact(0.0, (), "nothing is tried when the model fails", ("fallbacks in code, router and gateway settings",))


def switchable(product: Product) -> Fact:
    """Whether a setting, a caller or a choice on the screen changes the model or its provider."""
    hits = [pair for pair in sightings(product, "provider-by-setting") if not _IMPORTED.search(pair[0].text)]
    providers = sorted(
        {
            call.provider
            for call in product.inventory.calls
            if call.remote and call.kind in ("chat", "responses", "completion") and call.provider
        }
    )
    if hits:
        near = model_files(product)
        hits.sort(key=lambda pair: (pair[0].path not in near.near | near.leading, pair[0].path, pair[0].line))
        return Fact(
            1.0, as_evidence(hits), "the model or its provider is switched by a setting or a choice, not by itself"
        )
    if len(providers) > 2:
        places = tuple(
            Evidence(call.path, call.line, "", f"asks {call.provider}")
            for call in product.inventory.calls
            if call.remote
        )
        return Fact(1.0, places, f"{len(providers)} providers can be asked: {', '.join(providers[:5])}")
    return Fact(0.0, (), "one provider is wired in")


def pinned(product: Product) -> Fact:
    """Whether the model is named exactly, in one place; floating or scattered names or a choice are half of it."""
    uses = [use for use in product.inventory.models if _is_shipped(product, use)]
    exact_hits, own = list(sightings(product, "names-exact-model")), list(sightings(product, "names-own-model"))
    named = [
        *sightings(product, "names-model"),
        *(pair for pair in sightings(product, "provider-by-setting") if not _IMPORTED.search(pair[0].text)),
    ]
    floating = [use for use in uses if not use.pinned]
    exact = [use for use in uses if use.pinned]
    files = {use.path for use in uses} | {hit.path for hit, _ in exact_hits}
    against = tuple(_evidence(product, use, False) for use in floating)
    support = tuple(_evidence(product, use, True) for use in exact) + as_evidence(exact_hits)
    deployed = any("template deploys" in says for _, says in exact_hits)
    choice = [  # a setting that names a deployment chooses no model where the template says what is deployed
        pair
        for pair in sightings(product, "provider-by-setting")
        if not (deployed and (_DEPLOYMENT.search(pair[0].text) or pair[0].path in {hit.path for hit, _ in exact_hits}))
    ]
    if support and not floating and len(files) == 1 and not choice:
        return Fact(1.0, support, "named exactly, in one place")
    if support or floating:
        says = (
            f"{len(floating)} of {len(uses) + len(exact_hits)} names float"
            if floating
            else f"exact names, in {len(files)} files or beside a choice"
        )
        return Fact(0.5, support + against, says)
    if own:
        return Fact(
            0.5, as_evidence(own), "an own model is named by file or run, without a version that is kept in one place"
        )
    if named:
        return Fact(0.5, as_evidence(named), "the model is chosen by whoever runs or uses it")
    if any(call.model for call in product.inventory.calls):
        return Fact(
            0.5,
            tuple(
                Evidence(call.path, call.line, "", f"asks {call.model}", call.model_pinned)
                for call in product.inventory.calls
                if call.model
            ),
            "named at the calls",
        )
    return Fact(
        0.0,
        tuple(
            Evidence(call.path, call.line, "", "asks a model without a name", False)
            for call in product.inventory.calls[:5]
        ),
        "the model is never named",
    )


def tiered(product: Product) -> Fact:
    """Whether cheaper and dearer models are chosen by task, difficulty or plan; by kind of input alone is half."""
    files = model_files(product)
    around = files.near | files.leading
    tiers = [
        pair
        for pair in sightings(product, "tiers-models")
        if (pair[0].path in around or not files.known) and not _IMPORTED.search(pair[0].text)
    ]
    if tiers:
        return Fact(1.0, as_evidence(tiers), "cheaper and dearer models by task")
    kinds = [
        pair for pair in sightings(product, "models-by-task", "states-model-cost") if not _IMPORTED.search(pair[0].text)
    ]
    if kinds:
        return Fact(0.5, as_evidence(kinds), "models by kind of task or by choice, not by cost or difficulty")
    asked = {
        call.model: call
        for call in product.inventory.calls
        if call.model and call.remote and not _EMBEDS.search(call.model)
    }
    set_up = _set_up(product)
    if len({bool(_CHEAP.search(use.name)) for use in set_up}) > 1:
        places = tuple(_evidence(product, use, True) for use in set_up)
        return Fact(0.5, places[:6], "models of two price classes are set up, without a stated choice")
    if len({bool(_CHEAP.search(name)) for name in asked}) > 1:
        places = tuple(Evidence(call.path, call.line, "", f"asks {name}") for name, call in sorted(asked.items()))
        return Fact(0.5, places, f"{len(asked)} models at different calls, without a stated choice")
    return Fact(0.0, (), "one model, or one choice, for everything")


def _set_up(product: Product) -> tuple[ModelUse, ...]:
    """The models that the product's files set up: two or three in all, for more are a list to choose from."""
    uses = tuple(use for use in product.inventory.models if _is_set(product, use) and not _EMBEDS.search(use.name))
    return uses if 2 <= len({use.name for use in uses}) <= _FEW else ()


def _is_set(product: Product, use: ModelUse) -> bool:
    file = product.snapshot.file(use.path)
    return file is not None and file.role in ("code", "config") and not use.path.endswith(".ipynb")


def _is_shipped(product: Product, use: ModelUse) -> bool:
    file = product.snapshot.file(use.path)
    return file is not None and file.role in ("code", "config", "infra", "example")


def _evidence(product: Product, use: ModelUse, supports: bool) -> Evidence:
    lines = product.text(use.path).split("\n")
    shown = snippet(lines[use.line - 1]) if 0 < use.line <= len(lines) and not use.path.endswith(".ipynb") else ""
    return Evidence(use.path, use.line, shown, f"{use.name} {'is exact' if use.pinned else 'floats'}", supports)
