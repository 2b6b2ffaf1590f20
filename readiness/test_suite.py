"""The automated tests of a product: which files hold cases that assert something, and which of its code they reach."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.product import Product
from readiness.search import Hit, Pattern

_TESTS = frozenset({"test"})
_TESTS_AND_CODE = frozenset({"test", "code"})  # Rust keeps unit tests beside the code


def _in(language: str, regex: str) -> Pattern:
    return Pattern(regex, _TESTS_AND_CODE if language == "rust" else _TESTS, frozenset({language}))


CASES = (
    _in("python", r"^\s*(?:async )?def test\w*\("),
    _in("javascript", r"\b(?:it|test|Deno\.test|bench)(?:\.(?:only|each|concurrent|sequential|for|serial))*(?:\([^\n]{0,200}\)|`[^`]*`)?\(\s*[\"'`{$\w]"),
    _in("go", r"^func (?:\(\w+ \*?\w+\) )?(?:Test|Fuzz|Example)\w*\(|\bt\.Run\(|\b(?:It|Specify|Entry)\(\""),
    _in("java", r"@(?:Test|ParameterizedTest|RepeatedTest|Property)\b"),
    _in("kotlin", r"@(?:Test|ParameterizedTest)\b|^\s*(?:test|it|should|scenario)\(\"|^\s*\"[^\"\n]+\" \{"),
    _in("scala", r"\b(?:test|it|describe)\(\"|\" (?:in|should) \{"),
    _in("csharp", r"\[(?:\w+, ?)*(?:Fact|Theory|Test|TestMethod|TestCase|DataTestMethod|SkippableFact)\b"),
    _in("ruby", r"^\s*(?:it|specify|scenario|test|example)\b[ (]+[\"']|^\s*it \{|^\s*def test_"),
    _in("rust", r"#\[(?:\w+::)*(?:test|rstest|test_case|wasm_bindgen_test)\b"),
    _in("php", r"function test\w*\(|#\[Test\]|^\s*(?:it|test)\(['\"]"),
    _in("elixir", r"^\s*(?:test|property) \""),
    _in("swift", r"\bfunc test\w*\(|@Test\b"),
    _in("dart", r"\b(?:test|testWidgets|blocTest)(?:<[^>\n]*>)?\("),
    _in("shell", r"^@test |^\s*(?:function )?test_\w+\s*\(\)"),
    _in("cpp", r"\bTEST(?:_F|_P|_CASE)?\("),
    _in("r", r"\btest_that\("),
)
_ASSERTS = (
    _in("python", r"^\s*assert\b|\bself\.(?:assert|fail)\w*\(|\bassert_\w+\(|\bpytest\.(?:raises|warns|fail|approx)|\bexpect\(|\braises\("),
    _in("javascript", r"\bexpect\w*(?:\.\w+)*\(|\bassert(?:\.\w+)*\(|\.should\b|\bt\.(?:is|equal|equals|deepEqual|same|true|false|truthy|falsy|ok|throws|like|match)\w*\(|\bassert\w+\("),
    _in("go", r"\bt\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\(|\b(?:assert|require|is|c|g|must)\.\w+\(|\b(?:Expect|Eventually|Ω)\(|// ?Output:"),
    _in("java", r"\b(?:assert|expect|verify|then)\w*\(|\.andExpect\(|\.expect\w+\(|StepVerifier\b|\.should\w*\(|\.statusCode\("),
    _in("kotlin", r"\b(?:assert|expect|verify|should)\w*\b"),
    _in("scala", r"\b(?:assert|expect|should|must)\w*\b"),
    _in("csharp", r"\b\w*Assert\w*\.|\.Should\w*\(|\.Verify\w*\(|\.Received\("),
    _in("ruby", r"\bexpect\b|\bassert\w*\b|\brefute\w*\b|\.should\b|\bis_expected\b"),
    _in("rust", r"\bassert\w*!|should_panic|\bexpect_err\(|insta::"),
    _in("php", r"->assert\w*\(|::assert\w*\(|\bexpect\(|->should\w*\("),
    _in("elixir", r"\b(?:assert|refute)\w*\b"),
    _in("swift", r"\bXCT\w+\(|#expect\("),
    _in("dart", r"\b(?:expect|verify)\w*\("),
    _in("shell", r"\[\[? |\bassert\w*|\brun "),
    _in("cpp", r"\b(?:EXPECT|ASSERT|REQUIRE|CHECK)\w*\("),
    _in("r", r"\bexpect_\w+\("),
)
_EMPTY_ASSERTS = (
    _in("python", r"^\s*assert (?:True|1|not False|1 == 1|True is True)\s*$|\bself\.assertTrue\(True\)|\bself\.assertEqual\(1, ?1\)"),
    _in("javascript", r"\bexpect\((?:true|1)\)\.(?:toBe|toEqual)(?:Truthy)?\((?:true|1)?\)|\bexpect\(\w+\)\.toBeDefined\(\)|\bassert(?:\.ok)?\(true\)"),
    _in("java", r"\bassertTrue\(true\)"),
    _in("csharp", r"\bAssert\.(?:True|IsTrue)\(true\)|\bAssert\.Pass\("),
    _in("ruby", r"\bassert true\b|\bexpect\(true\)"),
    _in("rust", r"\bassert!\(true\)|\bassert_eq!\(2 \+ 2, 4\)"),
    _in("php", r"assertTrue\(true\)|expect\(true\)"),
)
_SKIPPED = (
    _in("python", r"^\s*@(?:pytest\.mark\.skip|unittest\.skip|skip)\b(?:\(|$)"),
    _in("javascript", r"\b(?:it|test|describe)\.(?:skip|todo)\(|\bx(?:it|describe|test)\("),
    _in("java", r"@(?:Disabled|Ignore)\b"),
    _in("csharp", r"Skip\s*=\s*\"|\[Ignore\b"),
    _in("rust", r"#\[ignore\b"),
    _in("ruby", r"^\s*(?:xit|xdescribe|pending)\b"),
)
_ALL_SKIPPED = (
    _in("python", r"^pytestmark\s*=\s*pytest\.mark\.skip\b|^pytest\.skip\([^\n]*allow_module_level"),
    _in("javascript", r"^describe\.skip\(|^xdescribe\("),
)
DRIVES = (
    _in("python", r"\bTestClient\(|\btest_client\(|\bself\.(?:client|app|csrf_client)\.(?:get|post|put|patch|delete)\(|\b\w*client\.(?:get|post|put|patch|delete)\(|\bASGITransport\(|\bAsyncClient\(|\brequests\.(?:get|post|request)\(|\bhttpx\.(?:get|post)\(|\bCliRunner\(|\bAppTest\.from_|\bpage\.goto\(|\blive_server\b|\blambda_handler\("),
    _in("javascript", r"\bpage\.goto\(|\bcy\.visit\(|\bsupertest\b|\brequest\(\s*(?:app|server|httpServer)|\bapp\.(?:inject|request|fetch)\(|\bcreateCaller\w*\(|\bdevice\.launchApp|\bbrowser\.url\(|\bfetch\(\s*[`\"'][^`\"'\n]*(?:localhost|127\.0\.0\.1|\$\{)"),
    _in("go", r"\bhttptest\.New(?:Recorder|Server|Request)\(|\.ServeHTTP\(|\bhttp\.(?:Get|Post)\(|\.SetArgs\("),
    _in("java", r"\bMockMvc\b|@SpringBootTest\b|\bTestRestTemplate\b|\bWebTestClient\b|\bRestAssured\b|@QuarkusTest\b|@MicronautTest\b"),
    _in("kotlin", r"\bMockMvc\b|@SpringBootTest\b|\bWebTestClient\b|\btestApplication\b"),
    _in("csharp", r"\bWebApplicationFactory\b|\.CreateClient\(\)|\bTestServer\b|\bGotoAsync\("),
    _in("ruby", r"^\s*(?:get|post|put|patch|delete)[ (]+[\"':/\w]|^\s*visit[ (]|type: :(?:request|system|feature)"),
    _in("rust", r"\.oneshot\(|\bTestServer\b|actix_web::test|\bassert_cmd\b|\breqwest::"),
    _in("php", r"->(?:get|post|put|patch|delete|getJson|postJson|call|visit|request)\(\s*['\"]"),
    _in("elixir", r"\b(?:get|post|put|live)\(\s*conn"),
    _in("dart", r"\bpumpWidget\("),
)
_IMPORTS = (
    _in("python", r"^\s*from\s+([\w.]+)\s+import\s+\(?\s*([\w, \n]*)|^\s*import\s+([\w.]+)|\b(?:patch|import_module)\(\s*[frb]?[\"']([\w.]+)[\"']"),
    _in("javascript", r"(?:\bfrom|\bimport|\brequire\(|\bmock\(|\bimport\()\s*\(?[\"']([^\"'\n]+)[\"']"),
    _in("java", r"^\s*import (?:static )?([\w.]+)"),
    _in("kotlin", r"^\s*import ([\w.]+)"),
    _in("php", r"^use ([\w\\]+)"),
    _in("dart", r"^import ['\"]([^'\"]+)['\"]"),
)
PATTERNS: tuple[Pattern, ...] = (*CASES, *_ASSERTS, *_EMPTY_ASSERTS, *_SKIPPED, *_ALL_SKIPPED, *DRIVES, *_IMPORTS)
"""All patterns of this module; a detector that reads the suite announces them."""

LANGUAGES = frozenset().union(*(pattern.languages for pattern in CASES)) - {"shell"}
_MARKS = re.compile(r"(?i)(?:[._-]?(?:tests?|specs?|it|e2e|testcase))+$|^tests?[_.-]")
_ENTRY_NAMES = frozenset({"index", "init", "mod", "main", "lib"})
_SAME_FOLDER = frozenset({"go", "rust"})


@dataclass(frozen=True, slots=True)
class TestFile:
    """A file with test cases. `cases` are those that count: neither skipped nor without an assertion of something that could fail."""

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


def read_suite(product: Product) -> Suite:
    """The product's test suite as its files show it; nothing is run."""
    found = _files(product)
    imports: dict[str, list[Hit]] = {}
    for hit in product.hits(*_IMPORTS):
        imports.setdefault(hit.path, []).append(hit)
    known = _python_modules(product)
    checked = [_checked(product, file, imports.get(file.path, []), known) for file in found]
    good = sorted((file for file in checked if file.cases), key=lambda file: (file.drives is None, -file.cases, file.path))
    idle = tuple(file for file in checked if not file.cases)
    subjects = tuple(file.path for file in product.code if file.language in LANGUAGES)
    wanted = _Wanted(good, [hit for file in good for hit in imports.get(file.path, [])])
    return Suite(tuple(good), idle, tuple(path for path in subjects if wanted.reaches(path)), subjects)


