"""`readiness audit --hook` as git hooks call it: started without the command line library, which loads slowly."""

from __future__ import annotations

import gc
from pathlib import Path


def run_hook() -> int:
    """As `app.run` with these arguments: the same lines, the same exit codes."""
    gc.disable()  # it makes many small things, keeps them all, and ends
    try:
        from readiness.cli.auditing import Request, carry_out

        return carry_out(Request(Path(), hook=True))
    except (Exception, KeyboardInterrupt) as error:
        from readiness.cli.app import ended

        return ended(error)
