from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from readiness.scratch import open_scratch, remove


def test_a_folder_is_there_while_it_is_used_and_gone_afterwards(tmp_path: Path) -> None:
    scratch = open_scratch(tmp_path)
    with scratch.place() as folder:
        (folder / "a").write_text("a")
    assert not folder.exists()
    (scratch.folder / "left").mkdir()
    scratch.clear()
    assert os.listdir(scratch.folder) == ["in-use"]
    scratch.close()
    assert not scratch.folder.exists()


def test_what_a_crash_left_is_cleared_at_the_next_start_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    program = (
        "import os, sys, pathlib; from readiness.scratch import open_scratch; s = open_scratch(pathlib.Path(sys.argv[1])); "
        "(s.folder / 'clone').mkdir(); print(s.folder); sys.stdout.flush(); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True)
    crashed = Path(done.stdout.strip())
    assert crashed.is_dir()
    mine = open_scratch(tmp_path)
    assert not crashed.exists()
    other = open_scratch(tmp_path)
    assert mine.folder.is_dir() and other.folder.is_dir()
    mine.close()
    other.close()


def test_folders_that_must_not_be_read_are_removed_too(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a").write_text("a")
    (folder / "deep").chmod(0o000)
    remove(folder)
    assert not folder.exists()


def test_a_link_is_no_folder_to_clear(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "a").write_text("a")
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "run-link").symlink_to(kept)
    open_scratch(shared).close()
    assert (kept / "a").exists()
