"""Which documents speak of the product, how weighty each is, and where in them a thing is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from readiness.compiling import compile_later
from readiness.formats.document_shape import Document, Line, Section
from readiness.product import Product
from readiness.search import Hit, Pattern

DOCS = frozenset({"docs"})
PROSE_LANGUAGES = ("markdown", "rest", "asciidoc", "text")
SCREEN_LANGUAGES = frozenset(
    {"javascript", "html", "python", "dart", "swift", "kotlin", "csharp", "ruby", "php", "elixir", "java", "go"}
)

_NOT_OF_THE_PRODUCT = compile_later(
    r"(?:^|/)(?:change-?log|changes|news|release[-_ ]?notes?|licen[sc]e|copying|notice|code[-_]of[-_]conduct|"
    r"authors|contributors|thanks|"
    r"third[-_]party[\w-]*|citation|claude|agents|gemini|copilot-instructions|conventions|cursorrules|skill|"
    r"llms(?:-full)?)(?:[-_.][\w.-]*)?$|"
    r"(?:^|/)(?:\.claude|\.cursor|\.gemini|\.windsurf|\.github/(?:issue_template|instructions|prompts|agents|"
    r"chatmodes|pull_request_template)|"
    r"\.gitlab/\w+_templates|prompts?|skills?|versioned_docs|change-?logs?|\.changeset|blogs?|_?posts|newsletters?|licenses?|node_modules)/|"
    r"(?:^|/)(?:pull_request_template|issue_template)[\w-]*\.\w+$|(?:^|/)(?:versions?|archived?|legacy|old)/v?\d|"
    r"(?:^|/)docs?(?:umentation)?/(?:[\w-]+/)*(?:research|literature|papers|prior[-_]?art|related[-_]?work|"
    r"competitors?|competitive[\w-]*|market[-_]research|state[-_]of[-_]the[-_]art|sota)/(?!.*user)",
    re.IGNORECASE,
)
_TRANSLATION = compile_later(
    r"(?:^|/)(?:i18n|locales?|translations?|l10n)/|(?:^|/)docs?/(?:[a-z]{2}[-_][A-Za-z]{2}|zh|ja|es|fr|de|pt|ru|"
    r"ko|it)/",
    re.IGNORECASE,
)
_PROMPTS = compile_later(r"(?:^|[/_.-])(?:system[-_]?)?prompts?(?:[/_.-]|$)|[a-z]Prompts?\.\w+$")
_SAMPLE = compile_later(r"(?:^|/)(?:examples?|samples?|tutorials?|cookbooks?|demos?|e2e|benchmarks?)/", re.IGNORECASE)
_OF_DATA = compile_later(r"(?:^|/)(?:data|datasets?|raw|inputs?)/(?:[^/]+/)*[^/]+$", re.IGNORECASE)
_POLICY = compile_later(r"(?i)(?:^|/)security(?:[-_.][\w-]+)*\.\w+$")
_BESIDE = compile_later(  # folders whose README tells of a chart, a pipeline or a helper, not of the product
    r"(?:^|/)(?:charts?|ci|contrib|\.github|\.circleci|hack|scripts?|tools?|build|infra\w*|terraform|helm|docker|deploy\w*|"
    r"fixtures?|tests?|test[-_]?data|third[-_]party|vendor|patches|assets|notebooks?|plugins?|utils?|logs?)/",
    re.IGNORECASE,
)
_PART = compile_later(
    r"(?:^|/)(?:features?|migrations?|upgrad\w+|providers?|connectors?|apps?|clients?|install\w*|self-?host\w*|agreements?|"
    r"legal|adrs?|rfcs?|contribut\w+|develop\w+|tutorials?|how-?tos?|backups?|advanced)/|"
    r"agreement|migrat|upgrad|contribut|installation|(?:^|/)docs?/[\w-]+/[\w-]+/[\w-]+-plan\.",
    re.IGNORECASE,
)
_README = compile_later(r"(?:^|/)readme(?:[-_.](?!template)[\w-]{2,8})?(?:\.\w+)?$", re.IGNORECASE)
_FRONT = compile_later(
    r"(?:^|/)(?:[\w-]*(?:product(?!i)|prd|charter|(?<![a-z])vision|requirements|overview|introduction|proposal|"
    r"(?<![a-z])mission|(?<!model-)context(?!-?window)|goals|objectives|personas?|"
    r"business[-_]case|brief|problem|motivation|background(?![-_]?(?:job|task|work|proc))|about|use[-_]?cases?)[\w-]*|"
    r"index|intro|home|why|faq|"
    r"spec)\.\w+$",
    re.IGNORECASE,
)
_TECHNICAL_TITLE = compile_later(
    r"install|set-?up|getting started|quick ?-?start|usage|how to (?:use|run)|requirements|prerequisit|deploy|"
    r"configur|develop(?:ment|ing)|contribut|"
    r"licen[sc]e|\bbuild|running|\brun\b|docker|\bapi (?:reference|docs|usage|endpoints?)|^\W*(?:rest |"
    r"http )?apis?\W*$|tech(?:nology)? ?stack|architecture|structure|\btest|environment|acknowledg|credits|"
    r"commands|endpoints|troubleshoot|change ?log|star history|安装|部署|快速开始|技术|配置|开发|许可|运行|"
    r"贡献|instal|despliegue|"
    r"configuraci|uso\b|"
    r"utilisation|implantaç|instalaç|einrichtung|nutzung|インストール|使い方|セットアップ",
    re.IGNORECASE,
)
_TELLING_TITLE = compile_later(
    r"\bwhy\b|what is|what's|about|overview|introduction|\bintro\b|goals?\b|objective|background|problem|"
    r"motivation|purpose|vision|mission|use cases?|"
    r"who (?:is|uses)|audience|users\b|summary|benefit|highlight|value|简介|介绍|背景|概述|为什么|"
    r"目标|はじめに|概要|背景|目的|"
    r"objetivo|introducción|acerca|"
    r"problema|motivación|pourquoi|présentation|objectif|warum|überblick|ziel|einleitung|über |visão geral|"
    r"introdução|sobre",
    re.IGNORECASE,
)

_ANCHOR = compile_later(r"\^(?:\\W\*|\(\?:\\W\|\\d\)\*)?|(?:\\W\*)?\$")


@lru_cache(maxsize=65536)
def speaks_of_product(path: str) -> bool:
    """Whether a document's place says that it describes this product, at its present version, for people."""
    return not _NOT_OF_THE_PRODUCT.search(path) and not _TRANSLATION.search(path)


