"""Start the program: `--version` at once, everything else through the command line application."""

import sys


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

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
