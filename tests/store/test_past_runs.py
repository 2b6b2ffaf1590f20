"""The store for programs: opened by a word, filled with results, and walked again."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness import (
    BadInput,
    StoreProblem,
    audit,
    keep_run,
    open_store,
    read_settings,
    repository_id,
)
from tests.repositories import commit, repository


def test_runs_are_kept_once_and_walked(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"app.py": "print(1)\n", "CODEOWNERS": "* @acme/shop\n"})
    commit(root, {"b.py": "x = 1\n"}, day=3)
    with open_store(tmp_path / "history.db", create=True) as store:
        for name, day in (("HEAD~1", "2026-01-01"), ("HEAD", "2026-02-01"), ("HEAD", "2026-02-01")):
            kept = keep_run(store, audit(root, commit=name, as_of=day), root)
        runs = store.runs_of(repository_id(root))
        assert [run.date for run in runs] == ["2026-01-01", "2026-02-01"] and runs[-1].id == kept
        assert [run.owner for run in runs] == ["@acme/shop"] * 2
        assert store.assessment(kept) == audit(root, commit="HEAD", as_of="2026-02-01")
        earlier = store.points(repository_id(root), "2026-03-01")
    assert "earlier run" in " ".join(audit(root, as_of="2026-03-01", earlier=earlier).notes)
    with pytest.raises(ValueError, match="earlier"):
        audit(root, commit="HEAD", earlier=earlier)


def test_other_settings_make_another_run(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", {"app.py": "print(1)\n"})
    with open_store(str(tmp_path / "history.db"), create=True) as store:
        for profile in ("", "pilot"):
            settings = read_settings(root, as_of="2026-01-01", profile=profile)
            keep_run(store, audit(root, settings=settings, as_of="2026-01-01"), root, settings=settings, owner="Jo")
        assert [run.profile for run in store.runs_of(repository_id(root))] == ["general", "pilot"]


def test_what_is_no_store_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for word in (tmp_path, "mysql://host/db", tmp_path / "none" / "x.db"):
        with pytest.raises(BadInput, match="store: "):
            open_store(word)
    with pytest.raises(StoreProblem, match="there is no store"):
        open_store(tmp_path / "x.db")
    monkeypatch.setattr("readiness.store.places.find_spec", lambda name: None)
    with pytest.raises(BadInput, match="readiness\\[fleet\\]"):
        open_store(tmp_path / "x.db")
