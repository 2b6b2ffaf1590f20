"""Plans for what comes next: whether there is one, and whether it names outcomes for users."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.compiling import compile_later
from readiness.formats.document_shape import Document, Line, without_markup
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.prose import any_of, content, document_paths, heading_pattern, titled
from readiness.sanitizing import snippet

_TITLES = (
    r"\broad-?map\b",
    r"\bmilestones?\b",
    (
        r"\bfuture (?:work|plans?|features?|improvements?|enhancements?|considerations?|directions?|scope|"
        r"development)\b"
    ),
    r"\bplanned\b",
    r"\bupcoming\b",
    r"what(?:'|’)?s next\b",
    r"^\W*to-?do(?:s| list)?\W*$",
    r"\bbacklog\b",
    r"potential improvements",
    r"\bimplementation (?:phases|order|plan)\b",
    r"\brelease plan\b",
    r"(?:feature|product) priorit\w+",
    r"路线图|开发计划|未来计划|待办|规划",
    r"ロードマップ|今後の(?:予定|計画)",
    r"hoja de ruta|próximos pasos|mejoras futuras",
    r"feuille de route|prochaines étapes",
    r"fahrplan|geplant|nächste schritte|ausblick",
    r"roteiro|próximos passos|melhorias futuras",
)
_NEXT_STEPS = (r"\bnext steps\b",)
_ITEM = compile_later(r"^(?:[-*+•]\s|\d+[.)]\s|\||\[[ xX]\])")
_INTENTION = compile_later(
    r"(?i)\b(?:add|support|implement|improve|introduce|allow|enable|extend|build|integrat\w+|investigate|explore|"
    r"figure out|migrate)|\[ \]"
)
_OUTCOME = (
    r"\bso that\b",
    r"\bas an? \w+(?: \w+)?,? i want\b",
    r"\buser(?:s'|'s)? (?:value|impact|benefit|outcome|satisfaction|adoption|retention)\b",
    r"\boutcomes?\b",
    (
        r"\b(?:users?|customers?|clerks|people|teams?|patients|students|admins?|agents|readers)\b[^.|"
        r"]{0,30}\b(?:can|will|are able to|get|save|spend|find|no longer|don't have to)\b"
    ),
    (
        r"\b(?:reduc\w+|cut|sav\w+|shorten|halve|increase|rais\w+|improve)\b[^.|]{0,60}\b(?:time|effort|hours|"
        r"minutes|errors?|wrong|churn|tickets|satisfaction|adoption|retention|conversion|revenue|completion)\b"
    ),
    r"\b(?:high|critical|medium|low)\b\s*\|\s*\b(?:high|critical|medium|low)\b.*\buser\b",
    (
        r"用户(?:可以|能够|体验)|usuarios (?:pueden|podrán)|utilisateurs (?:peuvent|pourront)|"
        r"(?:nutzer|anwender)\w* (?:können|sparen)|usuários (?:podem|poderão)"
    ),
)
_LINK = compile_later(r"^(?:[-*+]|\d+[.)])\s*\**\[[^\]]{2,}\]\(")
_README = compile_later(r"(?i)(?:^|/)readme(?:\.\w+)?$")
_CHECKLIST = compile_later(r"(?i)check-?list|prerequisit|pull request|requirements|before you|contribut|licen[sc]e")
_TO_COME = compile_later(
    r"(?i)^(?:[-*+]\s+)?\[ \]|\bcoming soon\b|🚧|🔜|⏳|\bplanned\b|\bin progress\b|\bWIP\b|"
    r"\bnot yet (?:supported|available|implemented)\b|"
    r"即将|敬请期待|開発中|próximamente|em breve|bientôt|demnächst"
)
_LEAST_ITEMS = 2
_LEAST_OUTCOMES = 3
PATTERNS = (heading_pattern(_TITLES), heading_pattern(_NEXT_STEPS))


def planned(product: Product) -> Fact:
    """Whether a roadmap, milestones or a list of things to come has at least two items."""
    evidence = tuple(_evidence(document, items[0], "what is planned") for document, items in _plans(product))
    if evidence:
        return Fact(1.0, evidence, "a list of things to come, without outcomes for users", (), len(evidence))
    return Fact(0.0, (), "no roadmap, milestones or plan", ("roadmap, milestones, planned work in documents",))


def promised(product: Product) -> Fact:
    """Whether a README marks, in its lists or tables, at least two things as still to come."""
    for path in document_paths(product):
        if path.count("/") > 1 or not _README.search(path):
            continue
        document = product.document(path)
        lines = [
            line
            for section in document.sections
            if not _CHECKLIST.search(section.title)
            for line in section.lines
            if (line.kind in ("list", "table") or _ITEM.match(line.text)) and _TO_COME.search(line.text)
        ]
        if len(lines) >= _LEAST_ITEMS:
            evidence = tuple(_evidence(document, line, "still to come") for line in lines[:5])
            return Fact(1.0, evidence, "a list of things to come, without outcomes for users", (), len(lines))
    return Fact(0.0)


def by_outcome(product: Product) -> Fact:
    """Whether one plan names outcomes for users: in at least three items, or in each of two or three."""
    wanted = any_of(_OUTCOME)
    for document, items in _plans(product):
        telling = [line for line in items if wanted.search(without_markup(line.text))]
        if len(telling) >= min(_LEAST_OUTCOMES, len(items)) and len(telling) * 8 >= len(items):
            evidence = tuple(_evidence(document, line, "an outcome for users") for line in telling[:5])
            return Fact(1.0, evidence, f"{len(telling)} planned steps name an outcome for users", (), len(telling))
    return Fact(0.0, (), "no plan names outcomes for users")


def _plans(product: Product) -> Iterator[tuple[Document, list[Line]]]:
    for titles in (_TITLES, _NEXT_STEPS):
        for document, index in titled(product, titles):
            items = [
                line for line in content(document, index)[1] if line.kind in ("list", "table") or _ITEM.match(line.text)
            ]
            items = [line for line in items if not _LINK.match(line.text)]
            if titles is _NEXT_STEPS:
                items = [line for line in items if _INTENTION.search(line.text) and "](" not in line.text]
            if len(items) >= _LEAST_ITEMS:
                yield document, items


def _evidence(document: Document, line: Line, says: str) -> Evidence:
    return Evidence(document.path, line.number, snippet(line.text), says)
