"""What `readiness audit` compares a run with: a baseline file or a commit, and what it writes down for the next run."""

from __future__ import annotations

import datetime
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from readiness import Assessment, BadInput, NothingJudged, Problem, Settings
from readiness.cli.leaving import give_up, refuse
from readiness.history import Git

_MADE = "The audit was made, but not compared"


@dataclass(frozen=True, slots=True)
class Against:
    """The options as they were typed, and whether only some rules were asked for."""

    root: Path
    baseline: Path | None = None
    write: bool = False
    diff_base: str = ""
    is_part: bool = False

    def file(self, settings: Settings) -> Path | None:
        """The baseline file: that of the command line, else that of the settings, else none."""
        if self.baseline is not None:
            return self.baseline
        return self.root / settings.baseline if settings.baseline else None


def check_against(against: Against, settings: Settings, fail_on: str, problems: list[Problem]) -> Settings:
    """The settings with the gate that suits what is compared; what cannot work is told before the audit is made.

    With something to compare with, the gate fails on regressions unless `fail_on`, the option, says otherwise.
    """
    file = against.file(settings)
    if against.diff_base and against.baseline is not None:
        problems.append(Problem("--diff-base", 0, "stands beside --baseline", "compare with one of the two"))
    if against.diff_base and not _is_commit(against.root, against.diff_base):
        is_shallow = (Git(against.root).run("rev-parse", "--is-shallow-repository") or "").strip() == "true"
        hint = "the clone is shallow: fetch the whole history (actions/checkout: fetch-depth: 0)" if is_shallow else ""
        problems.append(Problem("--diff-base", 0, f'"{against.diff_base}" is no commit of this repository', hint))
    if against.write and against.is_part:
        problems.append(Problem("--write-baseline", 0, "needs all rules", "leave --select and --ignore out"))
    if not against.diff_base and not against.write and file is not None:
        problems += _wrong_file(file, settings.config_path if against.baseline is None else "--baseline")
    compares = bool(against.diff_base or file is not None)
    if against.write:
        return replace(settings, fail_on=fail_on or "never", ratchet={})
    if settings.fail_on == "regression" and not compares:
        problems.append(
            Problem(
                "--fail-on", 0, "a regression needs something to compare with", "--baseline FILE or --diff-base REF"
            )
        )
    # What the settings say beside their own baseline was meant so; what is compared by an option is a gate of its own.
    is_own = against.baseline is None and not against.diff_base
    return replace(settings, fail_on="regression") if compares and not fail_on and not is_own else settings


def _wrong_file(file: Path, where: str) -> list[Problem]:
    if not file.is_file():
        return [Problem(where, 0, f"{file.name}: there is no such baseline", "write it with --write-baseline")]
    from readiness.gating import wrong_baseline

    wrong = wrong_baseline(file)
    return [wrong] if wrong else []


def compared(
    run: Assessment,
    against: Against,
    settings: Settings,
    day: datetime.date,
    *,
    config: Path | None = None,
    no_config: bool = False,
    answers: Path | None = None,
    waivers: bool = True,
    rules: tuple[Path, ...] = (),
    cache: bool = True,
) -> Assessment:
    """The run with what differs from what it is compared with. Writes the baseline where that was asked for."""
    file, made = against.file(settings), run
    if not against.diff_base and not against.write and file is None:
        return run
    # Loaded here, so that an audit that is compared with nothing need not wait for it.
    from readiness import NoSuchCommit, audit, compare
    from readiness.baseline import FILE
    from readiness.gating import against_baseline, load_baseline, write_baseline
    from readiness.revisions import left_at, with_commits

    if against.diff_base:
        base = left_at(against.root, against.diff_base)
        try:
            old = audit(
                against.root, commit=base, as_of=day, config=None if against.is_part else config,
                no_config=no_config and not against.is_part, answers=answers, waivers=waivers, rules=rules,
                settings=settings if against.is_part else None, cache=cache,
            )  # fmt: skip
        except BadInput as wrong:
            refuse(wrong.problems, _MADE)
        except (NothingJudged, NoSuchCommit) as nothing:
            give_up(f"{against.diff_base}: {nothing}")
        changes = compare(old, run, since=against.diff_base, is_part=against.is_part, ratchet=settings.ratchet)
        made = replace(run, changes=changes)
    elif file is not None and (file.is_file() or not against.write):
        baseline = load_baseline(file, run)
        if isinstance(baseline, Assessment):
            made = against_baseline(run, baseline, file.name, is_part=against.is_part, ratchet=settings.ratchet)
        elif not against.write:
            refuse([baseline], _MADE)
    if made.changes is not None:
        made = replace(made, changes=with_commits(made.changes, against.root, made.changes.commit))
    if against.write:
        told = write_baseline(run, file or against.root / FILE)
        if isinstance(told, Problem):
            refuse([told], "The audit was made, but the baseline could not be written")
        sys.stderr.write(f"{told}\n")
    return made


def _is_commit(root: Path, name: str) -> bool:
    from readiness.revisions import commit_of

    return bool(commit_of(root, name))


def tell_regressions(run: Assessment) -> None:
    """Say on stderr by what the gate fails, so that a log's last line tells it, whatever the format."""
    from readiness.change_table import failing
    from readiness.gating import regressions

    if found := regressions(run.changes):
        since = f" since {run.changes.since}" if run.changes else ""
        sys.stderr.write(f"gate failed by {failing(found)}{since}\n")
        if run.changes and any(note.startswith(("the rule-sets differ", "readiness ")) for note in run.changes.notes):
            sys.stderr.write(
                "the rules or the program differ from those of then, so part of it may be their doing: "
                "--diff-base REF judges both by those of now, --write-baseline accepts what is\n"
            )
