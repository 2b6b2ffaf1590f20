"""What the documents offer to users: how to do their tasks, how to start, and what they must know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.formats.document_shape import Document, Section
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import document_paths
from readiness.sanitizing import snippet
from readiness.search import Pattern
from readiness.sightings import as_evidence, patterns_named, sightings

_README = compile_later(r"(?:^|/)readme(?:[-_.][\w-]+)?(?:\.\w+)?$", re.I)
_GUIDE_PLACE = compile_later(
    r"(?:^|/)(?:docs?|documentation|website|site|fern|guides?|manuals?|wiki|help|handbook|book|tutorials?|"
    r"user[-_]?guide|faq)/|"
    r"(?:^|/)(?:[\w-]*(?:usage|manual|user[-_]?guide|guide|tutorial|how[-_]?to|faq|walkthrough|cookbook|"
    r"help)[\w-]*)\.\w+$", re.I
)  # fmt: skip
_NOT_FOR_USERS = compile_later(
    r"architect|(?:^|/)adrs?(?:/|[-_])|decision|design|specs?(?:[/_.-]|$)|specification|rfcs?|contribut|develop|"
    r"deploy|install|release|roadmap|security|"
    r"runbook|operat|internal|plans?/|[-_]plan\b|improvement|superpowers|research|issue[-_]template|"
    r"templates?\.\w+$|testing|acceptance|criteria|business|domain|component|schema|data[-_]?model|stories|pseudo|"
    r"diagram|analysis|strategy|organization|constraints|validation[-_]report|validation\.\w+$|context[-_]|quality|"
    r"matrix|scenarios|(?:^|[/_-])ci[./_-]|proposal|code[-_]of|licen[sc]e|compliance|implementation|"
    r"refactor|migration|audit|report|status|summary|todo|backlog|requirements|prd|docker|kubernetes|infrastructure|"
    r"monitoring|sbom|sdlc|workflow[-_]?setup|"
    r"branch|pull[-_]request|issue|maint(?:ain|enance)|governance|onboarding[-_]dev|coding|"
    r"style|standards|meeting", re.I
)  # fmt: skip
_OF_ITS_INSIDE = compile_later(
    r"(?:^|/)[\w-]*(?:api[-_]?(?:reference|docs?)|pipeline|inventory|rationale|internals?|system[-_]overview|"
    r"technical|under[-_]the[-_]hood|benchmark|evaluation|changelog)[\w-]*(?:/|\.\w+$)", re.I
)  # fmt: skip
_USE = compile_later(
    r"usage|how to use|using|\buse\b|user guide|guide|tutorial|examples?|features?|commands?|workflow|how it works|"
    r"walkthrough|what can|api|endpoints?|"
    r"\bcli\b|interact|ask|playground|demo|options|settings|faq|modes?\b|功能|使用|用法|示例|指南|使い方|機能|사용|uso\b|utilisation|"
    r"verwendung|nutzung|como usar", re.I
)  # fmt: skip
_ABOUT_USE = compile_later(
    r"usage|how to use|using|user guide|\buse\b|tutorial|guide|使用|用法|使い方|사용|"
    r"uso\b|utilisation|verwendung|nutzung",
    re.I,
)
_ASIDE = compile_later(
    r"install|licen[sc]e|contribut|acknowledg|credits|roadmap|future|to-?do|develop|tests?\b|testing|deploy|"
    r"\bstars?\b|change ?log|requirements|prerequis|structure|"
    r"architecture|tech|stack|config|environment|about|intro|overview|features?|why|background|run|local|set-?up|"
    r"quick|start|docker|build|author|contact|support|"
    r"community|citation|references|disclaimer|security|note|table of contents|highlight|sponsor|thanks|"
    r"亮点|感谢|赞助|安装|"
    r"部署|许可|贡献|介绍|功能|特性|技术|架构|环境|配置|联系", re.I
)  # fmt: skip
_README_WORDS, _README_CODE = 350, 5
_WIDE = frozenset({"zh", "ja", "ko"})  # a sign counts as a word there
_HELP = compile_later(r"(?:^|/)(?:help|onboarding|tour|guide)[\w-]*\.(?:json|tsx|jsx|vue|svelte|html)$", re.I)
_RUNS = compile_later(
    r"\b(?:run|running|train|training|sampl(?:e|ing)|fine-?tun\w+|inference|evaluat\w+|experiments?|workflow|development|"
    r"reproduc\w+|generation|generate)\b|训练|推理|运行|学習|推論|entrena|entraîne|train\w*ieren", re.I
)  # fmt: skip
_NESTED, _RUN_WORDS = 3, 25
_PAGE_WORDS, _SITE_WORDS, _LONG_WORDS = 60, 400, 260
_CODE_LINE_WORDS = 4  # a line of a code block shows as much of use as so many words of prose
_ELSEWHERE = compile_later(
    r"\[[^\]\n]{0,60}\b(?:documentation|docs|official documents?|user guide|manual|wiki|"
    r"handbook)\b[^\]\n]{0,60}\]\(\s*(https?://[^\s)]+)|\[[^\]\n]{0,20}(?:文档|"
    r"ドキュメント)[^\]\n]{0,20}\]\(\s*(https?://[^\s)]+)|"
    r"\bhref=[\"'](https?://[^\"']+)[\"'][^\n]{0,120}\b(?:documentation|docs)\b|"
    r"\b(?:more information|learn more|full documentation|user guide|the documentation|read the docs)\b[^\n]{0,40}?"
    r"(https?://[^\s)]+)", re.I
)  # fmt: skip
_OF_OTHERS = compile_later(
    r"docker\.com|microsoft\.com|amazon\.com|google\.com|openai\.com|anthropic\.com|python\.org|nextjs\.org|npmjs|"
    r"reactjs|react\.dev|vuejs|angular|streamlit\.io|"
    r"gradio\.app|langchain|astral\.sh|kubernetes\.io|nodejs\.org|vitejs|vercel\.com|postgresql|huggingface\.co|"
    r"github\.com/(?!.*/wiki)|ollama",
    re.I,
)


def explain_tasks(product: Product) -> Fact:
    """Whether users' tasks are explained: pages for users, long sections on use, or help in the product.

    In part where a short snippet, or a link to a guide elsewhere, is all.
    """
    pages, words = _pages(product)
    if len(pages) >= 2 and words >= _SITE_WORDS:
        return Fact(1.0, tuple(pages), f"{len(pages)} pages explain how to use it", (), len(pages))
    found = sorted(_sections_on_use(product), key=lambda item: -item[2])
    total = sum(size for _, _, size in found)
    evidence = tuple(_of_section(document, section) for document, section, _ in found[:4])
    if total + words >= _LONG_WORDS and (pages or any(_ABOUT_USE.search(section.title) for _, section, _ in found)):
        return Fact(1.0, (*evidence, *pages), "long sections explain how to use it")
    told = _long_readme(product)
    if told:
        return Fact(1.0, told, "the README explains at length how to use it")
    helps = [file.path for file in product.files("code", "config") if _HELP.search(file.path) and file.size > 800]
    if helps:
        return Fact(
            1.0,
            tuple(Evidence(path, 0, "", "help in the product") for path in helps[:3]),
            "the product explains itself to its users",
        )
    if total >= 15 or pages:
        return Fact(0.5, (*evidence, *pages), "a short piece on use is all there is")
    elsewhere = [item for item in _links(product) if item]
    if elsewhere:
        return Fact(0.5, tuple(elsewhere[:2]), "the guide to its use is kept elsewhere")
    runs = tuple(_runs(product))
    if runs:
        return Fact(0.5, runs[:3], "short sections tell how to run it")
    return Fact(0.0, (), "no document explains how to use it", ("sections and pages on use",))


def say(product: Product, *, any_of: tuple[str, ...], also_readme: bool = False, unless_facet: str = "") -> Fact:
    """Whether documents that users read say something (signals over the role docs); README files with `also_readme`.

    A product with the facet `unless_facet` is not asked.
    """
    if unless_facet and product.has(unless_facet):
        return Fact(0.0)
    known = set(document_paths(product))
    found = [
        (hit, says)
        for hit, says in sightings(product, *any_of)
        if hit.path in known
        and _is_for_users(hit.path, also_readme)
        and not _OF_ITS_INSIDE.search(hit.path)
        and not _is_code(product, hit.path, hit.line)
    ]
    if not found:
        return Fact(0.0, (), "", tuple(f"the documents: {name}" for name in any_of))
    return Fact(1.0, as_evidence(found), found[0][1])


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that a call of `say` looks for, announced before the one pass."""
    return patterns_named(dict(parameters)["any_of"]) if function == "say" else ()


