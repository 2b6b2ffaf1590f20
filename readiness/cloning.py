"""Fetch a repository's history with everything off by which it could start, ask or fill something."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from readiness.fleet_sources import shown_address
from readiness.sanitizing import snippet

FULL_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FETCHED = "refs/readiness/fetched"
_BRANCH = "refs/heads/audited"
_LOOK_EVERY = 0.2  # seconds between two looks at how much came
# Nothing is ever checked out, so filters (LFS among them) and submodules have no occasion; hooks, helpers that ask and
# every way to fetch but the one that the address names are off. Settings of this machine's user stay: they log in.
_SAFE = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.askPass=", "credential.interactive=false",
    "protocol.allow=never", "protocol.ext.allow=never", "fetch.recurseSubmodules=false", "submodule.recurse=false",
    "filter.lfs.smudge=", "filter.lfs.process=", "filter.lfs.required=false", "init.templateDir=",
    "transfer.bundleURI=false", "fetch.fsckObjects=false", "fetch.writeCommitGraph=false", "gc.auto=0",
    "maintenance.auto=false", "remote.origin.promisor=false", "color.ui=false", "advice.detachedHead=false",
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "false", "SSH_ASKPASS": "false", "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never", "GIT_LFS_SKIP_SMUDGE": "1", "LC_ALL": "C", "GIT_PAGER": "cat",
    "GIT_NO_REPLACE_OBJECTS": "1",
}  # fmt: skip
_KEPT = ("GIT_SSH", "GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_", "GIT_EXEC_PATH", "GIT_CONFIG_")


class NotFetched(Exception):
    """A repository that could not be had; `kind` is one of `fleet_orders.FAILURES`."""

    def __init__(self, kind: str, says: str) -> None:
        super().__init__(says)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Tip:
    """A commit by its full id, and the name under which the other side has it ("" where it was given by its id)."""

    commit: str
    name: str


def tip_of(url: str, ref: str = "") -> Tip:
    """Where a branch, a tag (in this order), or without `ref` the default branch stands. Nothing is fetched.

    A full id stands for itself. Raises NotFetched.
    """
    if FULL_ID.fullmatch(ref):
        return Tip(ref, "")
    names = (f"refs/heads/{ref}", f"refs/tags/{ref}", ref) if ref else ("HEAD",)
    told = _git(url, "ls-remote", "--", url, *names, *(f"{name}^{{}}" for name in names))
    rows = (line.partition("\t") for line in told.splitlines())
    found = {name: commit for commit, _, name in rows}
    for name in names:
        commit = found.get(f"{name}^{{}}") or found.get(name)  # the commit that an annotated tag stands for
        if commit and FULL_ID.fullmatch(commit):
            return Tip(commit, name)
    if not found and not ref:
        raise NotFetched("empty", "it holds no commit")
    raise NotFetched("source", f'it has no branch or tag "{snippet(ref)}"')


def fetch(url: str, tip: Tip, folder: Path, limit: int, depth: int = 0) -> None:
    """Fill a new folder with the history of one commit, as a repository without working tree.

    All of the history and of its files' contents is fetched (`depth` 0), and the tags on it: rules ask when a file
    changed, what it said then, and what was released. `limit` is in bytes on disk. Raises NotFetched.
    """
    folder.mkdir(parents=True)
    at = ["-C", str(folder)]
    _git(url, *at, "init", "-q", "--bare", "--template=")
    _git(url, *at, "config", "remote.origin.url", shown_address(url))
    shallow = [f"--depth={depth}", "--no-tags"] if depth else []
    options = ["--quiet", "--no-recurse-submodules", "--no-auto-maintenance", "--no-write-fetch-head", *shallow]
    wanted = f"+{tip.name or tip.commit}:{_FETCHED}"
    try:
        _git(url, *at, "fetch", *options, "--", url, wanted, folder=folder, limit=limit)
    except NotFetched as refused:
        if tip.name or refused.kind != "source":
            raise
        # A server may hand out commits only by a name; then all names have to be asked for.
        _git(url, *at, "fetch", *options, "--", url, "+refs/heads/*:refs/fetched/*", folder=folder, limit=limit)
    try:
        _git(url, *at, "update-ref", _BRANCH, tip.commit)
    except NotFetched as missing:
        raise NotFetched("source", f"it does not hand out commit {tip.commit[:12]}") from missing
    _git(url, *at, "symbolic-ref", "HEAD", _BRANCH)


def folder_name(url: str) -> str:
    """The name that `git clone` gives to the folder."""
    path = re.sub(r"/?\.git$", "", url.rstrip("/")).replace(":", "/")
    name = re.sub(r"[\x00-\x1f\\/]", "", path.rpartition("/")[2])
    return name if name.strip(".") else "repository"


def _git(url: str, *arguments: str, folder: Path | None = None, limit: int = 0) -> str:
    """Run git, with the network where it asks for it, and give its output; a `folder` is kept below a `limit`."""
    scheme = urlsplit(url).scheme if "://" in url else "ssh"
    ways = {scheme, "https"} if scheme == "http" else {scheme}
    settings = [
        part for one in (*_SAFE, *(f"protocol.{way}.allow=always" for way in sorted(ways))) for part in ("-c", one)
    ]
    with subprocess.Popen(  # noqa: S603 - git itself; the address was checked, and cannot be taken for an option
        ["git", "--no-pager", *settings, *arguments],  # noqa: S607
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while True:
            try:
                out, told = process.communicate(timeout=_LOOK_EVERY if folder else None)
                break
            except subprocess.TimeoutExpired:
                if folder and _size(folder) > limit:
                    _end(process)
                    raise NotFetched(
                        "size", f"it is larger than {limit:,} bytes, which is what may be cloned"
                    ) from None
    if process.returncode != 0:
        raise NotFetched("source", _reason(told.decode("utf-8", "replace"), url))
    if folder and _size(folder) > limit:
        raise NotFetched("size", f"it is larger than {limit:,} bytes, which is what may be cloned")
    return out.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or (name.startswith(_KEPT) and name != "GIT_CONFIG_PARAMETERS")
    }
    given = {} if {"GIT_SSH", "GIT_SSH_COMMAND"} & kept.keys() else {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    return {**kept, **given, **_ENVIRONMENT}


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # git renames its passing files
                total += os.lstat(os.path.join(place, name)).st_size
    return total


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()  # git ends the programs that it started
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()


def _reason(told: str, url: str) -> str:
    """What git said went wrong, without the user name and password of the address."""
    lines = [line for line in told.splitlines() if line.startswith(("fatal:", "error:", "ERROR:"))] or told.splitlines()
    line = next(iter(lines), "").partition(": ")[2] or "git could not fetch it"
    return snippet(line.replace(url, shown_address(url)))
