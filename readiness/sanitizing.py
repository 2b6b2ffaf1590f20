"""Makes words of an audited repository fit to be shown: no control characters, no secrets, no endless lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from readiness.compiling import compile_later

MAX_SNIPPET = 160
_CONTROL = compile_later(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SECRET = compile_later(
    r"\b(sk-(?:proj-|ant-|or-)?|AKIA|ASIA|ghp_|gho_|ghs_|ghu_|github_pat_|glpat-|xox[abprs]-|AIza|hf_|gsk_|r8_|pplx-|ya29\.|eyJ[\w-]{8,}\.eyJ|npm_|dop_v1_|sq0csp-|rk_live_|sk_live_|SG\.)"
    r"[\w\-./+=]{6,}"
)
_ASSIGNED = compile_later(
    r"""(?ix)((?:api[_-]?key|secret|token|passw(?:or)?d|passwd|private[_-]?key|access[_-]?key|credential)\w*["']?\s*[:=]\s*["'])([^"'\s]{8,})(["'])"""
)
_URL_PASSWORD = compile_later(r"(\w+://[^\s:/@]+:)([^\s@/]{3,})(@)")
_LIKE_SECRET = compile_later(r"""[:=]\s*["'][^"'\s]{8,}["']|://[^\s:/@]+:[^\s@/]{3,}@""")


def snippet(line: str) -> str:
    """One line fit for a report: control characters dropped, secrets masked, spaces folded, at most 160 characters."""
    clean = _CONTROL.sub("", line[:2000].replace("\t", " "))
    clean = " ".join(clean.split())
    clean = mask_secrets(clean)
    return clean if len(clean) <= MAX_SNIPPET else clean[: MAX_SNIPPET - 1] + "…"


def printable(text: str) -> str:
    """A path or name without control characters."""
    return _CONTROL.sub("\ufffd", text)


def printable_all(value: Any) -> Any:
    """The values of a page with every text in them made printable, and its lines ended by plain line feeds."""
    if isinstance(value, str):
        return printable(value.replace("\r\n", "\n"))
    if isinstance(value, Mapping):
        return {key: printable_all(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable_all(one) for one in value]
    return value


def mask_secrets(text: str) -> str:
    """The text with what looks like a credential replaced by its first characters and dots."""
    text = _SECRET.sub(lambda m: m.group(1) + "****", text)
    text = _ASSIGNED.sub(lambda m: m.group(1) + _shorten(m.group(2)) + m.group(3), text)
    return _URL_PASSWORD.sub(r"\1****\3", text)


def may_hold_secret(text: str) -> bool:
    """Whether `mask_secrets` could change a text, told in a fraction of its time; some texts stay as they are."""
    return bool(_SECRET.search(text) or _LIKE_SECRET.search(text))


_NO_SECRET = re.compile(
    r"\$.*|\{\{.*|<[^>]*>|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+"
    r"|(?i:your|change|example|placeholder|xxx).*"
    r"|(?=.*(?i:your|my|secret|token|passw|key|here|test|dummy|fake|sample|default|insecure|replace|todo|none|null))"
    r"[A-Za-z_.\- ]+"
)
"""What stands where a secret would: a variable, the name of a setting, a word that says what belongs there."""


def _shorten(value: str) -> str:
    # Hiding a placeholder would hide the evidence; any other word may be somebody's password.
    return value if _NO_SECRET.fullmatch(value) else value[:3] + "****"


def marked_up(text: str, unicode: bool) -> str:
    """HTML or Markdown as it goes out; without `unicode` all beyond ASCII stands as character references."""
    return text if unicode else text.encode("ascii", "xmlcharrefreplace").decode("ascii")
