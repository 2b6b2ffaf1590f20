"""How models are trained: checked and versioned data, one transformation for both sides, drift, retraining."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Evidence, Fact
from readiness.module_use import IMPORT, imported_names, running_modules, stem
from readiness.product import Product
from readiness.sanitizing import snippet
from readiness.search import Hit, Pattern
from readiness.signals import load_signals

_SIGNALS = (
    "train-fits", "train-predicts", "train-preprocessing-import", "train-transform-saved", "train-pipeline-object",
    "train-saves-model", "train-loads-saved", "train-transform-called",
    "train-scheduled", "data-validation-framework", "data-check-fails", "data-check-soft",
    "data-versioned", "data-version-loose", "retrain-orchestrated", "train-in-pipeline-file", "drift-library",
    "drift-own", "drift-partial", "labels-used",
)  # fmt: skip
_CHECKS = {
    "columns": compile_later(r"(?i)column|schema|dtype|feature"),
    "missing values": compile_later(r"(?i)missing|null|nan\b|empty|isna"),
    "duplicates": compile_later(r"(?i)duplicat"),
    "ranges": compile_later(r"(?i)range|rows?\b|shape|len\("),
}
_DATA_FILE = compile_later(
    r"(?i)(?:^|/)(?:data|datasets?|input|raw|artifacts?)/.*\.(?:csv|tsv|parquet|jsonl?|arff|feather|npz)$"
    r"|(?:^|/)[^/]+\.(?:csv|parquet|arff|feather)$|(?:^|/)[^/]*(?:data|dataset|corpus|train|samples|tasks)[^/]*\.jsonl?$"
)
_TRACKERS = ("wandb", "mlflow", "comet-ml", "clearml", "neptune", "tensorboard", "swanlab")
_TRAINER = Pattern(
    r"\b(?:Seq2Seq|SFT|DPO|PPO|GRPO|Reward)?Trainer\(|\b(?:Seq2Seq)?TrainingArguments\b",
    frozenset({"code", "script"}),
    frozenset({"python"}),
)
_TRAINS = compile_later(r"(?i)\btrain\w*\b|\bdvc repro\b|\bmlflow run\b|\bsagemaker\b[^\n]*pipeline|\bkfp\b|\bretrain")
_STAGE = compile_later(r"(?m)^\s{2,}(train\w*|training|fit|retrain)\s*:\s*$")


def patterns_for(_function: str, _parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return (IMPORT, _TRAINER, *(pattern for name in _SIGNALS for pattern, _ in load_signals()[name].patterns))


def data_checks(product: Product) -> Fact:
    """Whether code that can fail the pipeline checks the data; cleaning, warnings and a few guards are half of it."""
    library = _evidence(product, "data-validation-framework")
    if library:
        return Fact(1.0, library, library[0].says)
    failing = _hits(product, "data-check-fails")
    by_path: dict[str, set[str]] = {}
    for hit in failing:
        kinds = {kind for kind, words in _CHECKS.items() if words.search(hit.match)}
        by_path.setdefault(hit.path, set()).update(kinds)
    wired = _imported(product, {hit.path for hit in _hits(product, "train-fits")})
    thorough = [path for path, kinds in by_path.items() if len(kinds) >= 3 and stem(path) in wired]
    shown = tuple(hit.evidence("a bad data set stops the run") for hit in failing)
    if thorough:
        first = tuple(item for item in shown if item.path in thorough)
        return Fact(1.0, (*first, *shown), "columns, values and sizes of the data are checked before training")
    soft = _evidence(product, "data-check-soft")
    if shown or soft:
        says = "some data checks can stop a run" if shown else "data are cleaned or reported on; nothing stops a run"
        return Fact(0.5, (*shown[:6], *soft[:4]), says)
    return Fact(0.0, (), "data go into training unchecked", ("validation libraries and checks in code",))


def data_pinned(product: Product) -> Fact:
    """Whether a model can be traced to the exact data; data kept in git or dated artefacts are half of it."""
    pointers = sorted(path for path in product.snapshot.all_paths if path.endswith((".dvc", "dvc.lock")))
    pinned = [Evidence(path, 1, says="data are versioned with DVC") for path in pointers if _has_digest(product, path)]
    pinned += _evidence(product, "data-versioned")
    if pinned:
        return Fact(1.0, tuple(pinned), pinned[0].says)
    kept = [
        path for path in sorted(product.snapshot.all_paths) if _DATA_FILE.search(path) and "test" not in path.lower()
    ]
    loose = _evidence(product, "data-version-loose")
    if kept:
        shown = tuple(Evidence(path, 0, says="data are kept in the repository") for path in kept[:4])
        return Fact(0.5, (*shown, *loose[:4]), "data are kept in git; runs do not record which version they used")
    if loose:
        return Fact(0.5, loose, "data carry a version or date; no model names the exact one")
    return Fact(0.0, (), "no model can be traced to its data", ("DVC, lakeFS, revisions, hashes",))


def labelled(product: Product) -> Fact:
    """Whether anything is learnt from labels; a model of running text alone has none."""
    if product.has("ml"):
        return Fact(1.0)
    found = _evidence(product, "labels-used")
    return Fact(float(bool(found)), found[:2], "" if found else "nothing is learnt from labels")


def tracked_by_default(product: Product) -> Fact:
    """Whether a trainer that reports by itself to an installed tracker is used (transformers 4: report_to "all")."""
    installed = [pair for name in _TRACKERS for pair in product.dependencies.get(name, ())]
    trainers = product.hits(_TRAINER)
    if not installed or not trainers:
        return Fact(0.0)
    manifest, dependency = installed[0]
    says = "the trainer reports to the installed tracker; nothing sets what"
    place = Evidence(manifest.path, dependency.line, dependency.name, "a tracker is installed")
    return Fact(1.0, (trainers[0].evidence("a trainer that reports by itself"), place), says)


def shared_transformation(product: Product) -> Fact:
    """Whether training and serving use the same transformation: a saved one that is loaded, or one imported by both."""
    saved = _evidence(product, "train-transform-saved")
    loaded = _evidence(product, "train-loads-saved")
    if saved and loaded:
        return Fact(1.0, (*saved[:4], *loaded[:4]), "the fitted transformation is saved and loaded for predictions")
    whole = _evidence(product, "train-pipeline-object")
    stored = _evidence(product, "train-saves-model")
    if whole and stored and loaded:
        return Fact(1.0, (*whole[:3], *stored[:3], *loaded[:2]), "transformation and model are saved as one pipeline")
    fitting = {hit.path for hit in _hits(product, "train-fits")}
    using = {hit.path for hit in _hits(product, "train-predicts")} - fitting
    shared = _shared(_own_imports(product), fitting, using)
    if shared:
        shown = tuple(hit.evidence("both sides import it") for hit in shared)
        return Fact(1.0, shown, "training and serving import the same transformation")
    shared = _shared(_own_calls(product), fitting, using)
    if shared:
        shown = tuple(hit.evidence("both sides call it") for hit in shared)
        return Fact(1.0, shown, "training and serving call the same transformation")
    if saved or (whole and stored):
        return Fact(0.5, (*saved, *whole)[:6], "the transformation is saved; nothing here loads it for predictions")
    return Fact(0.0, (), "training and serving share no transformation", ("saved transformations and shared modules",))


def _own_imports(product: Product) -> list[tuple[str, Hit]]:
    """(name, import) of the product's own modules that transform data, a library's of that name left out."""
    own = {stem(file.path) for file in product.code} | {part for f in product.code for part in f.path.split("/")[:-1]}
    named = ((next(g for g in hit.groups if g), hit) for hit in _hits(product, "train-preprocessing-import"))
    return [(name, hit) for name, hit in named if name.lstrip(".").rpartition(".")[2] in own]


def _own_calls(product: Product) -> list[tuple[str, Hit]]:
    """(name, call) of the product's own functions that transform data, in whatever language; none written twice."""
    hits = _hits(product, "train-transform-called")
    places = Counter(name for name, _ in {(hit.groups[0], hit.path) for hit in hits if hit.groups[0]})
    return [(hit.groups[1], hit) for hit in hits if places[hit.groups[1]] == 1]


