"""Whether CI runs the tests on every change."""

from __future__ import annotations

import re

from readiness.ci import ON_CHANGE, Command, commands
from readiness.compiling import compile_later
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet

_TEST_COMMAND = compile_later(
    r"(?im)\b(?:py\.?test|python3?\s+-m\s+(?:pytest|unittest|nose2?|coverage\s+run)|manage\.py\s+test|"
    r"(?<![\w./-])tox(?![\w./-])|(?<![\w./-])nox(?![\w./-])|coverage\s+run|"
    r"jest|vitest|mocha|ava|jasmine|karma\s+start|playwright\s+test|cypress\s+run|wtr|node\s+--test|"
    r"bun\s+test|deno\s+test|"
    r"(?:npm|pnpm|yarn|turbo|nx|lerna|bun|rush|moon)\s[^\n|&;]{0,80}\b(?:tests?(?::[\w:-]+)?|coverage|e2e)\b|"
    r"go\s+test|gotestsum|ginkgo|cargo\s+(?:\+\S+\s+)?(?:test|nextest|llvm-cov|tarpaulin)|"
    r"(?:mvnw?|\./mvnw)\b[^\n]*\b(?:test|verify|install|package)\b|(?:gradlew?|\./gradlew)\b[^\n]*\b(?:tes"
    r"t|check|build|\w+Test)\b|sbt\b[^\n]*\btest\b|"
    r"dotnet\s+test|vstest|rspec|rails\s+test|rake\s+(?:test|spec)|bin/(?:test|rspec)|minitest|"
    r"phpunit|pest|artisan\s+test|mix\s+test|"
    r"swift\s+test|xcodebuild\b[^\n]*\btest\b|flutter\s+test|ctest|bazel\s+test|earthly\b[^\n]*\+test|"
    r"dagger\s+call\s+test|R\s+CMD\s+check|testthat|"
    r"nosetests?|trial\s+\w|behave(?=\s|$)|robot\s+\S|busted|codecept|zig\s+build\s+test|dune\s+(?:run)?test|"
    r"crystal\s+spec|(?:lein|stack|cabal|gleam|mill|sail)\s+test|setup\.py\s+test|pants\s[^\n|&;]{0,40}\btest\b|"
    r"bundle\s+exec\s+rake\s*$|"
    r"(?:make|just|task|poe|hatch|pdm|poetry\s+run|pixi\s+run|rye|uv\s+run|mise\s+run|mage|composer|doit|invoke|inv|"
    r"rake|ant|moon|please|ddev)\s[^\n|&;]{0,40}\b(?:tests?|check|unittest|unit|spec)\b|run[-_]?tests?(?:\.\w+)?|(?:^|/)tests?\.(?:sh|py)\b|python3?\s+\S*\btest"
    r"s?(?:/\S+|_\w+)?\.py)"
)
_NO_TESTS = compile_later(
    r"(?i)no test specified|-D(?:skipTests|maven\.test\.skip)\b|skipTests=true|-x test\b|--if-present\s*$"
)
_TEST_TASK = compile_later(
    r"(?i)^(?:VSTest|DotNetCoreCLI|Maven|Gradle)@|(?:^|/)[\w-]*(?:pytest|run-tests|test-action|"
    r"phpunit)[\w-]*@|cypress-io/github-action"
)
_IS_CI = compile_later(r"(?i)/workflows/.*(?:\bci\b|test|build|check|plugin|verify).*\.ya?ml@")


def tests_run(product: Product) -> Fact:
    """Whether CI runs the tests on every change; in part where it only lints or builds, or runs them at other times."""
    steps = commands(product)
    if not steps:
        return Fact(
            0.0,
            (),
            "no CI configuration was found",
            (".github/workflows", ".gitlab-ci.yml", "Jenkinsfile", ".circleci", "azure-pipelines.yml"),
        )
    tests = [(step, words) for step in steps if (words := _tests(step))]
    if not _has_tests(product):
        tests = []
    on_change = [(step, words) for step, words in tests if step.kinds & ON_CHANGE and not step.tolerated]
    too_old = _too_old(product, [step for step, _ in on_change])
    if too_old:
        return Fact(0.0, too_old, "the tests cannot start: CI's Python is older than the product asks for")
    if on_change:
        kinds = sorted(frozenset().union(*(step.kinds for step, _ in on_change)) & ON_CHANGE)
        evidence = _trigger_evidence(product, on_change[0][0]) + [
            step.evidence(product, "the tests are run", words=words) for step, words in on_change
        ]
        return Fact(1.0, tuple(_once(evidence)), f"CI runs the tests on {' and '.join(kinds).replace('_', ' ')}")
    if tests:
        step, words = tests[0]
        why = (
            "their failure is tolerated"
            if step.tolerated
            else "only " + ", ".join(sorted(step.kinds)).replace("_", " ")
        )
        return Fact(
            0.5,
            (step.evidence(product, f"the tests are run, but {why}", words=words),),
            f"CI runs the tests, but {why}",
        )
    elsewhere = [s for s in steps if s.kinds & ON_CHANGE and _IS_CI.search(s.uses) and not s.uses.startswith("./")]
    if elsewhere and _has_tests(product):
        called = tuple(step.evidence(product, "a workflow kept elsewhere is called") for step in elsewhere[:4])
        return Fact(0.5, called, "CI calls a workflow kept elsewhere; whether it tests cannot be seen here")
    checks = [
        step for step in steps if step.kinds & ON_CHANGE and (re.search(_CHECKS, step.text) or _BUILDS.match(step.uses))
    ]
    if checks:
        return Fact(
            0.5,
            tuple(step.evidence(product, "CI builds or lints") for step in checks[:4]),
            "CI only lints or builds; it runs no tests",
        )
    return Fact(
        0.0,
        (steps[0].evidence(product, "nothing here tests the product", False),),
        "CI is configured, but runs no tests",
    )


