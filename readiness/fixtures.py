"""Fixtures of pytest that read data, by the names under which tests ask for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.search import Hit
from readiness.sources import Sources

_FIXTURE = compile_later(
    r"^@(?:pytest\.)?fixture\b[^\n]*\n(?:@[^\n]*\n)*(?:async )?def (\w+)\(([^)]*)\)[^\n]*\n((?:[ \t]+[^\n]*\n|\n)*)",
    re.M,
)
_TEST = compile_later(r"^[ \t]*(?:async )?def test_\w*\(([^)]*)\)", re.M)
_READS = compile_later(
    r"\b(?:load|read|get|fetch|open)_?\w{0,30}(?:df|data\w*|frame|cases|samples|examples|csv|json\w*|parquet|questions|corpus)\w*\(|"
    r"\bread_(?:csv|json|parquet|excel)\(|\bload_dataset\("
)
_NAME = compile_later(r"\b[a-z_]\w*")


@dataclass(frozen=True, slots=True)
class Fixture:
    """A fixture: the place where it reads, if it does, and the names of those that it asks for itself."""

    reads: Hit | None
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fixtures:
    """The fixtures of a product's tests by name."""

    known: Mapping[str, Fixture]

    def read_by(self, text: str) -> Hit | None:
        """Where a fixture reads that a test in the text asks for, itself or by another; None where none does."""
        waiting = [name for match in _TEST.finditer(text) for name in _NAME.findall(match[1])]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop(0)
            fixture = self.known.get(name)
            if fixture is None or name in seen:
                continue
            if fixture.reads is not None:
                return fixture.reads
            seen.add(name)
            waiting += fixture.asks
        return None


def fixtures_that_read(sources: Sources) -> Fixtures:
    """All fixtures of the product's tests. Of two with one name the first by path counts."""
    known: dict[str, Fixture] = {}
    for file in sources.files("test", languages=("python",)):
        text = sources.text(file.path)
        for match in _FIXTURE.finditer(text) if "fixture" in text else ():
            reads = _READS.search(match[3])
            hit = None
            if reads is not None:
                line = text.count("\n", 0, match.start(3) + reads.start()) + 1
                hit = Hit(file.path, line, reads[0], text.splitlines()[line - 1])
            known.setdefault(match[1], Fixture(hit, tuple(_NAME.findall(match[2]))))
    return Fixtures(known)
