"""SARIF as code hosts read it; where Microsoft's validator is installed, as it judges it, GitHub's rules included."""

import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log

from readiness.model import Change, Changes, Evidence, Severity, Waiver
from readiness.reports import sarif
from tests.assessments_in_memory import HOSTILE, assessment
from tests.rules_in_memory import finding, rule

VALIDATOR = os.environ.get("SARIF_MULTITOOL") or shutil.which("Sarif.Multitool") or ""


def run_of(made=None, **options: Any) -> dict[str, Any]:  # type: ignore[no-untyped-def]
    out = io.StringIO()
    sarif.write(made or assessment(), out, **options)
    log = json.loads(out.getvalue())
    assert log["version"] == "2.1.0"
    run: dict[str, Any] = log["runs"][0]
    return run


def test_every_result_has_a_location_a_rule_and_the_one_fingerprint_that_github_reads() -> None:
    run = run_of()
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert place["artifactLocation"]["uri"] and not place["artifactLocation"]["uri"].startswith(("/", "file:"))
        assert result["partialFingerprints"]["primaryLocationLineHash"]


def test_a_path_is_a_uri_even_where_its_name_is_markup_or_no_text() -> None:
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run_of()["results"]}
    assert "src/%5B/etc%5D/%5Bred%5Dx%5B/red%5D.py" in uris
    assert HOSTILE not in uris
    odd = finding("unmet", rule("R301"), evidence=(Evidence("b\udce4d.txt", 1, "x", "y", supports=False),))
    place = run_of(assessment((odd,)))["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "b%E4d.txt"


def test_what_the_repository_lacks_as_a_whole_says_so_beside_its_place() -> None:
    run = run_of(assessment((finding("unmet", rule("O117")),)))
    location = run["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "README.md"
    assert location["logicalLocations"][0]["name"] == "the repository as a whole"


def test_a_notebook_cell_is_named_and_its_line_is_not_passed_off_as_the_files() -> None:
    place = Evidence("nb.ipynb", 7, "call()", "no limit", supports=False, cell=4)
    location = run_of(assessment((finding("unmet", rule("R301"), evidence=(place,)),)))["results"][0]["locations"][0]
    assert location["physicalLocation"]["region"] == {"startLine": 1}
    assert location["logicalLocations"][0]["name"] == "cell 4, line 7"


def test_an_accepted_risk_is_a_suppressed_result_with_its_reason() -> None:
    waived = finding(
        "unmet", rule("R402", severity=Severity.ESSENTIAL), waiver=Waiver("R402", "Jo", "soon", "2026-04-01")
    )
    (result,) = run_of(assessment((waived,)))["results"]
    (suppression,) = result["suppressions"]
    assert suppression["status"] == "accepted"
    assert suppression["justification"] == "Accepted by Jo until 2026-04-01: soon"


def test_only_rules_about_attacks_carry_a_security_severity() -> None:
    made = assessment((finding("unmet", rule("D112")), finding("unmet", rule("D103"))))
    carried = {
        one["id"]: "security-severity" in one["properties"] and "security" in one["properties"]["tags"]
        for one in run_of(made)["tool"]["driver"]["rules"]
    }
    assert carried == {"D103": False, "D112": True}


def test_what_is_no_problem_is_told_only_when_asked_for_and_never_as_a_failure() -> None:
    kinds = {one["kind"] for one in run_of()["results"]}
    assert kinds == {"fail"}
    told = [one for one in run_of(verbose=1)["results"] if one["kind"] != "fail"]
    assert {one["kind"] for one in told} == {"pass", "open", "notApplicable"}
    assert {one["level"] for one in told} == {"none"}


def test_what_a_comparison_finds_new_is_told_apart_from_what_was_there() -> None:
    places = tuple(Evidence("app.py", line, f"call{line}()", "no limit", supports=False) for line in (3, 9))
    gap = finding("partial", rule("R301"), value=0.5, evidence=places)
    change = Change("worsened", "call", "app.py", "a call", "a call without a limit is new", evidence=places[1:])
    compared = assessment((gap,), changes=Changes("main", "0" * 40, "2026-02-01", (change,)))
    assert [one["baselineState"] for one in run_of(compared)["results"]] == ["unchanged", "new"]
    assert all("baselineState" not in one for one in run_of(assessment((gap,)))["results"])


def test_a_fault_of_ours_is_a_notification_and_no_result() -> None:
    notes = run_of()["invocations"][0]["toolExecutionNotifications"]
    assert [one["message"]["text"] for one in notes] == ["O104 KeyError"]


@pytest.mark.parametrize("verbose", [0, 1])
def test_the_log_is_as_the_oasis_schema_says(verbose: int) -> None:
    # The model is generated from that schema, and holds unknown keys, wrong types and unknown words against it. It
    # knows a suppression's `status` (3.35.3 of the standard) by its name in the draft, `state`.
    out = io.StringIO()
    sarif.write(assessment(), out, verbose=verbose)
    log = json.loads(out.getvalue().replace('"status": "accepted"', '"state": "accepted"'))
    Log.model_validate(log)
    log["runs"][0]["results"][0]["kind"] = "nonsense"
    with pytest.raises(ValueError, match="runs"):
        Log.model_validate(log)


@pytest.mark.skipif(not VALIDATOR, reason="Microsoft's SARIF multitool is not installed")
@pytest.mark.parametrize("verbose", [0, 1])
def test_the_multitool_finds_no_error_by_the_schema_and_by_githubs_rules(tmp_path: Path, verbose: int) -> None:
    log = tmp_path / "run.sarif"
    with log.open("w", encoding="utf-8") as out:
        sarif.write(assessment(), out, verbose=verbose)
    assert _complaints(log, tmp_path) == []


@pytest.mark.skipif(not VALIDATOR, reason="Microsoft's SARIF multitool is not installed")
def test_the_multitool_would_complain_of_a_result_without_a_location(tmp_path: Path) -> None:
    log = tmp_path / "run.sarif"
    out = io.StringIO()
    sarif.write(assessment(), out)
    data = json.loads(out.getvalue())
    data["runs"][0]["results"][0]["locations"] = []
    log.write_text(json.dumps(data))
    assert _complaints(log, tmp_path)


def _complaints(log: Path, folder: Path) -> list[str]:
    """What the validator says against a log, by error or warning."""
    report = folder / "validation.sarif"
    subprocess.run(
        [VALIDATOR, "validate", str(log), "-o", str(report), "--level", "Error;Warning", "--rule-kind", "Sarif;Ghas", "--quiet"],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}, check=False, capture_output=True, timeout=120,
    )  # fmt: skip
    run = json.loads(report.read_text(encoding="utf-8-sig"))["runs"][0]
    told = [one["ruleId"] for one in run.get("results", []) if one.get("level") in ("error", "warning", None)]
    notes = run.get("invocations", [{}])[0].get("toolConfigurationNotifications", [])
    return told + [note["message"]["text"] for note in notes if note.get("level") == "error"]
