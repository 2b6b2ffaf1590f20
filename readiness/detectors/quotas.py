"""Quotas: whether requests, tokens or spend are limited per user, key or address on the ways to the model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Fact
from readiness.model_paths import below, way_patterns, ways
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, files_of, patterns_named, sightings

_LOGIN = compile_later(r"(?i)log-?in|captcha|sign-?(?:in|up)|regist|passwor|otp|auth|sms|email|verif|forgot|reset")
_GLOBAL = compile_later(r"(?i)middleware|\.use\(|add_middleware|exception_handler|register|Module|UseRateLimit|addHook")
_MADE = compile_later(r"(?:Limiter|SlowAPILimiter)\(")
_ITS_LIMITS = compile_later(r"(?:default|application|global)_limits?\s*=")
_IN_FRONT = compile_later(r"(?i)rate_?based_?statement|usage_?plan")  # a firewall or gateway that is made in code
_ELSEWHERE = compile_later(
    r"(?i)(?:^|/)(?:components?|locales?|i18n|hooks|screens|styles|types|errors?)/|\.(?:css|html)$|^\s*(?:import|from|using|use)\b"
)


def each(product: Product) -> Fact:
    """Whether each user, key or address has a limit on the ways to the model.

    A limit for all together, per session, on other endpoints or off by default is half of it; on login alone, none.
    """
    way = ways(product)
    near = below(product, way.files | files_of(way.endpoints) | files_of(way.screens))
    own = [pair for pair in sightings(product, "quota-each") if _counts(pair) and not _only_made(product, pair[0])]
    login = [pair for pair in own if _is_of_login(product, pair[0])]
    use = [pair for pair in own if pair not in login]
    on_the_way = [
        pair for pair in use if pair[0].path in near or _GLOBAL.search(pair[0].text) or _is_gateway(product, pair[0])
    ]
    common = [pair for pair in sightings(product, "quota-all") if _counts(pair)]
    login += [pair for pair in common if _LOGIN.search(pair[0].text) or _LOGIN.search(pair[0].path.rpartition("/")[2])]
    common = [pair for pair in common if pair not in login]
    off = sightings(product, "quota-off")
    if on_the_way and not off:
        return Fact(1.0, as_evidence(on_the_way), "each caller's use of the model is limited")
    if use:
        says = "limits exist, but are off by default" if off else "limits exist, but not on the ways to the model"
        return Fact(0.5, as_evidence(use) + as_evidence(off, False), says)
    if common:
        return Fact(0.5, as_evidence(common), "use is limited for all together or per session, not for each caller")
    if login:
        return Fact(0.0, as_evidence(login, False), "only the login is limited")
    against = as_evidence(
        [(hit, "anybody may call this as often as they like") for hit, _ in (*way.endpoints, *way.screens)[:5]], False
    )
    return Fact(
        0.0, against, "nothing limits how much a caller uses", ("rate limits", "quotas", "budgets", "usage plans")
    )


def _counts(pair: tuple[Hit, str]) -> bool:
    return not _ELSEWHERE.search(pair[0].path) and not _ELSEWHERE.search(pair[0].text)


def _is_of_login(product: Product, hit: Hit) -> bool:
    """Whether a limit is set on signing in, as its line, its file or the function that it decorates says."""
    rows = product.text(hit.path).split("\n")[hit.line : hit.line + 3] if hit.text.lstrip().startswith("@") else []
    decorated = next((row for row in rows if re.match(r"\s*(?:async )?def\b", row)), "")
    return any(_LOGIN.search(text) for text in (hit.text, hit.path.rpartition("/")[2], decorated.partition("(")[0]))


def _only_made(product: Product, hit: Hit) -> bool:
    """Whether a limiter is made without a limit of its own: it limits only where a route says so."""
    if not _MADE.match(hit.match):
        return False
    rows = product.text(hit.path).split("\n")
    return not _ITS_LIMITS.search("\n".join(rows[hit.line - 1 : hit.line + 8]))


def _is_gateway(product: Product, hit: Hit) -> bool:
    file = product.snapshot.file(hit.path)
    return (file is not None and file.role in {"infra", "config"}) or _IN_FRONT.search(hit.match) is not None


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that `each` looks for, announced before the one pass."""
    return [*way_patterns(), *patterns_named(("quota-each", "quota-all", "quota-off"))]
