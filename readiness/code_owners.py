"""Read CODEOWNERS files: which line gives which paths to whom, and who owns most of them.

Syntax: GitHub's ("About code owners", 2026), with GitLab's sections, default owners and exclusions (17.10 and later).
Both take the last line that fits; GitLab does so in each section. Gitea writes expressions instead of patterns (1.22
and later): of these the one for everything is read.

Own code rather than the package `codeowners` (0.9.0): that one knows no default owners of sections, no exclusions and
no comments behind a line, refuses a whole file for one pattern, and turns patterns of strangers into regular
expressions that can take for ever.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from readiness.compiling import compile_later
from readiness.sanitizing import mask_secrets, printable

PLACES = (
    ".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS",
    ".bitbucket/CODEOWNERS",
)  # fmt: skip
"""Where hosts look for the file; the first one counts. GitHub's own order, then what others add."""
MAX_BYTES = 3_000_000
"""What GitHub reads at most ("CODEOWNERS file size")."""
OWNER = compile_later(r"(?<![\w/@.])@[A-Za-z0-9][\w.-]*(?:/[\w.-]+)*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""Somebody as these files name them: `@name`, `@company/team`, a mail address. A role (`@@developer`) is nobody."""
_PLACEHOLDER = compile_later(
    r"(?i)^@?(?:(?:your|my|example|placeholder)(?:$|[-_/@.].*)|(?:todo|tbd|changeme|user(?:name)?\d*|owner\d*|"
    r"org(?:anization)?|team|name)(?:$|/.*))"
    r"|@(?:[\w-]+\.)*(?:example|yourorg|your-?(?:company|domain|org)|company|domain|email)\."
)
_WORD = compile_later(r"(?:\\.|[^\\\s])+")
_SECTION = compile_later(r"^\^?\[([^\]]*)\](?:\[\d*\])?(?:\s+(.*))?$")
_LONGEST_LINE = 4_000
_LONGEST_PATTERN = 255
_LONGEST_WORD = 200
_MOST_LINES = 50_000
_MOST_GLOBS = 300  # patterns with stars that are tried on each path: the last ones
_SAMPLE = 300  # paths by which is told who owns most
_MOST_NAMES = 5
_LONGEST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that gives paths to owners, to nobody where there are none. `text` is the line as it is written."""

    line: int
    text: str
    section: str
    pattern: str
    owners: tuple[str, ...]


def real(owners: Iterable[str]) -> tuple[str, ...]:
    """Each owner once, without the words of templates that stand for one."""
    return tuple(dict.fromkeys(owner for owner in owners if not _PLACEHOLDER.search(owner)))


def rules_of(text: str) -> Iterator[Rule]:
    """The rules of a file, in its order; what is no rule is left out."""
    section, defaults = "", dict[str, tuple[str, ...]]()
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n")[:_MOST_LINES], 1):
        line = raw.strip()
        if not line or line.startswith("#") or len(line) > _LONGEST_LINE:
            continue
        heading = _SECTION.match(line)
        if heading:
            section = heading[1].strip().lower()
            defaults[section] = _owners((heading[2] or "").split()) or defaults.get(section, ())
            continue
        pattern, *rest = _WORD.findall(line) or ("",)
        owners = () if pattern.startswith("!") else _owners(rest) or defaults.get(section, ())
        yield Rule(number, raw.rstrip("\r"), section, pattern.removeprefix("!"), owners)


def _owners(words: Iterable[str]) -> tuple[str, ...]:
    told = takewhile(lambda word: not word.startswith("#"), words)
    return real(name for word in told if "@" in word and len(word) <= _LONGEST_WORD for name in OWNER.findall(word))


@dataclass(slots=True)
class _Section:
    """The rules of a section, so that the last one that fits a path is found without trying all."""

    by_key: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    globs: list[tuple[int, tuple[str, ...], str, tuple[str, ...]]] = field(default_factory=list)

    def owners(self, path: str) -> tuple[str, ...]:
        found = max((self.by_key[key] for key in _keys(path) if key in self.by_key), default=(0, ()))
        parts = path.split("/")
        for line, segments, reach, owners in reversed(self.globs[-_MOST_GLOBS:]):
            if line < found[0]:
                break
            if _fits(segments, reach, parts):
                return owners
        return found[1]


@dataclass(frozen=True, slots=True)
class CodeOwners:
    """The rules of one file, by section."""

    sections: tuple[_Section, ...]

    def of(self, path: str) -> tuple[str, ...]:
        """The owners of a path (slashes, from the top of the repository): of each section those of its last rule."""
        return tuple(dict.fromkeys(owner for section in self.sections for owner in section.owners(path)))


def code_owners(text: str, place: str = "") -> CodeOwners:
    """The rules of a file that was found at `place`."""
    sections: dict[str, _Section] = {}
    is_expressions = place.startswith(".gitea/")
    for rule in rules_of(text):
        pattern = re.sub(r"\\(.)", r"\1", rule.pattern)
        if is_expressions and pattern in (".*", "^.*$", ".+"):
            pattern = "*"
        elif is_expressions or not pattern.strip("/") or len(pattern) > _LONGEST_PATTERN:
            continue
        _add(sections.setdefault(rule.section, _Section()), rule, pattern)
    return CodeOwners(tuple(sections.values()))


def _add(section: _Section, rule: Rule, pattern: str) -> None:
    segments = [one for one in pattern.split("/") if one]
    is_anchored = "/" in pattern.rstrip("/")
    reach = "below" if pattern.endswith("/") else "all"
    while len(segments) > 1 and segments[-1] == "**":
        segments, reach = segments[:-1], "below"
    whole = "/".join(segments)
    first = "" if is_anchored else "**/"
    is_ending = not is_anchored and whole.startswith("*.") and not set("*?/") & set(whole[1:])
    if not set("*?") & set(whole) or (is_ending and reach == "all"):
        section.by_key[first + whole + ("/" if reach == "below" else "")] = (rule.line, rule.owners)
    elif whole == "**" or (whole == "*" and not is_anchored and reach == "all"):
        section.by_key["**"] = (rule.line, rule.owners)
    else:
        reach = "direct" if is_anchored and segments[-1] == "*" and reach == "all" else reach
        section.globs.append((rule.line, (*([] if is_anchored else ["**"]), *segments), reach, rule.owners))


def _keys(path: str) -> Iterator[str]:
    """Under what rules without further stars are kept that fit a path."""
    yield "**"
    parts = path.split("/")
    for at, name in enumerate(parts, 1):
        above = "/".join(parts[:at])
        yield from (above, f"**/{name}")
        if at < len(parts):
            yield from (f"{above}/", f"**/{name}/")
    ends = parts[-1].split(".")
    yield from (f"**/*.{'.'.join(ends[at:])}" for at in range(max(1, len(ends) - 4), len(ends)))


def _fits(segments: Sequence[str], reach: str, parts: Sequence[str]) -> bool:
    """Whether a pattern fits a path or a folder above it, in time that grows with the length of both alone."""
    at = {0}
    for segment in segments:
        if segment == "**":
            at = set(range(min(at), len(parts) + 1))
        else:
            at = {one + 1 for one in at if one < len(parts) and _is_like(segment, parts[one])}
        if not at:
            return False
    return len(parts) in at if reach == "direct" else min(at) < len(parts) or reach == "all"


def _is_like(segment: str, name: str) -> bool:
    first, *others = segment.split("*")
    if not others:
        return len(segment) == len(name) and _find(segment, name, 0, 0) == 0
    *middle, last = others
    end = len(name) - len(last)
    at = len(first)
    if at > end or _find(first, name, 0, 0) != 0 or _find(last, name, end, end) != end:
        return False
    for chunk in middle:
        found = _find(chunk, name, at, end - len(chunk))
        if found < 0:
            return False
        at = found + len(chunk)
    return True


def _find(chunk: str, name: str, start: int, until: int) -> int:
    """Where a text (`?` is any sign) first is in a name, from `start` up to `until`; -1 where it is not."""
    if "?" not in chunk:
        return name.find(chunk, start, until + len(chunk)) if until >= start else -1
    places = (at for at in range(start, until + 1) if len(name) >= at + len(chunk))
    return next((at for at in places if all(a in ("?", b) for a, b in zip(chunk, name[at:], strict=False))), -1)


def owner_of_most(owners: CodeOwners, paths: Sequence[str]) -> str:
    """Who owns the most of these paths, joined by spaces: "" where nobody owns most of them.

    Of many paths some are looked at, evenly spread; of many names the first few are told.
    """
    step = max(1, -(-len(paths) // _SAMPLE))
    counts = Counter(owners.of(path) for path in paths[::step])
    most = max(counts, key=lambda one: (counts[one], one), default=())
    told = ""
    for name in most[:_MOST_NAMES]:
        clean = mask_secrets(printable(name))
        if len(told) + len(clean) < _LONGEST_NAMES:
            told = f"{told} {clean}".strip()
    return told
