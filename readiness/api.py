"""What programs call, with plain arguments: audit a repository, check its files, compare, plan, ask, list."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from readiness import config as configuration
from readiness.errors import BadInput, NoSuchCommit, NothingJudged, Problem
from readiness.settings import Choice, Settings, under

if TYPE_CHECKING:
    from readiness.inventory_report import Listing
    from readiness.milestone_files import Point
    from readiness.model import Assessment, Changes, Rule
    from readiness.planning import Plan
    from readiness.questionnaire import Item

PathText = str | os.PathLike[str]
"""A path, as text or as an object."""
Day = datetime.date | str | None
"""A day: a date, YYYY-MM-DD, or None for today (UTC)."""


def audit(
    path: PathText = ".",
    *,
    commit: str = "",
    as_of: Day = None,
    config: PathText | None = None,
    no_config: bool = False,
    settings: Settings | None = None,
    profile: str = "",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    waivers: bool = True,
    answers: PathText | None = None,
    rules: PathText | Iterable[PathText] = (),
    earlier: Sequence[Point] = (),
    cache: bool = True,
) -> Assessment:
    """Judge the repository at `path`, as it lies there or at a `commit` (branch, tag, id), and give the one result.

    Settings are those found in the repository, unless `config` (a file), `no_config` (none at all) or `settings` (see
    `read_settings`) say otherwise; `profile`, `select` and `ignore` (rule ids, prefixes or names, as texts or in one
    text between commas) count more than any of them, and without `waivers` no accepted risk counts. `answers` is a
    file to use instead of the repository's own, `rules` are folders of rules beside the shipped ones. `as_of` is the
    day judged by, today without it; nothing else is read from a clock. `earlier` are runs of before
    (`Store.points`), for warning signs over time. Without `cache` the result is neither taken from the user's cache
    folder nor kept there.

    Raises BadInput with every mistake in what was given or written, NotADirectoryError, NothingJudged where no rule
    could be judged, NoSuchCommit, and ValueError where arguments exclude each other. Nothing of the repository is run.
    """
    _refuse_two_settings(config, no_config, settings)
    root, problems = _folder(path), list[Problem]()
    day, given = _day(as_of, problems), _folders(rules)
    if no_config:
        settings = Settings()
    if settings is not None and not waivers:
        settings = replace(settings, waivers=())
    choice = Choice(profile, _words(select), _words(ignore))
    if commit:
        if earlier:
            raise ValueError("earlier runs belong to an audit of what lies there, not of a commit")
        if problems := [*problems, *_missing(given)]:
            raise BadInput(problems)
        from readiness.revisions import audit_at

        return audit_at(
            root, _commit(root, commit), as_of=day, settings=settings, config=_path(config), waivers=waivers,
            answers_path=_path(answers), rules_dirs=given, choice=choice if choice != Choice() else None, cache=cache,
        )  # fmt: skip
    if settings is None:
        settings = configuration.load_settings(root, day, _path(config), waivers)
    settings = under(settings, choice)
    folders = rule_folders(root, given, settings, problems)
    settings = replace(settings, problems=(*settings.problems, *problems))
    from readiness import judging

    try:
        return judging.audit(
            root, settings, as_of=day, answers_path=_path(answers), rules_dirs=folders, earlier=tuple(earlier),
            cache=cache,
        )  # fmt: skip
    except BadInput as wrong:
        # Rules that cannot be read end it before the rest is looked at; what is known of that is told all the same.
        raise BadInput((*wrong.problems, *settings.problems)) from None


def read_settings(
    path: PathText = ".",
    *,
    as_of: Day = None,
    config: PathText | None = None,
    no_config: bool = False,
    profile: str = "",
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    waivers: bool = True,
) -> Settings:
    """The settings by which `audit` would judge; every argument means the same there.

    Never raises for what is written in a file: every mistake is in `Settings.problems`, and an audit refuses them.
    Raises NotADirectoryError, and ValueError for `config` beside `no_config`.
    """
    root, problems = _folder(path), list[Problem]()
    _refuse_two_settings(config, no_config, None)
    day = _day(as_of, problems)
    own = Settings() if no_config else configuration.load_settings(root, day, _path(config), waivers)
    own = under(own, Choice(profile, _words(select), _words(ignore)))
    return replace(own, problems=(*own.problems, *problems))


@dataclass(frozen=True, slots=True)
class Checked:
    """The files of people that were found, and every mistake in them, sorted."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]


def check(path: PathText = ".", *, as_of: Day = None) -> Checked:
    """Check settings, answers and figures of a repository without judging it. Raises NotADirectoryError."""
    from readiness.own_files import mistakes_in

    root, problems = _folder(path), list[Problem]()
    files, wrong = mistakes_in(root, _day(as_of, problems))
    return Checked(files, tuple(sorted({*wrong, *problems})))


def plan(result: Assessment, goal: str | float = "") -> Plan:
    """What to do next: every step by what it adds, or the cheapest set of steps that reaches a goal.

    `goal` is "" (every step), "ready", or the points (0 to 100) that every pillar is to reach. Raises ValueError for
    anything else.
    """
    from readiness import planning

    return planning.plan(result, goal if isinstance(goal, str) else f"{goal:g}")


def compare(
    before: Assessment,
    after: Assessment,
    *,
    since: str = "",
    until: str = "",
    is_part: bool = False,
    ratchet: Mapping[str, float] | None = None,
    repository: PathText | None = None,
) -> Changes:
    """What differs between two results, the worst first; lines that only moved are no difference.

    `since` and `until` name the two for people (without them: their commits or days). `is_part`: only some rules were
    asked for in `after`. `ratchet`: pillar letter -> points by which its low bound may fall before that fails a gate.
    With `repository` each change names the newest commit between the two that touched one of its places.
    """
    from readiness import comparison

    named = since or before.target.commit[:12] or before.target.date
    found = comparison.compare(before, after, named, until=until, is_part=is_part, ratchet=ratchet)
    if repository is None:
        return found
    from readiness.revisions import with_commits

    return with_commits(found, _folder(repository), before.target.commit, after.target.commit or "HEAD")


