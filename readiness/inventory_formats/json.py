"""The inventory as one JSON object, its parts named as in an audit's result."""

from __future__ import annotations

import json
from typing import TextIO

from readiness.inventory_report import Listing, rows
from readiness.version import __version__


def write(
    listing: Listing, out: TextIO, *, width: int = 80, color: bool = False, unicode: bool = True, verbose: int = 0
) -> None:
    """Write the inventory. It is ASCII and the same whatever the terminal, so none of the options matters."""
    del width, color, unicode, verbose
    data = {
        "schema_version": 1,
        "tool": {"name": "readiness", "version": __version__},
        "target": {"path": listing.name, "commit": listing.commit, "dirty": listing.is_dirty},
        "inventory": rows(listing),
    }
    json.dump(data, out, indent=2, allow_nan=False)
    out.write("\n")
