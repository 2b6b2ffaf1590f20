import json
from collections.abc import Iterator
from typing import Any

import pytest

from readiness.json_shape import WORDS, cleaned, misfits
from readiness.resources import resource

SCHEMA = {
    "type": "object",
    "required": ["rules"],
    "properties": {
        "rules": {"type": "array", "items": {"$ref": "#/definitions/rule"}},
        "points": {"type": "array", "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": [{"type": "string"}, {"type": "number"}]}},
        "word": {"enum": ["yes", "no", None]},
        "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
        "counts": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
        "share": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
        "done": {"type": "boolean"},
    },
    "definitions": {"rule": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}},
}  # fmt: skip


def wrong(**parts: object) -> list[str]:
    return list(misfits({"rules": [], **parts}, SCHEMA))


def test_what_fits_is_silent_and_what_is_not_described_does_no_harm() -> None:
    told = wrong(
        points=[["2026-01", 1.5], ["2026-02", 2]], word=None, day="2026-01", counts={"a": 3}, share=None, done=True, x=1
    )
    assert told == []


def test_every_mistake_is_told_at_its_place() -> None:
    told = list(misfits({"rules": [{"id": "a"}, {"id": 3}, {}, 7], "word": "perhaps", "day": "soon"}, SCHEMA))
    assert told == [
        "rules[1].id: is not a text",
        "rules[2]: lacks id",
        "rules[3]: is not an object",
        "word: is none of yes, no, null",
        "day: is not written as it should be",
    ]
    assert list(misfits([], SCHEMA)) == ["it: is not an object"]
    assert list(misfits({}, SCHEMA)) == ["it: lacks rules"]


@pytest.mark.parametrize("value", [True, "1", 1.5, 10**30, float("nan"), float("inf"), None, [], {}])
def test_no_other_type_passes_for_a_whole_number(value: object) -> None:
    assert wrong(counts={"a": value}) == ["counts.a: is not a whole number"]


@pytest.mark.parametrize("value", [True, "1", 10**30, float("nan"), float("-inf"), [], {}])
def test_no_other_type_passes_for_a_number_and_none_that_is_not_finite(value: object) -> None:
    assert wrong(share=value) == ["share: is not a number or null"]


def test_bounds_and_lengths_hold() -> None:
    assert wrong(share=1.5) == ["share: is not from 0 to 1"]
    assert wrong(counts={"a": -1}) == ["counts.a: is below 0"]
    assert wrong(points=[["2026-01"]]) == ["points[0]: has not 2 parts"]
    assert wrong(points=[["2026-01", "2"]]) == ["points[0][1]: is not a number"]
    assert wrong(done=1) == ["done: is not true or false"]
    assert wrong(word=["yes"]) == ["word: is none of yes, no, null"]


def test_control_characters_leave_texts_and_keys_while_lines_stay() -> None:
    assert cleaned({"a\x1b[31m": ["b\x00\n\tc", 1, None, True]}) == {"a\ufffd[31m": ["b\ufffd\n\tc", 1, None, True]}


def test_what_is_nested_deeply_or_not_finite_is_refused() -> None:
    deep: object = "x"
    for _ in range(60):
        deep = [deep]
    with pytest.raises(ValueError, match="nested"):
        cleaned(deep)
    with pytest.raises(ValueError, match="finite"):
        cleaned({"a": [float("nan")]})


@pytest.mark.parametrize("name", ["baseline", "result"])
def test_a_schema_uses_no_word_that_is_not_checked(name: str) -> None:
    schema = json.loads((resource("schemas") / f"{name}.json").read_text(encoding="utf-8"))
    told = {"$schema", "title", "description", "definitions"}
    assert set(words_of(schema)) - told <= WORDS


def words_of(schema: Any) -> Iterator[str]:
    """The keywords of a schema, and of those in it."""
    if isinstance(schema, list):
        for one in schema:
            yield from words_of(one)
    elif isinstance(schema, dict):
        for word, value in schema.items():
            yield word
            inner = value.values() if word in ("properties", "definitions") else [value]
            for one in inner:
                if word in ("properties", "definitions", "items", "additionalProperties"):
                    yield from words_of(one)
