"""Tell where plain data do not fit a JSON Schema, at its place, and take out of them what no report may show.

Only what the schemas of results and baselines use of draft-07 is known: `WORDS` names it, and a test holds them to it.
Keys that a schema does not know do no harm: a later version of readiness may have written them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from readiness.resources import resource
from readiness.sanitizing import printable

WORDS = frozenset(
    (
        "additionalProperties", "const", "enum", "items", "maxItems", "maximum", "minItems", "minimum", "pattern",
        "$ref", "properties", "required", "type",
    )
)  # fmt: skip
DEEPEST = 40
LARGEST = 2**53
"""Whole numbers beyond it are no longer exact in most programs, and no count or line is as large."""
_TYPES = {
    "object": "an object", "array": "a list", "string": "a text", "boolean": "true or false", "null": "null",
    "integer": "a whole number", "number": "a number",
}  # fmt: skip


def mistakes(data: Any, name: str, most: int = 10) -> str:
    """The first of what does not fit the shipped schema of that name, in one line; "" where everything does."""
    told = list(islice(misfits(data, _shipped(name)), most + 1))
    return "; ".join(told[:most]) + ("; and more" if len(told) > most else "")


@lru_cache(maxsize=8)
def _shipped(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((resource("schemas") / f"{name}.json").read_text(encoding="utf-8"))
    return found


def misfits(data: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    """What does not fit, each as `rules[3].line: is not a whole number`, in the order of the data."""
    yield from _misfits(data, schema, schema, "")


def cleaned(data: Any, depth: int = 0) -> Any:
    """The data with texts and keys free of control characters.

    Raises ValueError where they are nested deeply, or hold a number that JSON does not know.
    """
    if depth > DEEPEST:
        raise ValueError(f"it is nested more than {DEEPEST} deep")
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, list):
        return [cleaned(one, depth + 1) for one in data]
    if isinstance(data, dict):
        return {printable(key): cleaned(one, depth + 1) for key, one in data.items()}
    if isinstance(data, float) and not math.isfinite(data):
        raise ValueError("a number in it is not finite")
    return data


def _misfits(data: Any, schema: Mapping[str, Any], root: Mapping[str, Any], at: str) -> Iterator[str]:
    while "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rpartition("/")[2]]
    wrong = _wrong(data, schema)
    if wrong:
        yield f"{at or 'it'}: {wrong}"
    elif isinstance(data, dict):
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties")
        for key in schema.get("required", ()):
            if key not in data:
                yield f"{at or 'it'}: lacks {key}"
        for key, one in data.items():
            if key in known:
                yield from _misfits(one, known[key], root, f"{at}.{key}" if at else key)
            elif isinstance(rest, Mapping):
                yield from _misfits(one, rest, root, f"{at}.{key[:40]}")
    elif isinstance(data, list) and "items" in schema:
        items = schema["items"]
        for number, one in enumerate(data):
            fitting = items if isinstance(items, Mapping) else items[number] if number < len(items) else {}
            yield from _misfits(one, fitting, root, f"{at}[{number}]")


def _wrong(data: Any, schema: Mapping[str, Any]) -> str:
    """What is wrong with this value itself, leaving out what it holds; "" where nothing is."""
    if "const" in schema and data != schema["const"]:
        return f"is not {schema['const']}"
    if "enum" in schema and data not in schema["enum"]:
        return f"is none of {', '.join('null' if one is None else str(one) for one in schema['enum'])}"
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if kinds and not any(_is_a(data, kind) for kind in kinds):
        return f"is not {' or '.join(_TYPES[kind] for kind in kinds)}"
    if isinstance(data, int | float) and not isinstance(data, bool):
        low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
        return (
            "" if low <= data <= high else f"is not from {low} to {high}" if math.isfinite(high) else f"is below {low}"
        )
    if isinstance(data, list):
        few, many = schema.get("minItems", 0), schema.get("maxItems", math.inf)
        return "" if few <= len(data) <= many else f"has not {few} parts"
    if isinstance(data, str) and "pattern" in schema and not re.match(schema["pattern"], data):
        return "is not written as it should be"
    return ""


def _is_a(data: Any, kind: str) -> bool:
    match kind:
        case "object":
            return isinstance(data, dict)
        case "array":
            return isinstance(data, list)
        case "string":
            return isinstance(data, str)
        case "boolean":
            return isinstance(data, bool)
        case "null":
            return data is None
        case "integer":
            return isinstance(data, int) and not isinstance(data, bool) and abs(data) <= LARGEST
        case _:
            if isinstance(data, int):
                return not isinstance(data, bool) and abs(data) <= LARGEST
            return isinstance(data, float) and math.isfinite(data)
