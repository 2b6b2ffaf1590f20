"""Answers in whole audits: what stands beside what, what grows stale, what is told before it does."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readiness.judging import audit
from readiness.model import Assessment, Finding, Provenance, Standing, Status
from readiness.settings import Settings
from readiness.snapshot import Snapshot
from tests.repositories import FIRST_DAY, commit, repository, write

_COMMITTED = datetime.datetime.fromtimestamp(FIRST_DAY, datetime.UTC).date()
DAY = _COMMITTED + datetime.timedelta(days=10)
GIVEN = _COMMITTED + datetime.timedelta(days=5)
RULES = ("P108", "P110", "D112", "D132", "R301", "U105", "R405")
FILES: dict[str, str | bytes] = {
    "app.py": "from fastapi import FastAPI\nfrom openai import OpenAI\napp = FastAPI()\nclient = OpenAI(timeout=20)\n"
    "@app.post('/a')\ndef a(q: str):\n    return client.responses.create(model='gpt-4o', input=q)\n",
    "README.md": "# App\n\nNurses lose an hour a day on letters. This writes them.\n",
    "docs/value.md": "# Value\n\nAn hour a day before, ten minutes with it.\n",
    "docs/photo.png": b"\x89PNG\r\n\x1a\n\0one",
    "docs/drills/one.md": "# Drill\n\nThe provider was cut off for an hour; people got passages.\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


def answers(root: Path, rows: dict[str, str]) -> Path:
    text = "".join(f"  {rule}: {{by: Jo Li, date: {GIVEN}, {row}}}\n" for rule, row in rows.items())
    return write(root, {"readiness-answers.yaml": f"schema: 1\nanswers:\n{text}"})


def run(root: Path, as_of: datetime.date = DAY, **changes: Any) -> Assessment:
    settings = replace(Settings(), select=RULES, **changes)
    return audit(root, settings, as_of=as_of, cache=False)


def found(assessment: Assessment, rule: str) -> Finding:
    return next(finding for finding in assessment.findings if finding.rule.id == rule)


def standing(assessment: Assessment, rule: str) -> Standing | None:
    answer = found(assessment, rule).answer
    return answer.standing if answer else None


def bound(root: Path, path: str) -> str:
    """The row of an answer "yes" that remembers what its evidence holds now."""
    return f"answer: yes, evidence: [{path}], blobs: {{{path}: {Snapshot.open(root).content_id(path)}}}"


def test_every_answered_rule_tells_its_answer_and_no_other_does(root: Path) -> None:
    answers(root, {"P108": "answer: yes, evidence: [README.md]", "D112": "answer: no", "U105": "answer: unknown"})
    result = run(root)
    assert {f.rule.id for f in result.findings if f.answer} == {"P108", "D112", "U105"}
    told = found(result, "P108").answer
    assert told and (told.by, told.place) == ("Jo Li", "readiness-answers.yaml:3")


def test_the_four_standings_in_one_audit(root: Path) -> None:
    write(root, {"docs/guide.md": "# Guide\n\nCopy the answer and paste it into the ticket.\n"})
    answers(
        root,
        {
            "R301": "answer: yes",
            "P108": "answer: yes, evidence: [README.md]",
            "U105": "answer: yes, evidence: [README.md]",
            "P110": "answer: yes, expires: " + str(GIVEN),
        },
    )
    result = run(root)
    assert standing(result, "R301") is Standing.CORROBORATED
    assert found(result, "R301").provenance is Provenance.VERIFIED and found(result, "R301").evidence[0].line
    assert standing(result, "P108") is Standing.UNSUPPORTED
    assert standing(result, "U105") is Standing.CONTRADICTED
    assert "docs/guide.md:3" in [place.place for place in found(result, "U105").evidence]
    assert standing(result, "P110") is Standing.STALE
    assert result.notes == ("answers that no longer count: P110",)


def test_a_no_where_the_repository_shows_it_is_told_and_not_obeyed(root: Path) -> None:
    answers(root, {"R301": "answer: no"})
    judged = found(run(root), "R301")
    assert (judged.status, judged.provenance) == (Status.MET, Provenance.VERIFIED)
    assert "answered no, but the repository shows it" in judged.message
    assert judged.answer and judged.answer.standing is Standing.CONTRADICTED


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("docs/value.md", {"docs/value.md": "# Value\n\nNothing was measured.\n"}),
        ("docs/photo.png", {"docs/photo.png": b"\x89PNG\r\n\x1a\n\0two"}),
        ("docs/value.md", {"docs/value.md": "# Value\n\nTODO\n"}),
        ("docs/drills", {"docs/drills/two.md": "# Another drill\n\nThe database was cut off.\n"}),
    ],
)
def test_evidence_that_changes_makes_the_answer_stale_before_it_is_committed(
    root: Path, path: str, change: dict[str, str | bytes]
) -> None:
    answers(root, {"P110": bound(root, path)})
    assert found(run(root), "P110").status is Status.MET
    write(root, change)
    result = run(root)
    assert found(result, "P110").status is Status.UNKNOWN
    assert result.notes == ("answers that no longer count: P110",)


def test_other_line_ends_and_another_commit_of_the_same_words_change_nothing(root: Path) -> None:
    answers(root, {"P110": bound(root, "docs/value.md")})
    write(root, {"docs/value.md": str(FILES["docs/value.md"]).replace("\n", "\r\n")})
    assert found(run(root), "P110").status is Status.MET
    commit(root, {"docs/value.md": "x\n"}, day=7)
    commit(root, {"docs/value.md": FILES["docs/value.md"]}, day=8)
    assert found(run(root), "P110").status is Status.MET


@pytest.mark.parametrize(("path", "changed"), [("docs/value.md", "docs/value.md"), ("docs", "docs/drills/one.md")])
def test_an_answer_that_remembers_nothing_lapses_with_the_next_commit(root: Path, path: str, changed: str) -> None:
    answers(root, {"P110": f"answer: yes, evidence: [{path}]"})
    assert found(run(root), "P110").status is Status.MET
    commit(root, {changed: "x\n"}, day=7)
    assert standing(run(root), "P110") is Standing.STALE


def test_a_remembered_audit_notices_a_picture_that_changed(root: Path) -> None:
    answers(root, {"P110": bound(root, "docs/photo.png")})
    settings = replace(Settings(), select=RULES)
    first = audit(root, settings, as_of=DAY, cache=True)
    write(root, {"docs/photo.png": b"\x89PNG\r\n\x1a\n\0two"})
    second = audit(root, settings, as_of=DAY, cache=True)
    assert (standing(first, "P110"), standing(second, "P110")) == (Standing.UNSUPPORTED, Standing.STALE)


def test_people_are_told_two_weeks_before_an_answer_expires(root: Path) -> None:
    last = GIVEN + datetime.timedelta(days=30)
    answers(root, {"P108": f"answer: yes, expires: {last}", "P110": f"answer: no, expires: {last}"})
    days = (last - datetime.timedelta(days=15), last - datetime.timedelta(days=14), last)
    assert [run(root, day).notes for day in days] == [
        (),
        (f"answers that soon expire: P108, P110 on {last}",),
        (f"answers that soon expire: P108, P110 on {last}",),
    ]
    assert run(root, last + datetime.timedelta(days=1)).notes == ("answers that no longer count: P108, P110",)


def test_not_applicable_is_refused_where_what_would_refute_a_yes_is_seen(root: Path) -> None:
    write(root, {"docs/guide.md": "# Guide\n\nCopy the answer and paste it into the ticket.\n"})
    last = GIVEN + datetime.timedelta(days=90)
    answers(root, {"U105": f"answer: not-applicable, reason: nobody works, expires: {last}"})
    judged = found(run(root), "U105")
    assert judged.status is not Status.NOT_APPLICABLE
    assert "refused" in judged.message and "docs/guide.md:3" in judged.message


def test_without_answers_nothing_is_said_of_them(root: Path) -> None:
    result = run(root)
    assert result.notes == () and not any(finding.answer for finding in result.findings)
