"""How a product is introduced: what its README and papers say before they become technical, if anything."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.formats.document_shape import Line, without_markup
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import any_of, document_paths, introductions, is_front, sentences
from readiness.sanitizing import snippet
from readiness.search import Pattern
from readiness.signals import load_signals

_BOILERPLATE = compile_later(
    r"(?i)project bootstrapped with|bootstrapped with \[?create|this template (?:should help|"
    r"provides a minimal setup)|getting started with create react app|"
    r"this project was generated (?:with|using)|a new flutter project|new rails application|"
    r"this README would normally document|^# ?(?:React \+ (?:TypeScript \+ )?Vite|Vue 3|sv|create-svelte|"
    r"Nuxt (?:3 )?(?:Minimal )?Starter|my-?app|project[- ]title|"
    r"project[- ]name|untitled)"
)
_DESCRIPTION = Pattern(
    r"""^[ \t]*"?description"?[ \t]*[:=][ \t]*["'][^"'\n]{15,}""", frozenset({"config"}), frozenset({"json", "toml"})
)
PATTERNS = (_DESCRIPTION,)
_LEAST_WORDS = 6
_WORDS = compile_later(r"[\u3040-\u9fff]|[^\W_]+")


def say(
    product: Product,
    *,
    signals: tuple[str, ...] = (),
    patterns: tuple[str, ...] = (),
    unless: tuple[str, ...] = (),
    says: str = "",
) -> Fact:
    """Whether the words that introduce the product (README up to its technical part, goals, ...) match a pattern.

    `signals` names shared sets of patterns; `unless` lists what a sentence must not say. `k` counts the sentences.
    """
    wanted = any_of((*patterns, *(pattern.regex for name in signals for pattern, _ in load_signals()[name].patterns)))
    unwanted = any_of(unless) if unless else None
    found = []
    for document, section in introductions(product):
        for line in sentences(section):
            text = without_markup(line.text)
            if wanted.search(text) and not (unwanted and unwanted.search(text)):
                found.append(_evidence(document.path, line, says))
    if found:
        return Fact(1.0, tuple(found), says, (), len(found))
    return Fact(0.0, (), "", (says,) if says else ())


def describe(product: Product, *, says: str = "it says what it does") -> Fact:
    """Whether anything says what the product does.

    A sentence or a telling heading in a document that introduces it, or the description in its manifest. What a
    generator of projects left behind tells nothing.
    """
    for path in document_paths(product):
        if not is_front(path):
            continue
        document = product.document(path)
        if not any(section.prose.strip() for section in document.sections):
            continue  # a heading over nothing tells nothing
        for section in document.sections:
            if _BOILERPLATE.search(f"# {section.title}\n{section.prose}"):
                break
            told = [Line(section.line, section.title)] if section.level == 1 else []
            for place, line in enumerate((*told, *sentences(section))):
                words = _WORDS.findall(without_markup(line.text))
                if len(words) >= (_LEAST_WORDS if place or section.level > 1 else 3):
                    return Fact(1.0, (_evidence(path, line, says),), says)
    for hit in product.hits(_DESCRIPTION):
        if hit.path.count("/") <= 1:
            return Fact(1.0, (hit.evidence(says),), says)
    return Fact(0.0, (), "no document says what it does", ("README", "documentation", "manifests"))


def _evidence(path: str, line: Line, says: str) -> Evidence:
    return Evidence(path, line.number, snippet(line.text), says)
