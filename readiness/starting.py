"""Start `readiness` in a repository: which files there would be, which are there already, and what to add by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from readiness.answers import FILE as ANSWERS
from readiness.answers_file import HEAD
from readiness.config import PLACES
from readiness.resources import resource
from readiness.settings import PROFILES
from readiness.version import __version__

CI = ("github", "gitlab", "none")
HOOKS = ".pre-commit-config.yaml"
_CI_FILES = {
    "github": (".github/workflows/readiness.yml", "ci/github-workflow.yml"),
    "gitlab": (".gitlab/readiness.yml", "ci/gitlab-ci.yml"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What to start with."""

    profile: str = "general"
    ci: str = "none"
    hook: bool = True
    answers: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """One file to write, and what people are told where one of its kind is there already."""

    path: str
    text: str
    instead: str = ""


def usual_ci(root: Path) -> str:
    """The CI that a repository uses already: github, gitlab or none."""
    if (root / ".github").is_dir():
        return "github"
    return "gitlab" if (root / ".gitlab-ci.yml").is_file() else "none"


def drafts(root: Path, wish: Wish) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    """(files to write, what people are told of those that are there already). Nothing is ever written over."""
    found, told = [], []
    for draft in _wanted(wish):
        there = next(
            (name for name in _alike(draft.path) if (root / name).exists() or (root / name).is_symlink()), None
        )
        if there is None and not _leads_out(root, draft.path):
            found.append(draft)
        elif there is None:
            told.append(f"{draft.path} leads out of the repository by a link; nothing was written there")
        else:
            told.append(
                f"{there} is there already and stays as it is" + (f". {draft.instead}" if draft.instead else "")
            )
    return tuple(found), tuple(told)


def _wanted(wish: Wish) -> Iterable[Draft]:
    assert wish.profile in PROFILES
    yield Draft("readiness.yaml", _filled("start/readiness.yaml", wish))
    if wish.answers:
        yield Draft(ANSWERS, HEAD.rstrip() + " {}\n")
    if wish.hook:
        text = _filled("start/pre-commit-config.yaml", wish)
        entry = text.removeprefix("repos:\n").rstrip("\n")
        yield Draft(HOOKS, text, f"Add to its repos:\n{entry}")
    if wish.ci in _CI_FILES:
        path, template = _CI_FILES[wish.ci]
        yield Draft(path, _filled(template, wish))


def _filled(template: str, wish: Wish) -> str:
    text = (resource("templates") / template).read_text(encoding="utf-8")
    return text.replace("@VERSION@", __version__).replace("@PROFILE@", wish.profile)


def _alike(path: str) -> tuple[str, ...]:
    """The names under which the same file may stand already."""
    return PLACES if path == "readiness.yaml" else (path,)


def _leads_out(root: Path, path: str) -> bool:
    return not (root.resolve() / path).parent.resolve().is_relative_to(root.resolve())
