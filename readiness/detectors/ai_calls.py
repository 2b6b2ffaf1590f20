"""How many of the product's model calls have a guard: a time limit, a retry, handled failures, set parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.inventory import AiCall
from readiness.model import Evidence, Fact
from readiness.model_files import is_local_only, model_files, place_of, shown
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, files_of, patterns_named, sightings

TEXTS = frozenset(
    {"chat", "responses", "completion", "agent", "chain", "generate", "vision", "code", "assistant", "realtime"}
)
_NAMES: Mapping[str, str] = {
    "timeout": "a time limit", "retry": "a retry", "errors_handled": "a handler of failures", "fallback": "a fallback",
    "token_cap": "a cap on their output", "sampling": "set sampling",
}  # fmt: skip
_LEAST, _MOST = 0.05, 0.95
_TYPED = compile_later(
    r"(?i)\w\??:\s*(?:Mapped\[|Annotated\[|Optional\[|Union\[)?"
    r"(?:int|integer|number|float|double|str|string|None|null|undefined)\b[^=\n]*(?:=\s*(?:Field\(|None)[^\n]*)?$"
    r"|=\s*(?:None|null|nil)\b"
)
"""Lines that only give a type, or nothing."""
_Judged = tuple[float, Evidence]


def asked_elsewhere(product: Product) -> Fact:
    """Whether a model on another machine is asked; local inference alone is the absence of the subject."""
    if is_local_only(product):
        return Fact(0.0, (), "models run on the product's own machine only")
    return Fact(1.0)


def asked(product: Product) -> Fact:
    """Whether a model is asked at all: nothing is where code only trains one and serves nobody."""
    if product.inventory.calls or product.has("llm") or product.serves:
        return Fact(1.0)
    return Fact(0.0, (), "models are trained here, none is asked")


def remote(product: Product, *, having: Parameters) -> Fact:
    """How many calls of remote models have a guard. See `_share` for what `having` may hold."""
    return _share(product, [call for call in product.inventory.calls if call.remote], dict(having))


def every(product: Product, *, having: Parameters) -> Fact:
    """How many calls of models, local ones included, have a guard."""
    return _share(product, list(product.inventory.calls), dict(having))


def texts(product: Product, *, having: Parameters) -> Fact:
    """How many calls of generative models have a guard."""
    calls = [call for call in product.inventory.calls if call.kind in TEXTS]
    return _share(
        product,
        calls or [call for call in product.inventory.calls if call.remote and not call.is_predictive],
        dict(having),
    )


def _share(product: Product, calls: list[AiCall], having: Mapping[str, Any]) -> Fact:
    """The share of calls with a guard.

    `having`: guard; default, unknown (what such a state is worth, from 0 to 1; few unknown ones are left out);
    enough (from which share on the rest are side calls). Signals that stand for the guard: seen (in the call's file),
    led_by (in a file that leads to the calls), everywhere (anywhere in a service), near (around the calls, worth
    half), blind (looked for in files that name a model, where no call could be read).
    """
    guard = str(having["guard"])
    if not calls:
        return _blind(product, str(having.get("blind", "")), guard)
    stand_in = _stand_ins(product, having)
    judged = [_judged(call, guard, having, stand_in) for call in calls]
    known = [item for item, call in zip(judged, calls, strict=True) if item[0] >= 1.0 or _is_told(call, guard)]
    if known and (not having.get("unknown", 0.5) or 2 * len(known) > len(judged)):
        judged = known  # where most are known, the others hardly differ
    around = _around(product, having) if not any(value for value, _ in judged) else None
    if around is not None:
        return Fact(
            0.5,
            (around, *(item[1] for item in judged)),
            f"{_NAMES.get(guard, guard)} around the calls, not visibly at them",
        )
    n, worth = len(judged), sum(value for value, _ in judged)
    share = worth / n
    k = sum(1 for value, _ in judged if value >= 1.0)
    degree = (
        1.0 if share >= float(having.get("enough", 1.0)) else 0.0 if share == 0.0 else min(max(share, _LEAST), _MOST)
    )
    evidence = tuple(item[1] for item in sorted(judged, key=lambda item: -abs(item[0] - 0.5)))
    halves = sum(1 for value, _ in judged if 0.0 < value < 1.0)
    says = f"{k} of {n} calls have {_NAMES.get(guard, guard)}" + (
        f", {halves} only by the SDK itself or not visibly" if halves else ""
    )
    return Fact(degree, evidence, says, (), *((k, n) if 0.0 < degree < 1.0 else (0, 0)))


def _is_told(call: AiCall, guard: str) -> bool:
    return call.guards[guard].state != "unknown"


def _judged(call: AiCall, guard: str, having: Mapping[str, Any], stand_in: Mapping[str, Evidence]) -> _Judged:
    """What a call is worth, and the place that shows it."""
    found = call.guards[guard]
    if found.state == "yes":
        return 1.0, place_of(call, f"{_NAMES.get(guard, guard)}: {found.says or found.path}", True)
    if found.state in ("no", "unknown") and call.path in stand_in:
        return 1.0, stand_in[call.path]
    if found.state == "default":
        worth = float(having.get("default", 0.5))
        return worth, place_of(call, f"only what the SDK does by itself: {found.says or call.sdk}", worth >= 1.0)
    if found.state == "unknown":
        return float(having.get("unknown", 0.5)), place_of(call, "not visible here", False)
    return 0.0, place_of(call, f"without {_NAMES.get(guard, guard)}", False)


def _stand_ins(product: Product, having: Mapping[str, Any]) -> dict[str, Evidence]:
    """File -> what stands there for the guard of its calls."""
    found: dict[str, Evidence] = {}
    if "seen" in having:
        for hit, says in sightings(product, str(having["seen"])):
            if _TYPED.search(hit.text):
                continue
            found.setdefault(hit.path, hit.evidence(says))
    if "led_by" in having:
        files = model_files(product)
        led = [pair for pair in sightings(product, str(having["led_by"])) if _leads(product, pair, files.leading)]
        for path in sorted(files.calling) if led else ():
            found.setdefault(path, led[0][0].evidence(led[0][1]))
    if "everywhere" in having and product.has("service"):
        for hit, says in sightings(product, str(having["everywhere"]))[:1]:
            for path in sorted(model_files(product).calling):
                found.setdefault(path, hit.evidence(says))
    return found


def _around(product: Product, having: Mapping[str, Any]) -> Evidence | None:
    """The first place in the files around the calls that shows the signal `near`."""
    files = model_files(product)
    for hit, says in sightings(product, str(having["near"])) if "near" in having else ():
        if hit.path in files.near | files.leading and not _TYPED.search(hit.text):
            return hit.evidence(says)
    return None


def _leads(product: Product, pair: tuple[Hit, str], leading: frozenset[str]) -> bool:
    """Whether a sighting speaks for the calls: on the way to them, or in the settings of the queue on the way."""
    if pair[0].path in leading:
        return True
    return (
        product.has("jobs")
        and bool(files_of(sightings(product, "queues-with-limit")) & leading)
        and "queue" in pair[0].path.lower()
    )


_SAMPLES = compile_later(
    r"\b(?:\w*generate\w*|SamplingParams|GenerationConfig|sample)\([^\n]{0,160}\btemperature\s*=\s*[\w.]"
)


def _blind(product: Product, signal: str, guard: str) -> Fact:
    """Where no call could be read: whether the files that name a model show the guard's words. Never more than half."""
    places = shown(product)
    files = frozenset(place.path for place in places)
    if not files or not signal:
        return Fact(None, (), "no call of a model could be read")
    beside = {path.rpartition("/")[0] for path in files} - {""}
    found = [
        pair
        for pair in sightings(product, signal)
        if (pair[0].path in files or pair[0].path.rpartition("/")[0] in beside) and not _TYPED.search(pair[0].text)
    ]
    whole = [pair for pair in sightings(product, signal) if guard == "sampling" and _SAMPLES.search(pair[0].text)]
    if whole:
        return Fact(1.0, as_evidence(whole), f"a model of its own is given {_NAMES.get(guard, guard)}")
    if found:
        return Fact(
            0.5,
            as_evidence(found),
            f"where a model is named, there is {_NAMES.get(guard, guard)}; the calls themselves could not be read",
        )
    against = tuple(
        Evidence(place.path, place.line, place.snippet, f"without {_NAMES.get(guard, guard)}", False)
        for place in places
    )
    return Fact(0.0, against, f"nothing near the model gives it {_NAMES.get(guard, guard)}")


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns of the signals that `having` names, announced before the one pass."""
    having = dict(dict(parameters).get("having", ()))
    names = [str(having[key]) for key in ("seen", "led_by", "everywhere", "near", "blind") if key in having]
    return patterns_named([*names, *(["queues-with-limit"] if "led_by" in having else [])])
