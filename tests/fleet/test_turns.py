from __future__ import annotations

from pathlib import Path

import pytest

from readiness.fleet_sources import Unit
from readiness.fleet_turns import FEW, turns
from tests.repositories import write


def unit(folder: Path, name: str, size: int, inside: str = ".git/") -> Unit:
    write(folder / name, {f"{inside}objects/pack/a.pack": b"x" * size, f"{inside}objects/pack/a.idx": b"x" * 9000})
    return Unit(name, str(folder / name))


def test_what_is_far_larger_than_the_mean_is_begun_first_and_the_rest_keeps_its_order(tmp_path: Path) -> None:
    sizes = [10, 0, 900, 5, 12, 1000, 7, 3]
    units = [unit(tmp_path, f"shop{at}", size) for at, size in enumerate(sizes)]
    assert turns(units) == (5, 2, 0, 1, 3, 4, 6, 7)


def test_addresses_folders_without_packs_and_bare_repositories_are_known_for_what_they_are(tmp_path: Path) -> None:
    units = [
        Unit("address", url="https://host/a"),
        Unit("gone", str(tmp_path / "gone")),
        unit(tmp_path, "small", 10),
        unit(tmp_path, "bare", 500, inside=""),
        unit(tmp_path, "other", 10),
    ]
    assert turns(units) == (3, 0, 1, 2, 4)
    assert turns(units[:2]) == (0, 1)
    assert turns([]) == ()


def test_few_are_taken_out_of_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {f"shop{at}": 1000 + at if at >= 3 * FEW else 0 for at in range(5 * FEW)}
    monkeypatch.setattr("readiness.fleet_turns.packed", lambda path: sizes[path])
    found = turns([Unit(name, name) for name in sizes])
    assert sorted(found) == list(range(5 * FEW))
    assert found[:FEW] == tuple(range(5 * FEW - 1, 4 * FEW - 1, -1))
    assert list(found[FEW:]) == sorted(found[FEW:])
