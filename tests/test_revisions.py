from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from readiness.history import Git
from readiness.judging import audit
from readiness.model import Change, Changes, Evidence
from readiness.revisions import NoSuchCommit, audit_at, base_of, commit_of, entries, filled, with_commits
from readiness.settings import Settings
from readiness.snapshot import MAX_FILE
from readiness.strict_yaml import BadInput
from tests.repositories import commit, git, repository, write

DAY = datetime.date(2026, 3, 1)
APP = "from openai import OpenAI\nclient = OpenAI(timeout=20)\n\ndef ask(q):\n    return client.responses.create(model='gpt-4o', input=q)\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository(tmp_path / "shop", {"app.py": APP, "README.md": "# Shop\n"})
    git(root, "tag", "v1")
    commit(root, {"app.py": APP.replace("timeout=20", ""), "late.py": "x = 1\n"}, day=5, message="Drop the limit")
    git(root, "tag", "v2")
    return root


def head(root: Path, name: str = "HEAD") -> str:
    return git(root, "rev-parse", name)


def test_a_name_is_the_commit_it_stands_for_and_options_are_none(shop: Path) -> None:
    assert commit_of(shop, "v1") == head(shop, "HEAD~1")
    assert commit_of(shop, head(shop)[:9]) == head(shop)
    for name in ("nope", "", "--all", "-h", "v1\0", "HEAD:app.py"):
        assert commit_of(shop, name) == ""


def test_a_folder_holds_the_files_of_the_commit_and_is_gone_afterwards(shop: Path) -> None:
    with filled(shop, head(shop, "v1")) as (folder, past):
        assert folder.name == "shop"
        assert sorted(path.name for path in folder.iterdir()) == ["README.md", "app.py"]
        assert (folder / "app.py").read_text() == APP
        assert [file.path for file in past.files] == ["README.md", "app.py"]
    assert not folder.exists()


def test_an_audit_of_a_commit_is_the_audit_of_its_checkout(shop: Path) -> None:
    now = audit(shop, Settings(), as_of=DAY, cache=False)
    assert audit_at(shop, head(shop), as_of=DAY, cache=False) == now


def test_history_and_tags_end_at_the_commit(shop: Path) -> None:
    git(shop, "tag", "-d", "v2")
    git(shop, "checkout", "-q", "v1")
    then = audit(shop, Settings(), as_of=DAY, cache=False)
    git(shop, "checkout", "-q", "main")
    git(shop, "tag", "v2")
    assert audit_at(shop, head(shop, "v1"), as_of=DAY, cache=False) == then


def test_settings_and_answers_are_those_of_the_commit(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"app.py": APP, "readiness.yaml": "profile: pilot\nselect: [R3]\n"})
    commit(
        root,
        {"readiness.yaml": "profile: critical\nselect: [R3]\n", "readiness-answers.yaml": "schema: 1\nanswers: {}\n"},
    )
    assert audit_at(root, head(root, "HEAD~1"), as_of=DAY, cache=False).profile == "pilot"
    assert audit_at(root, head(root), as_of=DAY, cache=False).profile == "critical"


def test_a_waiver_that_has_lapsed_since_is_no_mistake_of_then(tmp_path: Path) -> None:
    waiver = "waivers:\n  - {rule: R301, owner: Jo, reason: later, expires: 2023-12-01}\n"
    root = repository(tmp_path / "shop", {"app.py": APP, "readiness.yaml": waiver})
    assert audit_at(root, head(root), as_of=DAY, cache=False).config_path == "readiness.yaml"


def test_a_mistake_in_a_file_of_then_names_the_commit(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"app.py": APP, "readiness.yaml": "nonsense: 1\n"})
    with pytest.raises(BadInput) as raised:
        audit_at(root, head(root), as_of=DAY, cache=False)
    assert raised.value.problems[0].path == f"{head(root)[:12]}:readiness.yaml"


