"""What the product's own documents say is not decided, not known or nobody's: a label, and beside it "TBD"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.formats.document_shape import Document, Line, Section
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import DOCS, document_paths
from readiness.sanitizing import snippet
from readiness.search import Pattern

_OPEN = (
    r"(?:tb[dac]|to[ -]?do|open|pending|(?:none|nobody|no one)(?: yet| so far)?|nil|unknown|undecided|undefined"
    r"|unassigned|vacant|missing|unclear|never|not (?:yet )?(?:defined|decided|known|assigned|agreed|set|measured"
    r"|tested|done|assessed|approved|named|written|available|planned|started|scheduled|estimated|calculated|reviewed"
    r"|run)(?: yet)?|not yet"
    r"|to be (?:determined|defined|decided|done|agreed|assigned|confirmed|announced|measured|estimated|named)"
    r"|we (?:do not|don't) know(?: yet)?|no (?:idea|data|figures?|numbers?|owner|date|target|plan)(?: yet)?|\?{1,5}"
    r"|待定|未定|未知|暂无|尚未确定|未確定|未決定|なし|미정|offen|unbekannt|noch offen|noch nicht \w+|niemand|à définir"
    r"|inconnu|personne|non défini|por definir|pendiente|desconocido|nadie|a definir|pendente|desconhecido|ninguém)"
)
_WHOLLY_OPEN = compile_later(rf"(?i)\W*{_OPEN}(?:\W*\([^()]{{0,80}}\))?[\s.!*_)\]…]*")
_WORTH_READING = Pattern(rf"(?i)(?:^|[\s|:：*_(–-]){_OPEN}(?:$|[\s.|!*_)…])", DOCS)
PATTERNS = (_WORTH_READING,)

_LABELLED = compile_later(
    r"^(?:[-*+•>]|\d+[.)])?\s*(?:\[[ xX]?\]\s*)?[*_`]*([^:：|*_`]{2,60}?)[*_`]*\s*[:：][*_`]*\s*(.*)$"
)
_RULE = compile_later(r"[|:+\-=\s]+")
_FORM = compile_later(
    r"(?i)(?:^|[/_.-])(?:templates?|examples?|samples?|skeleton|boilerplate|archive|meetings?|minutes)(?:[/_.-]|$)"
)
_MAX_VALUE = 200


def stated(product: Product, *, subjects: tuple[str, ...], says: str = "") -> Fact:
    """Whether documents leave a subject open wherever they name it with a value: degree 0.5, at each open place.

    It is never 1: in words that no label announces, a document may still decide it.

    A subject is a regular expression that a whole label must match: before a colon, in the first column or the heading
    row of a table, or as a heading with nothing else below it. One label with a real value beside it settles the
    subject: what is decided in one place may still wait in another. Forms to be filled in do not count.
    """
    subject = re.compile("|".join(f"(?:{one})" for one in subjects), re.IGNORECASE)
    candidates = {hit.path for hit in product.hits(_WORTH_READING)}
    waiting: list[Evidence] = []
    if not candidates:
        return Fact(0.0)
    for path in document_paths(product):
        if path not in candidates or _FORM.search(path):
            continue
        for line, label, value in _values(product.document(path)):
            if not subject.fullmatch(label):
                continue
            if not _WHOLLY_OPEN.fullmatch(value):
                return Fact(0.0)
            waiting.append(Evidence(path, line.number, snippet(line.text), says or "left open", False))
    if not waiting:
        return Fact(0.0)
    return Fact(0.5, tuple(waiting), says or f"{waiting[0].path} leaves it open", (), len(waiting))


def check_parameters(function: str, parameters: Parameters) -> Iterable[str]:
    """What is wrong with the subjects of a call."""
    for subject in dict(parameters).get("subjects", ()):
        try:
            re.compile(subject)
        except re.error as error:
            yield f"the subject {subject!r} does not compile: {error}"


def _values(document: Document) -> Iterator[tuple[Line, str, str]]:
    """(line, label, value) of everything in a document that is labelled."""
    for section in document.sections:
        told = [line for line in section.lines if line.kind not in ("code", "image", "html")]
        if len(told) == 1 and section.title and told[0].kind != "table":
            yield told[0], _bare(section.title), told[0].text[:_MAX_VALUE]
        yield from _labelled(told)
        yield from _tabled(section)


def _labelled(lines: Iterable[Line]) -> Iterator[tuple[Line, str, str]]:
    for line in lines:
        found = _LABELLED.match(line.text[: _MAX_VALUE + 80]) if line.kind != "table" else None
        if found and found.group(2).strip():
            yield line, _bare(found.group(1)), found.group(2)


def _tabled(section: Section) -> Iterator[tuple[Line, str, str]]:
    """Cells by the first cell of their row and, below a row of headings, by the heading of their column."""
    heads: list[str] = []
    previous: list[str] = []
    for line in section.lines:
        if line.kind != "table":
            heads, previous = [], []
            continue
        if _RULE.fullmatch(line.text):
            heads = previous
            continue
        cells = [cell.strip() for cell in line.text.strip().strip("|").split("|")]
        if heads and len(cells) > 1:
            for head, cell in zip(heads[1:], cells[1:], strict=False):
                yield line, _bare(head), cell
        if len(cells) > 1 and previous != []:
            yield line, _bare(cells[0]), next((cell for cell in cells[1:] if cell), "")
        previous = cells


def _bare(label: str) -> str:
    return " ".join(re.sub(r"[*_`#]+", " ", label).split()).strip(" .:-–")