def _files(product: Product) -> list[TestFile]:
    first: dict[str, Hit] = {}
    cases: Counter[str] = Counter()
    for hit in product.hits(*CASES):
        first.setdefault(hit.path, hit)
        cases[hit.path] += 1
    asserts = Counter(hit.path for hit in product.hits(*_ASSERTS))
    asserts.subtract(Counter(hit.path for hit in product.hits(*_EMPTY_ASSERTS)))
    skipped = Counter(hit.path for hit in product.hits(*_SKIPPED))
    silenced = {hit.path for hit in product.hits(*_ALL_SKIPPED)}
    drives: dict[str, Hit] = {}
    for hit in product.hits(*DRIVES):
        drives.setdefault(hit.path, hit)
    found = []
    for path in sorted(cases):
        file = product.snapshot.file(path)
        count = 0 if path in silenced else max(0, min(cases[path] - skipped[path], asserts[path]))
        found.append(TestFile(path, file.language if file else "", first[path], count, drives.get(path)))
    return found


def _checked(product: Product, file: TestFile, imports: list[Hit], known: _PythonModules) -> TestFile:
    broken = next((hit for hit in imports if _is_missing(product, file, hit, known)), None)
    if broken is None:
        return file
    return TestFile(file.path, file.language, file.first, 0, file.drives, broken)