def _too_old(product: Product, steps: list[Command]) -> tuple[Evidence, ...]:
    """CI's Python versions, where each is older than what the project's metadata asks for."""
    needed = re.search(r"(?m)^requires-python\s*=\s*[\"'][^\"'\n]*>=\s*3\.(\d+)", product.text("pyproject.toml"))
    if needed is None or not steps:
        return ()
    found: list[Evidence] = []
    for job in {id(step.job): step for step in steps}.values():
        versions = [
            (v, n)
            for s in job.job.steps
            for name, value, n in s.inputs
            if name == "python-version"
            for v in re.findall(r"3\.(\d+)", value)
        ]
        matrix = job.job.node.get("strategy", "matrix", "python-version")
        versions += [(v, matrix.line) for text in matrix.texts() for v in re.findall(r"3\.(\d+)", text)]
        if not versions or any(int(version) >= int(needed.group(1)) for version, _ in versions):
            return ()
        found.append(
            Evidence(
                job.path,
                versions[0][1],
                f"python-version: 3.{versions[0][0]}",
                f"the project asks for 3.{needed.group(1)}",
                False,
            )
        )
    return tuple(found)


_BUILDS = compile_later(r"(?i)^docker/build-push-action|^Docker@|^depot/build-push-action|^plugins/docker")
_CHECKS = (
    r"(?i)\b(?:ruff|flake8|pylint|mypy|black|eslint|prettier|tsc|biome|golangci-lint|go\s+(?:vet|"
    r"build)|clippy|cargo\s+(?:check|build|fmt)|rubocop|checkstyle|spotless|ktlint|pre-commit|"
    r"lint|typecheck|type-check|docker\s+(?:buildx\s+)?build|docker\s+compose\s+build|(?:npm|pnpm|"
    r"yarn|bun)\s+(?:run\s+)?build|mvnw?\s|gradlew?\s|dotnet\s+build|make\s+\w*build|next\s+build|"
    r"vite\s+build)\b"
)


def _tests(step: Command) -> str:
    """The words by which a step tests, "" where it does not."""
    # `pip install pytest` installs a name; `pip install . && pytest` tests.
    parts = [(part.strip(), whole) for whole in step.text.split("\n") for part in re.split(r"&&|;", whole)]
    for clean, whole in parts:
        if (
            clean.startswith(("#", "echo "))
            or _NO_TESTS.search(clean)
            or re.search(r"\b(?:pip3?|uv pip|npm|pnpm|yarn|apt-get|brew)\s+(?:install|add|i)\b", clean)
        ):
            continue
        match = _TEST_COMMAND.search(clean)
        if match and not re.search(r"\|\|\s*(?:true|:|exit 0|echo)", whole):
            return match.group()
    return step.uses if _TEST_TASK.search(step.uses) else ""


def _has_tests(product: Product) -> bool:
    """Whether there is any test in the repository; some languages keep them inside the code."""
    return any(
        file.role == "test" or file.language in {"rust", "elixir", "r"} for file in product.snapshot.files
    ) or any(re.search(r"(?i)(?:^|/|_)tests?(?:/|\.py$|_)", path) for path in product.snapshot.all_paths)


def _trigger_evidence(product: Product, step: Command) -> list[Evidence]:
    lines = product.text(step.path).split("\n")
    return [
        Evidence(step.path, t.line, snippet(lines[t.line - 1]), f"runs on {t.kind.replace('_', ' ')}")
        for t in step.pipeline.triggers
        if t.kind in ON_CHANGE and 0 < t.line <= len(lines)
    ][:1]


def _once(evidence: list[Evidence]) -> list[Evidence]:
    return list({(item.path, item.line): item for item in evidence}.values())
