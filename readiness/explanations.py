"""Everything that is known of a rule, and what it finds in a repository."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.api import Day, PathText, audit, read_settings, rule_folders
from readiness.conditions import AllOf, AnyOf, Condition, Detect, Not
from readiness.errors import BadInput, NothingJudged, Problem
from readiness.examples import Example, examples_of
from readiness.model import Finding, Rule
from readiness.ruleset import CompiledRule, load_rules
from readiness.settings import Settings
from readiness.strict_yaml import did_you_mean

if TYPE_CHECKING:
    from readiness.closer_look import CloserLook


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule: how it is judged, its examples and, where a repository was named, what it comes to there and on what.

    `judged` are (role, condition in words); a role is met, partial, applies or refuted by. `silence` is the status
    where nothing is found. `target` is the folder's name, `look` every part of the conditions with what was found.
    """

    rule: Rule
    judged: tuple[tuple[str, str], ...]
    silence: str
    examples: tuple[Example, ...]
    target: str = ""
    finding: Finding | None = None
    look: CloserLook | None = None


def explain(
    rule: str,
    path: PathText | None = None,
    *,
    as_of: Day = None,
    config: PathText | None = None,
    no_config: bool = False,
    settings: Settings | None = None,
    profile: str = "",
    waivers: bool = True,
    answers: PathText | None = None,
    rules: PathText | Iterable[PathText] = (),
    cache: bool = True,
) -> Explanation:
    """Everything that is known of a rule (by id or name), and with `path` what it comes to in that repository.

    The other arguments mean what they mean for `audit`. Raises BadInput, also for a rule that there is none of, and
    with `path` as `audit` does.
    """
    own = (rules,) if isinstance(rules, str | os.PathLike) else tuple(rules)
    if path is None:
        return _explanation(_found(rule, own, None, Settings()))
    if settings is None:
        settings = read_settings(
            path, as_of=as_of, config=config, no_config=no_config, profile=profile, waivers=waivers
        )
    compiled = _found(rule, own, path, settings)
    only = replace(settings, select=(compiled.rule.id,), ignore=(), places={})
    run = audit(
        path, as_of=as_of, settings=only, profile=profile, waivers=waivers, answers=answers, rules=own, cache=cache
    )
    finding = next((one for one in run.findings if one.rule.id == compiled.rule.id), None)
    if finding is None:
        raise NothingJudged(f"{compiled.rule.id} was not judged")
    from readiness.closer_look import look_closely

    look = look_closely(Path(path), only, compiled)
    return replace(_explanation(compiled), target=run.target.path, finding=finding, look=look)


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


def _explanation(compiled: CompiledRule) -> Explanation:
    parts = [
        ("met", compiled.check),
        ("partial", compiled.partial),
        ("applies", compiled.applies),
        ("refuted by", compiled.contradicted_by),
    ]
    judged = tuple((role, in_words(condition)) for role, condition in parts if condition is not None)
    return Explanation(compiled.rule, judged, compiled.silence, examples_of(compiled))


def _found(rule: str, own: tuple[PathText, ...], path: PathText | None, settings: Settings) -> CompiledRule:
    problems = list(settings.problems)
    folders = rule_folders(Path(path or "."), tuple(Path(one) for one in own), settings, problems)
    try:
        known = load_rules(folders)
    except BadInput as wrong:
        raise BadInput((*wrong.problems, *problems)) from None
    names = {name.casefold(): one for one in known.rules for name in (one.rule.id, one.rule.name)}
    found = names.get(rule.strip().casefold())
    if found is None:
        shown = [name for one in known.rules for name in (one.rule.id, one.rule.name)]
        problems.append(Problem("rule", 0, f'"{rule}" names no rule', did_you_mean(rule, shown)))
    if problems or found is None:
        raise BadInput(problems)
    return found
