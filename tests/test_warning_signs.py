"""The warning signs, read from small products, findings and histories in memory."""

from __future__ import annotations

import pytest

from readiness.history import Commit, History, Tag
from readiness.model import By, Finding, Provenance, Rule, Severity, Status
from readiness.product import Product
from readiness.snapshot import Snapshot
from readiness.warning_signs import known_signs, read_signs, sign_patterns

DAY = 86_400
ASKED = (
    "P101 P103 P110 O101 O102 O104 O108 O110 O111 U113 D104 D105 D115 D118 D127 D128 D129 D136 R201 R202 R204 R205 R206 "
    "R209 R304 R305 R401 R402 R405 P107 O105 D101 O103"
).split()


def finding(rule_id: str, status: Status) -> Finding:
    rule = Rule(rule_id, "name", "Title", rule_id[0], Severity.MAJOR, By.REPO, "any", "why", "fix")
    return Finding(rule, status, Provenance.VERIFIED, 1.0 if status is Status.MET else 0.0, "", ())


def states(
    files: dict[str, str], commits: tuple[Commit, ...] = (), tags: tuple[Tag, ...] = (), **known: Status
) -> dict[str, str]:
    product = Product(Snapshot.of(files, History(commits, tags)))
    product.announce(sign_patterns())
    findings = [finding(rule, known.get(rule, Status.UNMET)) for rule in ASKED]
    return {sign.id: sign.state for sign in read_signs(product, findings)}


def made_by(names: list[str], every: int = 1, path: str = "app.py") -> tuple[Commit, ...]:
    rows = [
        Commit(f"{n:040x}", name, f"{name}@x.dev", n * every * DAY, 1, "Change", (path,))
        for n, name in enumerate(names)
    ]
    return tuple(reversed(rows))


def test_all_fourteen_signs_are_read_in_order() -> None:
    assert list(states({"app.py": "print(1)\n"})) == [f"W{n:02}" for n in range(1, 15)] == sorted(known_signs())


@pytest.mark.parametrize(
    ("sign", "rule", "status", "state"),
    [
        ("W01", "P101", Status.MET, "clear"),
        ("W01", "P101", Status.UNMET, "raised"),
        ("W01", "P101", Status.PARTIAL, "unknown"),
        ("W02", "P103", Status.MET, "clear"),
        ("W02", "P103", Status.PARTIAL, "raised"),
        ("W02", "P103", Status.UNKNOWN, "unknown"),
    ],
)
def test_value_and_metrics_follow_their_rules(sign: str, rule: str, status: Status, state: str) -> None:
    assert states({"app.py": "print(1)\n"}, **{rule: status})[sign] == state


def test_one_person_who_wrote_nearly_all_is_raised_and_bots_do_not_count() -> None:
    assert states({"a.py": "x = 1\n"}, made_by(["ada"] * 9 + ["bob"]))["W12"] == "raised"
    assert states({"a.py": "x = 1\n"}, made_by(["ada", "bob", "cy"] * 5))["W12"] == "clear"
    assert states({"a.py": "x = 1\n"}, made_by(["ada", "bob"] * 4 + ["dependabot[bot]"] * 40))["W12"] == "clear"
    assert states({"a.py": "x = 1\n"})["W12"] == "unknown"


def test_a_single_script_is_a_demo_and_a_service_of_files_is_none() -> None:
    script = "import streamlit as st\n" + "st.write('hello')\n" * 20
    assert states({"app.py": script})["W10"] == "raised"
    assert states({f"app/m{n}.py": "def f():\n    return 1\n" * 20 for n in range(6)})["W10"] == "clear"


def test_work_without_release_or_deploy_path_is_a_pilot_without_end_only_while_it_goes_on() -> None:
    service = {"app.py": "from fastapi import FastAPI\napp = FastAPI()\n"}
    assert states(service, made_by(["ada", "bob"] * 30, every=10))["W07"] == "raised"
    assert states(service, made_by(["ada", "bob"] * 30, every=10), (Tag("v1", 5 * DAY),))["W07"] == "clear"
    stopped = (*made_by(["ada"] * 1, every=1), *made_by(["bob"] * 30))
    assert states(service, tuple(sorted(stopped, key=lambda c: -c.time)))["W07"] == "clear"


def test_infrastructure_that_doubles_in_the_later_half_is_sprawl() -> None:
    files = {f"k8s/service{n}.yaml": "kind: Service\n" for n in range(10)}
    early = made_by(["ada"] * 20, every=10)
    late = tuple(
        Commit(f"{n + 100:040x}", "ada", "ada@x.dev", (150 + n) * DAY, 1, "Add", (f"k8s/service{n}.yaml",))
        for n in range(10)
    )
    history = tuple(sorted((*early, *late), key=lambda c: -c.time))
    assert states(files, history)["W05"] == "raised"
    assert states({"app.py": "x = 1\n"}, early)["W05"] == "clear"


def test_one_provider_without_stand_in_is_raised_and_no_remote_model_is_clear() -> None:
    call = "from openai import OpenAI\nOpenAI().responses.create(model='m', input='x')\n"
    assert states({"app.py": call})["W11"] == "raised"
    assert states({"app.py": call}, R305=Status.MET)["W11"] == "clear"
    assert states({"app.py": "print(1)\n"})["W11"] == "clear"


def test_a_series_that_no_repository_holds_is_unknown_with_what_is_missing() -> None:
    product = Product(
        Snapshot.of({"app.py": "from openai import OpenAI\nOpenAI().responses.create(model='m', input='x')\n"})
    )
    product.announce(sign_patterns())
    signs = {sign.id: sign for sign in read_signs(product, [finding(rule, Status.UNMET) for rule in ASKED])}
    assert signs["W03"].state == "unknown"
    assert "two dates" in signs["W03"].why


def test_a_sign_whose_rules_were_not_judged_tells_nothing() -> None:
    product = Product(Snapshot.of({"app.py": "print(1)\n"}))
    product.announce(sign_patterns())
    signs = {sign.id: sign for sign in read_signs(product, [])}
    assert signs["W01"].state == "unknown"
    assert "P101" in signs["W01"].why
