"""What git says of trees and objects, read from its output; broken output gives what can be read."""

from __future__ import annotations

from pathlib import Path

from readiness.git_objects import as_lines, read_blobs, read_trees
from readiness.history import MAX_BLOB, Git, History
from tests.repositories import commit, git, repository

ONE, TWO, GONE = "1" * 40, "2" * 40, "0" * 40


def test_trees_are_read_as_changes() -> None:
    first = "\0".join((f"100644 blob {ONE}\ta.py", f"100644 blob {TWO}\tb\tc.py", ""))
    words = ("next", f":100644 000000 {ONE} {GONE} D", "a.py", f":000000 100644 {GONE} {TWO} A", ":d.py", "last", "")
    rest = "\0".join(words)
    assert list(read_trees(first, rest, ["first", "next", "same", "last"])) == [
        (("a.py", ONE), ("b\tc.py", TWO)), (("a.py", ""), (":d.py", TWO)), (), (),
    ]  # fmt: skip


def test_output_that_breaks_off_gives_what_it_holds() -> None:
    assert list(read_trees("", f"next\0:100644 100644 {ONE} {TWO} M", ["first", "next"])) == [(), ()]
    assert dict(read_blobs(b"1 blob 3\nabc\n2 missing\n3 blob 1\nx\n")) == {"1": b"abc"}
    assert dict(read_blobs(b"1 blob 2\n\n\n\n2 blob 0\n\n")) == {"1": b"\n\n", "2": b""}
    assert dict(read_blobs(b"1 blob 3")) == {} and as_lines(["a", "b"]) == b"a\nb\n"


def test_the_trees_of_commits_and_their_files(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n", "b.py": "2\n", "big.py": "#" * (MAX_BLOB + 1)})
    (root / "a.py").unlink()
    commit(root, {"b.py": "3\n"}, day=1)
    known = History(git=Git(root))
    ids = [one.id for one in reversed(known.commits)]
    steps = list(known.trees(ids) or ())
    assert [[path for path, _ in step] for step in steps] == [["a.py", "b.py", "big.py"], ["a.py", "b.py"]]
    held = known.blobs(blob for step in steps for _, blob in step)
    assert sorted(held.values()) == [b"1\n", b"2\n", b"3\n"]
    assert known.texts_at([(ids[0], "b.py"), (ids[1], "a.py"), (ids[1], "b.py"), (ids[0], "x\ny")]) == (
        "2\n",
        "",
        "3\n",
        "",
    )
    assert known.commits_of("a.py") == tuple(ids) and known.commits_of("none.py") == ()


def test_a_commit_that_is_not_there_and_a_folder_without_git_tell_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    assert History(git=Git(root)).trees([ONE]) is None
    plain = History()
    assert plain.trees([ONE]) is None and plain.blobs([ONE]) == {} and plain.texts_at([(ONE, "a")]) == ("",)
    assert plain.commits_of("a.py") == () and plain.prefix == ""


def test_a_subfolder_names_paths_from_itself(tmp_path: Path) -> None:
    root = repository(tmp_path, {"x.py": "0\n", "one/a.py": "1\n"})
    commit(root, {"one/a.py": "2\n", "x.py": "3\n"}, day=1)
    known = History(git=Git(root / "one"))
    ids = git(root, "rev-list", "--reverse", "HEAD").split()
    assert [[path for path, _ in step] for step in known.trees(ids) or ()] == [["a.py"], ["a.py"]]
    assert known.prefix == "one/" and known.texts_at([(ids[0], "a.py")]) == ("1\n",)
    assert known.commits_of("a.py") == tuple(ids)
