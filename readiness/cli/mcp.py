"""`readiness mcp`: tools for programs that write code, over stdin and stdout."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def mcp(
    roots: Annotated[
        list[Path] | None, typer.Argument(metavar="[ROOT]...", help="Folders that may be looked at (default: here).")
    ] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", min=1, help="Time limit of one audit.")] = 300,
) -> None:
    """Serve read-only tools over the Model Context Protocol: audit, explain, plan, inventory, questions.

    A path outside ROOT is refused. Nothing is written: no answers, no waivers. Needs `pip install 'readiness[mcp]'`.
    """
    import importlib.util

    from readiness import Problem
    from readiness.cli.leaving import refuse

    problems = [Problem(str(root), 0, "there is no such folder") for root in roots or () if not root.is_dir()]
    if importlib.util.find_spec("mcp") is None:
        problems.append(Problem("mcp", 0, "the protocol's library is not installed", "pip install 'readiness[mcp]'"))
    if problems:
        refuse(problems, "Nothing is served")
    from readiness.agent_server import serve

    serve(tuple(roots or (Path(),)), timeout)
