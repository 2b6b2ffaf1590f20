"""The signal files: they load, every example in them holds, and mistakes are told at their line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from readiness.inventory import collect
from readiness.inventory.guard_words import load_words
from readiness.inventory.model import AiCall, Guard
from readiness.inventory.names import Key
from readiness.inventory.signals import GUARDS, Example, Sdk, examples, load
from readiness.languages import language_of, parse
from readiness.resources import resource
from readiness.strict_yaml import BadInput
from readiness.syntax import Module

FOLDER = resource("rules") / "signals"
SIGNALS = load(FOLDER)
EXAMPLES = examples(FOLDER)
PARTS = [sdk for sdks in SIGNALS.sdks.values() for sdk in sdks]
NAMES = [f"{sdk.name} in {sdk.language}" for sdk in PARTS]


@cache
def calls_of(number: int) -> tuple[AiCall, ...]:
    """The calls that are found in the files of an example."""
    files = EXAMPLES[number][1].files
    modules: dict[Key, Module] = {
        path: parse(language, text, path) for path, text in files.items() if (language := language_of(path))
    }
    return collect(modules, {path: text for path, text in files.items() if not language_of(path)}).calls


@cache
def shown() -> Mapping[tuple[str, str], list[tuple[str, Guard]]]:
    """By SDK and language: the guards that examples ask for, as they were told."""
    found: dict[tuple[str, str], list[tuple[str, Guard]]] = defaultdict(list)
    for number, (_, example) in enumerate(EXAMPLES):
        asked = {(call["at"], call["kind"]): call.get("guards", {}) for call in example.calls}
        for call in calls_of(number):
            guards = asked.get((f"{call.path}:{call.line}", call.kind), {})
            found[call.sdk, call.language] += [(guard, call.guards[guard]) for guard in guards]
    return dict(found)


@pytest.mark.parametrize(
    ("number", "name", "example"),
    [(number, name, example) for number, (name, example) in enumerate(EXAMPLES)],
    ids=[f"{name}: {example.name}" for name, example in EXAMPLES],
)
def test_the_example_of_a_signal_file_holds(number: int, name: str, example: Example) -> None:
    found = {(f"{call.path}:{call.line}", call.kind): call for call in calls_of(number)}
    assert sorted(found) == sorted((call["at"], call["kind"]) for call in example.calls)
    for want in example.calls:
        call = found[want["at"], want["kind"]]
        states = {guard: call.guards[guard].state for guard in want.get("guards", {})}
        assert states == want.get("guards", {}), name
        told = {field: getattr(call, field) for field in ("provider", "model", "remote") if field in want}
        assert told == {field: want[field] for field in told}
        assert set(call.guards) == set(GUARDS)


@pytest.mark.parametrize("sdk", PARTS, ids=NAMES)
def test_an_example_finds_a_call_of_each_sdk_in_each_language(sdk: Sdk) -> None:
    assert (sdk.name, sdk.language) in shown(), "no example finds a call with it"


@pytest.mark.parametrize("sdk", PARTS, ids=NAMES)
def test_an_example_shows_what_each_sdk_does_where_nothing_is_set(sdk: Sdk) -> None:
    told = {(guard, found.state) for guard, found in shown()[sdk.name, sdk.language] if not found.path}
    assert {(guard, default.state) for guard, default in sdk.defaults.items()} <= told


@pytest.mark.parametrize(
    "sdk", [sdk for sdk in PARTS if sdk.remote and set(sdk.options) & set(GUARDS)], ids=lambda sdk: sdk.name
)
def test_an_example_shows_a_guard_that_is_set_for_each_sdk(sdk: Sdk) -> None:
    told = shown()[sdk.name, sdk.language]
    assert any(found.path and found.state in ("yes", "no") for guard, found in told if guard in sdk.options)


@pytest.mark.parametrize("sdk", [sdk for sdk in PARTS if sdk.remote], ids=lambda sdk: sdk.name)
def test_a_default_that_is_told_says_where_it_is_written(sdk: Sdk) -> None:
    defaults = [
        *sdk.defaults.values(),
        *(told for shape in sdk.calls if shape.remote is not False for _, told in shape.defaults),
    ]
    assert [told.says for told in defaults if told.state != "unknown" and not told.source] == []


def test_a_file_with_a_default_that_nobody_read_says_so() -> None:
    for path in sorted((*FOLDER.glob("ai/*.yaml"), *FOLDER.glob("http/*.yaml"))):
        text = path.read_text("utf-8")
        if "(not read in the source)" in text or "state: unknown" in text:
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
