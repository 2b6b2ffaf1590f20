"""Judge what a commit changes by two small pictures, its files before and after with what surrounds them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from readiness.answers import Answers
from readiness.comparison import compare
from readiness.demands import demand_patterns, demand_rows
from readiness.evaluation import announce, evaluate, refutation
from readiness.facts import Facts
from readiness.history import History, TrackedFile
from readiness.inventory_report import listing, rows, test_rows
from readiness.last_look import LastLook, places_of
from readiness.model import Assessment, Change, Changes, Component, Evidence, Finding, Stage, Status, Target, Verdict
from readiness.product import Product
from readiness.profiles import waiting
from readiness.reconciliation import Circumstances, reconcile
from readiness.ruleset import CompiledRule, RuleSet
from readiness.scoring import let_wait
from readiness.selection import is_chosen
from readiness.settings import FACETS, Settings
from readiness.snapshot import Snapshot
from readiness.staged import Staged, index_files
from readiness.surroundings import beside, imported, leading_to
from readiness.version import __version__
from readiness.waiving import waive

Texts = Mapping[str, bytes]
_SEEN = (Status.MET, Status.PARTIAL, Status.UNMET)


@dataclass(frozen=True, slots=True)
class Bench:
    """What both pictures are judged by."""

    settings: Settings
    rules: RuleSet
    answers: Answers
    as_of: datetime.date

    @property
    def chosen(self) -> tuple[CompiledRule, ...]:
        """The rules that the settings choose."""
        return tuple(one for one in self.rules.rules if is_chosen(one.rule, self.settings.select, self.settings.ignore))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the commit makes new or worse, the picture of after, and how much was judged."""

    changes: Changes
    after: Assessment
    rules: int
    touched: int
    confirmed: int
    """How many rules were looked at once more in the whole repository before they were told."""
    facets: tuple[str, ...] = ()
    """What the product becomes by the commit and was not before."""


def quick_look(head: str, files: Texts, settings: Settings) -> LastLook:
    """What kind of product these files are, where no audit told: facets, components and the places of model calls."""
    product = _product(files, settings, None)
    announce((), Facts(product))
    facets = tuple(name for name in product.facets if name != "any")
    return LastLook(head, facets, product.components, *places_of(rows(listing(product, ""))["ai_calls"]))


def judge_in_part(staged: Staged, look: LastLook, before: Sequence[TrackedFile], bench: Bench) -> Judged:
    """Compare the pictures; what a small one cannot tell for sure is looked at in the whole, on both sides."""
    old, new, is_all = _pictures(staged, look, before)
    first, second = (_judged(texts, bench, look, bench.chosen) for texts in (old, new))
    found = compare(first, second, "HEAD", is_part=True)
    ours = [change for change in found.changes if change.fails and _is_ours(change, staged)]
    doubtful = [] if is_all else [change.id for change in ours if _is_doubtful(change, staged, first)]
    if doubtful:
        whole = _in_whole(staged, before, look, bench, frozenset(doubtful), second.facets)
        kept = {change.id for change in whole.changes if change.subject == "rule" and change.fails}
        ours = [change for change in ours if change.subject != "rule" or change.id not in doubtful or change.id in kept]
    return Judged(
        replace(found, changes=tuple(ours)),
        second,
        len([one for one in second.findings if one.status is not Status.NOT_APPLICABLE]),
        len(_touched(first, second, staged)),
        len(doubtful),
        tuple(sorted(set(second.facets) - set(look.facets) - {"any"})) if look.commit else (),
    )


def _pictures(staged: Staged, look: LastLook, before: Sequence[TrackedFile]) -> tuple[Texts, Texts, bool]:
    """The texts before and after, and whether these are all files that the repository has."""
    read = staged.contents.of
    touched = staged.paths
    others = {entry.path: entry for entry in index_files(staged, before) if entry.path not in touched}
    old = read(file.before for file in staged.files if file.before)
    new = read(file.after for file in staged.files if file.after)
    models = read(others[path] for path in {*look.calls, *look.guards} if path in others)
    near = {path for path in look.guards if path in models} | set(leading_to(staged.paths, models))
    wanted = {*beside(staged.paths, others), *imported({**old, **new}, others.keys())} - near
    around = read(others[path] for path in wanted) | {path: models[path] for path in near}
    left = others.keys() - around.keys()
    return {**around, **old}, {**around, **new}, not left


