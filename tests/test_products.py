"""Small whole products: honest work is told from its likeness, and every verdict is as it was agreed.

`python -m tests.test_products` writes the agreed results anew; look at the difference before you commit it.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from readiness.judging import audit
from readiness.model import Assessment, By, Provenance, Stage, Standing, Status, Verdict
from readiness.result import as_data
from readiness.scoring import Gate, score
from readiness.settings import Settings
from readiness.snapshot import Snapshot
from tests.repositories import git

HERE = Path(__file__).parent / "products"
GOLDEN = HERE / "golden"
PRODUCTS = tuple(sorted({path.name for path in HERE.iterdir() if path.is_dir()} - {"golden"} | {"demo_borrowed"}))
BASES = {"demo_honest": "demo", "demo_boastful": "demo", "demo_borrowed": "demo"}
"""Products that are another's files with answers of their own."""
ANSWERS = "readiness-answers.yaml"
BORROWED = {"demo_borrowed": "ready"}
"""Products whose answers were written for another one."""
HISTORIES = {
    # (day, author, subject, tag, what it added): the last commit takes all that is left.
    "ready": (
        (690, "Ada Ng", "Answer questions from the handbook (#1)", "", ("app", "tests", "evals", "docs/model-card.md", "docs/privacy.md", "docs/risks.md", "README.md", "deploy", ".github")),
        (719, "Ben Otieno", "Say what it is for, how it runs and how it goes back (#7)", "v1.0.0", ("docs/runbook.md", "docs/guide.md", "docs/objectives.md", "CHANGELOG.md", "jobs", "infra")),
        (789, "Maria Ortiz", "Tell what users said and what it was worth (#19)", "v1.1.0", (".",)),
    ),
}  # fmt: skip
ORDER = ("readme_only", "gamed", "demo", "service")
LEGITIMATE = {
    # Nothing is there in which a credential could be committed, and none is.
    "readme_only": {"D112"},
    # The SDK of the one naked call retries twice unless told otherwise, and its key comes from the environment.
    "gamed": {"R302", "D112"},
}
_RULE = ("id", "status", "provenance", "value", "message", "evidence", "looked")


@cache
def audited(name: str) -> Assessment:
    """A product in a repository of its own, with one commit or its history, audited on a fixed day."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / name
        shutil.copytree(HERE / BASES.get(name, name), root)
        if name in BASES:
            shutil.copyfile(HERE / BORROWED.get(name, name) / ANSWERS, root / ANSWERS)
        git(root, "init", "-q")
        for day, author, subject, tag, paths in HISTORIES.get(name, ((0, "Ada", "Begin", "", (".",)),)):
            git(root, "add", "-A", "-f", *paths)
            git(root, "commit", "-q", "-m", subject, day=day, author=author)
            if tag:
                git(root, "tag", tag)
        return audit(root, Settings(), as_of=datetime.date(2026, 1, 31), cache=False)


def agreed(assessment: Assessment) -> dict[str, Any]:
    """The result without what changes with every release (version, rule set) and without the rules' own words."""
    data = as_data(assessment)
    for name in ("tool", "config", "settle", "next"):
        del data[name]
    del data["target"]["commit"]
    data["rules"] = [
        {key: rule[key] for key in _RULE} | ({"standing": rule["answer"]["standing"]} if rule["answer"] else {})
        for rule in data["rules"]
    ]
    data["warning_signs"] = [
        {key: sign[key] for key in ("id", "state", "why", "evidence")} for sign in data["warning_signs"]
    ]
    return data


def written(data: dict[str, Any]) -> str:
    """One line a rule, so that a difference reads as one."""
    rows = []
    for key, value in data.items():
        lines = isinstance(value, list) and value and isinstance(value[0], dict)
        inner = ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in value) if lines else ""
        rows.append(f'"{key}": [\n  {inner}\n]' if lines else f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(rows) + "\n}\n"


def met(name: str) -> set[str]:
    return {finding.rule.id for finding in audited(name).findings if finding.status is Status.MET}


def mean(values: Iterable[float]) -> float:
    kept = list(values)
    return sum(kept) / len(kept)


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_products_result_is_as_agreed(name: str) -> None:
    assert written(agreed(audited(name))) == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PRODUCTS)
def test_nothing_goes_wrong_in_a_product(name: str) -> None:
    assert audited(name).errors == ()


@pytest.mark.parametrize("name", LEGITIMATE)
def test_what_is_fake_earns_nothing(name: str) -> None:
    assert met(name) <= LEGITIMATE[name]


def test_products_are_ordered_by_what_was_done() -> None:
    decided = [mean(f.value for f in audited(name).findings if f.value is not None) for name in ORDER]
    assert decided == sorted(set(decided)), decided
    pillars = [mean(pillar.low for pillar in audited(name).pillars.values()) for name in ORDER]
    assert pillars == sorted(set(pillars)), pillars
    overall = [audited(name).low for name in ORDER]
    assert overall == sorted(overall) and overall[-1] > overall[0]


