"""Carry out `readiness fleet`: check what was asked for, run it, tell each outcome, choose the exit code."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from readiness import Problem, __version__
from readiness.answers import load_answers
from readiness.cli.asked import COLORS, check_word, day_of
from readiness.cli.fleet_lines import FORMATS, Lines, Progress, Sum
from readiness.cli.keeping import usable
from readiness.cli.leaving import Code, refuse
from readiness.config import MAX_BYTES, load_settings
from readiness.fleet_orders import Document, Order
from readiness.fleet_sources import Unit, units_of
from readiness.ruleset import RuleSet, load_rules
from readiness.selection import unknown_names
from readiness.wording import counted

FAIL_ON = ("blocked", "not-ready", "undetermined", "never")
_NOTHING = "No repository was audited"
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "KI": 2**10, "MI": 2**20, "GI": 2**30, "TI": 2**40}
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*([KMGT]I?|)B?", re.IGNORECASE)
_LEAST = 50_000_000  # bytes: the auditor itself


@dataclass(frozen=True, slots=True)
class Request:
    """The options as they were typed."""

    sources: tuple[str, ...]
    store: str
    cluster: str
    workers: int
    patience: float
    memory_limit: str
    clone_limit: str
    timeout: float
    only_changed: bool
    fail_on: str
    config: Path | None
    no_config: bool
    answers: Path | None
    no_waivers: bool
    as_of: str
    output_format: str
    quiet: bool
    color: str


def carry_out(request: Request) -> int:
    """Run as requested. Leaves with 2 and every mistake before anything is audited."""
    problems: list[Problem] = []
    units, wrong = units_of(request.sources)
    problems += wrong
    if not units and not wrong:
        problems.append(Problem(", ".join(request.sources), 0, "names no repository"))
    check_word(request.output_format, FORMATS, "--output-format", problems)
    check_word(request.fail_on, FAIL_ON, "--fail-on", problems)
    check_word(request.color, COLORS, "--color", problems)
    missing = [name for name in ("distributed", "cryptography") if find_spec(name) is None]
    if missing:
        says = f"{' and '.join(missing)} must be installed for it"
        problems.append(Problem("readiness fleet", 0, says, "pip install 'readiness[fleet]'"))
    place = usable(request.store, problems)
    order = _order(request, bool(place and place.file), problems)
    if problems or place is None:
        refuse(sorted(set(problems)), _NOTHING)
    from readiness import StoreProblem
    from readiness.store.runs import open_store

    try:
        # It stays open: in SQLite, whoever closes the last connection has to wait until the log is tidied up.
        with open_store(place, create=True):
            return _run(request, order, units)
    except StoreProblem as refused:
        refuse([refused.problem], _NOTHING)


def _order(request: Request, has_file: bool, problems: list[Problem]) -> Order:
    rules = load_rules()
    return Order(
        version=__version__,
        ruleset=rules.id,
        as_of=day_of(request.as_of, problems).isoformat(),
        store=str(Path(request.store).resolve()) if has_file and _is_path(request.store) else request.store,
        host=socket.gethostname() if has_file else "",
        config=_config(request, rules, problems),
        answers=_answers(request.answers, rules, "--answers", problems),
        no_config=request.no_config,
        waivers=not request.no_waivers,
        only_changed=request.only_changed,
        seconds=request.timeout,
        memory=_size(request.memory_limit, "--memory-limit", problems),
        clone=_size(request.clone_limit, "--clone-limit", problems),
    )


def _is_path(store: str) -> bool:
    return "://" not in store and store.strip() not in ("", "default")


def _size(text: str, option: str, problems: list[Problem]) -> int:
    match = _SIZE.fullmatch(text.strip())
    size = int(float(match[1]) * _UNITS[match[2].upper()]) if match else 0
    if size < _LEAST:
        problems.append(Problem(option, 0, f'"{text}" is no size of {_LEAST // 10**6} MB or more', "as 500MB, or 2GB"))
    return size


def _config(request: Request, rules: RuleSet, problems: list[Problem]) -> Document | None:
    if request.config is None:
        return None
    if request.no_config:
        problems.append(Problem("--config", 0, "cannot be had with --no-config", "leave one of them out"))
    day = day_of(request.as_of, [])
    settings = load_settings(request.config.parent, day, request.config, not request.no_waivers)
    problems += settings.problems
    if not settings.rules:  # names of rules that only the repositories have are checked there
        problems += unknown_names(settings, [rule.rule for rule in rules.rules])
    return _document(request.config)


def _answers(file: Path | None, rules: RuleSet, option: str, problems: list[Problem]) -> Document | None:
    if file is None:
        return None
    document = _document(file)
    if document is None:
        problems.append(Problem(option, 0, f"{file}: there is no such file, or it is no UTF-8 text of a fair size"))
        return None
    problems += load_answers(document.text, document.name, {one.rule.id: one.rule for one in rules.rules})[1]
    return document


def _document(file: Path) -> Document | None:
    try:
        if file.stat().st_size > MAX_BYTES:
            return None
        return Document(file.name, file.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeError):
        return None


def _run(request: Request, order: Order, units: tuple[Unit, ...]) -> int:
    from readiness.fleet import ClusterLost, NoCluster, Where, open_fleet

    lines = Lines(request.output_format, request.color, request.quiet, order)
    progress = Progress(len(units), request.quiet)
    told = Sum()
    code: int = Code.PASSED
    try:
        with open_fleet(Where(request.cluster, request.workers, request.patience), order, progress.note) as fleet:
            for number, outcome in fleet.outcomes(units, _own_answers):
                told.add(outcome)
                progress.clear()
                lines.add(number, outcome)
                progress.show(told)
    except NoCluster as refused:
        refuse([Problem("--cluster" if request.cluster else "readiness fleet", 0, str(refused))], _NOTHING)
    except ClusterLost as lost:
        code = Code.INCOMPLETE
        progress.note(f"{lost}: {_so_far(told, units)}")
    except KeyboardInterrupt:
        code = Code.INTERRUPTED
        progress.note(f"interrupted: {_so_far(told, units)}")
    progress.clear()
    lines.end(told)
    return code or _code(told, request.fail_on)


def _so_far(told: Sum, units: tuple[Unit, ...]) -> str:
    if not told.repositories:
        return "no repository ended"
    done = f"{told.repositories:,} of {counted(len(units), 'repository', 'repositories')} ended"
    return f"{done}, and what they gave is stored; the same command does the rest"


def _own_answers(unit: Unit) -> Document | None:
    """A repository's own answers; where their file has gone since, a document that no audit takes for answers."""
    if not unit.answers:
        return None
    file = Path(unit.answers)
    return _document(file) or Document(file.name, "the file cannot be read")


def _code(told: Sum, fail_on: str) -> int:
    """No result is worse than a bad one: it is never 0, never 1."""
    if told.failures:
        return Code.INCOMPLETE
    failing = () if fail_on == "never" else FAIL_ON[: FAIL_ON.index(fail_on) + 1]
    return Code.FAILED if any(told.verdicts.get(verdict) for verdict in failing) else Code.PASSED
