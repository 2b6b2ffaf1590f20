"""Infrastructure (W05), monitoring (W06) and pilots (W07) in small repositories with a history."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.history import History, Tag
from tests.repositories import commit, git, repository
from tests.signs_in_memory import START, commits, figures, sign, sign_of

NONE = {"O102": "unmet", "O104": "unmet"}


def services(number: int) -> str:
    return "services:\n" + "".join(f"  s{at}:\n    image: own/s{at}\n" for at in range(number))


def needs(number: int) -> str:
    return "".join(f"package{at}==1\n" for at in range(number))


def grown(root: Path, first: dict[str, str], then: dict[str, str], days: int = 400) -> Path:
    """A repository that held `first` until after half of its time, and `then` at its end."""
    repository(root, {"app.py": "x = 1\n", **first})
    commit(root, {"app.py": "x = 2\n"}, day=days // 2)
    commit(root, then, day=days - 30)
    return commit(root, {"app.py": "x = 3\n"}, day=days)


@pytest.mark.parametrize(
    ("first", "then", "state"),
    [
        ({"compose.yaml": services(3)}, {"compose.yaml": services(12)}, "raised"),
        ({"compose.yaml": services(8)}, {"compose.yaml": services(12)}, "clear"),
        ({"compose.yaml": services(1)}, {"compose.yaml": services(6)}, "clear"),
        ({"requirements.txt": needs(30)}, {"requirements.txt": needs(70)}, "raised"),
        ({"requirements.txt": needs(50)}, {"requirements.txt": needs(70)}, "clear"),
        ({}, {f"k8s/{n}.yaml": "kind: Deployment\n" for n in range(9)}, "raised"),
        ({}, {f"examples/k8s/{n}.yaml": "kind: Deployment\n" for n in range(9)}, "clear"),
        ({}, {f"node_modules/x/{n}.tf": 'resource "a" "b" {}\n' for n in range(9)}, "clear"),
        ({}, {"main.tf": "".join(f'resource "aws_s3" "b{n}" {{}}\n' for n in range(12))}, "raised"),
        ({}, {"main.bicep": "".join(f"resource b{n} 'a@1' = {{}}\n" for n in range(12))}, "raised"),
    ],
)  # fmt: skip
def test_twice_as_much_as_halfway_is_sprawl(
    tmp_path: Path, first: dict[str, str], then: dict[str, str], state: str
) -> None:
    found = sign_of("W05", grown(tmp_path, first, then))
    assert found.state == state and found.why.startswith("on 20")
    assert all(len(one.points) >= 2 for one in found.series)
    assert (state == "raised") == bool(found.evidence)


def test_variants_of_one_deployment_are_counted_once(tmp_path: Path) -> None:
    files = {f"compose.{kind}.yaml": services(4) for kind in ("cpu", "cuda", "rocm")}
    assert sign_of("W05", grown(tmp_path, {"compose.yaml": services(4)}, files)).state == "clear"


def test_infrastructure_that_was_taken_out_again_is_none(tmp_path: Path) -> None:
    root = grown(tmp_path, {}, {"compose.yaml": services(12)})
    (root / "compose.yaml").unlink()
    assert sign_of("W05", commit(root, {}, day=401)).state == "clear"


def test_what_was_before_one_commit_is_not_known(tmp_path: Path) -> None:
    root = repository(tmp_path / "many", {"requirements.txt": needs(90)})
    assert sign_of("W05", root).state == "unknown"
    assert sign("W05", {"requirements.txt": needs(90)}).state == "unknown"
    few = sign_of("W05", repository(tmp_path / "few", {"requirements.txt": needs(9)}))
    assert (few.state, few.why) == ("clear", "0 deployment files and 9 dependencies: too few for sprawl")


def test_a_product_that_grew_without_anything_that_observes_it(tmp_path: Path) -> None:
    root = grown(tmp_path, {"requirements.txt": needs(3)}, {f"m{n}.py": "x = 1\n" for n in range(5)})
    found = sign_of("W06", root, ("service",), **NONE)
    assert found.state == "raised" and "1 then 6 files of code, and nothing that observes" in found.why
    assert [one.name for one in found.series] == ["code"]
    assert sign_of("W06", root, ("service",), O102="met", O104="met").state == "clear"
    assert sign_of("W06", root, (), **NONE).state == "clear"


def test_monitoring_that_grew_along_clears(tmp_path: Path) -> None:
    code = {f"m{n}.py": "x = 1\n" for n in range(5)}
    root = grown(tmp_path, {}, {**code, "tracing.py": "x = 1\n", "requirements.txt": "prometheus-client==1\n"})
    assert sign_of("W06", root, ("service",), **NONE).state == "clear"


def test_a_test_of_metrics_or_a_page_about_them_observes_nothing(tmp_path: Path) -> None:
    code = {f"m{n}.py": "x = 1\n" for n in range(5)}
    near = {"tests/test_metrics.py": "x = 1\n", "docs/monitoring.md": "# Monitoring\n", "web/Dashboard.tsx": "x\n"}
    assert sign_of("W06", grown(tmp_path, {}, {**code, **near}), ("service",), **NONE).state == "raised"


def test_what_measured_all_from_the_first_day_must_still_grow_along(tmp_path: Path) -> None:
    code = {f"m{n}.py": "x = 1\n" for n in range(5)}
    root = grown(tmp_path, {"metrics.py": "x = 1\n"}, code)
    assert sign_of("W06", root, ("service",), O104="met", O102="unmet").state == "raised"


def test_a_young_product_and_one_that_does_not_grow_are_clear(tmp_path: Path) -> None:
    young = grown(tmp_path / "young", {}, {"b.py": "x\n"}, days=50)
    assert sign_of("W06", young, ("service",), **NONE).state == "clear"
    still = grown(tmp_path / "still", {}, {"README.md": "# x\n"})
    assert sign_of("W06", still, ("service",), **NONE).state == "clear"


def test_growth_of_monitoring_is_told_by_people_too() -> None:
    users = {"2026-01-31": 10.0, "2026-05-31": 40.0}
    flat, more = {"2026-01-31": 2.0, "2026-05-31": 2.0}, {"2026-01-31": 2.0, "2026-05-31": 6.0}
    assert sign("W06", facets=("service",), told=figures(active_users=users, alerts=flat)).state == "raised"
    assert sign("W06", facets=("service",), told=figures(active_users=users, alerts=more)).state == "clear"
    assert sign("W06", facets=("service",), told=figures(active_users=users)).state == "unknown"


def test_a_clone_without_its_old_files_tells_no_growth(tmp_path: Path) -> None:
    root = grown(tmp_path / "whole", {}, {f"k8s/{n}.yaml": "kind: Job\n" for n in range(9)})
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=tree:0", root.as_uri(), "treeless")
    assert sign_of("W05", tmp_path / "treeless").state == "unknown"
    assert sign_of("W06", tmp_path / "treeless", ("service",), **NONE).state == "unknown"


def test_a_pilot_that_goes_on_is_told_until_it_is_released(tmp_path: Path) -> None:
    root = repository(tmp_path, {"app.py": "x = 0\n"})
    for number in range(1, 16):
        commit(root, {"app.py": f"x = {number}\n"}, day=180 + number)
    found = sign_of("W07", root, ("service",))
    assert found.state == "raised" and "6 months of work, 15 commits in the last third" in found.why
    assert sign_of("W07", root, ("service",), D105="partial").state == "clear"
    assert sign_of("W07", root).state == "clear"
    git(root, "tag", "v1")
    assert sign_of("W07", root, ("service",)).why == "1 releases, the last one v1 of 2024-05-27"


def test_a_young_or_sleeping_pilot_is_none() -> None:
    rows = [(day, "Ada", "app.py") for day in range(179)]
    assert sign("W07", None, commits(*rows), ("service",)).state == "clear"
    assert sign("W07", None, commits(*rows[:50], (400, "Ada", "app.py")), ("service",)).state == "clear"
    assert sign("W07", None, History((), (Tag("v1", START),)), ("service",)).state == "clear"
    assert sign("W07", None, None, ("service",)).state == "unknown"
