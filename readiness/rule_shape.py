"""The written shape of a rule file: which keys it has and what each holds; every mistake is told at its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from readiness.strict_yaml import Document, KeyPath, Problem, did_you_mean

FACETS = ("any", "ai", "llm", "rag", "agent", "ml", "training", "data", "service", "ui", "jobs")
STATUSES = ("met", "partial", "unmet", "unknown", "not-applicable")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "pillar": ("P", "R", "O", "D", "U"),
    "severity": ("essential", "major", "minor"),
    "by": ("repo", "ask", "both"),
    "silence": ("unmet", "unknown"),
    "effort": ("small", "medium", "large"),
}
_TEXTS = ("id", "name", "title", "why", "fix")
_REQUIRED = (*_TEXTS, "pillar", "severity", "by", "when", "claims", "examples")
_KEYS = (*_REQUIRED, "silence", "effort", "valid_days", "question", "check", "partial", "applies", "contradicted_by")
_QUESTION = ("wording", "kind", "help", "example", "unit", "choices")
_KINDS = ("yes-no", "text", "number", "date", "url", "person", "choice")
_EXAMPLE = ("name", "status", "files", "facets", "answers", "commits", "provenance", "as_of")


def check_shape(document: Document, problems: list[Problem]) -> dict[str, Any] | None:
    """The rule's plain data if it is a mapping; mistakes of shape are added to `problems`."""
    value = document.value
    if not isinstance(value, dict):
        problems.append(document.problem((), "expects a rule: a mapping with id, name, title, ..."))
        return None

    def note(keys: KeyPath, message: str, hint: str = "") -> None:
        problems.append(document.problem(keys, message, hint))

    for key in value.keys() - set(_KEYS):
        note((key,), f'unknown key "{key}"', did_you_mean(key, _KEYS))
    for key in _REQUIRED:
        if key not in value:
            note((), f"`{key}` is missing")
    for key in _TEXTS:
        if key in value and not (isinstance(value[key], str) and value[key].strip()):
            note((key,), f"`{key}` expects a text")
    for key, choices in _CHOICES.items():
        if key in value and value[key] not in choices:
            note((key,), f"`{key}` expects one of {', '.join(choices)}", did_you_mean(str(value[key]), choices))
    _check_when(value.get("when", "any"), note)
    if "valid_days" in value and not (isinstance(value["valid_days"], int) and 0 < value["valid_days"] <= 3650):
        note(("valid_days",), "`valid_days` expects a number of days from 1 to 3650")
    if "claims" in value and not (
        isinstance(value["claims"], list) and all(isinstance(c, str) for c in value["claims"])
    ):
        note(("claims",), "`claims` expects a list of claim ids")
    if "question" in value:
        _check_question(value["question"], note)
    if "examples" in value:
        _check_examples(value["examples"], note)
    return value


def _check_when(when: Any, note: Any) -> None:
    facet = when.get("facet") if isinstance(when, dict) and set(when) == {"facet"} else when
    if facet not in FACETS:
        note(
            ("when",),
            f"`when` expects `any` or `{{facet: ...}}` with one of {', '.join(FACETS[1:])}",
            did_you_mean(str(facet), FACETS),
        )


def _check_question(question: Any, note: Any) -> None:
    if not isinstance(question, dict) or not isinstance(question.get("wording"), str):
        note(("question",), "`question` expects a mapping with `wording`")
        return
    for key in question.keys() - set(_QUESTION):
        note(("question", key), f'unknown key "{key}"', did_you_mean(key, _QUESTION))
    if question.get("kind", "yes-no") not in _KINDS:
        note(
            ("question", "kind"),
            f"`kind` expects one of {', '.join(_KINDS)}",
            did_you_mean(str(question["kind"]), _KINDS),
        )


def _check_examples(examples: Any, note: Any) -> None:
    if not isinstance(examples, list):
        note(("examples",), "`examples` expects a list")
        return
    names = set()
    for index, example in enumerate(examples):
        at = ("examples", index)
        if (
            not isinstance(example, dict)
            or not isinstance(example.get("name"), str)
            or example.get("status") not in STATUSES
        ):
            note(at, f"an example expects `name` and `status` ({', '.join(STATUSES)})")
            continue
        for key in example.keys() - set(_EXAMPLE):
            note((*at, key), f'unknown key "{key}"', did_you_mean(key, _EXAMPLE))
        if example["name"] in names:
            note((*at, "name"), f'two examples are called "{example["name"]}"')
        names.add(example["name"])
        files = example.get("files", {})
        if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
            note((*at, "files"), "`files` expects a mapping of path to text")
