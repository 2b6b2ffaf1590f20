"""Find the places where the product asks a provider over plain HTTP, by the address that the request goes to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from readiness.compiling import compile_later
from readiness.inventory.callers import Callers
from readiness.inventory.calls import Found, is_request, sdk_calls
from readiness.inventory.clients import Resolver
from readiness.inventory.models import provider_of
from readiness.inventory.names import Key, path_of, plain
from readiness.inventory.reach import Reach
from readiness.inventory.reading_requests import only_reads
from readiness.inventory.signals import Signals
from readiness.inventory.values import Made, Routine
from readiness.syntax import Call, Module

_NOT_ASKED = compile_later(
    r"/(?:models|usage|billing|subscription|balance|files|me|user|users|keys?|auth|oauth|token|tags|version|health|credits)\b(?![/:])"
)
_OLLAMA_PATHS = {
    "/api/generate": "chat",
    "/api/chat": "chat",
    "/api/embeddings": "embeddings",
    "/api/embed": "embeddings",
}
_KINDS = {
    "assemblyai": "audio", "azure-speech": "audio", "deepgram": "audio", "speechmatics": "audio",
    "cartesia": "speech", "elevenlabs": "speech", "deepl": "predict", "microsoft-translator": "predict",
    "black-forest-labs": "image", "runway": "video", "stability": "image",
}  # fmt: skip
"""What providers do that answer no chats, whatever the path; a translation is foretold, not written freely."""
_MODEL_KEY = compile_later(r"""(?:["']model(?:_?[iI]d)?["']\s*(?:=>|:|\])|(?<![\w.$"'])model\s*[:,])""")
_INPUT_KEY = compile_later(
    r"""(?:["'](?:messages|prompt|contents|input|inputs)["']\s*(?:=>|:|\])|(?<![\w.$"'])(?:messages|prompt|contents|input|inputs)\s*[:,}])"""
)
_KEYS = (
    ("chat", frozenset({"choices"}), frozenset({"message", "text", "delta"}), True),
    ("chat", frozenset({"generated_text"}), frozenset({"inputs", "prompt", "text", "parameters"}), True),
    ("chat", frozenset({"inputs"}), frozenset({"parameters", "max_new_tokens"}), False),
    ("chat", frozenset({"prompt"}), frozenset({"max_tokens", "max_new_tokens", "n_predict", "num_predict"}), False),
    ("chat", frozenset({"messages"}), frozenset({"max_tokens", "temperature", "max_new_tokens"}), False),
    ("embeddings", frozenset({"embedding"}), frozenset({"input", "inputs", "data"}), False),
    ("embeddings", frozenset({"embeddings"}), frozenset({"input", "inputs", "texts"}), False),
    ("embeddings", frozenset({"inputs"}), frozenset({"normalize", "truncate"}), False),
    ("rerank", frozenset({"query"}), frozenset({"documents", "passages"}), False),
)
"""What a model's interface is known by in a function's keys: the kind, one of these, one of those, at any address."""
_URL_NAMES = frozenset({"url", "uri", "endpoint", "baseURL", "base_url", "input", "path"})


def http_calls(resolver: Resolver, callers: Callers, key: Key) -> list[Found]:
    """The requests of a module that reach a provider, in the order of lines."""
    reach = Reach(callers)
    found: dict[int, Found] = {}
    module = resolver.names.modules[key]
    for hit in sdk_calls(resolver, key, http=True):
        owner = callers.outermost(key, hit.call.function)[1]
        if owner >= 0 and is_request(resolver, Routine(key, owner)):
            continue
        texts = address(reach, key, hit.call)
        told = judged(texts, resolver.signals) or (_ollama(texts) if _names_ollama(key, module) else None)
        told = told or _by_what_is_sent(resolver, key, hit.call, texts) or _by_keys(resolver, key, hit.call, texts)
        if told is not None and not only_reads(resolver.names, key, hit.call):
            found.setdefault(hit.call.line, replace(hit, shape=replace(hit.shape, kind=told[1]), provider=told[0]))
    if module.language == "ruby":
        found = _in_blocks(key, module, found)
    return [found[line] for line in sorted(found)]


def _by_what_is_sent(resolver: Resolver, key: Key, call: Call, texts: set[str]) -> tuple[str, str] | None:
    """The kind of a request whose whole address is a setting: by a model and its input in the body, and the names."""
    if any("/" in text for text in texts):
        return None
    module, function = resolver.names.modules[key], call.function
    sent = " ".join(a.text for a in call.args)
    sent += " ".join(f"{a.target} {a.text}" for a in module.assignments if a.function == function and function >= 0)
    named = module.functions[function].class_name.rsplit(".", 1)[-1] if function >= 0 else ""
    words = f"{named} {path_of(key).rsplit('/', 1)[-1]}"
    if not _MODEL_KEY.search(sent) or not _INPUT_KEY.search(sent):
        return None
    kind = "embeddings" if re.search("(?i)embed", words) else "rerank" if re.search("(?i)rerank", words) else "chat"
    return provider_of(named, resolver.signals) or "openai-compatible", kind


def _by_keys(resolver: Resolver, key: Key, call: Call, texts: set[str]) -> tuple[str, str] | None:
    """The kind of a request to an endpoint of one's own by the keys that its function sends and reads."""
    module = resolver.names.modules[key]
    if call.function < 0 or module.language not in ("python", "ruby", "php") or _sends_nothing(call):
        return None
    said = {text.value for text in module.texts if text.function == call.function and text.length < 40}
    said |= {argument.name.rsplit(".", 1)[-1] for argument in call.args if argument.name}
    is_own = any("/" in text for text in texts)
    for kind, one, other, anywhere in _KEYS:
        if said & one and said & other and (anywhere or not is_own):
            return "openai-compatible", kind
    return None


