"""Model output: whether it is checked before use, and what happens when the model or retrieval is in doubt."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.inventory import AiCall
from readiness.model import Evidence, Fact
from readiness.model_paths import below, way_patterns, ways
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, patterns_named, sightings

MOST = 0.6  # of the files that ask a model
_VECTORS = frozenset({"embeddings", "rerank", "moderation"})
_IMPORT = compile_later(r"^\s*(?:import|from|using|use|export \*)\b")
_REQUEST = compile_later(
    r"(?i)request|body|params|payload|config|settings|dateutil|arg_?parser|env\b|env\w*schema|server"
)
_DECLARED = compile_later(r"\b(?:private|protected)\b|@Schema|@ApiModelProperty|payload\.put|\bhelp\s*=")
_PROMPT = compile_later(r"(?i)prompt|template|system_message|instructions")
_TRAINING = compile_later(
    r"(?i)(?:^|/)[^/]*(?:train|evaluat|experiment|drift|monitor|anomal|research|benchmark|quality)[^/]*\.\w+$"
)
_EXTREME = compile_later(
    r"(?i)(?:^|[^a-z])(?:best|max(?:imum)?|top|highest|lowest|prev(?:ious)?|last|total|cum(?:ulative)?|sum|random|rand|null|new|old)_?"
    r"\w*(?:score|prob\w*|distance|similarity|confidence|threshold|logprob)s?\b|\b\w*_?(?:score|prob\w*)_(?:null|sum|total)\b"
    r"|[<>]=?\s*-?(?:0+(?:\.0*)?|1\.0*|[a-z_.]{0,30}other\w*(?:\.\w+)?)\s*(?:[):;,{&|?\]]|and\b|or\b|$)"
)
"""A search for the best, a draw, a check of what a number may be: a score compared, but none that is doubted."""
_NAMES = {
    "checked": ("output-schema", "output-parse", "doubt-score"),
    "doubts": ("doubt-score", "doubt-empty", "doubt-refusal", "doubt-asked"),
}


def checked(product: Product) -> Fact:
    """Whether model output is checked before use, counted over the files that ask a model.

    A schema, a list or ranges for most of them is the whole of it; for some of them, or parsing and a look for
    emptiness alone, is half.
    """
    calls = [call for call in product.inventory.calls if call.kind not in _VECTORS] or list(product.inventory.calls)
    near = below(product, ways(product).callers)
    shaped = _here(near, sightings(product, "output-schema"))
    strong = (
        *(pair for pair in shaped if not _REQUEST.search(pair[0].match)),
        *_doubted(_here(near, sightings(product, "doubt-score"))),
    )
    weak = _here(near, sightings(product, "output-parse"))
    if not calls:
        return _without_calls(product)
    files = sorted({call.path for call in calls})
    holding = _holding(product, calls, strong)
    lacking = tuple(
        Evidence(call.path, call.line, "", "what comes back here is taken as it comes", False, call.cell)
        for call in {call.path: call for call in reversed(calls) if call.path not in holding}.values()
    )
    proof = tuple(holding[path] for path in sorted(holding))
    k, n = len(holding), len(files)
    if k and k >= MOST * n and (k > 1 or n == 1 or k == n):
        return Fact(1.0, proof + as_evidence(strong), "model output is checked before it is used", (), 0, 0)
    if k:
        return Fact(0.5, proof + lacking, f"{k} of {n} files that ask a model check what comes back", (), k, n)
    if strong or weak:
        return Fact(
            0.5, as_evidence(strong or weak) + lacking, "model output is parsed or looked at for emptiness, not checked"
        )
    return Fact(0.0, lacking, "model output is taken as it comes", ("schemas", "parsers", "ranges", "lists"))


def doubts(product: Product) -> Fact:
    """Whether low confidence, empty retrieval or refusal leads to another path; one threshold or refusal is half."""
    near = below(product, ways(product).files)
    scores = _doubted(_here(near, sightings(product, "doubt-score")))
    empty = tuple(pair for pair in _here(near, sightings(product, "doubt-empty")) if not _PROMPT.search(pair[0].path))
    refusals = _here(near, sightings(product, "doubt-refusal"))
    said = [pair for pair in empty if "says" in pair[1]]
    noticed = [pair for pair in empty if "says" not in pair[1]]
    told = {pair[0].path for pair in said} & {pair[0].path for pair in noticed}
    if told or len(scores) > 1 or (scores and (said or refusals)):
        proof = as_evidence(scores) + as_evidence(pair for pair in empty if pair[0].path in told)
        return Fact(1.0, proof, "doubt leads to a different path")
    if scores:
        return Fact(0.5, as_evidence([*scores, *noticed]), "one threshold drops weak results; nothing tells of it")
    if said or refusals or (noticed and product.has("rag")):
        return Fact(
            0.5,
            as_evidence([*said, *refusals, *noticed]),
            "some doubt is noticed: an empty search, a refusal or a stop",
        )
    asked = sightings(product, "doubt-asked")
    if asked:
        return Fact(0.5, as_evidence(asked), "only the prompt asks the model to say that it does not know")
    looked = ("score thresholds", "empty retrieval", "refusals", "escalation")
    return Fact(0.0, (), "no path for low confidence, empty retrieval or refusal", looked)


def _holding(product: Product, calls: list[AiCall], strong: tuple[tuple[Hit, str], ...]) -> dict[str, Evidence]:
    """Files that ask a model and check what comes back, with the place of the check."""
    found: dict[str, Evidence] = {}
    for hit, says in strong:
        found.setdefault(hit.path, hit.evidence(says))
    wanted = {call.path for call in calls}
    found = {path: place for path, place in found.items() if path in wanted}
    for call in calls:
        guard = call.guards.get("output_validated")
        if guard is not None and guard.state == "yes":
            if not _REQUEST.search(guard.says):
                found.setdefault(
                    call.path,
                    Evidence(guard.path or call.path, guard.line or call.line, guard.says, "the output is checked"),
                )
    return found


def _without_calls(product: Product) -> Fact:
    strong = [pair for pair in sightings(product, "output-schema") if not _IMPORT.search(pair[0].text)]
    if strong:
        return Fact(0.5, as_evidence(strong), "output is checked in some places")
    return Fact(0.0, (), "no check of model output was found", ("schemas", "parsers", "ranges", "lists"))


def _here(near: frozenset[str], found: tuple[tuple[Hit, str], ...]) -> tuple[tuple[Hit, str], ...]:
    return tuple(
        pair for pair in found
        if pair[0].path in near and not _TRAINING.search(pair[0].path)
        and not _IMPORT.search(pair[0].text) and not _DECLARED.search(pair[0].text)
    )  # fmt: skip


def _doubted(found: tuple[tuple[Hit, str], ...]) -> tuple[tuple[Hit, str], ...]:
    """Scores that are held against what is good enough, not against one another or zero."""
    return tuple(pair for pair in found if not _EXTREME.search(pair[0].text))


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that the functions look for, announced before the one pass."""
    return [*way_patterns(), *patterns_named(_NAMES.get(function, ()))]
