"""Warning signs across findings and history: raised, clear, or unknown with what is missing. One function a sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from readiness.model import Evidence, Finding, Sign
from readiness.product import Product
from readiness.resources import resource
from readiness.search import Pattern
from readiness.series import Figures
from readiness.signals import load_signals
from readiness.strict_yaml import read
from readiness.warning_signs import growing, over_time, shape, value, way_out
from readiness.warning_signs.look import Look, Read, unknown

_MODULES = (value, growing, over_time, shape, way_out)


@lru_cache(maxsize=1)
def known_signs() -> Mapping[str, Mapping[str, object]]:
    """The fourteen signs as `rules/warning-signs.yaml` names them."""
    file = resource("rules") / "warning-signs.yaml"
    signs: Mapping[str, Mapping[str, object]] = read(file.read_text(encoding="utf-8"), file.name).value
    return signs


def sign_patterns() -> tuple[Pattern, ...]:
    """The patterns that the signs look for, to be announced before the one pass."""
    found = (pattern for name in way_out.SIGNALS for pattern, _ in load_signals()[name].patterns)
    return tuple(dict.fromkeys(found))


def read_signs(
    product: Product, findings: Iterable[Finding], figures: Figures | None = None, remembers: bool = True
) -> tuple[Sign, ...]:
    """All fourteen signs, in order. A sign whose reading crashes is unknown and says so; the others go on.

    `figures` are what people gave over time; `remembers`: what a long history told may be kept between runs.
    """
    look = Look(product, {finding.rule.id: finding for finding in findings}, figures or Figures(), remembers)
    return tuple(_read(sign, meta, look) for sign, meta in known_signs().items())


def _read(sign: str, meta: Mapping[str, object], look: Look) -> Sign:
    reader = next(getattr(module, sign.lower()) for module in _MODULES if hasattr(module, sign.lower()))
    try:
        read: Read = reader(look)
    except Exception as error:  # a fault of ours must not take the audit with it
        read = unknown(f"could not be read: {type(error).__name__}: {error}"[:200])
    if look.missed:
        read = unknown("needs rules that were not judged: " + ", ".join(sorted(look.missed)))
        look.missed.clear()
    claims = meta.get("claims")
    shown: tuple[Evidence, ...] = read.evidence[:8]
    helps = {"raised": "clears", "unknown": "tells"}.get(read.state, "")
    return Sign(
        sign,
        str(meta["name"]),
        str(meta["says"]),
        read.state,
        read.why,
        shown,
        tuple(map(str, claims)) if isinstance(claims, list) else (),
        read.series,
        str(meta.get(helps, "")),
    )