def _shared(named: list[tuple[str, Hit]], fitting: set[str], using: set[str]) -> list[Hit]:
    """The places of names that stand both where models are fitted and where they are used."""
    both = {name for name, hit in named if hit.path in fitting} & {name for name, hit in named if hit.path in using}
    return [hit for name, hit in named if name in both and hit.path in fitting | using]


def pipeline(product: Product) -> Fact:
    """Whether training can be run again by a pipeline or schedule."""
    found = [item for item in _evidence(product, "retrain-orchestrated") if not item.cell]
    for flow in product.pipelines:
        for job in flow.jobs:
            for step in job.steps:
                line = next((line for line in step.run.splitlines() if _TRAINS.search(line) and "echo" not in line), "")
                if line:
                    found.append(Evidence(flow.path, step.run_line or step.line, snippet(line), "the pipeline trains"))
    for file in product.files("config", "infra"):
        if re.search(r"(?:^|/)(?:dvc|pipeline[\w-]*|MLproject|zenml[\w-]*)\.ya?ml$|(?:^|/)MLproject$", file.path):
            stage = _STAGE.search(product.text(file.path))
            if stage:
                at = product.text(file.path).count("\n", 0, stage.start(1)) + 1
                found.append(Evidence(file.path, at, stage.group(1), "training is a stage"))
    found += [e for e in _evidence(product, "train-in-pipeline-file") if _is_infra(product, e.path)]
    found += _evidence(product, "train-scheduled")
    if found:
        return Fact(1.0, tuple(found), "training is run by a pipeline")
    return Fact(0.0, (), "no pipeline or schedule trains", ("CI pipelines, DAGs, DVC stages, jobs",))


