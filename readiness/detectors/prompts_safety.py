"""Safety of prompts: what checks untrusted text for injection, and what filters harmful or personal content."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.model import Evidence, Fact
from readiness.model_paths import below, way_patterns, ways
from readiness.product import Product
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, files_of, patterns_named, sightings

_OWN_WORDS = compile_later(
    r"^\s*(?:import|from|using|use|require)\b|^\s*[\"'`#*]|\b(?:log|logger|console|print\w*)\b|[lL]ogging"
)
_DEFINED = compile_later(r"^\s*(?:export |public |private |async |static )*(?:class|def|function|func|fn)\b")
_MARKUP = (".tsx", ".jsx", ".vue", ".svelte", ".html")
_SCREEN = compile_later(r"(?i)(?:^|/)(?:components?|locales?|i18n|landing|styles)/|\.(?:css|html)$")
_MARKS = compile_later(
    r"markers|headings|marks that"
)  # such words stand in prompts alone, wherever these are put together
_OF_TYPES = compile_later(
    r"(?i)\bLiteral\[|\benum\b|\bdescription[\"']?\s*[:=]|\bexamples?[\"']?\s*[:=]|^\s*\|\s*[\"']|"
    r"^\s*(?:export )?type \w+\s*="
)
"""Lines of types and API descriptions, which name a filter without asking it."""
_OF_SECRETS = compile_later(
    r"(?i)error|exception|stack_?trace|traceback|credential|secret|headers?\b|config|setting|\benv\b|\burl\b|query_?string|cookie|"
    r"api_?key|connection_?string|breadcrumb|span|event\b"
)
_OF_RECORDS = compile_later(
    r"(?i)(?:^|/)[^/]*(?:trac(?:e|ing)|logg|logs?\b|telemetry|observab|sentry|langfuse|audit|metrics|auth|errors?|exceptions?|secrets?)[^/]*(?:/|\.\w+$)"
)
_PERSONAL = compile_later(r"(?i)pii|personal|presidio|analyzer|anonymi|scrubadub|dlp")
_NAMES = {
    "defended": (
        "injection-check",
        "injection-tests",
        "prompt-delimiters",
        "approval",
        "tools-limited",
        "tools-open",
        "runs-code",
    ),
    "filtered": ("content-filter", "content-cleaner"),
}


def defended(product: Product) -> Fact:
    """Whether untrusted text is checked for instructions, or adversarial prompts are in the tests.

    Delimiters around it, or tools that need an approval, are half of it; what only the prompt asks is nothing.
    """
    checks = _used(sightings(product, "injection-check"))
    tests = tuple(
        pair for pair in sightings(product, "injection-tests") if "system_prompt_injection" not in pair[0].text
    )
    if checks or tests:
        what = "untrusted text is checked" if checks else "adversarial prompts are tried in the tests"
        return Fact(1.0, as_evidence(checks) + as_evidence(tests), what)
    way = ways(product)
    near = below(product, way.files)
    told = [pair for pair in sightings(product, "prompt-delimiters") if not pair[0].path.endswith(_MARKUP)]
    apart = [p for p in told if p[0].path in near or _is_prompt(p[0]) or _MARKS.search(p[1])]
    if apart:
        return Fact(0.5, as_evidence(apart), "untrusted text is set apart by delimiters; nothing checks it")
    approved = _used(sightings(product, "approval")) if product.has("agent") else ()
    if approved:
        return Fact(0.5, as_evidence(approved), "tools wait for an approval; nothing checks untrusted text")
    fixed = _harmless_tools(product) if product.has("agent") else ()
    if fixed:
        return Fact(
            0.5, as_evidence(fixed), "a fixed list of tools limits what untrusted text can do; nothing checks it"
        )
    calls = tuple(
        Evidence(c.path, c.line, "", "text reaches the model unchecked", False, c.cell)
        for c in product.inventory.calls[:5]
    )
    return Fact(
        0.0,
        calls,
        "nothing separates or checks untrusted text",
        ("guards", "classifiers", "delimiters", "adversarial tests"),
    )


def filtered(product: Product) -> Fact:
    """Whether a moderation, personal data or policy filter runs on input or output; taking words out is half of it."""
    filters = tuple(pair for pair in _used(sightings(product, "content-filter")) if not _is_aside(pair[0]))
    if filters:
        return Fact(1.0, as_evidence(filters), "content is moderated or filtered")
    way = ways(product)
    near = below(product, way.files | files_of(way.endpoints))
    cleaners = [pair for pair in _used(sightings(product, "content-cleaner")) if pair[0].path in near]
    if cleaners:
        return Fact(0.5, as_evidence(cleaners), "some content is taken out; there is no general filter")
    calls = tuple(
        Evidence(c.path, c.line, "", "nothing filters what goes in or comes out", False, c.cell)
        for c in product.inventory.calls[:3]
    )
    return Fact(
        0.0,
        calls,
        "no moderation, personal data or policy filter runs",
        ("moderation", "guardrails", "personal data filters"),
    )


def _is_aside(hit: Hit) -> bool:
    """Whether a filter is only named in a type, or takes secrets out of errors, logs and traces."""
    if _OF_TYPES.search(hit.text):
        return True
    hides = "sensitive" in hit.match.lower() and not _PERSONAL.search(hit.match)
    return hides and bool(_OF_SECRETS.search(hit.text) or _OF_RECORDS.search(hit.path))


def _used(found: tuple[tuple[Hit, str], ...]) -> tuple[tuple[Hit, str], ...]:
    """Sightings in code that runs: no imports, texts, logs or screens."""
    return tuple(
        pair
        for pair in found
        if not _OWN_WORDS.search(pair[0].text)
        and not _SCREEN.search(pair[0].path)
        and not _DEFINED.search(pair[0].text)
    )


def _harmless_tools(product: Product) -> tuple[tuple[Hit, str], ...]:
    """A list of tools, where none of them runs what it is given."""
    if sightings(product, "tools-open") or sightings(product, "runs-code"):
        return ()
    near = below(product, ways(product).files)
    return tuple(pair for pair in sightings(product, "tools-limited") if pair[0].path in near)


def _is_prompt(hit: Hit) -> bool:
    return "prompt" in hit.path.lower()


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that the functions look for, announced before the one pass."""
    return [*way_patterns(), *patterns_named(_NAMES.get(function, ()))]
