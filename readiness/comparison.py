"""Two assessments, and what is new, fixed, worsened, improved or weakened between them; moved lines are nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from readiness.call_sites import call_changes, sites_of
from readiness.finding_changes import finding_change
from readiness.loosening import loosened
from readiness.model import PILLARS, Assessment, Change, Changes, Evidence, Finding, Sign, Stage, Verdict
from readiness.wording import STAGES, VERDICTS, counted

_KINDS = ("new", "worsened", "weakened", "fixed", "improved", "appeared", "gone", "changed")
_SUBJECTS = ("verdict", "stage", "rule", "call", "test", "data", "demand", "sign", "pillar")
_SEVERITIES = ("essential", "major", "minor", "")
_VERDICTS = (
    Verdict.BLOCKED, Verdict.NOT_READY, Verdict.UNDETERMINED, Verdict.READY_WITH_EXCEPTIONS, Verdict.READY,
)  # fmt: skip
_STAGES = (Stage.DEMO, Stage.PILOT, Stage.PRODUCTION_CANDIDATE, Stage.PRODUCTION_READY)


def compare(
    before: Assessment,
    after: Assessment,
    since: str,
    *,
    until: str = "",
    is_part: bool = False,
    ratchet: Mapping[str, float] | None = None,
) -> Changes:
    """What differs between two assessments, the worst first.

    `is_part`: only some rules were asked for this time, so that a rule that is not judged was not dropped. `ratchet`:
    pillar -> points by which its low bound may fall before that fails the gate; a pillar that is not named may fall.
    """
    old = {finding.rule.id: finding for finding in before.findings}
    new = {finding.rule.id: finding for finding in after.findings}
    changes: list[Change] = []
    for rule in sorted({*old, *new}):
        changes += _rule(old.get(rule), new.get(rule), before.ruleset == after.ruleset, is_part)
    rules = len(new) - len({change.id for change in changes} & set(new))
    changes += call_changes(_sites(before), _sites(after))
    changes += [*_tests(before, after), *_data(before, after), *_demands(before, after)]
    if not is_part:
        changes += [*_pillars(before, after, ratchet or {}), *_headline(before, after)]
    changes += _signs(before.signs, after.signs)
    notes = _notes(before, after, set(old), set(new))
    return Changes(
        since, before.target.commit, before.target.date, tuple(sorted(changes, key=_order)), rules, notes, until
    )


def _order(change: Change) -> tuple[object, ...]:
    return (
        _KINDS.index(change.kind), not change.fails, _SEVERITIES.index(change.severity),
        _SUBJECTS.index(change.subject), change.id, change.says, change.evidence,
    )  # fmt: skip


def _rule(old: Finding | None, new: Finding | None, is_same_set: bool, is_part: bool) -> list[Change]:
    if old and new:
        change = finding_change(old, new)
        return [change] if change else []
    if new:
        rule = new.rule
        says = f"is judged now and was not before: {new.status}"
        status = str(new.status)
        return [
            Change("appeared", "rule", rule.id, rule.title, says, "", "", status, (), (), rule.pillar, rule.severity)
        ]
    if old is None or is_part:
        return []
    rule = old.rule
    kind, why = (
        ("weakened", "it is ignored or not selected") if is_same_set else ("gone", "the rule-set has it no more")
    )
    says = f"is no longer judged: {why}; it was {old.status}"
    fix = "Judge it again, or accept the risk in a waiver that says who, why and until when." if is_same_set else ""
    return [
        Change(
            kind, "rule", rule.id, rule.title, says, fix, str(old.status), "", pillar=rule.pillar,
            severity=rule.severity, fails=is_same_set,
        )
    ]  # fmt: skip


def _sites(run: Assessment) -> Any:
    return sites_of(run.inventory.get("ai_calls", ()))


def _counts(run: Assessment, part: str) -> dict[str, int]:
    """Path -> cases."""
    found: dict[str, int] = {}
    for row in run.inventory.get(part, ()):
        path, cases = row.get("path"), row.get("cases")
        if isinstance(path, str) and isinstance(cases, int):
            found[path] = found.get(path, 0) + cases
    return found


def _fallen(old: Mapping[str, int], new: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """(path, cases then, cases now) of each file that lost cases; a file that moved, by name or whole, lost none."""
    came = {path: count for path, count in new.items() if path not in old}
    found = []
    for path, count in sorted(old.items()):
        now = new.get(path, 0)
        if path not in new:
            name = path.rpartition("/")[2]
            twin = next((one for one in sorted(came) if one.rpartition("/")[2] == name or came[one] == count), "")
            now = came.pop(twin, 0)
        if now < count:
            found.append((path, count, now))
    return found


def _tests(before: Assessment, after: Assessment) -> list[Change]:
    """Fewer test cases than before. Cases that moved to another file are still there."""
    if "tests" not in before.inventory or "tests" not in after.inventory:
        return []
    old, new = _counts(before, "tests"), _counts(after, "tests")
    total, now = sum(old.values()), sum(new.values())
    if now == total:
        return []
    told = f"{counted(total, 'test case')} before, {now} now"
    if now > total:
        return [Change("improved", "test", "tests", "Automated tests", told, "", str(total), str(now), pillar="R")]
    fallen = _fallen(old, new)
    return [
        Change(
            "weakened", "test", "tests", "Automated tests", f"{told}: {_where(fallen)}",
            "Bring the cases back, or say in the baseline that so many are enough.", str(total), str(now),
            _kept(fallen, new, "cases"), _lost(fallen, new), "R", "essential", fails=True,
        )
    ]  # fmt: skip


def _data(before: Assessment, after: Assessment) -> list[Change]:
    """Data sets that hold fewer cases, or are gone."""
    if "datasets" not in before.inventory or "datasets" not in after.inventory:
        return []
    new = _counts(after, "datasets")
    judging = {row.get("path") for row in before.inventory["datasets"] if row.get("kind") == "evaluation"}
    return [
        Change(
            "weakened", "data", path, "Data set", f"{_where([(path, was, now)])}", "Bring the cases back.",
            str(was), str(now), _kept([(path, was, now)], new, "cases"), _lost([(path, was, now)], new), "R",
            "major" if path in judging else "minor", fails=path in judging,
        )
        for path, was, now in _fallen(_counts(before, "datasets"), new)
    ]  # fmt: skip


def _demands(before: Assessment, after: Assessment) -> list[Change]:
    """Figures that a test, an evaluation or a pipeline demands, and that are easier to reach than before."""
    old, new = (
        [Evidence(str(row.get("path")), _line(row), str(row.get("text")), "demands a figure") for row in rows]
        for rows in (before.inventory.get("demands", ()), after.inventory.get("demands", ()))
    )
    return [
        Change(
            "weakened", "demand", one.after.path, "A figure that is demanded",
            f"demands less: {one.was:g} before, {one.now:g} now", "Demand as much as before.",
            f"{one.was:g}", f"{one.now:g}", (one.after,), (), "R", "major", fails=True,
        )
        for one in loosened(old, new)
    ]  # fmt: skip


def _line(row: Mapping[str, Any]) -> int:
    line = row.get("line")
    return line if isinstance(line, int) else 0


def _where(fallen: Iterable[tuple[str, int, int]]) -> str:
    shown = list(fallen)
    words = [f"{path} {was} → {now}" if now else f"{path} is gone ({was})" for path, was, now in shown[:5]]
    return ", ".join(words) + (f" and {len(shown) - 5} more files" if len(shown) > 5 else "")


def _kept(fallen: Iterable[tuple[str, int, int]], new: Mapping[str, int], what: str) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(path, says=f"{now} {what}, {was} before", supports=False) for path, was, now in fallen if path in new
    )


def _lost(fallen: Iterable[tuple[str, int, int]], new: Mapping[str, int]) -> tuple[Evidence, ...]:
    return tuple(Evidence(path) for path, _, _ in fallen if path not in new)


def _signs(before: Iterable[Sign], after: Iterable[Sign]) -> list[Change]:
    old = {sign.id: sign for sign in before}
    found = []
    for sign in after:
        was = old.get(sign.id)
        if was is None or was.state == sign.state or "raised" not in (was.state, sign.state):
            continue
        kind = "worsened" if sign.state == "raised" else "improved" if sign.state == "clear" else "changed"
        word = {"raised": "is raised now", "clear": "is cleared"}.get(sign.state, "can no longer be told")
        found.append(
            Change(
                kind, "sign", sign.id, sign.says, f"{word}: {sign.why}", sign.clears, was.state, sign.state,
                sign.evidence[:3],
            )
        )  # fmt: skip
    return found


def _pillars(before: Assessment, after: Assessment, ratchet: Mapping[str, float]) -> list[Change]:
    found = []
    for letter, name in PILLARS.items():
        old, new = before.pillars.get(letter), after.pillars.get(letter)
        if old is None or new is None or (old.low, old.high) == (new.low, new.high):
            continue
        fell = round(old.low - new.low, 1)
        kind = "worsened" if fell > 0 else "improved" if fell < 0 else "changed"
        fails = letter in ratchet and fell > ratchet[letter]
        then, now = (f"{one.low:g}–{one.high:g}" for one in (old, new))
        says = f"was {then}, is {now}" + (f": its low bound may fall by {ratchet[letter]:g} at most" if fails else "")
        found.append(Change(kind, "pillar", letter, name, says, "", then, now, pillar=letter, fails=fails))
    return found


def _headline(before: Assessment, after: Assessment) -> list[Change]:
    found = []
    if before.verdict is not after.verdict:
        is_worse = _VERDICTS.index(after.verdict) < _VERDICTS.index(before.verdict)
        words = VERDICTS[before.verdict], VERDICTS[after.verdict]
        says = f"was {words[0]}, is {words[1]}"
        found.append(Change("worsened" if is_worse else "improved", "verdict", "verdict", "Verdict", says, "", *words))
    if before.stage is not after.stage:
        is_worse = _STAGES.index(after.stage) < _STAGES.index(before.stage)
        words = STAGES[before.stage], STAGES[after.stage]
        says = f"was {words[0]}, is {words[1]}"
        found.append(Change("worsened" if is_worse else "improved", "stage", "stage", "Stage", says, "", *words))
    return found


def _notes(before: Assessment, after: Assessment, old: set[str], new: set[str]) -> tuple[str, ...]:
    notes = []
    if before.ruleset != after.ruleset:
        come, gone = len(new - old), len(old - new)
        said = [f"{counted(come, 'rule')} came" if come else "", f"{counted(gone, 'rule')} went" if gone else ""]
        words = ", ".join(word for word in said if word) or "the same rules, of which some may be judged otherwise"
        notes.append(f"the rule-sets differ ({before.ruleset} then, {after.ruleset} now): {words}")
    if before.version != after.version:
        notes.append(
            f"readiness {before.version} judged then, {after.version} now: the program may see more, or otherwise"
        )
    if before.facets and set(before.facets) != set(after.facets):
        now, past = sorted(set(after.facets) - set(before.facets)), sorted(set(before.facets) - set(after.facets))
        told = [f"it is {', '.join(now)} now" if now else "", f"it is no longer {', '.join(past)}" if past else ""]
        notes.append("the product is judged as something else: " + "; ".join(word for word in told if word))
    if (before.profile, before.threshold) != (after.profile, after.threshold):
        earlier, later = (f"{run.profile} ({run.threshold:g})" for run in (before, after))
        notes.append(f"the profile differs: {earlier} then, {later} now")
    return tuple(notes)
