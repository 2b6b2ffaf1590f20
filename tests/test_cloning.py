from __future__ import annotations

import os
from pathlib import Path

import pytest

from readiness.cloning import NotFetched, Tip, fetch, folder_name, tip_of
from tests.repositories import commit, git, repository

MUCH = 100_000_000


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository(tmp_path / "shop", {"app.py": "x = 1\n"})
    git(root, "tag", "-a", "-m", "first", "v1")
    commit(root, {"late.py": "y = 2\n"}, day=2)
    git(root, "branch", "other", "HEAD~1")
    return root


def head(root: Path, name: str = "HEAD") -> str:
    return git(root, "rev-parse", f"{name}^{{commit}}")


def test_a_tip_is_the_default_branch_a_branch_a_tag_or_a_full_id(shop: Path) -> None:
    url = shop.as_uri()
    assert tip_of(url) == Tip(head(shop), "HEAD")
    assert tip_of(url, "other") == Tip(head(shop, "other"), "refs/heads/other")
    assert tip_of(url, "v1") == Tip(head(shop, "v1"), "refs/tags/v1")
    assert tip_of(url, head(shop)) == Tip(head(shop), "")


def test_what_is_not_there_is_told_without_the_password(tmp_path: Path, shop: Path) -> None:
    with pytest.raises(NotFetched, match='no branch or tag "nope"') as refused:
        tip_of(shop.as_uri(), "nope")
    assert refused.value.kind == "source"
    with pytest.raises(NotFetched) as refused:
        tip_of("http://jo:geheim@127.0.0.1:9/shop.git")
    assert "geheim" not in str(refused.value) and "127.0.0.1:9" in str(refused.value)
    empty = tmp_path / "empty"
    empty.mkdir()
    git(empty, "init", "-q")
    with pytest.raises(NotFetched) as refused:
        tip_of(empty.as_uri())
    assert refused.value.kind == "empty"


def test_the_whole_history_of_one_commit_is_fetched_with_its_tags_and_nothing_is_checked_out(
    tmp_path: Path, shop: Path
) -> None:
    folder = tmp_path / "clone" / "shop"
    fetch(shop.as_uri(), tip_of(shop.as_uri()), folder, MUCH)
    assert git(folder, "rev-list", "--count", "HEAD") == "2"
    assert git(folder, "tag") == "v1"
    assert git(folder, "rev-parse", "HEAD") == head(shop)
    assert not (folder / "app.py").exists() and not list((folder / "hooks").glob("*"))
    assert git(folder, "fsck", "--full", "--connectivity-only") == ""


def test_a_tag_a_branch_and_an_id_are_fetched_as_they_stand(tmp_path: Path, shop: Path) -> None:
    for number, ref in enumerate(("v1", "other", head(shop, "other"))):
        folder = tmp_path / str(number) / "shop"
        fetch(shop.as_uri(), tip_of(shop.as_uri(), ref), folder, MUCH)
        assert git(folder, "rev-parse", "HEAD") == head(shop, "v1")


def test_without_history_one_commit_comes(tmp_path: Path, shop: Path) -> None:
    folder = tmp_path / "clone" / "shop"
    fetch(shop.as_uri(), tip_of(shop.as_uri()), folder, MUCH, depth=1)
    assert git(folder, "rev-list", "--count", "HEAD") == "1"


def test_more_than_may_be_cloned_is_refused(tmp_path: Path, shop: Path) -> None:
    commit(shop, {"big.bin": os.urandom(3_000_000)}, day=3)
    with pytest.raises(NotFetched, match="larger than 1,000,000 bytes") as refused:
        fetch(shop.as_uri(), tip_of(shop.as_uri()), tmp_path / "clone", 1_000_000)
    assert refused.value.kind == "size"


def test_a_way_to_fetch_that_runs_a_program_is_off(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with pytest.raises(NotFetched):
        tip_of(f"ext::sh -c 'touch% {mark}'")
    assert not mark.exists()


def test_hooks_and_templates_of_this_user_do_not_run(
    tmp_path: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    mark = tmp_path / "mark"
    hook = hooks / "reference-transaction"
    hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
    hook.chmod(0o755)
    settings = tmp_path / "gitconfig"
    settings.write_text(f"[core]\n hooksPath = {hooks}\n[init]\n templateDir = {tmp_path}\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    fetch(shop.as_uri(), tip_of(shop.as_uri()), tmp_path / "clone", MUCH)
    assert not mark.exists()


def test_a_password_is_not_kept_in_the_clone_and_its_name_is_that_of_a_clone(tmp_path: Path, shop: Path) -> None:
    assert folder_name("https://github.com/acme/shop.git/") == "shop"
    assert folder_name("git@github.com:acme/shop.git") == "shop"
    assert folder_name("https://host/..") == "repository"
    folder = tmp_path / "clone"
    fetch(shop.as_uri(), tip_of(shop.as_uri()), folder, MUCH)
    assert git(folder, "config", "remote.origin.url") == shop.as_uri()
