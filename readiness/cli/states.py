"""What a word of `readiness diff` stands for: a milestone, a result file, a commit, or the working tree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from readiness import Problem
from readiness.history import Git
from readiness.milestones import names, points
from readiness.revisions import base_of, commit_of
from readiness.strict_yaml import did_you_mean

KINDS = ("milestone", "file", "ref")
NOW = ("now", ".")


@dataclass(frozen=True, slots=True)
class State:
    """One side of a comparison. `kind`: milestone (by name), file (by path), ref (by the commit's full id), now."""

    kind: str
    name: str
    says: str
    """How people read it: `milestone pilot`, `run.json`, `main`, `now`."""


def state_of(root: Path, word: str, problems: list[Problem]) -> State | None:
    """What a word stands for. Where it stands for several things, or for none, that is added to the problems."""
    if word in NOW:
        return State("now", "", "now")
    kind, colon, name = word.partition(":")
    if colon and kind in KINDS:
        found = [state for state in _states(root, name) if state.kind == kind]
    else:
        found = _states(root, word)
    if len(found) == 1:
        return found[0]
    if found:
        ways = " or ".join(f"{state.kind}:{word}" for state in found)
        problems.append(Problem("diff", 0, f'"{word}" is a {" and a ".join(s.kind for s in found)}', f"write {ways}"))
    else:
        problems.append(_unknown(root, name if colon and kind in KINDS else word))
    return None


def default_state(root: Path, problems: list[Problem]) -> State | None:
    """The newest milestone; without one, the commit where this branch left the default branch."""
    if known := points(root):
        return State("milestone", known[-1].name, f"milestone {known[-1].name}")
    says, commit = base_of(root)
    if commit:
        return State("ref", commit, says)
    problems.append(
        Problem("diff", 0, "there is neither a milestone nor a default branch to compare with", "name one: diff A B")
    )
    return None


def _states(root: Path, word: str) -> list[State]:
    found = []
    if word in names(root):
        found.append(State("milestone", word, f"milestone {word}"))
    file = Path(word)
    if word.endswith(".json") and file.is_file():
        found.append(State("file", word, file.name))
    if commit := commit_of(root, word):
        found.append(State("ref", commit, word))
    return found


def _unknown(root: Path, word: str) -> Problem:
    git = Git(root)
    branches = (
        git.run("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags") or ""
    ).split()
    hint = did_you_mean(word, (*names(root), *branches))
    is_shallow = (git.run("rev-parse", "--is-shallow-repository") or "").strip() == "true"
    if not hint and is_shallow:
        hint = "the clone is shallow: fetch the whole history (actions/checkout: fetch-depth: 0)"
    return Problem(
        "diff", 0, f'"{word}" is no milestone, result file or commit', hint or "`milestone --list` lists them"
    )
