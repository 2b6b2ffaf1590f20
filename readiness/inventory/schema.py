"""Check a signal file against what such a file may hold: every mistake is told with its file and line, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from readiness.strict_yaml import Document, KeyPath, Problem, did_you_mean

Spec = Any
"""What a place in a signal file may hold: "text", "flag", a list with one spec (a single value counts as a list of
one), a mapping of key to spec ("key!" must be there, "*" stands for any key), or a tuple of choices."""


def checked(document: Document, spec: Spec, problems: list[Problem]) -> Any:
    """The document's value as far as it follows the spec; mistakes are appended to `problems`."""
    problems += document.problems
    return _value(document, (), document.value, spec, problems)


def _value(document: Document, keys: KeyPath, value: Any, spec: Spec, problems: list[Problem]) -> Any:
    name = f'"{keys[-1]}"' if keys else "the file"
    if isinstance(spec, list):
        items = value if isinstance(value, list) else [value]
        return [_value(document, (*keys, i), item, spec[0], problems) for i, item in enumerate(items)]
    if isinstance(spec, Mapping):
        if not isinstance(value, dict):
            problems.append(document.problem(keys, f"{name} must hold keys and values"))
            return {}
        return _mapping(document, keys, value, spec, problems)
    if isinstance(value, (dict, list)) or value is None:
        problems.append(document.problem(keys, f"{name} must be a single value"))
        return None
    return _single(document, keys, value, spec, problems)


def _mapping(
    document: Document, keys: KeyPath, value: dict[str, Any], spec: Mapping[str, Spec], problems: list[Problem]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    known = {key.removesuffix("!"): inner for key, inner in spec.items()}
    for key, item in value.items():
        inner = known.get(key, known.get("*"))
        if inner is None:
            problems.append(document.problem((*keys, key), f'"{key}" is not a known key', did_you_mean(key, known)))
        else:
            found[key] = _value(document, (*keys, key), item, inner, problems)
    for key in spec:
        if key.endswith("!") and key[:-1] not in value:
            problems.append(document.problem(keys, f'"{key[:-1]}" is missing'))
    return found


def _single(document: Document, keys: KeyPath, value: Any, spec: Spec, problems: list[Problem]) -> Any:
    name = keys[-1] if keys else "the file"
    if isinstance(spec, tuple):
        choice = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        if choice not in spec:
            problems.append(document.problem(keys, f'"{name}" must be one of {", ".join(spec)}, not "{value}"'))
        return choice
    if spec == "flag":
        if not isinstance(value, bool):
            problems.append(document.problem(keys, f'"{name}" must be true or false'))
        return value is True
    return str(value)
