"""From rules to findings: does the rule apply, how far does its check hold, and on what evidence."""

from __future__ import annotations

from collections.abc import Container, Iterable

from readiness.conditions import MAX_EVIDENCE, Condition, calls_of, judge
from readiness.facts import DetectorCrashed, Facts, patterns_of
from readiness.model import By, Evidence, Fact, Finding, Provenance, Rule, Status
from readiness.ruleset import CompiledRule
from readiness.search import Pattern
from readiness.settings import LACKING

_FROM_CALLS = frozenset({"ai", "llm", "rag", "agent", "ml"})


def announce(
    rules: Iterable[CompiledRule],
    facts: Facts,
    others: Iterable[Pattern] = (),
    answered: Container[str] | None = None,
) -> None:
    """Look for all patterns of all rules, and for others, in one pass over the files.

    What refutes an answer is looked for only where the rule's id is in `answered` (None: everywhere).
    """
    calls = [
        call
        for rule in rules
        for condition in rule.conditions
        if condition is not rule.contradicted_by or answered is None or rule.rule.id in answered
        for call in calls_of(condition)
    ]
    facts.product.announce([*patterns_of(calls), *others])


def evaluate(rule: CompiledRule, facts: Facts) -> Finding:
    """What the repository alone shows of a rule. Answers come later, in `reconciliation`."""
    try:
        return _evaluated(rule, facts)
    except DetectorCrashed as crash:
        return Finding(rule.rule, Status.ERROR, None, None, f"could not be judged: {crash}")
    except Exception as error:  # a fault of ours, in facets or conditions: it stays with the rules that it touches
        why = f"{type(error).__name__}: {error}"[:300]
        return Finding(rule.rule, Status.ERROR, None, None, f"could not be judged: {why}")


def refutation(rule: CompiledRule, facts: Facts) -> Fact | None:
    """What in the repository refutes a "yes" to the rule's question, or None where nothing does or could."""
    if rule.contradicted_by is None:
        return None
    try:
        fact = judge(rule.contradicted_by, facts.ask)
    except DetectorCrashed:
        return None
    return fact if fact.degree else None


def _evaluated(compiled: CompiledRule, facts: Facts) -> Finding:
    rule = compiled.rule
    for facet in compiled.facets:
        holds = facts.product.has(facet)
        if facts.product.fault and facet in _FROM_CALLS:
            raise DetectorCrashed(facts.product.fault)
        if not holds:
            return Finding(rule, Status.NOT_APPLICABLE, None, None, LACKING[facet])
    if compiled.applies is not None:
        subject = judge(compiled.applies, facts.ask)
        if subject.degree == 0.0:
            return Finding(
                rule, Status.NOT_APPLICABLE, None, None, subject.says or "its subject is absent", (), subject.looked
            )
    if compiled.check is None:
        return Finding(rule, Status.UNKNOWN, None, None, "only people can answer this; nobody has")
    fact = judge(compiled.check, facts.ask)
    if fact.degree != 1.0 and compiled.partial is not None:
        fact = _lifted(fact, judge_part(compiled.partial, facts))
    return finding_of(rule, fact, compiled.silence)


def judge_part(condition: Condition, facts: Facts) -> Fact:
    """How far a `partial` condition holds; wholly holding is half the rule."""
    fact = judge(condition, facts.ask)
    return Fact(0.5, fact.evidence, fact.says, fact.looked, fact.k, fact.n) if fact.degree else fact


def _lifted(fact: Fact, part: Fact) -> Fact:
    if not part.degree or (fact.degree or 0.0) > 0.0:
        return fact
    against = tuple(e for e in fact.evidence if not e.supports)
    return Fact(
        part.degree,
        part.evidence + against,
        part.says,
        fact.looked,
        part.k if 0 < part.k < part.n else 0,
        part.n if 0 < part.k < part.n else 0,
    )


def finding_of(rule: Rule, fact: Fact, silence: str) -> Finding:
    """The finding that a fact amounts to.

    Nothing found is unmet, or unknown where silence proves nothing and nothing speaks against.
    """
    evidence = _chosen(fact)
    if fact.degree is None:
        status = Status.UNKNOWN if silence == "unknown" or rule.by is not By.REPO else Status.UNMET
        if status is Status.UNKNOWN:
            return Finding(rule, status, None, None, fact.says or "the repository does not tell", evidence, fact.looked)
        return Finding(
            rule, status, Provenance.VERIFIED, 0.0, fact.says or "nothing was found to judge", evidence, fact.looked
        )
    if fact.degree >= 1.0:
        return Finding(
            rule, Status.MET, Provenance.VERIFIED, 1.0, fact.says or "seen in the repository", evidence, fact.looked
        )
    if fact.degree > 0.0:
        value = round(fact.k / fact.n, 4) if 0 < fact.k < fact.n else 0.5
        return Finding(
            rule, Status.PARTIAL, Provenance.VERIFIED, value, fact.says or "seen in part", evidence, fact.looked
        )
    if silence == "unknown" and not any(not e.supports for e in fact.evidence):
        return Finding(
            rule, Status.UNKNOWN, None, None, fact.says or "the repository does not say", evidence, fact.looked
        )
    return Finding(rule, Status.UNMET, Provenance.VERIFIED, 0.0, fact.says or "not found", evidence, fact.looked)


def _chosen(fact: Fact) -> tuple[Evidence, ...]:
    """The evidence shown: both sides, each at most `MAX_EVIDENCE`, in the order of the detector's weight."""
    sides = [[e for e in fact.evidence if e.supports is side] for side in (True, False)]
    return tuple(sides[0][:MAX_EVIDENCE] + sides[1][:MAX_EVIDENCE])
