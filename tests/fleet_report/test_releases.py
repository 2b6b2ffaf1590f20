"""What mending would change: counted by hand, and proved by scoring every repository again as if it were mended."""

import random
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("alembic")

from readiness.fleet_report.mending import MOST_RULES, needs_of
from readiness.fleet_report.model import Release
from readiness.fleet_report.releases import MOST_EACH, Gains
from readiness.model import Assessment, By, Finding, Provenance, Severity, Status, Verdict
from readiness.scoring import Gate, score
from tests.fleet_report.parts import RAISED, judged, named, report_on, run, waived
from tests.rules_in_memory import finding, rule

READY = (Verdict.READY, Verdict.READY_WITH_EXCEPTIONS)


def told(releases: tuple[Release, ...], to: str = "ready") -> dict[tuple[str, ...], tuple[str, ...]]:
    """Rules -> names of the repositories, of what leads there, in order."""
    return {one.rules: tuple(name.rpartition("/")[2] for name in one.repositories) for one in releases if one.to == to}


def verdict_with(made: Assessment, rules: Collection[str]) -> Verdict:
    """The verdict with these rules met: written anew here, so that it proves something."""
    return score(met(made, rules), made.signs, made.threshold).verdict


def met(made: Assessment, rules: Collection[str]) -> list[Finding]:
    return [
        replace(one, status=Status.MET, value=1.0, provenance=Provenance.VERIFIED, waiver=None, has_evidence=True)
        if one.rule.id in rules and one.status is not Status.NOT_APPLICABLE
        else one
        for one in made.findings
    ]


def test_sets_count_every_repository_that_needs_no_more(tmp_path: Path) -> None:
    runs = {"a": run(["R301"]), "b": run(["R301", "D106"]), "c": run(["D106"]), "d": run(["R401"]), "e": run()}
    report = report_on(tmp_path, runs)
    assert list(told(report.releases).items()) == [
        (("D106", "R301"), ("a", "b", "c")),  # 3 for 2 rules
        (("D106",), ("c",)),
        (("R301",), ("a",)),
        (("R401",), ("d",)),
    ]
    assert told(report.releases, "unblocked") == {}  # the same again is not told
    counts = {one.rule: (one.blocks, one.frees, one.readies) for one in report.rules}
    assert counts["R301"] == (2, 1, 1) and counts["D106"] == (2, 1, 1) and counts["R401"] == (1, 1, 1)
    assert counts["O101"] == (0, 0, 0)


def test_what_only_unblocks_is_told_apart(tmp_path: Path) -> None:
    gate, lacking = ["R301"], ["R302", "R303", "R304"]
    report = report_on(tmp_path, {"far": run([*gate, *lacking], unknown=["P101"]), "near": run(gate)})
    assert told(report.releases, "unblocked") == {("R301",): ("far", "near")}
    assert told(report.releases)[("R301",)] == ("near",)
    counts = {one.rule: (one.frees, one.readies) for one in report.rules}
    assert counts["R301"] == (2, 1)


def test_points_that_lack_are_reached_at_the_least_effort(tmp_path: Path) -> None:
    # R: 10 + 10 met of 45: 44 points. 70 take 31.5, so three of five more.
    weak = [finding("unmet", rule(f"R31{n}", effort="small" if n > 2 else "large")) for n in range(4)]
    made = run(["R301", "R303"], more=weak)
    report = report_on(tmp_path, {"a": made})
    (rules,) = told(report.releases)
    assert rules == ("R301", "R303", "R313")
    assert verdict_with(made, rules) in READY
    assert all(verdict_with(made, set(rules) - {one}) not in READY for one in rules)


def test_every_rule_that_is_enough_by_itself_is_counted(tmp_path: Path) -> None:
    made = run(["R302", "R303", "R304"])  # 20 of 35: 57 points
    report = report_on(tmp_path, {"a": made})
    assert {one.rule for one in report.rules if one.readies} == {"R302", "R303", "R304"}
    assert set(told(report.releases)) == {("R302",), ("R303",), ("R304",)}


def test_a_gate_that_is_open_needs_an_answer_and_it_is_said(tmp_path: Path) -> None:
    report = report_on(tmp_path, {"a": run(["R301"], unknown=["P101"]), "b": run(["R301"])})
    release = next(one for one in report.releases if one.rules == ("P101", "R301"))
    assert release.answers == ("P101",) and release.repositories == named("a", "b")


def test_an_answer_is_worth_no_more_than_an_answer(tmp_path: Path) -> None:
    # 10 x 0.8 of 15 are 53 points: answering is not enough, as `readiness plan` says.
    asked = rule("P101", severity=Severity.ESSENTIAL, by=By.BOTH)
    other = finding("unmet", rule("P102"))
    report = report_on(tmp_path, {"a": run(more=[finding("unknown", asked), other])})
    assert set(told(report.releases)) == {("P101", "P102")}


def test_a_warning_sign_leaves_exceptions_and_it_is_said(tmp_path: Path) -> None:
    runs = {"warned": run(["R301"], signs=(RAISED,)), "clear": run(["R301"])}
    (release,) = report_on(tmp_path, runs).releases
    assert release.repositories == named("clear", "warned") and release.exceptions == named("warned")


