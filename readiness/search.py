"""One pass over all files for all patterns: what each pattern found, at which line, in code and not in comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from readiness.classification import tells_of_changes
from readiness.masking import mask
from readiness.matching import found_in, may_be_in
from readiness.model import Evidence
from readiness.prefilter import prefilter_of
from readiness.sanitizing import snippet
from readiness.snapshot import File, Snapshot, decode

MAX_HITS = 40  # places remembered per pattern and file

CODE = frozenset({"code"})
PRODUCT = frozenset({"code", "config", "infra"})
CONFIG = frozenset({"config", "infra", "ci"})
ANYWHERE = frozenset(
    {"code", "test", "example", "evaluation", "script", "docs", "config", "ci", "infra", "data", "other"}
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression (RE2's syntax: no look-around, no back-references; multi-line mode) and where it counts.

    `roles` are the roles of files (see `classification`); `languages` limits it to these languages (none: any);
    `comments` says that comments count too (for directives that live in comments).
    """

    regex: str
    roles: frozenset[str] = CODE
    languages: frozenset[str] = frozenset()
    comments: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that a pattern found: the words matched, the line from 1 (in a notebook: of its cell), the captures."""

    path: str
    line: int
    match: str
    text: str
    cell: int = 0
    groups: tuple[str, ...] = ()

    def evidence(self, says: str, supports: bool = True) -> Evidence:
        """The hit as evidence."""
        return Evidence(self.path, self.line, snippet(self.text), says, supports, self.cell)


class Text(NamedTuple):
    """What patterns are matched against: the text, the same as UTF-8, and the notebook cell that it is."""

    cell: int
    text: str
    data: bytes


class Search:
    """Answers what patterns found in a snapshot. Patterns announced together are looked for together, in one pass."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._found: dict[Pattern, tuple[Hit, ...]] = {}
        self._readable: dict[bool, list[Text]] = {}

    def announce(self, patterns: Iterable[Pattern]) -> None:
        """Look for the patterns that were not looked for yet. Raises re.error or re2.error on a bad pattern."""
        wanted = sorted({pattern: None for pattern in patterns if pattern not in self._found}, key=_regex)
        if not wanted:
            return
        by_regex: dict[str, list[Pattern]] = {}
        for pattern in wanted:
            by_regex.setdefault(pattern.regex, []).append(pattern)
        regexes = tuple(by_regex)
        prefilter = prefilter_of(regexes)
        here: dict[tuple[str, str], frozenset[int]] = {}
        found: dict[Pattern, list[Hit]] = {pattern: [] for pattern in wanted}
        for file in self._snapshot.files:
            if file.role == "docs" and tells_of_changes(file.path):
                continue
            kind = (file.role, file.language)
            if kind not in here:
                fitting = (any(_fits(file, pattern) for pattern in by_regex[regex]) for regex in regexes)
                here[kind] = frozenset(index for index, fits in enumerate(fitting) if fits)
            if here[kind]:
                whole = self._whole(file)
                for index in prefilter.candidates(whole, here[kind]):
                    self._confirm(file, whole, by_regex[regexes[index]], found)
            self._readable.clear()
        self._found.update({pattern: tuple(hits) for pattern, hits in found.items()})

    def _whole(self, file: File) -> bytes:
        """What patterns are looked for in at first: the file, or the code of a notebook, whose quotes JSON escapes."""
        if file.language != "notebook":
            return _plain(self._snapshot.data(file.path))
        self._readable[True] = readable(file, self._snapshot.text(file.path), True)
        return b"\n".join(part.data for part in self._readable[True])

    def hits(self, pattern: Pattern) -> tuple[Hit, ...]:
        """What a pattern found, by path and line. A pattern that was not announced costs a pass of its own."""
        if pattern not in self._found:
            self.announce([pattern])
        return self._found[pattern]

    def _confirm(self, file: File, whole: bytes, patterns: list[Pattern], found: dict[Pattern, list[Hit]]) -> None:
        """Match one regular expression's patterns: in the whole file, and only then in what of it counts."""
        if not may_be_in(patterns[0].regex, whole):
            return
        for pattern in patterns:
            if _fits(file, pattern):
                if pattern.comments not in self._readable:
                    text = self._snapshot.text(file.path)
                    self._readable[pattern.comments] = readable(file, text, pattern.comments)
                for part in self._readable[pattern.comments]:
                    found[pattern] += matches(pattern.regex, part, file.path)


def _regex(pattern: Pattern) -> str:
    return pattern.regex


def _fits(file: File, pattern: Pattern) -> bool:
    if file.role not in pattern.roles:
        return False
    spoken = "python" if file.language == "notebook" else file.language
    return not pattern.languages or spoken in pattern.languages or file.language in pattern.languages


def _plain(data: bytes) -> bytes:
    """The bytes as UTF-8 with newlines as line ends, whatever they were."""
    return data if data.isascii() and b"\r" not in data else decode(data).encode("utf-8", "replace")


def readable(file: File, text: str, comments: bool) -> list[Text]:
    """A file as patterns see it: comments blanked unless they count, notebooks by code cell."""
    if file.language == "notebook":
        from readiness.formats.notebooks import read_notebook

        cells = [(cell.number, cell.source) for cell in read_notebook(text).cells if cell.kind == "code"]
        shown = [(number, source if comments else mask(source, "python")) for number, source in cells]
    else:
        shown = [(0, text if comments else mask(text, file.language))]
    return [Text(cell, text, text.encode("utf-8", "replace")) for cell, text in shown]


def matches(regex: str, part: Text, path: str) -> list[Hit]:
    """The places where a regular expression matches a text, one a line, at most `MAX_HITS`."""
    hits: list[Hit] = []
    line, counted = 1, 0
    data = part.data
    for start, end, words, groups in found_in(regex, part.text, data):
        at = start
        while at < end and data[at] in b"\n ":
            at += 1  # a match that begins with white space is shown where its words are
        line += data.count(b"\n", counted, at) if at > counted else 0
        counted = max(counted, at)
        if hits and hits[-1].line == line:
            continue
        begin, stop = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        whole = data[begin : stop if stop >= 0 else len(data)].decode("utf-8", "replace")
        hits.append(Hit(path, line, words[:300], whole[:1000], part.cell, groups))
        if len(hits) >= MAX_HITS:
            break
    return hits
