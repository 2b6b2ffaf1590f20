"""Rule files: one YAML file a rule, checked whole and compiled; past this door no raw YAML is left."""

from __future__ import annotations

import hashlib
import inspect
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.conditions import Condition, Detect, calls_of, read_condition
from readiness.model import PILLARS, By, Question, Rule, Severity
from readiness.remembering import remembered_data
from readiness.resources import resource
from readiness.rule_shape import check_shape
from readiness.strict_yaml import BadInput, Document, Problem, did_you_mean, read

SHIPPED_FOLDERS = ("problem", "reliability", "observability", "deployment", "adoption")


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A checked rule.

    `check` decides met (wholly) or partial (in part), `partial` lifts unmet to partial,
    `applies` tells whether the rule's
    own subject is there at all,
    `contradicted_by` is what refutes an answer. `silence` is what nothing found means: unmet
    where it would be visible, unknown where silence proves nothing. `file` leads to its examples.
    """

    rule: Rule
    facets: tuple[str, ...]
    check: Condition | None
    partial: Condition | None
    applies: Condition | None
    contradicted_by: Condition | None
    silence: str
    file: Path

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions of the rule."""
        return tuple(c for c in (self.check, self.partial, self.applies, self.contradicted_by) if c is not None)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of a run, by id, and an id of their content."""

    rules: tuple[CompiledRule, ...]
    id: str

    @property
    def by_id(self) -> Mapping[str, CompiledRule]:
        """Rule id -> rule."""
        return {compiled.rule.id: compiled for compiled in self.rules}


def rule_files(own: Iterable[Path] = ()) -> tuple[tuple[Path, str], ...]:
    """(file, shown name) of the shipped rules and of people's own folders."""
    shipped = resource("rules")
    found = [
        (path, f"rules/{folder}/{path.name}")
        for folder in SHIPPED_FOLDERS
        for path in sorted((shipped / folder).glob("*.yaml"))
    ]
    for folder in own:
        found += [
            (path, f"{folder.name}/{path.relative_to(folder).as_posix()}") for path in sorted(folder.rglob("*.yaml"))
        ]
    return tuple(found)


def load_rules(own: Iterable[Path] = ()) -> RuleSet:
    """All rules, shipped and own. Raises BadInput with every mistake of every file at once."""
    own = tuple(own)
    files = rule_files(own)
    data = {path: path.read_bytes() for path, _ in files}
    digest = hashlib.sha256(
        b"\0".join(bytes(str(index), "ascii") + data[path] for index, (path, _) in enumerate(files))
    ).hexdigest()[:12]
    raw = remembered_data(f"rules-{_VERSION}-{digest}-{_detectors()}.json", lambda: _read_all(files, data))
    shown = dict(zip((name for _, name in files), (path for path, _ in files), strict=True))
    return RuleSet(tuple(_compiled(entry, shown[entry["file"]]) for entry in raw), digest)


def _detectors() -> str:
    """The state of the detectors (sizes and times), against which rules are checked."""
    with os.scandir(Path(__file__).parent / "detectors") as found:
        states = [
            f"{one.name}:{one.stat().st_size}:{one.stat().st_mtime_ns}" for one in found if one.name.endswith(".py")
        ]
    return hashlib.sha256("|".join(sorted(states)).encode()).hexdigest()[:8]


_VERSION = 5  # of the remembered form; changes when this module reads rules differently


def _read_all(files: tuple[tuple[Path, str], ...], data: Mapping[Path, bytes]) -> list[dict[str, Any]]:
    problems: list[Problem] = []
    raw: list[dict[str, Any]] = []
    ids: dict[str, str] = {}
    for path, shown in files:
        document = read(data[path].decode("utf-8", "replace"), shown)
        problems += document.problems
        if document.problems:
            continue
        entry = check_rule(document, problems)
        if entry is None:
            continue
        if entry["id"] in ids:
            problems.append(document.problem(("id",), f"the id {entry['id']} is taken by {ids[entry['id']]}"))
        ids[entry["id"]] = shown
        raw.append({**{key: value for key, value in entry.items() if key != "examples"}, "file": shown})
    if problems:
        raise BadInput(problems)
    return sorted(raw, key=lambda entry: ("PRODU".find(entry["pillar"]), entry["id"]))


