"""One pass over all files for all patterns: what each pattern found, at which line, in code and not in comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from readiness.masking import mask
from readiness.model import Evidence
from readiness.sanitizing import snippet
from readiness.snapshot import File, Snapshot

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


_COUNTED = re.compile(r"(?<=[\])\w.])\{([01]),\d+\}\??")


@lru_cache(maxsize=8192)
def compiled(regex: str) -> re.Pattern[str]:
    """The pattern as the confirming pass uses it: ASCII classes and multi-line, like the first pass."""
    return re.compile(regex, re.ASCII | re.MULTILINE)


def widened(regex: str) -> str:
    """A pattern that finds at least what the given one does, with `{0,80}` as `*`.

    Counted repeats are what makes automata large and the one pass slow; the confirming pass counts exactly.
    """
    return _COUNTED.sub(lambda repeat: "*" if repeat.group(1) == "0" else "+", regex)


class Prefilter:
    """Which of many patterns may occur in a text, found in one pass; tries each where RE2 has no wheel."""

    def __init__(self, regexes: tuple[str, ...]) -> None:
        self._count = len(regexes)
        self._filter = None
        try:
            import re2
        except ImportError:  # no wheel on this platform (musl)
            return
        options = re2.Options()
        options.max_mem = 256 << 20  # hundreds of patterns make large automata; too little memory means missed matches
        options.log_errors = False
        found = re2.Filter()
        for regex in regexes:
            found.Add(f"(?m){widened(regex)}", options)
        if regexes:
            found.Compile()
            self._filter = found

    def candidates(self, data: bytes) -> Iterable[int]:
        """Indexes of the patterns that match the raw bytes, comments included, in order."""
        if self._filter is None:
            return range(self._count)
        return sorted(self._filter.Match(data) or ())


class Search:
    """Answers what patterns found in a snapshot. Patterns announced together are looked for together, in one pass."""

    def __init__(self, snapshot: Snapshot, remembered: Mapping[str, dict[str, list[Hit]]] | None = None) -> None:
        self._snapshot = snapshot
        self._found: dict[Pattern, tuple[Hit, ...]] = {}

    def announce(self, patterns: Iterable[Pattern]) -> None:
        """Look for the patterns that were not looked for yet. Raises re.error or re2.error on a bad pattern."""
        wanted = sorted(
            {p for p in patterns if p not in self._found},
            key=lambda p: (p.regex, sorted(p.roles), sorted(p.languages), p.comments),
        )
        if not wanted:
            return
        found: dict[Pattern, list[Hit]] = {p: [] for p in wanted}
        by_role: dict[str, list[File]] = {}
        for file in self._snapshot.files:
            by_role.setdefault(file.role, []).append(file)
        # Code, tests and prose are asked different things: each role is searched for its own patterns only.
        for role, files in by_role.items():
            self._search_files(files, [p for p in wanted if role in p.roles], found)
        for hits in found.values():
            hits.sort(key=lambda hit: (hit.path, hit.cell, hit.line))
        self._found.update({pattern: tuple(hits) for pattern, hits in found.items()})

    def hits(self, pattern: Pattern) -> tuple[Hit, ...]:
        """What a pattern found, by path and line. A pattern that was not announced costs a pass of its own."""
        if pattern not in self._found:
            self.announce([pattern])
        return self._found[pattern]

    def _search_files(self, files: list[File], patterns: list[Pattern], found: dict[Pattern, list[Hit]]) -> None:
        by_regex: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            by_regex.setdefault(pattern.regex, []).append(pattern)
        if not by_regex:
            return
        regexes = tuple(by_regex)
        prefilter = Prefilter(regexes)
        for file in files:
            self._search_file(file, prefilter, regexes, by_regex, found)

    def _search_file(
        self,
        file: File,
        prefilter: Prefilter,
        regexes: tuple[str, ...],
        by_regex: dict[str, list[Pattern]],
        found: dict[Pattern, list[Hit]],
    ) -> None:
        candidates = prefilter.candidates(self._snapshot.data(file.path))
        texts: dict[bool, list[tuple[int, str]]] = {}
        for index in candidates:
            for pattern in by_regex[regexes[index]]:
                if pattern.languages and not _speaks(file, pattern.languages):
                    continue
                if pattern.comments not in texts:
                    texts[pattern.comments] = readable(file, self._snapshot.text(file.path), pattern.comments)
                for cell, text in texts[pattern.comments]:
                    found[pattern] += matches(pattern.regex, text, file.path, cell)


def _speaks(file: File, languages: frozenset[str]) -> bool:
    return file.language in languages or (file.language == "notebook" and "python" in languages)


def readable(file: File, text: str, comments: bool) -> list[tuple[int, str]]:
    """(cell, text) pairs of a file as patterns see it: comments blanked unless they count, notebooks by code cell."""
    if file.language == "notebook":
        from readiness.formats.notebooks import read_notebook

        cells = [(cell.number, cell.source) for cell in read_notebook(text).cells if cell.kind == "code"]
        return [(number, source if comments else mask(source, "python")) for number, source in cells]
    return [(0, text if comments else mask(text, file.language))]


def matches(regex: str, text: str, path: str, cell: int = 0) -> list[Hit]:
    """The places where a regular expression matches a text, one a line, at most `MAX_HITS`."""
    hits: list[Hit] = []
    line, counted = 1, 0
    for match in compiled(regex).finditer(text):
        at = match.start()
        while at < match.end() and text[at] in "\n ":
            at += 1  # a match that begins with white space is shown where its words are
        line += text.count("\n", counted, at) if at > counted else 0
        counted = max(counted, at)
        if hits and hits[-1].line == line:
            continue
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        whole = text[start : end if end >= 0 else len(text)]
        hits.append(Hit(path, line, match.group()[:300], whole[:1000], cell, tuple(g or "" for g in match.groups())))
        if len(hits) >= MAX_HITS:
            break
    return hits
