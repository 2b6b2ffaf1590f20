"""Small whole products: honest work is told from its likeness, and every verdict is as it was agreed.

`python -m tests.test_products` writes the agreed results anew; look at the difference before you commit it.
"""

from __future__ import annotations

import datetime
import json
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from readiness.audit import audit
from readiness.model import Assessment, Stage, Status
from readiness.result import as_data
from readiness.settings import Settings
from tests.repositories import git

HERE = Path(__file__).parent / "products"
GOLDEN = HERE / "golden"
PRODUCTS = tuple(sorted(path.name for path in HERE.iterdir() if path.is_dir() and path.name != "golden"))
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
    """A product in a repository of its own with one commit, audited on a fixed day."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / name
        shutil.copytree(HERE / name, root)
        git(root, "init", "-q")
        git(root, "add", "-A", "-f")
        git(root, "commit", "-q", "-m", "Begin")
        return audit(root, Settings(), as_of=datetime.date(2026, 1, 31), cache=False)


def agreed(assessment: Assessment) -> dict[str, Any]:
    """The result without what changes with every release (version, rule set) and without the rules' own words."""
    data = as_data(assessment)
    for name in ("tool", "config", "settle", "next"):
        del data[name]
    del data["target"]["commit"]
    data["rules"] = [{key: rule[key] for key in _RULE} for rule in data["rules"]]
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


def renew() -> None:
    """Write the results that the tests compare with."""
    GOLDEN.mkdir(exist_ok=True)
    for name in PRODUCTS:
        (GOLDEN / f"{name}.json").write_text(written(agreed(audited(name))), encoding="utf-8")


if __name__ == "__main__":
    renew()
