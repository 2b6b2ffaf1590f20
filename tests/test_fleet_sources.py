"""Which repositories a fleet run looks at, and what is refused."""

from pathlib import Path

import pytest

from readiness.fleet_sources import shown_address, units_of


def repository(path: Path) -> Path:
    (path / ".git").mkdir(parents=True)
    return path


def names(*sources: object) -> list[str]:
    units, problems = units_of(map(str, sources))
    assert not problems, problems
    return [unit.name for unit in units]


def mistakes(*sources: object) -> str:
    return "\n".join(str(one) for one in units_of(map(str, sources))[1])


def test_a_repository_a_folder_of_them_and_a_glob(tmp_path: Path) -> None:
    for name in ("one", "group/two", "group/.hidden/three"):
        repository(tmp_path / name)
    (tmp_path / "plain").mkdir()
    assert names(tmp_path / "one") == ["one"]
    assert names(tmp_path) == ["one", "two"], "hidden folders are not searched"
    assert names(tmp_path / "gr*" / "*") == ["two"]
    assert names(tmp_path, tmp_path / "one") == ["one", "two"], "each once"


def test_a_repository_inside_another_is_part_of_it(tmp_path: Path) -> None:
    repository(tmp_path / "outer")
    repository(tmp_path / "outer" / "inner")
    assert names(tmp_path) == ["outer"]


def test_equal_names_are_told_apart_by_their_parents(tmp_path: Path) -> None:
    repository(tmp_path / "a" / "api")
    repository(tmp_path / "b" / "api")
    assert names(tmp_path) == ["a/api", "b/api"]


def test_a_list_with_refs_answers_and_owners(tmp_path: Path) -> None:
    repository(tmp_path / "shop")
    (tmp_path / "shop.yaml").write_text("schema: 1\nanswers: {}\n")
    (tmp_path / "repos.txt").write_text(
        "# ours\nshop ref=main answers=shop.yaml owner='Team Blue'\n\nhttps://user:secret@git.example.org/team/chat.git  # theirs\n"
    )
    units, problems = units_of([str(tmp_path / "repos.txt")])
    assert not problems
    chat, shop = units
    assert (shop.ref, shop.owner, Path(shop.answers).name) == ("main", "Team Blue", "shop.yaml")
    assert chat.name == "chat" and chat.url.startswith("https://user:secret@")
    assert shown_address(chat.url) == "https://git.example.org/team/chat.git"


def test_every_mistake_in_a_list_is_told_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "repos.txt"
    file.write_text(
        "nowhere\next::sh -c touch% hacked\nhttps://h/x reff=main\nhttps://h/y ref=--upload-pack=x\n'open\n"
    )
    told = mistakes(file)
    assert "repos.txt:1: nowhere: there is no such folder" in told
    assert "repos.txt:2" in told
    assert 'repos.txt:3: "reff=main"' in told and 'did you mean "ref"' in told
    assert 'repos.txt:4: "ref=--upload-pack=x" is no ref' in told
    assert "repos.txt:5: cannot be read" in told


@pytest.mark.parametrize("address", ["ext::https://h/x", "ftp://h/x", "-oProxy://x"])
def test_an_address_that_could_run_something_is_refused(address: str) -> None:
    assert "no address that is fetched" in mistakes(address)


@pytest.mark.parametrize("source", ["/nowhere", "/nowhere/*"])
def test_a_source_that_names_nothing_is_a_mistake(source: str) -> None:
    assert mistakes(source)


def test_a_folder_without_a_repository_says_what_to_name(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    assert "holds no git repository" in mistakes(tmp_path)


@pytest.mark.parametrize("url", ["git@github.com:team/chat.git", "ssh://git@host:22/team/chat", "file:///srv/chat.git"])
def test_git_s_own_ways_to_write_an_address_are_known(url: str) -> None:
    units, problems = units_of([url])
    assert not problems and [unit.name for unit in units] == ["chat"]
