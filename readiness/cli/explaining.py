"""What `readiness explain` shows of a rule: what it asks, why, how it is judged, how to mend it, and its examples."""

from __future__ import annotations

from collections.abc import Iterable

from readiness import PILLARS, By, Rule
from readiness.conditions import AllOf, AnyOf, Condition, Detect, Not
from readiness.examples import Example
from readiness.reconciliation import WITH_EVIDENCE
from readiness.ruleset import CompiledRule
from readiness.screen import QUIET, STRONG, Screen
from readiness.settings import FACETS

_BY = {
    By.REPO: "the repository alone; an answer may stand in where the proof lives elsewhere",
    By.ASK: "people alone, by their answer",
    By.BOTH: "the repository, and people's answers where it does not tell",
}


def explanation(screen: Screen, compiled: CompiledRule, examples: Iterable[Example]) -> None:
    """Write everything that is known of a rule."""
    rule = compiled.rule
    screen.line((f"{rule.id} {rule.name}", STRONG))
    screen.line(rule.title)
    screen.blank()
    for label, words in _facts(rule):
        screen.line((f"{label:12}", QUIET), words, indent=2, hang=12)
    for label, words in (("Why", rule.why), ("Fix", rule.fix)):
        screen.heading(label)
        screen.line(" ".join(words.split()), indent=2)
    _question(screen, rule)
    _judged(screen, compiled)
    shown = tuple(examples)
    if shown:
        screen.heading("Examples", "each is a test of this rule")
    for example in shown:
        screen.line((f"{example.status:14}", STRONG), example.name, indent=2, hang=14)
        for path, text in sorted(example.files.items()):
            screen.line((f"{path}: {_first_line(text)}", QUIET), indent=18, hang=2)


def _facts(rule: Rule) -> list[tuple[str, str]]:
    applies = "every project" if rule.when == "any" else FACETS.get(rule.when, rule.when)
    gate = "; an essential rule is a gate: unmet, it blocks" if rule.severity == "essential" else ""
    return [
        ("pillar", PILLARS[rule.pillar]),
        ("severity", f"{rule.severity}{gate}"),
        ("applies to", applies if rule.when == "any" else f"{rule.when}: {applies}"),
        ("judged by", _BY[rule.by]),
        ("effort", rule.effort),
        ("claims", ", ".join(rule.claims) or "none"),
    ]


def _question(screen: Screen, rule: Rule) -> None:
    worth = f"worth {WITH_EVIDENCE[rule.by]:g} with evidence, 0.25 without; it counts for {rule.valid_days} days"
    if rule.question is None:
        screen.heading("An answer in readiness-answers.yaml", f"is {worth}")
        return
    screen.heading("Question", worth)
    question = rule.question
    screen.line(question.wording, indent=2)
    for words in (question.help, f"For example: {question.example}" if question.example else ""):
        if words:
            screen.line((words, QUIET), indent=2)


def _judged(screen: Screen, compiled: CompiledRule) -> None:
    parts = [
        ("met", compiled.check),
        ("partial", compiled.partial),
        ("applies", compiled.applies),
        ("refuted by", compiled.contradicted_by),
    ]
    if not any(condition for _, condition in parts):
        return
    screen.heading("How it is judged", f"where nothing is found it is {compiled.silence}")
    for label, condition in parts:
        if condition is not None:
            screen.line((f"{label:12}", QUIET), in_words(condition), indent=2, hang=12)


def in_words(condition: Condition) -> str:
    """A condition in one line: detectors by name, parameters left out."""
    match condition:
        case AllOf(parts=parts):
            return "all of (" + ", ".join(map(in_words, parts)) + ")"
        case AnyOf(parts=parts):
            return "any of (" + ", ".join(map(in_words, parts)) + ")"
        case Not(part=part):
            return f"not {in_words(part)}"
        case Detect(name=name, predicate=predicate, operand=operand):
            return name + (f" {predicate.replace('_', ' ')} {operand}" if predicate else "")


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return (lines[0][:100] if lines else "(empty)") + (f"  (+{len(lines) - 1} lines)" if len(lines) > 1 else "")