def drift(product: Product) -> Fact:
    """Whether distributions are compared over time by code that something calls."""
    used = running_modules(product)
    whole = [e for name in ("drift-library", "drift-own") for e in _evidence(product, name)]
    wired = tuple(
        e for e in whole if not e.path.endswith(".ipynb") and (stem(e.path) in used or _is_infra(product, e.path))
    )
    if wired:
        return Fact(1.0, wired, wired[0].says)
    some = tuple(
        e for e in _evidence(product, "drift-partial") if stem(e.path) in used and not e.path.endswith(".ipynb")
    )
    if some:
        return Fact(0.5, some, some[0].says)
    against = tuple(Evidence(e.path, e.line, e.snippet, "nothing calls this", False, e.cell) for e in whole[:4])
    says = "drift code that nothing calls" if against else "no distribution is compared over time"
    return Fact(0.0, against, says, ("drift libraries and statistics",))


def _hits(product: Product, name: str) -> tuple[Hit, ...]:
    return product.hits(*(pattern for pattern, _ in load_signals()[name].patterns))


def _evidence(product: Product, name: str) -> tuple[Evidence, ...]:
    return tuple(hit.evidence(says) for pattern, says in load_signals()[name].patterns for hit in product.hits(pattern))


def _imported(product: Product, paths: set[str]) -> set[str]:
    """The last parts of what the files import, and the files' own stems."""
    found = {stem(path) for path in paths}
    for hit in product.hits(IMPORT):
        if hit.path in paths:
            found |= imported_names(hit)
    return found


def _is_infra(product: Product, path: str) -> bool:
    file = product.snapshot.file(path)
    return file is not None and file.role in {"infra", "ci"} | ({"config"} if "pipeline" in path else set())


def _has_digest(product: Product, path: str) -> bool:
    return re.search(r"\b(?:md5|etag|checksum|sha256):\s*\w{8}", product.text(path)) is not None
