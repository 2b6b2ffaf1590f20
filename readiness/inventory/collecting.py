"""Put the inventory of a product together: its model calls with their guards, its models and its prompts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from readiness.inventory.around import Around
from readiness.inventory.callers import Callers
from readiness.inventory.calls import Found, sdk_calls
from readiness.inventory.clients import Resolver
from readiness.inventory.constructions import makings, with_makings
from readiness.inventory.environment import variables
from readiness.inventory.everywhere import everywhere
from readiness.inventory.gateways import settings_of
from readiness.inventory.guard_words import GuardWords, load_words
from readiness.inventory.guards import Site, guards_of, model_text
from readiness.inventory.http_calls import http_calls
from readiness.inventory.model import AiCall, Inventory
from readiness.inventory.models import literal, named_models, pinned, provider_of
from readiness.inventory.names import Key, Names, order_of, path_of
from readiness.inventory.options import Options
from readiness.inventory.prompts import prompts
from readiness.inventory.reach import Reach
from readiness.inventory.signals import Signals, load
from readiness.inventory.strangers import Strangers
from readiness.resources import resource
from readiness.syntax import Module

_PREDICTIVE = frozenset({"predict", "classify"})


def collect(
    modules: Mapping[Key, Module],
    configs: Mapping[str, str],
    deployments: Callable[[], Mapping[str, str]] = dict,
) -> Inventory:
    """The inventory of a product's own modules (by path, or path and notebook cell) and settings (path to text).

    `deployments` gives more files that may set environment variables: Dockerfiles, pipelines, Terraform, scripts.
    """
    folder = resource("rules") / "signals"
    return collect_with(modules, configs, load(folder), load_words(folder / "guards.yaml"), deployments)


def collect_with(
    modules: Mapping[Key, Module],
    configs: Mapping[str, str],
    signals: Signals,
    words: GuardWords,
    deployments: Callable[[], Mapping[str, str]] = dict,
) -> Inventory:
    """As `collect`, with the signals given."""
    resolver = Resolver(Names(modules), signals)
    callers = Callers(resolver)
    around = Around(callers, Options(callers), words)
    strangers = Strangers(Reach(callers))
    found = [hit for key in sorted(modules, key=order_of) for hit in _calls(resolver, callers, strangers, key)]
    made = makings(resolver) if found else {}
    found = [with_makings(hit, made, callers) for hit in found]
    shared, set_up = everywhere(modules, configs, words), settings_of(configs)
    sites = [
        Site(hit, callers.frames(hit.key, hit.call), around, shared[modules[hit.key].language], set_up) for hit in found
    ]
    marks = tuple((path_of(s.found.key), s.found.call.line, model_text(s), s.found.sdk.name) for s in sites)
    told = variables((hit.sdk for hit in found), modules, lambda: {**deployments(), **configs})
    whole = (replace(site, sites=marks, variables=told) for site in sites)
    calls = tuple(_call(site, signals) for site in whole)
    return Inventory(calls, named_models(modules, configs, signals), prompts(modules, calls))


def _calls(resolver: Resolver, callers: Callers, strangers: Strangers, key: Key) -> list[Found]:
    """The SDK and HTTP calls of a module; of two in one line the SDK's."""
    found = sdk_calls(resolver, key)
    sdk_lines = {hit.call.line for hit in found}
    found += [hit for hit in http_calls(resolver, callers, key) if hit.call.line not in sdk_lines]
    return found + strangers.calls(key, frozenset(hit.call.line for hit in found))


def _call(site: Site, signals: Signals) -> AiCall:
    found = site.found
    module = site.around.module(found.key)
    model = literal(model_text(site))
    remote = found.sdk.remote if found.shape.remote is None else found.shape.remote
    function = module.functions[found.call.function].name if found.call.function >= 0 else ""
    owner = site.around.callers.outermost(found.key, found.call.function)[1]
    provider = found.provider or _provider(found, model, signals)
    called = any(frame.level == 1 for frame in site.frames)
    return AiCall(
        path=path_of(found.key),
        line=found.call.line,
        cell=found.key[1] if isinstance(found.key, tuple) else 0,
        end_line=found.call.end_line,
        provider=provider,
        sdk=found.sdk.name,
        model=model,
        model_pinned=pinned(model),
        kind=found.shape.kind,
        remote=remote,
        local=not remote,
        language=module.language,
        function=function,
        wrapper=module.functions[owner].name if called and owner >= 0 else "",
        is_predictive=found.shape.kind in _PREDICTIVE,
        guards=guards_of(replace(site, providers=frozenset({provider, re.split("[:/]", model)[0]}))),
    )


def _provider(found: Found, model: str, signals: Signals) -> str:
    """Behind a framework or gateway, the provider that the client's class or the model's name tells."""
    if not found.sdk.gateway:
        return found.sdk.provider
    return provider_of(model, signals) or provider_of(found.named, signals) or found.sdk.provider
