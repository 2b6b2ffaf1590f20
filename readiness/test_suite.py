"""The automated tests of a product: which files hold cases that assert something, and which of its code they reach."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from readiness.compiling import compile_later
from readiness.search import Hit, Pattern
from readiness.signals import load_signals
from readiness.sources import Sources

_SIGNALS = (
    "test-case", "test-assertion", "test-assertion-empty", "test-skipped", "test-file-skipped", "test-drives",
    "test-import",
    "test-fixture", "test-group",
)  # fmt: skip
LANGUAGES = frozenset({
    "python", "javascript", "go", "java", "kotlin", "scala", "csharp", "ruby", "rust", "php", "elixir", "swift", "dart",
    "cpp", "r",
})  # fmt: skip
_MARKS = compile_later(r"(?i)(?:[._-]?(?:tests?|specs?|it|e2e|testcase))+$|^tests?[_.-]")
_ENTRY_NAMES = frozenset({"index", "init", "mod", "main", "lib"})
_MODULE_ENDINGS = (
    ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte", ".json", ".d.ts", "/index.ts", "/index.tsx",
    "/index.js", "/index.mjs",
)  # fmt: skip
_SAME_FOLDER = frozenset({"go", "rust"})


@dataclass(frozen=True, slots=True)
class TestFile:
    """A file with test cases. `cases` are those that count: not skipped, and asserting something that could fail."""

    path: str
    language: str
    first: Hit
    cases: int
    drives: Hit | None
    broken: Hit | None = None
    """An import of a module of the product that does not exist: the file cannot run."""


@dataclass(frozen=True, slots=True)
class Suite:
    """All test files, those that count first; `reached` and `subjects` are paths of the product's code."""

    files: tuple[TestFile, ...]
    idle: tuple[TestFile, ...]
    reached: tuple[str, ...]
    subjects: tuple[str, ...]

    @property
    def cases(self) -> int:
        """How many cases count."""
        return sum(file.cases for file in self.files)

    @property
    def drives(self) -> tuple[TestFile, ...]:
        """Files that work the product through its own door: HTTP, a browser, a command line."""
        return tuple(file for file in self.files if file.drives)

    @property
    def share(self) -> float:
        """The share of the product's code files that a test names or lies beside."""
        return len(self.reached) / len(self.subjects) if self.subjects else 0.0


def suite_patterns() -> tuple[Pattern, ...]:
    """The patterns that a detector which reads the suite announces before the one pass."""
    return tuple(pattern for name in _SIGNALS for pattern in _patterns(name))


def _patterns(name: str) -> tuple[Pattern, ...]:
    return tuple(pattern for pattern, _ in load_signals()[name].patterns)


def read_suite(sources: Sources) -> Suite:
    """The product's test suite as its files show it; nothing is run."""
    found = _files(sources)
    imports: dict[str, list[Hit]] = {}
    for hit in sources.hits(*_patterns("test-import")):
        imports.setdefault(hit.path, []).append(hit)
    known = _python_modules(sources)
    helpers = _helpers(sources, {file.path for file in found})
    asking = {hit.path for hit in sources.hits(*_patterns("test-fixture"))}
    checked = [
        _checked(sources, _helped(file, imports, helpers, file.path in asking), imports.get(file.path, []), known)
        for file in found
    ]
    counting = (file for file in checked if file.cases)
    good = sorted(counting, key=lambda file: (file.drives is None, -file.cases, file.path))
    idle = tuple(file for file in checked if not file.cases)
    subjects = tuple(file.path for file in sources.code if file.language in LANGUAGES)
    wanted = _Wanted(good, [hit for file in good for hit in imports.get(file.path, [])])
    return Suite(tuple(good), idle, tuple(path for path in subjects if wanted.reaches(path)), subjects)


def _files(sources: Sources) -> list[TestFile]:
    first: dict[str, Hit] = {}
    cases: Counter[str] = Counter()
    runs = _groups_that_run(sources)
    for hit in sources.hits(*_patterns("test-case")):
        first.setdefault(hit.path, hit)
        cases[hit.path] += runs(hit)
    asserts = Counter(hit.path for hit in sources.hits(*_patterns("test-assertion")))
    asserts.subtract(Counter(hit.path for hit in sources.hits(*_patterns("test-assertion-empty"))))
    skipped = Counter(hit.path for hit in sources.hits(*_patterns("test-skipped")) if runs(hit))
    drives: dict[str, Hit] = {}
    for hit in sources.hits(*_patterns("test-drives")):
        drives.setdefault(hit.path, hit)
    found = []
    for path in sorted(cases):
        file = sources.snapshot.file(path)
        count = max(0, min(cases[path] - skipped[path], asserts[path]))
        found.append(TestFile(path, file.language if file else "", first[path], count, drives.get(path)))
    return found


def _groups_that_run(sources: Sources) -> Callable[[Hit], bool]:
    """Tells whether a case is not in a group that is skipped as a whole: its `describe`, or its file."""
    starts: dict[str, list[tuple[int, bool]]] = {}
    for name, is_run in (("test-group", True), ("test-file-skipped", False)):
        for hit in sources.hits(*_patterns(name)):
            starts.setdefault(hit.path, []).append((hit.line, is_run))

    def runs(case: Hit) -> bool:
        rows = starts.get(case.path, ())
        before = [row for row in rows if row[0] <= case.line or case.path.endswith(".py")]
        return min(before, key=lambda row: (-row[0], row[1]))[1] if before else True

    return runs


