"""Run one read-only git command so that nothing which the audited repository configures is ever started."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence

# Every setting through which a repository's own configuration could start a program or reach the network, switched off.
# Working-tree comparisons (status, diff without --cached) are never asked for: they would run clean filters.
_SAFE = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.untrackedCache=false",
    "core.quotePath=false", "core.sshCommand=false", "core.gitProxy=", "core.askPass=", "credential.helper=",
    "protocol.allow=never", "diff.external=", "log.showSignature=false", "gpg.program=false", "safe.directory=*",
    "core.attributesFile=/dev/null", "core.excludesFile=/dev/null", "maintenance.auto=false", "gc.auto=0",
    "color.ui=false", "core.alternateRefsCommand=", "submodule.recurse=false",
)  # fmt: skip
ENVIRONMENT: Mapping[str, str] = {
    "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_PAGER": "cat", "GIT_ASKPASS": "false",
    "GIT_EXTERNAL_DIFF": "", "LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_LITERAL_PATHSPECS": "1",
}  # fmt: skip
_KEPT = frozenset({"GIT_EXEC_PATH", "GIT_SSL_CAINFO"})


def command_line(root: str, arguments: Sequence[str]) -> list[str]:
    """The words of a git command that works in a folder, all settings that could run something switched off."""
    settings = [part for setting in _SAFE for part in ("-c", setting)]
    return ["git", "-C", root, "--no-pager", *settings, *arguments]


def leading_elsewhere() -> tuple[str, ...]:
    """Names of the variables that lead git to another repository: a commit hook, for one, has them set for its own."""
    return tuple(sorted(name for name in os.environ if name.startswith("GIT_") and name not in _KEPT))


def run_git(root: str, arguments: Sequence[str], given: bytes = b"", place: Mapping[str, str] | None = None) -> bytes:
    """The output of a git command. `given` is what it reads as its input, `place` variables that say where git is.

    Raises OSError where there is no git or no such folder, subprocess.CalledProcessError where it fails.
    """
    environment = {name: value for name, value in os.environ.items() if name not in leading_elsewhere()}
    done = subprocess.run(  # noqa: S603 - git itself, with arguments of our own
        command_line(root, arguments),
        env={**environment, **ENVIRONMENT, **(place or {})},
        stdin=None if given else subprocess.DEVNULL,
        input=given or None,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return done.stdout
