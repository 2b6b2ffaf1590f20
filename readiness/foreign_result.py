"""Read a result that anybody may have written: whole, of the right types, and safe to be shown, or not at all."""

from __future__ import annotations

from readiness.json_shape import cleaned, mistakes
from readiness.model import Assessment
from readiness.result import check_version, from_data


def from_outside(data: object) -> Assessment:
    """The assessment in data as JSON has them. ValueError tells what is wrong, with the place of each mistake."""
    check_version(data)
    if told := mistakes(data, "result"):
        raise ValueError(told)
    return from_data(cleaned(data))
