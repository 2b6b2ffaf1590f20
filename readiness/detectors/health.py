"""Whether something can ask the product how it is, and whether the platform does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.deployments import is_aside, is_orphan, own_services, own_workloads
from readiness.images import images
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet
from readiness.search import Pattern, matches, readable
from readiness.sightings import first_places, patterns_named, sightings

_USED = ("health-route", "health-route-file", "health-wired")
_ASKS = compile_later(
    r"(?i)\b(?:fetch|axios\.\w+|requests?\.(?:get|head|open|request)|httpx\.\w+|session\.get|client\.get|urlopen|"
    r"http\.(?:Get|request)|curl|wget|RestTemplate|ping_url|base_?url|address|_request|_fetch)\b|https?://"
)
_ROUTE_FILE = compile_later(
    r"(?i)(?:^|[/.])_{0,2}(?:health\w*|health[-_]?checks?|heart_?beat|ping|status|is[-_]?alive|alive|ready\w*|live\w*|up)"
    r"(?:/route|/\+server|/index)?(?:\.get)?\.[jt]sx?$"
)
_OF_ROUTES = compile_later(r"(?i)(?:^|/)(?:api|routes?|routers?|controllers?|server|endpoints?|handlers?|functions)/")
_ROUTE_NAMED = (  # with its slash, or where a route is made: the word alone may be a field of anything
    r"[\"'`](?:(?:GET|HEAD) )?\^?/{0}/?\$?[\"'`]|"
    r"(?:@(?:Get|Head|All|Controller|\w+Mapping)\(|\[Http\w+\(|^\s*get |::(?:get|any|view)\(|\b(?:re_)?path\(|\burl\(|"
    r"\b(?i:handle\w*|map\w*|\w*route\w*)\()[^\n]{{0,20}}[\"'`]\^?{0}/?\$?[\"'`]"
)
_BUILT_IN = compile_later(r"_stcore/health|/actuator/health|/healthz\b.*(?:vllm|tgi)|/v2/health/ready|/q/health\b")
_CALLED = compile_later(r"(?i)(?:https?://[^/\s\"'`$]{1,80}|\w*path[\"']?\s*[:=]\s*[\"']?)(/[\w./-]{1,80})")
_AFTER = 8  # lines below the start of a check in which its address stands
_FILE_OF_ROUTE = (
    r"(?i)(?:^|/)(?:app|pages|routes|server)(?:/\([\w-]+\))?{}(?:/(?:route|\+server|index))?(?:\.get)?\.[jt]sx?$"
)
_LOOKED = ("health routes", "HEALTHCHECK", "compose healthcheck", "probes", "platform files")


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return patterns_named(_USED)


def checked(product: Product) -> Fact:
    """Whether a health route exists and the platform calls it; in part where there is only one of the two."""
    routes, calls = list(_routes(product)), list(_calls(product))
    built_in = any(_BUILT_IN.search(call.snippet) for call in calls)
    if calls and not routes and not built_in:
        routes = list(_called_routes(product, calls))
    if (routes or built_in) and calls:
        return Fact(1.0, tuple(calls[:5] + routes[:5]), "a health route exists, and the platform calls it")
    if routes:
        return Fact(0.5, tuple(routes[:5]), "a health route exists, but nothing calls it", _LOOKED[1:])
    if calls:
        return Fact(0.5, tuple(calls[:5]), "the platform calls a health check, but no route of the product answers it")
    return Fact(0.0, (), "no health route and no health check", _LOOKED)


def _routes(product: Product) -> Iterator[Evidence]:
    seen: set[str] = set()
    for hit, says in sightings(product, "health-route"):
        if hit.path not in seen and not _ASKS.search(hit.text) and not is_orphan(product, hit.path, documents=True):
            seen.add(hit.path)
            yield hit.evidence(says)
    for place in first_places(product, "health-route-file"):
        if _ROUTE_FILE.search(place.path) and _OF_ROUTES.search(place.path):
            yield place
    for manifest, dependency in product.dependencies.get("org.springframework.boot:spring-boot-starter-actuator", ()):
        yield Evidence(manifest.path, dependency.line, dependency.name, "the framework's health endpoint")


def _called_routes(product: Product, calls: Iterable[Evidence]) -> Iterator[Evidence]:
    """Routes of the product by the addresses that checks call, whatever they are called."""
    for address in sorted({found for call in calls for found in _addresses(product, call)}):
        named = _ROUTE_NAMED.format(re.escape(address.strip("/")))
        by_file = re.compile(_FILE_OF_ROUTE.format(re.escape(address)))
        for file in product.code:
            if by_file.search(file.path):
                yield Evidence(file.path, 1, "", "the route that is called")
            elif address.strip("/") in (text := product.text(file.path)):
                hits = (hit for part in readable(file, text, False) for hit in matches(named, part, file.path))
                yield from (hit.evidence("the route that is called") for hit in hits if not _ASKS.search(hit.text))


def _addresses(product: Product, call: Evidence) -> list[str]:
    rows = product.text(call.path).split("\n")[max(0, call.line - 1) : call.line + _AFTER]
    found = (match.group(1).rstrip("/.") for match in _CALLED.finditer("\n".join(rows)))
    return [address for address in found if len(address) > 1]


def _calls(product: Product) -> Iterator[Evidence]:
    for image in images(product):
        check = next((found for stage in image.dockerfile.stages if (found := stage.last("HEALTHCHECK"))), None)
        if check is not None and check.words.strip().upper() != "NONE":
            yield Evidence(image.path, check.line, snippet(f"HEALTHCHECK {check.words}"), "the image checks its health")
    for own in own_services(product, development=True):
        if own.service.has_healthcheck:
            words = " ".join(own.service.healthcheck.child("test").texts())
            yield Evidence(own.path, own.service.healthcheck.line, snippet(words), "compose checks its health")
    counted = set(product.compose)
    for path, item in own_workloads(product):
        for container in item.containers:
            probe = next((p for p in (container.readiness, container.liveness, container.startup) if p), None)
            if probe is not None:
                counted.add(path)
                yield Evidence(path, probe.line, "a probe", "Kubernetes probes it")
    for place in first_places(product, "health-wired"):
        if place.path not in counted and not is_aside(place.path):
            yield place
