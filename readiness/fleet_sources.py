"""Which repositories a fleet run looks at: folders, globs, git addresses, or a file with one of them a line."""

from __future__ import annotations

import glob
import os
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from readiness.compiling import compile_later
from readiness.strict_yaml import Problem, did_you_mean

KEYS = ("ref", "answers", "owner")
MAX_DEPTH = 3
MAX_LIST = 20_000_000
_SCHEMES = ("https", "http", "ssh", "git", "file")
_SCP = compile_later(r"^[\w.-]+@[\w.-]+:(?!//)[^\s]+$")
_REF = compile_later(r"^(?!-)[\w./@{}^~+-]{1,200}$")


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """One repository to audit: a folder (`path`) or an address to clone (`url`), exactly one of them.

    `name` is what people call it and unique in a run; `place` is where it was asked for, as `repos.txt:3`.
    """

    name: str
    path: str = ""
    url: str = ""
    ref: str = ""
    answers: str = ""
    owner: str = ""
    place: str = ""


def units_of(sources: Iterable[str]) -> tuple[tuple[Unit, ...], tuple[Problem, ...]]:
    """The repositories that sources name, sorted by name, each once; and every mistake in them."""
    found: list[Unit] = []
    problems: list[Problem] = []
    for source in sources:
        for one in _units(source, problems):
            found.append(one)
    return _named(found), tuple(problems)


def is_address(text: str) -> bool:
    """Whether a text is an address that git clones from, rather than a path."""
    return "://" in text or bool(_SCP.match(text))


def shown_address(url: str) -> str:
    """An address without user name and password."""
    if "://" not in url:
        return url.partition("@")[2] if _SCP.match(url) else url
    parts = urlsplit(url)
    host = parts.hostname or ""
    place = f"{host}:{parts.port}" if parts.port else host
    return urlunsplit((parts.scheme, place, parts.path, "", ""))


def _units(source: str, problems: list[Problem]) -> Iterator[Unit]:
    if is_address(source):
        yield from _addressed(source, source, problems)
        return
    path = Path(source)
    if path.is_dir():
        yield from _below(path, source, problems)
    elif path.is_file():
        yield from _listed(path, problems)
    elif glob.has_magic(source):
        matches = sorted(match for match in glob.glob(source, recursive=True) if os.path.isdir(match))
        if not matches:
            problems.append(Problem(source, 0, "matches no folder"))
        yield from (Unit(Path(match).resolve().name, str(Path(match).resolve()), place=source) for match in matches)
    else:
        problems.append(Problem(source, 0, "is no folder, file, glob or git address"))


def _below(root: Path, place: str, problems: list[Problem]) -> Iterator[Unit]:
    """The repository that a folder is, or those below it; a folder without any is one project without history."""
    if (root / ".git").exists():
        yield Unit(root.resolve().name, str(root.resolve()), place=place)
        return
    found = sorted(_repositories(root, MAX_DEPTH))
    if found:
        yield from (Unit(path.name, str(path.resolve()), place=place) for path in found)
        return
    problems.append(
        Problem(place, 0, "holds no git repository", "name the folder that holds .git, or a list with its path in it")
    )


def _repositories(root: Path, depth: int) -> Iterator[Path]:
    with os.scandir(root) as entries:
        folders = sorted(
            entry.path for entry in entries if entry.is_dir(follow_symlinks=False) and entry.name != ".git"
        )
    for folder in map(Path, folders):
        if (folder / ".git").exists():
            yield folder
        elif depth > 1 and not folder.name.startswith("."):
            yield from _repositories(folder, depth - 1)


def _listed(file: Path, problems: list[Problem]) -> Iterator[Unit]:
    """The lines of a list: `PATH-OR-ADDRESS [ref=main] [answers=FILE] [owner=NAME]`; `#` starts a comment."""
    if file.stat().st_size > MAX_LIST:
        problems.append(Problem(str(file), 0, f"is larger than {MAX_LIST:,} bytes"))
        return
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(str(file), 0, "is not UTF-8 text"))
        return
    for number, line in enumerate(text.splitlines(), 1):
        yield from _line(file, number, line, problems)


def _line(file: Path, number: int, line: str, problems: list[Problem]) -> Iterator[Unit]:
    try:
        words = shlex.split(line, comments=True)
    except ValueError as error:
        problems.append(Problem(str(file), number, f"cannot be read: {error}"))
        return
    if not words:
        return
    given: dict[str, str] = {}
    for word in words[1:]:
        key, equals, value = word.partition("=")
        if not equals or key not in KEYS:
            problems.append(
                Problem(str(file), number, f'"{word}" is none of ref=, answers=, owner=', did_you_mean(key, KEYS))
            )
        elif not value or (key == "ref" and not _REF.match(value)):
            problems.append(Problem(str(file), number, f'"{word}" is no {key}'))
        else:
            given[key] = value
    answers = given.get("answers", "")
    if answers and not (file.parent / answers).is_file():
        problems.append(Problem(str(file), number, f"{answers}: there is no such answers file"))
    place = f"{file}:{number}"
    more = {
        "ref": given.get("ref", ""),
        "answers": str((file.parent / answers).resolve()) if answers else "",
        "owner": given.get("owner", ""),
    }
    if is_address(words[0]):
        yield from _addressed(words[0], place, problems, **more)
        return
    path = file.parent / words[0]
    if path.is_dir():
        yield Unit(path.resolve().name, str(path.resolve()), place=place, **more)
    else:
        problems.append(Problem(str(file), number, f"{words[0]}: there is no such folder"))


def _addressed(url: str, place: str, problems: list[Problem], **more: str) -> Iterator[Unit]:
    scheme = urlsplit(url).scheme if "://" in url else "ssh"
    path, _, line = place.rpartition(":")
    where = (path, int(line)) if path and line.isdigit() else (shown_address(place), 0)
    if url.startswith("-") or "::" in url.partition("/")[0] or scheme not in _SCHEMES:
        hint = f"git fetches by {', '.join(_SCHEMES)} here, and by no other way"
        problems.append(Problem(*where, f'"{shown_address(url)}" is no address that is fetched', hint))
        return
    name = re.sub(r"\.git$", "", url.rstrip("/")).replace(":", "/").rpartition("/")[2]
    yield Unit(name or "repository", url=url, place=shown_address(place), **more)


def _named(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Each repository once (the first word of it counts), and under a name of its own: parents tell equals apart."""
    once: dict[tuple[str, str, str], Unit] = {}
    for unit in units:
        once.setdefault((unit.path, unit.url, unit.ref), unit)
    for parts in range(1, 8):
        taken: dict[str, list[tuple[str, str, str]]] = {}
        for key, unit in once.items():
            taken.setdefault(unit.name, []).append(key)
        doubled = [key for keys in taken.values() if len(keys) > 1 for key in keys]
        if not doubled:
            break
        for key in doubled:
            unit = once[key]
            once[key] = Unit(_longer(unit, parts), *_rest(unit))
    return tuple(sorted(once.values()))


def _longer(unit: Unit, parts: int) -> str:
    whole = (unit.path or shown_address(unit.url)).replace(":", "/")
    words = [word for word in re.sub(r"\.git$", "", whole).split("/") if word]
    name = "/".join(words[-parts - 1 :])
    return name if parts < len(words) or not unit.ref else f"{name}@{unit.ref}"


def _rest(unit: Unit) -> tuple[str, str, str, str, str, str]:
    return unit.path, unit.url, unit.ref, unit.answers, unit.owner, unit.place
