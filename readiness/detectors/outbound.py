"""Outbound clients: whether HTTP, database and queue clients other than the model's have time limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Fact
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, patterns_named, sightings

NEARLY_ALL = 0.9  # of the clients
WINDOW = 10  # lines in which the options of one call stand
_SCRIPTS = (".ts", ".js", ".mjs", ".cjs", ".tsx", ".jsx", ".vue", ".svelte")
_NAMES = ("outbound-unlimited", "outbound-minutes", "outbound-short", "outbound-configured")
_LIMIT = compile_later(
    r"(?i)time_?out|\bAbortSignal\b|\bsignal\s*[:,}]|\bsignal\b\s*=|\bdeadline|WithTimeout|WithDeadline|max_time|MaxTime|maxDuration|\bSelectionTimeout"
)
_NO_LIMIT = compile_later(r"(?i)time_?out[\"']?\s*[=:]\s*(?:None|null|undefined|0\b|httpx\.Timeout\(None)")
_MODEL = compile_later(
    r"(?i)api\.openai|openrouter|anthropic|generativelanguage|api\.mistral|api\.groq|cohere\.|deepseek|dashscope|ollama|11434|/v1/(?:chat|completions|embeddings|messages|audio)|"
    r"/chat/completions|sqlite|:memory:|huggingface\.co/models|api-inference"
)
_BROWSER = compile_later(
    r"(?i)\.(?:tsx|jsx|vue|svelte|html)$|(?:^|/)(?:components?|hooks|stores?|composables|contexts?|screens|views|public|static|assets|widgets|"
    r"browser[-_]?extension|extension|mobile|frontend|front-end|web-app|client|landing|chat-ui|[\w-]+-ui|ui|sdk|cli|service-?worker\w*)/|(?:^|/)sw\.[jt]s$"
)
_SCREEN_LIBRARY = compile_later(
    r"^(?:react|react-dom|preact|vue|svelte|solid-js|@angular/(?:core|common)(?:/.*)?|@nextcloud/[\w-]+)$"
)
_MODEL_FILE = compile_later(
    r"(?i)(?:^|/)[^/]*(?:llm|openai|anthropic|gemini|bedrock|ollama|mistral|embedd|rerank|inference|completion)[^/]*(?:/|\.\w+$)|(?:^|/)ai/"
)
_APPLICATION = compile_later(r"(?i)(?:^|/)(?:application|bootstrap|appsettings|settings|config|database|\.env)[^/]*$")
_ONCE = compile_later(r"(?i)(?:^|/)[^/]*(?:install|download|setup|seed|migrat)[^/]*\.\w+$")
_RELATIVE = compile_later(
    r"\bfetch\(\s*(?:[\"'`]/(?:[^/]|$)|`\$\{(?:base|api|BASE|API|window|origin)\w*)|\bc\.env\b|\bapp\.fetch"
    r"|\bfetch\(\s*(?:req|request|event\.request)\b"
)
_IMPORT = compile_later(
    r"^\s*(?:import|from|using|use|package|require|export \{)\b|\bdef \w+\("
    r"|^\s*(?:async )?fetch\(\s*\w*\s*(?::|\))\s*|\btype\b.*="
)


@dataclass(frozen=True, slots=True)
class _Client:
    """One place where another service is reached. `state` of its limit: yes, long (half a minute or more), no."""

    hit: Hit
    state: str
    says: str


def limited(product: Product) -> Fact:
    """Whether the clients of other services have time limits; a library's own long limits are half of it."""
    clients = tuple(_clients(product))
    if not clients:
        return Fact(0.0, (), "no outbound client but the model's")
    configured = tuple(pair for pair in sightings(product, "outbound-configured") if _APPLICATION.search(pair[0].path))
    good = [client for client in clients if client.state == "yes"]
    long = [client for client in clients if client.state == "long"]
    bad = [client for client in clients if client.state == "no"]
    k, n = len(good), len(clients)
    proof = tuple(client.hit.evidence(client.says) for client in _spread(good)) + as_evidence(configured[:3])
    against = tuple(client.hit.evidence(client.says, False) for client in (*_spread(bad), *_spread(long)))
    if k >= NEARLY_ALL * n:
        return Fact(1.0, proof + against, f"{k} of {n} outbound clients have a time limit", (), 0, 0)
    if k or configured:
        return Fact(0.5, proof + against, f"{k} of {n} outbound clients have a time limit", (), k, n)
    if long and len(long) * 3 >= n:
        says = "no limit is set; some libraries' own limits of half a minute or more hold"
        return Fact(0.5, tuple(client.hit.evidence(client.says) for client in _spread(long)) + against, says)
    return Fact(0.0, against, f"none of {n} outbound clients has a time limit")


def used(product: Product) -> Fact:
    """Whether the product reaches other services than the model over the network."""
    clients = tuple(_clients(product))
    if clients:
        return Fact(
            1.0,
            tuple(client.hit.evidence("another service is reached") for client in clients[:3]),
            "other services are reached",
        )
    return Fact(0.0, (), "no outbound client but the model's", ("HTTP, database and queue clients",))


def _clients(product: Product) -> Iterator[_Client]:
    asked: dict[str, list[int]] = {}
    for call in product.inventory.calls:
        asked.setdefault(call.path, []).append(call.line)
    for name, state in (("outbound-unlimited", "no"), ("outbound-minutes", "long"), ("outbound-short", "yes")):
        for hit, says in sightings(product, name):
            if (
                _IMPORT.search(hit.text)
                or _ONCE.search(hit.path)
                or _MODEL_FILE.search(hit.path)
                or any(abs(line - hit.line) <= 6 for line in asked.get(hit.path, ()))
            ):
                continue
            if hit.path.endswith(_SCRIPTS) and (_is_in_browser(product, hit.path) or _RELATIVE.search(hit.text)):
                continue
            lines = (
                product.text(hit.path).split("\n")[max(0, hit.line - 2) : hit.line + WINDOW - 1]
                if not hit.cell
                else [hit.text]
            )
            words = "\n".join(line for line in lines if not line.lstrip().startswith(("#", "//", "*", "/*")))
            if _MODEL.search(words):
                continue
            if _NO_LIMIT.search(words):
                yield _Client(hit, "no", "the limit is switched off")
            elif _LIMIT.search(words):
                yield _Client(hit, "yes", "has a time limit")
            else:
                yield _Client(hit, state, says)


def _is_in_browser(product: Product, path: str) -> bool:
    """Whether a script runs in a browser, where what it asks is mostly the product's own server."""
    if _BROWSER.search(path):
        return True
    module = product.module(path)
    return module is not None and any(_SCREEN_LIBRARY.search(entry.module) for entry in module.imports)


def _spread(clients: list[_Client]) -> Iterator[_Client]:
    seen: set[str] = set()
    for client in clients:
        if client.hit.path not in seen:
            seen.add(client.hit.path)
            yield client


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that the functions look for, announced before the one pass."""
    return patterns_named(_NAMES)
