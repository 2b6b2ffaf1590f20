"""The facets of a project (ai, llm, rag, agent, ml, training, data, service, ui, jobs), each with its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from readiness.compiling import compile_later
from readiness.components import owner_of
from readiness.model import Component, Evidence
from readiness.search import Hit, Pattern
from readiness.signals import load_signals
from readiness.sources import Sources

if TYPE_CHECKING:
    from readiness.inventory import AiCall, Inventory

FACETS = ("ai", "llm", "rag", "agent", "ml", "training", "data", "service", "ui", "jobs")
SUBCOMMANDS = 3
PACKAGED = 8  # files of code: beside so much, what a notebook alone tries is no part of the product
MANY = 4  # files with a predictive model's library: beside a generative model it is then a main function, too;
# those that only find, order or cut the context of the generative one do not count
_SERVES_RETRIEVAL = compile_later(
    r"(?i)embed|encod|re-?rank|retriev|chunk|vector|index|token|prun|verif|summar|llm|ingest|pars(?:e|ing|er)|file_?process|(?:^|/)(?:chat|agents?|rag\w*)/"
)
_OF_DOCUMENTS = compile_later(
    r"(?i)(?:^|/)docs?/(?:[^/]+/)*(?:_static|_templates|_includes|_layouts|overrides|themes?)/"
)
_AT_THE_DOOR = compile_later(
    r"(?i)(?:^|/)(?:log-?in|sign-?in|oauth\w*|idp|consent|callback|error|40\d|50\d|not-?found)[\w-]*\.html?$"
)
"""Pages that people pass on their way to something else: alone they are no screen of the product."""
_HOUSEKEEPING = compile_later(  # timers that keep the house, and workers that write the log: nothing users wait for
    r"(?is)(?:^|/)log(?:ger|ging)/[^\n]*\n.*worker|"
    r"(?:@Scheduled|@Cron|schedule\.every|cron\.schedule|new CronJob|cron\.New)\b.*(?:clean|clear|purge|expir|"
    r"evict|prune|remove|delete|rotate|flush|vacuum|back_?up|heart_?beat|keep_?alive|health|statistic|telemetry|metrics?|"
    r"refresh|reload)"
)
_OF_SPEECH = compile_later(r"(?i)whisper|speech|transcri|(?:^|[/_-])(?:asr|stt|tts|ctc|voice|audio)(?:[/_.-]|$)")
_OF_ANY_NETWORK = compile_later(
    r"(?i)\b(?:torch|transformers|tensorflow|keras|jax|accelerat\w+|deepspeed)\b|\btrainer\b|backward|optim|scaler|grad|load_model|"
    r"dataset|train_test_split|random_split|\btrain\w*\.py|fine_tun"
)
"""Words of training that a model which writes shares with one that foretells."""
_SCRIPTED = (".py", ".ipynb")
_DECLARED = compile_later(r"^(?:[^\n]*/)?(?:types?|typings|interfaces?)/[^\n]*\.tsx?\n|^[^\n]*\.(?:d|types?)\.ts\n")
"""Files that only declare what others may send."""
_DECLARED_OR_TRIED = compile_later(f"{_DECLARED.pattern}|^[^\\n]*\\.ipynb\\n")
_ASIDE = compile_later(r"(?i)(?:^|/)(?:utils?|tools?|dev|scripts?)/[^\n]*\n[\s\S]*\b(?:HTTPServer|TCPServer)\(")
"""Servers of the standard library that developers start to look at files."""
_TOOLING = compile_later(r"(?i)health_?check|evaluat|human-?eval|(?:^|/)(?:tools|hack|docs?|samples?|build-tools)/")
GENERATIVE = frozenset(
    {"chat", "responses", "completion", "agent", "generate", "image", "code", "assistant", "realtime", "vision"}
)


def facet_patterns() -> tuple[Pattern, ...]:
    """The patterns that show facets, to be announced before the one pass."""
    return tuple(
        pattern
        for name, signal in load_signals().items()
        if name.startswith("facet-")
        for pattern, _ in signal.patterns
    )


def find_facets(
    sources: Sources, inventory: Inventory, components: tuple[Component, ...]
) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """(facet, evidence) for every facet that holds."""
    calls = inventory.calls
    is_packaged = len([file for file in sources.code if file.language != "notebook"]) >= PACKAGED
    generative = tuple(_of_call(call) for call in calls if _writes(call) and not (is_packaged and call.cell))
    predictive = tuple(_of_call(call) for call in calls if not _writes(call))
    prepared = _seen(sources, "facet-data")
    training = _seen(sources, "facet-training", least=1 if prepared else 2)
    models = _seen(sources, "facet-ml")
    if not generative:  # a client that is not known: its calls are unknown, the facet is not
        generative = _seen(sources, "facet-generative") or (() if calls else _unknown_client(sources))
    trained = _seen(sources, "facet-trains-generative") if training else ()
    generative = generative or trained
    if calls or training or models or generative:
        yield "ai", (generative or predictive or training or models)[:5]
    if generative:
        yield "llm", generative[:5]
        rag = _seen(sources, "facet-rag", besides=_DECLARED_OR_TRIED if is_packaged else _DECLARED)
        if rag:
            yield "rag", rag[:5]
        agent = _seen(sources, "facet-agent") or _tools_of_its_own(sources, components)
        if agent:
            yield "agent", agent[:5]
    apart = {place.path for place in models if not _SERVES_RETRIEVAL.search(place.path)}
    foretelling = tuple(place for place in training + models if not (trained and _OF_ANY_NETWORK.search(place.snippet)))
    if (training and foretelling) or (models and not generative) or (not trained and len(apart) >= MANY):
        yield "ml", (foretelling or training + models)[:5]
    if training:
        yield "training", training[:5]
        if prepared:
            yield "data", prepared[:5]
    service = _seen(sources, "facet-service", besides=_ASIDE) or _deployed(sources)
    if service:
        yield "service", service[:5]
    screen = tuple(
        place
        for place in _seen(sources, "facet-ui")
        if not _OF_DOCUMENTS.search(place.path) and not _AT_THE_DOOR.search(place.path)
    )
    if screen:
        yield "ui", screen[:5]
    elif installed := _installed_command(sources, bool(service), bool(training)):
        yield "ui", installed
    jobs = _seen(sources, "facet-jobs", besides=_HOUSEKEEPING)
    if jobs:
        yield "jobs", jobs[:5]


def _unknown_client(sources: Sources) -> tuple[Evidence, ...]:
    """What tells of a generative model where no call of one was recognised: an address, a key, an SDK in use."""
    return _seen(sources, "facet-provider") or _seen(sources, "facet-generative-sdk")


def _deployed(sources: Sources) -> tuple[Evidence, ...]:
    """Where there is no code at all: the services of compose files, which the repository exists to run."""
    if sources.code:
        return ()
    return tuple(
        Evidence(path, service.line, "", "a service is run")
        for path, compose in sources.compose.items()
        for service in compose.services
    )


def _installed_command(sources: Sources, serves: bool, trains: bool) -> tuple[Evidence, ...]:
    """A command that people install: a script that a manifest declares, and code that reads its arguments.

    Where models are trained, scripts in Python are the developers' own; a compiled command beside a service is not.
    """
    if trains and not serves:
        return ()
    declared = [manifest.path.rpartition("/")[0] for manifest in sources.manifests if manifest.entry_points]
    compiled = any(file.language in {"go", "rust"} for file in sources.code)
    found, commands = (
        tuple(
            place
            for place in _seen(sources, name)
            if not _TOOLING.search(place.path) and not (trains and place.path.endswith(_SCRIPTED))
        )
        for name in ("facet-command-line", "facet-subcommands")
    )
    if serves and len(commands) < SUBCOMMANDS:
        return ()  # the options with which a server is started are no screen
    installed = tuple(place for place in found if compiled or any(_below(place.path, folder) for folder in declared))
    return installed[:5]


def _below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _tools_of_its_own(sources: Sources, components: tuple[Component, ...]) -> tuple[Evidence, ...]:
    """Where a package offers a model tools that it defines itself.

    A client that only passes on its callers' tools chooses nothing, and neither do tools for other people's agents.
    """
    roots = frozenset(component.path for component in components)
    defined = {owner_of(place.path, roots) for place in _seen(sources, "facet-tools-defined")}
    offered = _seen(sources, "facet-tools-offered")
    return tuple(place for place in offered if owner_of(place.path, roots) in defined)


def _writes(call: AiCall) -> bool:
    """Whether a call asks a model that writes; a speech model that runs here generates words, and is none."""
    return call.kind in GENERATIVE and (call.remote or not _OF_SPEECH.search(call.path))


def _seen(sources: Sources, name: str, least: int = 1, besides: re.Pattern[str] | None = None) -> tuple[Evidence, ...]:
    """Where a signal is seen, in the order of paths; none below `least` places; without those that `besides` names."""
    found: dict[tuple[str, int, int], tuple[Hit, str]] = {}
    for pattern, says in load_signals()[name].patterns:
        for hit in sources.hits(pattern):
            if besides is None or not besides.search(f"{hit.path}\n{hit.match}\n{hit.text}"):
                found.setdefault((hit.path, hit.cell, hit.line), (hit, says))
    if len(found) < least:
        return ()
    return tuple(found[place][0].evidence(found[place][1]) for place in sorted(found))


def _of_call(call: AiCall) -> Evidence:
    return Evidence(call.path, call.line, "", f"a model is called ({call.sdk or call.provider})", True, call.cell or 0)
