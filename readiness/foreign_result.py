"""Read a result that anybody may have written: whole, of the right types, and safe to be shown, or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from readiness.json_shape import cleaned, misfits
from readiness.model import Assessment
from readiness.resources import resource
from readiness.result import check_version, from_data

MOST_MISTAKES = 10


def from_outside(data: object) -> Assessment:
    """The assessment in data as JSON has them. ValueError tells what is wrong, with the place of each mistake."""
    check_version(data)
    told = list(islice(misfits(data, _schema()), MOST_MISTAKES + 1))
    if told:
        raise ValueError("; ".join(told[:MOST_MISTAKES]) + ("; and more" if len(told) > MOST_MISTAKES else ""))
    return from_data(cleaned(data))


@lru_cache(maxsize=1)
def _schema() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((resource("schemas") / "result.json").read_text(encoding="utf-8"))
    return found
