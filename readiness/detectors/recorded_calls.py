"""What is recorded of model calls: traces with input and output, log lines near the call, the tokens used."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.components import owner_of
from readiness.model import Evidence, Fact
from readiness.model_files import model_files
from readiness.product import Product
from readiness.sanitizing import snippet
from readiness.search import Hit
from readiness.sightings import as_evidence, files_of, patterns_named, sightings

_SIGNALS = (
    "traces-model-calls",
    "traces-some-calls",
    "traces-outgoing-requests",
    "logs-model-calls",
    "keeps-token-usage",
)
PATTERNS = (*patterns_named(_SIGNALS),)
_TALK = compile_later(
    r"(?i)\b(?:loading|loaded|unload\w*|download\w*|regist\w+|initiali[sz]\w+|skip\w*|fail\w*|error|"
    r"unexpected|invalid|missing|not found|limit\b|"
    r"estimat\w+|template|starting|started|using token|budget|train\w+|fitted)"
)
_RECORDS = frozenset({"a column for tokens", "tokens are kept in a record"})
"""What keeps tokens wherever in the product it stands: a gateway counts far from what asks the model."""
_IMPORTED = compile_later(r"^\s*(?:import|from|using|use|export type|interface|type)\b")
_Pair = tuple[Hit, str]


def traced(product: Product) -> Fact:
    """Whether a tool traces the calls with input, output, latency and error: all, or those of some components."""
    found = _used(product, "traces-model-calls")
    guarded = [call for call in product.inventory.calls if call.guards["traced"].state == "yes"]
    if not found and (switched := _switched_on(product)) and len(guarded) == len(product.inventory.calls):
        return Fact(1.0, switched, "tracing is switched by a setting of the deployment")
    if not found:
        return Fact(
            0.0,
            (),
            "no tool traces the calls",
            ("Langfuse, LangSmith, Phoenix, OpenLLMetry, MLflow, Weave and the like",),
        )
    calls = product.inventory.calls
    roots = frozenset(component.path for component in product.components)
    reached = {owner_of(hit.path, roots) for hit, _ in found}
    left = [
        call
        for call in calls
        if call not in guarded or (owner_of(call.path, roots) not in reached and len(reached | roots) > 1)
    ]
    against = tuple(Evidence(call.path, call.line, "", "not traced", False, call.cell) for call in left)
    if not left or (guarded and len(left) == 0):
        return Fact(1.0, as_evidence(found), "every call of a model is traced")
    k = len(calls) - len(left)
    return Fact(
        0.5,
        as_evidence(found) + against,
        f"{k} of {len(calls)} calls are traced by a tool",
        (),
        k if 0 < k < len(calls) else 0,
        len(calls) if 0 < k < len(calls) else 0,
    )


def _switched_on(product: Product) -> tuple[Evidence, ...]:
    """Where files of the deployment hand a tracer's switch to what they start, whatever its default."""
    guards = (call.guards["traced"] for call in product.inventory.calls)
    places = sorted({(one.path, one.line) for one in guards if one.state == "yes" and one.path})
    files = {path: product.snapshot.file(path) for path, _ in places}
    return tuple(
        Evidence(path, line, snippet(product.text(path).splitlines()[line - 1]), "calls are traced where it is set")
        for path, line in places
        if (file := files[path]) is not None and file.role == "infra" and line > 0
    )[:4]


def partly(product: Product) -> Fact:
    """Whether the product itself records something of the calls: a span, or log lines with input, output, time."""
    files = model_files(product)
    around = files.calling | files.near | files.leading
    spans = [pair for pair in _used(product, "traces-some-calls") if pair[0].path in around]
    lines = [
        pair
        for pair in sightings(product, "logs-model-calls")
        if pair[0].path in around and not _TALK.search(pair[0].text)
    ]
    lines = [pair for pair in lines if "console." not in pair[0].match]
    if any(call.remote for call in product.inventory.calls):
        spans += _used(product, "traces-outgoing-requests")
    if spans or lines:
        return Fact(
            1.0,
            as_evidence(spans) + as_evidence(lines),
            "something of the calls is recorded: " + (spans or lines)[0][1],
        )
    return Fact(0.0, (), "nothing of the calls is recorded")


def usage_kept(product: Product) -> Fact:
    """Whether tokens or money are kept per call, in most of the files that ask a model."""
    files = model_files(product)
    around = files.calling | files.near | files.leading
    kept = [
        pair
        for pair in sightings(product, "keeps-token-usage")
        if (pair[0].path in around or pair[1] in _RECORDS) and not _TALK.search(pair[0].text)
    ]
    guarded = [
        call
        for call in product.inventory.calls
        if call.guards["cost_recorded"].state == "yes" and call.path in files_of(kept)
    ]
    evidence = as_evidence(kept) + tuple(
        Evidence(call.path, call.guards["cost_recorded"].line, "", "tokens are read at the call") for call in guarded
    )
    asking = {
        call.path
        for call in product.inventory.calls
        if call.remote
        and call.kind not in ("embeddings", "rerank", "moderation", "ocr", "audio", "speech", "predict", "classify")
    }
    reporting = files_of(kept)
    if kept:
        missing = sorted(asking - reporting) if asking & reporting else []
        if missing and len(missing) * 3 > len(asking):
            against = tuple(Evidence(path, 0, "", "tokens of its calls are not kept", False) for path in missing)
            return Fact(
                0.5,
                evidence + against,
                f"tokens are kept for {len(asking) - len(missing)} of {len(asking)} files that ask a model",
            )
        return Fact(1.0, evidence, "tokens or money are recorded: " + kept[0][1])
    return Fact(0.0, (), "neither tokens nor money are recorded", ("tokens in logs, tables, metrics or traces",))


def usage_in_traces(product: Product) -> Fact:
    """Whether tokens reach a tracing tool: for every call, or for the calls where the SDK's telemetry is on."""
    whole = traced(product)
    if whole.degree and any("ChatModelListener" not in place.snippet for place in whole.evidence if place.supports):
        return whole
    some = [pair for pair in _used(product, "traces-some-calls") if "telemetry" in pair[0].match]
    if some:
        return Fact(0.5, as_evidence(some), "tokens are in the spans of some calls")
    return Fact(0.0)


def _used(product: Product, signal: str) -> list[_Pair]:
    """Sightings in code that is the product's: no imports, no notebooks beside other code that asks a model."""
    asks = any(not call.path.endswith(".ipynb") for call in product.inventory.calls)
    return [
        pair
        for pair in sightings(product, signal)
        if not _IMPORTED.search(pair[0].text) and not (asks and pair[0].path.endswith(".ipynb"))
    ]
