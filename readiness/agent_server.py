"""A server of read-only tools for programs that write code (Model Context Protocol, stdio); the only door to its SDK.

Each audit runs as a program of its own, so that a hostile or huge repository costs its call and nothing else: it has a
time limit, its answer a greatest size. Nothing here writes into a repository, answers or accepts a risk.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from readiness.agent_answers import audit_answer, inventory_answer, plan_answer, questions_answer
from readiness.answers import FILE, Answers, load_answers
from readiness.config import load_settings, read_inside
from readiness.model import Assessment
from readiness.reports.json import from_json
from readiness.ruleset import load_rules
from readiness.version import __version__

MAX_RESULT = 50_000_000
"""Bytes of a result that are read from an audit."""
MAX_ANSWER = 200_000
"""Characters of an answer; a longer one is refused with how to ask for less."""
MAX_AT_ONCE = 2
_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "Judges whether the repository of an AI product is ready for production, with file and line for every verdict. "
    "Start with `audit`; `plan` gives the cheapest way to a goal. Every step names the command that will confirm it: "
    "run it, or call `audit` with that rule, after a change. What people must answer (`questions`) is for people: ask "
    "them, never write answers or waivers yourself."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The folders that may be looked at (real paths), and the seconds that one audit may take."""

    roots: tuple[Path, ...]
    seconds: float


def serve(roots: tuple[Path, ...], seconds: float) -> None:
    """Serve over stdin and stdout until the client leaves."""
    server_of(Limits(tuple(root.resolve() for root in roots), seconds)).run("stdio")


def server_of(limits: Limits) -> MCPServer[Any]:
    """The server with its five tools."""
    server: MCPServer[Any] = MCPServer("readiness", version=__version__, instructions=_INSTRUCTIONS, log_level="ERROR")
    gate = asyncio.Semaphore(MAX_AT_ONCE)

    async def judged(path: str) -> Assessment:
        root = allowed(path, limits.roots)
        async with gate:
            return await _audited(root, limits.seconds)

    @server.tool(annotations=_READ_ONLY, title="Audit a repository")
    async def audit(path: str = ".", rules: list[str] | None = None, limit: int = 10) -> dict[str, Any]:
        """Verdict, closed gates with evidence and fix, warning signs and next steps of the repository at `path`.

        With `rules` (ids or names) those rules whole instead: use it to confirm that a change did what it should.
        """
        run = await judged(path)
        return _sized(lambda: audit_answer(run, tuple(rules or ()), limit))

    @server.tool(annotations=_READ_ONLY, title="Explain a rule")
    async def explain(rule: str, path: str = ".") -> dict[str, Any]:
        """One rule in the repository: why it matters, what was found and where, how to mend it, what confirms it."""
        run = await judged(path)
        return _sized(lambda: audit_answer(run, (rule,)))

    @server.tool(annotations=_READ_ONLY, title="Plan the next steps")
    async def plan(path: str = ".", goal: str = "", limit: int = 10) -> dict[str, Any]:
        """The steps by gain, or the cheapest set that reaches `goal`: "ready", or points such as "80"."""
        run = await judged(path)
        return _sized(lambda: plan_answer(run, goal, limit))

    @server.tool(annotations=_READ_ONLY, title="List model calls")
    async def inventory(path: str = ".", limit: int = 30) -> dict[str, Any]:
        """Every call of an AI model with its time limit, retries, error handling and other guards, at its line."""
        run = await judged(path)
        return _sized(lambda: inventory_answer(run, limit))

    @server.tool(annotations=_READ_ONLY, title="Questions for people")
    async def questions(path: str = ".", limit: int = 10) -> dict[str, Any]:
        """What the repository cannot show and people must answer, the most useful first. Ask people; write nothing."""
        run = await judged(path)
        root = allowed(path, limits.roots)
        return _sized(
            lambda: questions_answer(run, _answers(root, run), datetime.date.fromisoformat(run.target.date), limit)
        )

    return server


def allowed(path: str, roots: tuple[Path, ...]) -> Path:
    """The real folder that a path names, inside one of `roots`. Raises ToolError for anything else, links included."""
    if "\0" in path or len(path) > 4096:
        raise ToolError("that is no path")
    base = Path(path)
    try:
        real = (base if base.is_absolute() else roots[0] / base).resolve()
    except (OSError, RuntimeError) as error:
        raise ToolError("that is no path") from error
    if not any(real.is_relative_to(root) for root in roots):
        raise ToolError("that folder is outside those that this server may look at")
    if not real.is_dir():
        raise ToolError("there is no such folder")
    return real


async def _audited(root: Path, seconds: float) -> Assessment:
    """The audit of a folder, made by a program of its own. Raises ToolError with what people need to mend."""
    command = (sys.executable, "-m", "readiness", "audit", "--output-format", "json", "--exit-zero", "--", str(root))
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"}, limit=MAX_RESULT,
    )  # fmt: skip
    try:
        out, told = await asyncio.wait_for(_read(process), seconds)
    except TimeoutError as error:
        raise ToolError(f"the audit took longer than {seconds:g} s and was ended") from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if len(out) > MAX_RESULT:
        raise ToolError("the result is too large to be handed on; audit a smaller folder")
    if process.returncode != 0:
        raise ToolError(told.decode("utf-8", "replace").strip()[:4000] or "the audit failed")
    try:
        return from_json(out.decode("utf-8"))
    except ValueError as error:
        raise ToolError("the audit gave no result") from error


async def _read(process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
    """Both streams, each up to its limit; the rest is thrown away so that the program can end."""
    assert process.stdout is not None and process.stderr is not None
    out, told = await asyncio.gather(_upto(process.stdout, MAX_RESULT), _upto(process.stderr, 100_000))
    await process.wait()
    return out, told


async def _upto(stream: asyncio.StreamReader, most: int) -> bytes:
    kept = bytearray()
    while chunk := await stream.read(65_536):
        if len(kept) <= most:
            kept += chunk
    return bytes(kept)


def _answers(root: Path, run: Assessment) -> Answers:
    day = datetime.date.fromisoformat(run.target.date)
    name = load_settings(root, day).answers or FILE
    text = read_inside(root, name)
    if not isinstance(text, str):
        return Answers()
    return load_answers(text, name, {one.rule.id: one.rule for one in load_rules().rules})[0]


def _sized(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer, unless it is too long; words that name nothing are told as they are."""
    try:
        answer = make()
    except ValueError as error:
        raise ToolError(str(error)) from error
    if len(json.dumps(answer)) > MAX_ANSWER:
        raise ToolError("the answer is too long; ask for fewer with `limit`, or name the rules")
    return answer
