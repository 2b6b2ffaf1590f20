"""Evaluation of models and prompts: is there one, what does it measure, on which cases."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.quality_evaluation import JUDGING, EvalFile, Evaluations, evaluation_patterns
from readiness.search import Hit, Pattern
from readiness.signals import load_signals

FEW = 5  # fewer cases than this are a sample, not a data set
_MEASURES = compile_later(r"(?i)eval|red_?team|bias|fairness_?(?:check|test|report)|safety|audit")
_ADVICE = compile_later(r"(?i)\be\.g\.|\bfor example\b|\bfor instance\b|\byou(?:rs?)?\b")
"""Words of a guide to somebody else's cases."""
_NO_ATTACK = compile_later(
    r"(?i)system_?prompt_?inj|[a-z]red_?teams?_|"
    r"untrusted[\w -]{0,30}"
    r"(?:url|uri|endpoint|host|origin|cert|issuer|proxy|domain|redirect|ssl|tls|network|address|peer)"
)
"""Names that only look like attacks: the product's own prompt is put in, teams are shared, an address is refused."""
_MORE = ("eval-load-tests", "eval-real-use", "eval-safety-framework", "eval-safety-cases")


def patterns_for(_function: str, _parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return (*evaluation_patterns(), *(pattern for name in _MORE for pattern, _ in load_signals()[name].patterns))


def suite(product: Product) -> Fact:
    """Whether quality is measured by a script over a data set that is kept or referenced."""
    found = product.evaluations
    measuring = [file for file in found.files if _judges(file)]
    fed = [file for file in measuring if file.reads]
    kept = tuple(Evidence(path, 1, says=f"{count} cases") for path, count in found.datasets[:4])
    if measuring and found.cases >= FEW:
        return Fact(
            1.0, (*_shown(fed or measuring), *kept), f"{len(measuring)} files measure quality on {found.cases} cases"
        )
    if fed and not (found.datasets and found.cases < FEW):
        return Fact(1.0, (*_shown(fed), *kept), "a script measures quality on cases that it reads")
    if measuring:
        says = (
            f"only {found.cases} cases to measure quality on" if found.datasets else "an evaluation without a data set"
        )
        return Fact(0.5, (*_shown(measuring), *kept), says)
    elsewhere = found.in_training or found.functions
    if elsewhere:
        shown = tuple(hit.evidence("a metric is computed") for hit in elsewhere[:5])
        return Fact(
            0.5, (*shown, *kept), "metrics are computed in passing: in training code, a notebook or the product"
        )
    if found.expected:
        shown = tuple(hit.evidence("what the model answers is held against a text") for hit in found.expected[:5])
        return Fact(0.5, shown, "tests hold a few real answers against expected ones; no quality is measured")
    return Fact(0.0, (), "no evaluation of model or prompt quality", ("evaluation scripts, frameworks and data sets",))


def dimensions(product: Product) -> Fact:
    """Whether evaluation covers at least two dimensions, one of them the quality of answers. `k` counts them."""
    found = product.evaluations
    measured: dict[str, Evidence] = {}
    for file in found.files:
        if _judges(file):
            for name, hit in file.measures:
                says = load_signals()[name].says
                measured.setdefault(says, hit.evidence(f"measures {says}"))
    if not measured:
        return Fact(0.0, (), "nothing is evaluated", ("evaluation scripts and frameworks",))
    evidence = tuple(measured.values())
    if len(measured) >= 2 and not found.datasets and all(_reads_nothing(product, file) for file in found.files):
        return Fact(0.5, evidence, "checks of " + ", ".join(measured) + ", on no cases")
    if len(measured) >= 2:
        return Fact(1.0, evidence, "evaluation covers " + ", ".join(measured))
    apart = [hit for pattern, _ in load_signals()["eval-load-tests"].patterns for hit in product.hits(pattern)]
    if apart and any(file.reads for file in found.files):
        return Fact(
            0.5, (*evidence, apart[0].evidence("latency is measured apart")), "quality, and latency in separate tests"
        )
    return Fact(0.0, evidence, f"evaluation covers {next(iter(measured))} alone")


def safety(product: Product) -> Fact:
    """Whether bias, toxicity, privacy leakage or resistance to attacks is tested."""
    signals = load_signals()
    real = [
        hit.evidence(says)
        for pattern, says in signals["eval-safety-framework"].patterns
        for hit in product.hits(pattern)
        if _is_about_itself(product, hit)
    ]
    cases = [
        hit.evidence(says)
        for pattern, says in signals["eval-safety-cases"].patterns
        for hit in product.hits(pattern)
        if not _NO_ATTACK.search(hit.text)
    ]
    if real:
        return Fact(1.0, tuple(real[:6] + cases[:4]), real[0].says)
    if len(cases) >= 2:
        return Fact(0.5, tuple(cases[:8]), f"{len(cases)} tests of safeguards; no safety evaluation of the model")
    return Fact(
        0.0, (), "no bias, toxicity, leakage or red-team test", ("safety frameworks, data sets and test cases",)
    )


def _is_about_itself(product: Product, hit: Hit) -> bool:
    """Whether the product is measured: in its service's own code such tools serve what others bring."""
    file = product.snapshot.file(hit.path)
    aside = file is None or file.role != "code" or product.has("training") or not product.has("service")
    return aside or _MEASURES.search(hit.path) is not None


def representative(product: Product) -> Fact:
    """Whether evaluation cases come from real use; kept or hand-picked cases, or a held-out part, are half of it."""
    found = product.evaluations
    measuring = [file for file in found.files if _judges(file)]
    folders = {file.path.rpartition("/")[0] for file in measuring if not file.with_the_tests}
    folders |= {folder.rpartition("/")[0] for folder in folders if folder.count("/") > 1}
    folders -= {""}  # beside a script at the top stand all papers of the product
    real = [
        hit.evidence("cases from real use")
        for pattern, _ in load_signals()["eval-real-use"].patterns
        for hit in product.hits(pattern)
        if not _ADVICE.search(hit.text)
        and (hit.path.rpartition("/")[0] in folders or "/eval" in f"/{hit.path.lower()}")
    ]
    kept = tuple(Evidence(path, 1, says=f"{count} cases") for path, count in found.datasets[:6])
    if real and measuring and (kept or any(file.reads for file in measuring)):
        return Fact(1.0, (*real[:4], *kept), "evaluation cases come from real use")
    if kept:
        return Fact(0.5, kept, f"{found.cases} kept cases; nothing says that they resemble real use")
    return _held_out(found, measuring)


def _held_out(found: Evaluations, measuring: list[EvalFile]) -> Fact:
    if any(file.reads for file in measuring):
        return Fact(
            0.5,
            _shown([file for file in measuring if file.reads]),
            "cases are read; nothing says that they resemble real use",
        )
    if found.in_training:
        shown = tuple(hit.evidence("measured on data at hand") for hit in found.in_training[:4])
        return Fact(0.5, shown, "measured on a part of the data at hand")
    if found.expected:
        shown = tuple(hit.evidence("a few samples with expected answers") for hit in found.expected[:4])
        return Fact(0.5, shown, "a few samples are kept with the tests")
    return Fact(0.0, (), "no evaluation cases", ("evaluation data sets",))


def _reads_nothing(product: Product, file: EvalFile) -> bool:
    """True for a test among evaluations that has no cases: it looks at prompts or wiring, not at answers."""
    place = product.snapshot.file(file.path)
    return file.reads is None and place is not None and place.role == "test"


def _judges(file: EvalFile) -> bool:
    return any(name in JUDGING for name, _ in file.measures)


def _shown(files: Iterable[EvalFile]) -> tuple[Evidence, ...]:
    return tuple(file.first.evidence("quality is measured") for file in list(files)[:6])
