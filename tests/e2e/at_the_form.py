"""What tests of the form do again and again: answer, download, load; and read what came back as the product reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from readiness.answers import Answers
from readiness.merging import read_incoming
from tests.forms_in_memory import asked_rules

RULES = {rule.id: rule for rule in asked_rules()}
ANSWERED = """schema: 1
answers:
  P108: {answer: yes, by: Jo Li, date: 2026-02-01, value: Jo Li, valid_days: 60, evidence: [docs/owner.md]}
  O112: {answer: yes, by: Jo Li, date: 2025-01-01, value: 'https://a.example/d', evidence: ['https://a.example/d']}
"""


def key(page: Page, rule_id: str) -> str:
    """The beginning of the ids of a question's elements."""
    return str(
        page.evaluate(
            "id => JSON.parse(document.getElementById('data').textContent).items.find(one => one.id === id).key",
            rule_id,
        )
    )


def say(page: Page, rule_id: str, reply: str, **fields: str) -> None:
    """Answer a question as a person would."""
    start = key(page, rule_id)
    page.check(f"#{start}-{reply}")
    for name, text in fields.items():
        field = page.locator(f"#{start}-{name}")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def reloaded(page: Page, answer: Callable[[], object]) -> None:
    """Answer and reload; once more, twice at most, where the browser lost what it had taken.

    Chromium 150 does so once in fifty reloads on a machine with six times more work than cores, with a page from a file
    that does nothing but `localStorage.setItem`: the storage is empty, and stays so. A page that forgets does so thrice.
    """
    for _ in range(3):
        answer()
        page.reload()
        if page.evaluate("localStorage.length"):
            return


def downloaded(page: Page, button: str = "#download") -> str:
    with page.expect_download() as waiting:
        page.click(button)
    assert waiting.value.suggested_filename == "readiness-answers.yaml"
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def taken(text: str, rules: Any = None) -> Answers:
    """The answers as `readiness ask --from` reads them; a mistake fails the test."""
    incoming = read_incoming(text, "readiness-answers.yaml", rules or RULES, "cafe", Answers())
    assert incoming.problems == ()
    assert not incoming.refused
    assert incoming.form is not None
    assert (incoming.form.ruleset, incoming.form.date) == ("cafe", "2026-03-01")
    return incoming.answers


def load(page: Page, text: str, name: str = "earlier.yaml") -> None:
    page.set_input_files("#load", files=[{"name": name, "mimeType": "text/plain", "buffer": text.encode()}])
    expect(page.locator("#loaded, #load-error").locator("visible=true").first).to_be_visible()


def everything(page: Page) -> None:
    """One answer of every kind."""
    page.fill("#name", "María Ortiz")
    say(
        page,
        "P101",
        "yes",
        value="Clerks read:\n- 60 pages\n\n# a day: 'no' \"x\" \\ \t{a} \U0001f600",
        evidence="docs/problem.md:12\n\nhttps://a.example/x?y=1#z\n",
    )
    say(page, "P108", "partly", value="yes")
    say(page, "R305", "no", note="Planned: May")
    say(page, "R408", "yes", value="production sample", evidence="evals/")
    say(page, "O112", "not-applicable", reason="No operations yet")
    say(page, "O120", "unknown", note="Ask Jo")
    say(page, "U111", "yes", value="62,5 %", evidence="docs/use.md")
