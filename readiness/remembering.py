"""What may be kept between runs: texts in the user's cache folder. A broken or missing cache only costs time."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


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
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".writing-")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(temporary, folder / name)


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
