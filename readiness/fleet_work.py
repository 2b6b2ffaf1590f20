"""The work of a fleet run on one repository: find its commit, leave what is stored, clone, audit, store."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.answers import FILE as ANSWERS
from readiness.cloning import NotFetched, Tip, fetch, folder_name, tip_of
from readiness.config import MISNAMED, PLACES, load_settings
from readiness.fleet_orders import AUDITED, STORED, UNCHANGED, Document, Order, Outcome, failed
from readiness.fleet_sources import Unit
from readiness.judging import NothingJudged, audit
from readiness.revisions import NoSuchCommit, commit_of, filled
from readiness.ruleset import load_rules
from readiness.sanitizing import snippet
from readiness.scratch import Scratch
from readiness.settings import Settings
from readiness.store.engine import StoreProblem
from readiness.store.identity import Given, Identity, given_to, identity_of, normalised
from readiness.store.owning import owner_at
from readiness.store.places import Place, place_of
from readiness.store.rows import Key, Run
from readiness.store.runs import Store, open_store
from readiness.strict_yaml import BadInput, Problem
from readiness.version import __version__

_LOOKED_BACK = 30  # runs of a repository among which one of the same is looked for
_TOLD = 3  # mistakes of a repository's files that are told


@dataclass(frozen=True, slots=True)
class Task:
    """One repository, what is asked of it, where the store is, room for clones, and files that stand in for its own."""

    unit: Unit
    order: Order
    place: Place
    scratch: Scratch
    config: Path | None
    answers: Path | None


@dataclass(frozen=True, slots=True)
class Found:
    """What can be known of a run before it is made: its repository, commit, what people gave to it, and its rules."""

    identity: Identity
    commit: str
    given: Given
    ruleset: str


def work(unit: Unit, order: Order, scratch: Scratch) -> Outcome:
    """Audit a repository and store the result, unless it is there. Never raises: what goes wrong is in the outcome."""
    try:
        return _worked(unit, order, scratch)
    except NotFetched as refused:
        return failed(unit, refused.kind, str(refused))
    except NoSuchCommit as missing:
        return failed(unit, "source", str(missing))
    except NothingJudged:
        return failed(unit, "empty", "there is nothing to judge in it")
    except BadInput as wrong:
        more = f" and {len(wrong.problems) - _TOLD} more" if len(wrong.problems) > _TOLD else ""
        return failed(unit, "input", "; ".join(snippet(str(one)) for one in wrong.problems[:_TOLD]) + more)
    except StoreProblem as refused:
        return failed(unit, "store", str(refused))
    except MemoryError:
        return failed(unit, "memory")
    except Exception as error:  # a fault of ours costs one repository, not the run
        return failed(unit, "crash", snippet(f"{type(error).__name__}: {error}"))


def _worked(unit: Unit, order: Order, scratch: Scratch) -> Outcome:
    ruleset = load_rules().id
    if (order.version, order.ruleset) != (__version__, ruleset):
        says = f"the worker runs readiness {__version__} with rules {ruleset}, the run asks for {order.version} with"
        return failed(unit, "version", f"{says} {order.ruleset}")
    place = place_of(order.store)
    if isinstance(place, Problem):
        raise StoreProblem(place)
    if place.file is not None and not order.host:  # each worker would keep some of the results for itself
        return failed(unit, "store", "the worker has no READINESS_STORE, or one that is a file")
    with scratch.place() as folder:
        config, answers = _kept(folder / "config", order.config), _kept(folder / "answers", order.answers)
        task = Task(unit, order, place, scratch, config, answers)
        return _of_folder(task) if unit.path else _of_address(task)


def _kept(folder: Path, document: Document | None) -> Path | None:
    if document is None:
        return None
    folder.mkdir()
    file = folder / document.name
    file.write_text(document.text, encoding="utf-8", newline="")
    return file


def _of_folder(task: Task) -> Outcome:
    root = Path(task.unit.path)
    if not root.is_dir():
        raise NotFetched("source", "there is no such folder on the worker")
    commit = commit_of(root, task.unit.ref or "HEAD")
    if not commit:
        if task.unit.ref:
            raise NotFetched("source", f'it has no branch, tag or commit "{snippet(task.unit.ref)}"')
        raise NotFetched("empty", "it is no git repository with a commit")
    found = _found(task, root, commit)
    return _stored(task, found) or _audited(task, root, found.identity, commit)


def _of_address(task: Task) -> Outcome:
    url = task.unit.url
    tip = tip_of(url, task.unit.ref)
    address = normalised(url)
    with open_store(task.place) as store:
        is_likely = bool(address) and _is_likely(task, store, address, tip.commit)
    if is_likely:
        # The settings that are part of a commit are part of its key, too. Most servers hand them out without history.
        with suppress(NotFetched), _fetched(task, tip, 1) as root:
            found = replace(_found(task, root, tip.commit), identity=Identity(address, folder_name(url)))
            if known := _stored(task, found):
                return known
    with _fetched(task, tip, 0) as root:
        known = _stored(task, _found(task, root, tip.commit)) if is_likely or not address else None
        return known or _audited(task, root, identity_of(root), tip.commit)


@contextmanager
def _fetched(task: Task, tip: Tip, depth: int) -> Iterator[Path]:
    with task.scratch.place() as above:
        root = above / folder_name(task.unit.url)
        fetch(task.unit.url, tip, root, task.order.clone, depth)
        yield root


def _is_likely(task: Task, store: Store, repository: str, commit: str) -> bool:
    """Whether the store has any run of the commit that could be the one."""
    return any(run.commit == commit and _is_of(task, run) for run in store.runs_of(repository, _LOOKED_BACK))


def _is_of(task: Task, run: Run) -> bool:
    same_day = run.date == task.order.as_of
    return run.version == __version__ and not run.dirty and (same_day or task.order.only_changed)


def _found(task: Task, root: Path, commit: str) -> Found:
    """What makes the run of a commit, from the few of its files that settings, answers and rules of people are in."""
    with filled(root, commit, (*PLACES, *MISNAMED, "pyproject.toml")) as (folder, _):
        settings = _settings(task, folder)
    with filled(root, commit, (settings.answers or ANSWERS, *settings.rules)) as (folder, _):
        given = given_to(folder, settings, task.answers)
        try:
            ruleset = load_rules(_rules(folder, settings)[0]).id
        except BadInput:  # told by the audit, with all other mistakes
            ruleset = ""
    return Found(identity_of(root), commit, given, ruleset)


def _stored(task: Task, found: Found) -> Outcome | None:
    with open_store(task.place) as store:
        return _known(task, store, found)


def _known(task: Task, store: Store, found: Found) -> Outcome | None:
    """The outcome where the result is stored: of the same day, or of any where only changes are asked for."""
    key = Key(found.identity.id, found.commit, False, found.ruleset, found.given, task.order.as_of)
    run = store.find(key)
    if run is not None and run.version == __version__:
        return _outcome(task, STORED, run)
    if not task.order.only_changed:
        return None
    for earlier in reversed(store.runs_of(found.identity.id, _LOOKED_BACK)):
        same = (earlier.commit, earlier.ruleset, earlier.answers, earlier.settings)
        if _is_of(task, earlier) and same == (found.commit, found.ruleset, found.given.answers, found.given.settings):
            return _outcome(task, UNCHANGED, earlier)
    return None


def _audited(task: Task, root: Path, identity: Identity, commit: str) -> Outcome:
    day = datetime.date.fromisoformat(task.order.as_of)
    # No connection stays open during an audit: databases have few, and an audit may start further processes.
    with open_store(task.place) as store:
        earlier = store.points(identity.id, task.order.as_of)
    with filled(root, commit) as (folder, past):
        settings = _settings(task, folder)
        folders, missing = _rules(folder, settings)
        given = given_to(folder, settings, task.answers)
        run = audit(
            folder, replace(settings, problems=(*settings.problems, *missing)), as_of=day, answers_path=task.answers,
            rules_dirs=folders, cache=False, past=past, earlier=earlier,
        )  # fmt: skip
    owner = task.unit.owner or owner_at(root, commit)
    with open_store(task.place) as store:
        row = store.run(store.write(run, identity, given, owner))
    if row is None:  # somebody pruned it at once
        return failed(task.unit, "store", commit=commit)
    return _outcome(task, AUDITED, row)


def _settings(task: Task, folder: Path) -> Settings:
    """The settings of the commit, or those that the run has instead."""
    if task.order.no_config:
        return Settings()
    day = datetime.date.fromisoformat(task.order.as_of)
    return load_settings(folder, day, task.config, task.order.waivers)


def _rules(folder: Path, settings: Settings) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The folders of rules of the repository's own; and a mistake for each that is missing."""
    wanted = {name: folder / name for name in settings.rules}
    missing = [name for name, path in wanted.items() if not path.is_dir()]
    says = "there is no such folder of rules"
    return (
        tuple(path for name, path in wanted.items() if name not in missing),
        tuple(Problem(settings.config_path, 0, f"{name}: {says}") for name in missing),
    )


def _outcome(task: Task, state: str, run: Run) -> Outcome:
    return Outcome(
        task.unit.name, state, repository=run.repository, commit=run.commit, verdict=run.verdict, stage=run.stage,
        low=run.low, high=run.high, owner=task.unit.owner or run.owner, place=task.unit.place,
    )  # fmt: skip