def _is_for_users(path: str, also_readme: bool) -> bool:
    if _README.search(path):
        return also_readme
    return bool(_GUIDE_PLACE.search(path)) and not _NOT_FOR_USERS.search(path)


def _is_code(product: Product, path: str, line: int) -> bool:
    return any(
        held.number == line and held.kind == "code"
        for section in product.document(path).sections
        for held in section.lines
    )


def _pages(product: Product) -> tuple[list[Evidence], int]:
    """The pages for users (at most 30 read) with their words."""
    pages: list[Evidence] = []
    words = 0
    paths = [path for path in document_paths(product) if _is_for_users(path, False)]
    for path in sorted(paths, key=lambda path: (not _ABOUT_USE.search(path), path))[:30]:
        document = product.document(path)
        size = sum(_size(section) for section in document.sections if not section.is_placeholder)
        if size >= _PAGE_WORDS:
            pages.append(Evidence(path, 1, snippet(document.title), "a page for users"))
            words += size
    return pages, words


def _sections_on_use(product: Product) -> Iterator[tuple[Document, Section, int]]:
    for path in document_paths(product):
        if not _README.search(path) or path.count("/") > 1:
            continue
        document = product.document(path)
        inside = 0  # the level of the section on use that holds the present one
        for index, section in enumerate(document.sections):
            if inside and section.level > inside:
                continue
            inside = section.level if section.level and _ABOUT_USE.search(section.title) else 0
            if not section.level or not _USE.search(section.title) or section.is_placeholder:
                continue
            parts = list(document.within(index))
            size = sum(_size(part) for part in parts if not part.is_placeholder)
            if size and (inside or not any(_USE.search(part.title) for part in parts[1:])):
                yield document, section, size