def _is_missing(product: Product, file: TestFile, hit: Hit, known: _PythonModules) -> bool:
    if file.language == "python":
        module = hit.groups[0] or hit.groups[2]
        return bool(module) and not hit.text.startswith((" ", "\t")) and known.lacks(module)
    if file.language != "javascript" or not hit.groups[0].startswith(".") or "mock(" in hit.match or not hit.text.startswith("import"):
        return False
    target = _joined(file.path.rpartition("/")[0], hit.groups[0].partition("?")[0])
    if not target or re.search(r"(?:^|/)(?:dist|build|out|generated|\.\w+)(?:/|$)|\.\w{2,5}$", target):
        return False
    endings = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte", ".json", ".d.ts", "/index.ts", "/index.tsx", "/index.js")
    return not any(target + ending in product.snapshot.all_paths for ending in endings)


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


def _python_modules(product: Product) -> _PythonModules:
    endings: set[str] = set()
    packages: set[str] = set()
    for path in product.snapshot.all_paths:
        if not path.endswith((".py", ".pyi", ".so", ".pyx", ".proto")):
            continue
        parts = path.rpartition(".")[0].split("/")
        if parts[-1] == "__init__" and (len(parts) == 2 or parts[0] == "src" and len(parts) == 3):
            packages.add(parts[-2])
        for start in range(len(parts)):
            for end in range(start + 1, len(parts) + 1):
                endings.add(".".join(parts[start:end]))
    generated = {name for name in packages if any(path.startswith((f"{name}/", f"src/{name}/")) and path.endswith(".proto") for path in product.snapshot.all_paths)}
    return _PythonModules(frozenset(endings), frozenset(packages - set(product.dependencies) - generated - {"tests", "test"}))


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
