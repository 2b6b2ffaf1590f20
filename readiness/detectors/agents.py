"""Agents: whether their tools and steps are limited, and where code that a model wrote is run."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Fact
from readiness.model_paths import below, way_patterns, ways
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, files_of, patterns_named, sightings

_TOOLS_PLACE = compile_later(
    r"(?i)(?:^|/)[^/]*(?:tools?|agents?|exec\w*|interpreter|artifacts?|sandbox\w*|functions?|code[-_]?run\w*|cypher|sql|repl|terminal|shell|bash|plugins?|skills?)[^/]*(?:/|\.\w+$)"
)
_NOT_WRITTEN = compile_later(
    r"(?i)\b(?:git|ffmpeg|npm|pip|docker|uvicorn|celery|pandoc|libreoffice|nvidia-smi|migrat\w*|trivy|mach)\b|re\.compile|model\.eval"
)
_IN_PLACE = compile_later(r"iframe|srcDoc|a command is run")  # elsewhere, a frame or a command is rarely the model's
_IMPORT = compile_later(r"^\s*(?:(?:import|from|using|use)\b|-\s)")
_NOT_CODE = compile_later(r"(?i)(?:^|/)(?:components?|locales?|i18n)/|(?:^|/)[^/]*prompts?[^/]*(?:/|\.\w+$)")
_NAMES = {
    "permissions": (
        "steps-bounded",
        "steps-library",
        "tools-limited",
        "approval",
        "tools-open",
        "runs-code",
        "code-contained",
    ),
    "runs_code": ("runs-code", "code-contained"),
    "contained": ("runs-code", "code-contained", "code-confirmed"),
}


def permissions(product: Product) -> Fact:
    """Whether an agent's tools are limited and its steps bounded; one of the two is half of it."""
    near = _near(product)
    steps = _in(near, sightings(product, "steps-bounded")) or _in(near, sightings(product, "steps-library"))
    approvals = _in(near, sightings(product, "approval"))
    limited = approvals or _in(near, sightings(product, "tools-limited"))
    opened = (*_in(near, sightings(product, "tools-open")), *(() if approvals or _held(product) else _runs(product)))
    tools = bool(limited) and not opened
    proof = as_evidence(steps) + (as_evidence(limited) if tools else ()) + as_evidence(opened, False)
    if steps and tools:
        return Fact(1.0, proof, "tools are limited and steps are bounded")
    if steps:
        return Fact(0.5, proof, f"steps are bounded; {opened[0][1] if opened else 'tools are not limited'}")
    if limited:
        return Fact(0.5, as_evidence(limited) + as_evidence(opened, False), "tools are limited; steps are not bounded")
    return Fact(
        0.0,
        as_evidence(opened, False),
        "neither tools nor steps are limited",
        ("allow-lists", "approvals", "greatest numbers of steps"),
    )


def runs_code(product: Product) -> Fact:
    """Whether the product runs code, queries or commands that a model wrote."""
    found = _runs(product) or _held(product)
    if found:
        return Fact(1.0, as_evidence(found), "it runs what a model wrote")
    return Fact(0.0, (), "nothing that a model wrote is run", ("code execution", "generated queries", "shell tools"))


def contained(product: Product) -> Fact:
    """Whether what a model wrote runs only in an isolated place, or is started by the person whose machine it is."""
    runs = _runs(product)
    held = _held(product)
    files = files_of(held)
    loose = [pair for pair in runs if pair[0].path not in files]
    confirmed = [pair for pair in sightings(product, "code-confirmed") if pair[0].path in {hit.path for hit, _ in runs}]
    if held and not loose:
        return Fact(1.0, as_evidence(held), "what a model wrote runs in an isolated place")
    if held and len(files) > len({hit.path for hit, _ in loose}):
        return Fact(
            0.5,
            as_evidence(held) + as_evidence(loose, False),
            "an isolated place is used for some of what a model wrote",
        )
    if confirmed and not held:
        return Fact(1.0, as_evidence(confirmed), "a person starts each run")
    return Fact(
        0.0, as_evidence(loose or runs, False), "what a model wrote runs beside the product, with its credentials"
    )


def _near(product: Product) -> frozenset[str]:
    way = ways(product)
    return below(product, way.files) | frozenset(file.path for file in product.code if _TOOLS_PLACE.search(file.path))


def _runs(product: Product) -> tuple[tuple[Hit, str], ...]:
    """Where something that a model may have written is run: on the ways to the model, or in the place of its tools."""
    near = below(product, ways(product).files)
    return tuple(pair for pair in sightings(product, "runs-code") if _may_be_written(pair, near))


def _may_be_written(pair: tuple[Hit, str], near: frozenset[str]) -> bool:
    hit, says = pair
    in_place = _TOOLS_PLACE.search(hit.path) or (hit.path in near and not _IN_PLACE.search(says + hit.match))
    return bool(in_place) and not _NOT_WRITTEN.search(hit.text) and not _IMPORT.search(hit.text)


def _held(product: Product) -> tuple[tuple[Hit, str], ...]:
    near = _near(product)
    return _in(near, sightings(product, "code-contained"), frames=True)


def _in(near: frozenset[str], found: tuple[tuple[Hit, str], ...], frames: bool = False) -> tuple[tuple[Hit, str], ...]:
    """Sightings in the given files, without imports and prompts; screens count only where frames are looked for."""
    return tuple(
        pair for pair in found
        if pair[0].path in near and not _IMPORT.search(pair[0].text) and _may_count(pair[0], frames)
    )  # fmt: skip


def _may_count(hit: Hit, frames: bool) -> bool:
    if "iframe" in hit.match:
        return frames and _TOOLS_PLACE.search(hit.path) is not None
    return not _NOT_CODE.search(hit.path)


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that the functions look for, announced before the one pass."""
    return [*way_patterns(), *patterns_named(_NAMES.get(function, ()))]
