"""Write a file whole or not at all: whoever reads it sees the old or the new, never a part."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def write_whole(path: Path, text: str, within: Path | None = None) -> None:
    """Put a text in a file's place, as UTF-8. A link there is replaced, not followed; its folder must exist.

    Raises OSError, also where the folder leads out of `within`.
    """
    if within is not None and not path.parent.resolve().is_relative_to(within.resolve()):
        raise OSError(0, "its folder leads out of the repository")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with open(
            os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "w", encoding="utf-8", newline="\n"
        ) as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
