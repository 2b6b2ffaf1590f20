"""What a history held at its sampled commits: which are chosen, what is counted, and what is remembered."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from readiness.history import Commit, Git, History
from readiness.warning_signs import growth as module
from readiness.warning_signs.growth import KINDS, growth
from readiness.warning_signs.samples import DAY, MOST, day_of, samples
from tests.repositories import FIRST_DAY, commit, git, repository, write


def history(root: Path) -> History:
    return History(git=Git(root))


def made(*days: float) -> History:
    commits = [Commit(str(n), "Ada", "a@x", FIRST_DAY + int(day * DAY), 1, "s") for n, day in enumerate(days)]
    return History(tuple(reversed(commits)))


def test_the_first_the_last_and_one_a_week_are_looked_at() -> None:
    assert [one.commit for one in samples(made(0, 1, 2, 8, 9, 20))] == ["0", "2", "4", "5"]
    assert [one.commit for one in samples(made(0))] == ["0"] and samples(History()) == ()


def test_a_long_history_is_looked_at_sixty_times() -> None:
    found = samples(made(*range(3000)))
    assert len(found) == MOST and found[0].commit == "0" and found[-1].commit == "2999"
    steps = [after.time - before.time for before, after in pairwise(found[1:])]
    assert max(steps) <= 2 * min(steps)


def test_dates_that_run_backwards_or_ahead_do_not_count() -> None:
    assert [one.commit for one in samples(made(0, 3000, 10, -500, 20, 30))] == ["0", "2", "4", "5"]
    assert day_of(253_402_300_799) == "9999-12-31"


def test_what_is_counted_and_what_was_taken_out_again(tmp_path: Path) -> None:
    root = repository(
        tmp_path, {"app.py": "x\n", "requirements.txt": "openai==1\nsentry-sdk==1\n", "tests/test_a.py": "x\n"}
    )
    commit(
        root,
        {"Dockerfile": "FROM x\n", "compose.yaml": "services: {a: {image: x}, b: {image: x}}\n", "otel.py": "x\n"},
        day=10,
    )
    commit(
        root,
        {"main.tf": 'resource "a" "b" {}\nmodule "c" {}\n', "k8s/d.yaml": "kind: Deployment\n---\nkind: Service\n"},
        day=20,
    )
    (root / "compose.yaml").unlink()
    (root / "otel.py").unlink()
    commit(root, {"requirements.txt": "openai==1\n"}, day=30)
    rows = [[moment.counts[kind] for kind in KINDS] for moment in growth(history(root), False).moments]
    assert KINDS == ("code", "infrastructure", "services", "resources", "dependencies", "monitoring")
    assert rows == [[1, 0, 0, 0, 2, 1], [2, 2, 2, 0, 2, 2], [2, 4, 3, 2, 2, 2], [1, 3, 1, 2, 1, 0]]


def test_a_dependency_that_two_manifests_need_is_one() -> None:
    assert module._written("a/requirements.txt", "x==1\n") == module._written("b/requirements.txt", "x==2\n")


def test_merges_bring_what_their_branch_brought(tmp_path: Path) -> None:
    root = repository(tmp_path, {"app.py": "x\n"})
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {"Dockerfile": "FROM x\n"}, day=5)
    git(root, "checkout", "-q", "main")
    commit(root, {"b.py": "x\n"}, day=10)
    git(root, "merge", "-q", "--no-ff", "-m", "Merge", "side", day=20)
    assert [moment.counts["infrastructure"] for moment in growth(history(root), False).moments] == [0, 0, 1]


def test_a_subfolder_counts_its_own_files(tmp_path: Path) -> None:
    root = repository(tmp_path, {"one/app.py": "x\n", "two/app.py": "x\n"})
    commit(root, {"one/b.py": "x\n", "two/c.py": "x\n"}, day=10)
    assert [moment.counts["code"] for moment in growth(history(root / "one"), False).moments] == [1, 2]


def test_odd_names_broken_manifests_links_and_submodules_are_no_fault(tmp_path: Path) -> None:
    root = repository(
        tmp_path, {"a\nb.py": "x\n", ":c.py": "x\n", "package.json": "{", "compose.yaml": "services: [\n"}
    )
    (root / "pyproject.toml").symlink_to("/etc/passwd")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},requirements.txt")
    commit(root, {"ü.py": "x\n", "Cargo.toml": "\xff"}, day=10)
    found = growth(history(root), False)
    assert [moment.counts["code"] for moment in found.moments] == [2, 3]


def test_a_huge_file_of_the_past_is_not_read(tmp_path: Path) -> None:
    root = repository(tmp_path, {"requirements.txt": "a==1\n" + "#" * 400_000})
    commit(root, {"requirements.txt": "a==1\n"}, day=10)
    assert [moment.counts["dependencies"] for moment in growth(history(root), False).moments] == [0, 1]


def test_it_is_remembered_by_the_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READINESS_NO_CACHE", raising=False)
    monkeypatch.setenv("READINESS_CACHE_DIR", str(tmp_path / "cache"))
    root = repository(tmp_path / "r", {"app.py": "x\n"})
    commit(root, {"b.py": "x\n"}, day=10)
    first = growth(history(root))
    monkeypatch.setattr(module, "_moments", lambda *_: 1 / 0)
    assert growth(history(root)) == first and first.moments[-1].counts["code"] == 2
    commit(root, {"c.py": "x\n"}, day=20)
    with pytest.raises(ZeroDivisionError):
        growth(history(root))


def test_what_was_remembered_wrongly_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READINESS_NO_CACHE", raising=False)
    monkeypatch.setenv("READINESS_CACHE_DIR", str(tmp_path / "cache"))
    root = repository(tmp_path / "r", {"app.py": "x\n"})
    commit(root, {"b.py": "x\n"}, day=10)
    first = growth(history(root))
    for broken in ('{"a": 1}\n', "[[1]]\n", '[["a", "b", "c"]]\n', "nonsense\n"):
        for kept in (tmp_path / "cache").glob("growth-*"):
            kept.write_text(broken)
        assert growth(history(root)) == first


def test_a_series_holds_one_figure_a_day_and_nothing_that_never_was(tmp_path: Path) -> None:
    root = repository(tmp_path, {"app.py": "x\n"})
    commit(root, {"b.py": "x\n"}, day=10)
    series = growth(history(root), False).series("code", "services")
    assert [(one.name, one.unit, one.points) for one in series] == [
        ("code", "files", (("2023-11-14", 1.0), ("2023-11-24", 2.0)))
    ]


def test_nothing_of_the_repositorys_settings_is_run(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"app.py": "x\n", ".gitattributes": "*.py filter=evil diff=evil\n"})
    commit(root, {"b.py": "x\n", "requirements.txt": "a==1\n"}, day=10)
    for name in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "diff.external", "core.fsmonitor"):
        git(root, "config", name, f"touch {tmp_path / 'run'}")
    assert growth(history(root), False) and not (tmp_path / "run").exists()
    assert growth(History(git=Git(write(tmp_path / "plain", {"a.py": "x\n"}))), False).moments == ()
