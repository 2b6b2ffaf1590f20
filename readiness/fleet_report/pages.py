"""The own report of each repository of a fleet, one HTML file each, and the links to them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from readiness.fleet_report.model import FleetReport, Row
from readiness.fleet_report.reading import read
from readiness.reports.html import page
from readiness.store.identity import short_hash
from readiness.store.runs import Store
from readiness.writing import write_whole

_LONGEST = 80
_RESERVED = re.compile(r"[^A-Za-z0-9._-]+")


def write_pages(store: Store, rows: Iterable[Row], folder: Path, progress: Callable[[int], None]) -> Mapping[str, str]:
    """Write a page for each row into a folder that exists; id -> name of its file. One that says the same stays.

    A run that is no longer there has none. Raises OSError, and StoreProblem where the store fails.
    """
    written = {}
    for number, row in enumerate(rows, start=1):
        try:
            text = page(read(store.text(row.run)))
        except ValueError:
            continue
        name = file_name(row.id)
        _put(folder / name, text)
        written[row.id] = name
        progress(number)
    return written


def file_name(repository: str) -> str:
    """A name for the file of a repository that every file system takes, and no other repository has.

    Its end is a hash, so that neither case nor what a file system lacks makes two the same.
    """
    told = _RESERVED.sub("-", repository.rpartition("://")[2]).strip("-.")[-_LONGEST:].lstrip("-.")
    return f"{told or 'repository'}-{short_hash(repository)}.html"


def linked(report: FleetReport, names: Mapping[str, str], folder: Path, beside: Path) -> FleetReport:
    """The report with links to the pages in `folder`, as they read from a file in the folder `beside`."""
    try:
        way = quote(Path(os.path.relpath(folder, beside)).as_posix())
    except ValueError:  # on another drive
        way = folder.resolve().as_uri()
    before = "" if way == "." else f"{way}/"
    rows = (replace(row, page=before + names[row.id]) if row.id in names else row for row in report.rows)
    return replace(report, rows=tuple(rows))


def _put(file: Path, text: str) -> None:
    try:
        if file.read_text(encoding="utf-8") == text:
            return
    except (OSError, UnicodeError):
        pass
    write_whole(file, text)
