"""The data sets that a repository holds or names: evaluation cases, data of models, what DVC keeps elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.product import Product

_TABLES = compile_later(
    r"(?i)(?:^|/)(?:data|datasets?|corpora|corpus|training|train|fine[-_]?tun\w*|knowledge[-_]?base)/(?:[^/]+/)*[^/]+"
    r"\.(?:jsonl|ndjson|csv|tsv|parquet|arrow|feather)(?:\.(?:gz|zst|bz2))?$"
)
_TUNING = compile_later(
    r"(?i)(?:^|/)[^/]*(?:fine[-_]?tun|train(?:ing)?[-_](?:data|set)|dataset)[^/]*\.(?:jsonl|csv|tsv|parquet)$"
)
_ASIDE = compile_later(
    r"(?i)(?:^|/)(?:node_modules|vendor|third_party|fixtures?|tests?|__tests__|testdata|migrations?)/"
)
_KEPT = compile_later(r"(?m)^\s*(?:-\s*)?path:\s*[\"']?([^\"'\n]{1,300}?)[\"']?\s*$")


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data set. `kind`: "evaluation", "data" or "dvc" (`name` is then what DVC keeps). `cases` 0: not counted."""

    path: str
    name: str
    kind: str
    cases: int = 0


def data_files(product: Product) -> tuple[DataFile, ...]:
    """The data sets by path; files too large to be read are listed by their names alone."""
    found = {path: DataFile(path, path, "data") for path in sorted(product.snapshot.all_paths) if _is_table(path)}
    for file in product.snapshot.files:
        if file.path.endswith(".dvc"):
            kept = _KEPT.search(product.text(file.path)[:100_000])
            if kept:
                found[file.path] = DataFile(file.path, kept[1], "dvc")
    for path, cases in product.evaluations.datasets:
        found[path] = DataFile(path, path, "evaluation", cases)
    return tuple(found[path] for path in sorted(found))


def _is_table(path: str) -> bool:
    return bool(_TABLES.search(path) or _TUNING.search(path)) and not _ASIDE.search(path)