def _helpers(sources: Sources, cases: set[str]) -> dict[str, Hit]:
    """The files beside the tests that work the product for them, by stem: clients, fixtures."""
    found: dict[str, Hit] = {}
    for hit in sources.hits(*_patterns("test-drives")):
        if hit.path not in cases:
            found.setdefault(hit.path.rpartition("/")[2].partition(".")[0], hit)
    return found


def _helped(file: TestFile, imports: dict[str, list[Hit]], helpers: dict[str, Hit], asks: bool) -> TestFile:
    """The file, with what drives the product for it: a helper that it imports, or the fixtures above it."""
    if file.drives or not helpers:
        return file
    named = {re.split(r"[./\\]+", name)[-1] for hit in imports.get(file.path, []) for name in _names(hit)}
    fixtures = helpers.get("conftest") if asks else None
    above = fixtures is not None and file.path.startswith(fixtures.path.rpartition("/")[0])
    drives = next((helpers[name] for name in sorted(named & set(helpers))), fixtures if above else None)
    return replace(file, drives=drives)


def _checked(sources: Sources, file: TestFile, imports: list[Hit], known: _PythonModules) -> TestFile:
    broken = next((hit for hit in imports if _is_missing(sources, file, hit, known)), None)
    if broken is None:
        return file
    return replace(file, cases=0, broken=broken)


def _is_missing(sources: Sources, file: TestFile, hit: Hit, known: _PythonModules) -> bool:
    if file.language == "python":
        module = hit.groups[0] or hit.groups[2]
        return bool(module) and not hit.text.startswith((" ", "\t")) and known.lacks(module)
    if file.language != "javascript" or not hit.groups[0].startswith(".") or not hit.text.startswith("import"):
        return False
    target = _joined(file.path.rpartition("/")[0], hit.groups[0].partition("?")[0])
    if not target or re.search(r"(?:^|/)(?:dist|build|out|generated|\.\w+)(?:/|$)|\.\w{2,5}$", target):
        return False
    return not any(target + ending in sources.snapshot.all_paths for ending in _MODULE_ENDINGS)


def _joined(folder: str, relative: str) -> str:
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


@dataclass(frozen=True, slots=True)
class _PythonModules:
    """Dotted endings of all modules of the repository, and the packages at its root or below `src`."""

    endings: frozenset[str]
    packages: frozenset[str]

    def lacks(self, module: str) -> bool:
        """True where the module is said to be in a package of the repository, and is not there."""
        head, _, rest = module.partition(".")
        return bool(rest) and head in self.packages and module not in self.endings


def _python_modules(sources: Sources) -> _PythonModules:
    endings: set[str] = set()
    packages: set[str] = set()
    for path in sources.snapshot.all_paths:
        if not path.endswith((".py", ".pyi", ".so", ".pyx", ".proto")):
            continue
        parts = path.rpartition(".")[0].split("/")
        if parts[-1] == "__init__" and (len(parts) == 2 or (parts[0] == "src" and len(parts) == 3)):
            packages.add(parts[-2])
        for start in range(len(parts)):
            for end in range(start + 1, len(parts) + 1):
                endings.add(".".join(parts[start:end]))
    generated = {part for path in sources.snapshot.all_paths if path.endswith(".proto") for part in path.split("/")}
    own = packages - set(sources.dependencies) - generated - {"tests", "test"}
    return _PythonModules(frozenset(endings), frozenset(own))


class _Wanted:
    """What the test files name: by import, by a test's own name, by lying in the same folder."""

    def __init__(self, files: Iterable[TestFile], imports: Iterable[Hit]) -> None:
        self._stems = {_folded(_MARKS.sub("", file.path.rpartition("/")[2].partition(".")[0])) for file in files} - {""}
        self._folders = {file.path.rpartition("/")[0] for file in files if file.language in _SAME_FOLDER}
        self._ends: set[str] = set()
        for hit in imports:
            for name in _names(hit):
                parts = [part for part in re.split(r"[./\\]+", name) if part and part not in {"@", "~"}]
                if parts:
                    self._ends.add(_folded("/".join(parts[-2:])))
                if parts and (len(parts) == 1 or name.startswith((".", "@/", "~/"))):
                    self._ends.add(_folded(parts[-1]))

    def reaches(self, path: str) -> bool:
        """Whether a test names the file."""
        folder, _, name = path.rpartition("/")
        stem = _folded(name.partition(".")[0])
        parent = folder.rpartition("/")[2]
        if stem in self._stems or (folder in self._folders and path.endswith((".go", ".rs"))):
            return True
        if f"{_folded(parent)}/{stem}" in self._ends or (not folder and stem in self._ends):
            return True
        grand = folder.rpartition("/")[0].rpartition("/")[2]
        if stem in _ENTRY_NAMES or path.endswith(".py"):  # a package's import brings in the modules that lie in it
            return f"{_folded(grand)}/{_folded(parent)}" in self._ends
        return False


def _names(hit: Hit) -> Iterable[str]:
    groups = [group for group in hit.groups if group]
    if hit.match.lstrip().startswith("from") and len(hit.groups) == 4:
        module = hit.groups[0]
        yield module
        yield from (f"{module}.{name}" for name in re.split(r"[,\s]+", hit.groups[1]) if name and name[0].islower())
        return
    for group in groups:
        yield re.sub(r"\.(?:[cm]?[jt]sx?|vue|svelte|dart)$", "", group)


def _folded(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
