"""Start the program: `--version` at once, everything else through the command line application."""

import os
import sys
from typing import NoReturn

BESIDE = "readiness-beside"
"""The name of a thread that works beside a dialogue, and need not be waited for."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from readiness import __version__

        sys.stdout.write(f"readiness {__version__}\n")
        return
    if sys.argv[1:] in (["--help"], ["-h"]):
        from readiness.cli.helping import help_text

        try:
            sys.stdout.write(help_text())
            sys.stdout.flush()
        except BrokenPipeError:
            from readiness.cli.leaving import close_quietly

            close_quietly()
        return
    if sys.argv[1:] == ["audit", "--hook"]:
        from readiness.cli.alone import run_hook

        sys.exit(run_hook())
    from readiness.cli.app import run

    leave(run(sys.argv[1:]))


def leave(code: int) -> NoReturn:
    """End with a code. A thread that still looks at a repository in C++ would abort the program while Python ends."""
    threading = sys.modules.get("threading")
    if threading is not None and any(one.name == BESIDE for one in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
