"""The use case, in the order it happens: look, derive, judge, reconcile with answers, score, give the one result."""

from __future__ import annotations

import contextlib
import datetime
import gc
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.answers import Answers, load_answers
from readiness.compiling import compile_later
from readiness.config import read_inside
from readiness.errors import NothingJudged as NothingJudged
from readiness.fingerprint import fingerprint, glance
from readiness.last_look import keep_look, look_of
from readiness.metrics import FILE as METRICS
from readiness.metrics import Metrics, load_metrics, near_misses
from readiness.model import Assessment, Component, Finding, Sign, Status, Target
from readiness.profiles import stages, waiting
from readiness.reconciliation import Circumstances, notes_on_answers, reconcile
from readiness.remembering import recall, recall_since, remember
from readiness.result import as_data, from_data
from readiness.ruleset import CompiledRule, RuleSet, load_rules
from readiness.scoring import TESTED, Score, let_wait, qualification, score
from readiness.selection import is_chosen, unknown_names
from readiness.settings import Settings
from readiness.snapshot import Past, Snapshot
from readiness.steps import next_steps, settle
from readiness.strict_yaml import BadInput, Problem
from readiness.version import __version__
from readiness.waiving import notes_on_waivers, waive
from readiness.wording import counted

if TYPE_CHECKING:
    from readiness.facts import Facts
    from readiness.history import History
    from readiness.milestone_files import Point
    from readiness.product import Product

ANSWERS = "readiness-answers.yaml"
_KEY = compile_later(r"audit-[0-9a-f]{32}\.json")


def audit(
    root: Path,
    settings: Settings,
    *,
    as_of: datetime.date,
    answers_path: Path | None = None,
    rules_dirs: tuple[Path, ...] = (),
    cache: bool = True,
    past: Past | None = None,
    earlier: tuple[Point, ...] = (),
) -> Assessment:
    """Audit the repository at `root`; `past` is the commit that the folder was filled from, where it is no checkout.

    `earlier` are runs of it before the day `as_of`, for the warning signs that need figures over time.
    Raises BadInput (all mistakes of people's files), NotADirectoryError, NothingJudged.
    """
    rules = load_rules(rules_dirs)
    # What people keep under a name of their own is no part of the product either.
    ours = tuple(name for name in (settings.answers, settings.baseline) if name)
    snapshot = Snapshot.open(root, (*settings.exclude, *ours), past)
    answers, metrics, text = _ready_input(root, snapshot, settings, answers_path, rules)
    if not snapshot.all_paths:
        raise NothingJudged(f"{root}: there is no file to judge")
    points = "".join(f"\0{point!r}" for point in earlier)
    at_once = (rules.id, text + points, as_of.isoformat(), str(root.resolve()))
    seen, newest = glance(snapshot, settings, *at_once) if cache and past is None else ("", 0)
    key = (recall_since(f"seen-{seen}.txt", newest) if seen else None) or ""
    if not _KEY.fullmatch(key):
        given = (rules.id, text + _bound(answers, snapshot) + points, as_of.isoformat(), root.resolve().name)
        key = f"audit-{fingerprint(snapshot, settings, *given)}.json"
        if seen:
            remember(f"seen-{seen}.txt", key)
    known = recall(key) if cache else None
    if known is not None:
        with contextlib.suppress(ValueError, KeyError, TypeError):  # a broken memory only costs time
            return _kept(root, from_data(json.loads(known)), settings, past)
    with _without_collecting():
        assessment = _audited(root, settings, rules, snapshot, answers, metrics, as_of, cache, earlier)
    if not cache:
        return assessment
    remember(key, json.dumps(as_data(assessment)))
    return _kept(root, assessment, settings, past)