def test_a_waiver_in_force_holds_and_one_that_has_lapsed_does_not(tmp_path: Path) -> None:
    runs = {
        "holds": run(["R301"], more=[waived("R401", "2026-03-31")]),
        "lapsed": run(["R301"], more=[waived("R401", "2026-03-05")]),
        "ready": run(more=[waived("R401", "2026-03-05")]),
    }
    report = report_on(tmp_path, runs, date="2026-03-10")
    assert list(told(report.releases).items()) == [(("R301",), ("holds",)), (("R301", "R401"), ("holds", "lapsed"))]
    # Its waiver is why it would be ready with exceptions, unless what is waived is mended, too.
    assert [one.exceptions for one in report.releases] == [named("holds"), ()]
    counts = {one.rule: (one.frees, one.readies) for one in report.rules}
    assert counts["R301"] == (1, 1) and counts["R401"] == (0, 0)


def test_what_could_not_be_judged_cannot_be_mended(tmp_path: Path) -> None:
    broken = finding("error", rule("R401", severity=Severity.ESSENTIAL))
    report = report_on(tmp_path, {"a": run(["R301"], more=[broken])})
    assert told(report.releases) == {} and told(report.releases, "unblocked") == {("R301",): ("a",)}
    assert any("made ready by no set told here" in note for note in report.notes)


def test_a_set_that_nobody_could_follow_is_not_told_but_noted(tmp_path: Path) -> None:
    gates = tuple(finding("unmet", rule(f"D{100 + n}", severity=Severity.ESSENTIAL)) for n in range(MOST_RULES + 1))
    report = report_on(tmp_path, {"a": judged(gates), "b": judged(gates[1:])})
    assert list(told(report.releases)) == [tuple(one.rule.id for one in gates[1:])]
    assert report.notes == (
        "1 repository is blocked by more than 8 rules each (9 at least), so no set told here unblocks them",
        "1 repository is made ready by no set told here: they need more than 8 rules, or a rule that could not be judged",
    )


def test_a_verdict_that_this_version_would_not_give_is_left_out(tmp_path: Path) -> None:
    odd = replace(run(["R301"]), verdict=Verdict.NOT_READY)
    report = report_on(tmp_path, {"a": odd})
    assert report.releases == () and len(report.rows) == 1
    assert any("this version would not give" in note for note in report.notes)
    twice = run(["R301"])
    assert needs_of(replace(twice, findings=(*twice.findings, twice.findings[0]))) is None


def test_there_are_only_so_many_sets(tmp_path: Path) -> None:
    gains = Gains()
    names = [f"D{100 + n}" for n in range(40)]
    for number in range(200):
        made = judged(
            tuple(
                finding("unmet" if at in (number % 40, number % 17) else "met", rule(name, severity=Severity.ESSENTIAL))
                for at, name in enumerate(names)
            )
        )
        needs = needs_of(made)
        assert needs is not None
        gains.add(f"shop{number:03}", needs)
    releases = gains.releases()
    assert 0 < len(releases) <= 2 * MOST_EACH
    assert releases == gains.releases()


def test_every_set_is_true_and_no_rule_in_it_is_idle(tmp_path: Path) -> None:
    """Fleets by chance: each release is proved by scoring anew, and each single rule is tried on each repository."""
    runs = {f"shop{seed:03}": by_chance(random.Random(seed)) for seed in range(60)}
    report = report_on(tmp_path, runs)
    by_id = {f"github.com/acme/{name}": made for name, made in runs.items()}
    assert len(report.releases) > 10 and {one.to for one in report.releases} == {"ready", "unblocked"}
    for one in report.releases:
        assert 0 < len(one.rules) <= MOST_RULES and one.rules == tuple(sorted(one.rules))
        for name in one.repositories:
            assert changes(by_id[name], one.rules, one.to)
        if len(one.rules) > 1:
            assert any(
                not any(changes(by_id[name], set(one.rules) - {rule_id}, one.to) for rule_id in one.rules)
                for name in one.repositories
            )
    for counted in report.rules:
        frees = [name for name, made in runs.items() if changes(made, {counted.rule}, "unblocked")]
        readies = [name for name, made in runs.items() if changes(made, {counted.rule}, "ready")]
        assert (counted.frees, counted.readies) == (len(frees), len(readies)), counted.rule


def changes(made: Assessment, rules: Collection[str], to: str) -> bool:
    """Whether it is so with these rules met, and not without."""
    if to == "ready":
        return made.verdict not in READY and verdict_with(made, rules) in READY
    gates = score(met(made, rules), made.signs, made.threshold).gates.values()
    return made.verdict is Verdict.BLOCKED and Gate.BLOCKED not in gates


def by_chance(chance: random.Random) -> Assessment:
    """A repository that is nearly ready: of its rules some lack, and a few wait, are waived or do not apply."""
    found = []
    for number in range(14):
        severity = chance.choice([Severity.ESSENTIAL, Severity.MAJOR, Severity.MAJOR, Severity.MINOR])
        of = rule(
            f"{'PRD'[number % 3]}{100 + number}", severity=severity, effort=chance.choice(["small", "medium", "large"])
        )
        status = chance.choices(["met", "unmet", "partial", "unknown", "not-applicable"], [14, 5, 2, 1, 1])[0]
        one = finding(status, of, value=chance.choice([0.2, 0.5, 0.75]) if status == "partial" else None)
        is_waived = status == "unmet" and chance.random() < 0.15
        found.append(replace(waived(of.id, "2026-03-20", severity), rule=of) if is_waived else one)
    return judged(tuple(found), signs=(RAISED,) if chance.random() < 0.2 else ())
