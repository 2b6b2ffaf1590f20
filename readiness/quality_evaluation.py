"""The evaluations of a product's models and prompts: the files that measure quality, with what, and on which cases."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.fixtures import Fixtures, fixtures_that_read
from readiness.search import Hit, Pattern, matches, readable
from readiness.signals import load_signals
from readiness.snapshot import File
from readiness.sources import Sources

DIMENSIONS = ("eval-quality", "eval-groundedness", "eval-safety-words", "eval-latency", "eval-cost", "eval-business")
JUDGING = frozenset({"eval-quality", "eval-groundedness", "eval-safety-words", "eval-business"})
_SIGNALS = ("eval-framework", "eval-metric", "eval-function", "eval-asserted", "eval-expected-answer")
_SOURCE = frozenset(
    {"python", "javascript", "go", "java", "kotlin", "csharp", "ruby", "rust", "notebook", "shell", "scala"}
)
_NAMED = compile_later(
    r"(?i)(?:^|/)(?:llm[-_]?)?evals?/|(?:^|/)(?:[\w-]+[-_])?(?:evals?|evaluat(?:e|ion|or|ions))(?:[-_.][\w.-]+)?\.\w+$"
    r"|\.eval\.\w+$|(?:^|/)(?:compare[-_]?models?|model[-_]comparison|llm[-_]judge|leaderboard)[^/]*(?:/|\.\w+$)"
)
_BENCHMARK = compile_later(
    r"(?i)(?:^|/)(?:[\w-]+[-_])?bench(?:mark)?s?(?:[-_]\w+)?(?:/[\w/.-]+)?\.(?:py|ipynb|ts|js|go|java|rs)$"
)
_OF_SPEED = compile_later(r"(?i)perf(?:ormance)?(?:[-_./]|$)|load[-_]?tests?|latency|throughput|speed|stress")
_TEST_FOLDER = compile_later(r"(?i)(?:^|/)(?:[a-z]+[-_])?evals?/|\.eval\.\w+$")
_SCREEN = compile_later(
    r"(?i)\.(?:tsx|jsx|vue|svelte|html|css|d\.ts)$|(?:^|/)(?:components|pages|views|templates|types?|prompts)/"
)
_DATA = compile_later(
    r"(?i)(?:^|/)(?:evals?|evaluations?|benchmarks?|golden|goldsets?|testsets?)/.*\.(?:jsonl?|csv|tsv|ya?ml|parquet)$"
    r"|(?:^|/)[^/]*(?:golden|goldset|ground[-_]?truth|eval(?:uation)?[-_]?(?:data|set|cases|questions)|test[-_]?set|testset"
    r"|qa[-_]pairs|test[-_]questions|benchmark[-_](?:data|questions))[^/]*\.(?:jsonl?|csv|tsv|ya?ml|parquet)$"
)
_NO_CASES = compile_later(
    r"(?i)(?:package|tsconfig|manifest|config|settings|results?|report|metrics|docker-compose|output)[^/]*\.\w+$"
)
_SAMPLE = compile_later(
    r"(?i)[\w}/-]\.(?:wav|mp3|flac|ogg|pdf|png|jpe?g|tiff?|mp4|webm)[\"'`]|\bread_(?:img|image|audio)\("
)
_MADE_UP = compile_later(
    r"\bmake_(?:classification|regression|blobs)\(|\b(?:tmp_path|tempfile|tmpdir|faker)\b|random\.(?:rand|normal|choice)"
)
_STAND_IN = compile_later(
    r"(?i)\b(?:magicmock|monkeypatch|mocker|mock\w*|patch\(|stub\w*|nock|fake\w*|vi\.fn|jest\.fn)\b"
)
_IMPORT = compile_later(r"^\s*(?:use|import|from|using|require|#include|mod)\b")
"""Names that are only brought in measure nothing."""
_PROMPTFOO = compile_later(r"(?:^|/)promptfooconfig[^/]*\.(?:ya?ml|json|js|ts|mjs)$")


@dataclass(frozen=True, slots=True)
class EvalFile:
    """A file that measures the quality of a model or prompt.

    `measures` are the first hits of each dimension by signal name; `reads` where it reads cases, `fails` where a low
    score is a failure.
    """

    path: str
    measures: tuple[tuple[str, Hit], ...]
    reads: Hit | None
    fails: Hit | None
    with_the_tests: bool = False
    """Whether it is one of the ordinary tests, which assert how good a model is."""

    @property
    def first(self) -> Hit:
        """The place to show."""
        return self.measures[0][1]


@dataclass(frozen=True, slots=True)
class Evaluations:
    """What a product has of evaluation. `datasets` are (path, number of cases as far as it can be counted)."""

    files: tuple[EvalFile, ...]
    frameworks: tuple[Hit, ...]
    in_training: tuple[Hit, ...]
    """Quality metrics computed elsewhere: in training code, notebooks, the sources."""
    functions: tuple[Hit, ...]
    datasets: tuple[tuple[str, int], ...]
    expected: tuple[Hit, ...] = ()
    """Where ordinary tests hold what a real model answers, for recordings or pages kept with them, against a text."""

    @property
    def cases(self) -> int:
        """How many cases the kept data sets hold together."""
        return sum(count for _, count in self.datasets)


def evaluation_patterns() -> tuple[Pattern, ...]:
    """The patterns that a detector which reads evaluations announces before the one pass."""
    return tuple(pattern for name in _SIGNALS for pattern, _ in load_signals()[name].patterns)


def read_evaluations(sources: Sources) -> Evaluations:
    """The product's evaluations as its files show them; nothing is run."""
    frameworks = _hits(sources, "eval-framework")
    metrics = _hits(sources, "eval-metric")
    paths = _candidates(sources, frameworks)
    named = [read for path in sorted(paths) if (read := _file(sources, path, frameworks))]
    asserted = _asserted(sources, {file.path for file in named})
    files = (*named, *asserted)
    known = {file.path for file in files}
    return Evaluations(
        files,
        tuple(hit for hit in frameworks if hit.path in known),
        tuple(hit for hit in metrics if hit.path not in known),
        tuple(hit for hit in _hits(sources, "eval-function") if hit.path not in known),
        _datasets(sources),
        _expected(sources),
    )


