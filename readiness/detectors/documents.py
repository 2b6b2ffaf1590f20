"""What documents say: sections under a heading, and statements in prose, in the documents that speak of the product."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.conditions import Parameters
from readiness.formats.document_shape import Document, Line, Section
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import (
    DOCS,
    SCREEN_LANGUAGES,
    any_of,
    content,
    document_paths,
    heading_pattern,
    joined,
    said,
    speaks_of_part,
    titled,
)
from readiness.sanitizing import snippet
from readiness.search import Pattern
from readiness.signals import load_signals

_SCREENS = frozenset({"code"})
_TEXTS = frozenset({"config", "data"})


def section(
    product: Product,
    *,
    titles: tuple[str, ...],
    holds: tuple[str, ...] = (),
    unless: tuple[str, ...] = (),
    least: int = 1,
    least_words: int = 12,
    front: bool = False,
    whole: bool = False,
    says: str = "",
) -> Fact:
    """Whether a section with one of the titles (regular expressions) has content.

    Content is at least `least_words` words, and `least` lines that match one of `holds` (where it is given) and none of
    `unless`. `front` asks only documents that introduce the product, `whole` leaves out those on a
    part of it. `k` counts the sections.
    """
    wanted = any_of(holds) if holds else None
    unwanted = any_of(unless) if unless else None
    found: list[Evidence] = []
    hollow: list[str] = []
    for document, index in titled(product, titles, front):
        if whole and speaks_of_part(document.path):
            continue
        words, lines = content(document, index)
        telling = [line for line in lines if wanted is None or wanted.search(line.text)]
        telling = [line for line in telling if unwanted is None or not unwanted.search(line.text)]
        heading = document.sections[index]
        if words >= least_words and len(telling) >= least:
            found.append(_evidence(document, telling[0], says or f'under "{heading.title}"'))
        else:
            hollow.append(document.path)
    if found:
        return Fact(1.0, tuple(found), says or "a section says so", (), len(found))
    thin = f"a heading without the content that it promises ({hollow[0]})" if hollow else ""
    return Fact(0.0, (), thin, (says or "sections of the documents",))


def says(
    product: Product,
    *,
    patterns: tuple[str, ...] = (),
    signals: tuple[str, ...] = (),
    near: tuple[str, ...] = (),
    unless: tuple[str, ...] = (),
    screens: bool = False,
    whole: bool = False,
    least: int = 1,
    says: str = "",
) -> Fact:
    """Whether prose on the product says one of the patterns; with `screens` the words of screens count as well.

    `signals` names shared sets of patterns.
    `near` must be found in the same line too, and nothing of `unless`. `whole` leaves out documents on a part of
    the product. `k` counts places; `least` are needed.
    """
    beside, unwanted = any_of(near) if near else None, any_of(unless) if unless else None
    hits = [
        hit
        for hit in said(product, _said_patterns(patterns, signals, screens))
        if beside is None or beside.search(hit.text)
    ]
    hits = [hit for hit in hits if unwanted is None or not unwanted.search(hit.text)]
    hits = [hit for hit in hits if not (whole and speaks_of_part(hit.path))]
    evidence = tuple(hit.evidence(says) for hit in hits)
    if len(hits) >= least:
        return Fact(1.0, evidence, says, (), len(hits))
    return Fact(0.0, (), "", (says,) if says else ())


def exists(
    product: Product,
    *,
    names: tuple[str, ...],
    least_words: int = 30,
    holds: tuple[str, ...] = (),
    least: int = 1,
    says: str = "",
) -> Fact:
    """Whether a document at one of the paths `names` has `least_words` words and `least` of the `holds` patterns."""
    name = any_of(names)
    found, hollow = [], ""
    for path in document_paths(product):
        if not name.search(path):
            continue
        document = product.document(path)
        lines = [
            line
            for part in document.sections
            if not part.is_placeholder
            for line in (_title_line(part), *part.lines)
            if line.kind != "code"
        ]
        text = "\n".join(line.text for line in lines)
        seen = [pattern for pattern in holds if re.search(pattern, text, re.IGNORECASE)]
        if document.words >= least_words and (not holds or len(seen) >= least) and lines:
            found.append(Evidence(path, lines[0].number, snippet(lines[0].text), says))
        else:
            hollow = path
    if found:
        return Fact(1.0, tuple(found), says, (), len(found))
    return Fact(0.0, (), f"{hollow} says too little" if hollow else "", (says,) if says else ())


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that a call looks for, announced before the one pass."""
    given = dict(parameters)
    if function == "says":
        return _said_patterns(given.get("patterns", ()), given.get("signals", ()), given.get("screens", False))
    if function == "section":
        return [heading_pattern(given["titles"])]
    return []


def _said_patterns(patterns: tuple[str, ...], signals: tuple[str, ...], screens: bool) -> list[Pattern]:
    """The patterns as one, for each place: one automaton reads a text once however many sentences it knows."""
    shared = [pattern.regex for name in signals for pattern, _ in load_signals()[name].patterns]
    regex = joined((*patterns, *shared))
    wanted = [Pattern(regex, DOCS)]
    if screens:
        wanted += [Pattern(regex, _SCREENS, SCREEN_LANGUAGES), Pattern(regex, _TEXTS, frozenset({"json", "yaml"}))]
    return wanted


def _title_line(part: Section) -> Line:
    return Line(part.line, part.title)


def _evidence(document: Document, line: Line, says: str) -> Evidence:
    return Evidence(document.path, line.number, snippet(line.text), says)
