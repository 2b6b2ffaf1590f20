"""The models that a product names, and whether a name stands for one version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase, translate

from readiness.compiling import compile_later
from readiness.inventory.model import ModelUse
from readiness.inventory.names import Key, order_of, path_of
from readiness.inventory.signals import Signals
from readiness.syntax import Module

_LITERAL = compile_later(r"""^[rbfu]{0,2}["'`]([^"'`{}\n]{1,120})["'`]$""")
_QUOTED = compile_later(r"""["'`]([\w./:@-]{3,100})["'`]""")
_KEYED = compile_later(
    r"""(?<=[\w\])>])\[\s*["'`][^"'`\]\n]{1,80}["'`]\s*\]|\.get\(\s*["'`][^"'`,\n]{1,80}["'`]\s*\)"""
)
"""A key by which something is looked up (`settings["model"]`, `x as Options["model"]`): it is no model's name."""
_NAME = compile_later(r"^[\w./:@-]{3,100}$")
_FLOATING = compile_later(r"(?i)(?:^|[-:/@])(?:latest|stable|default|current|main|master)$|(?<!-\d{4})-preview$")
_DATED = compile_later(r"(?:20\d{2}-?\d{2}-?\d{2}|[-@]\d{4}(?:$|[-:])|[-@]00\d$|-v\d+:\d+$|-\d{2}-\d{2}$|@sha256:)")
_EXACT = compile_later(
    r"^(?:text-embedding-(?:3-(?:small|large)|ada-002|00\d)|whisper-1|tts-1(?:-hd)?|dall-e-[23]|[\w-]+-v\d+(?:\.\d+)?|(?:[\w.-]+:)?[0-9a-f]{40,64})$"
)
_SETTING = compile_later(
    r"""(?i)^\s*[-"']?\s*["']?[\w.-]*model[\w.-]*["']?\s*[:=]\s*["']?([\w./:@-]{3,100})["']?\s*,?\s*(?:#.*)?$"""
)


def literal(text: str) -> str:
    """The string that an expression is; of `os.getenv("M", "gpt-4o")` or `x or "gpt-4o"` the last one; "" if none."""
    match = _LITERAL.match(text.strip())
    if match:
        return match[1]
    quoted = _QUOTED.findall(_KEYED.sub("", text))
    return quoted[-1] if quoted and not quoted[-1].isupper() else ""


def pinned(name: str) -> bool:
    """Whether a name stands for one version ("gpt-4o-2024-08-06") and not for the newest of a family ("gpt-4o")."""
    short = name.rsplit("/", 1)[-1]
    return bool(name) and not _FLOATING.search(short) and bool(_DATED.search(short) or _EXACT.match(short))


def provider_of(name: str, signals: Signals) -> str:
    """The provider of a model's name or of a framework's class ("ChatOpenAI"); "" where nobody can tell."""
    short = name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] if "/" in name else name
    for pattern, provider in signals.models:
        if fnmatchcase(name, pattern) or fnmatchcase(short, pattern):
            return provider
    lowered = name.lower()
    known = sorted({provider for _, provider in signals.models} | {p for p, _ in signals.hosts.values()}, key=len)
    return next((p for p in reversed(known) if p.replace("-", "") in lowered.replace("_", "")), "") if name else ""


def named_models(modules: Mapping[Key, Module], configs: Mapping[str, str], signals: Signals) -> tuple[ModelUse, ...]:
    """Every place in code and settings that names a model of a known family, in the order of paths and lines."""
    families, found = _families(signals), set[tuple[str, int, str, str]]()
    for key in sorted(modules, key=order_of):
        for text in modules[key].texts:
            if 3 <= text.length <= 100 and _NAME.match(text.value):
                provider = _family(text.value, families)
                if provider:
                    found.add((path_of(key), text.line, text.value, provider))
    for path in sorted(configs):
        lines = configs[path].splitlines() if "model" in configs[path].lower() else ()
        for number, line in enumerate(lines, 1):
            match = _SETTING.match(line[:300]) if "model" in line.lower() else None
            provider = _family(match[1], families) if match else ""
            if match and provider:
                found.add((path, number, match[1], provider))
    return tuple(ModelUse(name, provider, path, line, pinned(name)) for path, line, name, provider in sorted(found))


def _family(name: str, families: Families) -> str:
    """The provider of a model's name that has a number in it, "" where it is none of a known family."""
    short = name.rsplit("/", 1)[-1]
    if not any(c.isdigit() for c in name):
        return ""
    found = [match for match in (families.pattern.match(name), families.pattern.match(short)) if match]
    places = [int(group[1:]) for match in found for group in match.groupdict() if match[group] is not None]
    return families.providers[min(places)] if places else ""


@dataclass(frozen=True, slots=True)
class Families:
    """The patterns of model names as one expression, a group for each, and their providers in the same order."""

    pattern: re.Pattern[str]
    providers: tuple[str, ...]


def _families(signals: Signals) -> Families:
    rows = (f"(?P<g{number}>{translate(pattern)})" for number, (pattern, _) in enumerate(signals.models))
    return Families(re.compile("|".join(rows) or r"[^\s\S]"), tuple(provider for _, provider in signals.models))
