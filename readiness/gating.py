"""The gate that fails only on what is new or worse than a baseline or another commit; baselines, read and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from readiness.baseline import FILE, baseline_text, checked, is_same, read_baseline
from readiness.comparison import compare
from readiness.config import MAX_BYTES
from readiness.model import Assessment, Change, Changes
from readiness.strict_yaml import Problem
from readiness.wording import counted
from readiness.writing import write_whole

MAX_BASELINE = 16 * MAX_BYTES
_TIGHTEN = "take it into the baseline with --write-baseline, so that it cannot be lost again unnoticed"


def load_baseline(path: Path, like: Assessment, shown: str = "") -> Assessment | Problem:
    """The assessment that a baseline file stands for; a problem where there is none. `shown` is its name for people."""
    text = _text(path, shown or path.name)
    return text if isinstance(text, Problem) else read_baseline(text, shown or path.name, like)


def wrong_baseline(path: Path, shown: str = "") -> Problem | None:
    """Why a file is no baseline, told without an audit; None where it is one."""
    text = _text(path, shown or path.name)
    found = text if isinstance(text, Problem) else checked(text, shown or path.name)
    return found if isinstance(found, Problem) else None


def _text(path: Path, name: str) -> str | Problem:
    try:
        if path.stat().st_size > MAX_BASELINE:
            return Problem(name, 0, "is too large to be a baseline")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Problem(name, 0, "there is no such baseline", "write it with --write-baseline")
    except UnicodeError:
        return Problem(name, 0, "is not UTF-8 text", "write it anew with --write-baseline")
    except OSError as error:
        return Problem(name, 0, f"cannot be read: {error.strerror or type(error).__name__}")


def against_baseline(
    run: Assessment,
    baseline: Assessment,
    name: str,
    *,
    is_part: bool = False,
    ratchet: Mapping[str, float] | None = None,
) -> Assessment:
    """The run with what differs from a baseline, and what of the baseline is dead or could be tightened."""
    changes = compare(baseline, run, name, is_part=is_part, ratchet=ratchet)
    notes = [*changes.notes, *_dead(baseline, run, is_part), *_better(changes.changes)]
    return replace(run, changes=replace(changes, notes=tuple(notes)))


def regressions(changes: Changes | None) -> tuple[Change, ...]:
    """What fails the gate."""
    return tuple(change for change in changes.changes if change.fails) if changes else ()


def _dead(baseline: Assessment, run: Assessment, is_part: bool) -> list[str]:
    """Entries of the baseline that stand for nothing any more."""
    if is_part or baseline.ruleset == run.ruleset:
        return []
    known = {finding.rule.id for finding in run.findings}
    dead = [finding.rule.id for finding in baseline.findings if finding.rule.id not in known]
    return [f"{', '.join(dead)} in the baseline: no such rule is judged any more; {_TIGHTEN}"] if dead else []


def _better(changes: Iterable[Change]) -> list[str]:
    better = [one for one in changes if one.kind in ("fixed", "improved") and one.subject in ("rule", "call", "test")]
    gone = [one for one in changes if one.kind == "gone" and one.subject in ("rule", "call")]
    words = [f"{counted(len(better), 'entry', 'entries')} of the baseline is better now"] if better else []
    if len(better) > 1:
        words = [f"{len(better)} entries of the baseline are better now"]
    if gone:
        words.append(
            f"{counted(len(gone), 'entry', 'entries')} stand{'s' if len(gone) == 1 else ''} for nothing any more"
        )
    return [f"{' and '.join(words)}: {_TIGHTEN}"] if words else []


def write_baseline(run: Assessment, path: Path) -> str | Problem:
    """Write the baseline of a run; a sentence of what was done. One that says the same stays as it is, to the byte."""
    text = baseline_text(run)
    try:
        known = path.read_text(encoding="utf-8") if path.is_file() and path.stat().st_size <= MAX_BASELINE else ""
    except (OSError, UnicodeError):
        known = ""
    if known and is_same(known, text):
        return f"{path.name or FILE} is up to date"
    try:
        write_whole(path, text)
    except OSError as error:
        return Problem(str(path), 0, f"cannot be written: {error.strerror or type(error).__name__}")
    gaps = sum(finding.value != 1.0 and finding.status != "not-applicable" for finding in run.findings)
    return f"{path.name or FILE} is written: {counted(gaps, 'gap')} and open questions, which no longer fail the gate"
