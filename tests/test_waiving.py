from __future__ import annotations

import datetime
import json

from readiness.config import settings_of
from readiness.model import Severity, Waiver
from readiness.result import as_data
from readiness.strict_yaml import read
from readiness.waiving import RiskDebt, notes_on_waivers, risk_debt, waive
from tests.assessments_in_memory import assessment
from tests.rules_in_memory import finding, rule

DAY = datetime.date(2026, 3, 1)


def waiver(rule_id: str = "R301", expires: str = "2026-05-01", since: str = "") -> Waiver:
    return Waiver(rule_id, "Jo", "soon mended", expires, f"readiness.yaml:{rule_id[1:]}", (), since)


def test_accepted_risks_are_a_debt_with_a_number_a_weight_and_the_oldest() -> None:
    found = waive(
        (
            finding("unmet", rule(severity=Severity.ESSENTIAL)),
            finding("partial", rule("R302"), value=0.4),
            finding("met", rule("R303")),
        ),
        (waiver(since="2025-11-02"), waiver("R302", "2026-03-20", "2026-01-05"), waiver("R303")),
    )
    assert risk_debt(found) == RiskDebt(2, 13.0, "2025-11-02", "2026-03-20")
    assert risk_debt((finding("unmet"),)) is None


def test_a_waiver_is_told_of_two_weeks_before_it_lapses_and_one_that_covers_nothing_is_named() -> None:
    waivers = (
        waiver(expires="2026-03-15"),
        waiver("R302", "2026-03-16"),
        waiver("R303", "2026-03-02"),
        waiver("R304", "2026-03-01"),
    )
    found = waive(
        (
            finding("unmet"),
            finding("unmet", rule("R302")),
            finding("met", rule("R303")),
            finding("unmet", rule("R304")),
        ),
        waivers,
    )
    assert notes_on_waivers(found, waivers, DAY) == (
        "risk debt: 3 rules waived, weight 15; the next waiver lapses after 2026-03-01",
        "the waiver of R301 (readiness.yaml:301), owned by Jo, lapses after 2026-03-15, in 14 days",
        "the waiver of R304 (readiness.yaml:304), owned by Jo, lapses after 2026-03-01, today",
        "the waiver of R303 (readiness.yaml:303) covers nothing that is unmet",
    )
    assert notes_on_waivers((finding("unmet"),), (), DAY) == ()


def test_the_debt_is_in_the_result() -> None:
    data = as_data(assessment())
    assert data["risk_debt"] == {"waivers": 1, "weight": 10.0, "oldest": None, "next_lapse": "2026-04-01"}
    assert json.loads(json.dumps(data))["risk_debt"] == data["risk_debt"]
    assert as_data(assessment((finding("met"),)))["risk_debt"] is None


def test_the_day_on_which_a_risk_was_first_accepted_is_read_and_lies_in_the_past() -> None:
    text = "waivers:\n  - {rule: R301, owner: Jo, reason: soon, expires: 2026-05-01, since: %s}\n"
    loaded = settings_of(read(text % "2025-12-01", "readiness.yaml"), DAY)
    assert (loaded.waivers[0].since, loaded.problems) == ("2025-12-01", ())
    assert [one.message for one in settings_of(read(text % "2026-03-02", "readiness.yaml"), DAY).problems] == [
        "waivers[1].since: 2026-03-02 is after 2026-03-01"
    ]
