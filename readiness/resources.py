"""Find the files that come with the product: in the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The folder `rules`, `templates` or `schemas`.

    A wheel carries the first two in `_data`; in a checkout and an editable install they are at the top.
    """
    for place in (_PACKAGE / "_data" / name, _PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the installation lacks its {name}/ folder; install readiness again")
