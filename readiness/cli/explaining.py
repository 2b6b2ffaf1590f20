"""Carry out `readiness explain`: what a rule asks, why, how it is judged, how to mend it, and its examples."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from readiness import PILLARS, BadInput, By, Explanation, Problem, Rule, explain
from readiness.cli.asked import COLORS, check_places, check_word, day_of, own_rules
from readiness.cli.judged import Source, told
from readiness.cli.leaving import refuse
from readiness.cli.output import Look, write_to
from readiness.reconciliation import WITH_EVIDENCE
from readiness.screen import QUIET, STRONG, Screen
from readiness.settings import FACETS

_NOTHING = "Nothing was explained"
_BY = {
    By.REPO: "the repository alone; an answer may stand in where the proof lives elsewhere",
    By.ASK: "people alone, by their answer",
    By.BOTH: "the repository, and people's answers where it does not tell",
}


def carry_out(rule: str, source: Source | None, rules: tuple[Path, ...], output: Path | None, color: str) -> None:
    """Explain a rule, and with a source also in the light of a repository. Leaves with 2 or 3 as an audit does."""
    problems: list[Problem] = []
    check_word(color, COLORS, "--color", problems)
    check_places([output] if output else [], problems)
    found = _looked_up(rule, rules, problems) if source is None else _in_its_light(rule, source, problems)

    def write(out: TextIO, look: Look) -> None:
        screen = Screen(out, look.width, look.color, look.unicode)
        explanation(screen, found)
        if found.finding is not None:
            from readiness.cli.lighting import light

            light(screen, found)

    write_to(output, color, 0, write, "The rule was explained, but could not be written")


def _looked_up(rule: str, rules: tuple[Path, ...], problems: list[Problem]) -> Explanation:
    try:
        found = explain(rule, rules=own_rules(rules, problems))
    except BadInput as wrong:
        refuse(sorted({*wrong.problems, *problems}), _NOTHING)
    if problems:
        refuse(problems, _NOTHING)
    return found


def _in_its_light(rule: str, source: Source, problems: list[Problem]) -> Explanation:
    day = day_of(source.as_of, [])
    return told(
        source,
        problems,
        _NOTHING,
        lambda settings, folders: explain(
            rule, source.path, as_of=day, settings=settings, answers=source.answers, rules=folders,
            cache=not source.no_cache,
        ),
    )  # fmt: skip


def explanation(screen: Screen, found: Explanation) -> None:
    """Write everything that is known of a rule; its examples only where no repository stands for them."""
    rule = found.rule
    screen.line((f"{rule.id} {rule.name}", STRONG))
    screen.line(rule.title)
    screen.blank()
    for label, words in _facts(rule):
        screen.line((f"{label:12}", QUIET), words, indent=2, hang=12)
    for label, words in (("Why", rule.why), ("Fix", rule.fix)):
        screen.heading(label)
        screen.line(" ".join(words.split()), indent=2)
    _question(screen, rule)
    _judged(screen, found)
    shown = found.examples if found.finding is None else ()
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


def _judged(screen: Screen, found: Explanation) -> None:
    if not found.judged:
        return
    screen.heading("How it is judged", f"where nothing is found it is {found.silence}")
    for label, words in found.judged:
        screen.line((f"{label:12}", QUIET), words, indent=2, hang=12)


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return (lines[0][:100] if lines else "(empty)") + (f"  (+{len(lines) - 1} lines)" if len(lines) > 1 else "")
