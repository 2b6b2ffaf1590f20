"""What an audit depends on, as one id: the same id means the same result, what did not change is not judged again."""

from __future__ import annotations

import hashlib
import os
from dataclasses import fields
from pathlib import Path

from readiness.resources import resource
from readiness.settings import Settings
from readiness.snapshot import Snapshot
from readiness.version import __version__


def fingerprint(snapshot: Snapshot, settings: Settings, rules_id: str, answers: str, as_of: str, name: str) -> str:
    """A hex id over the files' contents, the history's references, people's input, the rules, and this program."""
    digest = hashlib.sha256()
    parts = [
        __version__,
        program_state(),
        rules_id,
        answers,
        as_of,
        name,
        snapshot.commit,
        snapshot.references,
        str(snapshot.is_dirty),
        str(snapshot.history.is_shallow),
    ]
    parts += [f"{field.name}={getattr(settings, field.name)!r}" for field in fields(settings)]
    parts += [f"{file.path}\0{file.blob}" for file in snapshot.files]
    parts += [f"{path}\0{why}" for path, why in snapshot.left_out]
    # Settings and answers are in it by what they say, and a result is compared with a baseline after it was made.
    parts += [f"{path}\0{snapshot.own_text(path)}" for path in snapshot.own_paths if _is_read(path)]
    for part in parts:
        digest.update(part.encode("utf-8", "surrogateescape") + b"\1")
    return digest.hexdigest()[:32]


def glance(snapshot: Snapshot, settings: Settings, rules_id: str, given: str, as_of: str, name: str) -> tuple[str, int]:
    """An id over what shows without reading a file that the fingerprint is the same; and the newest time in it (ns)."""
    stamps, newest = snapshot.stamps()
    parts = [
        __version__, program_state(), rules_id, given, as_of, name, snapshot.commit, snapshot.references,
        str(snapshot.history.is_shallow), stamps,
        *(f"{field.name}={getattr(settings, field.name)!r}" for field in fields(settings)),
    ]  # fmt: skip
    return hashlib.sha256("\2".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32], newest


def _is_read(path: str) -> bool:
    return path.endswith("readiness-metrics.csv") or "readiness-milestones/" in path


def program_state() -> str:
    """The state of this program's own files and of the knowledge that comes with it (sizes and times, not contents)."""
    found = []
    for folder, ending in ((Path(__file__).parent, ".py"), (resource("rules"), ".yaml")):
        for place, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                if name.endswith(ending):
                    info = os.stat(os.path.join(place, name))
                    found.append(f"{name}:{info.st_size}:{info.st_mtime_ns}")
    return hashlib.sha256("|".join(found).encode()).hexdigest()