def questions(
    path: PathText = ".",
    *,
    result: Assessment | None = None,
    as_of: Day = None,
    settings: Settings | None = None,
    answers: PathText | None = None,
    rules: PathText | Iterable[PathText] = (),
    cache: bool = True,
) -> tuple[Item, ...]:
    """Every question that applies to the repository, by pillar and rule id: where it stands and what it would add.

    With `result`, an audit of the same repository, nothing is audited. `gain` is points of its pillar's low bound.
    Raises as `audit` does.
    """
    from readiness.answers import FILE, Answers, load_answers
    from readiness.questionnaire import questions as items_of
    from readiness.ruleset import load_rules

    root, problems = _folder(path), list[Problem]()
    day = _day(as_of if as_of is not None or result is None else result.target.date, problems)
    own = settings if settings is not None else configuration.load_settings(root, day)
    if result is None:
        result = audit(root, as_of=as_of, settings=own, answers=answers, rules=rules, cache=cache)
    every = rule_folders(root, _folders(rules), own, problems)
    file = _path(answers)
    text = configuration.read_inside(*((root, own.answers or FILE) if file is None else (file.parent, file.name)))
    known = {one.rule.id: one.rule for one in load_rules(every).rules}
    found = Answers()
    if isinstance(text, Problem):
        problems.append(text)
    elif text is not None:
        found, wrong = load_answers(text, own.answers or FILE if file is None else file.name, known)
        problems += wrong
    if problems:
        raise BadInput(problems)
    return items_of(result, found, day)


def rules(*folders: PathText) -> tuple[Rule, ...]:
    """Every rule that is shipped, and those in folders of your own, by pillar and id. Raises BadInput."""
    from readiness.ruleset import load_rules

    own = _folders(folders)
    if missing := _missing(own):
        raise BadInput(missing)
    return tuple(one.rule for one in load_rules(own).rules)


def take_inventory(
    path: PathText = ".",
    *,
    config: PathText | None = None,
    no_config: bool = False,
    settings: Settings | None = None,
) -> Listing:
    """Every model call with its guards, and the models, prompts, data sets and evaluations; nothing is judged.

    Raises BadInput, NotADirectoryError, and NothingJudged where there is no file to look at.
    """
    from readiness.inventory_report import listing
    from readiness.model import Component
    from readiness.product import Product
    from readiness.snapshot import Snapshot

    _refuse_two_settings(config, no_config, settings)
    root = _folder(path)
    # Nothing here depends on the day: it only tells which waivers hold, and those are not asked for.
    if settings is None:
        settings = read_settings(root, as_of=datetime.date.min, config=config, no_config=no_config, waivers=False)
    if settings.problems:
        raise BadInput(settings.problems)
    snapshot = Snapshot.open(root, settings.exclude)
    if not snapshot.all_paths:
        raise NothingJudged(f"{path}: there is no file to look at")
    product = Product(snapshot, settings.facets, tuple(Component(at, kind, "") for at, kind in settings.components))
    product.announce(())
    found = listing(product, root.resolve().name)
    if product.fault:
        raise NothingJudged(f"internal error: {product.fault}")
    return found


def rule_folders(root: Path, given: tuple[Path, ...], settings: Settings, problems: list[Problem]) -> tuple[Path, ...]:
    """The folders of people's own rules, of the settings and those `given`; missing ones become problems."""
    own = tuple(root / name for name in settings.rules)
    problems += _missing(own, settings.config_path) + _missing(given)
    return tuple(folder for folder in (*own, *given) if folder.is_dir())


def _missing(folders: tuple[Path, ...], place: str = "rules") -> list[Problem]:
    return [
        Problem(place, 0, f"{folder}: there is no such folder of rules") for folder in folders if not folder.is_dir()
    ]


def _folder(path: PathText) -> Path:
    root = Path(path)
    if not root.is_dir():
        raise NotADirectoryError(f"{root}: there is no such folder")
    return root


def _commit(root: Path, name: str) -> str:
    from readiness.revisions import commit_of

    if found := commit_of(root, name):
        return found
    raise NoSuchCommit(f'"{name}" is no commit of this repository')


def _folders(given: PathText | Iterable[PathText]) -> tuple[Path, ...]:
    return (Path(given),) if isinstance(given, str | os.PathLike) else tuple(Path(one) for one in given)


def _path(given: PathText | None) -> Path | None:
    return None if given is None else Path(given)


def _words(given: str | Iterable[str]) -> tuple[str, ...]:
    words = given.split(",") if isinstance(given, str) else given
    return tuple(word.strip() for word in words if word.strip())


def _day(given: Day, problems: list[Problem]) -> datetime.date:
    from readiness.fields import a_date

    today = datetime.datetime.now(datetime.UTC).date()
    if given is None:
        return today
    if isinstance(given, datetime.date):
        return given.date() if isinstance(given, datetime.datetime) else given
    day = a_date(given)
    if day is None:
        problems.append(Problem("as_of", 0, f'"{given}" is not a date', "write it as YYYY-MM-DD"))
    return day or today


def _refuse_two_settings(config: PathText | None, no_config: bool, settings: Settings | None) -> None:
    if (config is not None) + no_config + (settings is not None) > 1:
        raise ValueError("config, no_config and settings exclude each other")
