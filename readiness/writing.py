"""Write a file whole or not at all: whoever reads it sees the old or the new, never a part."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path


def write_whole(path: Path, text: str, within: Path | None = None) -> None:
    """Put a text in a file's place, as UTF-8. A link there is replaced, not followed; its folder must exist.

    Raises OSError, also where the folder leads out of `within`.
    """
    if within is not None and not path.parent.resolve().is_relative_to(within.resolve()):
        raise OSError(0, "its folder leads out of the repository")
    replace_file(path, text.encode("utf-8"))


def replace_file(path: Path, data: bytes) -> None:
    """Write beside the file, then put it in its place, with the mode that it had. Raises OSError."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileNotFoundError):
            if not path.is_symlink():  # a link has no mode that is worth keeping
                os.chmod(beside, stat.S_IMODE(path.stat().st_mode))
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    with contextlib.suppress(OSError, AttributeError):  # elsewhere than on POSIX a folder cannot be synced
        folder = os.open(path.parent, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
