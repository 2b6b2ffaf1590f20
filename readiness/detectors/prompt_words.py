"""What the product's own prompts say to a model: in files made for prompts, and in texts of its code."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.conditions import Parameters
from readiness.model import Fact
from readiness.product import Product
from readiness.prompt_files import all_prompts
from readiness.search import Pattern

_ROLES = frozenset({"code", "config", "data", "docs", "infra", "other"})


def say(product: Product, *, patterns: tuple[str, ...], says: str = "") -> Fact:
    """Whether a prompt says one of the patterns; `k` counts places. A document that speaks of prompts is none."""
    prompts = {prompt.path for prompt in all_prompts(product) if prompt.kind == "file"}
    hits = [hit for hit in product.hits(*_patterns(patterns)) if hit.path in prompts or _is_code(product, hit.path)]
    evidence = tuple(hit.evidence(says) for hit in hits)
    if evidence:
        return Fact(1.0, evidence, says, (), len(evidence))
    return Fact(0.0, (), "", (says,) if says else ())


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that a call looks for, announced before the one pass."""
    return _patterns(dict(parameters).get("patterns", ()))


def _patterns(patterns: tuple[str, ...]) -> list[Pattern]:
    return [Pattern(regex, _ROLES) for regex in patterns]


def _is_code(product: Product, path: str) -> bool:
    file = product.snapshot.file(path)
    return file is not None and file.role == "code"
