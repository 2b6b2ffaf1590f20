"""Time the program beside other programs, and say how many times as long it takes: ratios travel, seconds do not.

usage: python benchmarks/speed.py [--runs N] [--sizes S,M,L] [--python PYTHON] [FOLDER ...]

Measured: `--version` and `--help` against a bare interpreter start; a cold audit (the repository never seen, the
program's own rules compiled) and a warm one (nothing changed) against ripgrep with 99 patterns and ast-grep with 20
simple rules over the same folder, as far as they are on the PATH; and the peak memory of a cold audit. The median of N
runs, all programs in turn.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from generate import SIZES, generate

WORDS = (
    "timeout retry backoff openai anthropic langchain litellm logger structlog opentelemetry tracer span metric "
    "counter histogram sentry health ready liveness pydantic zod validate schema moderation guardrail injection "
    "sanitize escape token secret password api_key credential bearer oauth jwt session cookie csrf cors rate_limit "
    "throttle quota budget cost price usage cache redis memcache queue celery worker cron schedule migrate backup "
    "restore rollback canary feature_flag docker compose kubernetes helm terraform replicas autoscal resources "
    "limits cpu memory gpu torch tensorflow sklearn mlflow wandb dataset train evaluate accuracy precision recall "
    "benchmark golden prompt template embedding vector retriev chunk rerank citation source feedback thumbs rating "
    "survey tooltip aria alt onboarding tutorial changelog"
).split()
RULES = {
    "python": (
        "OpenAI($$$)", "$C.create($$$)", "logging.getLogger($$$)", "requests.get($$$)", "os.environ[$K]", "open($$$)",
        "print($$$)",
    ),
    "typescript": (
        "fetch($$$)", "new OpenAI($$$)", "console.log($$$)", "z.object($$$)", "process.env.$K", "setTimeout($$$)",
        "JSON.parse($$$)",
    ),
    "go": ("http.Get($$$)", "errors.New($$$)", "slog.Info($$$)"),
    "java": ("log.info($$$)", "new Thread($$$)", "System.getenv($$$)"),
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """How long a program took (seconds) and the most memory it held (MB)."""

    seconds: float
    memory: float


def measured(command: Sequence[str], cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> Run:
    """One run of a program, output thrown away. Exit codes above 1 are an error."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} left with {process.returncode}")
    return Run(seconds, _megabytes(usage))


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def ast_grep(folder: Path) -> list[str] | None:
    """ast-grep with twenty simple rules, where it is to be had."""
    program = shutil.which("ast-grep")
    if program is None:
        return None
    rules = [
        f"id: rule-{language}-{number}\nlanguage: {language}\nrule: {{pattern: '{pattern}'}}\n"
        for language, patterns in RULES.items()
        for number, pattern in enumerate(patterns)
    ]
    return [program, "scan", "--inline-rules", "---\n".join(rules), str(folder)]


def ripgrep(folder: Path) -> list[str] | None:
    """ripgrep with 99 patterns over the same files, where it is to be had."""
    program = shutil.which("rg")
    patterns = [part for word in WORDS[:99] for part in ("-e", word)]
    return None if program is None else [program, "--hidden", "-c", *patterns, str(folder)]


class Bench:
    """All programs run in turn, so that a busy moment of the machine falls on each of them."""

    def __init__(self, python: str, runs: int) -> None:
        self._audit = [python, "-m", "readiness", "audit", "--output-format", "json", "-q", "--as-of", "2026-01-31"]
        self._python, self._runs = python, runs
        self._memory = Path(tempfile.mkdtemp(prefix="readiness-bench-"))

    def close(self) -> None:
        """Throw away what the measured program remembered."""
        shutil.rmtree(self._memory)

    def start_up(self) -> list[str]:
        """Rows for `--version` and `--help`."""
        commands = {
            "interpreter": [self._python, "-c", "pass"],
            "--version": [self._python, "-m", "readiness", "--version"],
            "--help": [self._python, "-m", "readiness", "--help"],
        }
        times = self._in_turn(commands)
        bare = times["interpreter"].seconds
        return [f"| {name} | {run.seconds * 1000:.0f} ms | {run.seconds / bare:.1f} |" for name, run in times.items()]

    def folder(self, folder: Path, title: str) -> str:
        """One row: files, seconds of each program, the two ratios, memory."""
        commands = {"cold": [*self._audit, "--no-cache", str(folder)], "warm": [*self._audit, str(folder)]}
        others = {"rg": ripgrep(folder), "ast-grep": ast_grep(folder)}
        measured(commands["warm"], environment=self._environment)  # fills the memory that the warm runs read
        times = self._in_turn(commands | {name: command for name, command in others.items() if command})
        shown = {name: f"{times[name].seconds:.2f} s" if name in times else "not here" for name in ("rg", "ast-grep")}
        cold, warm = times["cold"], times["warm"]
        beside = times.get("ast-grep")
        ratios = (f"{run.seconds / beside.seconds:.2f}" if beside else "–" for run in (cold, warm))
        return (
            f"| {title} | {_files(folder)} | {cold.seconds:.2f} s | {warm.seconds:.2f} s | "
            + " | ".join((shown["rg"], shown["ast-grep"], *ratios))
            + f" | {cold.memory:.0f} MB |"
        )

    @property
    def _environment(self) -> Mapping[str, str]:
        return {
            "READINESS_CACHE_DIR": str(self._memory),
            "PYTHONDONTWRITEBYTECODE": "",  # compiled once, as an installed program is
            "PYTHONPYCACHEPREFIX": str(self._memory / "bytecode"),
        }

    def _in_turn(self, commands: Mapping[str, list[str]]) -> dict[str, Run]:
        found: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(self._runs):
            for name, command in commands.items():
                found[name].append(measured(command, environment=self._environment))
        return {
            name: Run(statistics.median(r.seconds for r in runs), max(r.memory for r in runs))
            for name, runs in found.items()
        }


def _files(folder: Path) -> int:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=folder, capture_output=True, check=False)
    return listed.stdout.count(b"\0") or sum(len(names) for _, _, names in os.walk(folder))


def main() -> None:
    """Print a Markdown table for start-up and one for folders."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sizes", default="S,M,L", help="generated repositories to measure; empty for none")
    parser.add_argument("--python", default=sys.executable)
    given = parser.parse_args()
    bench = Bench(given.python, given.runs)
    try:
        print("| start-up | time | times an interpreter start |\n|---|---|---|")
        print("\n".join(bench.start_up()), flush=True)
        print("\n| repository | files | cold | warm | ripgrep | ast-grep | cold/ast-grep | warm/ast-grep | memory |")
        print("|---|---|---|---|---|---|---|---|---|")
        for size in filter(None, given.sizes.split(",")):
            with tempfile.TemporaryDirectory(prefix="readiness-tree-") as made:
                generate(Path(made), SIZES[size])
                print(bench.folder(Path(made), f"generated {size}"), flush=True)
        for folder in given.folders:
            print(bench.folder(folder, folder.resolve().name), flush=True)
    finally:
        bench.close()


if __name__ == "__main__":
    main()
