"""Ways that users have to report problems and to ask: templates, places and addresses that are named to them."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import document_paths, is_security_policy
from readiness.screens import screen_files, screen_patterns
from readiness.search import Hit
from readiness.sightings import as_evidence, patterns_named, sightings

PATTERNS = (*patterns_named(("channel-named", "channel-on-screen")), *screen_patterns())
_TEMPLATE = compile_later(
    r"(?:^|/)\.(?:github|gitea|forgejo)/ISSUE_TEMPLATE(?:\.md|/[^/]+\.(?:md|ya?ml))$|(?:^|"
    r"/)\.gitlab/issue_templates/[^/]+\.md$|(?:^|/)\.?(?:github/)?SUPPORT\.\w+$|"
    r"(?:^|/)\.github/DISCUSSION_TEMPLATE/", re.I
)  # fmt: skip
_UNFILLED = compile_later(
    r"\byour[-_ ]?(?:user(?:name)?|org(?:anization)?|name|repo(?:sitory)?|handle|email|company|domain|project)\b|"
    r"<[a-z_ -]+>|@example\.|user(?:name)?/repo|\bYOUR_|\[(?:INSERT|your)|@(?:company|yourcompany)\.", re.I
)  # fmt: skip
_TAGS = compile_later(  # of pages, which are no gaps to fill in
    r"</?(?:html|head|body|main|nav|footer|header|section|div|span|p|a|b|i|em|strong|small|ul|ol|li|dl|dt|dd|table|tr|td|"
    r"th|form|label|input|button|h\d|br|hr|title|script|style|template)>",
    re.I,
)
_INVITATION = compile_later(
    r"\b(?:open|file|creat\w+|rais\w+|submit\w*|post)\b[^.\n]{0,25}\bissues?\b(?![^\s]*your)|\bpull requests?\b", re.I
)
_OUTBOUND = compile_later(
    r"code of conduct|\b(?:do not|don't|please don't|never|instead of|rather than)\b[^.\n]{0,40}\b(?:open|file|"
    r"create|report)\w*\b[^.\n]{0,30}\bissue",
    re.I,
)
_OF_OTHERS = compile_later(
    r"\b(?:upstream|langchain-ai|huggingface|pytorch|tensorflow|vercel/next\.js|docker|kubernetes|python|nodejs|"
    r"streamlit|gradio-app|ollama)/[\w.-]+/(?:issues|discussions)", re.I
)  # fmt: skip
_SECTION = compile_later(
    r"readme|contribut|support|security|help|faq|community|feedback|contact|docs?/|index|troubleshoot|install|quick|"
    r"model[-_ ]?card|data[-_ ]?(?:sheet|card)|dataset|about|overview|introduction|guide|manual|usage|getting|"
    r"wiki|home",
    re.I,
)

_LEADS_NOWHERE = compile_later(r"^\s*<(div|span|p|li|h\d)>[^<>{}@/]{1,60}</\1>\s*$")
"""Words on a screen that are neither a link nor an address."""


def named(product: Product) -> Fact:
    """Whether issue templates, or a place or address for problems and questions, are named to users."""
    files = [file for file in product.snapshot.files if _TEMPLATE.search(file.path) and file.size > 40]
    templates = tuple(Evidence(file.path, 1, "", "a template for reports") for file in files[:4])
    known = set(document_paths(product)) | {
        file.path for file in product.files("docs") if re.search(r"(?:^|/)code[-_]of", file.path, re.I)
    }
    said = [
        (hit, says)
        for hit, says in sightings(product, "channel-named")
        if hit.path in known and not is_security_policy(hit.path) and _holds(product, hit)
    ]
    screens = screen_files(product)
    shown = [
        (hit, says)
        for hit, says in sightings(product, "channel-on-screen")
        if hit.path in screens and not _UNFILLED.search(_TAGS.sub(" ", hit.text)) and not _LEADS_NOWHERE.match(hit.text)
    ]
    evidence = (
        *templates,
        *as_evidence(sorted(said, key=lambda item: (item[0].path.count("/"), item[0].path)), a_file=2),
        *as_evidence(shown[:3]),
    )
    if not evidence:
        return Fact(0.0, (), "no way to report problems or to ask is named", ("issue templates, documents, screens",))
    says = templates[0].says if templates else (said or shown)[0][1]
    return Fact(1.0, evidence, says)


def _holds(product: Product, hit: Hit) -> bool:
    """Whether the line is meant for this product's users: no placeholder, no other project's tracker, no code."""
    if (
        not _SECTION.search(hit.path)
        or (_UNFILLED.search(hit.text) and not _INVITATION.search(_UNFILLED.sub(" ", hit.text)))
        or _OUTBOUND.search(hit.text)
        or _OF_OTHERS.search(hit.text)
    ):
        return False
    sections = product.document(hit.path).sections
    return not any(line.number == hit.line and line.kind == "code" for section in sections for line in section.lines)
