"""What is kept between runs, and that nothing depends on it."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from readiness.remembering import (
    KEPT_DAYS,
    cache_folder,
    recall,
    recall_since,
    remember,
    remembered_data,
    remembered_text,
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_CACHE_DIR", str(tmp_path / "memory"))
    monkeypatch.delenv("READINESS_NO_CACHE", raising=False)
    return tmp_path / "memory"


def test_a_text_is_remembered_for_its_owner_alone(folder: Path) -> None:
    assert recall("a") is None
    remember("a", "größe")
    assert recall("a") == "größe"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(path.name for path in folder.iterdir()) == [".tidied", "a"]


def test_remembering_can_be_switched_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_NO_CACHE", "1")
    remember("a", "x")
    assert cache_folder() is None and recall("a") is None and not folder.exists()


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("READINESS_CACHE_DIR", str(tmp_path / "file" / "below"))
    remember("a", "x")
    assert recall("a") is None


def test_what_is_no_text_is_forgotten(folder: Path) -> None:
    remember("a", "x")
    (folder / "a").write_bytes(b"\xff\xfe\xff")
    assert recall("a") is None


def test_something_is_made_once(folder: Path) -> None:
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "text\n"

    assert [remembered_text("a", make), remembered_text("a", make)] == ["text\n", "text\n"]
    assert made == [1]


def test_a_text_that_was_cut_off_is_made_again(folder: Path) -> None:
    assert remembered_text("a", lambda: "whole") == "whole"
    (folder / "a").write_text("who")
    assert remembered_text("a", lambda: "whole") == "whole"


def test_data_come_back_alike_whether_made_or_remembered(folder: Path) -> None:
    first = remembered_data("a", lambda: {"x": (1, 2)})
    assert first == remembered_data("a", lambda: pytest.fail("made again")) == {"x": [1, 2]}


@pytest.mark.parametrize("text", ["", "{", "\n", "{\n"])
def test_broken_data_are_made_again(folder: Path, text: str) -> None:
    remembered_data("a", lambda: [1])
    (folder / "a").write_text(text)
    assert remembered_data("a", lambda: [2]) == [2]
    assert remembered_data("a", lambda: [3]) == [2]


def test_what_goes_wrong_in_making_is_told(folder: Path) -> None:
    with pytest.raises(KeyError):
        remembered_data("a", lambda: {}["x"])


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("linux", ".cache/readiness"), ("darwin", "Library/Caches/readiness"), ("win32", "readiness/cache")],
)
def test_each_platform_has_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, expected: str
) -> None:
    for name in ("READINESS_CACHE_DIR", "READINESS_NO_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", platform)
    assert cache_folder() == tmp_path / expected


def test_what_is_no_younger_than_the_last_change_is_not_recalled(folder: Path) -> None:
    remember("a", "x")
    kept = (folder / "a").stat().st_mtime_ns
    assert recall_since("a", kept - 2_000_000_000) == "x"
    assert recall_since("a", kept - 1_000_000_000) is None
    assert recall_since("a", kept) is None
    assert recall_since("b", 0) is None


def _aged(path: Path, days: float) -> Path:
    path.write_text("x" * 10)
    then = time.time() - days * 86_400
    os.utime(path, (then, then))
    return path


def test_what_is_old_goes_and_what_is_not_ours_stays(folder: Path) -> None:
    folder.mkdir()
    old = _aged(folder / f"words-3-{'a' * 32}.json", KEPT_DAYS + 1)
    half, fresh_half = _aged(folder / ".writing-abcd1234", 2), _aged(folder / ".writing-efgh5678", 0.1)
    kept = [
        _aged(folder / f"audit-{'b' * 32}.json", KEPT_DAYS - 1), _aged(folder / "thesis.json", 400), fresh_half,
        _aged(folder / "words.json", 400),
    ]  # fmt: skip
    remember("a", "x")
    assert not old.exists() and not half.exists() and all(path.exists() for path in kept)


def test_of_too_much_the_oldest_goes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    monkeypatch.setattr("readiness.remembering.MOST_BYTES", 25)
    files = [_aged(folder / f"audit-{letter * 32}.json", days) for letter, days in (("a", 3), ("b", 2), ("c", 1))]
    remember("x", "x")
    assert [path.exists() for path in files] == [False, True, True]


def test_the_folder_is_tidied_once_a_day(folder: Path) -> None:
    remember("a", "x")
    old = _aged(folder / f"words-3-{'a' * 32}.json", KEPT_DAYS + 1)
    remember("b", "x")
    assert old.exists()
    _aged(folder / ".tidied", 1.1)
    remember("c", "x")
    assert not old.exists()
