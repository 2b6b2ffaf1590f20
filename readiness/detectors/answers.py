"""What comes with a model's answers, how they reach people, and whether a person stands before their effect."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.model import Evidence, Fact
from readiness.model_files import model_files
from readiness.product import Product
from readiness.screens import screen_files, screen_patterns
from readiness.search import Hit
from readiness.sightings import as_evidence, patterns_named, sightings

_NAMES = (
    "answer-sources", "answer-streamed", "stream-to-user", "waiting-for-text", "human-approval", "human-review-screen",
    "command-line-confirmation", "consequence", "answer-score", "answer-sources-returned", "screen-reasons",
)  # fmt: skip
PATTERNS = (*patterns_named(_NAMES), *screen_patterns())
_ASIDE = compile_later(
    r"(?:^|/)(?:infra\w*|cdk|deploy\w*|setup\w*|scripts?|install\w*|benchmarks?|migrations?|cli|build|stacks?|ci|"
    r"packaging|launcher|health\w*|telemetry|logging|auth\w*|accounts?)(?:/|\.\w+$|_)", re.I
)  # fmt: skip
_FEW = 2  # a single place is as often the product's own business as a tool
_FILES = compile_later(
    r"upload|download|asset|backup|export|dump|storage|attachment|(?:^|/)files?[/.]|log(?:s|ger|ging)?[/.]", re.I
)
_TOOL_PLACE = compile_later(
    r"agent|tool|action|skill|plugin|function|mcp|exec|sandbox|bash|shell|command|interpreter|runtime|workflow|task|"
    r"assistant|bot|graph|node|automat|coding|client", re.I
)  # fmt: skip


def name_sources(product: Product) -> Fact:
    """Whether sources, citations or retrieved passages are part of the answer or shown beside it."""
    found = sightings(product, "answer-sources")
    if not found:
        return Fact(0.0, (), "answers come without their sources", ("sources in answers and on screens",))
    return Fact(1.0, as_evidence(found), "answers carry their sources")


def explain(product: Product) -> Fact:
    """Whether outputs come with sources, reasons, scores or attributions that users can see.

    Scores in code count where predictions are the product, and in part where a generative service has no screen of its
    own; beside a generative screen they are the retriever's, and only what is shown counts.
    """
    generative = product.has("llm")
    screens = screen_files(product)
    shown = [(hit, says) for hit, says in sightings(product, "screen-reasons") if hit.path in screens]
    sources = sightings(product, "answer-sources") if generative else ()
    if not product.has("rag"):  # elsewhere the word is as often a parameter's name
        files = model_files(product)
        near = files.calling | files.near | files.leading | screens
        sources = tuple((hit, says) for hit, says in sources if hit.path in near)
    scores = sightings(product, "answer-score")
    if shown or sources:
        return Fact(1.0, as_evidence((*sources, *shown)), (sources or shown)[0][1])
    if scores and (product.has("ml") or not generative):
        return Fact(1.0, as_evidence(scores), "outputs carry scores or reasons")
    partly = (*sightings(product, "answer-sources-returned"), *(() if product.has("ui") else scores))
    if partly:
        return Fact(0.5, as_evidence(partly), f"{partly[0][1]}, and users do not see it")
    return Fact(
        0.0,
        (),
        "outputs come bare: no sources, reasons or scores",
        ("sources, reasons and scores in outputs and on screens",),
    )


def are_waited_for(product: Product) -> Fact:
    """Whether somebody waits for running text: a chat, a question with an answer, or a stream that reaches a user."""
    found = (*sightings(product, "waiting-for-text"), *sightings(product, "stream-to-user"))
    if not found:
        return Fact(0.0, (), "nobody waits for running text")
    return Fact(1.0, as_evidence(found[:3]), "somebody waits for an answer")


def stream(product: Product) -> Fact:
    """Whether the model is asked for a stream and a stream reaches the user; in part where it does not reach them."""
    asked = [*_asked_by_calls(product), *as_evidence(sightings(product, "answer-streamed"))]
    sent = tuple((hit, says) for hit, says in sightings(product, "stream-to-user") if not _FILES.search(hit.path))
    if not asked:
        return Fact(0.0, (), "answers come in one piece", ("streamed calls of models",))
    if not sent:
        return Fact(0.5, tuple(asked), "the model streams, and the answer reaches the user in one piece")
    return Fact(1.0, (*asked[:6], *as_evidence(sent)), "answers stream to the user")


def have_consequences(product: Product) -> Fact:
    """Whether outputs act on something outside: an agent's tools that change things, or a step made for approval."""
    guarded = _approvals(product)
    acts = _acts(product)
    if guarded:
        return Fact(1.0, as_evidence(guarded), "a step waits for people")
    if acts:
        return Fact(1.0, as_evidence(acts), "a model's output acts on something outside")
    return Fact(0.0, (), "nothing consequential is done with the outputs")


def wait_for_people(product: Product) -> Fact:
    """Whether a person approves or reviews before an output takes effect."""
    guarded = _approvals(product)
    acts = as_evidence(_acts(product), supports=False)
    if guarded:
        return Fact(1.0, as_evidence(guarded), "a person reviews before it takes effect")
    return Fact(0.0, acts, "outputs take effect without a person's review", ("approvals, interrupts, reviews",))


def _approvals(product: Product) -> tuple[tuple[Hit, str], ...]:
    found = (*sightings(product, "human-approval"), *sightings(product, "human-review-screen"))
    if product.has("agent"):
        asked = sightings(product, "command-line-confirmation")
        found = (
            *found,
            *((hit, says) for hit, says in asked if _TOOL_PLACE.search(hit.path) and not _ASIDE.search(hit.path)),
        )
    return found


def _acts(product: Product) -> tuple[tuple[Hit, str], ...]:
    """Places where an agent's tools change something; what sets the product itself up is left out."""
    if not product.has("agent"):
        return ()
    found = sightings(product, "consequence")
    acts = tuple((hit, says) for hit, says in found if _TOOL_PLACE.search(hit.path) and not _ASIDE.search(hit.path))
    return acts if len(acts) >= _FEW or any("commands" in says for _, says in acts) else ()


def _asked_by_calls(product: Product) -> list[Evidence]:
    found = []
    for call in product.inventory.calls:
        guard = call.guards.get("streamed")
        if guard is not None and guard.state == "yes":
            found.append(
                Evidence(
                    call.path, guard.line or call.line, "", "the model is asked for a stream", True, call.cell or 0
                )
            )
    return found
