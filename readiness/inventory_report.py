"""What a product has to do with models, ready to be told: its calls, models, prompts, data sets and evaluations."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from readiness.data_files import DataFile, data_files
from readiness.inventory import AiCall, Inventory, Prompt
from readiness.product import Product
from readiness.prompt_files import all_prompts
from readiness.quality_evaluation import EvalFile

Rows = dict[str, list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model by the name that the product gives it, with every place that names it; `calls` are those that ask it."""

    provider: str
    name: str
    pinned: bool
    places: tuple[tuple[str, int], ...]
    calls: tuple[tuple[str, int], ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """How often the file of a prompt changed, and the days of its first and last change ("" where not known)."""

    first: str
    last: str
    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything that a form of the inventory tells. `changes` is by path, for the files that hold prompts."""

    name: str
    commit: str
    is_dirty: bool
    code_files: int
    calls: tuple[AiCall, ...]
    models: tuple[NamedModel, ...]
    prompts: tuple[Prompt, ...]
    changes: dict[str, Changes]
    datasets: tuple[DataFile, ...]
    evaluations: tuple[EvalFile, ...]


def listing(product: Product, name: str) -> Listing:
    """The listing of a product whose folder has this name."""
    prompts = all_prompts(product)
    snapshot = product.snapshot
    return Listing(
        name, snapshot.commit, snapshot.is_dirty, len(product.code), product.inventory.calls,
        named_models(product.inventory), prompts, _changes(product, {prompt.path for prompt in prompts}),
        data_files(product), product.evaluations.files,
    )  # fmt: skip


def rows(found: Listing) -> Rows:
    """The parts as the JSON contract names them, each by path and line."""
    return {
        "ai_calls": [_call(call) for call in found.calls],
        "models": [_model(model) for model in found.models],
        "prompts": [_prompt(prompt, found.changes.get(prompt.path)) for prompt in found.prompts],
        "datasets": [{"path": d.path, "name": d.name, "kind": d.kind, "cases": d.cases} for d in found.datasets],
        "evaluations": [
            {"path": e.path, "line": e.first.line, "measures": measures_of(e)} for e in found.evaluations
        ],
    }  # fmt: skip


def test_rows(product: Product) -> list[dict[str, object]]:
    """The files with tests and how many of their cases count, sorted by path."""
    return [{"path": file.path, "cases": file.cases} for file in sorted(product.test_suite.files, key=lambda f: f.path)]


def named_models(inventory: Inventory) -> tuple[NamedModel, ...]:
    """The models by provider and name. A name that is asked at one provider alone is that provider's everywhere."""
    asked: dict[str, set[str]] = {}
    for call in inventory.calls:
        if call.model:
            asked.setdefault(call.model, set()).add(call.provider)
    calls: dict[tuple[str, str], list[AiCall]] = {}
    places: dict[tuple[str, str], set[tuple[str, int]]] = {}
    pins: dict[tuple[str, str], bool] = {}
    for call in inventory.calls:
        if call.model:
            key = (call.provider, call.model)
            calls.setdefault(key, []).append(call)
            places.setdefault(key, set()).add((call.path, call.line))
            pins[key] = call.model_pinned
    for use in inventory.models:
        known = asked.get(use.name, set())
        key = (next(iter(known)) if len(known) == 1 else use.provider, use.name)
        if not any(call.path == use.path and call.line <= use.line <= call.end_line for call in calls.get(key, ())):
            places.setdefault(key, set()).add((use.path, use.line))
        pins.setdefault(key, use.pinned)
    return tuple(
        NamedModel(
            *key, pins[key], tuple(sorted(places[key])),
            tuple(sorted({(call.path, call.line) for call in calls.get(key, ())})),
            tuple(sorted({call.kind for call in calls.get(key, ())})),
        )
        for key in sorted(places)
    )  # fmt: skip


def measures_of(evaluation: EvalFile) -> list[str]:
    """What an evaluation measures, in words: "quality", "latency", ..."""
    return sorted({name.removeprefix("eval-").removesuffix("-words") for name, _ in evaluation.measures})


def _changes(product: Product, paths: set[str]) -> dict[str, Changes]:
    """The history of these files; the first change of a shallow clone's file is not known."""
    if not paths or not product.history.exists:
        return {}
    counts = Counter(path for commit in product.history.commits for path in commit.paths if path in paths)
    first, last = product.history.first_touch, product.history.last_touch
    shallow = product.history.is_shallow
    return {
        path: Changes("" if shallow else _day(first[path]), _day(last[path]), counts[path])
        for path in sorted(counts)
    }  # fmt: skip


def _day(time: int) -> str:
    return datetime.datetime.fromtimestamp(time, datetime.UTC).date().isoformat()


def _call(call: AiCall) -> dict[str, object]:
    guards = {
        name: {
            key: value
            for key, value in (("state", guard.state), ("path", guard.path), ("line", guard.line), ("says", guard.says))
            if value
        }
        for name, guard in sorted(call.guards.items())
    }
    return {
        "path": call.path, "line": call.line, "cell": call.cell or None, "provider": call.provider, "sdk": call.sdk,
        "model": call.model, "model_pinned": call.model_pinned, "kind": call.kind, "remote": call.remote,
        "function": call.function, "wrapper": call.wrapper, "guards": guards,
    }  # fmt: skip


def _model(model: NamedModel) -> dict[str, object]:
    return {
        "provider": model.provider, "model": model.name, "pinned": model.pinned,
        "places": [f"{path}:{line}" for path, line in model.places],
        "calls": [f"{path}:{line}" for path, line in model.calls],
    }  # fmt: skip


def _prompt(prompt: Prompt, changes: Changes | None) -> dict[str, object]:
    history = {"first": changes.first or None, "last": changes.last, "changes": changes.count} if changes else None
    return {
        "path": prompt.path, "line": prompt.line, "name": prompt.name, "kind": prompt.kind, "length": prompt.length,
        "history": history,
    }  # fmt: skip
