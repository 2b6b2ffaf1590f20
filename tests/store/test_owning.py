from __future__ import annotations

from pathlib import Path

from readiness.cli.auditing import Request, carry_out
from readiness.store.owning import owner_at
from readiness.store.places import Place
from readiness.store.runs import open_store
from tests.repositories import commit, git, repository


def head(root: Path) -> str:
    return git(root, "rev-parse", "HEAD")


def test_the_owner_is_read_from_the_commit_not_from_what_is_checked_out(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"src/app.py": "x = 1\n", "CODEOWNERS": "* @acme/shop\n", "docs/a.md": "A\n"})
    first = head(root)
    commit(root, {"CODEOWNERS": "* @acme/other\n"}, day=2)
    (root / "CODEOWNERS").write_text("* @acme/nobody\n")
    assert owner_at(root, first) == "@acme/shop"
    assert owner_at(root, head(root)) == "@acme/other"
    assert owner_at(root, "") == owner_at(tmp_path, "") == ""


def test_code_counts_before_papers_and_the_first_place_of_the_file_before_the_others(tmp_path: Path) -> None:
    files = {f"docs/{n}.md": "A\n" for n in range(5)} | {"app.py": "x = 1\n", "node_modules/a/b.js": "1\n"}
    owners = {".github/CODEOWNERS": "docs/ @acme/docs\n*.py @acme/code\n", "CODEOWNERS": "* @acme/late\n"}
    root = repository(tmp_path / "shop", files | owners)
    assert owner_at(root, head(root)) == "@acme/code"


def test_a_folder_inside_has_the_owner_of_what_is_below_it(tmp_path: Path) -> None:
    files = {
        "web/a.ts": "1\n",
        "web/b.ts": "1\n",
        "api/a.py": "x = 1\n",
        "CODEOWNERS": "* @acme/web\n/api/ @acme/api\n",
    }
    root = repository(tmp_path / "shop", files)
    assert owner_at(root, head(root)) == "@acme/web"
    assert owner_at(root / "api", head(root)) == "@acme/api"


def test_a_link_a_huge_file_and_none_give_no_owner(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"app.py": "x = 1\n"})
    assert owner_at(root, head(root)) == ""
    (root / "CODEOWNERS").symlink_to("/etc/passwd")
    commit(root, {}, day=2)
    assert owner_at(root, head(root)) == ""
    (root / "CODEOWNERS").unlink()
    commit(root, {"CODEOWNERS": "* @acme/shop\n" + "#" * 3_000_000}, day=3)
    assert owner_at(root, head(root)) == ""


def test_an_audit_that_is_stored_tells_the_owner(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"app.py": "x = 1\n", "CODEOWNERS": "* @acme/shop\n"})
    file = tmp_path / "runs.db"
    code = carry_out(Request(root, as_of="2026-03-01", store=str(file), output=tmp_path / "out.txt"))
    assert code in (0, 1)
    with open_store(Place(str(file), file)) as store:
        assert [run.owner for run in store.latest()] == ["@acme/shop"]