def _hits(sources: Sources, name: str) -> tuple[Hit, ...]:
    return sources.hits(*(pattern for pattern, _ in load_signals()[name].patterns))


def _first(sources: Sources, file: File, name: str) -> Hit | None:
    """The first place in one file that a signal finds; only evaluation files are read for these common words."""
    for part in readable(file, sources.text(file.path), False):
        for pattern, _ in load_signals()[name].patterns:
            speaks = not pattern.languages or file.language in pattern.languages or file.language == "notebook"
            hits = matches(pattern.regex, part, file.path) if speaks and file.role in pattern.roles else []
            shown = next((hit for hit in hits if not _IMPORT.search(hit.text)), None)
            if shown is not None:
                return shown
    return None


def _candidates(sources: Sources, frameworks: tuple[Hit, ...]) -> set[str]:
    paths = {hit.path for hit in frameworks}
    for file in sources.files("evaluation", "test", "script", "code", "config"):
        if _PROMPTFOO.search(file.path) or (
            file.language in _SOURCE and not _SCREEN.search(file.path) and _is_named(file)
        ):
            paths.add(file.path)
    return paths


def _is_named(file: File) -> bool:
    if file.role == "test":  # a test of an evaluation script is no evaluation
        return _TEST_FOLDER.search(file.path) is not None
    if file.role == "evaluation" or _NAMED.search(file.path):
        return True
    return _BENCHMARK.search(file.path) is not None and not _OF_SPEED.search(file.path)


def _file(sources: Sources, path: str, frameworks: tuple[Hit, ...]) -> EvalFile | None:
    file = sources.snapshot.file(path)
    if file is None:
        return None
    found = ((name, _first(sources, file, name)) for name in DIMENSIONS)
    measures = [(name, hit) for name, hit in found if hit]
    used = next((hit for hit in frameworks if hit.path == path), None)
    if not any(name in JUDGING for name, _ in measures):
        if used is None:
            return None
        measures.insert(0, ("eval-quality", used))
    reads, fails = _first(sources, file, "eval-reads-data"), _first(sources, file, "eval-threshold")
    return EvalFile(path, tuple(measures), reads, fails)


def _asserted(sources: Sources, known: set[str]) -> tuple[EvalFile, ...]:
    """Ordinary tests that hold a model's figures on cases that they read, not on made-up ones, against a number."""
    first: dict[str, Hit] = {}
    for hit in _hits(sources, "eval-asserted"):
        first.setdefault(hit.path, hit)
    found = []
    fixtures = fixtures_that_read(sources) if first.keys() - known else Fixtures({})
    for path in sorted(first.keys() - known):
        file = sources.snapshot.file(path)
        reads = (_first(sources, file, "eval-reads-data") or fixtures.read_by(sources.text(path))) if file else None
        if reads and not _MADE_UP.search(sources.text(path)):
            found.append(EvalFile(path, (("eval-quality", first[path]),), reads, first[path], True))
    return tuple(found)


def _expected(sources: Sources) -> tuple[Hit, ...]:
    """The first place of each test that holds a real model's answers against expected ones; no stand-in answers."""
    first: dict[str, Hit] = {}
    for hit in _hits(sources, "eval-expected-answer"):
        first.setdefault(hit.path, hit)
    texts = ((path, sources.text(path)) for path in sorted(first))
    return tuple(first[path] for path, text in texts if _SAMPLE.search(text) and not _STAND_IN.search(text))


def _datasets(sources: Sources) -> tuple[tuple[str, int], ...]:
    found = []
    for file in sources.files("data", "config", "evaluation", "test", "docs", "example", "other"):
        if file.size and _DATA.search(file.path) and not _NO_CASES.search(file.path):
            found.append((file.path, _count(sources.text(file.path)[:400_000], file.path)))
        elif _PROMPTFOO.search(file.path):
            found.append((file.path, max(1, sources.text(file.path).count("vars:"))))
    return tuple(found)


def _count(text: str, path: str) -> int:
    """How many cases a data file holds, told by its outline: lines, rows or items of the outermost list."""
    if path.endswith((".jsonl", ".csv", ".tsv")):
        return max(0, len([line for line in text.splitlines() if line.strip()]) - (0 if path.endswith(".jsonl") else 1))
    if path.endswith(".json"):
        return max(
            len(re.findall(r"^(?:\s{0,4}|\t)\{", text, re.M)), text.count('"question"'), text.count('"prompt"'), 1
        )
    return max(len(re.findall(r"^\s{0,4}- ", text, re.M)), 1)