def weight(path: str) -> int:
    """How near to the reader: 0 the first README, 1 papers beside it, 2 documentation, 3 nested notes, 4 samples."""
    depth = path.count("/")
    if _SAMPLE.search(path):
        return 4
    if _README.search(path) and depth == 0:
        return 0
    if depth == 0 or (_FRONT.search(path) and depth <= 2):
        return 1
    return 2 if depth <= 3 else 3


def is_front(path: str) -> bool:
    """Whether a document introduces the product: a README, or a paper on the product, its goals or its users."""
    if _SAMPLE.search(path) or _OF_DATA.search(path) or _BESIDE.search(path) or not speaks_of_product(path):
        return False
    return bool((_README.search(path) and path.count("/") <= 2) or _FRONT.search(path))


def is_security_policy(path: str) -> bool:
    """Whether a document says where to send weaknesses of security: its promises are about those alone."""
    return bool(_POLICY.search(path))


def speaks_of_part(path: str) -> bool:
    """Whether a document is on one package, feature or way to install it, or for its makers."""
    return bool((_README.search(path) and path.count("/") >= 1) or _PART.search(path))


def document_paths(product: Product) -> tuple[str, ...]:
    """Documents that speak of the product, the weightiest first; samples only where they are the product."""
    found = [f.path for f in product.files("docs", languages=PROSE_LANGUAGES) if speaks_of_product(f.path)]
    if not product.promotes_examples:
        found = [path for path in found if weight(path) < 4]
    return tuple(sorted(found, key=lambda path: (weight(path), path)))


def introductions(product: Product) -> Iterator[tuple[Document, Section]]:
    """The sections that introduce the product: what stands before the technical part, and what is titled so."""
    for path in document_paths(product):
        if not is_front(path):
            continue
        document = product.document(path)
        technical = False
        for section in document.sections:
            telling = bool(_TELLING_TITLE.search(section.title))
            if section.level > 1 and not telling and _TECHNICAL_TITLE.search(section.title):
                technical = True
            if telling or not technical:
                yield document, section


def section_at(document: Document, line: int) -> Section | None:
    """The section whose prose holds a line, None where the line is code or no part of any section."""
    for section in reversed(document.sections):
        if section.line <= line:
            kinds = {found.kind for found in section.lines if found.number == line}
            return None if kinds & {"code", "image"} else section
    return None