def _kept(root: Path, assessment: Assessment, settings: Settings, past: Past | None) -> Assessment:
    """The assessment, remembered for hooks where it tells of the whole as it is checked out."""
    if past is None and not settings.select:
        keep_look(root, look_of(assessment))
    return assessment


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """No search for garbage in circles: an audit makes a million small things, keeps them all, and then ends."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _audited(
    root: Path,
    settings: Settings,
    rules: RuleSet,
    snapshot: Snapshot,
    answers: Answers,
    metrics: Metrics,
    as_of: datetime.date,
    cache: bool,
    earlier: tuple[Point, ...],
) -> Assessment:
    # What judges is loaded here, so that a result that is remembered need not wait for it.
    from readiness.demands import demand_patterns
    from readiness.evaluation import announce
    from readiness.facts import Facts
    from readiness.product import Product
    from readiness.series import read_figures
    from readiness.warning_signs import read_signs, sign_patterns

    chosen = tuple(rule for rule in rules.rules if is_chosen(rule.rule, settings.select, settings.ignore))
    given = tuple(Component(path, kind, "") for path, kind in settings.components)
    product = Product(snapshot, settings.facets, given)
    facts = Facts(product)
    announce(chosen, facts, (*sign_patterns(), *demand_patterns()), answers.answers)
    judged = let_wait(_judge(chosen, facts, answers, as_of), waiting(settings.profile))
    findings = waive(judged, settings.waivers)
    if not any(finding.status is not Status.ERROR for finding in findings):
        raise NothingJudged(
            "no rule could be judged" + (": " + findings[0].message if findings else ": none was selected")
        )
    by_id = {rule.rule.id: rule.rule for rule in rules.rules}
    figures = read_figures(snapshot, answers, metrics, by_id, as_of, earlier)
    signs = read_signs(product, findings, figures, cache)
    told = (*near_misses(metrics), *_note_on_earlier(earlier))
    return _assessment(root, settings, rules, product, findings, signs, as_of, told)


def _note_on_earlier(earlier: tuple[Point, ...]) -> tuple[str, ...]:
    if not earlier:
        return ()
    runs = counted(len(earlier), "earlier run")
    return (f"figures over time include {runs} of the history store, {earlier[0].date} to {earlier[-1].date}",)


def _ready_input(
    root: Path, snapshot: Snapshot, settings: Settings, answers_path: Path | None, rules: RuleSet
) -> tuple[Answers, Metrics, str]:
    """The answers, the figures, and the answers' text, after all of them were checked; every mistake at once."""
    problems: list[Problem] = [*settings.problems, *unknown_names(settings, [rule.rule for rule in rules.rules])]
    by_id = {rule.rule.id: rule.rule for rule in rules.rules}
    answers = Answers()
    given = answers_path is not None
    name = str(answers_path) if answers_path else settings.answers or ANSWERS
    text = _text_of(answers_path) if answers_path else read_inside(root, name)
    if isinstance(text, Problem):
        problems.append(text)
    elif text is not None:
        answers, wrong = load_answers(text, answers_path.name if answers_path else name, by_id)
        problems += wrong
    elif given or settings.answers:
        problems.append(Problem(name, 0, "there is no such answers file"))
    metrics = Metrics()
    if METRICS in snapshot.own_paths:
        metrics, wrong = load_metrics(snapshot.own_text(METRICS))
        problems += wrong
    if problems:
        raise BadInput(problems)
    return answers, metrics, text if isinstance(text, str) else ""


def _bound(answers: Answers, snapshot: Snapshot) -> str:
    """What stands at each path to which an answer is bound: pictures and large files are not read otherwise."""
    paths = sorted({path for answer in answers.answers.values() for path in answer.blobs})
    return "".join(f"\0{path}={snapshot.content_id(path)}" for path in paths)


def _text_of(path: Path) -> str | Problem | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError) as error:
        return Problem(str(path), 0, f"cannot be read: {error}")


def _judge(rules: Iterable[CompiledRule], facts: Facts, answers: Answers, as_of: datetime.date) -> tuple[Finding, ...]:
    from readiness.evaluation import evaluate, refutation
    from readiness.prose import is_filled

    product = facts.product
    snapshot = product.snapshot
    circumstances = Circumstances(
        as_of,
        lambda path: snapshot.exists(path) and is_filled(product, path),
        lambda path: _day_of(product, path),
        snapshot.content_id,
    )
    findings = []
    for rule in rules:
        found = evaluate(rule, facts)
        answer = answers.get(rule.rule.id)
        findings.append(reconcile(found, answer, circumstances, refutation(rule, facts) if answer else None))
    return tuple(findings)


def _day_of(product: Product, path: str) -> str | None:
    """The day on which a commit last touched a file, or anything in a folder."""
    touched = product.history.last_touch
    time = touched.get(path) or max((at for known, at in touched.items() if known.startswith(f"{path}/")), default=None)
    return None if time is None else datetime.datetime.fromtimestamp(time, datetime.UTC).date().isoformat()


def _assessment(
    root: Path,
    settings: Settings,
    rules: RuleSet,
    product: Product,
    findings: tuple[Finding, ...],
    signs: tuple[Sign, ...],
    as_of: datetime.date,
    unread: tuple[str, ...],
) -> Assessment:
    from readiness.demands import demand_rows
    from readiness.inventory_report import listing, rows, test_rows

    result: Score = score(findings, signs, settings.threshold)
    snapshot = product.snapshot
    inventory = rows(listing(product, root.resolve().name))
    if any(finding.rule.id in TESTED for finding in findings):  # where no rule reads the tests, nobody asks for them
        inventory |= {"tests": test_rows(product), "demands": demand_rows(product)}
    return Assessment(
        version=__version__, ruleset=rules.id,
        target=Target(root.resolve().name, snapshot.commit, snapshot.is_dirty, as_of.isoformat()),
        config_path=settings.config_path, profile=settings.profile, threshold=settings.threshold,
        facets={name: places for name, places in product.facets.items() if name != "any"}, verdict=result.verdict,
        stage=result.stage, low=result.low, high=result.high, binding_pillar=result.binding_pillar,
        pillars=dict(result.pillars), findings=findings, signs=signs, components=product.components,
        left_out=snapshot.left_out, inventory=inventory, next=next_steps(findings),
        settle=settle(findings, result, settings.threshold),
        notes=_notes(settings, findings, product.history, as_of) + unread,
        errors=tuple(f"{finding.rule.id} {finding.message}" for finding in findings if finding.status is Status.ERROR),
        qualification=qualification(findings, result.pillars, stages()),
    )  # fmt: skip


def _notes(
    settings: Settings, findings: tuple[Finding, ...], history: History, as_of: datetime.date
) -> tuple[str, ...]:
    notes = [*notes_on_waivers(findings, settings.waivers, as_of), *notes_on_answers(findings, as_of)]
    if history.is_shallow:
        known = len(history.commits)
        notes.append(f"the clone is shallow: what depends on history was judged on its last {known} commits")
    return tuple(notes)