def _runs(product: Product) -> Iterator[Evidence]:
    """Sections with commands on running, training or trying out, where nothing is served: that is its use there."""
    for path in document_paths(product) if not product.serves else ():
        if not _README.search(path) or path.count("/") > _NESTED:
            continue
        document = product.document(path)
        for index, section in enumerate(document.sections):
            parts = [part for part in document.within(index) if not part.is_placeholder]
            shown = any(part.code for part in parts) or any("`" in line.text for part in parts for line in part.lines)
            if section.level and _RUNS.search(section.title) and shown and sum(map(_size, parts)) >= _RUN_WORDS:
                yield _of_section(document, section)


def _long_readme(product: Product) -> tuple[Evidence, ...]:
    """Sections of the first README that explain, with code, what to do with the product; none where they are short."""
    path = next((path for path in document_paths(product) if _README.search(path) and "/" not in path), "")
    if not path:
        return ()
    document = product.document(path)
    telling = [
        part
        for part in document.sections
        if part.level > 1 and not _ASIDE.search(part.title) and not part.is_placeholder
    ]
    code = sum(len(part.code) for part in telling)
    if sum(map(_size, telling)) * (0.5 if document.language in _WIDE else 1) < _README_WORDS or code < _README_CODE:
        return ()
    best = sorted(telling, key=lambda part: (-_size(part), part.line))
    return tuple(_of_section(document, part) for part in best[:4])


def _size(section: Section) -> int:
    return section.words + _CODE_LINE_WORDS * min(len(section.code), 40)


def _of_section(document: Document, section: Section) -> Evidence:
    return Evidence(document.path, section.line, snippet(section.title), "a section on use")


def _leads_elsewhere(text: str) -> bool:
    """Whether a line links to documentation that is not that of another product."""
    found = _ELSEWHERE.search(text)
    return bool(found) and not _OF_OTHERS.search(next(filter(None, found.groups()), "") if found else "")


def _links(product: Product) -> Iterator[Evidence]:
    for path in document_paths(product):
        if _README.search(path) and "/" not in path:
            for section in product.document(path).sections:
                for line in section.lines:
                    if line.kind != "code" and _leads_elsewhere(line.text):
                        yield Evidence(path, line.number, snippet(line.text), "the guide is kept elsewhere")
