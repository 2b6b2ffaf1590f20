"""The only door to jinja2: a page's template and its values into text, everything escaped, nothing undefined."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, FunctionLoader, StrictUndefined

from readiness.resources import resource


@dataclass(frozen=True, slots=True)
class Inlined:
    """A style or a script as it stands inside a page, and what a content policy names it by: `sha256-...`.

    A template puts `text` between the tags with `| safe` and nothing beside it, not even a space.
    """

    text: str
    digest: str


def inlined(*names: str, before: str = "", after: str = "") -> Inlined:
    """The files `templates/<name>`, one after the other between `before` and `after`."""
    text = before + "\n".join(_source(name) for name in names) + after
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Inlined(text, f"sha256-{digest}")


def script_json(value: object) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element or start a comment."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def render(template: str, values: Mapping[str, object]) -> str:
    """`templates/<template>` filled with `values`.

    Every value is escaped for HTML. Raises jinja2's errors where the template or a value is missing: both are faults
    of ours. Halves of characters, as names of files may hold, become question marks: a page must be writable.
    """
    text = _environment().get_template(template).render(values)
    return text.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """One for all pages, for reading templates takes longer than filling them."""
    return Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _source(name: str) -> str:
    return (resource("templates") / name).read_text(encoding="utf-8")
