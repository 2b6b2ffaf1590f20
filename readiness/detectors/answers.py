"""What comes with a model's answers, how they reach people, and whether a person stands between them and their effect."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Hit
from readiness.sightings import as_evidence, patterns_named, sightings

_NAMES = (
    "answer-sources", "answer-streamed", "stream-to-user", "waiting-for-text", "human-approval", "human-review-screen",
    "command-line-confirmation", "consequence",
)  # fmt: skip
PATTERNS = (*patterns_named(_NAMES),)
_ASIDE = re.compile(
    r"(?:^|/)(?:infra\w*|cdk|deploy\w*|setup\w*|scripts?|install\w*|benchmarks?|migrations?|cli|build|stacks?|ci|packaging|launcher|health\w*|telemetry|logging|auth\w*|accounts?)(?:/|\.\w+$|_)", re.I
)  # fmt: skip
_TOOL_PLACE = re.compile(
    r"agent|tool|action|skill|plugin|function|mcp|exec|sandbox|bash|shell|command|interpreter|runtime|workflow|task|assistant|bot|graph|node|automat|coding|client", re.I
)  # fmt: skip


def name_sources(product: Product) -> Fact:
    """Whether sources, citations or retrieved passages are part of the answer or shown beside it."""
    found = sightings(product, "answer-sources")
    if not found:
        return Fact(0.0, (), "answers come without their sources", ("sources in answers and on screens",))
    return Fact(1.0, as_evidence(found), "answers carry their sources")


def are_waited_for(product: Product) -> Fact:
    """Whether somebody waits for running text: a chat, a question with an answer; or a stream reaches the user anyway."""
    found = (*sightings(product, "waiting-for-text"), *sightings(product, "stream-to-user"))
    if not found:
        return Fact(0.0, (), "nobody waits for running text")
    return Fact(1.0, as_evidence(found[:3]), "somebody waits for an answer")


def stream(product: Product) -> Fact:
    """Whether the model is asked for a stream and a stream reaches the user; in part where it does not reach them."""
    asked = [*_asked_by_calls(product), *as_evidence(sightings(product, "answer-streamed"))]
    sent = sightings(product, "stream-to-user")
    if not asked:
        return Fact(0.0, (), "answers come in one piece", ("streamed calls of models",))
    if not sent:
        return Fact(0.5, tuple(asked), "the model streams, and the answer reaches the user in one piece")
    return Fact(1.0, (*asked[:6], *as_evidence(sent)), "answers stream to the user")


def have_consequences(product: Product) -> Fact:
    """Whether outputs act on something outside: an agent's tools that change things, or a step made for people's approval."""
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
        found = (*found, *sightings(product, "command-line-confirmation"))
    return found


def _acts(product: Product) -> tuple[tuple[Hit, str], ...]:
    """Places where an agent's tools change something; what sets the product itself up is left out."""
    if not product.has("agent"):
        return ()
    found: Iterable[tuple[Hit, str]] = sightings(product, "consequence")
    return tuple((hit, says) for hit, says in found if _TOOL_PLACE.search(hit.path) and not _ASIDE.search(hit.path))


def _asked_by_calls(product: Product) -> list[Evidence]:
    found = []
    for call in product.inventory.calls:
        guard = call.guards.get("streamed")
        if guard is not None and guard.state == "yes":
            found.append(Evidence(call.path, guard.line or call.line, "", "the model is asked for a stream", True, call.cell or 0))
    return found
