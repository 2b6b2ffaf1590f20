"""Which other files a changed file needs beside it to be judged: what it imports, what calls models through it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from posixpath import commonprefix

from readiness.classification import LOCK_NAMES
from readiness.compiling import compile_later
from readiness.languages import language_of

MOST = 60  # files of each kind that are taken
_EACH = 3  # files of one name
_IMPORT = compile_later(
    rb"(?m)^[^\n]{0,200}?\b(?:import|from|require|require_relative|use|using|include|export)\b[^\n]{0,400}"
)
_WORD = compile_later(r"[A-Za-z_][\w-]{1,60}")
_FOLDER_FILES = frozenset({"__init__", "index", "mod"})
_MANIFESTS = LOCK_NAMES | frozenset(
    "pyproject.toml setup.py setup.cfg requirements.txt package.json go.mod pom.xml build.gradle build.gradle.kts "
    "cargo.toml gemfile composer.json pipfile dockerfile .dockerignore .gitignore docker-compose.yml "
    "docker-compose.yaml compose.yml compose.yaml".split()
)


def beside(changed: Iterable[str], paths: Collection[str]) -> tuple[str, ...]:
    """Manifests, lock files and images in the folders above the changed files, which tell what these belong to."""
    folders = {""}
    for path in changed:
        parts = path.split("/")[:-1]
        folders |= {"/".join(parts[:length]) for length in range(len(parts) + 1)}
    found = (path for path in paths if path.rpartition("/")[2].lower() in _MANIFESTS)
    return tuple(sorted(path for path in found if path.rpartition("/")[0] in folders)[:MOST])


def imported(changed: Mapping[str, bytes], paths: Collection[str]) -> tuple[str, ...]:
    """Source files that the changed ones seem to import: a name in an import is theirs, the nearest ones first."""
    words = {
        path: set(_WORD.findall(b"\n".join(_IMPORT.findall(data)[:200]).decode("utf-8", "replace")))
        for path, data in changed.items()
        if language_of(path)
    }
    asked = set().union(*words.values())
    by_name: dict[str, list[str]] = {}
    for path in paths if asked else ():
        if (name := name_of(path)) in asked and language_of(path):
            by_name.setdefault(name, []).append(path)
    found: dict[str, int] = {}
    for path in sorted(words):
        for word in sorted(words[path]):
            near = sorted(by_name.get(word, ()), key=lambda other: (-len(commonprefix([path, other])), other))
            for other in near[:_EACH]:
                found[other] = max(found.get(other, 0), len(commonprefix([path, other])))
    return tuple(sorted(sorted(found, key=lambda other: (-found[other], other))[:MOST]))


def leading_to(changed: Iterable[str], texts: Mapping[str, bytes]) -> tuple[str, ...]:
    """Of the files whose texts are given, those that name a changed source file or stand in its folder."""
    sources = [path for path in changed if language_of(path)]
    folders = {path.rpartition("/")[0] for path in sources}
    names = sorted({name_of(path) for path in sources})
    if not names:
        return ()
    named = re.compile(b"|".join(rb"\b%s\b" % re.escape(name.encode("utf-8", "replace")) for name in names))
    found = (path for path, data in texts.items() if path.rpartition("/")[0] in folders or named.search(data))
    return tuple(sorted(found)[:MOST])


def name_of(path: str) -> str:
    """The name by which other files import this one: its stem, or its folder's name where the file stands for that."""
    folder, _, name = path.rpartition("/")
    stem = name.split(".", 1)[0]
    return folder.rpartition("/")[2] or stem if stem in _FOLDER_FILES or path.endswith(".go") else stem