def test_neither_filters_nor_attributes_nor_links_nor_hooks_have_a_say(tmp_path: Path) -> None:
    root = write(
        tmp_path / "shop", {"app.py": "$Id$ x = 1\r\n", "big.py": b"#" * (MAX_FILE + 1), "lib/node_modules/x.js": "1\n"}
    )
    git(root, "init", "-q")
    (root / ".gitattributes").write_text("*.py filter=evil export-subst ident\nlate.py export-ignore\n")
    (root / "late.py").write_text("y = 1\n")
    os.symlink("/etc/passwd", root / "out.py")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Begin")
    git(root, "config", "filter.evil.smudge", f"touch {tmp_path}/ran; cat")
    with filled(root, head(root)) as (folder, _):
        assert (folder / "app.py").read_bytes() == b"$Id$ x = 1\r\n"
        assert (folder / "late.py").exists()
        assert not os.path.lexists(folder / "out.py")
        assert not (folder / "lib").exists()
        assert (folder / "big.py").stat().st_size == MAX_FILE + 1
        assert (folder / "big.py").stat().st_blocks == 0
    assert not (tmp_path / "ran").exists()
    left_out = dict(audit_at(root, head(root), as_of=DAY, cache=False).left_out)
    assert left_out == {"big.py": "larger than 1 MB", "lib/node_modules/x.js": "vendored", "out.py": "link"}


def test_no_path_of_a_tree_made_by_hand_leads_out(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"app.py": APP})
    blob = git(root, "hash-object", "-w", "--stdin", stdin="boo\n")
    inner = git(root, "mktree", stdin=f"100644 blob {blob}\tescaped.py\n")
    evil = git(root, "mktree", stdin=f"100644 blob {blob}\tok.py\n040000 tree {inner}\t..\n")
    made = git(root, "commit-tree", "-m", "evil", evil)
    with filled(root, made) as (folder, _):
        assert [path.name for path in folder.iterdir()] == ["ok.py"]
        assert not (folder.parent / "escaped.py").exists()


def test_a_folder_of_a_repository_is_looked_at_alone(tmp_path: Path) -> None:
    root = repository(tmp_path / "mono", {"a/app.py": APP, "b/other.py": "x = 1\n"})
    with filled(root / "a", head(root)) as (folder, past):
        assert [path.name for path in folder.iterdir()] == ["app.py"]
        assert [file.path for file in past.files] == ["app.py"]


def test_a_commit_that_the_clone_lacks_is_told(shop: Path) -> None:
    with pytest.raises(NoSuchCommit), filled(shop, "0" * 40):
        pass
    assert entries(Git(shop, "0" * 40)) is None


def test_the_base_is_where_the_branch_left_the_default_branch(shop: Path, tmp_path: Path) -> None:
    git(shop, "checkout", "-q", "-b", "work", "v1")
    commit(shop, {"more.py": "x = 1\n"}, day=6)
    assert base_of(shop) == ("where this branch left main", head(shop, "v1"))
    assert base_of(write(tmp_path / "plain", {"a.py": ""})) == ("", "")


def test_each_change_names_the_newest_commit_that_touched_its_place(shop: Path) -> None:
    def change(path: str, subject: str = "rule") -> Change:
        return Change("new", subject, "R301", "", "", evidence=(Evidence(path, 2),))

    commit(shop, {"README.md": "# Shop\n\nMore.\n"}, day=9)
    changes = Changes("v1", head(shop, "v1"), "", (change("app.py"), change("none.py"), change("app.py", "sign")))
    told = with_commits(changes, shop, head(shop, "v1"))
    assert [one.commit for one in told.changes] == [head(shop, "v2"), "", ""]
    assert with_commits(changes, shop, "") == changes


def test_an_audit_of_a_commit_is_remembered_until_its_tags_change(
    shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("READINESS_NO_CACHE", raising=False)
    monkeypatch.setattr("readiness.revisions.program_state", lambda: "the same")
    monkeypatch.setenv("READINESS_CACHE_DIR", str(tmp_path / "cache"))
    first = audit_at(shop, head(shop), as_of=DAY)
    monkeypatch.setattr("readiness.revisions.filled", lambda *_: pytest.fail("nothing is to be written"))
    assert audit_at(shop, head(shop), as_of=DAY) == first
    monkeypatch.undo()
    monkeypatch.setenv("READINESS_CACHE_DIR", str(tmp_path / "cache"))
    git(shop, "tag", "v3", "v1")
    assert audit_at(shop, head(shop), as_of=DAY).target == first.target
