"""Choose rules by the words that people write: an id, a prefix of ids (`R`, `R3`) or a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from readiness.model import Rule
from readiness.settings import Settings
from readiness.strict_yaml import Problem, did_you_mean


def closeness(word: str, rule: Rule) -> int:
    """How precisely `word` names `rule`: 0 not at all, more for a longer prefix, most for its whole id or name."""
    folded = word.strip().casefold()
    if folded in (rule.id.casefold(), rule.name.casefold()):
        return 100
    return len(folded) if folded and rule.id.casefold().startswith(folded) else 0


def is_chosen(rule: Rule, select: Sequence[str], ignore: Sequence[str]) -> bool:
    """Whether to judge the rule. The more precise word wins: `--ignore R --select R301` keeps R301. A tie ignores."""
    wanted = max((closeness(word, rule) for word in select), default=0 if select else 0.5)
    unwanted = max((closeness(word, rule) for word in ignore), default=0)
    return wanted > unwanted


def unknown_names(settings: Settings, rules: Iterable[Rule]) -> tuple[Problem, ...]:
    """A problem for each word of `select`, `ignore` and the waivers that names no rule."""
    known = tuple(rules)
    words = [rule.id for rule in known] + [rule.name for rule in known]
    problems = []
    for key, chosen in (("select", settings.select), ("ignore", settings.ignore)):
        for word in chosen:
            if not any(closeness(word, rule) for rule in known):
                path, line = settings.places.get((key, word), (f"--{key}", 0))
                problems.append(Problem(path, line, f'"{word}" names no rule', did_you_mean(word, words)))
    for waiver in settings.waivers:
        if not any(closeness(waiver.rule, rule) == 100 for rule in known):
            path, _, line_text = waiver.place.rpartition(":")
            hint = did_you_mean(waiver.rule, words) or "a waiver names one rule by its id or name"
            problems.append(Problem(path, int(line_text or 0), f'"{waiver.rule}" names no rule', hint))
    return tuple(problems)
