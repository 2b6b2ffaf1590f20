"""What reaches whom when it runs: error trackers per deployable, and records that pair outputs with inputs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.components import owner_of
from readiness.conditions import Parameters
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet
from readiness.search import CODE, Hit, Pattern
from readiness.signals import load_signals

_SERVER = frozenset({"service", "job"})
_TABLE = Pattern(
    r"(?i)^\s*(?:export\s+)?(?:(?:const|let|class|model|type|data class|public class|"
    r"create table(?: if not exists)?)\s+[`\"]?(?:\w+\.)?)"
    r"\w*(?:message|chat|conversation|interaction|completion|run|trace|call|log|record|prediction|inference|"
    r"generation|review|answer|query|modification|usage)s?\w*",
    CODE | {"script", "config", "data"},
)
_MODEL = compile_later(
    r"(?i)\bmodel(?:_?(?:name|id|version|key|used))?\b|\bllm_?(?:model|name)\b|\bai_?model\b|\bprovider\b"
)
_INPUT = compile_later(r"(?i)\b(?:prompt|input|question|query|messages?|request|features|params|parts|content)\w*\b")
_OUTPUT = compile_later(r"(?i)\b(?:output|response|answer|result|completion|prediction|reply|content|parts|text)\w*\b")
_STORED = compile_later(
    r"(?i)pgtable|sqlitetable|mysqltable|\bcolumn\(|mapped_column|relationship\(|__tablename__|db\.model|\(base\)|"
    r"sqlmodel|models\.\w+field|\bgorm\b|create table|@entity|@table|@tablename|@id\b|@@|\bvarchar\b|"
    r"\btext not null\b|mongoose|new schema|sequelize|primarykey|primary_key|table=true"
)
_REACH = 40
PATTERNS = (_TABLE,)


def error_tracker(product: Product) -> Fact:
    """Whether exceptions of the deployables reach a tracker; in part where only screens report, beside services."""
    hits = _hits(product, "error-tracker")
    if not hits:
        return Fact(0.0, (), "no error tracker is started", ("Sentry, Rollbar, Bugsnag and the like, started in code",))
    evidence = tuple(hit.evidence(says) for hit, says in hits)
    roots = frozenset(component.path for component in product.components)
    servers = {component.path for component in product.components if component.kind in _SERVER}
    reporting = {owner_of(hit.path, roots) or "." for hit, _ in hits}
    if servers and not reporting & servers:
        return Fact(0.5, evidence, "only screens report their errors, no service does")
    return Fact(1.0, evidence, "exceptions are reported to a tracker")


def output_found_again(product: Product) -> Fact:
    """Whether a stored record pairs input and output, and names the model (wholly) or does not (in part)."""
    best: tuple[float, Evidence] | None = None
    for hit in product.hits(_TABLE):
        body = _body(product, hit)
        if not _STORED.search(body):
            continue
        if _INPUT.search(body) and _OUTPUT.search(body):
            degree = 1.0 if _MODEL.search(body) else 0.5
            if best is None or degree > best[0]:
                says = (
                    "a record of input, output and model"
                    if degree == 1.0
                    else "a record of input and output, without the model"
                )
                best = (degree, Evidence(hit.path, hit.line, snippet(hit.text), says))
    if best is None:
        return Fact(
            0.0, (), "no record pairs an output with its input", ("tables and models of messages, runs, predictions",)
        )
    return Fact(best[0], (best[1],), best[1].says)


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The tracker's patterns, announced before the one pass."""
    return [pattern for pattern, _ in load_signals()["error-tracker"].patterns] if function == "error_tracker" else []


def _hits(product: Product, signal: str) -> list[tuple[Hit, str]]:
    found = [(hit, says) for pattern, says in load_signals()[signal].patterns for hit in product.hits(pattern)]
    return sorted(found, key=lambda pair: (pair[0].path, pair[0].line))


def _body(product: Product, hit: Hit) -> str:
    lines = product.text(hit.path).split("\n")
    end = hit.line
    while end < min(len(lines), hit.line + _REACH) and not re.match(
        r"^[\])}]|^(?:class|export|const|model|create|type|@Entity)\b", lines[end], re.I
    ):
        end += 1
    return "\n".join(lines[max(hit.line - 4, 0) : end])
