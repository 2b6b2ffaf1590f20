"""Whether evaluations stand between a change and its release: run by the pipeline, and able to fail it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.formats.workflows import Pipeline
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.quality_evaluation import evaluation_patterns
from readiness.sanitizing import snippet
from readiness.search import Pattern
from readiness.sightings import as_evidence, patterns_named, sightings

_ASSERTING = compile_later(
    r"(?i)\bpromptfoo(?:@\S+)? (?:eval|redteam)|\bdeepeval test|\b(?:pytest|py\.test|vitest|jest|rspec)\b"
)
_COMMAND = compile_later(
    r"(?i)\bpromptfoo(?:@\S+)? (?:eval|redteam)|\bdeepeval test|\binspect eval|\bbraintrust eval|\bevalite\b"
    r"|\b(?:pytest|py\.test|vitest|jest|rspec)\b[^\n]{0,200}\bevals?\b"
    r"|\b(?:python3?|uv|poetry|node|tsx|bun|npx|pnpm|npm|yarn|make|just|task|rake|bundle|go|bash|sh|dvc|mlflow)\b"
    r"[^\n]{0,200}[\s/_:.-](?:evals?|evaluat(?:e|ion|ions))(?:[\s/_:.-]|$)"
)
_STEP = compile_later(
    r"(?i)^(?!.*\b(?:install|upload|download|set ?up|report|comment|publish|check ?out)\b).*\b(?:evals?|evaluations?)\b"
)
_RUNNER = compile_later(
    r"\b(?:pytest|py\.test|vitest|jest|rspec|pnpm|npm|yarn|bun|npx|python3?|uv|poetry|make|just|go|cargo|dotnet)\b"
)
_TESTS = compile_later(
    r"\b(?:pytest|py\.test|unittest|tox|nox|hatch (?:run )?test|go test|gotestsum|dotnet test|cargo (?:test|nextest)"
    r"|rspec|rake(?: test| spec)?|phpunit|vitest|jest|ctest|(?:npm|pnpm|yarn|bun|deno|make|just|task|poe|mix|swift|sbt)"
    r"(?: run| --\S+)* (?:unit-?)?(?:tests?|check|ci|verify)|mvnw?\b[^\n]*\b(?:test|verify|install|package)"
    r"|gradlew?\b[^\n]*\b(?:test|check|build))\b"
)
_INSTALLS = compile_later(r"\b(?:pip3?|uv pip|npm|pnpm|yarn|apt-get|brew|gem|poetry|conda)\s+(?:install|add|i)\b")
_ACTION = compile_later(
    r"(?i)promptfoo/promptfoo-action|braintrustdata/eval-action|\bgenai-eval|ai-agent-evals|llm-eval"
)
_BLOCKING = frozenset({"pull_request", "push", "merge_group", "merge_request", "release", "tag"})
_IN_PIPELINE = compile_later(
    r"(?i)pipeline|workflow|taskcluster|(?:^|/)(?:dags?|jobs?|ci)/|\.dvc|dvc\.ya?ml|cloudbuild"
)
_TASK = Pattern(
    r"(?i)\b(?:evaluate(?:_?model)?\.py|analy[sz]e_\w*metrics|check[_-]metrics|validate[_-]model|model[_-]validation"
    r"|evaluate[_-]model)\b",
    frozenset({"infra", "ci", "config"}),
    frozenset({"yaml"}),
)
_STOPS = Pattern(
    r"(?i)^[ \t]*if [^\n]{0,60}(?:score|accuracy|r2|auc|f1|rmse|mse|mae|metric)\w{0,20}\s*[<>]=?\s*"
    r"[\w.\[\]\"']{1,40}\s*:[ \t]*\n\s*(?:raise\b|sys\.exit\(|exit\()",
    frozenset({"code", "script"}),
    frozenset({"python"}),
)


def patterns_for(_function: str, _parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return (*evaluation_patterns(), _TASK, _STOPS, *patterns_named(("train-condition",)))


def gates(product: Product) -> Fact:
    """Whether an evaluation runs for each change or release and can stop it; ignored, or by hand, is half of it."""
    found = product.evaluations
    thresholds = tuple(file.fails for file in found.files if file.fails)
    with_tests = any(file.with_the_tests for file in found.files)
    runs = [run for pipeline in product.pipelines for run in _runs(pipeline, with_tests)]
    stopping = [item for item, blocks, ignored, asserts in runs if blocks and not ignored and (asserts or thresholds)]
    shown = tuple(hit.evidence("too low a score is a failure") for hit in thresholds[:3])
    if stopping:
        return Fact(1.0, (*stopping, *shown), "an evaluation runs in the pipeline and can fail it")
    if runs:
        return Fact(0.5, (*(run[0] for run in runs), *shown), "an evaluation runs in a pipeline that stops no change")
    tests = [run[0] for pipeline in product.pipelines for run in _runs(pipeline, True) if found.expected]
    if tests:
        shown = tuple(hit.evidence("what the model answers is held against a text") for hit in found.expected[:3])
        return Fact(0.5, (*tests, *shown), "tests hold a few real answers against expected ones, and run in a pipeline")
    tasks = tuple(
        hit.evidence("a task checks the metrics") for hit in product.hits(_TASK) if _IN_PIPELINE.search(hit.path)
    )
    if tasks and (found.files or found.in_training):
        return Fact(0.5, tasks, "a task of the training pipeline checks the metrics")
    conditions = as_evidence(sightings(product, "train-condition")) if product.has("training") else ()
    if conditions and (found.files or found.in_training):
        return Fact(1.0, conditions, "a model is registered or deployed only where its figures pass")
    stopping_hits = product.hits(_STOPS) if product.has("training") else ()
    stops = tuple(hit.evidence("training fails at too low a score") for hit in stopping_hits)
    if stops:
        return Fact(0.5, stops, "training fails at too low a score, and no release waits for it")
    return Fact(0.0, shown[:0], "no evaluation runs in a pipeline", ("CI pipelines",))


def _commands(run: str) -> Iterator[tuple[int, str]]:
    """(offset of its first line, command) with the lines joined that a backslash continues."""
    held, start = "", 0
    for offset, line in enumerate(run.splitlines()):
        held, start = (f"{held} {line.strip()}", start) if held else (line, offset)
        if held.endswith("\\"):
            held = held[:-1].rstrip()
            continue
        yield start, held
        held = ""
    if held:
        yield start, held


def _runs(pipeline: Pipeline, with_tests: bool) -> Iterator[tuple[Evidence, bool, bool, bool]]:
    """(place, whether a change waits for it, whether its failure is ignored, whether the command itself asserts).

    Where the ordinary tests assert how good a model is (`with_tests`), running them is an evaluation.
    """
    blocks = bool(pipeline.kinds & _BLOCKING)
    for job in pipeline.jobs:
        for step in job.steps:
            ignored = step.continue_on_error or job.continue_on_error
            if step.uses and _ACTION.search(step.uses):
                yield (
                    Evidence(pipeline.path, step.line, snippet(step.uses), "an evaluation is run"),
                    blocks,
                    ignored,
                    True,
                )
            named = _STEP.search(step.name) is not None
            for offset, line in _commands(step.run):
                tests = with_tests and _TESTS.search(line) is not None
                if (
                    tests or _COMMAND.search(line) or (named and _RUNNER.search(line))
                ) and not line.lstrip().startswith(("#", "echo ")):
                    place = Evidence(
                        pipeline.path, (step.run_line or step.line) + offset, snippet(line), "an evaluation is run"
                    )
                    yield place, blocks and not job.manual, ignored or "|| true" in line, bool(_ASSERTING.search(line))
