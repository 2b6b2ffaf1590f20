"""Who owns a repository, as the CODEOWNERS file of the commit says that was audited."""

from __future__ import annotations

from pathlib import Path

from readiness.classification import left_out_reason, role_and_language
from readiness.code_owners import MAX_BYTES, PLACES, code_owners, owner_of_most
from readiness.history import Git


def owner_at(root: Path, commit: str) -> str:
    """Who owns most of the product's code at a commit, "" where nobody does, or there is no commit.

    For a folder inside a repository the repository's file counts, and what is below the folder. Links are not followed.
    """
    git = Git(root, commit)
    if not commit:
        return ""
    rows = git.run("ls-tree", "-l", "-z", "--full-tree", commit, "--", *PLACES) or ""
    sizes: dict[str, int] = {}
    for row in rows.split("\0"):
        meta, _, path = row.partition("\t")
        words = meta.split()
        if len(words) == 4 and words[0].startswith("100") and words[3].isdigit():
            sizes[path] = int(words[3])
    place = next((place for place in PLACES if place in sizes), "")
    if not place or sizes[place] > MAX_BYTES:
        return ""
    text = git.run("cat-file", "blob", f"{commit}:{place}") or ""
    return owner_of_most(code_owners(text, place), _product(git))


def _product(git: Git) -> list[str]:
    """The paths of the product's own code, of the whole product where there is none, from the top."""
    inside = (git.run("rev-parse", "--show-prefix") or "").rstrip("\n")
    listed = (git.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", git.revision) or "").split("\0")
    paths = [path for path in listed if path.startswith(inside) and path and not left_out_reason(path)]
    return [path for path in paths if role_and_language(path)[0] == "code"] or paths
