"""What evidence held is known by the same id on every machine, and by another one as soon as it changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from readiness.content_ids import folder_id, text_id
from readiness.snapshot import Snapshot
from tests.repositories import commit, git, repository, write


def test_a_text_has_git_s_id_whatever_a_checkout_did_to_its_line_ends(tmp_path: Path) -> None:
    root = repository(tmp_path, {"docs/a.md": "one\ntwo\n", "pic.png": b"\x89PNG\0\r\n\0"})
    kept = git(root, "rev-parse", "HEAD:docs/a.md")
    assert Snapshot.open(root).content_id("docs/a.md") == kept
    write(root, {"docs/a.md": "one\r\ntwo\r\n"})
    assert Snapshot.open(root).content_id("./docs/a.md") == kept
    assert Snapshot.open(root).content_id("pic.png") == git(root, "rev-parse", "HEAD:pic.png")


def test_what_is_not_committed_counts_as_it_stands(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.md": "one\n"})
    before = Snapshot.open(root).content_id("a.md")
    write(root, {"a.md": "two\n", "new.md": "one\n"})
    snapshot = Snapshot.open(root)
    assert snapshot.content_id("a.md") != before == snapshot.content_id("new.md")
    assert snapshot.content_id("gone.md") == snapshot.content_id("") == ""


def test_a_folder_changes_with_each_of_its_files(tmp_path: Path) -> None:
    root = repository(tmp_path, {"docs/a.md": "a", "docs/deep/b.md": "b", "documents/c.md": "c"})
    before = Snapshot.open(root).content_id("docs/")
    commit(root, {"documents/c.md": "changed"})
    assert Snapshot.open(root).content_id("docs") == before
    for files in ({"docs/deep/b.md": "changed"}, {"docs/new.md": "n"}):
        commit(root, files)
        after = Snapshot.open(root).content_id("docs")
        assert after != before
        before = after
    assert (
        folder_id([("a", "1"), ("b", "2")])
        == folder_id([("b", "2"), ("a", "1")])
        != folder_id([("a", "2"), ("b", "1")])
    )


def test_no_link_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text("secret")
    root = repository(tmp_path / "repo", {"a.md": "a"})
    (root / "link.md").symlink_to(outside)
    commit(root, {})
    snapshot = Snapshot.open(root)
    assert snapshot.content_id("link.md") == git(root, "rev-parse", "HEAD:link.md")
    outside.write_text("another secret")
    assert Snapshot.open(root).content_id("link.md") == snapshot.content_id("link.md")


def test_a_large_file_has_the_same_id_with_and_without_lfs(tmp_path: Path) -> None:
    content = b"\0large\n" * 10
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{hashlib.sha256(content).hexdigest()}\nsize {len(content)}\n"
    root = repository(tmp_path, {".gitattributes": "*.pdf filter=lfs -text\n", "a.pdf": pointer})
    without = Snapshot.open(root).content_id("a.pdf")
    write(root, {"a.pdf": content})
    assert Snapshot.open(root).content_id("a.pdf") == without
    write(root, {"a.pdf": content + b"more"})
    assert Snapshot.open(root).content_id("a.pdf") != without


def test_in_memory_too() -> None:
    assert Snapshot.of({"a.md": "a\r\n"}).content_id("a.md") == text_id(b"a\n")