def check_rule(document: Document, problems: list[Problem]) -> dict[str, Any] | None:
    """The plain data of one rule file after every check that needs no audit; mistakes are added to `problems`."""
    before = len(problems)
    value = check_shape(document, problems)
    if value is None or len(problems) > before:
        return None
    if value["by"] != "ask" and "check" not in value:
        problems.append(document.problem((), "expects `check`: only a rule `by: ask` goes without"))
    if value["by"] != "repo" and "question" not in value:
        problems.append(document.problem((), f"expects `question`: people may answer a rule `by: {value['by']}`"))
    for key in ("check", "partial", "applies", "contradicted_by"):
        if key in value:
            _check_condition(document, key, value[key], problems)
    return None if len(problems) > before else value


def _check_condition(document: Document, key: str, raw: Any, problems: list[Problem]) -> None:
    condition = read_condition(raw, (key,), lambda at, message: problems.append(document.problem(at, message)))
    if condition is None:
        return
    from readiness.facts import detector, detector_names

    for call in calls_of(condition):
        at = next((keys for keys in document.lines if keys and keys[0] == key and keys[-1] == call.name), (key,))
        try:
            function = detector(call.name)
        except LookupError:
            problems.append(
                document.problem(at, f'there is no detector "{call.name}"', did_you_mean(call.name, detector_names()))
            )
            continue
        signature = inspect.signature(function)
        known = {p.name for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY}
        given = {name for name, _ in call.parameters}
        for name in sorted(given - known):
            problems.append(
                document.problem((*at, name), f'{call.name} has no parameter "{name}"', did_you_mean(name, known))
            )
        needed = {p.name for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY and p.default is p.empty}
        for name in sorted(needed - given):
            problems.append(document.problem(at, f'{call.name} needs the parameter "{name}"'))
        if not given - known and not needed - given:
            problems += [document.problem(at, message) for message in _wrong_parameters(function, call)]


def _wrong_parameters(function: Any, call: Detect) -> list[str]:
    """What a detector's module says against a call's parameters, and what is wrong with patterns written there."""
    from readiness.matching import wrong_with
    from readiness.signals import ROLES

    module, name = inspect.getmodule(function), call.name.partition(".")[2]
    checks = getattr(module, "check_parameters", None)
    wrong: list[str] = list(checks(name, call.parameters)) if checks is not None else []
    follow = getattr(module, "patterns_for", None)
    if wrong or follow is None:
        return wrong
    written = dict.fromkeys(_texts(call.parameters))
    try:
        patterns = list(follow(name, call.parameters))
    except (LookupError, TypeError, ValueError, AttributeError, re.error) as error:
        return [f"{call.name} cannot read its parameters: {error}"]
    # Some detectors look for all that is written as one expression (`prose.joined`).
    searched = [text for text in written if any(text.replace("(?i)", "") in pattern.regex for pattern in patterns)]
    wrong = list(dict.fromkeys(message for text in searched if (message := wrong_with(text))))
    roles = {role for pattern in patterns if pattern.regex in written for role in pattern.roles}
    return wrong + [" ".join((f'unknown role "{role}"', did_you_mean(role, ROLES))) for role in sorted(roles - ROLES)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def _compiled(raw: Mapping[str, Any], file: Path) -> CompiledRule:
    question = raw.get("question")
    rule = Rule(
        id=raw["id"], name=raw["name"], title=raw["title"], pillar=raw["pillar"], severity=Severity(raw["severity"]),
        by=By(raw["by"]), when=raw["when"] if isinstance(raw["when"], str) else raw["when"]["facet"], why=raw["why"],
        fix=raw["fix"], claims=tuple(raw.get("claims", ())), effort=raw.get("effort", "medium"),
        valid_days=raw.get("valid_days", 365),
        question=_question(question) if question else None,
    )  # fmt: skip
    conditions = {key: _condition(raw.get(key)) for key in ("check", "partial", "applies", "contradicted_by")}
    facets = () if rule.when == "any" else (rule.when,)
    silence = raw.get("silence", "unmet" if rule.by is By.REPO else "unknown")
    return CompiledRule(rule, facets, **conditions, silence=silence, file=file)


def _question(raw: Mapping[str, Any]) -> Question:
    """What people are asked. An example of an answer may be a figure in the file; here all are texts."""
    texts = {key: str(value) for key, value in raw.items() if key != "choices"}
    return Question(**texts, choices=tuple(map(str, raw.get("choices", ()))))


def _condition(raw: Any) -> Condition | None:
    return None if raw is None else read_condition(raw, (), lambda at, message: None)


def pillar_name(rule: Rule) -> str:
    """The full name of a rule's pillar."""
    return PILLARS[rule.pillar]