def test_each_product_meets_more_than_the_one_before() -> None:
    counts = [len(met(name)) for name in ORDER]
    assert counts == sorted(set(counts)), counts


def test_only_the_service_is_beyond_a_demo() -> None:
    stages = {name: audited(name).stage for name in ORDER}
    assert stages["service"] is not Stage.DEMO
    assert {stages[name] for name in ORDER[:3]} == {Stage.DEMO}


def test_products_in_other_languages_are_read_as_well() -> None:
    for name, language, sdk in (("go_service", "go", "go-openai"), ("ts_chat", "javascript", "vercel-ai")):
        assessment = audited(name)
        (call,) = assessment.inventory["ai_calls"]
        assert call["sdk"] == sdk
        assert isinstance(call["guards"], dict) and call["guards"]["timeout"]["state"] == "yes"
        assert {component.language for component in assessment.components} == {language}
        assert "R301" in met(name)


def standings(name: str) -> dict[str, Standing]:
    """Rule id -> how the answer to it stands."""
    return {finding.rule.id: finding.answer.standing for finding in audited(name).findings if finding.answer}


def gates(name: str) -> Mapping[str, Gate]:
    run = audited(name)
    return score(run.findings, run.signs, run.threshold).gates


def test_a_demo_that_is_answered_honestly_is_not_ready() -> None:
    run = audited("demo_honest")
    assert run.verdict in (Verdict.BLOCKED, Verdict.NOT_READY) and run.stage is Stage.DEMO
    assert all(pillar.high < run.threshold for pillar in run.pillars.values())
    people_asked = {finding.rule.id for finding in run.findings if finding.rule.by is not By.REPO}
    assert set(standings("demo_honest")) == people_asked


def test_a_demo_whose_every_answer_is_yes_without_evidence_is_not_ready_and_opens_no_gate() -> None:
    run, plain = audited("demo_boastful"), audited("demo")
    assert set(standings("demo_boastful")) == {finding.rule.id for finding in run.findings}
    assert run.verdict is Verdict.BLOCKED and run.stage is Stage.DEMO
    assert all(pillar.low < run.threshold for pillar in run.pillars.values())
    open_before = {rule for rule, gate in gates("demo").items() if gate is Gate.PASSED}
    assert {rule for rule, gate in gates("demo_boastful").items() if gate is Gate.PASSED} <= open_before
    for finding, alone in zip(run.findings, plain.findings, strict=True):
        assert (finding.value or 0) <= max(0.25, alone.value or 0), finding.rule.id


def test_boasts_that_the_repository_refutes_are_told_as_such() -> None:
    told = [finding for finding in audited("demo_boastful").findings if finding.provenance is Provenance.CONTRADICTED]
    assert told and {standings("demo_boastful")[finding.rule.id] for finding in told} == {Standing.CONTRADICTED}
    assert all(any(not place.supports and place.line for place in finding.evidence) for finding in told)


def test_a_product_that_supports_its_answers_is_ready() -> None:
    run = audited("ready")
    assert run.verdict is Verdict.READY and run.stage is Stage.PRODUCTION_READY
    assert all(pillar.low >= run.threshold for pillar in run.pillars.values())
    assert set(gates("ready").values()) == {Gate.PASSED}
    assert not any(sign.state == "raised" for sign in run.signs)
    assert {Standing.CONTRADICTED, Standing.STALE} & set(standings("ready").values()) == set()
    assert list(standings("ready").values()).count(Standing.CORROBORATED) >= 10


def test_its_answers_do_not_make_a_demo_ready() -> None:
    run = audited("demo_borrowed")
    assert set(standings("demo_borrowed")) == set(standings("ready"))
    assert run.verdict is Verdict.BLOCKED and run.stage is Stage.DEMO
    assert all(pillar.low < run.threshold for pillar in run.pillars.values())
    assert not [f for f in run.findings if f.provenance is Provenance.ATTESTED and f.status is Status.MET]
    assert standings("demo_borrowed")["P108"] is Standing.STALE  # bound to a README with other words


def bind(name: str) -> None:
    """Let the answers of a product remember what their evidence holds now."""
    snapshot, path = Snapshot.open(HERE / name), HERE / name / ANSWERS

    def bound(found: re.Match[str]) -> str:
        return f"evidence: [{found[1]}]\n    blobs: {{{found[1]}: {snapshot.content_id(found[1])}}}\n"

    text = re.sub(r"evidence: \[(\S+)\]\n(?:    blobs: .*\n)?", bound, path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")


def renew() -> None:
    """Write the results that the tests compare with."""
    bind("ready")
    GOLDEN.mkdir(exist_ok=True)
    for name in PRODUCTS:
        (GOLDEN / f"{name}.json").write_text(written(agreed(audited(name))), encoding="utf-8")


if __name__ == "__main__":
    renew()
