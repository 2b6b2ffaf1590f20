"""Results read in outline: the same findings as in the whole, whoever wrote them."""

import json
from dataclasses import replace

import pytest

pytest.importorskip("sqlalchemy")

from readiness.fleet_report.reading import Outlines, read
from readiness.model import Assessment
from readiness.result import as_data
from tests.assessments_in_memory import assessment
from tests.fleet_report.parts import answered, run, waived


def outline(made: Assessment) -> Assessment:
    """What a fleet's figures rest on."""
    found = tuple(
        replace(one, rule=replace(one.rule, question=None, claims=()), evidence=(), looked=(), message="")
        for one in made.findings
    )
    signs = made.signs
    inventory = {"ai_calls": made.inventory["ai_calls"]}
    return replace(
        made, findings=found, facets={}, components=(), left_out=(), next=(), settle=(), notes=(), errors=(), changes=None,
        lenses=(), signs=signs, inventory=inventory,
    )  # fmt: skip


def text(made: Assessment) -> str:
    return json.dumps(as_data(made))


def test_an_outline_is_the_result_without_its_places_however_many_were_read_before() -> None:
    outlines = Outlines()
    runs = [
        run(["R301"]),
        assessment(),
        run(more=[waived("R401", "2026-03-01"), answered("U101", "2026-03-01")]),
        run(),
    ]
    for made in [*runs, *reversed(runs)]:
        assert outlines.read(text(made)) == outline(made)
        assert read(text(made)) == made


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("status", "maybe", "rules[1].status: is none of"),
        ("gate", 1, "rules[1].gate: is not true or false"),
        ("title", ["x"], "rules[1].title: is not a text"),
        ("value", 2, "rules[1].value: is not from 0 to 1"),
        ("value", float("nan"), "rules[1].value: is not a number"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place_however_many_were_read_before(key: str, value: object, says: str) -> None:
    outlines = Outlines()
    good = as_data(run(["R301"]))
    outlines.read(json.dumps(good))
    bad = {**good, "rules": [good["rules"][0], {**good["rules"][1], key: value}, *good["rules"][2:]]}
    for _ in range(2):
        with pytest.raises(ValueError, match=r"rules\[1\]") as told:
            outlines.read(json.dumps(bad))
        assert says in str(told.value)
    with pytest.raises(ValueError, match="lacks status"):
        outlines.read(json.dumps({**good, "rules": [{"id": "R301"}]}))


@pytest.mark.parametrize(
    "words", ["", "null", "3", "[]", "{}", "{", '{"schema_version": 1, "rules": {}}', "[" * 50_000]
)
def test_what_is_no_result_is_refused(words: str) -> None:
    for reader in (read, Outlines().read):
        with pytest.raises(ValueError):
            reader(words)
