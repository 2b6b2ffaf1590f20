"""What a repository is called over time: the same from every clone, and never with anybody's password."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.settings import Settings
from readiness.store.identity import LONGEST, given_to, identity_of, normalised
from tests.repositories import commit, git, repository, write


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/acme/shop.git", "https://github.com/Acme/Shop/", "http://github.com:80/acme/shop", "git@github.com:acme/shop.git",
        "ssh://git@github.com:22/acme/shop.git", "git://github.com/acme//shop.git", "https://jo:hunter2@GitHub.com/acme/shop",
        "https://x-access-token:ghp_abcdefghijkl@github.com/acme/shop.git?token=1#x", "github.com:acme/shop", " https://github.com./acme/shop\n",
    ],
)  # fmt: skip
def test_every_way_to_write_an_address_is_the_same_repository(url: str) -> None:
    assert normalised(url) == "github.com/acme/shop"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://git.example.org:8443/Team/Shop.git", "git.example.org:8443/Team/Shop"),
        ("git@git.example.org:~jo/Shop", "git.example.org/~jo/Shop"),
        ("ssh://git@[2001:db8::1]:2222/shop.git", "2001:db8::1:2222/shop"),
        ("", ""), ("/srv/git/shop.git", ""), ("../shop", ""), ("file:///srv/shop", ""), (r"C:\work\shop", ""), ("C:/work/shop", ""),
        ("https://", ""), ("https://github.com", ""), ("https://[::1/x", ""), ("https://h:99999/x", ""), ("ext::sh -c touch", ""),
    ],
)  # fmt: skip
def test_other_hosts_keep_their_case_and_paths_are_no_address(url: str, address: str) -> None:
    assert normalised(url) == address


def test_a_clone_is_its_origin_and_a_folder_in_it_a_part(tmp_path: Path) -> None:
    root = repository(tmp_path / "checkout-17", {"services/api/app.py": "x = 1\n"})
    git(root, "remote", "add", "fork", "git@github.com:jo/shop.git")
    assert identity_of(root).id == "github.com/jo/shop"
    git(root, "remote", "add", "origin", "https://jo:ghp_abcdefghijklmnop@github.com/acme/shop.git")
    assert (identity_of(root).id, identity_of(root).name) == ("github.com/acme/shop", "shop")
    part = identity_of(root / "services" / "api")
    assert (part.id, part.name) == ("github.com/acme/shop//services/api", "api")


def test_without_an_address_the_first_commit_tells_and_without_git_the_folder(tmp_path: Path) -> None:
    root = repository(tmp_path / "one" / "shop", {"a.py": "x = 1\n"})
    begun = identity_of(root)
    commit(root, {"a.py": "x = 2\n"})
    subprocess.run(["git", "clone", "-q", str(root), str(tmp_path / "two" / "shop")], check=True)
    assert begun.id.startswith("local:shop:") and identity_of(root) == begun == identity_of(tmp_path / "two" / "shop")
    plain = [identity_of(write(tmp_path / name / "shop", {"a.py": ""})) for name in ("three", "four")]
    assert plain[0].name == plain[1].name == "shop" and plain[0].id != plain[1].id
    assert str(tmp_path) not in plain[0].id


def test_hostile_and_endless_addresses_are_bounded(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"a.py": ""})
    git(root, "remote", "add", "origin", "https://example.org/" + "x/" * 400 + "\x1b[31mred")
    found = identity_of(root)
    assert len(found.id) <= LONGEST and len(found.name) <= LONGEST and "\x1b" not in found.id + found.name
    assert normalised("https://example.org/" + "/" * 100_000 + "x") == "example.org/x"


def test_what_was_given_is_told_apart_by_what_changes_a_result(tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {"a.py": ""})
    bare = given_to(root, Settings())
    assert bare.answers == ""
    assert given_to(root, Settings(fail_on="never", baseline="b.json")) == bare
    assert given_to(root, replace(Settings(), ignore=("R301",))).settings != bare.settings
    write(
        root, {"readiness-answers.yaml": "schema: 1\n", "elsewhere.yaml": "schema: 1\n", "other.yaml": "schema: 1\n\n"}
    )
    own = given_to(root, Settings()).answers
    assert own and own == given_to(root, Settings(), root / "elsewhere.yaml").answers
    assert own != given_to(root, Settings(), root / "other.yaml").answers
