"""Milestones: a result and the answers it rests on, frozen under a name in the repository, and read again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from readiness.compiling import compile_later
from readiness.foreign_result import from_outside
from readiness.milestone_files import FOLDER as FOLDER
from readiness.milestone_files import Point, read_point
from readiness.model import Assessment
from readiness.result import as_data
from readiness.strict_yaml import Problem
from readiness.writing import write_whole

MAX_BYTES = 64_000_000
_NAME = compile_later(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_RESERVED = compile_later(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|now|.*\.(?:json|lock)|.*\.")
"""Names that mean something else: to Windows, to `readiness diff`, or as a file's ending."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone: when and why it was set, the result, and the answers' text as it was then."""

    name: str
    date: str
    note: str
    answers_path: str
    answers: str
    result: Assessment


def wrong_name(name: str) -> str:
    """What is wrong with a name for a milestone, "" where nothing is."""
    if not _NAME.fullmatch(name):
        return "a name is letters, digits, dot, underscore and hyphen, at most 80, and starts with a letter or digit"
    return "this name means something else" if _RESERVED.fullmatch(name) else ""


def path_of(root: Path, name: str) -> Path:
    """Where the milestone of that name is kept."""
    return root / FOLDER / f"{name}.json"


def save(root: Path, milestone: Milestone, force: bool = False) -> Problem | None:
    """Write a milestone whole; a problem where one of its name is there, or it cannot be written."""
    path, shown = path_of(root, milestone.name), f"{FOLDER}/{milestone.name}.json"
    data = {
        "schema": 1,
        "name": milestone.name,
        "date": milestone.date,
        "commit": milestone.result.target.commit,
        "note": milestone.note,
        "answers": {"path": milestone.answers_path, "text": milestone.answers},
        "result": as_data(milestone.result),
    }
    twin = next((one for one in names(root) if one.lower() == milestone.name.lower()), "")
    if twin and not (force and twin == milestone.name):
        hint = "choose another name, or --force to replace it" if twin == milestone.name else "choose another name"
        return Problem(shown, 0, f"there is a milestone {twin} already", hint)
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, json.dumps(data, indent=1, allow_nan=False) + "\n", within=root)
    except OSError as error:
        return Problem(shown, 0, f"cannot be written: {error.strerror or type(error).__name__}")
    return None


def names(root: Path) -> tuple[str, ...]:
    """The names of all milestones, sorted."""
    try:
        found = [path for path in (root / FOLDER).iterdir() if path.suffix == ".json" and path.is_file()]
    except OSError:
        return ()
    return tuple(sorted(path.stem for path in found if _NAME.fullmatch(path.stem)))


def points(root: Path) -> tuple[Point, ...]:
    """Every milestone that can be read, oldest first, in short."""
    found = []
    for name in names(root):
        text = _text(path_of(root, name))
        point = read_point(text, f"{FOLDER}/{name}.json") if isinstance(text, str) else None
        found += [point] if point else []
    return tuple(sorted(found, key=lambda point: (point.date, point.name)))


def load(root: Path, name: str) -> Milestone | Problem:
    """The milestone of that name, or why there is none."""
    text = _text(path_of(root, name))
    return text if isinstance(text, Problem) else read_milestone(text, f"{FOLDER}/{name}.json")


def read_milestone(text: str, path: str) -> Milestone | Problem:
    """The milestone that a text holds, or why it holds none."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("schema") != 1 or not isinstance(data.get("result"), dict):
            return Problem(path, 0, "is no milestone")
        answers = data.get("answers") or {}
        return Milestone(
            str(data.get("name", "")), str(data.get("date", "")), str(data.get("note", "")),
            str(answers.get("path", "")), str(answers.get("text", "")), from_outside(data["result"]),
        )  # fmt: skip
    except (ValueError, RecursionError, AttributeError) as error:
        return Problem(path, 0, f"is broken: {error}"[:200])


def _text(path: Path) -> str | Problem:
    shown = f"{FOLDER}/{path.name}"
    try:
        if path.stat().st_size > MAX_BYTES:
            return Problem(shown, 0, "is too large")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Problem(shown, 0, "there is no such milestone")
    except UnicodeError:
        return Problem(shown, 0, "is not UTF-8 text")
    except OSError as error:
        return Problem(shown, 0, f"cannot be read: {error.strerror or type(error).__name__}")
