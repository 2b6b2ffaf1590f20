"""Limits that stand in settings: the configuration of a gateway or router, Spring properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.inventory.model import Guard

_LINE = re.compile(r"""^\s*(?:-\s*)?["']?([\w.$-]{2,80})["']?\s*[:=]\s*(.*?)\s*,?\s*$""")
_OFF = re.compile(r"""^["']?(?:0|false|none|null|off|)["']?$""", re.IGNORECASE)
_MARKS = {
    "litellm": re.compile(r"(?m)^\s*(?:model_list|router_settings|litellm_settings)\s*:"),
    "portkey": re.compile(r"[\"']?strategy[\"']?\s*:[^\n]*\n?[^\n]{0,80}(?:fallback|loadbalance)"),
    "spring-ai": re.compile(r"(?m)(?:^\s*|\.)(?:spring\.ai|ai)\s*[.:]"),
    "langchain4j": re.compile(r"langchain4j[.:]"),
}
_KEYS = {
    "timeout": frozenset(
        {"timeout", "request_timeout", "stream_timeout", "read-timeout", "readtimeout", "requesttimeout"}
    ),
    "retry": frozenset(
        {"num_retries", "max_retries", "attempts", "max-attempts", "maxattempts", "max-retries", "retry"}
    ),
    "fallback": frozenset({"fallbacks", "default_fallbacks", "context_window_fallbacks", "content_policy_fallbacks"}),
    "cached": frozenset({"cache", "cache_responses"}),
}
_SDKS = {
    "litellm": frozenset({"litellm", "openai", "openai-agents", "http"}),
    "portkey": frozenset({"portkey"}),
    "spring-ai": frozenset({"spring-ai"}),
    "langchain4j": frozenset({"langchain4j"}),
}


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
            match = None if line.lstrip().startswith(("#", "//")) else _LINE.match(line[:300])
            if match is None:
                continue
            for kind in kinds:
                found += _settings(path, number, match[1], match[2], kind)
    return tuple(found)


def _settings(path: str, number: int, name: str, value: str, kind: str) -> list[Setting]:
    last = name.rsplit(".", 1)[-1].lower()
    if kind == "spring-ai" and "." in name and not name.startswith("spring.ai"):
        return []
    opens = value == "" and last in _KEYS["fallback"]
    state = "no" if _OFF.match(value) and not opens else "yes"
    says = f"{name}: {value}"[:80]
    return [
        Setting(guard, _SDKS[kind], Guard(state, path, number, says))
        for guard, words in _KEYS.items()
        if last in words and (value or opens)
    ]


def setting(settings: tuple[Setting, ...], guard: str, sdk: str) -> Guard | None:
    """The first setting of a guard for an SDK, None where there is none."""
    return next((s.found for s in settings if s.guard == guard and sdk in s.sdks), None)
