"""Whether the product meets users where they work: a documented interface, or a place inside the tools they use."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import content, document_paths, heading_pattern, titled
from readiness.sanitizing import snippet
from readiness.search import Hit
from readiness.sightings import as_evidence, patterns_named, sightings

_TOOLS = (
    r"(?:google (?:search|analytics|drive|sheets?|docs|calendar|workspace|chat|home)|gmail|outlook|"
    r"microsoft (?:teams|365|office|word|excel)|sharepoint|slack|discord|telegram|whatsapp|mattermost|zulip|"
    r"jira|confluence|linear|asana|trello|notion|obsidian|evernote|logseq|github|gitlab|bitbucket|zendesk|"
    r"intercom|freshdesk|hubspot|salesforce|servicenow|zapier|n8n|ifttt|home assistant|wordpress|shopify|"
    r"drupal|nextcloud|vs ?code|visual studio|jetbrains|intellij|neovim|vim|emacs|figma|firefox|chrome|safari|"
    r"thunderbird|raycast|alfred|search console|wechat|feishu|lark|dingtalk|open webui|claude (?:code|desktop)|"
    r"cursor|grafana|kibana|paperless\S*|anki|zotero|calibre)"
)
_INTEGRATES = (
    rf"\b(?:integrat\w+|connect\w*|link\w*|us(?:e|ing)|add\w*|import\w*)\b.{{0,30}}\b{_TOOLS}\b",
    rf"\b{_TOOLS}\b.{{0,16}}\b(?:integration|plug-?in|extension|add-?on|bot|connector)\b",
)
_NO_USER_TOOL = compile_later(
    r"(?i)\b(?:log-?in|sign[- ]?in|sso|auth\w*|oauth|actions?|ci|runner|tests?|contribut\w+|issues?|pages|"
    r"container registry|ghcr|copilot|clone|dashboards?|roadmap|planned|coming soon)\b"
)
_LEAST_WORDS = 25
PATTERNS = (
    heading_pattern(_INTEGRATES),
    *patterns_named(
        (
            "works-inside",
            "own-interface",
            "interface-documented",
            "integration-described",
            "api-description",
            "library-use",
        )
    ),
)
_EXTENSION = compile_later(
    r"(?:^|/)(?:manifest\.json|plugin\.xml|slack[-_]?manifest\.\w+|manifest\.xml|appPackage/manifest\.json)$", re.I
)
_ON_INTERFACE = compile_later(r"(?i)(?:^|/)(?:[\w-]*[-_])?(?:endpoints?|(?:rest|http|web)?[-_]?api)(?:[-_]\w+)?\.\w+$")
_STRONG = ("an MCP server", "it answers in people's chat", "a browser extension", "a plugin")


def meets_users(product: Product) -> Fact:
    """Whether there is a documented interface, a package that others import, or a place in other tools.

    In part where there is an interface that nobody describes.
    """
    known = set(document_paths(product))
    inside = [(hit, says) for hit, says in sightings(product, "works-inside") if not _is_of_extension_store(hit)]
    strong = [(hit, says) for hit, says in inside if says.startswith(_STRONG)]
    interface = sightings(product, "own-interface")
    documented = [(hit, says) for hit, says in sightings(product, "interface-documented") if hit.path in known]
    described = [(hit, says) for hit, says in sightings(product, "integration-described") if hit.path in known]
    written = sightings(product, "api-description")
    package = _own_package(product, known)
    explained = _explained(product)
    if strong:
        return Fact(1.0, as_evidence((*strong, *documented[:2])), strong[0][1])
    if interface and (written or len(documented) >= 2 or any(_ON_INTERFACE.search(hit.path) for hit, _ in documented)):
        return Fact(
            1.0, as_evidence((*written[:3], *documented, *interface[:2])), "a documented interface for other programs"
        )
    if explained:
        return Fact(1.0, (*explained, *as_evidence(inside[:2])), "how it works with people's other tools is documented")
    if package:
        return Fact(1.0, as_evidence(package), "a package that other programs use")
    if len({says for _, says in inside}) >= 2 or (inside and described):
        return Fact(1.0, as_evidence((*inside, *described[:2])), inside[0][1])
    if (
        inside
        or (interface and documented)
        or (interface and not product.has("ui") and any("describes itself" in says for _, says in interface))
    ):
        return Fact(0.5, as_evidence((*inside, *documented, *interface)), "an interface to other tools, not described")
    return Fact(
        0.0,
        (),
        "it stands alone: no documented interface and no place in other tools",
        ("interfaces for other programs and tools",),
    )


def _explained(product: Product) -> tuple[Evidence, ...]:
    """Sections that tell, with steps, how the product works with tools of its users; one a tool's heading."""
    found = []
    for document, index in titled(product, _INTEGRATES):
        section = document.sections[index]
        words, lines = content(document, index)
        steps = sum(line.kind == "list" for line in lines) + sum(
            line.kind in ("code", "image") for part in document.within(index) for line in part.lines
        )
        if words >= _LEAST_WORDS and steps >= 2 and not _NO_USER_TOOL.search(section.title):
            found.append(
                Evidence(document.path, section.line, snippet(section.title), "how it works with another tool")
            )
    return tuple(found)


def _is_of_extension_store(hit: Hit) -> bool:
    return hit.match.startswith('"manifest_version"') and not _EXTENSION.search(hit.path)


def _own_package(product: Product, known: set[str]) -> list[tuple[Hit, str]]:
    """Lines that install the product itself as a package."""
    names = {manifest.name.lower().replace("_", "-") for manifest in product.manifests if manifest.name}
    found = []
    for hit, says in sightings(product, "library-use"):
        name = next(filter(None, hit.groups), "").lower().replace("_", "-")
        if (
            hit.path in known
            and hit.path.count("/") <= 2
            and "-e " not in hit.match
            and (
                name in names
                or name.partition("[")[0] in names
                or any(own and name.endswith("/" + own) for own in names)
            )
        ):
            found.append((hit, says))
    return found
