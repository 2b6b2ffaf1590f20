"""What the history tells: commits, people and programs, tags, first and last touch; and nothing where there is none."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from readiness.history import Commit, Git, History, Tag
from tests.repositories import FIRST_DAY, commit, git, repository, write

DAY = 86_400


def history(root: Path) -> History:
    return History(git=Git(root))


def test_commits_come_newest_first_with_their_people_and_paths(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"}, author="Ada")
    commit(root, {"b.py": "1\n", "a.py": "2\n"}, day=2, author="Bo", message="Add b")
    newest, oldest = history(root).commits
    assert (newest.author, newest.email, newest.subject) == ("Bo", "bo@example.org", "Add b")
    assert (newest.time, newest.parents, newest.paths) == (FIRST_DAY + 2 * DAY, 1, ("a.py", "b.py"))
    assert (oldest.parents, oldest.paths) == (0, ("a.py",))
    assert newest.id == git(root, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("author", "is_bot"),
    [
        ("dependabot[bot]", True), ("renovate", True), ("github-actions", True), ("Release Bot", True),
        ("Ada Lovelace", False), ("Abbott", False), ("Boto Three", False),
    ],
)  # fmt: skip
def test_programs_are_told_from_people(author: str, is_bot: bool) -> None:
    assert Commit("1", author, "x@example.org", 0, 1, "s").is_bot is is_bot


def test_a_program_is_known_by_its_address_too() -> None:
    assert Commit("1", "Updates", "49699333+dependabot[bot]@users.noreply.github.com", 0, 1, "s").is_bot


def test_people_leaves_programs_out(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    commit(root, {"a.py": "2\n"}, author="dependabot[bot]")
    assert [one.author for one in history(root).people] == ["Ada"]


def test_first_and_last_touch_of_a_path(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    commit(root, {"b.py": "1\n"}, day=1)
    commit(root, {"a.py": "2\n"}, day=5)
    known = history(root)
    assert known.first_touch == {"a.py": FIRST_DAY, "b.py": FIRST_DAY + DAY}
    assert known.last_touch == {"a.py": FIRST_DAY + 5 * DAY, "b.py": FIRST_DAY + DAY}


def test_tags_come_oldest_first_light_and_annotated(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    git(root, "tag", "v1")
    commit(root, {"a.py": "2\n"}, day=3)
    git(root, "tag", "-a", "v2", "-m", "two", day=4)
    assert history(root).tags == (Tag("v1", FIRST_DAY), Tag("v2", FIRST_DAY + 4 * DAY))


def test_a_tag_of_something_that_is_no_commit_is_no_fault(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    git(root, "tag", "blob", git(root, "rev-parse", "HEAD:a.py"))
    assert [tag.name for tag in history(root).tags] == ["blob"]


def test_a_merge_counts_and_lists_no_paths(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {"b.py": "1\n"}, day=1, message="Side")
    git(root, "checkout", "-q", "main")
    commit(root, {"c.py": "1\n"}, day=2, message="Main")
    git(root, "merge", "-q", "--no-ff", "-m", "Merge", "side", day=3)
    known = history(root)
    assert (known.commits[0].subject, known.commits[0].parents, known.commits[0].paths) == ("Merge", 2, ())
    assert [one.subject for one in known.mainline] == ["Merge", "Main", "Begin"]


def test_an_empty_repository_has_no_history(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    known = history(tmp_path)
    assert (known.commits, known.tags, known.people, known.mainline) == ((), (), (), ())
    assert not known.exists and not known.is_shallow


def test_a_plain_folder_is_no_repository(tmp_path: Path) -> None:
    reader = Git(write(tmp_path, {"a.py": "1\n"}))
    assert reader.files is None and reader.head == ""
    assert not history(tmp_path).exists


def test_a_shallow_clone_says_so_and_does_not_call_its_oldest_commit_the_first(tmp_path: Path) -> None:
    root = repository(tmp_path / "whole", {"a.py": "1\n", "b.py": "1\n"})
    commit(root, {"a.py": "2\n"}, day=1)
    commit(root, {"c.py": "1\n"}, day=2)
    git(tmp_path, "clone", "-q", "--depth", "2", root.as_uri(), "shallow")
    known = history(tmp_path / "shallow")
    assert known.is_shallow
    assert [one.paths for one in known.commits] == [("c.py",), ()]
    assert known.first_touch == {"c.py": FIRST_DAY + 2 * DAY}


def test_a_whole_clone_is_not_shallow(tmp_path: Path) -> None:
    assert not history(repository(tmp_path, {"a.py": "1\n"})).is_shallow


def test_a_clone_without_trees_still_tells_its_people(tmp_path: Path) -> None:
    root = repository(tmp_path / "whole", {"a.py": "1\n"})
    commit(root, {"a.py": "2\n"}, day=1, author="Bo")
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=tree:0", root.as_uri(), "treeless")
    assert [one.author for one in history(tmp_path / "treeless").commits] == ["Bo", "Ada"]


def test_a_subfolder_knows_the_paths_below_it_only(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n", "apps/one/b.py": "1\n"})
    assert history(root / "apps" / "one").first_touch == {"b.py": FIRST_DAY}


def test_odd_names_and_subjects_survive(tmp_path: Path) -> None:
    root = repository(tmp_path, {"new\nline\x01.py": "1\n", "\x02.py": "1\n"})
    commit(root, {"ü \x1b.py": "1\n"}, message="a\x02b\x01c", author="Zoë [bold]")
    newest = history(root).commits[0]
    assert newest.author == "Zoë [bold]" and newest.paths == ("ü \x1b.py",)
    assert history(root).commits[1].paths == ("\x02.py", "new\nline\x01.py")


def test_a_date_beyond_every_calendar_is_no_fault(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    person = "Ada <ada@example.org> 999999999999999 +0000"
    raw = f"tree {git(root, 'rev-parse', 'HEAD^{tree}')}\nauthor {person}\ncommitter {person}\n\nFrom afar\n"
    git(root, "update-ref", "HEAD", git(root, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw))
    git(root, "tag", "v1")
    for time in (history(root).commits[0].time, history(root).tags[0].time):
        assert datetime.datetime.fromtimestamp(time, datetime.UTC).year <= 9999


def test_what_the_caller_set_for_git_does_not_lead_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = repository(tmp_path / "here", {"a.py": "1\n"})
    elsewhere = repository(tmp_path / "elsewhere", {"b.py": "1\n"})
    monkeypatch.setenv("GIT_DIR", str(elsewhere / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(elsewhere))
    monkeypatch.setenv("GIT_INDEX_FILE", str(elsewhere / ".git" / "index"))
    files = Git(here).files
    assert files is not None and [file.path for file in files] == ["a.py"]


def test_a_history_in_memory_needs_no_git() -> None:
    given = History((Commit("1", "Ada", "a@x", 5, 0, "s", ("a",)),), (Tag("v1", 5),))
    assert given.exists and given.first_touch == {"a": 5} and given.mainline == given.commits
    assert not given.is_shallow


def test_the_references_change_with_every_commit_and_tag(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    seen = {Git(root).references}
    git(root, "tag", "v1")
    seen.add(Git(root).references)
    commit(root, {"a.py": "2\n"})
    seen.add(Git(root).references)
    assert len(seen) == 3
