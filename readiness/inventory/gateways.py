"""Limits that stand in settings: the configuration of a gateway or router, Spring properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.inventory.model import Guard

_LINE = compile_later(r"""^\s*(?:-\s*)?["']?([\w.$-]{2,80})["']?\s*[:=]\s*(.*?)\s*,?\s*$""")
_OFF = compile_later(r"""^["']?(?:0|false|none|null|off|)["']?$""", re.IGNORECASE)
_MARKS = {
    "litellm": compile_later(r"(?m)^[ \t]*+(?:model_list|router_settings|litellm_settings)\s*:"),
    "portkey": compile_later(r"[\"']?strategy[\"']?\s*:[^\n]*\n?[^\n]{0,80}(?:fallback|loadbalance)"),
    "spring-ai": compile_later(r"(?m)(?:^[ \t]*+|\.)(?:spring\.ai|ai)\s*[.:]"),
    "langchain4j": compile_later(r"langchain4j[.:]"),
    "envoy": compile_later(r"aigateway\.envoyproxy\.io|gateway\.envoyproxy\.io"),
}
_ADDRESS = compile_later(
    r"(?m)^[^#\n]{0,80}\b(?:OPENAI|ANTHROPIC|LITELLM|LLM|AZURE_OPENAI)_?(?:API_)?(?:BASE_?URL|BASE|PROXY_\w*URL)\b"
)
_PIECES = compile_later(r"[{}\[\],]")
_KEYS = {
    "timeout": frozenset(
        {"timeout", "request_timeout", "stream_timeout", "read-timeout", "readtimeout", "requesttimeout"}
    ),
    "retry": frozenset(
        {"numretries"}
        | {"num_retries", "max_retries", "attempts", "max-attempts", "maxattempts", "max-retries", "retry"}
    ),
    "fallback": frozenset({"fallbacks", "default_fallbacks", "context_window_fallbacks", "content_policy_fallbacks"}),
    "cached": frozenset({"cache", "cache_responses"}),
}
_SDKS = {
    "litellm": frozenset({"litellm", "openai", "openai-agents", "http"}),
    "portkey": frozenset({"portkey"}),
    "spring-ai": frozenset({"spring-ai"}),
    "langchain4j": frozenset({"langchain4j"}),
    "envoy": frozenset({"openai", "openai-agents", "anthropic", "langchain", "vercel-ai", "http"}),
}


_OWN = frozenset({"litellm", "portkey", "http"})


@dataclass(frozen=True, slots=True)
class Setting:
    """A guard that a file of settings sets for the calls of some SDKs."""

    guard: str
    sdks: frozenset[str]
    found: Guard


def settings_of(configs: Mapping[str, str]) -> tuple[Setting, ...]:
    """The guards in settings, in the order of paths and lines; a setting that switches something off says "no"."""
    found: list[Setting] = []
    for path in sorted(configs):
        text = configs[path]
        kinds = [kind for kind, mark in _MARKS.items() if mark.search(text)]
        for number, line in enumerate(text.splitlines(), 1) if kinds else ():
            if line.lstrip().startswith(("#", "//")):
                continue
            for match in filter(None, map(_LINE.match, _pieces(line[:2000]))):
                for kind in kinds:
                    found += _settings(path, number, match[1], match[2], kind)
        if (told := _ADDRESS.search(text)) is not None:
            line_number = text.count("\n", 0, told.start()) + 1
            found.append(Setting("address", frozenset(), Guard("yes", path, line_number, told[0].strip()[:80])))
    return tuple(found)


def _pieces(line: str) -> list[str]:
    """A line, or the entries of an object that is written in one line."""
    return _PIECES.split(line) if line.count(":") > 1 and "{" in line else [line]


def _settings(path: str, number: int, name: str, value: str, kind: str) -> list[Setting]:
    last = name.rsplit(".", 1)[-1].lower()
    if kind == "spring-ai" and "." in name and not name.startswith("spring.ai"):
        return []
    opens = value == "" and last in _KEYS["fallback"]
    bare = value.strip("\"'")
    if (kind == "portkey" and (last, bare) == ("mode", "fallback")) or (kind == "envoy" and last == "priority"):
        return [
            Setting("fallback", _SDKS[kind], Guard("no" if bare == "0" else "yes", path, number, f"{name}: {bare}"))
        ]
    if kind == "envoy" and last == "request" and bare[-1:] in ("s", "m"):
        return [Setting("timeout", _SDKS[kind], Guard("yes", path, number, f"{name}: {bare}"))]
    state = "no" if _OFF.match(value) and not opens else "yes"
    says = f"{name}: {value}"[:80]
    return [
        Setting(guard, _SDKS[kind], Guard(state, path, number, says))
        for guard, words in _KEYS.items()
        if last in words and (value or opens) and value not in ("{", "[")
    ]


def setting(settings: tuple[Setting, ...], guard: str, sdk: str, led: bool = True) -> Guard | None:
    """The setting of a guard for an SDK, the first that gives it, None where there is none.

    `led`: whether the calls go to an address that was given, as they do that a gateway sees; the gateway's own client
    and plain HTTP always may.
    """
    led = led or any(s.guard == "address" for s in settings)
    rows = [
        s.found for s in settings if s.guard == guard and sdk in s.sdks and (led or sdk in _OWN or len(s.sdks) == 1)
    ]
    return next((row for row in rows if row.state == "yes"), rows[0] if rows else None)
