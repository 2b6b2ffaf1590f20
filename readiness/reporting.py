"""Results as text and back: every report format, the JSON contract, and the forms of an inventory."""

from __future__ import annotations

import importlib
import io
import json
import pkgutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from readiness import inventory_formats, reports
from readiness.errors import BadInput, BadResult, Problem

if TYPE_CHECKING:
    import os

    from readiness.inventory_report import Listing
    from readiness.model import Assessment

ENDINGS = {
    ".html": "html", ".htm": "html", ".json": "json", ".jsonl": "jsonl", ".md": "markdown", ".sarif": "sarif",
    ".svg": "badge", ".txt": "text",
}  # fmt: skip
"""The format that a file's ending stands for where none is named."""


def report_formats() -> tuple[str, ...]:
    """The names of all report formats, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(reports.__path__)))


def inventory_forms() -> tuple[str, ...]:
    """The names of all forms of an inventory, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(inventory_formats.__path__)))


def render(
    result: Assessment,
    output_format: str = "text",
    *,
    verbose: int = 0,
    width: int = 0,
    color: bool = False,
    unicode: bool = True,
) -> str:
    """The report of a result, to the character what `readiness audit -o FILE` writes.

    `output_format` is one of `report_formats()`. The others matter to what people read in a terminal: `verbose` is -1
    (the verdict only) to 2 (everything), `width` columns (0: lines are never broken). Raises ValueError for a format
    that is not known. The text can be written as UTF-8, whatever the repository holds.
    """
    out = io.StringIO()
    write_report(result, out, output_format, verbose=verbose, width=width, color=color, unicode=unicode)
    return _writable(out)


def write_report(
    result: Assessment,
    file: str | os.PathLike[str] | TextIO,
    output_format: str = "",
    *,
    verbose: int = 0,
    width: int = 0,
    color: bool = False,
    unicode: bool = True,
) -> None:
    """Write the report of a result to a file (UTF-8, "\\n" as line ends) or an open text stream; see `render`.

    Without a format the file's ending tells it (`.html`, `.json`, `.jsonl`, `.md`, `.sarif`, `.svg`, `.txt`); a stream
    gets text. Raises ValueError for a format or an ending that is not known, OSError where the file cannot be written.
    """
    is_path = not hasattr(file, "write")
    known = report_formats()
    name = output_format or (ENDINGS.get(Path(file).suffix.lower(), "") if is_path else "text")  # type: ignore[arg-type]
    if name not in known:
        asked = output_format or str(file)
        raise ValueError(f'"{asked}" names no report format: {", ".join(known)}')
    report = importlib.import_module(f"readiness.reports.{name}")
    if not is_path:
        report.write(result, file, width=width, color=color, unicode=unicode, verbose=verbose)
        return
    with Path(file).open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:  # type: ignore[arg-type]
        report.write(result, out, width=width, color=color, unicode=unicode, verbose=verbose)


def to_json(result: Assessment) -> str:
    """The result as one JSON object (ASCII, ends with a line end), as `readiness schema result` describes it."""
    return render(result, "json")


def from_json(text: str | bytes) -> Assessment:
    """The result that a JSON text holds, whoever wrote it: whole and of the right types, or BadResult.

    Texts in it are cleaned of what a terminal or a page would act upon. Bytes are UTF-8, with or without a mark.
    """
    from readiness.foreign_result import from_outside

    try:
        return from_outside(json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text))
    except UnicodeDecodeError as error:
        raise BadResult("it is not UTF-8 text") from error
    except RecursionError as error:
        raise BadResult("it is nested too deeply") from error
    except ValueError as error:
        raise BadResult(str(error)) from error


def through_lenses(result: Assessment, *lenses: str, rules: Iterable[str | os.PathLike[str]] = ()) -> Assessment:
    """The result, also read through other frameworks: names of shipped lenses, or paths of your own.

    `rules` are the folders of rules that it was judged by beside the shipped ones. Raises BadInput.
    """
    from readiness.lenses import load_lens, read_through
    from readiness.ruleset import load_rules
    from readiness.warning_signs import known_signs

    known = (*load_rules(tuple(Path(one) for one in rules)).by_id, *known_signs())
    found, problems = [], list[Problem]()
    for name in dict.fromkeys(lenses):
        lens, wrong = load_lens(name, known)
        problems += (replace(one, path="lens") if one.path == "--lens" else one for one in wrong)
        found += [lens] if lens is not None else []
    if problems:
        raise BadInput(problems)
    return replace(result, lenses=tuple(read_through(result, lens) for lens in found))


def render_inventory(
    inventory: Listing,
    output_format: str = "text",
    *,
    verbose: int = 0,
    width: int = 0,
    color: bool = False,
    unicode: bool = True,
) -> str:
    """An inventory as `readiness inventory -o FILE` writes it; one of `inventory_forms()`, else ValueError.

    The form `cyclonedx` needs `readiness[bom]`, and raises ImportError without it.
    """
    if output_format not in inventory_forms():
        raise ValueError(f'"{output_format}" names no form of an inventory: {", ".join(inventory_forms())}')
    out = io.StringIO()
    form = importlib.import_module(f"readiness.inventory_formats.{output_format}")
    form.write(inventory, out, width=width, color=color, unicode=unicode, verbose=verbose)
    return _writable(out)


def _writable(out: io.StringIO) -> str:
    """What was written, as a file would hold it: what is no Unicode in a repository's names is escaped."""
    return out.getvalue().encode("utf-8", "backslashreplace").decode("utf-8")
