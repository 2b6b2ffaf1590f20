"""The signal files: they load, every example in them holds, and mistakes are told at their line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from readiness.inventory import collect
from readiness.inventory.guard_words import load_words
from readiness.inventory.signals import GUARDS, Example, load
from readiness.languages import language_of, parse
from readiness.resources import resource
from readiness.strict_yaml import BadInput

FOLDER = resource("rules") / "signals"
SIGNALS = load(FOLDER)


def inventory_of(files: Mapping[str, str]) -> Any:
    modules = {path: parse(language, text, path) for path, text in files.items() if (language := language_of(path))}
    return collect(modules, {path: text for path, text in files.items() if not language_of(path)})


@pytest.mark.parametrize(("name", "example"), SIGNALS.examples, ids=[f"{n}: {e.name}" for n, e in SIGNALS.examples])
def test_the_example_of_a_signal_file_holds(name: str, example: Example) -> None:
    found = {(f"{call.path}:{call.line}", call.kind): call for call in inventory_of(example.files).calls}
    assert sorted(found) == sorted((call["at"], call["kind"]) for call in example.calls)
    for want in example.calls:
        call = found[want["at"], want["kind"]]
        states = {guard: call.guards[guard].state for guard in want.get("guards", {})}
        assert states == want.get("guards", {}), name
        told = {field: getattr(call, field) for field in ("provider", "model", "remote") if field in want}
        assert told == {field: want[field] for field in told}
        assert set(call.guards) == set(GUARDS)


def test_every_sdk_with_an_unchecked_default_says_so() -> None:
    for path in sorted(FOLDER.glob("ai/*.yaml")):
        text = path.read_text("utf-8")
        if 'source: "unchecked"' in text or "was not checked" in text:
            assert "\nunchecked:" in text, path.name


def test_mistakes_in_signal_files_are_told_with_their_line_and_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "ai").mkdir()
    (tmp_path / "ai" / "x.yaml").write_text(
        "title: X\nprovider: x\nremote: maybe\nsources: [s]\nlanguages:\n  python:\n    imports: [x]\n"
        "    calls:\n      - {calee: [ask], kind: chat, on: [nobody], gives: [tiemout]}\n"
    )
    with pytest.raises(BadInput) as error:
        load(tmp_path)
    told = [str(problem) for problem in error.value.problems]
    assert 'ai/x.yaml:3: "remote" must be true or false' in told
    assert any(line.startswith('ai/x.yaml:9: "calee" is not a known key') and "callee" in line for line in told)
    assert any('"on" names no group of clients: nobody' in line for line in told)
    assert any('"gives" names no guard: tiemout' in line for line in told)


def test_a_guard_word_that_is_no_expression_is_told_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "guards.yaml"
    path.write_text("retry:\n  around: ['(']\n")
    with pytest.raises(BadInput, match=r"guards.yaml:2: is no regular expression"):
        load_words(path)
