"""Carry out `readiness report`: read a result, write it in the forms asked for."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from readiness import Assessment, Problem, from_json, report_formats
from readiness.cli.asked import COLORS, asked_lenses, asked_reports, check_places, check_word
from readiness.cli.leaving import Code, refuse
from readiness.cli.output import write_file, write_out
from readiness.lenses import read_through

MAX_BYTES = 100_000_000


def carry_out(
    result: Path,
    output_format: str,
    output: Path | None,
    reports: tuple[str, ...],
    *,
    lenses: tuple[str, ...],
    verbose: int,
    color: str,
) -> int:
    """Write the result as asked. The verdict decides nothing here: it was told when the audit was made."""
    problems: list[Problem] = []
    check_word(output_format, report_formats(), "--output-format", problems)
    check_word(color, COLORS, "--color", problems)
    files = asked_reports(reports, problems)
    check_places([file for _, file in files] + ([output] if output else []), problems)
    asked = asked_lenses(lenses, (), problems)
    assessment = _read(result, problems)
    if problems or assessment is None:
        refuse(problems, "No report was written")
    if asked:
        assessment = replace(assessment, lenses=tuple(read_through(assessment, lens) for lens in asked))
    wrong = [write_file(assessment, name, file, max(verbose, 0)) for name, file in files]
    if output is not None:
        wrong.append(write_file(assessment, output_format, output, verbose))
    if told := [problem for problem in wrong if problem]:
        refuse(told, "Not every report could be written")
    if output is None:
        write_out(assessment, output_format, color, verbose)
    return Code.PASSED


def _read(path: Path, problems: list[Problem]) -> Assessment | None:
    name = "stdin" if str(path) == "-" else str(path)
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "stdin" else _bytes_of(path)
        if len(data) > MAX_BYTES:
            raise ValueError(f"it is larger than {MAX_BYTES:,} bytes")
        return from_json(data.decode("utf-8-sig"))
    except OSError as error:
        problems.append(Problem(name, 0, f"cannot be read: {error.strerror or type(error).__name__}"))
    except UnicodeDecodeError:
        problems.append(Problem(name, 0, "is not UTF-8 text"))
    except ValueError as error:
        hint = "write one with `readiness audit --output-format json -o run.json`"
        problems.append(Problem(name, 0, f"is no result: {error}", hint))
    return None


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
