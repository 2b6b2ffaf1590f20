"""Where requests enter: whether each is parsed against a schema and bounded in size before it reaches the model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Evidence, Fact
from readiness.model_paths import below, way_patterns, ways
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, files_of, patterns_named, sightings
from readiness.syntax import Function, Module

MOST = 0.7  # of the files with endpoints; a side path without a schema does not spoil the rest
FEW_CHECKS = 2
SMALL = 3  # files with endpoints; in a larger product an open schema is one of many
_TYPING = compile_later(r"(?:^|[(\s.])(?:fastapi|litestar|robyn|ninja|starlite|blacksheep)\b|^ninja")
_RAW = compile_later(r"(?:^|\.)(?:Request|WebSocket|HTTPConnection)$")
_SHOWN = compile_later(
    r"(?i)\b(?:log|logger|logging|console|print\w*|preview)\b|response|comment|error|reply|output|result|\btitle|\blabel|preview|Infinity|\bdisplay|batch_?size|chunk_?size|MAX_(?:BATCH|CHUNK)"
)
_ROUTE = compile_later(r"(?:^|\.)(?:post|put|patch|api_route|route|delete|websocket)$")
_READING = compile_later(r"(?:^|\.)get$")


def schema(product: Product) -> Fact:
    """Whether requests on the ways to the model are parsed against a schema; `n` counts files with endpoints.

    Hand-written checks, plain decoding into types, or a schema that lets the main input be anything are half of it.
    """
    way = ways(product)
    checked = sightings(product, "boundary-schema")
    entries = _first_of_files(_taking(product, way.endpoints))
    near = below(product, frozenset(entries))
    classes = sightings(product, "boundary-class")
    if not entries:
        if classes and not way.screens:
            return Fact(1.0, as_evidence(classes), "requests are parsed into checked classes")
        served = [pair for pair in sightings(product, "serving-schema") if pair[0].path in way.files]
        if served and not way.screens:
            return Fact(1.0, as_evidence(served), "the model server checks its input against a schema")
        return _by_hand(product, way.files | files_of(way.screens), way.screens)
    with_schema = {hit.path: (hit, says) for hit, says in reversed(checked)}
    in_classes = {hit.path: (hit, says) for hit, says in reversed(classes)}
    holding, lacking = [], []
    for path, entry in entries.items():
        own = with_schema.get(path) or next(
            (in_classes[used] for used in sorted(below(product, frozenset({path}))) if used in in_classes), None
        )
        typed = _typed_route(product.module(path)) if own is None else None
        if own:
            holding.append(own[0].evidence(own[1]))
        elif typed:
            holding.append(Evidence(path, typed.line, typed.name, "the framework checks the body's type"))
        else:
            lacking.append(entry.evidence("no schema stands before this endpoint", False))
    if not holding and len(entries) <= 2:
        holding = [hit.evidence(says) for hit, says in checked if hit.path in near][:1] * len(entries)
        lacking = lacking[len(holding) :]
    k, n = len(holding), len(entries)
    if k and k >= MOST * n:
        holes = [pair for pair in sightings(product, "open-hole") if pair[0].path in near]
        if holes and n <= SMALL:
            return Fact(
                0.5,
                tuple(holding) + as_evidence(holes, False),
                f"requests are parsed against a schema, but {holes[0][1]}",
            )
        places = _plural(k, "file")
        return Fact(
            1.0, tuple(holding + lacking), f"requests are parsed against a schema in {places} with endpoints", (), 0, 0
        )
    if k:
        return Fact(
            0.5, tuple(holding + lacking), f"{k} of {n} files with endpoints parse requests against a schema", (), k, n
        )
    return _by_hand(product, near | way.files, way.endpoints)


def limits(product: Product) -> Fact:
    """Whether the text of users is bounded before the model is called; only files, pages or the history are half."""
    way = ways(product)
    near = below(product, way.files | files_of(way.screens) | files_of(way.endpoints))
    text = [pair for pair in sightings(product, "bound-text") if not _SHOWN.search(pair[0].text)]
    main = [pair for pair in text if pair[0].path in near]
    elsewhere = [pair for pair in text if pair[0].path not in near]
    side = sightings(product, "bound-side")
    if main:
        return Fact(1.0, as_evidence([*main, *side]), "the main input is bounded before the model is called")
    if elsewhere or side:
        return Fact(0.5, as_evidence([*elsewhere, *side]), "some inputs are bounded, the main text is not")
    against = as_evidence(
        [(hit, "what comes in here has no greatest length") for hit, _ in (*way.endpoints, *way.screens)[:5]], False
    )
    return Fact(
        0.0, against, "nothing bounds what people send to the model", ("lengths", "tokens", "file sizes", "pages")
    )


def _by_hand(product: Product, files: frozenset[str], entries: tuple[tuple[Hit, str], ...]) -> Fact:
    against = as_evidence([(hit, "what comes in here is not parsed against a schema") for hit, _ in entries[:5]], False)
    typed = [pair for pair in sightings(product, "boundary-typed") if pair[0].path in files]
    checks = [pair for pair in sightings(product, "hand-check") if pair[0].path in files]
    if typed or len(checks) >= FEW_CHECKS:
        how = "decoded into types and checked by hand" if typed else "checked by hand"
        return Fact(0.5, as_evidence([*typed, *checks]) + against, f"requests are {how}, without a schema")
    if not entries:
        return Fact(0.0, (), "no check of what comes in was found", ("endpoints", "screens"))
    return Fact(0.0, against, "nothing checks what comes in")


def _typed_route(module: Module | None) -> Function | None:
    """The first endpoint whose framework checks the types of its parameters; None where bodies are read raw."""
    if (
        module is None
        or module.language != "python"
        or not any(_TYPING.search(entry.module) for entry in module.imports)
    ):
        return None
    routes = _routes(module, _ROUTE) or _routes(module, _READING)
    typed = [f for f in routes if any(p.annotation and not _RAW.search(p.annotation) for p in f.params)]
    return typed[0] if typed and len(typed) * 2 >= len(routes) else None


def _routes(module: Module, by: re.Pattern[str]) -> list[Function]:
    return [f for f in module.functions if any(by.search(d.name) for d in f.decorators)]


def _taking(product: Product, entries: tuple[tuple[Hit, str], ...]) -> Iterable[tuple[Hit, str]]:
    """Endpoints without those views whose file reads no body, form or upload."""
    reading = files_of(sightings(product, "body-read"))
    return tuple(pair for pair in entries if pair[1] != "a view" or pair[0].path in reading) or entries


def _first_of_files(entries: Iterable[tuple[Hit, str]]) -> dict[str, Hit]:
    found: dict[str, Hit] = {}
    for hit, _ in entries:
        found.setdefault(hit.path, hit)
    return found


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that the functions look for, announced before the one pass."""
    return [
        *way_patterns(),
        *patterns_named(
            (
                "boundary-schema",
                "boundary-class",
                "serving-schema",
                "boundary-typed",
                "hand-check",
                "open-hole",
                "body-read",
                "bound-text",
                "bound-side",
            )
        ),
    ]
