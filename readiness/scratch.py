"""Folders for what passes: one a worker, in use as long as its process holds a lock, and cleared otherwise."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "READINESS_SCRATCH"
_LOCK = "in-use"
_OLD = 86_400.0  # seconds after which a folder is left over, where nothing tells whether it is in use


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder of this process' own. `lock` is the open file that says so, -1 where there are no such locks."""

    folder: Path
    lock: int

    def clear(self) -> None:
        """Remove what is in it."""
        for name in os.listdir(self.folder):
            if name != _LOCK:
                remove(self.folder / name)

    def close(self) -> None:
        """Remove it."""
        remove(self.folder)
        if self.lock >= 0:
            os.close(self.lock)

    @contextlib.contextmanager
    def place(self) -> Iterator[Path]:
        """A folder inside it for a while."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        try:
            yield folder
        finally:
            remove(folder)


def open_scratch(above: Path | None = None) -> Scratch:
    """A new scratch folder; those that crashed processes left are removed. Raises OSError."""
    shared = above or Path(os.environ.get(VARIABLE) or _below(Path(tempfile.gettempdir())))
    shared.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        _clear(shared)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=shared))
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    if _take(lock):
        return Scratch(folder, lock)
    os.close(lock)
    return Scratch(folder, -1)


def remove(folder: Path) -> None:
    """Remove a folder, whatever the modes of what is in it; what cannot be removed stays."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists() and not folder.is_symlink():
        for place, _, _ in os.walk(folder):
            with contextlib.suppress(OSError):
                os.chmod(place, 0o700)
        shutil.rmtree(folder, ignore_errors=True)


def _below(temporary: Path) -> Path:
    """The folder that all runs of this user share; one of its own where somebody else has that name."""
    folder = temporary / f"readiness-fleet-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    info = os.lstat(folder)
    is_ours = not hasattr(os, "getuid") or info.st_uid == os.getuid()
    if folder.is_dir() and not folder.is_symlink() and is_ours:
        return folder
    return Path(tempfile.mkdtemp(prefix="readiness-fleet-"))


def _clear(shared: Path) -> None:
    for folder in sorted(shared.glob("run-*")):
        if not folder.is_symlink() and not _is_in_use(folder):
            remove(folder)


def _is_in_use(folder: Path) -> bool:
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR)
    except OSError:  # just made, or half removed
        return _age(folder) < 60.0
    try:
        taken = _take(lock)
        return not taken if taken is not None else _age(folder) < _OLD
    finally:
        os.close(lock)


def _age(folder: Path) -> float:
    try:
        return time.time() - os.lstat(folder).st_mtime
    except OSError:
        return 0.0


def _take(lock: int) -> bool | None:
    """Take a lock that ends with this process: whether it was free, None where the platform has none."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
