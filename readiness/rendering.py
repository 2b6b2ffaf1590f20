"""The only door to jinja2: a page's template and its values into text, everything escaped, nothing undefined."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import Environment, FunctionLoader, StrictUndefined

from readiness.resources import resource


def render(template: str, values: Mapping[str, object]) -> str:
    """`templates/<template>` filled with `values`.

    Every value is escaped for HTML. Raises jinja2's errors where the template or a value is missing: both are faults
    of ours.
    """
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(values)


def _source(name: str) -> str:
    return (resource("templates") / name).read_text(encoding="utf-8")
