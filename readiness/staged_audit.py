"""The whole audit of what the next commit holds: for changes whose reach no small picture can show."""

from __future__ import annotations

import contextlib
import datetime
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.answers import Answers, load_answers
from readiness.config import MISNAMED, PLACES, load_settings
from readiness.history import Git, TrackedFile
from readiness.model import Assessment, Rule
from readiness.settings import Settings
from readiness.snapshot import Past
from readiness.staged import Staged, index_files
from readiness.strict_yaml import Problem

ANSWERS = "readiness-answers.yaml"
OWN_NAMES = frozenset({*PLACES, *MISNAMED, "pyproject.toml"})


@dataclass(frozen=True, slots=True)
class Own:
    """What people set and answered, as it will be committed. `folder` holds these files and people's own rules."""

    folder: Path
    settings: Settings
    answers: str | None
    """The text of the answers, None where there are none."""
    answers_name: str
    baseline: str | None
    """The text of the baseline that the settings name."""
    is_other: bool
    """Whether the commit changes any of it, so that every verdict may change."""


@contextlib.contextmanager
def own_files(
    root: Path,
    staged: Staged,
    before: Sequence[TrackedFile],
    as_of: datetime.date,
    config: Path | None = None,
    waivers: bool = True,
) -> Iterator[Own]:
    """The settings, answers and rules of the index: what lies unstaged in the working tree has no say."""
    entries = {entry.path: entry for entry in index_files(staged, before)}
    with _folder(root) as folder:
        _write(folder, staged.contents.of(entries[name] for name in sorted(OWN_NAMES & entries.keys())))
        settings = load_settings(folder, as_of, config, waivers)
        old = settings
        if config is None and not staged.paths.isdisjoint(OWN_NAMES):
            old = _settings_of_head(root, staged, before, as_of, waivers)
        rules = [path for path in entries if any(path.startswith(f"{name.rstrip('/')}/") for name in settings.rules)]
        _write(folder, staged.contents.of(entries[path] for path in rules))
        name = settings.answers or ANSWERS
        texts = {
            path: data.decode("utf-8-sig", "replace")
            for path, data in staged.contents.of(
                entries[path] for path in {name, settings.baseline} if path in entries
            ).items()
        }
        is_other = _plain(settings) != _plain(old) or not staged.paths.isdisjoint({name, *rules})
        yield Own(folder, settings, texts.get(name), name, texts.get(settings.baseline), is_other)


def _settings_of_head(
    root: Path, staged: Staged, before: Sequence[TrackedFile], as_of: datetime.date, waivers: bool
) -> Settings:
    with _folder(root) as folder:
        _write(folder, staged.contents.of(entry for entry in before if entry.path in OWN_NAMES))
        return load_settings(folder, as_of, waivers=waivers)


def _plain(settings: Settings) -> Settings:
    """The settings without where each stands."""
    waivers = tuple(replace(waiver, place="") for waiver in settings.waivers)
    return replace(settings, places={}, problems=(), waivers=waivers)


def read_answers(own: Own, given: Path | None, rules: Mapping[str, Rule]) -> tuple[Answers, tuple[Problem, ...]]:
    """The answers of the index, or those of a file that was named instead."""
    if given is not None:
        try:
            return load_answers(given.read_text(encoding="utf-8"), given.name, rules)
        except (OSError, UnicodeError) as error:
            return Answers(), (Problem(str(given), 0, f"cannot be read: {error}"),)
    if own.answers is None:
        missing = Problem(own.answers_name, 0, "there is no such answers file")
        return Answers(), (missing,) if own.settings.answers else ()
    return load_answers(own.answers, own.answers_name, rules)


def audit_staged(
    root: Path,
    staged: Staged,
    before: Sequence[TrackedFile],
    settings: Settings,
    *,
    as_of: datetime.date,
    answers: Path | None = None,
    rules: tuple[Path, ...] = (),
    cache: bool = True,
) -> Assessment:
    """The audit of everything that the index holds, with the history of HEAD. Raises as `audit` does."""
    from readiness.judging import audit

    after = index_files(staged, before)
    with _folder(root) as folder:
        _write(folder, staged.contents.of(after))
        folders = tuple(folder / name for name in settings.rules if (folder / name).is_dir())
        past = Past(Git(root, staged.head, staged.git.place), after) if staged.head else None
        return audit(
            folder, settings, as_of=as_of, answers_path=answers, rules_dirs=(*folders, *rules), cache=cache, past=past
        )


@contextlib.contextmanager
def _folder(root: Path) -> Iterator[Path]:
    """A passing folder of the same name."""
    with tempfile.TemporaryDirectory(prefix="readiness-", ignore_cleanup_errors=True) as above:
        folder = Path(above, root.resolve().name or "repository")
        folder.mkdir()
        yield folder


def _write(folder: Path, texts: Mapping[str, bytes]) -> None:
    """Write files as git keeps them; a path that leads out of the folder, or that means two things, is left out."""
    for path, data in texts.items():
        if _is_safe(path.split("/")):
            target = folder.joinpath(*path.split("/"))
            with contextlib.suppress(OSError):
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as out:
                    out.write(data)


def _is_safe(parts: Iterable[str]) -> bool:
    return not any(part in ("", ".", "..") or part.lower() == ".git" or set(part) & set("\\\0:") for part in parts)
