"""Documents to start from: each fits its rules and its place, and earns nothing until it is filled."""

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.cli.app import app
from readiness.fields import a_date
from readiness.judging import audit
from readiness.model import Assessment, Status
from readiness.ruleset import load_rules
from readiness.scaffolds import Scaffold, scaffolds, scaffolds_for
from readiness.settings import Settings

PRODUCTS = Path(__file__).parent / "products"
DAY = a_date("2026-03-01")


def judged(folder: Path) -> Assessment:
    assert DAY is not None
    return audit(folder, Settings(), as_of=DAY, cache=False)


def test_every_document_serves_rules_that_exist_and_has_a_place_of_its_own() -> None:
    known = load_rules().by_id
    found = scaffolds().values()
    assert all(rule in known for one in found for rule in one.rules)
    assert len({one.path for one in found}) == len(found) >= 20


@pytest.mark.parametrize("one", scaffolds().values(), ids=lambda one: one.name)
def test_a_document_is_headings_and_questions_and_nothing_that_could_pass_for_an_answer(one: Scaffold) -> None:
    left = re.sub(r"<!--.*?-->", "", one.text, flags=re.DOTALL)
    assert all(line.startswith("#") for line in left.splitlines() if line.strip())
    assert one.text.count("<!--") >= 3 and one.text.startswith(f"# {one.title}\n")


@pytest.mark.parametrize("product", ["demo", "readme_only"])
def test_all_documents_unfilled_make_no_rule_better(product: str, tmp_path: Path) -> None:
    bare, started = tmp_path / "bare" / "x", tmp_path / "started" / "x"
    for folder in (bare, started):
        shutil.copytree(PRODUCTS / product, folder)
    for one in scaffolds().values():
        file = started / one.path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.write_text(one.text, encoding="utf-8")
    before = {one.rule.id: one for one in judged(bare).findings}
    order = [Status.UNMET, Status.UNKNOWN, Status.PARTIAL, Status.MET]
    better = [
        one.rule.id for one in judged(started).findings
        if one.status in order and before[one.rule.id].status in order
        and order.index(one.status) > order.index(before[one.rule.id].status)
    ]  # fmt: skip
    assert better == []


def test_a_filled_runbook_is_a_runbook(tmp_path: Path) -> None:
    shutil.copytree(PRODUCTS / "service", tmp_path / "x")
    runbook = scaffolds()["runbook"]
    answers = iter([
        "Look at the dashboard `answers`; an alert pages whoever is on call when the error rate passes 2 %.",
        "1. Check the provider's status page.\n2. Set `MODEL=backup` and restart: `kubectl rollout restart deploy/answers`.\n3. Post in #status.",
        "1. Compare the last evaluation.\n2. Roll back the prompt: `git revert` and deploy.\n3. Set `AI_OFF=1` if it goes on.",
        "`helm rollback answers` puts the previous image back; tried on 2026-02-01.",
        "Ana Ruiz by phone, then the channel #oncall.",
    ])  # fmt: skip
    text = re.sub(r"(## [^\n]+\n\n)<!--.*?-->", lambda found: found[1] + next(answers), runbook.text, flags=re.DOTALL)
    (tmp_path / "x" / "docs").mkdir(exist_ok=True)
    (tmp_path / "x" / runbook.path).write_text(text, encoding="utf-8")
    status = {one.rule.id: one.status for one in judged(tmp_path / "x").findings}
    assert status["O117"] is Status.MET


def test_a_rule_finds_the_document_made_for_it() -> None:
    assert next(one.name for one in scaffolds_for("O117")) == "runbook"
    assert scaffolds_for("R301") == ()


def test_the_command_writes_once_and_never_over_a_file(tmp_path: Path) -> None:
    first = CliRunner().invoke(app, ["scaffold", "O117", str(tmp_path)])
    assert first.exit_code == 0 and (tmp_path / "docs" / "runbook.md").read_text() == scaffolds()["runbook"].text
    (tmp_path / "docs" / "runbook.md").write_text("ours")
    again = CliRunner().invoke(app, ["scaffold", "runbook", str(tmp_path)])
    assert again.exit_code == 2 and "is there already" in again.output
    assert (tmp_path / "docs" / "runbook.md").read_text() == "ours"


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "docs").symlink_to(outside)
    told = CliRunner().invoke(app, ["scaffold", "runbook", str(tmp_path / "repo")])
    assert told.exit_code == 2 and not list(outside.iterdir())


def test_a_rule_that_no_document_meets_says_how_it_is_mended() -> None:
    told = CliRunner().invoke(app, ["scaffold", "R301"])
    assert told.exit_code == 2 and "is not met by a document" in told.output and "timeout" in told.output
    wrong = CliRunner().invoke(app, ["scaffold", "runbok"])
    assert wrong.exit_code == 2 and 'did you mean "runbook"' in wrong.output