def _sends_nothing(call: Call) -> bool:
    return plain(call.callee).rsplit(".", 1)[-1].lower() in ("get", "head", "delete", "options", "urlretrieve")


def _in_blocks(key: Key, module: Module, found: dict[int, Found]) -> dict[int, Found]:
    """Ruby's `Net::HTTP.start(...) { |http| http.request(...) }` asks in its block, with the limits of its start."""
    moved = dict(found)
    for line, hit in found.items():
        inside = [c for c in module.calls if hit.call.line <= c.line <= hit.call.end_line and c is not hit.call]
        asked = next((c for c in inside if c.callee.endswith(("http.request", "http.post"))), None)
        if hit.call.callee.endswith("HTTP.start") and asked is not None:
            del moved[line]
            moved[asked.line] = replace(hit, call=asked, made=(Made(key, hit.call), *hit.made))
    return moved


def address(reach: Reach, key: Key, call: Call) -> set[str]:
    """The texts that flow into the address of a request."""
    texts: set[str] = set()
    for argument in call.args:
        first = argument.name is None and argument.position <= 1
        if first or argument.name in _URL_NAMES:
            texts |= reach.texts(key, argument.text, call.function, call.line)
    for other in reach.callers.resolver.names.handled(key, call):  # curl_setopt($ch, CURLOPT_URL, $url)
        named = other.positional(1)
        given = other.positional(2) if named is not None and named.text == "CURLOPT_URL" else None
        given = given or other.argument("CURLOPT_URL")
        if given is not None:
            texts |= reach.texts(key, given.text, other.function, other.line)
    if "(" in call.callee or not call.args:
        receiver = call.callee.split("().", 1)[0]
        for other in reach.callers.resolver.names.modules[key].calls:
            if other.line <= call.end_line and other.end_line >= call.line and other.callee.startswith(receiver):
                for argument in other.args[:2]:
                    texts |= reach.texts(key, argument.text, call.function, call.line)
    return texts


def _ollama(texts: set[str]) -> tuple[str, str] | None:
    """The kind of call by a path of Ollama's interface, which other services have as well."""
    for path, kind in _OLLAMA_PATHS.items():
        if any(_has_path(text, path) for text in texts):
            return "ollama", kind
    return None


def _names_ollama(key: Key, module: Module) -> bool:
    """Whether a module speaks of Ollama, so that its paths may be meant."""
    words = (*(f.name for f in module.functions), *(t.value for t in module.texts), *(c.name for c in module.classes))
    return "ollama" in path_of(key).lower() or any("ollama" in word.lower() for word in words)


def judged(texts: Iterable[str], signals: Signals, hosts_only: bool = False) -> tuple[str, str] | None:
    """The provider by a host, the kind by a path; a path of the OpenAI kind is enough where the host is a setting."""
    provider, kind, seen_host = "", "", False
    rows = sorted(texts)
    for text in rows:
        for host, (name, _) in signals.hosts.items():
            if host in text:
                provider, seen_host = provider or name, True
        for path, (_, what) in signals.paths.items():
            if _has_path(text, path) and not text.startswith("/api/ai"):
                kind = kind or what
    if not (seen_host or (kind and not hosts_only)):
        return None
    if not kind and any(_NOT_ASKED.search(text) for text in rows):
        return None
    return provider or "openai-compatible", kind or _KINDS.get(provider, "chat")


def _has_path(text: str, path: str) -> bool:
    start = text.find(path)
    if start < 0 or (start and (text[start - 1].isalnum() or text[start - 1] in "-_.")):
        return False
    end = start + len(path)
    return path.endswith("/") or end >= len(text) or not (text[end].isalnum() or text[end] in "-_/")