def said(product: Product, patterns: Iterable[Pattern]) -> tuple[Hit, ...]:
    """Where patterns are said in prose on the product, or in the words of its screens; the weightiest first."""
    known = set(document_paths(product))
    found = []
    for hit in product.hits(*patterns):
        file = product.snapshot.file(hit.path)
        if file is not None and file.role != "docs" and _PROMPTS.search(hit.path):
            continue  # words for a model, not for people
        if (
            file is None
            or file.role != "docs"
            or (hit.path in known and section_at(product.document(hit.path), hit.line))
        ):
            found.append(hit)
    return tuple(sorted(found, key=lambda hit: (weight(hit.path), hit.path, hit.cell, hit.line)))


def sentences(section: Section) -> Iterator[Line]:
    """The prose lines of a section; a text that is broken over lines is joined at its first line."""
    held: Line | None = None
    for line in section.lines:
        if held and line.kind == "text" and held.kind in ("text", "list", "quote"):
            if line.number == held.number + held.text.count("\n") + 1:
                held = Line(held.number, f"{held.text}\n{line.text}", held.kind)
                continue
        if held:
            yield held
        held = None if line.kind in ("code", "image") else line
    if held:
        yield held


def joined(patterns: Iterable[str]) -> str:
    """One regular expression that finds what any of the patterns does, without regard to case."""
    return "(?i)" + "|".join(f"(?:{pattern.replace('(?i)', '')})" for pattern in patterns)


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """The patterns as one, to be matched against single lines."""
    return _any_of(tuple(patterns))


@lru_cache(maxsize=512)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return compile_later(joined(patterns), re.MULTILINE)


def heading_pattern(titles: Iterable[str]) -> Pattern:
    """Lines that look like headings (marked, underlined, bold) with the words of a title: what is worth reading."""
    words = "|".join(_ANCHOR.sub("", title) for title in titles)
    marked = r"[ \t>]{0,3}(?:#{1,6}|={1,6}|\*\*|__|<h[1-6]|<summary)"
    underlined = r"\n[=~^\"'*+-]{3}"
    return Pattern(rf"(?i)^{marked}[^\n]{{0,80}}?(?:{words})|^[^\n]{{0,40}}?(?:{words})[^\n]{{0,40}}{underlined}", DOCS)


def titled(product: Product, titles: tuple[str, ...], front: bool = False) -> Iterator[tuple[Document, int]]:
    """(document, index) of every section with one of the titles; `front` asks introducing documents only.

    Within a section that was given, deeper ones with such a title are not given again.
    """
    candidates = {hit.path for hit in product.hits(heading_pattern(titles))}
    if not candidates:
        return
    title = any_of(titles)
    for path in document_paths(product):
        if path not in candidates or (front and not is_front(path)):
            continue
        document = product.document(path)
        inside = 0
        for index, section in enumerate(document.sections):
            if inside and section.level > inside:
                continue
            inside = section.level if section.level and title.search(section.title) else 0
            if inside:
                yield document, index


def content(document: Document, index: int) -> tuple[int, tuple[Line, ...]]:
    """How many words of prose a section has with those below it, and their lines; what a template left is nothing."""
    parts = [part for part in document.within(index) if not part.is_placeholder]
    lines = tuple(line for part in parts for line in part.lines if line.kind not in ("code", "image"))
    return sum(part.words for part in parts), lines


_COMMENTS = compile_later(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKUP_ONLY = compile_later(r"(?m)^.+\n(?:=+|-{3,})[ \t]*$|^(?:\s{0,3}#{1,6}\s.*|[\s=~^\-_*#|:>.`+]*)$")
_BARE = (".md", ".markdown", ".mdx", ".rst", ".txt", ".adoc")


def is_filled(product: Product, path: str) -> bool:
    """Whether something stands at a path that an answer names: a file with words beyond headings and comments.

    A document that was started and never filled in is no evidence. A folder is as good as the best file in it; what
    was left out of the audit (a picture, a spreadsheet) counts, for nobody here has looked into it.
    """
    snapshot = product.snapshot
    clean = path.strip("/").removeprefix("./")
    if clean not in snapshot.all_paths:
        below = (known for known in snapshot.all_paths if known.startswith(clean + "/"))
        return any(is_filled(product, known) for known in below)
    if snapshot.file(clean) is None:
        return True
    text = snapshot.text(clean)
    if clean.casefold().endswith(_BARE):
        text = _MARKUP_ONLY.sub("", _COMMENTS.sub("", text))
    return bool(text.strip())
