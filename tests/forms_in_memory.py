"""Questions of every kind, for tests of the form: an assessment in memory, and what is asked after it."""

from __future__ import annotations

import datetime

from readiness.answers import load_answers
from readiness.form import page
from readiness.model import Assessment, By, Evidence, Finding, Question, Rule, Severity
from readiness.questionnaire import Item, questions
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

DAY = datetime.date(2026, 3, 1)
CHOICES = ("demo set", "production sample")
HOSTILE = (
    "</script><img src=x onerror=alert(1)><!-- {{ 7*7 }} ${7} 'q' \"d\" \\ & \u202egnp.exe\u200f "
    + "W" * 300
    + " ]]> --> \u2028 \u0000 \x1b[31m \U0001f600"
)


def asked_rules() -> tuple[Rule, ...]:
    """One rule for each kind of answer; P101 is a gate."""
    gate = Severity.ESSENTIAL
    return (
        rule("P101", severity=gate, by=By.ASK, question=Question("Whose problem is it?", "text", "A role.", "Clerks read 60 pages.")),
        rule("P108", by=By.ASK, question=Question("Who answers for it?", "person", "A name.", "Maria Ortiz")),
        rule("R305", by=By.ASK, question=Question("Was an outage rehearsed?", "yes-no")),
        rule("R408", by=By.ASK, question=Question("Where do the cases come from?", "choice", choices=CHOICES)),
        rule("O112", by=By.ASK, question=Question("Where is the dashboard?", "url")),
        rule("O120", by=By.ASK, question=Question("When were the needs reviewed?", "date")),
        rule("U111", by=By.ASK, question=Question("How many use it each week?", "number", unit="% of users", example="62")),
    )  # fmt: skip


def asked_findings(rules: tuple[Rule, ...] | None = None) -> tuple[Finding, ...]:
    """Nothing is known of any rule; for the first, the repository has a place that may be evidence."""
    place = Evidence("README.md", 12, "Clerks read 60 pages a case.", "names a problem")
    found = asked_rules() if rules is None else rules
    return tuple(finding("unknown", one, evidence=(place,) if index == 0 else ()) for index, one in enumerate(found))


def asked(answers: str = "", findings: tuple[Finding, ...] | None = None) -> tuple[tuple[Item, ...], Assessment]:
    """What is asked, with the answers at hand (an answers file's text)."""
    found = asked_findings() if findings is None else findings
    known = {one.rule.id: one.rule for one in found}
    at_hand, problems = load_answers(answers, "readiness-answers.yaml", known)
    assert not problems, problems
    made = assessment(found)
    return questions(made, at_hand, DAY), made


def form(answers: str = "", findings: tuple[Finding, ...] | None = None) -> str:
    """The page that asks it."""
    return page(*asked(answers, findings))


def hostile_findings() -> tuple[Finding, ...]:
    """The same questions, each text of which tries to break the page."""
    hostile = tuple(
        rule(
            one.id, severity=one.severity, by=one.by, title=HOSTILE,
            question=Question(HOSTILE, one.question.kind, HOSTILE, HOSTILE, HOSTILE if one.question.unit else "", tuple(HOSTILE + word for word in one.question.choices)),
        )
        for one in asked_rules()
        if one.question
    )  # fmt: skip
    place = Evidence(f"docs/{HOSTILE}.md", 3, HOSTILE, HOSTILE)
    return tuple(finding("unknown", one, evidence=(place,)) for one in hostile)
