"""From a fact to a finding: what silence means, what is partial, what does not apply, what stays an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from readiness.conditions import Condition, Detect, Parameters
from readiness.evaluation import announce, evaluate, finding_of, refutation
from readiness.facts import DetectorCrashed, Facts
from readiness.model import By, Evidence, Fact, Finding, Provenance, Status
from readiness.product import Product
from readiness.ruleset import CompiledRule
from readiness.snapshot import Snapshot
from tests.rules_in_memory import rule

FOR, AGAINST = Evidence("a.py", 1, "x", "shows it"), Evidence("b.py", 2, "y", "shows the contrary", False)
ANSWERS = {
    "yes": Fact(1.0, (FOR,), "all of it"), "no": Fact(0.0, (), "nothing", ("docs/",)), "part": Fact(0.5, (FOR, AGAINST), "half"),
    "against": Fact(0.0, (AGAINST,), "the contrary"), "nobody": Fact(None, (), "cannot be told"),
    "share": Fact.share(1, 4, (FOR,), "1 of 4"),
}  # fmt: skip


class Told(Facts):
    """Facts whose detectors are called as their answers are."""

    def ask(self, name: str, parameters: Parameters) -> Fact:
        if name == "crash":
            raise DetectorCrashed("made_up.crash: KeyError: 'x'")
        return ANSWERS[name]


def facts(**facets: bool) -> Told:
    return Told(Product(Snapshot.of({"app.py": "x = 1\n"}), facets))


def compiled(check: str | None = "yes", **parts: Any) -> CompiledRule:
    def condition(name: str | None) -> Condition | None:
        return None if name is None else Detect(name)

    by = parts.pop("by", By.REPO)
    facets = parts.pop("facets", ())
    silence = parts.pop("silence", "unmet")
    conditions = {key: condition(parts.get(key)) for key in ("partial", "applies", "contradicted_by")}
    return CompiledRule(rule(by=by), facets, condition(check), silence=silence, file=Path("x.yaml"), **conditions)


def outcome(finding: Finding) -> tuple[str, float | None]:
    return str(finding.status), finding.value


@pytest.mark.parametrize(
    ("check", "silence", "expected"),
    [
        ("yes", "unmet", ("met", 1.0)), ("part", "unmet", ("partial", 0.5)), ("share", "unmet", ("partial", 0.25)),
        ("no", "unmet", ("unmet", 0.0)), ("no", "unknown", ("unknown", None)), ("against", "unknown", ("unmet", 0.0)),
        ("against", "unmet", ("unmet", 0.0)), ("yes", "unknown", ("met", 1.0)), ("nobody", "unmet", ("unmet", 0.0)),
        ("nobody", "unknown", ("unknown", None)),
    ],
)  # fmt: skip
def test_a_fact_becomes_a_status(check: str, silence: str, expected: tuple[str, float | None]) -> None:
    assert outcome(evaluate(compiled(check, silence=silence), facts())) == expected


def test_what_nobody_can_tell_is_unknown_where_people_may_answer() -> None:
    assert outcome(evaluate(compiled("nobody", by=By.BOTH), facts())) == ("unknown", None)


@pytest.mark.parametrize(
    ("check", "partial", "expected"),
    [
        ("no", "yes", ("partial", 0.5)), ("no", "no", ("unmet", 0.0)), ("part", "yes", ("partial", 0.5)),
        ("yes", "no", ("met", 1.0)), ("nobody", "yes", ("partial", 0.5)), ("no", "share", ("partial", 0.25)),
    ],
)  # fmt: skip
def test_a_partial_condition_lifts_what_does_not_hold(check: str, partial: str, expected: tuple[str, float]) -> None:
    assert outcome(evaluate(compiled(check, partial=partial), facts())) == expected


def test_what_was_lifted_still_shows_what_speaks_against_it() -> None:
    finding = evaluate(compiled("against", partial="yes"), facts())
    assert [place.supports for place in finding.evidence] == [True, False]


@pytest.mark.parametrize(
    ("applies", "status"), [("yes", "met"), ("no", "not-applicable"), ("nobody", "met"), ("part", "met")]
)
def test_a_rule_without_its_subject_does_not_apply(applies: str, status: str) -> None:
    assert evaluate(compiled("yes", applies=applies), facts()).status == status


def test_a_rule_whose_facet_is_absent_does_not_apply_and_says_why() -> None:
    finding = evaluate(compiled("yes", facets=("llm",)), facts(llm=False))
    assert (finding.status, finding.message) == (Status.NOT_APPLICABLE, "no generative model is called")
    assert evaluate(compiled("yes", facets=("llm",)), facts(llm=True)).status is Status.MET


def test_a_rule_that_only_people_answer_is_unknown_while_nobody_has() -> None:
    assert outcome(evaluate(compiled(None, by=By.ASK), facts())) == ("unknown", None)


def test_what_the_repository_shows_is_verified_and_what_it_does_not_is_nobodys() -> None:
    assert evaluate(compiled("yes"), facts()).provenance is Provenance.VERIFIED
    assert evaluate(compiled("no", silence="unknown"), facts()).provenance is None


def test_a_crash_is_an_error_of_the_rule_that_asked() -> None:
    finding = evaluate(compiled("crash"), facts())
    assert finding.status is Status.ERROR and "KeyError" in finding.message
    assert evaluate(compiled("yes"), facts()).status is Status.MET


def test_a_fault_in_finding_facets_is_an_error_of_the_rules_that_need_them(monkeypatch: pytest.MonkeyPatch) -> None:
    told = facts()
    monkeypatch.setattr(type(told.product), "has", lambda self, facet: 1 / 0)
    assert evaluate(compiled("yes", facets=("llm",)), told).status is Status.ERROR
    assert evaluate(compiled("yes"), told).status is Status.MET


def test_a_fault_in_the_inventory_is_an_error_of_the_rules_about_models(monkeypatch: pytest.MonkeyPatch) -> None:
    told = facts()
    told.product.fault = "the inventory of model calls: KeyError: 'x'"
    finding = evaluate(compiled("yes", facets=("ai",)), told)
    assert finding.status is Status.ERROR and "inventory" in finding.message
    assert evaluate(compiled("yes", facets=("ui",)), told).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("name", "refutes"), [("yes", True), ("part", True), ("no", False), ("nobody", False), ("crash", False)]
)
def test_only_what_is_seen_refutes_an_answer(name: str, refutes: bool) -> None:
    assert (refutation(compiled("yes", contradicted_by=name), facts()) is not None) is refutes


def test_without_a_condition_nothing_refutes() -> None:
    assert refutation(compiled("yes"), facts()) is None


def test_each_side_of_the_evidence_is_limited() -> None:
    many = tuple(Evidence(f"{number}.py", supports=number % 2 == 0) for number in range(100))
    finding = finding_of(rule(), Fact(0.5, many), "unmet")
    assert [sum(place.supports is side for place in finding.evidence) for side in (True, False)] == [12, 12]


def test_patterns_of_all_rules_are_announced_together() -> None:
    found = Facts(Product(Snapshot.of({"app.py": "word = 1\n"})))
    check = Detect("code.matches", (("patterns", ("word",)),))
    announce([CompiledRule(rule(), (), check, None, None, None, "unmet", Path("x"))], found)
    assert found.ask(check.name, check.parameters).degree == 1.0
