"""Changelogs are read as they are written, and measured against the history."""

from readiness.detectors.shipping import go_on, notes
from readiness.history import Commit, History, Tag
from readiness.product import Product
from readiness.snapshot import Snapshot

_DAY = 86_400


def history(*days: int, paths: tuple[str, ...] = ("a.py",), tags: tuple[tuple[str, int], ...] = ()) -> History:
    made = [
        Commit(f"{n:040x}", "Ada", "ada@example.org", day * _DAY, 1, "Change", paths) for n, day in enumerate(days, 1)
    ]
    return History(tuple(reversed(made)), tuple(Tag(name, day * _DAY) for name, day in tags))


def degree_of_notes(files: dict[str, str], past: History | None = None) -> float | None:
    return notes(Product(Snapshot.of(files, past))).degree


def test_a_changelog_without_headings_is_read_line_by_line() -> None:
    assert degree_of_notes({"CHANGES.txt": "2026-01-05 answers name their sources\n2025-11-02 first release\n"}) == 1.0


def test_headings_with_nothing_under_them_are_no_entries() -> None:
    assert degree_of_notes({"CHANGELOG.md": "# Changelog\n\n## 1.0.0\n\n## 0.9.0\n"}) == 0.0


def test_an_example_s_changelog_is_not_the_product_s() -> None:
    assert (
        degree_of_notes({"examples/a/CHANGELOG.md": "# Changelog\n\n## 1.0.0\n\n- First\n\n## 0.9.0\n\n- Trial\n"})
        == 0.0
    )


def test_work_long_after_the_last_entry_leaves_the_changelog_behind() -> None:
    log = {"CHANGELOG.md": "# Changelog\n\n## 1.0.0\n\n- First\n\n## 0.9.0\n\n- Trial\n"}
    early = history(1, paths=("CHANGELOG.md",)).commits
    late = history(*range(100, 400, 10)).commits
    assert degree_of_notes(log, History((*late, *early))) == 0.5
    assert degree_of_notes(log, History(early)) == 1.0


def test_tags_that_name_no_release_do_not_count() -> None:
    marks = (("before-cleanup", 1), ("archive", 60), ("demo", 200))
    assert go_on(Product(Snapshot.of({"a.py": "x = 1\n"}, history(1, 200, tags=marks)))).degree == 0.0


def test_without_a_history_nobody_can_tell() -> None:
    assert go_on(Product(Snapshot.of({"a.py": "x = 1\n"}))).degree is None