def _product(texts: Texts, settings: Settings, look: LastLook | None, is_told: bool = False) -> Product:
    snapshot = Snapshot.of(texts, History())
    snapshot.exclude = (*settings.exclude, *(name for name in (settings.answers, settings.baseline) if name))
    given = tuple(Component(path, kind, "") for path, kind in settings.components)
    if look is None:
        return Product(snapshot, settings.facets, given)
    facets = {**dict.fromkeys(look.facets, True), **settings.facets}
    return Product(snapshot, facets, given or look.components, looks_for_facets=not is_told)


def _judged(
    texts: Texts, bench: Bench, look: LastLook, chosen: Sequence[CompiledRule], is_told: bool = False
) -> Assessment:
    """The assessment of one picture, without history, scores and signs: only to be compared with its twin."""
    settings = bench.settings
    product = _product(texts, settings, look, is_told)
    facts = Facts(product)
    answers = bench.answers
    announce(chosen, facts, () if is_told else demand_patterns(), answers.answers)
    circumstances = Circumstances(bench.as_of, product.snapshot.exists)
    judged = []
    for rule in chosen:
        answer, found = answers.get(rule.rule.id), evaluate(rule, facts)
        judged.append(reconcile(found, answer, circumstances, refutation(rule, facts) if answer else None))
    findings = waive(let_wait(judged, waiting(settings.profile)), settings.waivers)
    inventory: dict[str, list[dict[str, object]]] = {}
    if not is_told:
        inventory = {**rows(listing(product, "")), "tests": test_rows(product), "demands": demand_rows(product)}
    return Assessment(
        version=__version__, ruleset=bench.rules.id, target=Target("", "", True, bench.as_of.isoformat()),
        config_path=settings.config_path, profile=settings.profile, threshold=settings.threshold,
        facets={name: places for name, places in product.facets.items() if name in FACETS},
        verdict=Verdict.UNDETERMINED, stage=Stage.DEMO, low=0.0, high=100.0, binding_pillar="", pillars={},
        findings=findings, signs=(), components=product.components, left_out=product.snapshot.left_out,
        inventory=inventory, next=(), settle=(), notes=(),
    )  # fmt: skip


def _is_ours(change: Change, staged: Staged) -> bool:
    """Whether the commit's own files show the change: what only their absence elsewhere suggests is not told."""
    if change.subject != "rule":
        return True
    return any(place.path in staged.paths for place in (*change.evidence, *change.was))


def _is_doubtful(change: Change, staged: Staged, first: Assessment) -> bool:
    """Whether the rest of the repository may say otherwise.

    What stands in a changed line speaks for itself where the picture of before could be judged by the same rule. What
    is only no longer seen may be seen elsewhere.
    """
    if change.subject != "rule":
        return False
    old = next((one for one in first.findings if one.rule.id == change.id), None)
    shown = any(place.path in staged.paths and place.line and not place.supports for place in change.evidence)
    return not shown or old is None or old.status not in _SEEN


def _in_whole(
    staged: Staged,
    before: Sequence[TrackedFile],
    look: LastLook,
    bench: Bench,
    ids: frozenset[str],
    facets: Iterable[str],
) -> Changes:
    """The doubtful rules, judged on everything that HEAD and the index hold."""
    after = index_files(staged, before)
    touched = staged.paths
    shared = staged.contents.of(entry for entry in after if entry.path not in touched)
    told = replace(look, facets=tuple(sorted({*look.facets, *facets})))
    chosen = tuple(one for one in bench.chosen if one.rule.id in ids)
    sides = (staged.contents.of(entry for entry in entries if entry.path in touched) for entries in (before, after))
    first, second = (_judged({**shared, **side}, bench, told, chosen, True) for side in sides)
    return compare(first, second, "HEAD", is_part=True)


def _touched(first: Assessment, second: Assessment, staged: Staged) -> set[str]:
    """The rules that the commit's files say anything about."""
    known = {one.rule.id: one for one in first.findings}
    return {
        one.rule.id
        for one in second.findings
        if _is_other(known.get(one.rule.id), one)
        or any(place.path in staged.paths for place in (*one.evidence, *_places(known.get(one.rule.id))))
    }


def _is_other(old: Finding | None, new: Finding) -> bool:
    return old is None or (old.status, old.value) != (new.status, new.value)


def _places(finding: Finding | None) -> tuple[Evidence, ...]:
    return finding.evidence if finding else ()
