"""What a snapshot sees of a repository, what it leaves out, and what it says of that."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from readiness.snapshot import KEPT_BYTES, MAX_FILE, MAX_NOTEBOOK, Snapshot, blob_id, decode
from tests.repositories import commit, git, repository, write


def paths(snapshot: Snapshot) -> list[str]:
    return [file.path for file in snapshot.files]


def why(snapshot: Snapshot) -> dict[str, str]:
    return dict(snapshot.left_out)


def test_a_plain_folder_is_read_without_git(tmp_path: Path) -> None:
    snapshot = Snapshot.open(write(tmp_path, {"b/c.py": "x = 1\n", "a.md": "# A\n"}))
    assert paths(snapshot) == ["a.md", "b/c.py"]
    assert snapshot.text("b/c.py") == "x = 1\n"
    assert snapshot.commit == "" and snapshot.references == "" and not snapshot.is_dirty
    assert not snapshot.history.exists


def test_a_plain_folder_keeps_out_of_tool_folders(tmp_path: Path) -> None:
    snapshot = Snapshot.open(write(tmp_path, {"node_modules/x/i.js": "1", ".venv/a.py": "1", "app.py": "1"}))
    assert snapshot.all_paths == {"app.py"}


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        Snapshot.open(tmp_path / "nothing")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        Snapshot.open(write(tmp_path, {"a": ""}) / "a")


def test_an_empty_folder_has_no_files(tmp_path: Path) -> None:
    assert Snapshot.open(tmp_path).files == ()


def test_tracked_and_untracked_files_count_but_ignored_ones_do_not(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n", ".gitignore": "secret.env\nbuild/\n"})
    write(root, {"new.py": "2\n", "secret.env": "K=1\n", "build/out.py": "3\n"})
    snapshot = Snapshot.open(root)
    assert paths(snapshot) == [".gitignore", "a.py", "new.py"]


def test_a_repositorys_own_exclude_file_counts(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    write(root, {".git/info/exclude": "local.py\n", "local.py": "1\n"})
    assert paths(Snapshot.open(root)) == ["a.py"]


def test_a_subfolder_of_a_repository_is_a_product_of_its_own(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n", "apps/one/b.py": "2\n", "apps/two/c.py": "3\n"})
    commit(root, {"apps/one/b.py": "4\n"}, day=3)
    snapshot = Snapshot.open(root / "apps" / "one")
    assert paths(snapshot) == ["b.py"]
    assert snapshot.text("b.py") == "4\n"
    assert {path for commit in snapshot.history.commits for path in commit.paths} == {"b.py"}


def test_the_commit_is_that_which_is_checked_out(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    snapshot = Snapshot.open(root)
    assert snapshot.commit == git(root, "rev-parse", "HEAD")
    assert not snapshot.is_dirty


@pytest.mark.parametrize("change", [{"a.py": "2\n"}, {"new.py": "2\n"}])
def test_a_changed_or_new_file_makes_the_tree_dirty(tmp_path: Path, change: dict[str, str]) -> None:
    root = write(repository(tmp_path, {"a.py": "1\n"}), change)
    assert Snapshot.open(root).is_dirty


def test_a_staged_change_makes_the_tree_dirty(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n"})
    write(root, {"a.py": "2\n"})
    git(root, "add", "a.py")
    assert Snapshot.open(root).is_dirty


def test_line_ends_that_git_rewrites_on_checkout_do_not_make_the_tree_dirty(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n", ".gitattributes": "*.py text eol=crlf\n"})
    (root / "a.py").unlink()
    git(root, "checkout", "a.py")
    assert (root / "a.py").read_bytes() == b"1\r\n"
    assert not Snapshot.open(root).is_dirty


def test_a_deleted_file_makes_the_tree_dirty(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n", "b.py": "1\n"})
    (root / "b.py").unlink()
    snapshot = Snapshot.open(root)
    assert paths(snapshot) == ["a.py"]
    assert why(snapshot)["b.py"] == "not in the working tree"
    assert snapshot.is_dirty


def test_a_repository_without_a_commit_is_read(tmp_path: Path) -> None:
    git(write(tmp_path, {"a.py": "1\n"}), "init", "-q")
    snapshot = Snapshot.open(tmp_path)
    assert paths(snapshot) == ["a.py"]
    assert snapshot.commit == "" and snapshot.is_dirty


def test_links_are_told_and_never_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.txt": "hidden", "folder/x.py": "1"})
    root = write(tmp_path / "repo", {"a.py": "1\n", "sub/b.py": "2\n"})
    (root / "broken").symlink_to("nowhere")
    (root / "inner.py").symlink_to("a.py")
    (root / "inner_folder").symlink_to("sub")
    (root / "escaping.txt").symlink_to(outside / "secret.txt")
    (root / "escaping_folder").symlink_to(outside / "folder")
    (root / "loop").symlink_to("loop")
    git(root, "init", "-q")
    commit(root, {})
    expected = {
        "broken": "broken link", "inner.py": "link", "inner_folder": "link", "loop": "broken link",
        "escaping.txt": "link that leaves the repository", "escaping_folder": "link that leaves the repository",
    }  # fmt: skip
    for found in (Snapshot.open(root), _without_git(root)):
        assert paths(found) == ["a.py", "sub/b.py"]
        assert why(found) == expected
        assert found.text("escaping.txt") == ""


def _without_git(root: Path) -> Snapshot:
    (root / ".git").rename(root.parent / "moved")
    return Snapshot.open(root)


def test_a_folder_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"b.py": "secret = 1\n"})
    root = repository(tmp_path / "repo", {"a.py": "1\n", "sub/b.py": "2\n"})
    (root / "sub" / "b.py").unlink()
    (root / "sub").rmdir()
    (root / "sub").symlink_to(outside)
    snapshot = Snapshot.open(root)
    assert paths(snapshot) == ["a.py"]
    assert snapshot.text("sub/b.py") == ""
    assert why(snapshot)["sub/b.py"] == "behind a link that leaves the repository"


def test_a_submodule_is_told_and_not_entered(tmp_path: Path) -> None:
    other = repository(tmp_path / "other", {"lib.py": "1\n"})
    root = repository(tmp_path / "repo", {"a.py": "1\n"})
    git(root, "submodule", "--quiet", "add", str(other), "lib")
    commit(root, {})
    snapshot = Snapshot.open(root)
    assert why(snapshot)["lib"] == "submodule"
    assert paths(snapshot) == [".gitmodules", "a.py"]


def test_a_repository_inside_the_repository_is_not_entered(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"a.py": "1\n"})
    repository(root / "inner", {"b.py": "1\n"})
    assert paths(Snapshot.open(root)) == ["a.py"]


def test_an_lfs_pointer_is_told() -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    snapshot = Snapshot.of({"weights.csv": pointer, "a.py": "1\n"})
    assert why(snapshot) == {"weights.csv": "Git LFS pointer"}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("größer\n".encode("utf-16"), "größer\n"),
        ("größer\n".encode("utf-8-sig"), "größer\n"),
        ("größer\n".encode("latin-1"), "größer\n"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"", ""),
        ("\ufeffx".encode("utf-16-be"), "x"),
        (b"\xff\xfe\x00\xd8", "\ufffd"),
    ],
)
def test_any_bytes_become_text(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_a_utf16_file_is_text_though_it_holds_nul() -> None:
    snapshot = Snapshot.of({"a.md": "# Über uns\n".encode("utf-16")})
    assert snapshot.text("a.md") == "# Über uns\n"


def test_nul_makes_a_file_binary() -> None:
    assert why(Snapshot.of({"data": b"abc\0def"})) == {"data": "binary"}


def test_an_oversized_file_is_told(tmp_path: Path) -> None:
    root = write(tmp_path, {"big.json": b"1" * (MAX_FILE + 1), "fits.json": b"1" * MAX_FILE})
    snapshot = Snapshot.open(root)
    assert why(snapshot) == {"big.json": "larger than 1 MB"}
    assert paths(snapshot) == ["fits.json"]


def test_a_notebook_may_be_large_for_the_pictures_in_it(tmp_path: Path) -> None:
    root = write(tmp_path, {"drawn.ipynb": b"1" * (MAX_FILE + 1), "huge.ipynb": b"1" * (MAX_NOTEBOOK + 1)})
    snapshot = Snapshot.open(root)
    assert [file.path for file in snapshot.files] == ["drawn.ipynb"]
    assert why(snapshot) == {"huge.ipynb": "larger than 12 MB"}


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("static/app.js", "var a=1;" * 400, "minified"),
        ("static/app.min.js", "var a=1", "generated"),
        ("api/user_pb2.py", "x = 1\n", "generated"),
        (
            "src/serviceWorker.js",
            "// This optional code is used to register a service worker.\n// register() is not called by default.\n",
            "generated",
        ),
        ("api/user.go", "// Code generated by protoc-gen-go. DO NOT EDIT.\npackage api\n", "generated"),
        ("vendor/github.com/x/y.go", "package y\n", "vendored"),
        ("web/node_modules/a/index.js", "1\n", "vendored"),
        ("logo.png", "not really", "binary"),
        ("web/dist/app.js", "1\n", "generated"),
    ],
)
def test_what_is_not_the_products_own_is_left_out_and_named(path: str, text: str, reason: str) -> None:
    snapshot = Snapshot.of({path: text, "a.py": "1\n"})
    assert snapshot.left_out == ((path, reason),)
    assert snapshot.data(path) == b""
    assert path in snapshot.all_paths


def test_a_document_that_speaks_of_generated_code_is_read() -> None:
    assert paths(Snapshot.of({"README.md": "Code generated by our tool is marked DO NOT EDIT.\n"})) == ["README.md"]


def test_what_the_configuration_excludes_is_told() -> None:
    snapshot = Snapshot.of({"a.py": "1\n", "rules/x.yaml": "1\n", "rulesets/y.yaml": "1\n", "docs/z.md": "z"})
    snapshot.exclude = ("rules/**", "*.md")
    assert why(snapshot) == {"rules/x.yaml": "excluded by configuration", "docs/z.md": "excluded by configuration"}


def test_what_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path, {"a.py": "1\n", "locked.py": "2\n"})
    really_open = os.open

    def refuse(path: str, *rest: int, **more: int) -> int:
        if str(path).endswith("locked.py"):
            raise PermissionError(13, "Permission denied", path)
        return really_open(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    assert why(Snapshot.open(root)) == {"locked.py": "unreadable (Permission denied)"}


def test_pipes_and_sockets_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(write(tmp_path, {"a.py": "1\n"}) / "pipe.py")
    assert why(Snapshot.open(tmp_path)) == {"pipe.py": "not a regular file"}


@pytest.mark.parametrize(
    "name", ["two words.py", "new\nline.py", "tab\t.py", "\x1b[31mred.py", "[bold]x[/].py", "über.py", '"q".py']
)
def test_strange_file_names_are_read(tmp_path: Path, name: str) -> None:
    root = repository(tmp_path, {name: "x = 1\n"})
    snapshot = Snapshot.open(root)
    assert paths(snapshot) == [name]
    assert snapshot.text(name) == "x = 1\n"
    assert not snapshot.is_dirty
    assert name in snapshot.history.first_touch


def test_a_file_name_that_is_no_utf8_does_not_stop_the_look(tmp_path: Path) -> None:
    root = write(tmp_path, {"a.py": "1\n"})
    (tmp_path / os.fsdecode(b"latin-\xe9.py")).write_text("2\n")
    for with_git in (False, True):
        if with_git:
            git(root, "init", "-q")
        found = paths(Snapshot.open(root))
        assert "a.py" in found
        assert all(path == path.encode("utf-8", "replace").decode("utf-8") for path in found)


def test_very_deep_folders_are_read(tmp_path: Path) -> None:
    deep = "/".join(["d"] * 200) + "/a.py"
    assert paths(Snapshot.open(write(tmp_path, {deep: "1\n"}))) == [deep]


def test_a_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = Snapshot.open(write(tmp_path, {"a.py": "1\n"}))
    assert paths(snapshot) == ["a.py"]
    (tmp_path / "a.py").write_text("2\n")
    assert snapshot.text("a.py") == "1\n"


def test_texts_beyond_what_is_kept_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.snapshot.KEPT_BYTES", 5)
    snapshot = Snapshot.open(write(tmp_path, {"a.py": "1234\n", "b.py": "5678\n"}))
    assert [snapshot.text(path) for path in paths(snapshot)] == ["1234\n", "5678\n"]
    assert KEPT_BYTES > 5


def test_blob_ids_are_those_of_git(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "hello\n"})
    assert blob_id(b"hello\n") == git(root, "rev-parse", "HEAD:a.py")
    assert blob_id(b"") == hashlib.sha1(b"blob 0\0").hexdigest()


def test_folders_exist_as_well_as_files() -> None:
    snapshot = Snapshot.of({"docs/a.md": "a", "x.py": "1"})
    assert snapshot.exists("docs") and snapshot.exists("docs/") and snapshot.exists("./x.py")
    assert not snapshot.exists("doc") and not snapshot.exists("y.py")


def test_two_looks_are_equal(tmp_path: Path) -> None:
    root = repository(tmp_path, {"b.py": "1\n", "a.py": "2\n", "c/d.md": "x\n"})
    first, second = Snapshot.open(root), Snapshot.open(root)
    assert (first.files, first.left_out, first.references) == (second.files, second.left_out, second.references)


def test_what_a_sparse_checkout_leaves_away_is_told_and_no_change(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1\n", "big/b.py": "2\n"})
    git(root, "sparse-checkout", "set", "--no-cone", "/a.py")
    snapshot = Snapshot.open(root)
    assert paths(snapshot) == ["a.py"]
    assert why(snapshot) == {"big/b.py": "not checked out"}
    assert not snapshot.is_dirty


OWN = {
    "readiness.yaml": "profile: pilot\n",
    ".github/readiness.yaml": "x",
    "readiness-answers.yaml": "answers: {}\n",
    "readiness-metrics.csv": "date,metric,value,unit\n",
    "readiness-baseline.json": "{}",
    "readiness-milestones/pilot.json": "{}",
    "apps/one/readiness-answers.yaml": "answers: {}\n",
}


def test_our_own_files_are_no_part_of_the_product() -> None:
    with_ours = Snapshot.of({"app.py": "x = 1\n", "k8s/readiness.yaml": "kind: Probe\n", **OWN})
    assert [file.path for file in with_ours.files] == ["app.py", "k8s/readiness.yaml"]
    assert with_ours.left_out == ()
    assert with_ours.all_paths == {"app.py", "k8s/readiness.yaml"}
    assert not with_ours.exists("readiness-answers.yaml")
    assert not with_ours.exists("readiness-milestones")
    assert with_ours.text("readiness-baseline.json") == ""
    assert with_ours.own_paths == tuple(sorted(OWN))
    assert with_ours.own_text("readiness-metrics.csv") == OWN["readiness-metrics.csv"]
    assert with_ours.own_text("app.py") == ""


def test_our_own_files_make_no_tree_dirty(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"app.py": "x = 1\n"})
    write(root, OWN)
    assert not Snapshot.open(root).is_dirty
    git(root, "add", "-A")
    assert not Snapshot.open(root).is_dirty
    write(root, {"new.py": "y = 2\n"})
    git(root, "add", "new.py")
    assert Snapshot.open(root).is_dirty
