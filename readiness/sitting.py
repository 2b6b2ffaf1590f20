"""What a sitting with the questionnaire knows: the audit, the answers at hand, the repository, and where to save."""

from __future__ import annotations

import datetime
import difflib
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from readiness.answers import FILE, Answer, Answers, evidence_path, is_url, load_answers, wrong_place
from readiness.answers_file import bound, read_written, save
from readiness.api import audit
from readiness.errors import BadInput, Problem
from readiness.history import user_name
from readiness.model import Assessment, Rule
from readiness.product import Product
from readiness.prose import is_filled
from readiness.questionnaire import Item, item_of, questions
from readiness.refutations import Refutations
from readiness.ruleset import load_rules
from readiness.sanitizing import printable
from readiness.settings import Settings
from readiness.snapshot import Snapshot
from readiness.strict_yaml import did_you_mean


@dataclass(frozen=True)
class Sitting:
    """One run of `ask`. `path` is the answers file, `rules` all known rules by id."""

    root: Path
    path: Path
    assessment: Assessment
    answers: Answers
    rules: Mapping[str, Rule]
    ruleset: str
    as_of: datetime.date
    snapshot: Snapshot
    refutations: Refutations | None = None

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every question that applies."""
        return questions(self.assessment, self.answers, self.as_of)

    @cached_property
    def user(self) -> str:
        """Who most likely sits here, "" where nothing tells."""
        return user_name()

    @property
    def shown_path(self) -> str:
        """The answers file as people know it."""
        try:
            return self.path.relative_to(self.root).as_posix()
        except ValueError:
            return str(self.path)

    def item(self, name: str) -> Item | Problem:
        """The question of a rule, by its id or name."""
        ids = {word: rule.id for rule in self.rules.values() for word in (rule.id, rule.name)}
        rule_id = ids.get(name) or ids.get(name.upper())
        if rule_id is None:
            return Problem(name, 0, "names no rule", did_you_mean(name, ids) or "`readiness rules list` lists them")
        found = item_of(rule_id, self.assessment, self.answers, self.as_of)
        return found or Problem(name, 0, f"{rule_id} is not judged here", "the settings leave it out")

    def refusal(self, item: Item) -> str:
        """Why "not applicable" is refused; "" where it is not."""
        if item.refusal:
            return item.refusal
        against = self._against(item)
        return f"the repository shows that it applies: {against}" if against else ""

    def objection(self, item: Item) -> str:
        """What the repository holds against a "yes"; "" where nothing."""
        return item.objection or self._against(item)

    def _against(self, item: Item) -> str:
        fact = self.refutations.of(item.rule.id) if self.refutations else None
        if fact is None:
            return ""
        place = next(iter(fact.evidence), None)
        told = [place.place, place.says] if place else []
        return printable(": ".join(word for word in (" ".join(told).strip(), fact.says) if word))

    def wrong_evidence(self, place: str) -> str:
        """What is wrong with a piece of evidence (its form, or a path that is not there); "" where nothing is."""
        if wrong := wrong_place(place):
            return wrong
        path = evidence_path(place)
        if is_url(place) or (path and _holds_words(self.snapshot, path)):
            return ""
        if path and (self.root / path).exists():
            now = Snapshot.open(self.root)  # it may have been made or filled in since this sitting began
            if not now.exists(path):
                return "is there, but no part of the repository: git ignores it"
            return "" if _holds_words(now, path) else "holds no words yet, and would not count"
        near = _nearest(path, self.snapshot.all_paths)
        return "is not in the repository" + (f'; did you mean "{near}"?' if near else "")

    def bound(self, answer: Answer) -> Answer:
        """The answer bound to what its evidence holds.

        Where that changed after the day of the answer it stays unbound: then dates tell that it no longer counts.
        """
        touched = self.snapshot.history.last_touch if answer.date < self.as_of.isoformat() else {}

        def content(path: str) -> str:
            times = [time for known, time in touched.items() if known == path or known.startswith(path + "/")]
            last = datetime.datetime.fromtimestamp(max(times), datetime.UTC).date().isoformat() if times else ""
            return "" if last > answer.date else self.snapshot.content_id(path)

        made = bound(answer, content)
        kept = {
            path: blob for path, blob in answer.blobs.items() if path in {evidence_path(one) for one in answer.evidence}
        }
        return replace(made, blobs={**made.blobs, **kept})

    def save(self, changes: Mapping[str, Answer]) -> None:
        """Put these answers into the file. Raises BadInput."""
        save(self.root, self.path, changes, self.rules)


def sit_down(
    root: Path,
    settings: Settings,
    *,
    as_of: datetime.date,
    answers: Path | None = None,
    rules: tuple[Path, ...] = (),
    cache: bool = True,
) -> Sitting:
    """Audit, and read the answers at hand; the file for them need not be there yet. Raises as an audit does."""
    path, given = answers if answers is not None else root / (settings.answers or FILE), answers
    if not path.exists():  # it is about to be made; an audit would look in vain for one that was named
        settings, given = replace(settings, answers=""), Path(os.devnull) if given or settings.answers else None
    assessment = audit(root, settings=settings, as_of=as_of, answers=given, rules=rules, cache=cache)
    compiled = load_rules((*(root / name for name in settings.rules), *rules))
    known = {one.rule.id: one.rule for one in compiled.rules}
    found, problems = load_answers(read_written(path).text, path.name, known)
    if problems:
        raise BadInput(problems)
    snapshot = Snapshot.open(root, settings.exclude)
    refutations = Refutations(snapshot, settings, compiled.by_id)
    return Sitting(root, path, assessment, found, known, compiled.id, as_of, snapshot, refutations)


def _holds_words(snapshot: Snapshot, path: str) -> bool:
    return snapshot.exists(path) and is_filled(Product(snapshot, {}, ()), path)


def _nearest(path: str, known: Collection[str]) -> str:
    """The path that somebody most likely meant, by the whole of it, by its name or by its name without the ending."""
    names: dict[str, str] = {}
    for one in sorted(known, key=lambda one: (-one.count("/"), one)):
        name = one.casefold().rpartition("/")[2]
        names |= {name.rpartition(".")[0] or name: one, name: one, one.casefold(): one}
    wanted = path.casefold()
    for word in (wanted, wanted.rpartition("/")[2]):
        if near := difflib.get_close_matches(word, names, n=1, cutoff=0.65):
            return names[near[0]]
    return ""
