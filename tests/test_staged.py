"""What is staged: the index against HEAD, whatever lies in the working tree and whatever git's variables say."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.staged import Staged, head_files, index_files, place_of, read_staged
from tests.repositories import commit, git, repository, write

FILES = {"app/main.py": "print(1)\n", "app/old.py": "print(2)\n" * 20, "README.md": "# Shop\n"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


def staged(root: Path, **environment: str) -> Staged:
    found = read_staged(root, environment, root)
    assert found is not None
    return found


def sides(found: Staged) -> dict[str, tuple[str | None, str | None]]:
    """Path -> its text before and after, None where it is not there."""

    def text(side: object) -> str | None:
        return None if side is None else found.contents.of([side]).get(side.path, b"?").decode()  # type: ignore[attr-defined,list-item]

    return {file.path: (text(file.before), text(file.after)) for file in found.files}


def paths_after(found: Staged) -> list[str]:
    return [file.path for file in index_files(found, head_files(found))]


def test_nothing_is_staged_in_a_clean_repository(shop: Path) -> None:
    assert staged(shop).files == ()
    assert paths_after(staged(shop)) == sorted(FILES)


def test_only_the_index_counts(shop: Path) -> None:
    write(shop, {"app/main.py": "staged\n", "new.py": "untracked\n", "README.md": "unstaged\n"})
    git(shop, "add", "app/main.py")
    write(shop, {"app/main.py": "later\n"})
    (shop / "app" / "old.py").unlink()
    assert sides(staged(shop)) == {"app/main.py": ("print(1)\n", "staged\n")}


def test_a_renamed_and_a_deleted_file_are_seen_on_their_sides(shop: Path) -> None:
    git(shop, "mv", "app/old.py", "app/new.py")
    git(shop, "rm", "-q", "README.md")
    text = FILES["app/old.py"]
    assert sides(staged(shop)) == {
        "app/old.py": (text, None),
        "app/new.py": (None, text),
        "README.md": ("# Shop\n", None),
    }
    assert paths_after(staged(shop)) == ["app/main.py", "app/new.py"]


def test_the_first_commit_has_nothing_before_it(tmp_path: Path) -> None:
    root = write(tmp_path / "shop", FILES)
    git(root, "init", "-q")
    git(root, "add", "app")
    found = staged(root)
    assert (found.head, head_files(found)) == ("", ())
    assert {path: before for path, (before, _) in sides(found).items()} == {"app/main.py": None, "app/old.py": None}


def test_what_is_only_intended_to_be_added_is_not_staged(shop: Path) -> None:
    write(shop, {"later.py": "x = 1\n", "now.py": "y = 1\n"})
    git(shop, "add", "-N", "later.py")
    git(shop, "add", "now.py")
    assert sides(staged(shop)) == {"now.py": (None, "y = 1\n")}
    assert "later.py" not in paths_after(staged(shop))


def test_a_merge_brings_what_others_judged_and_what_was_mended_by_hand(shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "work")
    commit(shop, {"theirs.py": "a = 1\n", "app/main.py": "print('theirs')\n"}, day=1)
    git(shop, "checkout", "-q", "main")
    commit(shop, {"ours.py": "b = 1\n"}, day=2)
    git(shop, "merge", "-q", "--no-commit", "--no-ff", "work")
    write(shop, {"app/main.py": "print('mended')\n"})
    git(shop, "add", "app/main.py")
    found = staged(shop)
    assert sides(found) == {"app/main.py": ("print(1)\n", "print('mended')\n")}
    assert [file.path for file in found.merged] == ["theirs.py"]
    assert paths_after(found) == sorted([*FILES, "ours.py", "theirs.py"])


def test_a_conflict_is_named(shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "work")
    commit(shop, {"app/main.py": "print('theirs')\n"}, day=1)
    git(shop, "checkout", "-q", "main")
    commit(shop, {"app/main.py": "print('ours')\n"}, day=2)
    with pytest.raises(Exception, match="merge"):
        git(shop, "merge", "-q", "work")
    assert staged(shop).unmerged == ("app/main.py",)


def test_submodules_and_links_are_no_text(shop: Path) -> None:
    (shop / "link.py").symlink_to("/etc/passwd")
    git(shop, "add", "link.py")
    git(shop, "update-index", "--add", "--cacheinfo", f"160000,{git(shop, 'rev-parse', 'HEAD')},vendor/lib")
    found = staged(shop)
    assert [file.path for file in found.files] == ["link.py", "vendor/lib"]
    assert found.contents.of(file.after for file in found.files if file.after) == {}


def test_odd_names_are_read_whole(shop: Path) -> None:
    names = ["a b.py", "ünicode/日本.py", 'quo"te.py', "-n.py", "tab\there.py", "line\nend.py"]
    write(shop, dict.fromkeys(names, "x = 1\n"))
    git(shop, "add", "-A")
    assert sorted(sides(staged(shop))) == sorted(names)


def test_a_folder_inside_a_repository_is_judged_alone(shop: Path) -> None:
    write(shop, {"app/main.py": "staged\n", "README.md": "staged\n"})
    git(shop, "add", "-A")
    found = staged(shop / "app")
    assert sides(found) == {"main.py": ("print(1)\n", "staged\n")}
    assert paths_after(found) == ["main.py", "old.py"]


def test_git_may_lead_its_hook_to_an_index_of_its_own(shop: Path) -> None:
    write(shop, {"app/main.py": "staged\n"})
    git(shop, "add", "app/main.py")
    (shop / ".git" / "next-index-1.lock").write_bytes((shop / ".git" / "index").read_bytes())
    git(shop, "reset", "-q")
    assert staged(shop).files == ()
    for index in (".git/next-index-1.lock", str(shop / ".git" / "next-index-1.lock")):
        assert sides(staged(shop, GIT_INDEX_FILE=index)) == {"app/main.py": ("print(1)\n", "staged\n")}
        assert sides(staged(shop, GIT_INDEX_FILE=index, GIT_DIR=".git")) == {"app/main.py": ("print(1)\n", "staged\n")}


def test_variables_of_another_repository_do_not_count(shop: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "other", {"x.py": "1\n"})
    place = place_of(other, {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"}, shop)
    assert place == {}
    assert place_of(shop, {"GIT_DIR": str(tmp_path / "gone"), "GIT_INDEX_FILE": "gone"}, shop) == {}


def test_a_repository_may_be_kept_away_from_its_working_tree(tmp_path: Path) -> None:
    tree = write(tmp_path / "tree", {"x.py": "1\n"})
    git(tree, "init", "-q", "--separate-git-dir", str(tmp_path / "kept"))
    git(tree, "add", "x.py")
    (tree / ".git").unlink()
    assert read_staged(tree, {}, tree) is None
    found = read_staged(tree, {"GIT_DIR": str(tmp_path / "kept"), "GIT_WORK_TREE": str(tree)}, tree)
    assert found is not None and sorted(sides(found)) == ["x.py"]


def test_a_linked_working_tree_has_its_own_index(shop: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    git(shop, "worktree", "add", "-q", "-b", "other", str(linked))
    write(linked, {"app/main.py": "linked\n"})
    git(linked, "add", "-A")
    assert staged(shop).files == ()
    folder = git(linked, "rev-parse", "--absolute-git-dir")
    for environment in ({}, {"GIT_DIR": folder, "GIT_INDEX_FILE": f"{folder}/index"}):
        assert sides(staged(linked, **environment)) == {"app/main.py": ("print(1)\n", "linked\n")}


def test_a_plain_folder_is_no_repository(tmp_path: Path) -> None:
    assert read_staged(write(tmp_path / "plain", FILES), {}, tmp_path) is None


def test_nothing_in_the_repository_changes_by_looking(shop: Path) -> None:
    write(shop, {"app/main.py": "staged\n"})
    git(shop, "add", "-A")
    before = {path: path.read_bytes() for path in sorted((shop / ".git").rglob("*")) if path.is_file()}
    sides(staged(shop))
    assert {path: path.read_bytes() for path in sorted((shop / ".git").rglob("*")) if path.is_file()} == before
