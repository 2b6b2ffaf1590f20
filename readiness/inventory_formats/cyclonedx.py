"""The inventory as a CycloneDX 1.6 bill of materials for machine learning: models, providers, prompts, data."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any, TextIO

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.service import Service
from cyclonedx.output.json import JsonV1Dot6

from readiness.inventory_report import Changes, Listing, NamedModel, measures_of, rows
from readiness.version import __version__

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:readiness:inventory")
_NO_MODEL = "(model set elsewhere)"


def write(
    listing: Listing, out: TextIO, *, width: int = 80, color: bool = False, unicode: bool = True, verbose: int = 0
) -> None:
    """Write the document: the same for the same repository, so its serial number comes from what it says."""
    del width, color, unicode, verbose
    data = json.loads(JsonV1Dot6(_document(listing)).output_as_string())
    data["metadata"].pop("timestamp", None)  # the library reads the clock
    _complete(data, listing)
    json.dump(_settled(data), out, indent=2, sort_keys=True)
    out.write("\n")


def _settled(data: Any) -> Any:
    """The same with every list in one order: the library orders what has no reference of its own by lot."""
    if isinstance(data, dict):
        return {key: _settled(value) for key, value in data.items()}
    if isinstance(data, list):
        return sorted(map(_settled, data), key=_order)
    return data


def _order(entry: Any) -> tuple[str, int, str]:
    place = entry if isinstance(entry, dict) else {}
    return str(place.get("location", "")), int(place.get("line", 0)), json.dumps(entry, sort_keys=True)


def _document(listing: Listing) -> Bom:
    said = json.dumps([listing.name, listing.commit, rows(listing)], sort_keys=True)
    bom = Bom(serial_number=uuid.uuid5(_SPACE, said))
    product = Component(
        name=listing.name or "product", type=ComponentType.APPLICATION, bom_ref="product",
        version=listing.commit or None,
    )  # fmt: skip
    bom.metadata.component = product
    bom.metadata.tools.components.add(
        Component(name="readiness", type=ComponentType.APPLICATION, bom_ref="tool", version=__version__)
    )
    services = {name: _service(listing, name) for name in _providers(listing)}
    bom.services.update(services.values())
    models = [(model, _model(listing, model)) for model in _models(listing)]
    others = [*_prompts(listing), *_datasets(listing), *_evaluations(listing)]
    bom.components.update([component for _, component in models], others)
    bom.register_dependency(product, [*services.values(), *(component for _, component in models), *others])
    for model, component in models:
        if model.provider in services:
            bom.register_dependency(component, [services[model.provider]])
    return bom


def _complete(data: dict[str, Any], listing: Listing) -> None:
    """Say what the library has no words for yet: the task of a model, and what a data component holds."""
    kinds = {f"model:{model.provider}/{model.name}": model.kinds for model in _models(listing)}
    for component in data.get("components", ()):
        tasks = kinds.get(component["bom-ref"], ())
        if tasks:
            component["modelCard"] = {"modelParameters": {"task": ", ".join(tasks)}}
        if component["type"] == "data":
            what = "definition" if component["bom-ref"].startswith("prompt:") else "dataset"
            component["data"] = [{"type": what, "name": component["name"]}]


def _providers(listing: Listing) -> list[str]:
    """Who is asked over the network, as far as it is known."""
    return sorted({call.provider for call in listing.calls if call.remote and call.provider})


def _models(listing: Listing) -> list[NamedModel]:
    """The models with a name, and for each provider one for the calls whose model is set elsewhere."""
    nameless: dict[str, list[tuple[str, int, str]]] = {}
    for call in listing.calls:
        if not call.model:
            nameless.setdefault(call.provider, []).append((call.path, call.line, call.kind))
    found = list(listing.models)
    for provider, calls in sorted(nameless.items()):
        places = tuple(sorted({(path, line) for path, line, _ in calls}))
        kinds = tuple(sorted({kind for _, _, kind in calls}))
        found.append(NamedModel(provider, _NO_MODEL, False, places, places, kinds))
    return found


def _service(listing: Listing, name: str) -> Service:
    calls = [call for call in listing.calls if call.provider == name and call.remote]
    said = [("readiness:call", f"{call.path}:{call.line}") for call in calls]
    said += [("readiness:sdk", sdk) for sdk in {call.sdk for call in calls if call.sdk}]
    return Service(name=name, bom_ref=f"provider:{name}", x_trust_boundary=True, properties=_properties(said))


def _model(listing: Listing, model: NamedModel) -> Component:
    said = [("readiness:model:pinned", "yes" if model.pinned else "no")]
    calls = [c for c in listing.calls if (c.provider, c.model or _NO_MODEL) == (model.provider, model.name)]
    for call in calls:
        for guard, found in sorted(call.guards.items()):
            said.append((f"readiness:guard:{guard}:{found.state}", f"{call.path}:{call.line}"))
    return Component(
        name=model.name, group=model.provider or None, type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=f"model:{model.provider}/{model.name}", evidence=_evidence(model.places), properties=_properties(said),
    )  # fmt: skip


def _prompts(listing: Listing) -> Iterable[Component]:
    for prompt in listing.prompts:
        said = [("readiness:prompt:kind", prompt.kind), *_history(listing.changes.get(prompt.path))]
        yield Component(
            name=prompt.name or f"{prompt.path}:{prompt.line}", type=ComponentType.DATA,
            bom_ref=f"prompt:{prompt.path}:{prompt.line}", evidence=_evidence([(prompt.path, prompt.line)]),
            properties=_properties(said),
        )  # fmt: skip


def _history(changes: Changes | None) -> list[tuple[str, str]]:
    if changes is None:
        return []
    known = (("first-change", changes.first), ("last-change", changes.last), ("changes", str(changes.count)))
    return [(f"readiness:history:{name}", value) for name, value in known if value]


def _datasets(listing: Listing) -> Iterable[Component]:
    for data in listing.datasets:
        said = [("readiness:dataset:kind", data.kind)]
        if data.cases:
            said.append(("readiness:dataset:cases", str(data.cases)))
        yield Component(
            name=data.name, type=ComponentType.DATA, bom_ref=f"dataset:{data.path}",
            evidence=_evidence([(data.path, 0)]), properties=_properties(said),
        )  # fmt: skip


def _evaluations(listing: Listing) -> Iterable[Component]:
    for found in listing.evaluations:
        said = [("readiness:evaluation:measures", name) for name in measures_of(found)]
        yield Component(
            name=found.path, type=ComponentType.FILE, bom_ref=f"evaluation:{found.path}",
            evidence=_evidence([(found.path, found.first.line)]), properties=_properties(said),
        )  # fmt: skip


def _evidence(places: Iterable[tuple[str, int]]) -> ComponentEvidence:
    return ComponentEvidence(occurrences=[Occurrence(location=path, line=line or None) for path, line in places])


def _properties(said: Iterable[tuple[str, str]]) -> list[Property]:
    return [Property(name=name, value=value) for name, value in said]
