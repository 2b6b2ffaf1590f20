"""Assessments for tests of the HTML report: one with everything that it can show, a hostile one, and a very large one."""

from __future__ import annotations

import io
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

from readiness.model import (
    Assessment,
    Change,
    Changes,
    Component,
    Evidence,
    Finding,
    LensItem,
    LensReading,
    Provenance,
    Qualification,
    Reported,
    Series,
    Sign,
    Standing,
    Step,
)  # fmt: skip
from readiness.reports.html import write
from tests.assessments_in_memory import assessment, everything
from tests.rules_in_memory import finding, rule

HOSTILE = (
    "</script></style><img src=x onerror=alert(1)><svg onload=alert(2)><!-- {{ 7*7 }} {% raw %} \" onclick=alert(3) ' & "
    "\u202egnp.exe\u200f javascript:alert(4) " + "W" * 300 + " ]]> \u2028 \u0000 \x1b[31m \ud800 \U0001f600 `x` ``"
)


@cache
def page() -> str:
    """The page of `whole()`, made once."""
    return html(whole())


def html(run: Assessment, **options: Any) -> str:
    """The report's text."""
    out = io.StringIO()
    write(run, out, **options)
    return out.getvalue()


def guards(**states: str) -> dict[str, dict[str, object]]:
    """Guards of a call by their states, all others lacking."""
    names = ("timeout", "retry", "errors_handled", "fallback", "output_validated", "token_cap", "traced", "cached")
    return {name: {"state": states.get(name, "no")} for name in names}


def calls() -> list[dict[str, object]]:
    """Three calls: one well guarded, one by its SDK alone, one of embeddings in a notebook."""
    good = guards(timeout="yes", retry="default", errors_handled="yes", token_cap="yes")
    good["timeout"] = {"state": "yes", "path": "app/client.py", "line": 7, "says": "timeout = 20"}
    return [
        {"path": "app/chat.py", "line": 14, "provider": "openai", "model": "gpt-x", "kind": "chat", "function": "chat", "guards": good},
        {"path": "app/sum.py", "line": 3, "provider": "openai", "model": "", "kind": "chat", "guards": guards(timeout="default", retry="unknown")},
        {"path": "nb.ipynb", "line": 2, "cell": 4, "provider": "cohere", "model": "e", "kind": "embeddings", "guards": guards()},
    ]  # fmt: skip


def answered() -> tuple[Finding, ...]:
    """An answer that counts, one that the repository refutes, one that has lapsed."""

    def told(standing: Standing, **more: Any) -> Reported:
        return Reported("yes", "Ana Ruiz", "2026-01-30", "2026-04-30", standing, ("docs/a.md", "https://a.example/x"), 62.0, "% of users", "", "Seen in the review.", "readiness-answers.yaml:9", **more)  # fmt: skip

    return (
        finding("met", rule("U111"), provenance=Provenance.ATTESTED, answer=told(Standing.UNSUPPORTED)),
        finding("unmet", rule("U112"), provenance=Provenance.CONTRADICTED, answer=told(Standing.CONTRADICTED)),
        finding("unknown", rule("U118"), answer=replace(told(Standing.STALE), expires="2026-02-15")),
    )


def whole(**changes: Any) -> Assessment:
    """One of everything that the page can show."""
    places = (Evidence("app/chat.py", 14, "client.ask()", "has no time limit", supports=False),)
    run = assessment((*everything(), *answered()))
    series = (
        Series("cost", "EUR", (("2025-12-01", 10.0), ("2026-01-01", 12.5), ("2026-02-01", 31.0))),
        Series("flat", "", (("q1", 2.0), ("q2", 2.0))),
        Series("one", "", (("2026-01-01", 1.0),)),
    )
    sign = Sign(
        "W06",
        "monitoring-limited",
        "monitoring stays behind",
        "raised",
        "it does",
        places,
        (),
        series,
        "Add `metrics`.",
    )
    differ = Changes(
        "milestone pilot", "0123456789abcdef", "2026-01-31",
        (
            Change("new", "rule", "R301", "Every AI call has a time limit", "1 call more lacks it", "Add one.", "met", "unmet", places, places, "R", "essential", "fedcba9876543210", True),
            Change("fixed", "sign", "W12", "One person wrote it", "3 people now"),
            Change("changed", "call", "app/chat.py", "A call moved", "it stands elsewhere"),
        ), 12, ("the baseline is of an older rule set",),
    )  # fmt: skip
    lens = LensReading(
        "ml-test-score", "ML Test Score",
        (LensItem("data are checked", "Data1", "met", (("R301", "unmet"), ("W06", "raised"))), LensItem("nothing judges this", "Data2", "no-rule")),
        "a first pass", "the least of four counts", (1.5, 3.0),
    )  # fmt: skip
    made = replace(
        run, signs=(sign, *run.signs), changes=differ, lenses=(lens,), inventory={"ai_calls": calls()}, settle=("P101",),
        qualification=Qualification("prototype", "pilot", ("P101", "R301"), ("R", "U"), 50.0),
        components=(Component("web", "ui", "javascript", places),),
    )  # fmt: skip
    return replace(made, **changes)


def hostile(value: Any, name: str = "") -> Any:
    """The value with every text in it hostile, words with a fixed meaning apart; keys that the product sets stay."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return HOSTILE
    if is_dataclass(value) and not isinstance(value, type):
        kept = ("state", "status", "kind") if isinstance(value, (Sign, LensItem, Change, Step)) else ()
        made = {one.name: hostile(getattr(value, one.name), one.name) for one in fields(value) if one.name not in kept}
        return replace(value, **made)
    if isinstance(value, tuple):
        return tuple(hostile(one) for one in value)
    if isinstance(value, list):
        return [hostile(one) for one in value]
    if isinstance(value, dict):
        return {HOSTILE if name == "facets" else key: hostile(one) for key, one in value.items()}
    return value


def many(count: int) -> Assessment:
    """As many findings, each with words and places as long as real ones have them."""
    why = "A model that hangs holds the request, its memory and its user. The SDKs wait ten minutes by default, a few stuck calls suffice."
    fix = "Give the client a timeout a little above the slowest answer that users wait for (`OpenAI(timeout=30)`), and a limit on the whole request around it."
    states = ("unmet", "partial", "met", "unknown")
    found = []
    for number in range(count):
        places = tuple(
            Evidence(f"src/some/longer/package/name/module_{at}.py", number + at, "response = client.chat.completions.create(model=model, messages=messages)", "only what the SDK does by itself: 600 s", supports=at % 2 == 0)
            for at in range(number % 9)
        )  # fmt: skip
        made = rule(f"{'PRODU'[number % 5]}{1000 + number}", title=f"Every call number {number} of a remote model has a limit", why=why, fix=fix)  # fmt: skip
        found.append(finding(states[number % 4], made, message="19 of 36 calls have a time limit", evidence=places))
    return assessment(tuple(found), inventory={"ai_calls": calls() * 100})
