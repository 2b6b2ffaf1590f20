import importlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from typing import Any

import pytest

from readiness import report_formats
from readiness.foreign_result import from_outside
from readiness.model import (
    Assessment,
    Change,
    Changes,
    Evidence,
    LensItem,
    LensReading,
    Qualification,
    Series,
    Sign,
)
from readiness.result import as_data
from tests.assessments_in_memory import assessment

HOSTILE = "\x1b[31mred\x07\x00\x9b2J [bold]x[/] <script>|`@all` \u202e"
CONTROLS = "\x1b\x07\x00\x9b\u202e"
SERIES = Series("cost", "EUR", (("2026-01-01", 1e308), ("2026-02-01", -1e308), ("2026-03-01", 0.0)))


def full() -> dict[str, Any]:
    """Everything that a result can hold, as JSON has it."""
    change = Change(
        "new", "rule", "R301", "t", "s", "f", "met", "unmet", (Evidence("a.py", 3),), (), "R", "major", "c", True
    )
    lens = LensReading(
        "own", "Own", (LensItem("a", "1", "met", (("R301", "met"),), (0.0, 1.0)),), "no", "why", (0.0, 1.0)
    )
    made = assessment(
        changes=Changes("main", "c", "2026-01-31", (change,), 3, ("a note",), "now"),
        qualification=Qualification("pilot", "limited", ("R101",), ("R",), 60.0),
        lenses=(lens,),
        signs=(Sign("W03", "cost", "cost grows", "raised", "why", (Evidence("a.py"),), ("c",), (SERIES,), "less"),),
    )
    data: dict[str, Any] = json.loads(json.dumps(as_data(made)))
    return data


def reports(run: Assessment) -> dict[str, str]:
    """The run in every form, at a terminal's width and with everything told."""
    told = {}
    for name in report_formats():
        out = io.StringIO()
        importlib.import_module(f"readiness.reports.{name}").write(run, out, width=80, verbose=2)
        told[name] = out.getvalue()
    return told


def places(data: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every part."""
    for key, one in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*at, key)
        yield from places(one, (*at, key))


def kinds_of_places(data: Any) -> list[tuple[str | int, ...]]:
    """Of the places that differ only by their number in a list, one each."""
    kinds: dict[tuple[str, ...], tuple[str | int, ...]] = {}
    for at in places(data):
        kinds.setdefault(tuple("*" if isinstance(key, int) else key for key in at), at)
    return list(kinds.values())


@contextmanager
def changed(data: dict[str, Any], at: tuple[str | int, ...], value: object) -> Iterator[dict[str, Any]]:
    inner: Any = data
    for key in at[:-1]:
        inner = inner[key]
    before, inner[at[-1]] = inner[at[-1]], value
    try:
        yield data
    finally:
        inner[at[-1]] = before


def hostile(data: Any) -> Any:
    """The data with every text made hostile, but for those words that have to be known."""
    if isinstance(data, list):
        return [hostile(one) for one in data]
    if isinstance(data, dict):
        return {key: hostile(one) for key, one in data.items()}
    return f"{data}{HOSTILE}" if isinstance(data, str) and " " in data else data


def test_what_the_audit_wrote_comes_back_as_it_was() -> None:
    data = full()
    assert as_data(from_outside(data)) == as_data(from_outside(json.loads(json.dumps(data))))
    assert json.loads(json.dumps(as_data(from_outside(data)))) == data


def test_a_part_of_a_wrong_type_is_refused_or_harmless_wherever_it_stands() -> None:
    data = full()
    read = []
    for at, value in zip(kinds_of_places(data), cycle((None, -1, float("nan"), [None], "x")), strict=False):
        with changed(data, at, value), suppress(ValueError):
            read.append(from_outside(data))
    assert read
    for name in ("concise", "text"):
        write = importlib.import_module(f"readiness.reports.{name}").write
        for run in read:
            out = io.StringIO()
            write(run, out, width=80, verbose=1)
            assert not set(CONTROLS) & set(out.getvalue())


def test_no_control_character_of_a_result_reaches_any_report() -> None:
    data = hostile(full())
    data["target"]["path"] = HOSTILE
    data["config"]["path"] = HOSTILE
    data["rules"][3]["evidence"][0]["path"] = HOSTILE
    data["errors"] = data["notes"] = [HOSTILE]
    for name, text in reports(from_outside(data)).items():
        assert not set(CONTROLS) & set(text), name


def test_large_figures_and_a_pillar_without_a_score_are_drawn_in_every_form() -> None:
    data = full()
    del data["pillars"]["R"]
    assert set(reports(from_outside(data))) == set(report_formats())


def test_every_mistake_is_told_up_to_ten() -> None:
    data = full()
    data["rules"][0]["status"] = "good"
    data["overall"]["low"] = "41"
    with pytest.raises(ValueError, match=r"overall\.low: is not a number; rules\[0\]\.status: is none of met, partial"):
        from_outside(data)
    data["rules"] = [{}] * 20
    with pytest.raises(ValueError, match="and more"):
        from_outside(data)


def test_keys_that_a_later_version_adds_do_no_harm() -> None:
    data = full()
    for part in (data, data["rules"][0], data["rules"][0]["question"], data["changes"]["changes"][0], data["target"]):
        part["added"] = 1
    for rule in data["rules"]:
        for part in (rule["answer"], rule["waived"]):
            if part:
                part["added"] = 1
    del data["target"]["added"]
    assert from_outside(data).changes is not None


def test_a_missing_part_is_named() -> None:
    data = full()
    del data["rules"][0]["title"]
    with pytest.raises(ValueError, match="title is missing"):
        from_outside(data)
