"""What may be kept between runs: texts in the user's cache folder. A broken or missing cache only costs time."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

KEPT_DAYS = 30
"""What was not written for so long is removed: what is in use is made again."""
MOST_BYTES = 500_000_000
"""More than this is not kept; what is oldest goes first."""
_DAY = 86_400  # seconds
_OURS = (
    r"(?:ai-signals|audit|audit-at|growth|guard-words|help|look|rules|seen|signals|stages|words)-"
    r"[\w.+-]{8,160}\.(?:json|txt)"
)
_HALF = ".writing-"


def cache_folder() -> Path | None:
    """The platform's cache folder for this program, or None where remembering is switched off (READINESS_NO_CACHE)."""
    if os.environ.get("READINESS_NO_CACHE"):
        return None
    given = os.environ.get("READINESS_CACHE_DIR")
    if given:
        return Path(given)
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return Path(home, "Library", "Caches", "readiness")
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home), "readiness", "cache")
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"), "readiness")


def recall(name: str) -> str | None:
    """The remembered text of that name, or None."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return None


def recall_since(name: str, newest: int) -> str | None:
    """The remembered text of that name, if it was kept well after a time (ns): not within a second of it."""
    folder = cache_folder()
    try:
        is_older = folder is None or (folder / name).stat().st_mtime_ns <= newest + 1_000_000_000
    except OSError:
        return None
    return None if is_older else recall(name)


def remember(name: str, text: str) -> None:
    """Keep a text under a name; failing to is no error."""
    folder = cache_folder()
    if folder is None:
        return
    import tempfile

    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=_HALF)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(temporary, folder / name)
        _tidy(folder)


def _tidy(folder: Path) -> None:
    """Once a day: remove what is old, what a crash left half written, and the oldest of what is too much.

    The folder may be one that people named and use for other things: nothing but our own files is touched.
    """
    import re
    import time

    now, mark = time.time(), folder / ".tidied"
    with contextlib.suppress(FileNotFoundError):
        if now - mark.stat().st_mtime < _DAY:
            return
    mark.touch()
    ours = re.compile(_OURS)
    with os.scandir(folder) as entries:
        mine = [one for one in entries if one.name.startswith(_HALF) or ours.fullmatch(one.name)]
        files = [(one.stat(follow_symlinks=False), one) for one in mine if one.is_file(follow_symlinks=False)]
    left = MOST_BYTES
    for known, entry in sorted(files, key=lambda file: -file[0].st_mtime):
        days = (now - known.st_mtime) / _DAY
        left -= known.st_size
        if left < 0 or days > KEPT_DAYS or (days > 1 and entry.name.startswith(_HALF)):
            with contextlib.suppress(OSError):  # another run was quicker
                os.unlink(entry.path)


def remembered_text(name: str, make: Callable[[], str]) -> str:
    """The remembered text, or what `make` gives, which is then remembered. What `make` raises passes through."""
    known = recall(name)
    if known is None or not known.endswith(_END):
        known = make() + _END
        remember(name, known)
    return known.removesuffix(_END)


def remembered_data(name: str, make: Callable[[], Any]) -> Any:
    """As `remembered_text`, for what JSON can hold; what is remembered and broken is made again."""
    import json

    try:
        return json.loads(remembered_text(name, lambda: json.dumps(make())))
    except ValueError:
        made = make()
        remember(name, json.dumps(made) + _END)
        return json.loads(json.dumps(made))


_END = "\n"
